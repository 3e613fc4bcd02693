"""Coefficients for fixed items: worked by hand, and against nltk, scikit-learn and krippendorff."""

from typing import Any

import krippendorff
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from nltk.metrics.agreement import AnnotationTask
from sklearn.metrics import cohen_kappa_score

from annotator.agreement import coefficients as k
from annotator.agreement.alpha import METRICS, coincidences, krippendorff_alpha, pooled_coincidences
from annotator.agreement.coding import Coding

BY_HAND = Coding.of([(1, 1), (1, 2), (2, 1), (2, 2)], counts=[40, 10, 20, 30])
SYMMETRIC = [
    k.observed_agreement,
    k.randolph_kappa,
    k.fleiss_kappa,
    k.light_kappa,
    k.hubert_kappa,
    k.gwet_ac1,
]


def codings(raters: int, missing: bool = False) -> st.SearchStrategy[list[tuple[int | None, ...]]]:
    value = st.sampled_from([1, 2, 3, 4, None] if missing else [1, 2, 3, 4])
    return st.lists(st.tuples(*[value] * raters), min_size=2, max_size=25)


def task(items: list[tuple[Any, ...]], **options: Any) -> AnnotationTask:
    return AnnotationTask([(r, i, v) for i, row in enumerate(items) for r, v in enumerate(row)], **options)


def used(items: list[tuple[Any, ...]]) -> set[Any]:
    return {value for row in items for value in row}


@pytest.mark.parametrize(
    ("measure", "value"),
    [
        (k.observed_agreement, 0.7),
        (k.cohen_expected, 0.5),
        (k.cohen_kappa, 0.4),
        (k.cohen_kappa_max, 0.8),
        (k.fleiss_expected, 0.505),
        (k.scott_pi, 0.195 / 0.495),
        (k.bennett_s, 0.4),
        (k.gwet_ac1, (0.7 - 0.495) / (1 - 0.495)),
        (krippendorff_alpha, 1 - (1 - 0.195 / 0.495) * 199 / 200),
    ],
)
def test_a_table_worked_by_hand(measure: Any, value: float) -> None:
    assert measure(BY_HAND) == pytest.approx(value, abs=1e-12)


def test_specific_agreement_is_f1() -> None:
    assert k.specific_agreement(BY_HAND, 1) == pytest.approx(2 * 40 / (50 + 60))


def test_kappa_tends_to_specific_agreement_as_what_nobody_marks_grows() -> None:
    """Hripcsak & Rothschild 2005."""
    rare = Coding.of([(1, 1), (1, 0), (0, 1), (0, 0)], counts=[40, 10, 20, 10**9])
    assert k.cohen_kappa(rare) == pytest.approx(k.specific_agreement(rare, 1), abs=1e-6)


def test_the_standard_error_is_the_spread_of_kappa_in_repeated_samples() -> None:
    random = np.random.default_rng(1)
    tables = random.multinomial(400, [0.4, 0.1, 0.2, 0.3], size=1500)
    cells = [(1, 1), (1, 2), (2, 1), (2, 2)]
    kappas = [k.cohen_kappa(Coding.of(cells, counts=table)) for table in tables]
    error = k.cohen_kappa_se(Coding.of(cells, counts=[160, 40, 80, 120]))
    assert np.std(np.array(kappas, float)) == pytest.approx(error, rel=0.06)


@given(codings(2))
def test_two_raters_as_nltk_and_scikit_learn_have_it(items: list[tuple[int, int]]) -> None:
    coding = Coding.of(items)
    left, right = zip(*items, strict=True)
    assert k.observed_agreement(coding) == pytest.approx(task(items).avg_Ao())
    if len(used(items)) == 1:
        assert k.cohen_kappa(coding) is None
        assert k.scott_pi(coding) is None
        return
    assert k.bennett_s(coding) == pytest.approx(task(items).S(), abs=1e-12)
    assert k.scott_pi(coding) == pytest.approx(task(items).pi(), abs=1e-12)
    assert k.cohen_kappa(coding) == pytest.approx(cohen_kappa_score(left, right), abs=1e-12)
    ranks = Coding.of(items, categories=[1, 2, 3, 4])
    for metric, weights in (("linear", "linear"), ("interval", "quadratic")):
        theirs = cohen_kappa_score(left, right, weights=weights, labels=[1, 2, 3, 4])
        assert k.weighted_kappa(ranks, metric) == pytest.approx(theirs, abs=1e-12)


@given(codings(4))
def test_many_raters_as_nltk_has_it(items: list[tuple[int, ...]]) -> None:
    coding = Coding.of(items)
    if len(used(items)) == 1:
        assert k.fleiss_kappa(coding) is k.hubert_kappa(coding) is krippendorff_alpha(coding) is None
        return
    assert k.fleiss_kappa(coding) == pytest.approx(task(items).pi(), abs=1e-12)
    assert k.hubert_kappa(coding) == pytest.approx(task(items).multi_kappa(), abs=1e-12)


@pytest.mark.parametrize("metric", METRICS)
@given(items=codings(4, missing=True))
def test_alpha_is_that_of_krippendorff(metric: str, items: list[tuple[int | None, ...]]) -> None:
    paired = [row for row in items if sum(value is not None for value in row) > 1]
    value = krippendorff_alpha(Coding.of(items, categories=[1, 2, 3, 4]), metric)
    if len(used(paired) - {None}) < 2:
        assert value is None
        return
    matrix = np.array(items, float).T
    theirs = krippendorff.alpha(matrix, level_of_measurement=metric, value_domain=[1, 2, 3, 4])
    assert value == pytest.approx(theirs, abs=1e-12)


@given(codings(3), st.permutations(range(3)), st.permutations([1, 2, 3, 4]), st.integers(2, 4))
def test_order_of_raters_names_of_categories_and_order_of_items_do_not_matter(
    items: list[tuple[int, ...]], raters: list[int], names: list[int], times: int
) -> None:
    coding = Coding.of(items, categories=[1, 2, 3, 4])
    renamed = [tuple(names[row[rater] - 1] for rater in raters) for row in reversed(items)]
    other = Coding.of(renamed, categories=[1, 2, 3, 4])
    for measure in (*SYMMETRIC, krippendorff_alpha):
        assert measure(other) == pytest.approx(measure(coding), abs=1e-12)
    for measure in (k.fleiss_kappa, k.light_kappa):
        repeated = Coding.of(items, counts=[times] * len(items), categories=[1, 2, 3, 4])
        assert measure(repeated) == pytest.approx(measure(coding), abs=1e-12)


@given(codings(2))
def test_alpha_of_two_is_pi_but_for_the_size_of_the_sample(items: list[tuple[int, int]]) -> None:
    coding = Coding.of(items)
    pi = k.scott_pi(coding)
    count = 2 * len(items)
    expected = None if pi is None else pytest.approx(1 - (1 - pi) * (count - 1) / count, abs=1e-12)
    assert krippendorff_alpha(coding) == expected


@given(st.lists(st.sampled_from("abc"), min_size=2, max_size=20).filter(lambda row: len(set(row)) > 1))
def test_identical_raters_score_one(values: list[str]) -> None:
    coding = Coding.of([(value,) * 3 for value in values])
    for measure in (*SYMMETRIC, krippendorff_alpha):
        assert measure(coding) == pytest.approx(1)


def test_a_table_of_distances_is_in_the_order_of_the_categories() -> None:
    items = [("a", "b"), ("a", "a"), ("c", "b"), ("b", "b")]
    nominal = 1 - np.eye(3)
    coding = Coding.of(items)
    assert krippendorff_alpha(coding, nominal) == pytest.approx(krippendorff_alpha(coding))
    assert k.weighted_kappa(coding, nominal) == pytest.approx(k.cohen_kappa(coding))


def test_missing_values_are_refused_where_a_coefficient_is_not_made_for_them() -> None:
    coding = Coding.of([(1, None, 1), (2, 2, 1), (1, 1, 1)])
    for measure in (k.fleiss_kappa, k.randolph_kappa, k.hubert_kappa, k.light_kappa):
        with pytest.raises(ValueError, match="every rater"):
            measure(coding)
    assert k.fleiss_kappa(coding.complete()) == k.fleiss_kappa(Coding.of([(2, 2, 1), (1, 1, 1)]))


def test_two_raters_are_two() -> None:
    for measure in (k.cohen_kappa, k.scott_pi, k.bennett_s):
        with pytest.raises(ValueError, match="two raters"):
            measure(Coding.of([(1, 2, 1)]))


def test_gwet_counts_an_item_with_the_values_that_it_has() -> None:
    """By hand: agreement 1/3 and 1 of two items; shares (1 - 1/3 + 1 + 1) / 3 … of category 1, three items."""
    coding = Coding.of([(1, 1, 2), (1, 1, None), (1, None, None)])
    share = (2 / 3 + 1 + 1) / 3
    chance = 2 * share * (1 - share)
    assert k.gwet_ac1(coding) == pytest.approx(((1 / 3 + 1) / 2 - chance) / (1 - chance))


def test_no_items_nothing_to_say() -> None:
    empty = Coding.of([])
    assert k.observed_agreement(empty) is krippendorff_alpha(empty) is k.fleiss_kappa(empty) is None


def test_an_unknown_metric_is_refused() -> None:
    with pytest.raises(ValueError, match="nominal"):
        krippendorff_alpha(BY_HAND, "cubic")


@given(st.lists(st.tuples(*[st.sampled_from(["a", "b", "c", None])] * 3), min_size=1, max_size=20))
def test_pooled_coincidences_are_the_sum_of_those_of_the_items(rows: list[tuple[str | None, ...]]) -> None:
    coding = Coding.of(rows, counts=[2.0] * len(rows))
    assert np.allclose(pooled_coincidences(coding), coincidences(coding).sum(axis=0))
