"""Whatever annotators and a reviewer do, undo and redo: gold belongs to one standing verdict or to a hand."""

import tempfile
from contextlib import suppress
from itertools import pairwise
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from reviewed import TEXT, gold, made

from annotator.domain.change import Change
from annotator.domain.document import Document
from annotator.domain.errors import Conflict, InvalidSpan, NotFound, NothingToUndo, UserError
from annotator.domain.span import Span
from annotator.services.casebook import read_cases
from annotator.services.cases import Case
from annotator.services.gold_rule import Draft, GoldRule
from annotator.services.project import Project, create_project
from annotator.services.queue import Queue
from annotator.services.review import Review
from annotator.services.standing import STATES, Standing

LAYERS = ("li", "wang", "zhao")
PLACES = [(0, 9), (2, 9), (0, 5), (10, 16), (12, 16), (10, 20), (17, 24), (25, 31)]
LABELS = ["measure", "problem"]
DOCUMENTS = ("d1", "d2")


class Reviewing(RuleBasedStateMachine):
    """Three annotators and a reviewer, each with a window of their own on one file."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        path = Path(self.folder.name) / "p.annot"
        create_project(path, actor="setup")
        with Project(path, "setup") as project:
            project.commit([Change(None, Document(each, each + TEXT)) for each in DOCUMENTS], "import")
            marks = [
                made(each, each + TEXT, layer, *PLACES[0], "measure")
                for each in DOCUMENTS
                for layer in LAYERS
            ]
            project.commit([Change(None, span) for span in marks], "marks")
        self.others = {layer: Project(path, layer) for layer in LAYERS}
        self.project = Project(path, "rev")
        self.review = Review(self.project, layers=LAYERS)
        self.by_hand: set[str] = set()

    def teardown(self) -> None:
        for project in (*self.others.values(), self.project):
            project.close()
        self.folder.cleanup()

    # -- annotators ----------------------------------------------------------------------------------

    @rule(layer=st.sampled_from(LAYERS), document=st.sampled_from(DOCUMENTS), place=st.sampled_from(PLACES),
          label=st.sampled_from(LABELS))  # fmt: skip
    def mark(self, layer: str, document: str, place: tuple[int, int], label: str) -> None:
        project = self.others[layer]
        try:
            project.annotate(project.document(document), *place, label)
            project.set_state(document, "done")
        except InvalidSpan:
            pass

    @rule(
        data=st.data(),
        layer=st.sampled_from(LAYERS),
        action=st.sampled_from(["remove", "attrs", "resize", "note"]),
    )
    def change(self, data: st.DataObject, layer: str, action: str) -> None:
        project = self.others[layer]
        spans = list(project.spans(layer=layer))
        if not spans:
            return
        span = data.draw(st.sampled_from(spans))
        try:
            match action:
                case "remove":
                    project.remove([span])
                case "attrs":
                    status = data.draw(st.sampled_from(["done", "ongoing"]))
                    project.set_attributes(span, {"status": status} if span.label == "measure" else {})
                case "resize":
                    project.resize(span, project.document(span.doc_id), *data.draw(st.sampled_from(PLACES)))
                case "note":
                    project.set_note(span, "note")
        except InvalidSpan:
            pass

    @rule(layer=st.sampled_from(LAYERS), document=st.sampled_from(DOCUMENTS),
          state=st.sampled_from(["doing", "done", "skipped"]))  # fmt: skip
    def set_state(self, layer: str, document: str, state: str) -> None:
        self.others[layer].set_state(document, state)

    @rule(layer=st.sampled_from(LAYERS))
    def annotator_takes_back(self, layer: str) -> None:
        with suppress(NothingToUndo, Conflict):
            self.others[layer].undo()

    # -- the reviewer --------------------------------------------------------------------------------

    @rule(data=st.data(), choice=st.sampled_from(["take", "both", "neither", "edit"]))
    def decide(self, data: st.DataObject, choice: str) -> None:
        self.project.poll()
        cases = self.review.cases(state=STATES)
        if not cases:
            return
        case = data.draw(st.sampled_from(cases))
        layers = list(case.candidates)
        taken = (
            data.draw(st.lists(st.sampled_from(layers), min_size=1, max_size=2, unique=True))
            if layers
            else []
        )
        spans = [Draft(*data.draw(st.sampled_from(PLACES)), data.draw(st.sampled_from(LABELS)), {})]
        try:
            self.review.decide(
                case,
                choice,
                taken=taken if choice in ("take", "both") else (),
                spans=spans if choice == "edit" else None,
            )
        except UserError:  # in the way of another decision
            return
        again = [each for each in self.review.cases(state=STATES) if each.fingerprint == case.fingerprint]
        assert [self.review.state(each) for each in again] == ["decided"] * len(again)
        assert again or case.kind == "gone"

    @rule(data=st.data(), action=st.sampled_from(["confirm", "reopen"]))
    def keep_or_reopen(self, data: st.DataObject, action: str) -> None:
        self.project.poll()
        if cases := self.review.cases(state=STATES):
            case = data.draw(st.sampled_from(cases))
            try:
                (self.review.confirm if action == "confirm" else self.review.reopen)(case)
            except (NotFound, Conflict):
                return
            if action == "confirm":
                assert "decided" in {
                    self.review.state(each) for each in self.review.at(case.document, case.start)
                }

    @rule(least=st.sampled_from([0, 2]))
    def settle(self, least: int) -> None:
        self.project.poll()
        self.review.set_rule(GoldRule(least))
        persons = {each for each in self.project.store.verdicts() if each.choice != "agreed"}
        self.review.settle()
        assert {each for each in self.project.store.verdicts() if each.choice != "agreed"} == persons
        before = list(self.project.store.verdicts())
        again = self.review.settle()
        assert (again.written, again.withdrawn, list(self.project.store.verdicts())) == (0, 0, before)
        assert not [case for case in self.review.cases(state="reopened")
                    if all(verdict.choice == "agreed" for verdict in self.review.standing(case).earlier)]  # fmt: skip

    @rule(document=st.sampled_from(DOCUMENTS), place=st.sampled_from(PLACES), label=st.sampled_from(LABELS))
    def mark_gold_by_hand(self, document: str, place: tuple[int, int], label: str) -> None:
        self.project.poll()
        text = self.project.document(document).text
        if not any(start < place[1] and place[0] < end and label == other for start, end, other in
                   gold(self.project, document)):  # fmt: skip
            self.project.commit([Change(None, made(document, text, "gold", *place, label))], "by hand")

    @precondition(lambda self: self.project.store.undo_title("rev"))
    @rule()
    def take_back_and_bring_again(self) -> None:
        before = self.picture()
        try:
            self.project.undo()
        except Conflict:
            return
        self.project.redo()
        assert self.picture() == before

    @rule()
    def take_back(self) -> None:
        with suppress(NothingToUndo, Conflict):
            self.project.undo()

    # -- what always holds ---------------------------------------------------------------------------

    @invariant()
    def gold_is_whole(self) -> None:
        spans = {span.id: span for span in self.project.spans()}
        named = [each for verdict in self.project.store.verdicts() for each in verdict.gold]
        assert len(named) == len(set(named))
        assert all(each in spans and spans[each].layer == "gold" for each in named)
        for span in spans.values():
            assert (span.source == "adjudicated") == (span.id in named)
        for document in DOCUMENTS:
            places = sorted(gold(self.project, document), key=lambda place: (place[2], place[0]))
            for one, other in pairwise(places):
                assert one[2] != other[2] or one[1] <= other[0]

    @invariant()
    def what_is_kept_true_is_what_is_read_anew(self) -> None:
        self.project.poll()
        assert not self.review.stale
        anew = read_cases(self.project, layers=LAYERS)
        for document in DOCUMENTS:
            kept = self.review.book.sheets[document]
            assert self.told(kept.cases, kept.standings) == self.told(
                anew.sheets[document].cases, anew.sheets[document].standings
            )
        queue, fresh = self.review.queue, Queue(anew)
        for filters in ({}, {"state": STATES}, {"state": "decided"}, {"kind": "missing", "label": "measure"}):
            listed, expected = queue.cases(**filters), fresh.cases(**filters)
            assert [self.place(case) for case in listed] == [self.place(case) for case in expected]
            assert list(map(queue.size, listed)) == list(map(fresh.size, expected))

    def place(self, case: Case) -> tuple[str, int, int, str]:
        return case.document, case.start, case.end, case.fingerprint

    def told(self, cases: list[Case], standings: list[Standing]) -> list[object]:
        return sorted(
            (case.fingerprint, case.start, case.kinds, list(case.candidates), standing.state)
            for case, standing in zip(cases, standings, strict=True)
        )

    def picture(self) -> tuple[list[Span], list[object]]:
        spans = sorted(self.project.spans(), key=lambda span: span.id)
        return spans, sorted(self.project.store.verdicts(), key=lambda verdict: verdict.id)


Reviewing.TestCase.settings = settings(max_examples=25, stateful_step_count=25, deadline=None)
TestReviewing = Reviewing.TestCase


def test_the_log_replays_after_a_long_review(tmp_path: Path) -> None:
    create_project(tmp_path / "p.annot", actor="setup")
    with Project(tmp_path / "p.annot", "rev") as project:
        project.commit([Change(None, Document("d", TEXT))], "import")
        marks = [
            made("d", TEXT, layer, *place, "measure")
            for layer in LAYERS
            for place in (PLACES[0], PLACES[3], PLACES[6])
        ]
        project.commit([Change(None, span) for span in marks[:-1]], "marks")
        review = Review(project)
        review.set_rule(GoldRule(2))
        review.settle()
        for case in review.cases(state=STATES):
            review.decide(case, "take", taken=["li"])
            project.undo()
            project.redo()
            review.reopen(case)
        review.settle()
        assert project.store.check() == []
