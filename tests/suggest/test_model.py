"""The model of one label: its fit held against scikit-learn's, calibration, and what it says without examples."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.linear_model import LogisticRegression

from annotator.suggest.candidates import Candidate
from annotator.suggest.model import SCALES, LabelModel, calibrated, fit

FEATURES = ("class=a", "place=b", "word=c", "word=d")


def candidate(*features: str, prior: float | None = None) -> Candidate:
    return Candidate(0, 1, features, prior)


def test_the_fit_is_scikit_learns() -> None:
    rows = np.random.default_rng(1).random((60, len(FEATURES))) < 0.5
    marked = [bool(row[0] or (row[2] and not row[3])) for row in rows]
    found = [
        candidate(*(name for name, there in zip(FEATURES, row, strict=True) if there), prior=0.5)
        for row in rows
    ]
    ours = fit(found, marked)
    scales = np.array([SCALES[name.partition("=")[0]] for name in FEATURES])
    positive, total = sum(marked), len(marked)
    weight = [total / (2 * (positive if mark else total - positive)) for mark in marked]
    # A column of 1/sqrt(10) stands for the bias, whose prior is ten times as strong.
    x = np.column_stack([rows * scales, np.full(total, 10**-0.5)])
    theirs = LogisticRegression(C=1.0, fit_intercept=False, tol=1e-8, max_iter=1000).fit(x, marked, weight)
    for one, row in zip(found, x, strict=True):
        assert ours.z(one) == pytest.approx(float(theirs.decision_function([row])[0]), abs=2e-3)


def test_without_examples_the_rules_stand() -> None:
    for marked in ([False, False], [True, True]):
        model = fit([candidate("class=a", prior=0.8), candidate(prior=0.2)], marked)
        assert model.score(candidate("class=a", prior=0.8)) == pytest.approx(0.8)


def test_the_fewer_the_examples_the_more_the_rules_count() -> None:
    def trust(count: int) -> float:
        found = [candidate("class=a", prior=0.8), candidate("class=b", prior=0.2)] * count
        return fit(found, [True, False] * count).trust

    assert 1 > trust(1) > trust(20) > trust(200) > 0.6
    assert trust(20) == pytest.approx(0.8)


def test_examples_overrule_the_rules() -> None:
    found = [candidate("word=wanted", prior=0.1), candidate("word=unwanted", prior=0.9)] * 200
    model = fit(found, [True, False] * 200)
    assert model.score(found[0]) > 0.5 > model.score(found[1])
    assert model.cues(found[0], "word=", 3) == ["word=wanted"]


@given(st.lists(st.tuples(st.floats(-4, 4), st.booleans()), min_size=2, max_size=30))
def test_calibration_keeps_the_order_and_improves_the_likelihood(pairs: list[tuple[float, bool]]) -> None:
    z, marked = zip(*pairs, strict=True)
    model = calibrated(LabelModel(), z, marked)
    scores = [model.score_of(value) for value in sorted(z)]
    assert scores == sorted(scores)

    def likelihood(one: LabelModel) -> float:
        return sum(np.log(one.score_of(v) if m else 1 - one.score_of(v)) for v, m in pairs)

    assert likelihood(model) >= likelihood(LabelModel()) - 1e-6


def test_a_model_survives_json() -> None:
    model = LabelModel({"word=a": 1.5}, 0.1, 0.7, 1.2, -0.3)
    assert LabelModel.from_dict(model.to_dict()) == model
