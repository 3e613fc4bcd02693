"""The 2016 family and alpha_U against definitions written out as loops over all pairs of sections."""

from itertools import combinations, permutations

import numpy as np
import pytest
from annotations import LABELS, corpora, rows_of
from hypothesis import given

from annotator.agreement import figures
from annotator.agreement.corpus import Corpus
from annotator.agreement.expert import unitizing
from annotator.agreement.legacy import alpha_u, disagreement, joint_alpha
from annotator.agreement.tallies import layout_of, tally
from annotator.agreement.unitizing import bar_u_alpha, continua, cu_alpha, family, k_u_alpha, u_alpha

GAP = len(LABELS)
Section = tuple[int, int, int]


def sections(corpus: Corpus, document: str, layer: str) -> list[Section]:
    """All units and gaps of one annotator, in order."""
    found, at = [], 0
    length = int(corpus.lengths[corpus.documents.index(document)])
    for _, _, label, start, end, _ in [row for row in rows_of(corpus) if row[:2] == (document, layer)]:
        found += [(at, start, GAP)] if at < start else []
        found.append((start, end, corpus.labels.index(label)))
        at = end
    return found + ([(at, length, GAP)] if at < length else [])


def shared(one: Section, other: Section) -> int:
    return max(0, min(one[1], other[1]) - max(one[0], other[0]))


def naive(corpus: Corpus) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Coincidences, squares, squares of what both have marked, by loops."""
    table, squares, both = np.zeros((GAP + 1, GAP + 1)), np.zeros(GAP + 1), np.zeros(GAP)
    for d, document in enumerate(corpus.documents):
        who = [layer for layer, done in zip(corpus.layers, corpus.assigned[d], strict=True) if done]
        if len(who) < 2:
            continue
        all_ = [sections(corpus, document, layer) for layer in who]
        for mine, theirs in permutations(all_, 2):
            for one in mine:
                for other in theirs:
                    table[one[2], other[2]] += shared(one, other) / (len(who) - 1)
                if one[2] != GAP:
                    marked = sum(shared(one, other) for other in theirs if other[2] != GAP)
                    both[one[2]] += marked**2 / (len(who) - 1)
        for start, end, value in [section for mine in all_ for section in mine]:
            squares[value] += (end - start) if value == GAP else (end - start) ** 2
    return table, squares, both


def disagreements(table: np.ndarray, squares: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Observed and expected coincidences, by loops."""
    values = table.sum(axis=1)
    total = values.sum()
    expected = np.array(
        [
            [
                total * (values[c] * values[k] - (c == k) * squares[c]) / (total**2 - squares.sum())
                for k in range(len(table))
            ]
            for c in range(len(table))
        ]
    )
    return table, expected


@given(corpora(layers=3, missing=True, apart=True))
def test_the_statistics_are_those_of_all_pairs_of_sections(corpus: Corpus) -> None:
    table, squares, both = naive(corpus)
    kept = continua(corpus)
    assert kept.lengths.sum(axis=0) == pytest.approx(table)
    assert kept.squares.sum(axis=0) == pytest.approx(squares)
    assert kept.both_squares.sum(axis=0) == pytest.approx(both)


@given(corpora(layers=2, most=8, apart=True))
def test_the_figures_are_those_of_the_definitions(corpus: Corpus) -> None:
    table, squares, both = naive(corpus)
    if not table[:-1].any() or not table[-1].any():
        return
    observed, expected = disagreements(table, squares)
    u = 1 - (observed.sum() - np.trace(observed)) / (expected.sum() - np.trace(expected))
    assert u_alpha(table, squares) == pytest.approx(u)
    bar = 1 - (observed[-1].sum() - observed[-1, -1]) / (expected[-1].sum() - expected[-1, -1])
    assert bar_u_alpha(table, squares) == pytest.approx(bar)
    inner = table[:-1, :-1]
    if (inner.sum(axis=0) > 0).all():
        observed, expected = disagreements(inner, both)
        cu = 1 - (observed.sum() - np.trace(observed)) / (expected.sum() - np.trace(expected))
        assert cu_alpha(table, both) == pytest.approx(cu)
        for k in range(GAP):
            part = (observed[k].sum() - observed[k, k]) / (expected[k].sum() - expected[k, k])
            assert k_u_alpha(table, both, k) == pytest.approx(
                1 - expected[k].sum() / observed[k].sum() * part
            )


@given(corpora(layers=3, missing=True, apart=True))
def test_with_one_label_u_is_bar_u_and_what_the_report_has(corpus: Corpus) -> None:
    one = corpus.only(labels=["x"])
    found = family(one)
    assert found.u == (None if found.bar_u is None else pytest.approx(found.bar_u))
    value = figures.u_alpha(layout_of(one, {}), tally(one, {}).sum(axis=0))[0]
    assert found.u == (None if np.isnan(value) else pytest.approx(value, abs=1e-12))


def of(*layers: list[tuple[int, int, str]], length: int = 100) -> Corpus:
    rows = [
        ("d", "abc"[at], label, start, end, f"{at}-{start}")
        for at, spans in enumerate(layers)
        for start, end, label in spans
    ]
    return Corpus.from_rows(rows, lengths={"d": length}, layers="abc"[: len(layers)], labels="xy")


def test_identical_annotators_score_one() -> None:
    found = family(of(*[[(2, 9, "x"), (20, 31, "y")]] * 3))
    assert found.u == found.bar_u == found.cu == found.coverage == found.k_u["x"] == found.k_u["y"] == 1
    legacy = alpha_u(of(*[[(2, 9, "x"), (20, 31, "y")]] * 3))
    assert legacy["x"].alpha == legacy["y"].alpha == joint_alpha(legacy) == 1


def test_one_unit_against_nothing_by_hand() -> None:
    """l.. = 200, l_x = l_xg = 20, S = 400 + 180: u = 1 - 20 (200² - 580) / (200 · 20 · 180)."""
    found = family(of([(10, 30, "x")], []))
    assert found.u == pytest.approx(1 - 20 * (40_000 - 580) / (200 * 20 * 180))
    assert found.cu is found.k_u["x"] is None
    assert found.coverage == 0


def test_nothing_marked_says_nothing() -> None:
    found = family(of([], []))
    assert found.u is found.bar_u is found.cu is found.coverage is None
    assert alpha_u(of([], []))["x"].alpha is joint_alpha(alpha_u(of([], []))) is None


def test_overlaps_of_one_annotator_are_refused_and_the_expert_figures_say_so() -> None:
    crossing = of([(0, 9, "x"), (5, 12, "y")], [(0, 9, "x")])
    with pytest.raises(ValueError, match="overlap"):
        family(crossing)
    found = unitizing(crossing)
    assert found.family is None
    assert [note.figure for note in found.notes] == ["family"]
    assert found.any == pytest.approx(family(of([(0, 12, "x")], [(0, 9, "x")])).u)
    assert found.alpha_u["x"] == 1


def test_overlaps_with_one_label_are_merged_for_the_expert_figures() -> None:
    found = unitizing(of([(0, 6, "x"), (4, 9, "x"), (20, 25, "y")], [(0, 9, "x"), (20, 25, "y")]))
    assert found.family is not None
    assert found.family.u == found.any == found.alpha_u_joint == 1
    with pytest.raises(ValueError, match="overlap"):
        alpha_u(of([(0, 6, "x"), (4, 9, "x")], []))


def delta(one: tuple[int, int, bool], other: tuple[int, int, bool]) -> int:
    """Krippendorff's squared distance of two sections `(begin, end, is a unit)`."""
    if one[2] and other[2] and one[0] < other[1] and other[0] < one[1]:
        return (one[0] - other[0]) ** 2 + (one[1] - other[1]) ** 2
    for unit, gap in ((one, other), (other, one)):
        if unit[2] and not gap[2] and gap[0] <= unit[0] and unit[1] <= gap[1]:
            return (unit[1] - unit[0]) ** 2
    return 0


@given(corpora(layers=3, documents=1, apart=True))
def test_observed_disagreement_of_alpha_u_is_that_of_all_pairs_of_sections(corpus: Corpus) -> None:
    one = corpus.only(labels=["x"])
    all_ = [[(s, e, v != GAP) for s, e, v in sections(one, "d0", layer)] for layer in one.layers]
    total = sum(2 * delta(g, h) for mine, theirs in combinations(all_, 2) for g in mine for h in theirs)
    assert alpha_u(one)["x"].observed == pytest.approx(total / (3 * 2 * one.lengths[0] ** 2))


def test_expected_disagreement_of_alpha_u_by_hand() -> None:
    """Units of 2 and 3 on a continuum of 10, gaps 3 + 5 and 7: the two terms of the formula, added up."""
    found = disagreement([np.array([[3, 5]]), np.array([[7, 10]])], 0, 10)
    two = (2 * 8 - 3 * 4 + 2) / 3 + 4 * ((3 - 2 + 1) + (5 - 2 + 1) + (7 - 2 + 1))
    three = (2 * 27 - 3 * 9 + 3) / 3 + 9 * ((3 - 3 + 1) + (5 - 3 + 1) + (7 - 3 + 1))
    assert found.expected == pytest.approx(2 / 10 * (two + three) / (20 * 19 - 2 - 6))
    assert found.observed == pytest.approx(2 * (4 + 9) / (2 * 100))
