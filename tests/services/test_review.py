"""The queue: kinds of cases, their order, filters and counts, near-identical ones, what is missing and what is not."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
from reviewed import TEXT, Mark, made, project_with

from annotator.domain.change import Change
from annotator.domain.errors import NotFound
from annotator.domain.status import Status
from annotator.services.blind import blind_order
from annotator.services.casebook import read_cases
from annotator.services.cases import normalised
from annotator.services.project import Project
from annotator.services.queue import Queue
from annotator.services.review import Review

M = "measure"


@pytest.mark.parametrize(
    ("marks", "kinds"),
    [
        ({"a": [(0, 9, M)], "b": [(0, 9, M)], "c": [(0, 9, M)]}, ("agreed",)),
        ({"a": [(0, 9, M)], "b": [(0, 9, M)], "c": []}, ("missing",)),
        ({"a": [(0, 9, M)], "b": [], "c": []}, ("extra",)),
        ({"a": [(0, 9, M)], "b": []}, ("missing",)),
        ({"a": [(0, 9, M)], "b": [(2, 9, M)], "c": [(0, 9, M)]}, ("boundary",)),
        ({"a": [(0, 9, M)], "b": [(0, 9, "problem")], "c": [(0, 9, M)]}, ("label",)),
        ({"a": [(0, 9, M), (10, 16, M)], "b": [(0, 16, M)]}, ("split",)),
        ({"a": [(0, 9, M), (10, 16, M)], "b": [(2, 16, M)]}, ("split", "boundary")),
        ({"a": [(0, 9, M, {"status": "done"})], "b": [(0, 9, M, {"status": "ongoing"})]}, ("attribute",)),
        ({"a": [(0, 9, M, {"status": "done"})], "b": [(2, 9, M)]}, ("boundary", "attribute")),
        ({"a": [(0, 9, M)], "b": [(2, 9, M)], "c": []}, ("missing", "boundary")),
        ({"a": [(0, 9, M, {"approx": False})], "b": [(0, 9, M)]}, ("agreed",)),
    ],
)
def test_kinds(tmp_path: Path, marks: Mapping[str, Sequence[Mark]], kinds: tuple[str, ...]) -> None:
    with project_with(tmp_path, marks) as project:
        (case,) = Review(project).cases(state=("open", "agreed"))
        assert case.kinds == kinds
        assert list(case.candidates) == list(marks)
        assert (case.section, case.role) == ("一、做法", "achievements")


def test_what_is_not_finished_is_missing_and_not_empty(tmp_path: Path) -> None:
    with project_with(tmp_path, {"a": [(0, 9, M)], "b": [(0, 9, M)], "c": []}) as project:
        review = Review(project)
        assert [case.kind for case in review.cases()] == ["missing"]
        project.commit([Change(Status("d", "c", "done"), Status("d", "c", "doing"))], "back to work")
        assert review.cases() == []
        assert [list(case.candidates) for case in review.cases(state="agreed")] == [["a", "b"]]
        assert [case.kind for case in Review(project, unfinished=True).cases()] == ["missing"]
        project.commit([Change(Status("d", "c", "doing"), Status("d", "c", "skipped"))], "skip")
        assert Review(project, unfinished=True).cases() == []


def test_a_layer_that_is_not_there(tmp_path: Path) -> None:
    with project_with(tmp_path, {"a": [(0, 9, M)], "b": []}) as project, pytest.raises(NotFound, match="“z”"):
        Review(project, layers=["a", "z"])


def test_cases_with_most_like_them_come_first(tmp_path: Path) -> None:
    texts = {"d1": TEXT, "d2": "　" + TEXT.replace("，", ","), "d3": TEXT}
    marks = {"a": [(2, 9, M)], "b": [(0, 9, M)]}
    with project_with(tmp_path, marks, texts=texts) as project:
        project.commit(
            [Change(None, made("d1", TEXT, "a", 25, 31, "problem")), Change(None, made("d3", TEXT, "a", 40, 44, M))],
            "more",
        )  # fmt: skip
        review = Review(project)
        order = [(case.document, case.start) for case in review.cases()]
        assert order == [("d1", 0), ("d3", 0), ("d1", 25), ("d2", 0), ("d3", 40)]
        first = review.cases()[0]
        assert [case.document for case in review.like(first)] == ["d1", "d3"]
        assert review.queue.size(first) == 2


def test_quotes_are_near_identical_but_for_script_width_blanks_and_punctuation() -> None:
    assert normalised("审核 合同４７份，") == normalised("審核合同47份。")
    assert normalised("减免3.7万元") != normalised("减免37万元")
    assert normalised("审核合同47份") != normalised("审核合同48份")


def test_filters_and_counts(tmp_path: Path) -> None:
    marks = {"a": [(0, 9, M), (10, 16, M), (25, 31, "problem")], "b": [(2, 9, M), (10, 16, M)]}
    with project_with(tmp_path, marks) as project:
        review = Review(project)
        counts = review.counts()
        assert counts["kind"] == {"boundary": 1, "missing": 1}
        assert counts["label"] == {M: 1, "problem": 1}
        assert counts["role"] == {"achievements": 1, "problems": 1}
        assert review.counts(state=("open", "agreed"))["state"] == {"open": 2, "agreed": 1}
        assert [case.label for case in review.cases(role="problems")] == ["problem"]
        assert [case.kind for case in review.cases(kind="boundary", label=M, section="一、做法")] == [
            "boundary"
        ]
        assert review.cases(document="other") == []


def test_next_previous_skip_and_come_back(tmp_path: Path) -> None:
    marks = {"a": [(0, 9, M), (25, 31, "problem")], "b": [(2, 9, M)]}
    with project_with(tmp_path, marks) as project:
        review = Review(project)
        first, second = review.cases()
        assert review.neighbour(None, 1) is first
        assert review.neighbour(first, 1) is second
        assert review.neighbour(second, 1) is first
        assert review.neighbour(first, -1, kind="missing") is second
        review.skip(first)
        assert review.state(first) == "skipped"
        assert review.cases(state="open") == [second]
        project.set_note(next(project.spans("d", layer="b")), "a note changes nothing")
        assert [review.state(case) for case in review.cases()] == ["skipped", "open"]
        review.skip(review.cases()[0], False)
        assert [review.state(case) for case in review.cases()] == ["open", "open"]


def test_context_is_the_text_around(tmp_path: Path) -> None:
    with project_with(tmp_path, {"a": [(10, 16, M)], "b": []}) as project:
        review = Review(project)
        assert review.context(review.cases()[0], 3) == (TEXT[7:10], TEXT[10:16], TEXT[16:19])


def test_blind_order_is_the_same_each_time_and_differs_between_cases(tmp_path: Path) -> None:
    marks = {layer: [(at, at + 2, M) for at in range(0, 40, 4)] for layer in ("li", "wang", "zhao")}
    with project_with(tmp_path, marks) as project:
        cases = Review(project).cases(state="agreed")
        orders = [blind_order(case.candidates, case, "seed") for case in cases]
        assert orders == [blind_order(reversed(list(case.candidates)), case, "seed") for case in cases]
        assert {tuple(shown for _layer, shown in order) for order in orders} == {("A", "B", "C")}
        assert len({tuple(layer for layer, _shown in order) for order in orders}) > 1


def test_another_annotator_who_has_finished_makes_the_review_stale(tmp_path: Path) -> None:
    with project_with(tmp_path, {"a": [(0, 9, M)], "b": [(2, 9, M)]}) as project:
        review, pair = Review(project), Review(project, layers=["a", "b"])
        with Project(project.path, "c") as other:
            other.annotate(other.document("d"), 0, 9, M)
            project.poll()
            assert not review.stale  # still at work
            other.set_state("d", "done")
            project.poll()
        assert (review.stale, pair.stale) == (True, False)
        review.skip(review.cases()[0])
        review.reload(Queue(read_cases(project)))
        assert not review.stale
        assert [list(case.candidates) for case in review.cases()] == [["a", "b", "c"]]
        assert [list(case.candidates) for case in pair.cases()] == [["a", "b"]]


def test_what_is_skipped_stays_so_when_all_is_read_anew(tmp_path: Path) -> None:
    with project_with(tmp_path, {"a": [(0, 9, M)], "b": [(2, 9, M)]}) as project:
        review = Review(project)
        review.skip(review.cases()[0])
        review.reload()
        assert review.counts()["state"] == {"skipped": 1}


def test_a_document_that_is_removed_has_no_cases(tmp_path: Path) -> None:
    with project_with(
        tmp_path, {"a": [(0, 9, M)], "b": [(2, 9, M)]}, texts={"d1": TEXT, "d2": TEXT}
    ) as project:
        review = Review(project)
        project.remove_documents(["d1"])
        assert [case.document for case in review.cases()] == ["d2"]
        project.undo()
        assert review.stale
        review.reload()
        assert {case.document for case in review.cases()} == {"d1", "d2"}
