"""Links in a project: proposed once, confirmed and rejected in one step each, listed by problem."""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from annotator.domain.change import Change
from annotator.domain.document import Document
from annotator.domain.errors import InvalidSpan, NotFound
from annotator.domain.span import GOLD, Relation, Span, make_span
from annotator.services import answers, linking
from annotator.services.answers import LINKED, PROPOSED, UNANSWERED, Answers
from annotator.services.boundaries import Boundaries
from annotator.services.linking import LinkIndex, layer_with_marks, rejections, remaining, words_by
from annotator.services.project import Project, create_project
from annotator.suggest.links.proposal import ADDRESSES, LinkProposal
from annotator.text.outline import outline

TEXTS = {
    "a21": ("云溪市民政局", 2021, "一、存在问题\n基层执法人员配备不足，普法宣传形式单一。\n"),
    "a22": ("云溪市 民政局", 2022, "一、主要工作\n招录执法人员5名，走访老人90户。\n"),
    "a23": ("雲溪市民政局", 2023, "一、主要工作\n為執法人員配備裝備。\n"),
    "b22": ("林沙县民政局", 2022, "一、主要工作\n培训执法人员3期。\n"),
}
MARKS = {
    "p1": ("a21", "基层执法人员配备不足", "problem"),
    "p2": ("a21", "普法宣传形式单一", "problem"),
    "m1": ("a22", "招录执法人员5名", "measure"),
    "q1": ("a22", "5名", "metric"),
    "m2": ("a22", "走访老人90户", "measure"),
    "m3": ("a23", "為執法人員配備裝備", "measure"),
    "m4": ("b22", "培训执法人员3期", "measure"),
}


def spans(layer: str) -> list[Span]:
    """The marks; those of another layer than li's have its name before their ids."""
    found = []
    for name, (document, words, label) in MARKS.items():
        text = TEXTS[document][2]
        identity = name if layer == "li" else f"{layer}-{name}"
        at = text.index(words)
        attrs = {"status": "done"} if label == "measure" else {}
        found.append(make_span(document, text, at, at + len(words), label, layer, id=identity, attrs=attrs))
    return found


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    path = tmp_path / "p.annot"
    create_project(path, actor="li")
    it = Project(path, "li")
    documents = [
        Document(
            name,
            text,
            meta={"issuer": issuer, "year": year, "title": f"{issuer}{year}"},
            outline=outline(text),
        )
        for name, (issuer, year, text) in TEXTS.items()
    ]
    it.commit([Change(None, one) for one in (*documents, *spans("li"))], "import")
    yield it
    it.close()


@pytest.fixture(scope="module")
def boundaries(tmp_path_factory: pytest.TempPathFactory) -> Boundaries:
    return Boundaries(tmp_path_factory.mktemp("cache"))


@pytest.fixture
def index(boundaries: Boundaries) -> LinkIndex:
    return LinkIndex("li", words_by(boundaries))


def proposed(project: Project, index: LinkIndex, document: str | None = None) -> list[LinkProposal]:
    index.refresh(project, document)
    found = index.proposals(project.schema, document)
    return remaining(found, project.relations(), rejections(project), index.layer)


def keys(found: Sequence[LinkProposal]) -> set[tuple[str, str, str]]:
    return {one.key for one in found}


ALL = {("addresses", "m1", "p1"), ("addresses", "m3", "p1"), ("quantifies", "q1", "m1")}


def test_links_are_proposed_within_an_issuer_however_it_is_written(
    project: Project, index: LinkIndex
) -> None:
    assert keys(proposed(project, index)) == ALL


def test_a_link_is_made_in_one_step_and_not_proposed_again(project: Project, index: LinkIndex) -> None:
    found = proposed(project, index)
    made = linking.accept(project, found)
    assert {(one.type, one.head, one.tail) for one in made} == ALL
    assert {one.layer for one in project.relations()} == {"li"}
    assert proposed(project, index) == []
    assert linking.accept(project, found) == []
    assert len(project.relations()) == 3
    project.undo()
    assert keys(proposed(project, index)) == ALL
    assert project.store.check() == []


def test_a_rejection_is_remembered_for_its_layer_until_it_is_undone(
    project: Project, index: LinkIndex
) -> None:
    (one,) = [p for p in proposed(project, index) if p.head.id == "m1"]
    linking.reject(project, [one])
    linking.reject(project, [one])
    assert rejections(project) == {one.key}
    assert rejections(project, "l") == rejections(project, "wang") == frozenset()
    assert keys(proposed(project, index)) == ALL - {one.key}
    project.undo()
    assert keys(proposed(project, index)) == ALL


def test_a_link_that_is_withdrawn_does_not_come_back(project: Project, index: LinkIndex) -> None:
    one = next(p for p in proposed(project, index) if p.head.id == "m1")
    (made,) = linking.accept(project, [one])
    linking.withdraw(project, made)
    assert project.relations() == []
    assert one.key not in keys(proposed(project, index))
    project.undo()
    assert project.relations() == [made]
    assert rejections(project) == frozenset()


def test_a_metric_that_quantifies_something_needs_no_other_link(project: Project, index: LinkIndex) -> None:
    metric, other = project.store.span("q1"), project.store.span("m2")
    project.link(metric, other, "quantifies")
    assert keys(proposed(project, index)) == ALL - {("quantifies", "q1", "m1")}


def test_marks_that_are_gone_or_relabelled_are_refused(project: Project, index: LinkIndex) -> None:
    found = {one.head.id: one for one in proposed(project, index)}
    project.remove([project.store.span("m1")])
    with pytest.raises(NotFound):
        linking.accept(project, [found["m3"], found["m1"]])
    assert project.relations() == []
    project.relabel(project.store.span("m3"), "problem")
    with pytest.raises(InvalidSpan):
        linking.accept(project, [found["m3"]])


# -- what is read ----------------------------------------------------------------------------------


class Counting:
    """Counts which documents' words were asked for."""

    def __init__(self, boundaries: Boundaries) -> None:
        self._words = words_by(boundaries)
        self.read: list[str] = []

    def __call__(self, document: Document) -> Sequence[tuple[int, int]]:
        self.read.append(document.id)
        return self._words(document)


def test_only_what_has_changed_is_read_again(project: Project, boundaries: Boundaries) -> None:
    counting = Counting(boundaries)
    index = LinkIndex("li", counting)
    assert keys(proposed(project, index, "a23")) == ALL
    assert counting.read == ["a21", "a22", "a23"]  # nothing of the other issuer
    proposed(project, index)
    assert counting.read == ["a21", "a22", "a23", "b22"]
    project.remove([project.store.span("m1")])
    index.drop(["a22"])
    assert keys(proposed(project, index, "a21")) == {("addresses", "m3", "p1")}
    assert counting.read[4:] == ["a22"]
    index.drop(None)
    proposed(project, index)
    assert len(counting.read) == 9


def test_a_report_that_comes_may_show_that_two_names_are_one_issuers(
    project: Project, index: LinkIndex
) -> None:
    text = "基层执法人员不足。"
    old = Document("b21", text, meta={"issuer": "长河市林沙县民政局", "year": 2021})
    proposed(project, index)
    span = make_span("b21", text, 0, 8, "problem", "li", id="p3")
    project.commit([Change(None, old), Change(None, span)], "import")
    assert keys(proposed(project, index)) == ALL | {("addresses", "m4", "p3")}
    assert keys(proposed(project, index, "b22")) == {("addresses", "m4", "p3")}


def test_documents_that_are_gone_are_forgotten(project: Project, index: LinkIndex) -> None:
    proposed(project, index)
    project.remove_documents(["a22"])
    assert keys(proposed(project, index)) == {("addresses", "m3", "p1")}
    assert index.proposals(project.schema, "a22") == []


def test_reading_ends_when_it_is_cancelled(project: Project, index: LinkIndex) -> None:
    told: list[tuple[int, int]] = []
    index.refresh(project, progress=lambda *at: told.append(at), cancelled=lambda: len(told) == 2)
    assert told == [(0, 4), (1, 4)]
    assert len(index.reports()) == 2


def test_the_layer_is_ones_own_or_else_gold(project: Project) -> None:
    assert layer_with_marks(project, None) == "li"
    project.annotator = "wang"
    with pytest.raises(NotFound, match="layer “wang” has no marks to link; layers with marks: li"):
        layer_with_marks(project, None)
    project.commit([Change(None, one) for one in spans(GOLD)], "gold")
    assert layer_with_marks(project, None) == GOLD
    assert layer_with_marks(project, "li") == "li"


def test_links_of_one_layer_do_not_hide_those_of_another(
    project: Project, index: LinkIndex, boundaries: Boundaries
) -> None:
    project.commit([Change(None, one) for one in spans(GOLD)], "gold")
    gold = LinkIndex(GOLD, words_by(boundaries))
    gold.refresh(project)
    linking.accept(project, gold.proposals(project.schema), layer=GOLD)
    assert keys(proposed(project, index)) == ALL
    assert len(project.relations()) == 3


def test_a_schema_without_the_relations_has_no_proposals(project: Project, index: LinkIndex) -> None:
    project.commit([Change(project.schema, replace(project.schema, relations=()))], "schema")
    assert proposed(project, index) == []
    assert answers.answers(project, index=index).problems == ()


# -- problems with their measures ------------------------------------------------------------------


def shape(found: Answers) -> list[tuple[str, str, list[tuple[str, bool]]]]:
    """Problem, state, and the measures with whether they are linked."""
    return [
        (one.place.span.id, one.state, [(a.place.span.id, a.relation is not None) for a in one.answers])
        for one in found.problems
    ]


def test_problems_are_listed_with_what_is_linked_and_what_is_proposed(
    project: Project, index: LinkIndex
) -> None:
    link = project.link(project.store.span("m3"), project.store.span("p1"), ADDRESSES)
    assert shape(answers.answers(project)) == [("p1", LINKED, [("m3", True)]), ("p2", UNANSWERED, [])]
    found = answers.answers(project, index=index)
    assert shape(found) == [("p1", LINKED, [("m1", False), ("m3", True)]), ("p2", UNANSWERED, [])]
    assert found.counts() == {LINKED: 1, PROPOSED: 0, UNANSWERED: 1}
    project.unlink(link)
    assert answers.answers(project, index=index).counts() == {LINKED: 0, PROPOSED: 1, UNANSWERED: 1}


def test_they_can_be_narrowed(project: Project) -> None:
    found = answers.answers(project)
    assert len(answers.narrowed(found, issuer="雲溪").problems) == 2
    assert answers.narrowed(found, issuer="林沙").problems == ()
    project.link(project.store.span("m3"), project.store.span("p1"), ADDRESSES)
    left = answers.narrowed(answers.answers(project), unanswered=True)
    assert [one.place.span.id for one in left.problems] == ["p2"]


def test_a_link_to_a_mark_of_another_layer_is_shown(project: Project) -> None:
    project.commit([Change(None, one) for one in spans(GOLD)], "gold")
    project.commit([Change(None, Relation("r", ADDRESSES, "gold-m1", "p2", "li"))], "link")
    assert shape(answers.answers(project))[1] == ("p2", LINKED, [("gold-m1", True)])


def test_the_table_has_a_line_for_each_answer_and_for_what_is_unanswered(
    project: Project, index: LinkIndex, tmp_path: Path
) -> None:
    out = tmp_path / "o.csv"
    answers.write_csv(answers.answers(project, index=index).problems, out)
    assert out.read_bytes().startswith(b"\xef\xbb\xbf")
    with out.open(encoding="utf-8-sig", newline="") as file:
        lines = list(csv.DictReader(file))
    assert [(one["problem"], one["link"], one["measure"], one["measure_year"]) for one in lines] == [
        ("基层执法人员配备不足", "proposed", "招录执法人员5名", "2022"),
        ("基层执法人员配备不足", "proposed", "為執法人員配備裝備", "2023"),
        ("普法宣传形式单一", "unanswered", "", ""),
    ]
    assert tuple(lines[0]) == answers.COLUMNS
    assert (lines[0]["issuer"], lines[0]["status"], lines[0]["problem_year"]) == (
        "云溪市民政局",
        "done",
        "2021",
    )
    assert 0.5 <= float(lines[0]["score"]) <= 1
