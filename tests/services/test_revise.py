"""annotator.services.revise: a corrected text with all its marks, in one step."""

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.domain.change import Change
from annotator.domain.document import Document, LedgerEntry, Source
from annotator.domain.errors import BadInput, Conflict, InvalidSpan
from annotator.domain.span import Span, make_span
from annotator.services import revise
from annotator.services.prefill import prefill
from annotator.services.project import Project, create_project
from annotator.text.outline import outline

TEXT = (
    "云溪市民政局报告\n一、主要工作\n审核合同47份，开展检查3次，完成培训。\n二、问题\n力量不足，制度不全。\n"
)
SOURCE = Source("a.txt", "0" * 64, "utf-8", (LedgerEntry("share", 0, 4, "分享到："),))


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with made(tmp_path, TEXT) as opened:
        yield opened


def made(folder: Path, text: str) -> Project:
    path = folder / "p.annot"
    create_project(path, actor="setup")
    project = Project(path, "li")
    project.commit([Change(None, Document("a", text, {"title": "报告"}, SOURCE, outline(text)))], "import")
    return project


def mark(project: Project, quote: str, label: str = "measure", layer: str = "li", **fields: object) -> Span:
    text = project.document("a").text
    start = text.index(quote)
    span = make_span("a", text, start, start + len(quote), label, layer, **fields)
    project.commit([Change(None, span)], "mark")
    return span


def planned(project: Project, *edits: tuple[str, str]) -> revise.Revision:
    document = project.document("a")
    text = document.text
    for old, new in edits:
        assert old in text
        text = text.replace(old, new)
    return revise.plan(project, document, text)


def state(project: Project) -> tuple[Document, list[Span], list[object]]:
    return project.document("a"), list(project.spans()), list(project.relations())


def sound(project: Project) -> None:
    text = project.document("a").text
    assert all(text[span.start : span.end] == span.text for span in project.spans("a"))
    assert project.store.check() == []


def test_spans_of_all_layers_move_along_and_undo_brings_back_every_byte(project: Project) -> None:
    mark(project, "审核合同47份", created="2024-01-01T00:00:00.000Z", modified="2024-01-02T00:00:00.000Z")
    mark(project, "力量不足", "problem", layer="wang")
    mark(project, "云溪市", "problem", layer="gold")
    before = state(project)
    revision = planned(project, ("云溪市民政局报告\n", "云溪市民政局报告\n2024年😀\n"))
    assert revision.cases == ()
    assert {span.layer for span in revision.moved} == {"li", "wang"}
    step = revise.apply(project, revision, {})
    document = project.document("a")
    assert (document.version, document.source, document.meta) == (2, SOURCE, {"title": "报告"})
    assert document.outline == outline(document.text)
    assert [span.text for span in project.spans("a")] == ["云溪市", "审核合同47份", "力量不足"]
    assert next(project.spans("a", layer="li")).modified == "2024-01-02T00:00:00.000Z"
    assert step.changes is not None
    assert len(step.changes) == 3
    sound(project)
    after = state(project)
    project.undo()
    assert state(project) == before
    sound(project)
    project.redo()
    assert state(project) == after
    sound(project)


def test_a_changed_quote_waits_for_a_person(project: Project) -> None:
    span = mark(project, "审核合同47份")
    before = state(project)
    revision = planned(project, ("47份", "52件"))
    (case,) = revision.cases
    assert (case.span, case.before, case.after, case.clash) == (span, "审核合同47份", "审核合同52件", False)
    assert state(project) == before
    with pytest.raises(InvalidSpan, match="审核合同47份"):
        revise.apply(project, revision, {})
    assert state(project) == before
    revise.apply(project, revision, {span.id: case.proposed})
    assert project.store.span(span.id).text == "审核合同52件"
    sound(project)


def test_a_dropped_span_takes_its_links_and_undo_brings_both_back(project: Project) -> None:
    measure, metric = mark(project, "开展检查3次"), mark(project, "3次", "metric")
    kept = mark(project, "审核合同47份")
    project.link(metric, measure, "quantifies")
    before = state(project)
    revision = planned(project, ("，开展检查3次", ""))
    assert [(case.span.id, case.proposed) for case in revision.cases] == [
        (measure.id, None),
        (metric.id, None),
    ]
    revise.apply(project, revision, {measure.id: None, metric.id: None})
    assert [span.id for span in project.spans()] == [kept.id]
    assert project.relations() == []
    sound(project)
    project.undo()
    assert state(project) == before
    sound(project)


def test_a_person_may_put_a_span_where_they_like_but_not_outside(project: Project) -> None:
    span = mark(project, "完成培训")
    revision = planned(project, ("完成培训", "组织培训12场"))
    start = revision.after.text.index("培训12场")
    with pytest.raises(InvalidSpan):
        revise.apply(project, revision, {span.id: (start, len(revision.after.text) + 1)})
    revise.apply(project, revision, {span.id: (start, start + 5)})
    assert project.store.span(span.id).text == "培训12场"[:5]
    sound(project)


def test_spans_of_one_label_do_not_come_to_overlap(project: Project) -> None:
    changed, beside = mark(project, "开展检查3次"), mark(project, "完成培训")
    revision = planned(project, ("开展检查3次", "开展评查4次"))
    neighbour = next(s for s in revision.standing if s.id == beside.id)
    decisions = {changed.id: (neighbour.start, neighbour.end)}
    assert revise.clashes(revision, decisions, project.schema) != []
    before = state(project)
    with pytest.raises(InvalidSpan, match="overlap"):
        revise.apply(project, revision, decisions)
    assert state(project) == before


def test_what_overlapped_before_may_do_so_and_other_layers_and_labels_always(project: Project) -> None:
    mark(project, "审核合同47份，开展检查3次")
    mark(project, "开展检查3次，完成培训")  # as an import may bring it
    mark(project, "开展检查3次", "metric")
    mark(project, "开展检查3次", layer="wang")
    revision = planned(project, ("报告\n", "工作报告\n"))
    assert revision.cases == ()
    revise.apply(project, revision, {})
    sound(project)


def test_a_moved_paragraph_that_would_lie_on_another_mark_is_a_clash(project: Project) -> None:
    """What stands elsewhere now is proposed there, and a mark that it would cover is asked about too."""
    first = mark(project, "审核合同47份")
    text = project.document("a").text
    spans = (first, Span("x", "a", 0, 4, "measure", text[:4], "li"))
    pairs = revise._clashes(spans, {first.id: (0, 7), "x": (2, 6)}, project.schema)
    assert [{one.id, other.id} for one, other in pairs] == [{first.id, "x"}]


def test_numbers_follow_the_words_unless_a_person_wrote_them(project: Project) -> None:
    document = project.document("a")
    at = TEXT.index("审核合同47份")
    said = prefill(document, at, at + 7, project.schema.label("metric"))
    assert said["value"] == "47"
    own = {**said, "unit": "卷"}
    by_machine = mark(project, "审核合同47份", "metric", attrs=said)
    by_hand = mark(project, "审核合同47份", "metric", layer="wang", attrs=own)
    revision = planned(project, ("47份", "52份"))
    revise.apply(project, revision, {case.span.id: case.proposed for case in revision.cases})
    assert project.store.span(by_machine.id).attrs["value"] == "52"
    assert project.store.span(by_machine.id).attrs["unit"] == said["unit"]
    assert project.store.span(by_hand.id).attrs == {**own, "value": "52"}
    sound(project)


def test_a_plan_that_the_marks_have_left_behind_is_refused(project: Project) -> None:
    mark(project, "审核合同47份")
    revision = planned(project, ("报告", "工作报告"))
    with Project(project.path, "wang") as other:
        late = other.annotate(other.document("a"), 0, 3, "problem")
    with pytest.raises(Conflict):
        revise.apply(project, revision, {})
    assert project.document("a").version == 1
    project.commit([Change(late, None)], "gone again")
    revise.apply(project, revision, {})
    with pytest.raises(Conflict):
        revise.apply(project, revision, {})
    with pytest.raises(Conflict):
        revise.plan(project, revision.before, "别的文字")
    sound(project)


@pytest.mark.parametrize("text", ["", " \n\t", TEXT, TEXT.replace("\n", "\r\n"), "坏\ud800字"])
def test_texts_that_cannot_be_a_next_version(project: Project, text: str) -> None:
    with pytest.raises(BadInput):
        revise.plan(project, project.document("a"), text)


def test_a_text_that_another_document_has_is_refused(project: Project) -> None:
    project.commit([Change(None, Document("b", "另一份报告"))], "import")
    with pytest.raises(BadInput, match="b"):
        revise.plan(project, project.document("a"), "另一份报告")


def test_a_text_read_anew_brings_its_source(project: Project) -> None:
    source = Source("b.txt", "1" * 64, "gb18030")
    revision = revise.plan(project, project.document("a"), TEXT + "附件", source=source)
    revise.apply(project, revision, {})
    assert project.document("a").source == source


marked = st.lists(
    st.tuples(st.integers(0, 40), st.integers(1, 12), st.sampled_from(["measure", "metric"]), st.sampled_from("xy")),
    max_size=8,
)  # fmt: skip
edited = st.lists(
    st.tuples(st.integers(0, 45), st.integers(0, 8), st.text("甲乙，。\n𠮷", max_size=5)),
    min_size=1,
    max_size=4,
)


@given(st.text("甲乙丙，。\n𠮷é", min_size=1, max_size=40), marked, edited, st.data())
def test_no_revision_leaves_a_false_quote_and_undo_leaves_no_trace(
    text: str, marks: list[tuple[int, int, str, str]], edits: list[tuple[int, int, str]], data: st.DataObject
) -> None:
    new = text
    for start, length, put_in in edits:
        new = new[:start] + put_in + new[start + length :]
    if not new.strip() or new == text:
        return
    with TemporaryDirectory() as folder, made(Path(folder), text) as project:
        spans = [
            make_span("a", text, start, min(start + length, len(text)), label, layer)
            for start, length, label, layer in marks
            if start < len(text)
        ]
        project.commit([Change(None, span) for span in spans], "mark")
        before = state(project)
        revision = revise.plan(project, project.document("a"), new)
        assert {span.id for span in revision.moved}.isdisjoint(case.span.id for case in revision.cases)
        decisions = {
            case.span.id: case.proposed if data.draw(st.booleans()) and not case.clash else None
            for case in revision.cases
        }
        revise.apply(project, revision, decisions)
        assert project.document("a").text == new
        sound(project)
        kept = {span.id: span for span in project.spans("a")}
        asked = {case.span.id for case in revision.cases}
        assert all(kept[span.id].text == span.text for span in spans if span.id not in asked)
        project.undo()
        assert state(project) == before
        sound(project)
