"""The matching: its optimum against brute force, its rules one by one."""

from itertools import permutations

import numpy as np
import pytest
from annotations import corpora
from hypothesis import given, settings

from annotator.agreement.align import align
from annotator.agreement.corpus import Corpus


def of(*layers: list[tuple[int, int, str]], length: int = 100) -> Corpus:
    """One document; spans `(start, end, label)` by layer."""
    names = [chr(ord("a") + at) for at in range(len(layers))]
    rows = [
        ("d", name, label, start, end, f"{name}{at}")
        for name, spans in zip(names, layers, strict=True)
        for at, (start, end, label) in enumerate(spans)
    ]
    return Corpus.from_rows(rows, lengths={"d": length}, layers=names)


def pairs(corpus: Corpus, left: int = 0, right: int = 1, **options: bool) -> list[tuple[str, str]]:
    found = align(corpus, left, right, **options)
    assert corpus.ids is not None
    return [(corpus.ids[a], corpus.ids[b]) for a, b in zip(found.left, found.right, strict=True)]


def iou(corpus: Corpus, a: int, b: int) -> float:
    shared = len(set(range(corpus.start[a], corpus.end[a])) & set(range(corpus.start[b], corpus.end[b])))
    total = corpus.end[a] - corpus.start[a] + corpus.end[b] - corpus.start[b] - shared
    same = corpus.document[a] == corpus.document[b] and corpus.label[a] == corpus.label[b]
    return shared / total if same else 0.0


def best_sum(corpus: Corpus, document: int, label: int) -> float:
    """The largest sum of IoU over all injections of the smaller side into the larger one."""
    here = (corpus.document == document) & (corpus.label == label)
    sides = [np.flatnonzero(here & (corpus.layer == layer)) for layer in (0, 1)]
    few, many = sorted(sides, key=len)
    return max(
        sum(iou(corpus, a, b) for a, b in zip(few, chosen, strict=True))
        for chosen in permutations(many, len(few))
    )


@given(corpora(most=5))
def test_the_sum_of_iou_is_the_largest_possible(corpus: Corpus) -> None:
    found = align(corpus, 0, 1)
    best = sum(best_sum(corpus, document, label) for document in (0, 1) for label in (0, 1))
    assert found.iou.sum() == pytest.approx(best, abs=1e-7)
    assert found.iou.tolist() == [iou(corpus, a, b) for a, b in zip(found.left, found.right, strict=True)]
    assert (found.iou > 0).all()


@given(corpora(layers=3, most=8, missing=True))
def test_matching_is_one_to_one_and_symmetric(corpus: Corpus) -> None:
    for across in (False, True):
        there, back = align(corpus, 0, 2, across_labels=across), align(corpus, 2, 0, across_labels=across)
        assert len(set(there.left)) == len(set(there.right)) == len(there.left)
        assert set(zip(there.left, there.right, strict=True)) == set(zip(back.right, back.left, strict=True))
        assert (np.diff(there.left) > 0).all()
        assert (np.diff(back.left) > 0).all()
        assert (corpus.document[there.left] == corpus.document[there.right]).all()


@given(corpora(most=8))
def test_spans_that_are_equal_match_each_other(corpus: Corpus) -> None:
    """The pairs with IoU 1 are the multiset intersection: exact scores and the review list agree."""
    found = align(corpus, 0, 1)
    columns = (corpus.document, corpus.label, corpus.start, corpus.end)
    key = np.stack(columns, axis=1)
    ours, theirs = ([tuple(row) for row in key[corpus.layer == layer]] for layer in (0, 1))
    shared = sum(min(ours.count(row), theirs.count(row)) for row in set(ours))
    assert (found.iou == 1).sum() == shared


@given(corpora(most=8))
@settings(max_examples=100)
def test_the_second_stage_pairs_what_is_left_over_and_changes_nothing_before(corpus: Corpus) -> None:
    first, all_ = align(corpus, 0, 1), align(corpus, 0, 1, across_labels=True)
    same = corpus.label[all_.left] == corpus.label[all_.right]
    assert all_.left[same].tolist() == first.left.tolist()
    assert all_.right[same].tolist() == first.right.tolist()


def test_best_first_loses_a_pair_and_we_do_not() -> None:
    corpus = of([(0, 10, "x"), (10, 22, "x")], [(4, 14, "x"), (14, 30, "x")])
    assert pairs(corpus) == [("a0", "b0"), ("a1", "b1")]


def test_equal_spans_go_by_their_ids() -> None:
    corpus = of([(0, 5, "x")] * 3, [(0, 5, "x")] * 2)
    assert pairs(corpus) == [("a0", "b0"), ("a1", "b1")]


def test_touching_is_no_overlap() -> None:
    assert pairs(of([(0, 5, "x")], [(5, 9, "x")])) == []


def test_another_label_matches_only_across_labels() -> None:
    corpus = of([(0, 5, "x"), (20, 25, "x")], [(0, 5, "y"), (20, 25, "x"), (21, 24, "y")])
    assert pairs(corpus) == [("a1", "b1")]
    assert pairs(corpus, across_labels=True) == [("a0", "b0"), ("a1", "b1")]


def test_a_figure_inside_a_clause_is_not_another_name_for_it() -> None:
    assert pairs(of([(0, 20, "x")], [(4, 8, "y")]), across_labels=True) == []
    assert pairs(of([(0, 20, "x")], [(4, 14, "y")]), across_labels=True) == [("a0", "b0")]


def test_of_equal_sums_the_one_with_more_pairs() -> None:
    corpus = of([(0, 4, "x"), (4, 8, "x")], [(0, 8, "x"), (2, 6, "x")])
    assert pairs(corpus) in ([("a0", "b0"), ("a1", "b1")], [("a0", "b1"), ("a1", "b0")])


def test_a_document_that_one_has_not_finished_has_no_pairs() -> None:
    rows = [("d", layer, "x", 0, 5, layer) for layer in "ab"]
    corpus = Corpus.from_rows(rows, lengths={"d": 9}, layers="ab", assigned={"d": ["a"]})
    assert corpus.spans == 1
    assert pairs(corpus) == []


def test_no_spans_no_pairs() -> None:
    assert pairs(Corpus.from_rows([], lengths={"d": 9}, layers="ab", labels="x"), across_labels=True) == []
