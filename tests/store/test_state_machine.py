"""Whatever is done, undone, redone, by one hand or two, before or after a reopening: the log gives the tables."""

import tempfile
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from annotator.domain.change import Change
from annotator.domain.document import Document
from annotator.domain.errors import InvalidSpan, NothingToUndo
from annotator.domain.span import Span
from annotator.services.project import Project, create_project

TEXTS = {
    "d1": "𠮷林省民政局\n一、審核合同47份；全年办结😀案件3件。\u00a0\u2028完。" * 3,
    "d2": "我局制定要点，审核合同47份，开展检查12次。" * 4,
}
LABELS = ["measure", "problem", "metric"]
Picture = tuple[tuple[object, ...], ...]


def picture(project: Project) -> Picture:
    spans = [
        (s.id, s.doc_id, s.start, s.end, s.label, s.text, s.layer, tuple(sorted(s.attrs.items())), s.note)
        for s in project.spans()
    ]
    statuses = [
        (t.doc_id, t.layer, t.state, t.flag, t.note) for d in TEXTS for t in project.store.statuses(d)
    ]
    relations = [(r.id, r.head, r.tail) for r in project.relations()]
    return tuple(sorted(map(repr, [*spans, *statuses, *relations])))  # type: ignore[return-value]


class Annotators(RuleBasedStateMachine):
    """Two people, each with a window of their own on one file; a model keeps a stack of pictures for each."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.path = Path(self.folder.name) / "p.annot"
        create_project(self.path, actor="setup")
        with Project(self.path, "setup") as project:
            project.commit([Change(None, Document(i, t)) for i, t in TEXTS.items()], "import")
        self.projects = [Project(self.path, name) for name in ("li", "wang")]
        self.undone: list[list[int]] = [[], []]
        self.done: list[list[int]] = [[], []]
        self.steps = 0

    def teardown(self) -> None:
        for project in self.projects:
            project.close()
        self.folder.cleanup()

    def did(self, who: int) -> None:
        self.steps += 1
        self.done[who].append(self.steps)
        self.undone[who].clear()

    def mine(self, who: int) -> list[Span]:
        return list(self.projects[who].spans(layer=self.projects[who].annotator))

    people = st.integers(0, 1)
    places = st.tuples(st.sampled_from(sorted(TEXTS)), st.integers(0, 60), st.integers(1, 25))

    @rule(who=people, place=places, label=st.sampled_from(LABELS))
    def add(self, who: int, place: tuple[str, int, int], label: str) -> None:
        project = self.projects[who]
        document = project.document(place[0])
        start, end = place[1], place[1] + place[2]
        before = picture(project)
        try:
            span = project.annotate(document, start, end, label)
        except InvalidSpan:
            assert picture(project) == before
        else:
            assert span.text == document.text[start:end]
            self.did(who)

    @rule(who=people, place=places, label=st.sampled_from(LABELS))
    def add_everywhere(self, who: int, place: tuple[str, int, int], label: str) -> None:
        project = self.projects[who]
        documents = {i: project.document(i) for i in TEXTS}
        spots = [(documents[d], s, s + place[2]) for d in TEXTS for s in range(0, 60, place[2])]
        if project.annotate_many(spots, label):
            self.did(who)

    @precondition(lambda self: any(self.mine(w) for w in (0, 1)))
    @rule(data=st.data(), who=people)
    def change_one(self, data: st.DataObject, who: int) -> None:
        project = self.projects[who]
        spans = self.mine(who)
        if not spans:
            return
        span = data.draw(st.sampled_from(spans))
        action = data.draw(st.sampled_from(["resize", "relabel", "note", "attrs", "remove", "remove all"]))
        try:
            match action:
                case "resize":
                    start = data.draw(st.integers(0, 60))
                    project.resize(
                        span, project.document(span.doc_id), start, start + data.draw(st.integers(1, 20))
                    )
                case "relabel":
                    project.relabel(span, data.draw(st.sampled_from(LABELS)))
                case "note":
                    project.set_note(span, data.draw(st.text(max_size=5)))
                case "attrs":
                    project.set_attributes(
                        span, {"status": "done"} if span.label == "measure" else {"x": [1, None]}
                    )
                case "remove":
                    project.remove([span])
                case "remove all":
                    project.remove(spans)
        except InvalidSpan:
            return
        self.did(who)

    @rule(data=st.data(), who=people)
    def link(self, data: st.DataObject, who: int) -> None:
        project = self.projects[who]
        heads = [s for s in self.mine(who) if s.label == "metric"]
        tails = [s for s in self.mine(who) if s.label == "measure"]
        if heads and tails:
            project.link(data.draw(st.sampled_from(heads)), data.draw(st.sampled_from(tails)), "quantifies")
            self.did(who)

    @rule(
        who=people,
        state=st.sampled_from(["todo", "doing", "done", "skipped"]),
        document=st.sampled_from(sorted(TEXTS)),
    )
    def set_state(self, who: int, state: str, document: str) -> None:
        project = self.projects[who]
        if project.store.status(document, project.annotator).state != state:
            project.set_state(document, state)
            self.did(who)

    @rule(who=people)
    def undo_then_redo(self, who: int) -> None:
        project = self.projects[who]
        before = picture(project)
        if not self.done[who]:
            try:
                project.undo()
            except NothingToUndo:
                return
            raise AssertionError("undid what was not there")
        project.undo()
        project.redo()
        assert picture(project) == before

    @rule(who=people)
    def undo(self, who: int) -> None:
        if self.done[who]:
            self.projects[who].undo()
            self.undone[who].append(self.done[who].pop())

    @rule(who=people)
    def redo(self, who: int) -> None:
        try:
            self.projects[who].redo()
        except NothingToUndo:
            assert not self.undone[who]
        else:
            self.done[who].append(self.undone[who].pop())

    @rule(who=people)
    def reopen(self, who: int) -> None:
        before = picture(self.projects[who])
        self.projects[who].close()
        self.projects[who] = Project(self.path, self.projects[who].annotator)
        assert picture(self.projects[who]) == before

    @invariant()
    def log_equals_tables(self) -> None:
        assert self.projects[0].store.check() == []

    @invariant()
    def both_see_the_same(self) -> None:
        assert picture(self.projects[0]) == picture(self.projects[1])


TestAnnotators = Annotators.TestCase
TestAnnotators.settings = settings(max_examples=25, stateful_step_count=25, deadline=None)


def test_undoing_everything_gives_the_beginning_and_redoing_everything_the_end(tmp_path: Path) -> None:
    create_project(tmp_path / "p.annot", actor="setup")
    with Project(tmp_path / "p.annot", "setup") as setup:
        setup.commit([Change(None, Document("d1", TEXTS["d1"]))], "import")
    project = Project(tmp_path / "p.annot", "li")
    document = project.document("d1")
    pictures = [picture(project)]
    for start in range(0, 60, 4):
        project.annotate(document, start, start + 3, LABELS[start % 3])
        pictures.append(picture(project))
    for expected in reversed(pictures[:-1]):
        project.undo()
        assert picture(project) == expected
    project.close()
    project = Project(tmp_path / "p.annot", "li")
    for expected in pictures[1:]:
        project.redo()
        assert picture(project) == expected
    project.close()
