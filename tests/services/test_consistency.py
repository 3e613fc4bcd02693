"""Marks that contradict each other in a project: found, mended, left, undone, found again."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from annotator.datasets.consistency import Variant
from annotator.domain.change import Change
from annotator.domain.document import Document
from annotator.domain.errors import Conflict, InvalidSpan
from annotator.domain.schema import LabelSchema
from annotator.domain.schema_migration import KEEP, Migration, Split
from annotator.domain.span import GOLD, make_span
from annotator.services import consistency, revise
from annotator.services.consistent_marks import turned
from annotator.services.project import Project, create_project
from annotator.services.schema_change import apply

WORDS = "组织开展法律培训3次"
TEXTS = {
    "a": f"一是{WORDS}，成效明显。",
    "b": "组织开展法律培训12次；开展检查。",
    "c": f"{WORDS}。",
    "d": f"同时{WORDS}。",
}
DONE, PLANNED = {"status": "done"}, {"status": "planned"}


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    create_project(tmp_path / "p.annot", actor="setup")
    with Project(tmp_path / "p.annot", "li") as opened:
        opened.commit([Change(None, Document(name, text)) for name, text in TEXTS.items()], "import")
        yield opened


def mark(
    project: Project, name: str, quote: str, label: str = "measure", layer: str = "li", **attrs: str
) -> None:
    document = project.document(name)
    at = document.text.index(quote)
    span = make_span(name, document.text, at, at + len(quote), label, layer, attrs=attrs)
    project.commit([Change(None, span)], "mark")


def marks(project: Project, name: str, layer: str = "li") -> list[tuple[str, str, dict[str, object]]]:
    return [(span.text, span.label, dict(span.attrs)) for span in project.spans(name, layer=layer)]


@pytest.fixture
def group(project: Project) -> consistency.Group:
    """Three done, of which one has other boundaries, and one not marked in a document that is done."""
    mark(project, "a", WORDS, **DONE)
    mark(project, "b", "组织开展法律培训12次", **DONE)
    mark(project, "c", "开展法律培训3次", **PLANNED)
    for name in TEXTS:
        project.set_state(name, "done")
    (found,) = consistency.find(project)
    return found


def test_what_is_found(project: Project, group: consistency.Group) -> None:
    assert group.usual == Variant((("measure", (("status", "done"),)),))
    assert [count for _variant, count in group.counts()] == [2, 1, 1]
    assert [(spot.document, spot.variant.exact, bool(spot.variant.marks)) for spot in group.open] == [
        ("c", False, True),
        ("d", True, False),
    ]


def test_unmarked_places_count_where_somebody_has_been(project: Project, group: consistency.Group) -> None:
    project.set_state("d", "doing")
    (found,) = consistency.find(project)
    assert [spot.document for spot in found.open] == ["c"]
    for name in "abc":
        project.set_state(name, "doing")
    (found,) = consistency.find(project)  # nobody calls anything done: what has marks was read
    assert [spot.document for spot in found.open] == ["c"]


def test_a_whole_group_like_most_is_one_step(project: Project, group: consistency.Group) -> None:
    before = [marks(project, name) for name in TEXTS]
    changed = consistency.make_like(project, "li", group, group.open, group.usual)
    assert [spot.document for spot in changed] == ["c", "d"]
    assert marks(project, "c") == [(WORDS, "measure", DONE)]
    assert marks(project, "d") == [(WORDS, "measure", DONE)]
    assert consistency.find(project) == []
    project.undo()
    assert [marks(project, name) for name in TEXTS] == before
    assert consistency.find(project) == [group]


def test_all_like_the_one_without_a_mark(project: Project, group: consistency.Group) -> None:
    unmarked = next(spot for spot in group.spots if spot.document == "d")
    consistency.make_like(project, "li", group, group.spots, unmarked.variant)
    assert [marks(project, name) for name in TEXTS] == [[], [], [], []]


def test_another_label_keeps_what_belongs_to_the_place(project: Project) -> None:
    for name in "abc":
        mark(project, name, TEXTS[name][TEXTS[name].index("组织") :].rstrip("。").partition("，")[0].partition("；")[0],
             "problem")  # fmt: skip
    mark(project, "d", WORDS, **DONE)
    (group,) = consistency.find(project)
    (spot,) = group.open
    identity = next(project.spans("d")).id
    consistency.make_like(project, "li", group, [spot], group.usual)
    assert marks(project, "d") == [(WORDS, "problem", {})]
    assert next(project.spans("d")).id == identity


def test_other_boundaries_cannot_be_taken_over(project: Project, group: consistency.Group) -> None:
    with pytest.raises(InvalidSpan, match="boundaries of its own"):
        consistency.make_like(project, "li", group, group.spots, group.open[0].variant)


def test_what_is_left_stays_away_until_its_marks_change(project: Project, group: consistency.Group) -> None:
    consistency.leave(project, "li", group, group.open)
    assert consistency.find(project) == []
    project.undo()
    assert consistency.find(project) == [group]
    project.redo()
    mark(project, "d", WORDS, **PLANNED)
    (found,) = consistency.find(project)
    assert [(spot.document, spot.left) for spot in found.spots] == [
        ("a", False), ("b", False), ("c", True), ("d", False)
    ]  # fmt: skip
    assert [spot.document for spot in found.open] == ["d"]
    assert consistency.find(project, "somebody") == []


def test_what_is_left_stays_left_under_the_new_names(project: Project, group: consistency.Group) -> None:
    """Label, attribute and value are renamed, one of them after the other."""
    consistency.leave(project, "li", group, group.open)
    left = [spot.document for spot in group.open]
    for change in (
        {"labels": {"measure": "action"}},
        {"attributes": {("action", "status"): "stage"}},
        {"choices": {("action", "stage", "planned"): "intended"}},
    ):
        old = project.schema
        apply(project, Migration(old, _renamed(old), **change))
        assert consistency.find(project) == []
    settings = [one.name for one in project.store.settings_beginning("consistent:")]
    assert len(settings) == len(left)
    for _step in range(3):
        project.undo()
    assert consistency.find(project) == []
    assert project.store.check() == []


def test_what_is_left_of_labels_that_go_is_asked_again(project: Project, group: consistency.Group) -> None:
    consistency.leave(project, "li", group, group.open)
    before = list(project.store.settings_beginning("consistent:"))
    old = project.schema
    split = Split("status", {"planned": "problem"})
    apply(project, Migration(old, old, splits={"measure": split}), clashes=KEEP)
    assert list(project.store.settings_beginning("consistent:")) == before


def _renamed(schema: LabelSchema) -> LabelSchema:
    """Measure is called action; then its status is called stage; then what is planned is intended."""
    label = schema.by_name.get("action") or schema.by_name["measure"]
    if label.name == "measure":
        new = replace(label, name="action")
    elif (status := label.attributes[0]).name == "status":
        new = replace(label, attributes=(replace(status, name="stage"), *label.attributes[1:]))
    else:
        chosen = tuple("intended" if one == "planned" else one for one in status.choices)
        new = replace(
            label, attributes=(replace(status, choices=chosen, choice_names={}), *label.attributes[1:])
        )
    turned = tuple(new if one is label else one for one in schema.labels)
    kinds = tuple(
        replace(
            kind,
            heads=tuple(new.name if end == label.name else end for end in kind.heads),
            tails=tuple(new.name if end == label.name else end for end in kind.tails),
        )
        for kind in schema.relations
    )
    return replace(schema, labels=turned, relations=kinds)


def test_a_text_that_was_corrected_meanwhile(project: Project, group: consistency.Group) -> None:
    revision = revise.plan(project, project.document("d"), "全年召开工作会议，未作其他安排。")
    revise.apply(project, revision, {})
    with pytest.raises(Conflict):
        consistency.make_like(project, "li", group, group.open, group.usual)
    assert marks(project, "c") == [("开展法律培训3次", "measure", PLANNED)]


def test_gold_is_a_layer_of_its_own(project: Project, group: consistency.Group) -> None:
    mark(project, "a", WORDS, layer=GOLD, **DONE)
    mark(project, "c", WORDS, layer=GOLD, **PLANNED)
    (found,) = consistency.find(project, GOLD)
    consistency.make_like(project, GOLD, found, found.open, found.usual)
    assert consistency.find(project, GOLD) == []
    assert consistency.find(project) == [group]


def test_it_can_be_stopped(project: Project, group: consistency.Group) -> None:
    with pytest.raises(consistency.Stopped):
        consistency.find(project, cancelled=lambda: True)


def test_headings_are_compared_with_headings(project: Project) -> None:
    text = "一、组织开展法律培训\n组织开展法律培训，成效明显。\n"
    from annotator.text.outline import outline

    project.commit([Change(None, Document("h", text, outline=outline(text)))], "import")
    document = project.document("h")
    at = document.text.rindex("组织")
    span = make_span("h", document.text, at, at + 8, "measure", "li", attrs=DONE)
    project.commit([Change(None, span)], "mark")
    assert consistency.find(project) == []


def test_changed_follows_the_step(project: Project, group: consistency.Group) -> None:
    spots = group.open
    consistency.leave(project, "li", group, spots[:1])
    left = consistency.changed(group, spots[:1])
    assert consistency.find(project) == [left]
    consistency.make_like(project, "li", left, spots[1:], left.usual)
    assert consistency.changed(left, spots[1:], left.usual).open == ()


def test_what_the_words_beside_a_figure_say_is_no_contradiction(tmp_path: Path) -> None:
    texts = {
        "a": "救助资金累计支出超过3万亿元。",
        "b": "救助资金累计支出4万亿元。",
        "c": "救助资金累计支出5万亿元。",
    }
    create_project(tmp_path / "q.annot", actor="setup")
    with Project(tmp_path / "q.annot", "li") as project:
        project.commit([Change(None, Document(name, text)) for name, text in texts.items()], "import")
        for name, more in (("a", {"comparator": ">"}), ("b", {}), ("c", {})):
            mark(project, name, texts[name][-5:-1], "metric", **more)
        assert consistency.find(project) == []
        (span,) = project.spans("a")
        wanted = Variant((("metric", ()),))
        changes = list(turned(project, project.document("a"), "li", span.start, span.end, wanted, ["metric"]))
        assert changes == []  # what the text says is not taken away
        project.set_attributes(span, {**span.attrs, "comparator": "<"})  # nor does the text say this
        (group,) = consistency.find(project)
        assert group.usual == wanted
