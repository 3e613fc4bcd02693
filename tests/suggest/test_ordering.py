"""Orders of documents: doubt, farthest first, nearest first, and vectors of words."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.sparse import csr_matrix
from sklearn.feature_extraction.text import TfidfVectorizer

from annotator.suggest.ordering import busiest, farthest_first, nearest_first, uncertainty, worth
from annotator.suggest.tfidf import vectors

DOCUMENTS = st.lists(st.lists(st.sampled_from("甲乙丙丁戊己"), max_size=12), min_size=1, max_size=12)


@given(st.floats(0, 1))
def test_doubt_is_greatest_at_a_half_and_the_same_on_both_sides(score: float) -> None:
    assert 0 <= uncertainty(score) <= uncertainty(0.5) == 1
    assert math.isclose(uncertainty(score), uncertainty(1 - score), abs_tol=1e-9)


def test_doubt_is_shannons() -> None:
    assert uncertainty(0.25) == pytest.approx(0.8112781)
    assert (uncertainty(0), uncertainty(1)) == (0, 0)


def test_a_long_document_costs_more() -> None:
    assert worth([1.0] * 4, 3000) == 1
    assert worth([1.0], 0) == 1
    assert worth([1.0] * 10, 20_000) < worth([1.0] * 2, 1000)


@pytest.mark.parametrize(
    ("headings", "expected"),
    [([], ""), (["一"], "一"), (["一", "二"], ""), (["一", "二", "二"], "二"), (["", "", "一"], "")],
)
def test_the_busiest_section_is_named_where_there_is_one(headings: list[str], expected: str) -> None:
    assert busiest(headings) == expected


@given(DOCUMENTS)
def test_vectors_are_those_of_scikit_learn_but_for_words_of_one_document(documents: list[list[str]]) -> None:
    found = vectors(documents)
    theirs = TfidfVectorizer(analyzer=lambda words: words, sublinear_tf=True, min_df=2, vocabulary=None)
    try:
        expected = theirs.fit_transform(documents)
    except ValueError:  # no word is left
        assert found.matrix.nnz == 0
        return
    columns = [found.words.index(word) for word in theirs.get_feature_names_out()]
    assert np.allclose(found.matrix[:, columns].toarray(), expected.toarray(), atol=1e-6)
    assert np.allclose(found.matrix.power(2).sum(axis=1), expected.power(2).sum(axis=1), atol=1e-5)


def test_words_tell_what_is_shared_and_what_is_not() -> None:
    found = vectors([["民政", "殡葬", "检查"], ["殡葬", "检查", "检查"], ["民政"], ["民政", "检查"]])
    assert set(found.shared(0, 1, 5)) == {"殡葬", "检查"}
    assert found.apart(2, 1, 5) == ["民政"]
    assert found.apart(1, 1, 5) == []
    assert found.typical(0, 1) == ["殡葬"]


ROWS = csr_matrix(np.array([[1, 0, 0], [0.8, 0.6, 0], [0, 1, 0], [0, 0, 1], [0.6, 0.8, 0]], dtype=float))


def test_farthest_first_covers_the_corners() -> None:
    found = farthest_first(ROWS, [0], [1, 2, 3, 4], 10, seed=0)
    assert {one.row for one in found[:2]} == {2, 3}
    assert (found[2].row, found[2].nearest) in {(1, 0), (4, 2)}
    assert [round(one.distance, 6) for one in found] == [1, 1, 0.2, 0.04]


def test_without_anything_done_the_first_is_the_most_typical() -> None:
    found = farthest_first(ROWS, [], [0, 1, 2, 3, 4], 10, seed=0)
    assert (found[0].row in (1, 4), found[0].nearest) == (True, -1)
    assert found[1].row == 3


def test_the_rest_follows_by_distance() -> None:
    found = farthest_first(ROWS, [0], [1, 2, 3, 4], 1, seed=1)
    distances = [one.distance for one in found]
    assert distances == sorted(distances, reverse=True)
    assert {one.nearest for one in found} <= {0, found[0].row}


@given(DOCUMENTS, st.integers(0, 3), st.integers(0, 9), st.integers(0, 5))
def test_every_open_row_comes_once_and_a_seed_repeats_it(
    documents: list[list[str]], done: int, seed: int, most: int
) -> None:
    matrix = vectors(documents).matrix
    first, rest = range(min(done, len(documents))), range(min(done, len(documents)), len(documents))
    found = farthest_first(matrix, first, rest, most, seed)
    assert sorted(one.row for one in found) == list(rest)
    assert found == farthest_first(matrix, first, rest, most, seed)
    assert all(one.nearest in range(-1, len(documents)) for one in found)


def test_nearest_first() -> None:
    found = nearest_first(ROWS, [0, 3], [1, 2, 4])
    assert [(one.row, one.nearest) for one in found] == [(1, 0), (4, 0), (2, 0)]
    assert [round(one.distance, 6) for one in found] == [0.2, 0.4, 1]
    assert nearest_first(ROWS, [0], []) == []


def test_many_done_rows_are_compared_in_batches() -> None:
    random = np.random.default_rng(1)
    rows = random.random((700, 4))
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    found = {one.row: one for one in nearest_first(csr_matrix(rows), range(690), range(690, 700))}
    for row in range(690, 700):
        assert found[row].nearest == int(np.argmax(rows[:690] @ rows[row]))
