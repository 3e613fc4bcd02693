"""The sweep against every character looked at: krippendorff, scikit-learn and nltk on expanded matrices."""

import krippendorff
import numpy as np
import pytest
from annotations import LENGTH, corpora, expanded
from hypothesis import given
from nltk.metrics.agreement import AnnotationTask
from sklearn.metrics import cohen_kappa_score, f1_score

from annotator.agreement import figures
from annotator.agreement.corpus import Corpus
from annotator.agreement.f1 import characters
from annotator.agreement.sweep import coverage, merged, pairs
from annotator.agreement.tallies import Layout, layout_of, tally


def sums(corpus: Corpus) -> tuple[Layout, np.ndarray]:
    return layout_of(corpus, {}), tally(corpus, {}).sum(axis=0)


def by_character(corpus: Corpus) -> list[np.ndarray]:
    """The matrix of each binary layer: the labels, then any."""
    return [expanded(corpus, label) for label in (*range(len(corpus.labels)), None)]


def vary(values: np.ndarray) -> bool:
    """Whether both values occur among characters with two or more values."""
    pairable = values[:, (~np.isnan(values)).sum(axis=0) > 1]
    return len(np.unique(pairable[~np.isnan(pairable)])) == 2


@given(corpora(layers=3, missing=True))
def test_alpha_is_that_of_krippendorff_on_characters(corpus: Corpus) -> None:
    ours = figures.alpha(*sums(corpus))[0]
    for value, matrix in zip(ours, by_character(corpus), strict=True):
        if vary(matrix):
            theirs = krippendorff.alpha(matrix, level_of_measurement="nominal", value_domain=[0, 1])
            assert value == pytest.approx(theirs, abs=1e-12)
        else:
            assert np.isnan(value)


@given(corpora(layers=3, missing=True))
def test_kappa_is_that_of_scikit_learn_on_characters(corpus: Corpus) -> None:
    ours = figures.kappa(*sums(corpus))
    for layer, matrix in enumerate(by_character(corpus)):
        for at, pair in enumerate(pairs(3)):
            left, right = (values := matrix[list(pair)])[:, ~np.isnan(values).any(axis=0)]
            if len(np.unique((*left, *right))) == 2:
                assert ours[layer, at] == pytest.approx(cohen_kappa_score(left, right), abs=1e-12)
            else:
                assert np.isnan(ours[layer, at])


@given(corpora(layers=3, documents=1))
def test_fleiss_and_scott_are_those_of_nltk_on_characters(corpus: Corpus) -> None:
    fleiss, scott = figures.fleiss(*sums(corpus)), figures.pi(*sums(corpus))
    for layer, matrix in enumerate(by_character(corpus)):
        if vary(matrix):
            assert fleiss[layer] == pytest.approx(task(matrix).pi(), abs=1e-12)
        for at, pair in enumerate(pairs(3)):
            if vary(matrix[list(pair)]):
                assert scott[layer, at] == pytest.approx(task(matrix[list(pair)]).pi(), abs=1e-12)


def task(matrix: np.ndarray) -> AnnotationTask:
    return AnnotationTask(
        [(str(r), str(i), int(v)) for r, row in enumerate(matrix) for i, v in enumerate(row)]
    )


@given(corpora(layers=2))
def test_character_f1_is_that_of_scikit_learn(corpus: Corpus) -> None:
    counts = characters(coverage(corpus), corpus)
    left, right = np.concatenate([expanded(corpus, label) for label in (0, 1)], axis=1)
    if left.any() or right.any():
        assert counts.f1[0] == pytest.approx(f1_score(left, right), abs=1e-12)
    else:
        assert np.isnan(counts.f1[0])


@given(corpora(layers=2))
def test_merging_overlaps_changes_no_character_and_leaves_no_overlap(corpus: Corpus) -> None:
    flat = merged(corpus)
    for before, after in zip(by_character(corpus), by_character(flat), strict=True):
        assert np.array_equal(before, after)
    for label in (0, 1):
        marks = sum(flat.end[flat.label == label] - flat.start[flat.label == label])
        assert marks == expanded(flat, label).sum()


def test_touching_spans_stay_two_units_and_overlapping_ones_become_one() -> None:
    rows = [("d", "a", "x", start, end, str(start)) for start, end in ((0, 5), (5, 10), (8, 12))]
    corpus = Corpus.from_rows(rows, lengths={"d": LENGTH}, layers="ab")
    assert coverage(corpus).squares[0, 0].tolist() == [25 + 49, 0]
    assert coverage(corpus).covered[0, 0].tolist() == [12, 0]


def test_the_length_of_a_text_matters_to_no_count_of_marks() -> None:
    short, long = (
        coverage(Corpus.from_rows([("d", "a", "x", 3, 9, "s")], lengths={"d": length}, layers="ab"))
        for length in (10, 10**9)
    )
    assert np.array_equal(short.covered, long.covered)
