"""Precision, recall and F1: multisets by Counter, symmetry, what is missing and what is empty."""

from collections import Counter

import numpy as np
import pytest
from annotations import assigned_of, corpora, rows_of
from hypothesis import given

from annotator.agreement.corpus import Corpus
from annotator.agreement.f1 import MATCHES, matched, partial, without_labels


def exact(corpus: Corpus, left: str, right: str, labels: bool = True) -> float:
    """F1 by Counter over the documents that both have finished; NaN where there is nothing."""
    both = {name for name, who in assigned_of(corpus).items() if {left, right} <= set(who)}
    spans = {
        layer: Counter(
            (document, start, end, label if labels else "")
            for document, who, label, start, end, _ in rows_of(corpus)
            if who == layer and document in both
        )
        for layer in (left, right)
    }
    total = spans[left].total() + spans[right].total()
    return 2 * (spans[left] & spans[right]).total() / total if total else float("nan")


@given(corpora(layers=3, missing=True))
def test_exact_f1_is_that_of_fifteen_lines(corpus: Corpus) -> None:
    wanted = [exact(corpus, *pair) for pair in (("a0", "a1"), ("a0", "a2"), ("a1", "a2"))]
    assert matched(corpus).pooled("exact").f1.tolist() == pytest.approx(wanted, nan_ok=True)
    blind = [exact(corpus, *pair, labels=False) for pair in (("a0", "a1"), ("a0", "a2"), ("a1", "a2"))]
    assert matched(without_labels(corpus)).pooled("exact").f1.tolist() == pytest.approx(blind, nan_ok=True)


@given(corpora(layers=2, missing=True))
def test_swapping_the_annotators_swaps_precision_and_recall(corpus: Corpus) -> None:
    other = corpus.only(layers=["a1", "a0"])
    for match in MATCHES:
        here, there = matched(corpus).pooled(match), matched(other).pooled(match)
        assert here.f1.tolist() == pytest.approx(there.f1.tolist(), nan_ok=True)
        assert here.precision.tolist() == pytest.approx(there.recall.tolist(), nan_ok=True)


@given(corpora(layers=2))
def test_the_matches_are_ordered(corpus: Corpus) -> None:
    """exact <= IoU <= overlap, in every document and label."""
    found = matched(corpus).found
    assert (found[:, 0] <= found[:, 2] + 1e-12).all()
    assert (found[:, 2] <= found[:, 1] + 1e-12).all()


def two(left: list[tuple[int, int, str]], right: list[tuple[int, int, str]]) -> Corpus:
    rows = [
        ("d", layer, label, start, end, f"{layer}{at}")
        for layer, spans in (("a", left), ("b", right))
        for at, (start, end, label) in enumerate(spans)
    ]
    return Corpus.from_rows(rows, lengths={"d": 50}, layers="ab")


def test_by_hand() -> None:
    counts = matched(two([(0, 4, "x"), (6, 10, "x"), (20, 30, "y")], [(0, 4, "x"), (8, 12, "x")]))
    assert counts.pooled("exact").f1[0] == pytest.approx(2 / 5)
    assert counts.pooled("overlap").f1[0] == pytest.approx(4 / 5)
    assert counts.pooled("iou").f1[0] == pytest.approx(2 * (1 + 2 / 6) / 5)
    assert counts.pooled("overlap").precision[0] == 1
    assert counts.pooled("overlap").recall[0] == pytest.approx(2 / 3)
    assert partial(two([(0, 4, "x"), (6, 10, "x")], [(0, 4, "y"), (8, 12, "y")])).f1[0] == pytest.approx(0.75)


def test_one_empty_is_no_agreement_and_both_empty_says_nothing() -> None:
    one = matched(two([], [(0, 4, "x")])).pooled("exact")
    assert one.f1[0] == one.precision[0] == 0
    assert np.isnan(one.recall[0])
    assert np.isnan(matched(two([], [])).pooled("exact").f1[0])
