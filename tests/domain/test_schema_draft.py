"""A schema while it is edited: spans follow names, merges, splits; problems are told at their place; words of differences."""

from dataclasses import replace

import pytest

from annotator.domain.schema import Attribute, Label, LabelSchema, RelationType, schema_from_file
from annotator.domain.schema_difference import differences, renames
from annotator.domain.schema_draft import AttributeDraft, Draft, draft_of, draft_towards
from annotator.domain.schema_migration import clashing
from annotator.domain.schema_problems import problems
from annotator.domain.span import Relation, Span, make_span
from annotator.domain.status import DocumentLabel
from annotator.paths import schema as schema_file

GROUNDS = ("#FFFFFF", "#1E1E1E")
TEXT = "审核合同47份，执法力量不足，下一步加强培训。"
BUILT_IN = schema_from_file(schema_file("civil-affairs.json"))
MEASURE, PROBLEM, METRIC = 1, 2, 3  # uids


def span(label: str, start: int = 0, end: int = 7, **attrs: object) -> Span:
    return make_span("d", TEXT, start, end, label, "li", attrs=attrs)


def renamed(draft: Draft, uid: int, name: str) -> Draft:
    return draft.with_label(uid, replace(draft.label(uid).label, name=name))


def test_a_draft_that_changes_nothing_moves_nothing() -> None:
    migration = draft_of(BUILT_IN).migration()
    assert replace(migration.new, version=1) == BUILT_IN
    assert not any((migration.touches_spans, migration.touches_relations, migration.touches_document_labels))
    assert differences(BUILT_IN, migration.new) == []


def test_spans_and_links_follow_a_new_name() -> None:
    draft = renamed(draft_of(BUILT_IN), MEASURE, "action")
    migration = draft.migration()
    before = span("measure", status="done")
    after = migration.span(before)
    assert after == replace(before, label="action")
    assert migration.new.relations[1].heads == ("action",)
    link = Relation("r", "addresses", "h", "t", "li")
    assert migration.relation(link, "action", "problem") is link
    assert differences(BUILT_IN, migration.new) == ["label Measure renamed: “measure” is “action” now"]


def test_names_that_change_places_are_not_mixed_up() -> None:
    draft = renamed(renamed(draft_of(BUILT_IN), MEASURE, "problem"), PROBLEM, "measure")
    migration = draft.migration()
    assert [migration.label(span(name)) for name in ("measure", "problem", "metric")] == [
        "problem",
        "measure",
        "metric",
    ]


def test_a_merge_takes_links_and_attributes_along() -> None:
    migration = draft_of(BUILT_IN).merged(MEASURE, PROBLEM).migration()
    after = migration.span(span("measure", status="done"))
    assert after is not None
    assert (after.label, after.attrs) == ("problem", {"status": "done"})
    assert not migration.new.label("problem").attributes[0].required
    assert migration.new.relations[0].tails == ("problem",)
    assert migration.crowded == {"problem"}


def test_a_merged_label_follows_where_its_goal_goes() -> None:
    draft = draft_of(BUILT_IN).merged(MEASURE, PROBLEM).removed(PROBLEM, METRIC)
    assert draft.migration().labels == {"measure": "metric", "problem": "metric"}
    assert draft_of(BUILT_IN).merged(MEASURE, PROBLEM).removed(PROBLEM, None).migration().labels == {
        "measure": None,
        "problem": None,
    }


def test_links_without_an_end_go_with_their_label() -> None:
    migration = draft_of(BUILT_IN).removed(METRIC, None).migration()
    assert [each.name for each in migration.new.relations] == ["addresses"]
    assert migration.relation(Relation("r", "quantifies", "h", "t", "li"), "measure", "problem") is None


def test_a_split_by_values_and_one_of_chosen_spans() -> None:
    draft = draft_of(BUILT_IN).split_by(MEASURE, "status", {"planned": Label("plan", key="4")})
    migration = draft.migration()
    assert migration.label(span("measure", status="planned")) == "plan"
    assert migration.label(span("measure", status="done")) == "measure"
    assert migration.label(span("measure")) == "measure"
    assert migration.new.relations[0].tails == ("measure", "problem", "plan")
    assert migration.crowded == frozenset()
    one = span("problem")
    chosen = draft.split_chosen(PROBLEM, [one.id], Label("risk")).migration()
    assert (chosen.label(one), chosen.label(span("problem"))) == ("risk", "problem")
    undone = draft.removed(draft.labels[1].uid, None)
    assert undone.migration().splits == {}  # its spans stay where they were


def test_attributes_and_choices_are_renamed_dropped_and_retyped() -> None:
    draft = draft_of(BUILT_IN)
    (status,) = draft.label(MEASURE).attributes
    turned = replace(status, attribute=replace(status.attribute, name="state"))
    turned = turned.with_choices(["finished", "planned"], ["done", "planned"])
    assert turned.attribute.choice_names["finished"]["en"] == "Done"
    migration = draft.with_attributes(MEASURE, [turned]).migration()
    assert migration.attributes == {("measure", "status"): "state"}
    kept = [migration.span(span("measure", status=value, x=1)) for value in ("done", "planned", "ongoing")]
    assert [each.attrs for each in kept if each] == [
        {"state": "finished", "x": 1},
        {"state": "planned", "x": 1},
        {"x": 1},
    ]
    gone = draft.with_attributes(MEASURE, []).migration().span(span("measure", status="done"))
    assert gone is not None
    assert gone.attrs == {}


def test_document_labels_follow() -> None:
    schema = replace(BUILT_IN, document_labels=(Attribute("kind", "choice", choices=("plan", "report")),))
    draft = draft_of(schema)
    (kind,) = draft.document_labels
    turned = replace(kind, attribute=replace(kind.attribute, name="genre")).with_choices(
        ["summary"], ["report"]
    )
    migration = draft.with_document_labels([turned]).migration()
    assert migration.document_label(DocumentLabel("d", "li", "kind", "report")) == DocumentLabel(
        "d", "li", "genre", "summary"
    )
    assert migration.document_label(DocumentLabel("d", "li", "kind", "plan")) is None
    other = DocumentLabel("d", "li", "foreign", "x")
    assert migration.document_label(other) is other


def test_links_that_fit_no_more_go() -> None:
    draft = draft_of(BUILT_IN)
    draft = draft.with_relations([replace(draft.relations[0], tails=(PROBLEM,)), draft.relations[1]])
    migration = draft.migration()
    link = Relation("r", "quantifies", "h", "t", "li")
    assert migration.touches_relations
    assert not migration.touches_spans
    assert migration.relation(link, "metric", "measure") is None
    assert migration.relation(link, "metric", "problem") is link


def test_of_overlapping_marks_the_longest_stay() -> None:
    long, short, apart = span("a", 0, 7), span("a", 2, 5), span("a", 8, 14)
    assert clashing([short, long, apart], {"a"}) == [short]
    assert clashing([short, long, apart], {"b"}) == []
    assert clashing([replace(short, layer="wang"), long], {"a"}) == []


def test_an_older_version_comes_back_with_its_names() -> None:
    draft = renamed(draft_of(BUILT_IN), MEASURE, "action")
    now = draft.schema()
    assert renames(now.labels, BUILT_IN.labels) == {"action": "measure"}
    back = draft_towards(now, BUILT_IN)
    assert back.migration().labels == {"action": "measure"}
    assert replace(back.schema(), version=1) == BUILT_IN


def test_problems_stand_at_their_field() -> None:
    labels = (
        Label("a", key="1", color="#FFFF00", definition="x"),
        Label("a", key="1", color="#FEFE00", attributes=(Attribute("k", "choice"),), definition="x"),
        Label("", key="R", color="red", color_dark="#0072B2", definition="x"),
    )
    schema = LabelSchema("s", 1, labels, (RelationType("r", heads=("a",), tails=()),))
    told = {(each.place, each.grave): each.sentence for each in problems(schema, GROUNDS, {"R": "Relabel"})}
    assert ("labels", 0, "name") in {place for place, _grave in told}
    assert "too" in told[("labels", 0, "key"), True]
    assert "too faint" in told[("labels", 0, "color"), False]
    assert "at least one value" in told[("labels", 1, "attributes", 0, "choices"), True]
    assert "needed" in told[("labels", 2, "name"), True]
    assert "Relabel" in told[("labels", 2, "key"), False]
    assert "no colour" in told[("labels", 2, "color"), True]
    assert "tick" in told[("relations", 0, "tails"), False]


def test_the_built_in_labels_have_no_problem() -> None:
    assert problems(BUILT_IN, GROUNDS) == []


def test_colours_that_some_cannot_tell_apart_are_named() -> None:
    labels = (Label("a", color="#D62728", definition="x"), Label("b", color="#7A6A00", definition="x"))
    labels = tuple(
        replace(each, color_dark=dark) for each, dark in zip(labels, ("#56B4E9", "#E69F00"), strict=True)
    )
    told = [each.sentence for each in problems(LabelSchema("s", 1, labels), GROUNDS)]
    assert any("cones" in sentence and "looks like" in sentence for sentence in told)
    dashed = (labels[0], replace(labels[1], pattern="dash"))
    assert problems(LabelSchema("s", 1, dashed), GROUNDS) == []


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"color": "#000000"}, "Measure: colour #0072B2 → #000000"),
        ({"names": {"zh": "措施", "en": "Measure"}}, "Measure: name in “zh”: 举措 → 措施"),
        ({"overlap": True}, "Measure: may overlap itself now"),
        ({"unit": "sentence"}, "Measure: unit clause → sentence"),
        ({"key": ""}, "Measure: key 1 → none"),
        ({"rules": BUILT_IN.labels[0].rules[1:]}, "Measure: boundary rule removed: enumerator"),
        ({"attributes": ()}, "Measure: attribute Status removed"),
    ],
)
def test_each_difference_is_told_in_words(changed: dict[str, object], words: str) -> None:
    label = replace(BUILT_IN.labels[0], **changed)  # type: ignore[arg-type]
    new = replace(BUILT_IN, labels=(label, *BUILT_IN.labels[1:]))
    assert differences(BUILT_IN, new) == [words]


def test_order_and_links_are_told() -> None:
    turned = replace(BUILT_IN, labels=BUILT_IN.labels[::-1], relations=BUILT_IN.relations[:1])
    assert differences(BUILT_IN, turned) == [
        "labels in another order: Metric, Problem, Measure",
        "link Addresses removed",
    ]


def test_choices_keep_their_names_when_others_come_and_go() -> None:
    (status,) = draft_of(BUILT_IN).label(MEASURE).attributes
    more = status.with_choices(["new", "done", "planned"], ["", "done", "planned"])
    again = more.with_choices(["planned", "complete"], ["planned", "done"])
    assert isinstance(again, AttributeDraft)
    assert {name: shown["en"] for name, shown in again.attribute.choice_names.items()} == {
        "planned": "Planned",
        "complete": "Done",
    }
