"""Suggestions in a project: what is left of them, accepted, rejected, undone, counted."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.domain.change import Change
from annotator.domain.errors import Conflict, NotFound
from annotator.domain.setting import Setting
from annotator.domain.span import make_span
from annotator.services import revise, suggesting
from annotator.services.annotate import free_of
from annotator.services.project import Project, create_project
from annotator.services.training import examples, load_model, train_model
from annotator.suggest.learned import Learned
from annotator.suggest.rules import Rules
from annotator.suggest.suggestion import Suggestion
from tests.suggest.reports import REPORT, SCHEMA, quotes, report

PROPOSED = 14


def cut(text: str) -> list[tuple[int, int]]:
    return [(at, min(at + 2, len(text))) for at in range(0, len(text), 2)]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "p.annot"
    create_project(path, actor="setup")
    with Project(path, "li") as project:
        project.commit([Change(None, report())], "import")
    return path


@pytest.fixture
def project(path: Path) -> Iterator[Project]:
    with Project(path, "li") as opened:
        yield opened


def offered(project: Project) -> list[Suggestion]:
    return suggesting.suggestions(project, project.document("d"), Rules())


def test_accepting_is_one_step_with_source_and_attributes(project: Project) -> None:
    document, found = project.document("d"), offered(project)
    assert len(found) == PROPOSED
    made = suggesting.accept(project, document, found)
    assert [(span.start, span.end, span.label, dict(span.attrs)) for span in made] == [
        (one.start, one.end, one.label, dict(one.attrs)) for one in found
    ]
    assert {span.source for span in made} == {"suggestion:rules"}
    assert project.store.status("d", "li").state == "doing"
    assert offered(project) == []
    project.undo()
    assert list(project.spans()) == []
    assert offered(project) == found


def test_accepting_into_another_layer_leaves_mine_alone(project: Project) -> None:
    suggesting.accept(project, project.document("d"), offered(project), layer="gold")
    assert {span.layer for span in project.spans()} == {"gold"}
    assert len(offered(project)) == PROPOSED
    project.undo()
    assert list(project.spans()) == []


def test_a_mark_in_the_way_leaves_no_room(project: Project) -> None:
    document = project.document("d")
    start = REPORT.index("审核合同47份")
    project.annotate(document, start + 2, start + 4, "measure")
    assert "审核合同47份" not in quotes(document, offered(project), "measure")
    assert "审核合同47份" in quotes(document, offered(project), "metric")
    suggestion = Suggestion("d", start, start + 7, "measure", {}, 1, "rules")
    assert suggesting.accept(project, document, [suggestion]) == []


def test_accepting_otherwise_is_one_step_and_counts_as_changed(project: Project) -> None:
    document, (first, *others) = project.document("d"), offered(project)
    made = suggesting.accept_as(
        project, document, first, start=first.start + 1, end=first.end, label="problem", attrs={}
    )
    assert (made.start, made.end, made.label) == (first.start + 1, first.end, "problem")
    assert (made.source, made.modified > made.created) == ("suggestion:rules", True)
    (rules,) = suggesting.acceptance(project)
    assert (rules.accepted, rules.changed) == (1, 1)
    project.undo()
    assert list(project.spans()) == []
    assert offered(project) == [first, *others]


def test_withdrawing_removes_and_rejects_in_one_step(project: Project) -> None:
    document, (first, *others) = project.document("d"), offered(project)
    (span,) = suggesting.accept(project, document, [first])
    suggesting.withdraw(project, document, span, first)
    assert list(project.spans()) == []
    assert offered(project) == others
    project.undo()
    assert list(project.spans()) == [span]
    assert suggesting.rejections(project, "d") == frozenset()
    assert project.store.check() == []


_PLACES = st.tuples(st.integers(0, 30), st.integers(1, 8), st.sampled_from(["measure", "problem"]))


@given(st.lists(_PLACES, max_size=8), st.lists(_PLACES, max_size=8))
def test_what_remains_is_what_a_mark_has_room_for(
    marked: list[tuple[int, int, str]], proposed: list[tuple[int, int, str]]
) -> None:
    document = report()
    spans = [make_span("d", document.text, at, at + length, label, "li") for at, length, label in marked]
    found = [Suggestion("d", at, at + length, label) for at, length, label in proposed]
    left = suggesting.remaining(found, document, spans, frozenset(), SCHEMA)
    assert left == [one for one in found if free_of(one.start, one.end, one.label, spans)]


def test_labels_that_may_overlap_and_labels_that_are_gone() -> None:
    document = report()
    overlapping = replace(SCHEMA, labels=tuple(replace(label, overlap=True) for label in SCHEMA.labels))
    spans = [make_span("d", document.text, 3, 9, "measure", "li")]
    found = [Suggestion("d", *place) for place in ((3, 9, "measure"), (3, 8, "measure"), (3, 9, "gone"))]
    assert suggesting.remaining(found, document, spans, frozenset(), overlapping) == found[1:2]


def test_a_rejection_outlives_a_restart_and_can_be_undone(path: Path) -> None:
    with Project(path, "li") as project:
        first, *others = offered(project)
        suggesting.reject(project, project.document("d"), [first])
        assert offered(project) == others
    with Project(path, "li") as project:
        assert offered(project) == others
        assert project.store.check() == []
        project.undo()
        assert offered(project) == [first, *others]
        project.redo()
        assert offered(project) == others
    with Project(path, "wu") as project:  # somebody else has not rejected it
        assert len(offered(project)) == PROPOSED


def test_many_are_rejected_in_one_step_and_once(project: Project) -> None:
    document, found = project.document("d"), offered(project)
    suggesting.reject(project, document, found[:3])
    suggesting.reject(project, document, found[:4])
    assert offered(project) == found[4:]
    project.undo()
    assert offered(project) == found[3:]


def test_a_rejection_outlives_a_correction_elsewhere_in_the_text(project: Project) -> None:
    document = project.document("d")
    wanted = next(one for one in offered(project) if document.text[one.start : one.end] == "举办培训3期")
    suggesting.reject(project, document, [wanted])
    revise.apply(project, revise.plan(project, document, f"云溪市{REPORT}"), {})
    corrected = project.document("d")
    left = suggesting.suggestions(project, corrected, Rules())
    assert corrected.text.startswith("云溪市")
    assert "举办培训3期" not in quotes(corrected, left, "measure")
    assert len(left) == PROPOSED - 1


def test_names_with_any_characters_stay_apart(project: Project) -> None:
    project.commit([Change(None, report(identity='d",'))], "import")
    suggesting.reject(project, project.document("d"), offered(project)[:1])
    assert suggesting.rejections(project, 'd",') == frozenset()
    assert len(suggesting.rejections(project, "d")) == 1
    assert suggesting.rejections(project, "d", 'l"i') == frozenset()


def test_acceptance_by_engine(project: Project) -> None:
    document, found = project.document("d"), offered(project)
    first, *_others = suggesting.accept(project, document, found[:4])
    project.set_note(first, "changed")
    suggesting.reject(project, document, found[4:6])
    project.annotate(document, 0, 3, "problem")
    (rules,) = suggesting.acceptance(project)
    assert (rules.engine, rules.accepted, rules.rejected, rules.rate) == ("rules", 4, 2, 4 / 6)
    assert suggesting.acceptance(project, "wu") == []


def test_rejections_are_told_from_other_settings(project: Project) -> None:
    suggesting.reject(project, project.document("d"), offered(project)[:1])
    (setting,) = project.store.settings_beginning("rejected:")
    assert suggesting.is_rejection(setting)
    assert not suggesting.is_rejection(Setting("dictionary", []))
    assert setting.value["engine"] == "rules"


def test_repeats_know_marks_and_rejections(project: Project) -> None:
    project.commit([Change(None, report(identity="e"))], "import")
    first, second = (
        one for one in offered(project) if one.label == "problem" and one.start < REPORT.index("二是宣传")
    )
    suggesting.accept(project, project.document("d"), [first])
    suggesting.reject(project, project.document("d"), [second])
    repeats = suggesting.engine(project, "repeats", cut)
    found = suggesting.suggestions(project, project.document("e"), repeats)
    assert quotes(project.document("e"), found, "problem") == ["执法力量不足"]


def test_a_model_is_kept_outside_the_log(path: Path) -> None:
    with Project(path, "li") as project:
        with pytest.raises(NotFound, match="has no marks"):
            train_model(project, "li", cut)
        with pytest.raises(NotFound, match="no model has been trained"):
            suggesting.engine(project, "learned", cut)
        suggesting.accept(project, project.document("d"), offered(project))
        model = train_model(project, "li", cut)
        assert (model.facts.layer, model.facts.documents, model.facts.spans) == ("li", ("d",), PROPOSED)
        assert project.store.undo_title("li") == f"accept {PROPOSED} suggestions"
    with Project(path, "li") as project:
        assert load_model(project, "li") == model
        assert load_model(project, "gold") is None
        assert suggesting.engine(project, "learned", cut).name == "learned"
        assert project.store.check() == []


def test_documents_that_are_done_are_learned_from_before_others(project: Project) -> None:
    suggesting.accept(project, project.document("d"), offered(project))
    project.commit([Change(None, report(identity="e"))], "import")
    project.annotate(project.document("e"), 0, 3, "problem")
    assert train_model(project, "li", cut).facts.documents == ("d", "e")
    project.set_state("d", "done")
    assert train_model(project, "li", cut).facts.documents == ("d",)


def test_what_stands_behind_the_last_mark_of_a_report_at_work_is_not_yet_read(project: Project) -> None:
    first = offered(project)[:3]
    suggesting.accept(project, project.document("d"), first)
    project.set_state("d", "doing")
    (example,) = examples(project, "li")
    assert example.until == max(one.end for one in first)
    by = Learned(train_model(project, "li", cut), cut)
    behind = [
        one for one in by.suggest(project.document("d"), [], project.schema) if one.start > example.until
    ]
    assert behind
    project.set_state("d", "done")
    assert [one.until for one in examples(project, "li")] == [None]


def test_the_last_documents_are_learned_from_where_there_are_many(project: Project) -> None:
    project.commit([Change(None, report(identity=name)) for name in "efg"], "import")
    for name in "defg":
        project.annotate(project.document(name), 0, 3, "problem")

    def learned_from(most: int) -> list[str]:
        return [example.document.id for example in examples(project, "li", most)]

    assert learned_from(2 * len(REPORT)) == ["f", "g"]
    assert learned_from(2 * len(REPORT) - 1) == ["g"]
    assert learned_from(1) == ["g"]
    assert learned_from(10**6) == ["d", "e", "f", "g"]


def test_an_unknown_engine_is_named(project: Project) -> None:
    with pytest.raises(NotFound, match="there is no engine “psychic”; there are: rules, repeats, learned"):
        suggesting.engine(project, "psychic", cut)


def test_a_text_corrected_meanwhile_is_a_conflict(project: Project) -> None:
    found = offered(project)
    with pytest.raises(Conflict):
        suggesting.accept_all(project, [("d", "another digest", found)])
    assert list(project.spans()) == []
