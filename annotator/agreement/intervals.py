"""How sure a figure is: documents are resampled, never characters or spans, which are not independent.

Everything that is measured is a function of sums over documents. So a resample is a row of weights, and all
resamples are one matrix product. Percentile bootstrap: Efron & Tibshirani 1993, ch. 13; jackknife: ch. 11.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Float = NDArray[np.float64]
Weights = NDArray[np.uint16]

RESAMPLES = 2000
LEVEL = 0.95
FEW_DOCUMENTS = 10  # below, the bootstrap promises too much
_CELLS = 4_000_000  # of weights held at once


@dataclass(frozen=True)
class Interval:
    """A percentile interval; `undefined` resamples were left out. No bounds where all were."""

    low: float | None
    high: float | None
    undefined: int


def resampled(statistics: Float, *, resamples: int = RESAMPLES, seed: int = 0) -> Float:
    """`[B, F]`: the sums of statistics `[D, F]` over documents drawn with replacement, `B` times."""
    blocks = [block.astype(float) @ statistics for block in weights(len(statistics), resamples, seed)]
    return np.concatenate([*blocks, np.zeros((0, statistics.shape[1]))])


def weights(documents: int, resamples: int = RESAMPLES, seed: int = 0) -> Iterator[Weights]:
    """How often each document is drawn in each resample, `[b, D]` some resamples at a time; the same for a seed."""
    random = np.random.default_rng(seed)
    block = max(1, _CELLS // max(1, documents))
    for first in range(0, resamples, block):
        count = min(block, resamples - first)
        drawn = (
            random.integers(documents, size=(count, documents)) if documents else np.zeros((count, 0), int)
        )
        drawn += np.arange(count)[:, None] * documents
        tally = np.bincount(drawn.ravel(), minlength=count * documents)
        yield tally.reshape(count, documents).astype(np.uint16)


def percentiles(replicates: Float, level: float = LEVEL) -> list[Interval]:
    """The interval of each column of replicates `[B, N]`; NaN are undefined and left out."""
    ordered = np.sort(replicates, axis=0)  # NaN last
    known = np.isfinite(ordered).sum(axis=0)
    tail = (1 - level) / 2
    bounds = [_quantile(ordered, known, tail), _quantile(ordered, known, 1 - tail)]
    return [
        Interval(float(low), float(high), len(ordered) - int(count))
        if count
        else Interval(None, None, len(ordered))
        for low, high, count in zip(*bounds, known, strict=True)
    ]


def jackknife(statistics: Float, measure: Callable[[Float], Float]) -> Float:
    """`[N]`: the jackknife standard error of the figures `measure(sums […, F]) -> […, N]`, NaN where undefined."""
    count = len(statistics)
    without = measure(statistics.sum(axis=0) - statistics)
    spread: Float = np.sqrt((count - 1) / max(1, count) * ((without - without.mean(axis=0)) ** 2).sum(axis=0))
    return spread if count > 1 else np.full_like(spread, np.nan)


def _quantile(ordered: Float, known: NDArray[np.int64], share: float) -> Float:
    """The quantile of the known part of each sorted column, between neighbours by proportion."""
    place = np.maximum(known - 1, 0) * share
    low = place.astype(np.int64)
    high = np.minimum(low + 1, np.maximum(known - 1, 0))
    columns = np.arange(ordered.shape[1])
    value: Float = ordered[low, columns] + (place - low) * (ordered[high, columns] - ordered[low, columns])
    return value
