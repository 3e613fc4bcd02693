"""Figures are quotients, and some are undefined: NaN inside arrays, None where people read them; never 0 or 1."""

from math import isfinite
from typing import Any

import numpy as np
from numpy.typing import NDArray


def quotient(part: Any, whole: Any) -> NDArray[np.float64]:
    """`part / whole`, NaN where the whole is nothing."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(np.where(np.equal(whole, 0), np.nan, np.divide(part, whole)), np.float64)


def mean_of_defined(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """The mean over the last axis of what is not NaN; NaN where nothing is."""
    known = np.isfinite(values)
    return quotient(np.where(known, values, 0.0).sum(axis=-1), known.sum(axis=-1))


def defined(value: Any) -> float | None:
    """A figure as a plain number, None where it is undefined."""
    number = float(value)
    return number if isfinite(number) else None
