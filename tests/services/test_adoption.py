"""Names that files bring: what they become, what is made new, what is left out and counted."""

from copy import deepcopy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.domain.colour import NON_TEXT, contrast
from annotator.domain.errors import BadInput, InvalidSchema
from annotator.domain.label_looks import LIGHT_GROUND
from annotator.domain.schema import Attribute, Label, LabelSchema, RelationType
from annotator.formats import Record, RecordRelation, RecordSpan
from annotator.formats.record import RecordLabel, check
from annotator.services.adoption import (
    ATTRIBUTE,
    HANGING,
    LABEL,
    RELATION,
    VALUE,
    Choices,
    adopt,
    matching_choices,
    misfits,
    plan_of,
)
from annotator.services.name_pairs import choices_of, define_all
from annotator.services.vocabulary import Vocabulary, vocabulary_of

STATUS = Attribute("status", "choice", choices=("done", "planned"), choice_names={"done": {"zh": "已完成"}})
SCHEMA = LabelSchema(
    "test",
    3,
    (
        Label(
            "measure",
            {"zh": "举措", "en": "Measure"},
            key="1",
            attributes=(STATUS, Attribute("sum", "number")),
        ),
        Label("metric", {"zh": "指标"}, color="#009E73", key="3"),
    ),
    (RelationType("counts", {"zh": "计数"}, ("metric",), ("measure",)),),
)


def record() -> Record:
    return Record(
        "d",
        "审核合同47份，走访张三",
        spans=[
            RecordSpan("a", 0, 7, "举措", attrs={"status": "已完成", "who": "li", "sum": 47}, layer="ann"),
            RecordSpan("b", 4, 7, "NUM", attrs={"kind": "x"}, layer="ann"),
            RecordSpan("c", 10, 12, "PER", layer="bob"),
            RecordSpan(None, 8, 10, "举措", attrs={"status": "late"}, layer="bob"),
        ],
        relations=[RecordRelation("r", "of", "b", "a", "ann"), RecordRelation("s", "by", "c", "a", "bob")],
        labels=[RecordLabel("topic", "law", "ann")],
        statuses={"ann": "done", "bob": "todo"},
        flags=["ann", "bob"],
    )


def test_names_are_counted() -> None:
    found = vocabulary_of([record(), record()])
    assert found.labels == {"举措": 4, "NUM": 2, "PER": 2}
    assert found.layers == {"ann": 4, "bob": 4}
    assert found.attributes["举措", "status"].values == {"已完成": 2, "late": 2}
    assert (found.relations["of"].count, found.relations["of"].heads) == (2, {"NUM"})
    assert found.unknown_labels(SCHEMA) == ["举措", "NUM", "PER"]


def test_what_people_call_a_label_or_a_value_is_what_they_mean() -> None:
    choices = matching_choices(SCHEMA, vocabulary_of([record()]))
    assert choices.labels == {"举措": "measure"}
    assert choices.values == {("举措", "status", "已完成"): "done"}
    assert misfits(SCHEMA, vocabulary_of([record()]), choices) == [
        ("举措", "status", "已完成"),
        ("举措", "status", "late"),
    ]


def test_a_plan_maps_makes_and_leaves_out_and_counts_what_it_leaves() -> None:
    found = vocabulary_of([record()])
    choices = matching_choices(SCHEMA, found)
    choices.labels |= {"PER": None, "NUM": "number"}
    choices.attributes["举措", "who"] = None
    choices.layers = {"ann": "li", "bob": "wang"}
    plan = plan_of(SCHEMA, found, choices, create=True)
    made = record()
    left = adopt(made, plan)
    assert left == {(LABEL, "PER"): 1, (ATTRIBUTE, "举措.who"): 1, (HANGING, "by"): 1}
    assert [(span.label, span.attrs, span.layer) for span in made.spans] == [
        (
            "measure",
            {"status": "done", "sum": "47"},
            "li",
        ),  # a number stands as a text in the schema's own type
        ("number", {"kind": "x"}, "li"),
        ("measure", {"status": "late"}, "wang"),
    ]
    assert [(r.type, r.head, r.tail, r.layer) for r in made.relations] == [("of", "b", "a", "li")]
    assert made.statuses == {"li": "done", "wang": "todo"}
    assert made.flags == ["li", "wang"]
    assert made.labels[0].layer == "li"
    schema = plan.schema
    assert schema.version == 4
    assert plan.new_names(SCHEMA) == ["number", "of", "by"]
    assert schema.by_name["measure"].attribute("status") == Attribute(
        "status", "choice", choices=("done", "planned", "late"), choice_names=STATUS.choice_names
    )
    assert schema.by_name["measure"].attribute("who") is None
    assert schema.relations[1] == RelationType("of", heads=("number",), tails=("measure",))


def test_new_labels_are_seen_and_have_free_keys() -> None:
    plan = plan_of(SCHEMA, vocabulary_of([record()]), Choices(), create=True)
    new = [label for label in plan.schema.labels if label.name not in SCHEMA.by_name]
    assert [(label.name, label.key) for label in new] == [("举措", "2"), ("NUM", "4"), ("PER", "5")]
    assert len({label.color for label in plan.schema.labels}) == 5
    assert all(contrast(label.color, LIGHT_GROUND) >= NON_TEXT for label in new)


def test_keys_of_short_labels_mark_words_and_of_long_ones_clauses() -> None:
    spans = [RecordSpan(None, 0, 3, "PER"), RecordSpan(None, 3, 7, "PER"), RecordSpan(None, 0, 20, "ACT")]
    found = vocabulary_of([Record("d", "甲" * 20, spans=spans)])
    schema = plan_of(SCHEMA, found, Choices(), create=True).schema
    assert [schema.by_name[name].unit for name in ("PER", "ACT")] == ["word", "clause"]


def test_looks_that_a_person_gave_stand_and_are_not_given_again() -> None:
    choices = Choices(looks={"PER": Label("PER", {"zh": "人物"}, color="#AA3377", key="2")})
    plan = plan_of(SCHEMA, vocabulary_of([record()]), choices, create=True)
    assert plan.schema.by_name["PER"].names == {"zh": "人物"}
    assert plan.schema.by_name["举措"].key == "4"
    choices.looks["PER"] = Label("PER", key="1")
    with pytest.raises(InvalidSchema, match="key “1” is there twice"):
        plan_of(SCHEMA, vocabulary_of([record()]), choices, create=True)


def test_attributes_are_kept_as_they_are_unless_they_are_to_be_defined() -> None:
    found = vocabulary_of([record()])
    choices = Choices(labels={"举措": "measure"})
    assert plan_of(SCHEMA, found, choices, create=True).schema.by_name["measure"].attribute("who") is None
    define_all(choices, SCHEMA, found)
    assert choices.define == {("举措", "who")}
    plan = plan_of(SCHEMA, found, choices, create=True)
    assert plan.schema.by_name["measure"].attribute("who") == Attribute("who", "text")


@pytest.mark.parametrize(
    ("values", "type_"),
    [
        ([True, False], "flag"),
        ([1, 2.5, "-3"], "number"),
        (["a", "b", "a", "b"], "choice"),
        (["a", "b", "c"], "text"),
        (["a", True], "text"),
        ([["a"]], None),
    ],
)
def test_a_new_attribute_has_the_type_of_its_values(values: list[object], type_: str | None) -> None:
    found = Vocabulary()
    found.add(
        Record("d", "甲" * 9, spans=[RecordSpan(None, 0, 1, "x", attrs={"a": value}) for value in values])
    )
    attribute = found.attributes["x", "a"].proposed("a")
    assert (attribute.type if attribute else None) == type_


def test_pairs_name_labels_relations_attributes_and_values() -> None:
    found = vocabulary_of([record()])
    pairs = [
        "举措=measure",
        "PER=",
        "of=counts",
        "举措.who=",
        "举措.status:late=planned",
        "举措.status:已完成=",
    ]
    choices = choices_of(pairs, found)
    assert choices.labels == {"举措": "measure", "PER": None}
    assert choices.relations == {"of": "counts"}
    assert choices.attributes == {("举措", "who"): None}
    assert choices.values == {("举措", "status", "late"): "planned", ("举措", "status", "已完成"): None}
    left = adopt(
        record(), plan_of(SCHEMA, found, choices_of([*pairs, "NUM=metric", "by="], found), create=False)
    )
    assert left[VALUE, "举措.status:已完成"] == left[RELATION, "by"] == 1


@pytest.mark.parametrize(
    ("pair", "said"),
    [
        ("ORG=x", "no file brings"),
        ("PER", "OLD=NEW"),
        ("举措.who=x", "not renamed"),
        ("PER=person", "--new-labels"),
    ],
)
def test_pairs_that_cannot_be_are_refused(pair: str, said: str) -> None:
    found = vocabulary_of([record()])
    with pytest.raises(BadInput, match=said):
        plan_of(SCHEMA, found, choices_of([pair], found), create=False)


names = st.sampled_from(["举措", "NUM", "PER"])
targets = st.one_of(st.none(), st.sampled_from(["measure", "metric", "new", "NUM"]))


@given(st.dictionaries(names, targets), st.dictionaries(st.sampled_from(["of", "by"]), st.none()))
def test_nothing_goes_uncounted(labels: dict[str, str | None], relations: dict[str, str | None]) -> None:
    """What comes out, and what was counted, is what went in; the schema knows every name that comes out."""
    before = record()
    found = vocabulary_of([before])
    plan = plan_of(SCHEMA, found, Choices(labels=labels, relations=relations), create=True)
    after = deepcopy(before)
    left = adopt(after, plan)
    spans = sum(count for (kind, _name), count in left.items() if kind == LABEL)
    links = sum(count for (kind, _name), count in left.items() if kind in (RELATION, HANGING))
    assert len(after.spans) + spans == len(before.spans)
    assert len(after.relations) + links == len(before.relations)
    check(after, "d")
    for span in after.spans:
        plan.schema.check_attributes(span.label, span.attrs)
    assert {relation.type for relation in after.relations} <= {r.name for r in plan.schema.relations}
