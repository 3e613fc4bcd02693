"""Deciding: what goes into gold, what it replaces, what it refuses, and what an edit opens again."""

from pathlib import Path

import pytest
from reviewed import TEXT, gold, made, project_with, whole

from annotator.domain.change import Change
from annotator.domain.errors import Conflict, InvalidSpan, NotFound, UserError
from annotator.domain.status import Status
from annotator.services.gold_rule import Draft
from annotator.services.project import Project
from annotator.services.review import Review
from annotator.services.revise import apply, plan

M = "measure"
BOUNDARY = {"a": [(0, 9, M, {"status": "done"})], "b": [(2, 9, M, {"status": "ongoing"})], "c": [(2, 9, M)]}


def test_take_writes_gold_and_says_who_when_and_why(tmp_path: Path) -> None:
    with project_with(tmp_path, BOUNDARY) as project:
        review = Review(project)
        (case,) = review.cases()
        verdict = review.decide(case, "take", taken=["b"], reason="guideline", note="1b", confidence="sure")
        (span,) = project.spans("d", layer="gold")
        assert (span.start, span.end, dict(span.attrs), span.source) == (
            2,
            9,
            {"status": "ongoing"},
            "adjudicated",
        )
        assert (verdict.gold, verdict.taken, verdict.reviewer) == ((span.id,), ("b",), "rev")
        assert (verdict.reason, verdict.note, verdict.confidence) == ("guideline", "1b", "sure")
        assert set(verdict.candidates) == case.ids
        assert review.state(case) == "decided"
        assert review.counts()["reason"] == {"guideline": 1}
        whole(project)


def test_boundaries_of_one_and_attributes_of_another(tmp_path: Path) -> None:
    with project_with(tmp_path, BOUNDARY) as project:
        review = Review(project)
        review.decide(review.cases()[0], "take", taken=["c"], attributes_from="a")
        (span,) = project.spans("d", layer="gold")
        assert (span.start, span.end, dict(span.attrs)) == (2, 9, {"status": "done"})


def test_neither_is_a_decision_without_gold(tmp_path: Path) -> None:
    with project_with(tmp_path, BOUNDARY) as project:
        review = Review(project)
        review.decide(review.cases()[0], "neither")
        assert gold(project) == []
        assert review.counts()["state"] == {"decided": 1}


def test_to_take_of_who_has_nothing_is_to_mark_nothing(tmp_path: Path) -> None:
    with project_with(tmp_path, {"a": [(0, 9, M)], "b": []}) as project:
        review = Review(project)
        verdict = review.decide(review.cases()[0], "take", taken=["b"])
        assert (gold(project), verdict.choice, verdict.taken) == ([], "take", ("b",))


def test_both_takes_what_both_have(tmp_path: Path) -> None:
    with project_with(tmp_path, {"a": [(0, 9, M)], "b": [(0, 9, "problem")]}) as project:
        review = Review(project)
        review.decide(review.cases()[0], "both", taken=["a", "b"])
        assert sorted(gold(project)) == [(0, 9, M), (0, 9, "problem")]


def test_both_is_refused_where_one_label_would_overlap(tmp_path: Path) -> None:
    with project_with(tmp_path, BOUNDARY) as project:
        review = Review(project)
        with pytest.raises(InvalidSpan, match="would overlap"):
            review.decide(review.cases()[0], "both", taken=["a", "b"])
        assert gold(project) == []


def test_edit_takes_other_boundaries_and_the_schema_is_obeyed(tmp_path: Path) -> None:
    with project_with(tmp_path, BOUNDARY) as project:
        review = Review(project)
        (case,) = review.cases()
        with pytest.raises(InvalidSpan):
            review.decide(case, "edit", spans=[Draft(0, 9, M, {"status": "perhaps"})])
        with pytest.raises(InvalidSpan):
            review.decide(case, "edit", spans=[Draft(0, 900, M, {})])
        review.decide(case, "edit", spans=[Draft(4, 9, M, {"status": "planned"})])
        assert gold(project) == [(4, 9, M)]


def test_another_decisions_span_in_the_way_is_named(tmp_path: Path) -> None:
    with project_with(tmp_path, {"a": [(0, 9, M), (10, 16, M)], "b": []}) as project:
        review = Review(project)
        first, second = review.cases()
        review.decide(first, "take", taken=["a"])
        with pytest.raises(InvalidSpan, match=f"“{TEXT[0:9]}”"):
            review.decide(second, "edit", spans=[Draft(8, 16, M, {})])
        assert gold(project) == [(0, 9, M)]


def test_deciding_anew_replaces_and_keeps_the_place_of_the_span(tmp_path: Path) -> None:
    with project_with(tmp_path, BOUNDARY) as project:
        review = Review(project)
        (case,) = review.cases()
        first = review.decide(case, "take", taken=["a"])
        second = review.decide(case, "take", taken=["b"])
        assert gold(project) == [(2, 9, M)]
        assert first.gold == second.gold  # links that hang on it stay
        assert [verdict.id for verdict in project.store.verdicts()] == [second.id]
        project.undo()
        assert gold(project) == [(0, 9, M)]
        assert review.standing(case).verdict == first
        project.undo()
        assert (gold(project), review.state(case)) == ([], "open")
        project.redo()
        assert review.state(case) == "decided"
        whole(project)


def test_an_edit_reopens_and_taking_it_back_closes(tmp_path: Path) -> None:
    with project_with(tmp_path, BOUNDARY) as project:
        review = Review(project)
        (case,) = review.cases()
        verdict = review.decide(case, "take", taken=["a"])
        with Project(project.path, "b") as other:
            span = next(other.spans("d", layer="b"))
            other.resize(span, other.document("d"), 3, 9)
            project.poll()
            (reopened,) = review.cases()
            assert review.state(reopened) == "reopened"
            assert review.standing(reopened).earlier == (verdict,)
            other.undo()
        project.poll()
        assert [review.state(each) for each in review.cases()] == ["decided"]


def test_a_note_or_a_text_that_merely_shifts_reopens_nothing(tmp_path: Path) -> None:
    with project_with(tmp_path, BOUNDARY) as project:
        review = Review(project)
        review.decide(review.cases()[0], "take", taken=["a"])
        project.set_note(next(project.spans("d", layer="a")), "note")
        document = project.document("d")
        apply(project, plan(project, document, "前言。" + document.text), {})
        (case,) = review.cases()
        assert (case.start, review.state(case)) == (3, "decided")
        whole(project)


def test_an_earlier_decision_is_kept_with_one_call(tmp_path: Path) -> None:
    with project_with(tmp_path, BOUNDARY) as project:
        review = Review(project)
        review.decide(review.cases()[0], "take", taken=["a"], reason="why")
        project.set_attributes(next(project.spans("d", layer="c")), {"status": "done"})
        (case,) = review.cases()
        assert review.state(case) == "reopened"
        review.confirm(case)
        (kept,) = [review.standing(each).verdict for each in review.cases(state="decided")]
        assert kept is not None
        assert (kept.reason, kept.case) == ("why", case.fingerprint)
        with pytest.raises(NotFound):
            review.confirm(case)


def test_what_nobody_marks_any_more_is_kept_or_taken_out(tmp_path: Path) -> None:
    with project_with(tmp_path, BOUNDARY) as project:
        review = Review(project)
        review.decide(review.cases()[0], "take", taken=["a"])
        project.remove([span for span in project.spans("d") if span.layer != "gold"])
        (case,) = review.cases()
        assert (case.kind, review.state(case)) == ("gone", "reopened")
        review.confirm(case)
        assert review.state(review.cases()[0]) == "decided"
        review.decide(review.cases()[0], "neither", reason="all took it out")
        assert (gold(project), review.cases()) == ([], [])
        whole(project)


def test_gold_taken_out_by_hand_reopens(tmp_path: Path) -> None:
    with project_with(tmp_path, BOUNDARY) as project:
        review = Review(project)
        review.decide(review.cases()[0], "take", taken=["a"])
        project.remove(list(project.spans("d", layer="gold")))
        assert [review.state(case) for case in review.cases()] == ["reopened"]
        review.decide(review.cases()[0], "take", taken=["b"])
        assert gold(project) == [(2, 9, M)]
        whole(project)


def test_gold_made_by_hand_is_shown_and_only_its_place_is_replaced(tmp_path: Path) -> None:
    with project_with(tmp_path, BOUNDARY) as project:
        by_hand = [made("d", TEXT, "gold", 1, 9, M), made("d", TEXT, "gold", 1, 9, "problem"),
                   made("d", TEXT, "gold", 10, 16, M)]  # fmt: skip
        project.commit([Change(None, span) for span in by_hand], "by hand")
        review = Review(project)
        (case,) = review.cases()
        assert [span.id for span in review.standing(case).gold] == [by_hand[0].id]
        review.decide(case, "take", taken=["a"])
        assert sorted(gold(project)) == [(0, 9, M), (1, 9, "problem"), (10, 16, M)]
        project.undo()
        assert sorted(gold(project)) == [(1, 9, M), (1, 9, "problem"), (10, 16, M)]


def test_identical_cases_in_one_step(tmp_path: Path) -> None:
    with project_with(tmp_path, BOUNDARY, texts={"d1": TEXT, "d2": TEXT, "d3": TEXT}) as project:
        review = Review(project)
        alike = review.like(review.cases()[0])
        assert len(alike) == 3
        review.decide_all(alike, "take", taken=["b"], reason="same everywhere")
        assert [gold(project, each) for each in ("d1", "d2", "d3")] == [[(2, 9, M)]] * 3
        assert review.like(alike[0]) == []
        project.undo()
        assert len(review.like(alike[0])) == 3
        whole(project)


def test_a_case_that_has_changed_meanwhile_is_refused(tmp_path: Path) -> None:
    with project_with(tmp_path, BOUNDARY) as project:
        review = Review(project)
        (case,) = review.cases()
        with Project(project.path, "b") as other:
            other.remove([next(other.spans("d", layer="b"))])
        with pytest.raises(Conflict, match="meanwhile"):
            review.decide(case, "take", taken=["a"])
        assert gold(project) == []


def test_layers_that_have_no_say_are_refused(tmp_path: Path) -> None:
    with project_with(tmp_path, BOUNDARY) as project:
        review = Review(project)
        (case,) = review.cases()
        with pytest.raises(NotFound, match="z has no say"):
            review.decide(case, "take", taken=["z"])
        with pytest.raises(UserError, match="whose"):
            review.decide(case, "take")


def test_a_decision_between_three_stands_when_two_of_them_are_looked_at(tmp_path: Path) -> None:
    with project_with(tmp_path, BOUNDARY) as project:
        review = Review(project)
        review.decide(review.cases()[0], "take", taken=["a"])
        assert Review(project, layers=["a", "b"]).counts()["state"] == {"decided": 1}
        pair = Review(project, layers=["a", "b"])
        pair.decide(pair.cases()[0], "take", taken=["b"])
        assert gold(project) == [(2, 9, M)]
        assert review.counts()["state"] == {"reopened": 1}  # what the third says was not weighed
        whole(project)


def test_a_decision_on_what_has_come_apart_keeps_its_other_part(tmp_path: Path) -> None:
    parts = [(0, 9, M), (10, 16, M)]
    with project_with(tmp_path, {"a": parts, "b": parts, "c": [(0, 16, M)]}) as project:
        review = Review(project)
        (case,) = review.cases()
        verdict = review.decide(case, "take", taken=["a"], reason="two actions")
        project.remove(list(project.spans("d", layer="c")))
        project.commit([Change(None, Status("d", "c", "done"))], "done")
        first, second = review.cases()
        assert [review.state(first), review.state(second)] == ["reopened", "reopened"]
        review.decide(first, "neither")
        assert gold(project) == [(10, 16, M)]
        (rest,) = review.standing(second).earlier
        assert (rest.id, rest.reason, len(rest.gold)) == (verdict.id, "two actions", 1)
        review.confirm(second)
        assert review.counts()["state"] == {"decided": 2}
        whole(project)


def test_reopen_takes_gold_out(tmp_path: Path) -> None:
    with project_with(tmp_path, BOUNDARY) as project:
        review = Review(project)
        (case,) = review.cases()
        review.decide(case, "take", taken=["a"])
        review.reopen(case)
        assert (gold(project), review.state(case)) == ([], "open")
        with pytest.raises(NotFound):
            review.reopen(case)


def test_the_group_has_reasons_of_its_own(tmp_path: Path) -> None:
    with project_with(tmp_path, BOUNDARY) as project:
        review = Review(project)
        assert "the guideline says so" in review.reasons()
        review.set_reasons(["规范 1b", "笔误"])
        assert review.reasons() == ["规范 1b", "笔误"]
        project.undo()
        assert "the guideline says so" in review.reasons()


def test_a_thread_may_decide_many_while_the_review_goes_on(tmp_path: Path) -> None:
    with project_with(tmp_path, BOUNDARY, texts={"d1": TEXT, "d2": TEXT}) as project:
        review = Review(project)
        with Project(project.path, "rev") as own:
            Review(own, review.empty()).decide_all(review.cases(), "take", taken=["b"])
        assert review.pending == 0
        project.poll()
        assert review.pending == 2
        assert review.counts()["state"] == {"decided": 2}
        assert review.pending == 0
