"""Gold without a person: the rule, what it leaves alone, and what it withdraws."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
from reviewed import TEXT, Mark, gold, made, project_with, whole

from annotator.domain.change import Change
from annotator.domain.errors import UserError
from annotator.services.gold_rule import GoldRule, gold_rule
from annotator.services.project import Project
from annotator.services.review import Review
from annotator.services.settling import Settled

M = "measure"
DONE, ONGOING = {"status": "done"}, {"status": "ongoing"}


@pytest.mark.parametrize(
    ("rule", "marks", "expected"),
    [
        (GoldRule(), {"a": [(0, 9, M)], "b": [(0, 9, M)], "c": [(0, 9, M)]}, [(0, 9, M)]),
        (GoldRule(), {"a": [(0, 9, M)], "b": [(0, 9, M)], "c": [(2, 9, M)]}, []),
        (GoldRule(2), {"a": [(0, 9, M)], "b": [(0, 9, M)], "c": [(2, 9, M)]}, [(0, 9, M)]),
        (GoldRule(2), {"a": [(0, 9, M)], "b": [(0, 9, M)], "c": []}, [(0, 9, M)]),
        (GoldRule(2), {"a": [(0, 9, M)], "b": [], "c": []}, []),  # what one has is never dropped without a person
        (GoldRule(2), {"a": [(0, 9, M, DONE)], "b": [(0, 9, M, ONGOING)], "c": [(0, 9, M)]}, []),
        (GoldRule(2), {"a": [(0, 9, M)], "b": [(0, 9, M)], "c": [(0, 9, "problem")]}, [(0, 9, M)]),
        (GoldRule(2), {"a": [(0, 9, M), (10, 16, M)], "b": [(0, 9, M), (10, 16, M)], "c": [(0, 16, M)]},
         [(0, 9, M), (10, 16, M)]),
        # A case is settled whole or not at all: the second part is of one layer alone.
        (GoldRule(2), {"a": [(0, 9, M), (10, 13, M)], "b": [(0, 9, M)], "c": [(0, 16, M)]}, []),
        (GoldRule(3), {"a": [(0, 9, M)], "b": [(0, 9, M)]}, []),
        (GoldRule(), {"a": [(0, 9, M)]}, []),  # nobody to agree with
        (GoldRule(2), {"a": [(0, 9, M)], "b": [(0, 9, M)], "c": [(2, 9, M)], "d": [(2, 9, M)]}, []),
    ],
)  # fmt: skip
def test_rule(
    tmp_path: Path, rule: GoldRule, marks: Mapping[str, Sequence[Mark]], expected: list[tuple[int, int, str]]
) -> None:
    with project_with(tmp_path, marks) as project:
        review = Review(project)
        review.set_rule(rule)
        review.settle()
        assert gold(project) == expected
        assert {verdict.rule for verdict in project.store.verdicts()} <= {rule.text(len(marks))}
        whole(project)


def test_each_attribute_needs_its_majority(tmp_path: Path) -> None:
    marks = {
        "a": [(0, 9, "metric", {"value": "47", "unit": "份"})],
        "b": [(0, 9, "metric", {"value": "47", "unit": "份合同"})],
        "c": [(0, 9, "metric", {"value": "4", "unit": "份", "approx": True})],
    }
    with project_with(tmp_path, marks) as project:
        review = Review(project)
        review.set_rule(GoldRule(2))
        review.settle()
        assert [dict(span.attrs) for span in project.spans(layer="gold")] == [{"value": "47", "unit": "份"}]


def test_settling_is_marked_one_step_and_idempotent(tmp_path: Path) -> None:
    marks = {"a": [(0, 9, M), (10, 16, M)], "b": [(0, 9, M), (10, 16, M)]}
    with project_with(tmp_path, marks, texts={"d1": TEXT, "d2": TEXT}) as project:
        review = Review(project)
        assert review.settle(["d1"]) == Settled(2, 0)
        assert review.settle() == Settled(2, 0)
        assert review.settle() == Settled(0, 0)
        verdict = next(project.store.verdicts("d1"))
        assert (verdict.choice, verdict.rule, verdict.reviewer) == ("agreed", "unanimous", "")
        project.undo()
        assert gold(project, "d2") == []
        assert len(gold(project, "d1")) == 2
        whole(project)


def test_what_an_annotator_changes_is_withdrawn(tmp_path: Path) -> None:
    with project_with(tmp_path, {"a": [(0, 9, M)], "b": [(0, 9, M)]}) as project:
        review = Review(project)
        review.settle()
        with Project(project.path, "b") as other:
            other.resize(next(other.spans(layer="b")), other.document("d"), 2, 9)
        project.poll()
        assert review.counts()["state"] == {"reopened": 1}
        assert review.settle() == Settled(0, 1)
        assert (gold(project), review.counts()["state"]) == ([], {"open": 1})


def test_another_rule_withdraws_what_it_does_not_say(tmp_path: Path) -> None:
    with project_with(tmp_path, {"a": [(0, 9, M)], "b": [(0, 9, M)], "c": [(2, 9, M)]}) as project:
        review = Review(project)
        review.set_rule(GoldRule(2))
        assert review.settle() == Settled(1, 0)
        review.set_rule(GoldRule())
        assert review.settle() == Settled(0, 1)


def test_what_a_person_decided_or_made_stays(tmp_path: Path) -> None:
    marks = {layer: [(0, 9, M), (10, 16, M)] for layer in "ab"}
    with project_with(tmp_path, marks) as project:
        project.commit([Change(None, made("d", TEXT, "gold", 12, 16, M))], "by hand")
        review = Review(project)
        first = review.cases(state="agreed")[0]
        verdict = review.decide(first, "neither")
        assert review.settle() == Settled(0, 0)
        assert (gold(project), list(project.store.verdicts())) == ([(12, 16, M)], [verdict])


def test_a_person_may_overrule_the_rule(tmp_path: Path) -> None:
    with project_with(tmp_path, {"a": [(0, 9, M)], "b": [(0, 9, M)]}) as project:
        review = Review(project)
        review.settle()
        review.decide(review.cases(state="agreed")[0], "neither", reason="a slogan")
        assert (gold(project), review.counts()["state"]) == ([], {"decided": 1})
        assert review.settle() == Settled(0, 0)
        whole(project)


def test_steps_too_big_to_tell_of_leave_the_review_true(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("annotator.store.step.CHANGES_KEPT", 1)
    with project_with(tmp_path, {"a": [(0, 9, M), (10, 16, M)], "b": [(0, 9, M), (10, 16, M)]}) as project:
        review = Review(project)
        review.settle()
        assert not review.stale
        assert [review.standing(case).verdict is not None for case in review.cases(state="agreed")] == [
            True
        ] * 2


@pytest.mark.parametrize(
    ("value", "rule"), [(None, GoldRule()), ("unanimous", GoldRule()), ("2 of n", GoldRule(2))]
)
def test_rules_are_kept_as_settings(value: str | None, rule: GoldRule) -> None:
    assert gold_rule(value) == rule
    assert gold_rule(rule.value) == rule


@pytest.mark.parametrize("value", ["1 of n", "most", 0, ["2 of n"]])
def test_rules_that_make_no_sense(value: object) -> None:
    with pytest.raises(UserError, match="no rule for gold"):
        gold_rule(value)
