"""The bootstrap over documents and the jackknife."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.agreement import intervals
from annotator.agreement.intervals import jackknife, percentiles, resampled, weights

VALUES = np.random.default_rng(7).normal(5, 2, size=(40, 1))


def test_each_resample_draws_as_many_documents_as_there_are() -> None:
    drawn = np.concatenate(list(weights(30, 50, seed=3)))
    assert drawn.shape == (50, 30)
    assert (drawn.sum(axis=1) == 30).all()
    assert drawn.mean(axis=0) == pytest.approx(1, abs=0.6)


def test_a_seed_decides_and_how_many_are_held_at_once_does_not(monkeypatch: pytest.MonkeyPatch) -> None:
    before = resampled(VALUES, resamples=100, seed=5)
    monkeypatch.setattr(intervals, "_CELLS", 90)
    assert resampled(VALUES, resamples=100, seed=5) == pytest.approx(before, rel=1e-12)
    assert resampled(VALUES, resamples=100, seed=6) != pytest.approx(before, rel=1e-3)


def test_sums_are_those_of_the_documents_drawn() -> None:
    drawn = np.concatenate(list(weights(40, 20, seed=1)))
    wanted = [sum(count * value for count, value in zip(row, VALUES[:, 0], strict=True)) for row in drawn]
    assert resampled(VALUES, resamples=20, seed=1)[:, 0] == pytest.approx(wanted)


def test_the_interval_of_a_mean_is_that_of_theory() -> None:
    """Normal values: mean ± 1.96 s / √n."""
    sums = resampled(np.hstack((VALUES, np.ones_like(VALUES))), resamples=4000)
    interval = percentiles((sums[:, 0] / sums[:, 1])[:, None])[0]
    half = 1.96 * VALUES.std() / np.sqrt(len(VALUES))
    assert interval.low == pytest.approx(VALUES.mean() - half, abs=0.1)
    assert interval.high == pytest.approx(VALUES.mean() + half, abs=0.1)


@given(st.lists(st.floats(-5, 5) | st.just(float("nan")), min_size=1, max_size=30))
def test_undefined_resamples_are_left_out_and_counted(values: list[float]) -> None:
    interval = percentiles(np.array(values)[:, None])[0]
    known = [value for value in values if value == value]
    assert interval.undefined == len(values) - len(known)
    if known:
        assert (interval.low, interval.high) == pytest.approx(
            tuple(np.percentile(known, [2.5, 97.5])), abs=1e-12
        )
    else:
        assert interval.low is interval.high is None


def test_the_jackknife_of_a_mean_is_its_standard_error() -> None:
    table = np.hstack((VALUES, np.ones_like(VALUES)))
    error = jackknife(table, lambda sums: (sums[..., 0] / sums[..., 1])[..., None])
    assert error[0] == pytest.approx(VALUES.std(ddof=1) / np.sqrt(len(VALUES)))


def test_one_document_or_none_has_no_spread() -> None:
    assert np.isnan(jackknife(VALUES[:1], lambda sums: sums)).all()
    assert resampled(VALUES[:0], resamples=10).tolist() == [[0.0]] * 10
