"""What annotators learn from gold, where gold comes from, and cases as examples of the guideline."""

from pathlib import Path

import pytest
from reviewed import TEXT, gold, made, project_with

from annotator.domain.change import Change
from annotator.domain.errors import Conflict, NotFound
from annotator.services.after_review import differences, example_from, explain
from annotator.services.gold_rule import Draft
from annotator.services.layers_read import corpus_of
from annotator.services.review import Review

M = "measure"
MARKS = {
    "a": [(0, 9, M, {"status": "done"}), (10, 16, M), (25, 31, "problem")],
    "b": [(2, 9, M, {"status": "done"}), (10, 16, M)],
}


def test_each_annotator_hears_where_gold_differs(tmp_path: Path) -> None:
    with project_with(tmp_path, MARKS) as project:
        review = Review(project)
        review.settle()
        boundary, missing = review.cases()
        review.decide(boundary, "take", taken=["b"], reason="guideline")
        review.decide(missing, "neither")
        a, b = differences(project, "a"), differences(project, "b")
        assert (a.same, a.kinds) == (1, {"boundary": 1, "extra": 1})
        assert (b.same, b.kinds) == (2, {})
        (first, second) = a.differences
        assert first.verdict is not None
        assert (first.verdict.reason, list(first.case.candidates)) == ("guideline", ["a", "gold"])
        assert [span.text for span in second.case.candidates["a"]] == [TEXT[25:31]]


def test_what_nobody_has_decided_is_no_difference(tmp_path: Path) -> None:
    with project_with(tmp_path, MARKS) as project:
        assert differences(project, "a").kinds == {}
        project.commit([Change(None, made("d", TEXT, "gold", 40, 44, M))], "by hand")
        found = differences(project, "a")
        assert (found.kinds, found.differences[0].verdict) == ({"missing": 1}, None)
        with pytest.raises(NotFound):
            differences(project, "z")


def test_a_gold_span_knows_where_it_comes_from(tmp_path: Path) -> None:
    with project_with(tmp_path, MARKS) as project:
        review = Review(project)
        (case, _other) = review.cases()
        verdict = review.decide(case, "take", taken=["b"], reason="guideline")
        project.commit([Change(None, made("d", TEXT, "gold", 40, 44, M))], "by hand")
        decided, by_hand = project.spans(layer="gold")
        told = explain(project, decided)
        assert (told.verdict, told.stands) == (verdict, True)
        assert {span.layer for span in told.candidates} == {"a", "b"}
        assert explain(project, by_hand).verdict is None
        project.set_attributes(next(project.spans(layer="a")), {"status": "ongoing"})
        assert explain(project, decided).stands is False


def test_a_decided_case_becomes_an_example(tmp_path: Path) -> None:
    with project_with(tmp_path, MARKS) as project:
        review = Review(project)
        (case, _other) = review.cases()
        before = project.schema
        verdict = review.decide(case, "edit", spans=[Draft(4, 9, M, {})])
        example_from(project, case, verdict)
        label = project.schema.label(M)
        assert project.schema.version == before.version + 1
        assert label.examples == (*before.label(M).examples, TEXT[4:9])
        assert label.counterexamples == (*before.label(M).counterexamples, TEXT[0:9], TEXT[2:9])
        with pytest.raises(NotFound, match="already"):
            example_from(project, case, verdict)
        project.undo()
        assert project.schema == before
        assert project.store.check() == []


def test_a_decision_that_was_made_anew_is_no_example(tmp_path: Path) -> None:
    with project_with(tmp_path, MARKS) as project:
        review = Review(project)
        (case, _other) = review.cases()
        verdict = review.decide(case, "take", taken=["b"])
        review.decide(case, "take", taken=["a"])
        with pytest.raises(Conflict):
            example_from(project, case, verdict)


def test_agreement_under_the_old_guideline_and_the_new(tmp_path: Path) -> None:
    with project_with(tmp_path, MARKS, texts={"d1": TEXT, "d2": TEXT}) as project:
        review = Review(project)
        (case, *_others) = review.cases(document="d1", kind="boundary")
        example_from(project, case, review.decide(case, "take", taken=["b"]))
        for layer in "ab":  # both read the second report again under the new guideline
            old = list(project.spans("d2", layer=layer))
            project.commit(
                [Change(each, None) for each in old]
                + [Change(None, made("d2", TEXT, layer, 2, 9, M))], "anew",
            )  # fmt: skip
            fresh = next(project.spans("d2", layer=layer))
            project.relabel(fresh, M)
        assert corpus_of(project, schema_version=1).assigned.tolist() == [[True, True], [False, False]]
        assert corpus_of(project, schema_version=2).assigned.tolist() == [[False, False], [True, True]]
        assert gold(project, "d2") == []
