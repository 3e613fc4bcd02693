"""Words and sentences: which a span touches, and alpha over them against krippendorff."""

from itertools import pairwise

import krippendorff
import numpy as np
import pytest
from annotations import LENGTH, corpora, expanded
from hypothesis import given
from hypothesis import strategies as st

from annotator.agreement import figures
from annotator.agreement.corpus import Corpus
from annotator.agreement.tallies import layout_of, tally
from annotator.agreement.units import Units, in_units

BOUNDS = st.lists(st.integers(0, LENGTH), unique=True, min_size=2, max_size=12).map(sorted)


def units(edges: list[int], gap: bool) -> list[tuple[int, int]]:
    """Units between the edges; with `gap`, every other stretch belongs to none."""
    found = list(pairwise(edges))
    return found[::2] if gap else found


@given(corpora(layers=3, missing=True), BOUNDS, BOUNDS, st.booleans())
def test_a_unit_has_a_label_if_any_of_its_characters_has(
    corpus: Corpus, first: list[int], second: list[int], gap: bool
) -> None:
    documents = [units(first, gap), units(second, gap)]
    matrices = [expanded(corpus.one(at), 0) for at in (0, 1)]
    by_unit = np.concatenate(
        [
            np.stack([matrix[:, low:high].max(axis=1) for low, high in each], axis=1)
            for matrix, each in zip(matrices, documents, strict=True)
        ],
        axis=1,
    )
    level = {"word": Units.from_documents(documents)}
    sums = tally(corpus, level).sum(axis=0)
    value = figures.alpha(layout_of(corpus, level), sums)[1, 0]
    pairable = by_unit[:, (~np.isnan(by_unit)).sum(axis=0) > 1]
    if len(np.unique(pairable[~np.isnan(pairable)])) < 2:
        assert np.isnan(value)
    else:
        theirs = krippendorff.alpha(by_unit, level_of_measurement="nominal", value_domain=[0, 1])
        assert value == pytest.approx(theirs, abs=1e-12)


def test_characters_as_units_are_characters() -> None:
    corpus = Corpus.from_rows([("d", "a", "x", 2, 5, "s")], lengths={"d": 8}, layers="ab")
    counted = in_units(corpus, Units.from_documents([[(at, at + 1) for at in range(8)]]))
    assert (counted.start.tolist(), counted.end.tolist(), counted.lengths.tolist()) == ([2], [5], [8])


def test_a_span_between_units_marks_none() -> None:
    corpus = Corpus.from_rows([("d", "a", "x", 4, 5, "s")], lengths={"d": 8}, layers="ab")
    assert in_units(corpus, Units.from_documents([[(0, 4), (5, 8)]])).spans == 0


def test_units_of_sections_count_as_their_corpus_does() -> None:
    corpus = Corpus.from_rows([("d", "a", "x", 12, 14, "s")], lengths={"d": 20}, layers="ab")
    words = Units.from_documents([[(0, 5), (5, 10), (10, 15), (15, 20)]])
    stretch = [(10, 18)]
    part, kept = corpus.only(ranges={"d": stretch}), words.within([stretch])
    assert kept.of(0).tolist() == [[0, 5], [5, 8]]
    assert in_units(part, kept).end.tolist() == [1]


@pytest.mark.parametrize("bounds", [[(0, 4), (3, 8)], [(4, 8), (0, 4)], [(4, 4)]])
def test_units_that_overlap_or_are_empty_are_refused(bounds: list[tuple[int, int]]) -> None:
    with pytest.raises(ValueError, match="out of order"):
        Units.from_documents([bounds])
