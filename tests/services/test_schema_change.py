"""Another label schema for a project: all layers follow in one step, one undo brings everything back, the log replays."""

import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reviewed import TEXT, project_with

from annotator.domain.change import Change
from annotator.domain.errors import Conflict, InvalidSchema
from annotator.domain.schema import Attribute, Label, schema_to_dict
from annotator.domain.schema_draft import Draft, draft_of, draft_towards
from annotator.domain.schema_migration import CLASHES, KEEP, LONGEST, REFUSE, Migration
from annotator.domain.span import Relation, new_id
from annotator.domain.status import DocumentLabel
from annotator.services import schema_change, schema_words
from annotator.services.project import Project
from annotator.services.review import Review
from annotator.services.schema_change import (
    CLASH,
    CLASH_KEPT,
    LINKS_LOST,
    RELABELLED,
    REMOVED,
    Clashes,
    apply,
    preview,
)
from annotator.services.schema_versions import read_schema, versions, write_schema
from annotator.services.suggesting import fingerprint, reject, rejections
from annotator.suggest.suggestion import Suggestion

MARKS = {
    "a": [(0, 9, "measure", {"status": "done"}), (3, 7, "metric"), (25, 31, "problem")],
    "b": [(0, 9, "measure", {"status": "planned"}), (25, 31, "problem")],
}
KIND = Attribute("kind", "choice", choices=("plan", "report"))
MEASURE, PROBLEM, METRIC = 1, 2, 3


def opened(folder: Path) -> Project:
    project = project_with(folder, MARKS, texts={"d": TEXT, "e": TEXT})
    draft = draft_of(project.schema)
    apply(project, draft.with_document_labels([*draft_towards(project.schema, replace(
        project.schema, document_labels=(KIND,))).document_labels]).migration())  # fmt: skip
    here = {span.label: span.id for span in project.spans("d", layer="a")}
    project.commit([
        Change(None, Relation(new_id(), "addresses", here["measure"], here["problem"], "a")),
        Change(None, Relation(new_id(), "quantifies", here["metric"], here["measure"], "a")),
        Change(None, DocumentLabel("d", "a", "kind", "plan")),
    ], "links")  # fmt: skip
    return project


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with opened(tmp_path) as made:
        yield made


def draft(project: Project) -> Draft:
    return draft_of(project.schema)


def renamed(draft: Draft, uid: int, name: str) -> Draft:
    return draft.with_label(uid, replace(draft.label(uid).label, name=name))


def labels(project: Project) -> list[str]:
    return [span.label for span in project.spans("d")]


def picture(project: Project) -> list[str]:
    """Everything that a schema has a say in."""
    return [
        repr(project.store.label_schema()),
        *map(repr, project.spans()),
        *map(repr, project.relations()),
        *map(repr, project.store.verdicts()),
        *(repr(label) for document in ("d", "e") for label in project.store.document_labels(document)),
    ]


def test_a_new_name_reaches_all_layers_and_one_undo_brings_it_back(project: Project) -> None:
    before = picture(project)
    steps = []
    project.subscribe(steps.append)
    migration = renamed(draft(project), MEASURE, "action").migration()
    told = preview(project, migration)
    assert picture(project) == before
    step, done = apply(project, migration)
    assert told == done
    assert len(steps) == 1
    assert step.title == "labels: label Measure renamed: “measure” is “action” now"
    assert labels(project) == ["action", "action", "metric", "problem", "problem"]
    assert (project.schema.version, project.schema.by_name.keys()) == (3, {"action", "problem", "metric"})
    (effect,) = done.effects
    assert (effect.kind, effect.old, effect.new, effect.count) == (RELABELLED, "measure", "action", 4)
    assert (dict(effect.layers), len(effect.documents)) == ({"a": 2, "b": 2}, 2)
    assert done.of_others("a") == {"b": 2}
    assert project.store.check() == []
    project.undo()
    assert picture(project) == before
    assert project.schema.version == 2
    project.redo()
    assert "action" in labels(project)
    assert project.store.check() == []


def test_nothing_is_said_to_have_been_marked_anew(project: Project) -> None:
    before = {span.id: (span.created, span.modified, span.schema_version) for span in project.spans()}
    apply(project, renamed(draft(project), MEASURE, "action").migration())
    assert {span.id: (span.created, span.modified, span.schema_version) for span in project.spans()} == before


def test_what_goes_is_counted_before_it_goes(project: Project) -> None:
    migration = draft(project).removed(MEASURE, None).migration()
    told = preview(project, migration)
    assert [(each.kind, each.old, each.count) for each in told.losses] == [
        (REMOVED, "measure", 4),
        (LINKS_LOST, "addresses", 1),
        (LINKS_LOST, "quantifies", 1),
    ]
    apply(project, migration)
    assert labels(project) == ["metric", "problem", "problem"]
    assert project.relations() == []
    assert project.store.check() == []


def test_marks_that_would_overlap_are_a_decision_of_the_person(project: Project) -> None:
    migration = draft(project).merged(METRIC, MEASURE).migration()
    before = picture(project)
    with pytest.raises(Clashes, match="“核合同4” of a"):
        apply(project, migration)
    assert picture(project) == before
    told = preview(project, migration)
    assert [(each.kind, each.count) for each in told.effects if each.kind == CLASH] == [(CLASH, 2)]
    _step, kept = apply(project, migration, clashes=KEEP)
    assert [(each.kind, each.count) for each in kept.effects if each.kind == CLASH_KEPT] == [(CLASH_KEPT, 2)]
    assert labels(project).count("measure") == 3
    project.undo()
    apply(project, migration, clashes=LONGEST)
    assert labels(project).count("measure") == 2
    assert project.store.check() == []


def test_forbidding_overlap_that_is_there_is_a_decision_too(project: Project) -> None:
    open_ = draft(project)
    apply(project, open_.with_label(MEASURE, replace(open_.label(MEASURE).label, overlap=True)).migration())
    apply(project, draft(project).merged(METRIC, MEASURE).migration())
    again = draft(project)
    closed = again.with_label(MEASURE, replace(again.label(MEASURE).label, overlap=False)).migration()
    with pytest.raises(Clashes):
        apply(project, closed)
    assert preview(project, closed).clashes == 2


def test_decisions_of_the_review_go_along_with_a_new_name(tmp_path: Path) -> None:
    with opened(tmp_path) as project:
        review = Review(project)
        for case in [case for case in review.cases() if case.kind == "attribute"]:
            review.decide(case, "take", taken=["a"])
        decided = Review(project).counts()["state"]
        assert decided["decided"] == 2
        draft_ = draft(project)
        _step, done = apply(project, renamed(draft_, MEASURE, "action").migration())
        assert done.verdicts == 2
        assert Review(project).counts()["state"] == decided
        assert {verdict.label for verdict in project.store.verdicts()} == {"action"}
        (status,) = draft(project).label(MEASURE).attributes
        turned = replace(status, attribute=replace(status.attribute, name="state"))
        apply(project, draft(project).with_attributes(MEASURE, [turned]).migration())
        assert Review(project).counts()["state"] == decided
        assert project.store.check() == []


def test_rejected_suggestions_stay_rejected_under_the_new_name(project: Project) -> None:
    document = project.document("d")
    start = TEXT.index("制定要点3项")
    reject(project, document, [Suggestion("d", start, start + 6, "measure", engine="rules")])
    before = picture(project), rejections(project, "d")
    apply(project, renamed(draft(project), MEASURE, "action").migration())
    assert rejections(project, "d") == {fingerprint(document, start, start + 6, "action")}
    assert project.store.check() == []
    project.undo()
    assert (picture(project), rejections(project, "d")) == before


def test_rejections_follow_labels_that_exchange_their_names(project: Project) -> None:
    document = project.document("d")
    reject(
        project, document, [Suggestion("d", 0, 9, label, engine="rules") for label in ("measure", "problem")]
    )
    reject(project, document, [Suggestion("d", 25, 31, "problem", engine="rules")])
    now = draft(project)
    exchanged = renamed(renamed(now, MEASURE, "problem"), PROBLEM, "measure")
    apply(project, exchanged.migration())
    assert rejections(project, "d") == {
        fingerprint(document, *place, label)
        for *place, label in ((0, 9, "measure"), (0, 9, "problem"), (25, 31, "measure"))
    }
    project.undo()
    assert len(rejections(project, "d")) == 3
    assert project.store.check() == []


def test_rejected_links_stay_rejected_under_the_new_name_of_their_type(project: Project) -> None:
    names = [f'rejected link:["a","{kind}","h","t"]' for kind in ("addresses", "quantifies", "answers")]
    for name in names[:2]:
        project.set_setting(name, True, "reject")
    old = project.schema
    new = replace(old, relations=tuple(replace(one, name="answers") if one.name == "addresses" else one
                                       for one in old.relations))  # fmt: skip
    apply(project, Migration(old, new, relations={"addresses": "answers"}))
    assert [project.setting(name) for name in names] == [None, True, True]
    project.undo()
    assert [project.setting(name) for name in names] == [True, True, None]
    assert project.store.check() == []


def test_who_comes_late_changes_nothing(project: Project) -> None:
    migration = renamed(draft(project), MEASURE, "action").migration()
    with Project(project.path, "wang") as other:
        apply(other, renamed(draft(other), PROBLEM, "risk").migration())
    before = picture(project)
    with pytest.raises(Conflict, match="changed meanwhile"):
        apply(project, migration)
    assert picture(project) == before


def test_a_schema_that_does_not_hold_together_is_refused(project: Project) -> None:
    with pytest.raises(InvalidSchema, match="twice"):
        apply(project, renamed(draft(project), MEASURE, "problem").migration())


def test_nothing_to_change_makes_no_step(project: Project) -> None:
    step, effects = apply(project, draft(project).migration())
    assert (step.id, effects.effects, project.schema.version) == (0, (), 2)


@pytest.mark.parametrize("names", [("b", "a"), ("b", "c")], ids=["exchanged", "one after the other"])
def test_document_labels_keep_their_values_under_one_anothers_names(
    project: Project, names: tuple[str, str]
) -> None:
    kinds = tuple(Attribute(name, "text") for name in "ab")
    apply(project, draft_towards(project.schema, replace(project.schema, document_labels=kinds)).migration())
    project.commit([Change(None, DocumentLabel("e", "li", name, name.upper())) for name in "ab"], "said")
    before = picture(project)
    now = draft(project)
    renamed_kinds = [
        replace(each, attribute=replace(each.attribute, name=name))
        for each, name in zip(now.document_labels, names, strict=True)
    ]
    _step, effects = apply(project, now.with_document_labels(renamed_kinds).migration())
    assert effects.losses == []
    found = {label.name: label.value for label in project.store.document_labels("e") if label.layer == "li"}
    assert found == dict(zip(names, "AB", strict=True))
    project.undo()
    assert picture(project) == before
    assert project.store.check() == []


def test_labels_that_the_schema_lacks_can_be_given_a_home(project: Project) -> None:
    project.commit(
        [Change(span, replace(span, label="old")) for span in project.spans("d", layer="b")],
        "as another version",
    )
    assert schema_change.label_counts(project)["old"] == {"b": 2}
    migration = replace(draft(project).migration(), labels={"old": "problem"})
    apply(project, migration, clashes=LONGEST)
    assert "old" not in schema_change.label_counts(project)
    assert project.schema.version == 2


def test_versions_are_told_in_words_with_who_and_when(project: Project) -> None:
    apply(project, renamed(draft(project), MEASURE, "action").migration())
    told = versions(project)
    assert [each.schema.version for each in told] == [3, 2, 1]
    assert told[0].differences == ("label Measure renamed: “measure” is “action” now",)
    assert (told[0].actor, told[-1].actor, told[-1].differences) == ("rev", "setup", ())
    assert told[0].at > told[-1].at
    assert told[-1].spans == 10
    apply(project, draft_towards(project.schema, told[1].schema).migration())
    assert labels(project).count("measure") == 2
    assert schema_to_dict(project.schema) == {**schema_to_dict(told[1].schema), "version": 4}


def test_a_schema_as_a_file_comes_back_and_a_wrong_one_is_refused_with_the_place(
    project: Project, tmp_path: Path
) -> None:
    file = tmp_path / "labels.json"
    write_schema(project.schema, file)
    assert read_schema(file) == project.schema
    file.write_text('{"labels": [{"name": "a", "unit": "line"}]}', encoding="utf-8")
    with pytest.raises(InvalidSchema, match="labels/0/unit") as refused:
        read_schema(file)
    assert "\n" not in str(refused.value)
    assert str(file) in str(refused.value)
    with pytest.raises(InvalidSchema, match="cannot read"):
        read_schema(tmp_path / "none.json")
    file.write_text('{"labels": [{"name": "a"}, {"name": "a"}]}', encoding="utf-8")
    with pytest.raises(InvalidSchema, match="twice"):
        read_schema(file)
    twice = '{"labels": [{"name": "a", "attributes": [{"name": "x"}, {"name": "x"}]}]}'
    file.write_text(twice, encoding="utf-8")
    with pytest.raises(InvalidSchema, match="labels/0/attributes/0/name"):
        read_schema(file)


def test_the_words_say_who_else_is_touched(project: Project) -> None:
    migration = draft(project).merged(PROBLEM, MEASURE).migration()
    told = preview(project, migration)
    head = list(schema_words.headline(told, "a"))
    assert head[0] == "4 marks in 2 documents change."
    assert "others: b 2" in head[1]
    lines = schema_words.lines(told, migration.old, migration.new)
    assert lines[0] == "4 marks of “Problem” become “Measure” (2 documents; a 2, b 2)"


# -- any edits ---------------------------------------------------------------------------------------


@st.composite
def edits(draw: st.DrawFn, start: Draft) -> Draft:
    """Some operations on a draft, one after the other."""
    made = start
    for number in range(draw(st.integers(1, 5))):
        uids = [each.uid for each in made.labels]
        uid = draw(st.sampled_from(uids))
        other = draw(st.sampled_from(uids))
        source = made.label(uid)
        operation = draw(
            st.sampled_from(["rename", "merge", "remove", "split", "add", "move", "drop", "choice", "look"])
        )
        match operation:
            case "rename":
                made = renamed(made, uid, f"n{start.base.version}-{number}")
            case "merge" if other != uid:
                made = made.merged(uid, other)
            case "remove" if len(uids) > 1:
                made = made.removed(uid, other if other != uid else None)
            case "split" if source.origin and source.attributes and source.attributes[0].attribute.choices:
                value = draw(st.sampled_from(["done", "planned"]))
                made = made.split_by(uid, "status", {value: Label(f"s{start.base.version}-{number}")})
            case "add":
                made, _uid = made.added(Label(f"a{start.base.version}-{number}"))
            case "move":
                made = made.moved(uid, draw(st.integers(0, 4)))
            case "drop":
                made = made.with_attributes(uid, source.attributes[1:])
            case "choice" if source.attributes and source.attributes[0].attribute.choices:
                first = source.attributes[0]
                choices = [f"{choice}{number}" for choice in first.attribute.choices]
                made = made.with_attributes(
                    uid, [first.with_choices(choices, first.was), *source.attributes[1:]]
                )
            case "look":
                overlap = draw(st.booleans())
                made = made.with_label(uid, replace(source.label, color="#112233", overlap=overlap))
    return made


@settings(max_examples=40)
@given(data=st.data())
def test_any_edits_replay_and_are_undone_to_the_letter(data: st.DataObject) -> None:
    with tempfile.TemporaryDirectory() as folder, opened(Path(folder)) as project:
        review = Review(project)
        review.decide(review.cases()[0], "take", taken=["a"])
        pictures = [picture(project)]
        for _turn in range(data.draw(st.integers(1, 3))):
            migration: Migration = data.draw(edits(draft_of(project.schema))).migration()
            clashes = data.draw(st.sampled_from(CLASHES))
            told = preview(project, migration, clashes=LONGEST if clashes == REFUSE else clashes)
            assert picture(project) == pictures[-1]
            try:
                step, done = apply(project, migration, clashes=clashes)
            except Clashes:
                assert told.clashes
                assert picture(project) == pictures[-1]
                continue
            assert done == told
            assert project.store.check() == []
            known = set(project.schema.by_name)
            assert {span.label for span in project.spans()} <= known
            for span in project.spans():
                project.schema.check_attributes(span.label, span.attrs)
            if step.id:
                pictures.append(picture(project))
        for expected in reversed(pictures[:-1]):
            project.undo()
            assert picture(project) == expected
        assert project.store.check() == []
