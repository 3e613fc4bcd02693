"""Krippendorff's alpha, for any number of raters, missing values, any distance.

Krippendorff 2011, Computing Krippendorff's Alpha-Reliability; Content Analysis 2004, ch. 11. alpha = 1 -
(n - 1) sum o_ck d_ck / sum n_c n_k d_ck over the coincidences o_ck = sum over items of votes_c (votes_k - [c = k]) /
(m_i - 1). Coincidences are additive: those of each item, or document, can be kept, summed and resampled.
"""

from itertools import permutations

import numpy as np
from numpy.typing import NDArray

from annotator.agreement.coding import Coding
from annotator.agreement.quotient import defined

Float = NDArray[np.float64]

METRICS = ("nominal", "ordinal", "interval", "ratio")


def krippendorff_alpha(coding: Coding, metric: str | Float = "nominal") -> float | None:
    """Alpha with one of `METRICS` or a table of distances `[K, K]` in the order of the categories.

    None where nothing can be said: no item with two values, or no variation. Interval and ratio take the categories
    as numbers (`Coding.scale`), ordinal their order.
    """
    return defined(alpha_of(pooled_coincidences(coding), coding.scale, metric))


def pooled_coincidences(coding: Coding) -> Float:
    """`[K, K]`: the coincidences of all items together, without holding those of each: K may be thousands of values."""
    raters = (coding.values >= 0).sum(axis=1)
    weight = coding.counts / np.maximum(raters - 1, 1)
    table = np.zeros((len(coding.categories), len(coding.categories)))
    for left, right in permutations(range(coding.raters), 2):
        both = (coding.values[:, [left, right]] >= 0).all(axis=1)
        np.add.at(table, (coding.values[both, left], coding.values[both, right]), weight[both])
    return table


def coincidences(coding: Coding) -> Float:
    """`[I, K, K]`: the coincidences of each item, times how often it occurs. An item with one value has none."""
    votes = coding.votes
    size = len(coding.categories)
    raters = votes.sum(axis=1)
    pairs = votes[:, :, None] * votes[:, None, :]
    pairs[:, range(size), range(size)] -= votes
    weight = np.where(raters > 1, coding.counts / np.maximum(raters - 1, 1), 0.0)
    return pairs * weight[:, None, None]


def alpha_of(table: Float, scale: Float, metric: str | Float = "nominal") -> Float:
    """Alpha of coincidences `[…, K, K]`, NaN where undefined; leading axes are computed at once."""
    values = table.sum(axis=-1)
    distance = distances(metric, scale, values)
    observed = (table * distance).sum(axis=(-2, -1))
    expected = (values[..., :, None] * values[..., None, :] * distance).sum(axis=(-2, -1))
    with np.errstate(divide="ignore", invalid="ignore"):
        alpha = 1 - (values.sum(axis=-1) - 1) * observed / expected
    return np.where(expected > 0, alpha, np.nan)


def distances(metric: str | Float, scale: Float, values: Float) -> Float:
    """The squared distances `[…, K, K]` of the categories; `values` `[…, K]` is how often each was used.

    Raises ValueError for a metric that there is not.
    """
    if not isinstance(metric, str):
        return np.asarray(metric, float)
    across, down = scale[None, :], scale[:, None]
    if metric == "nominal":
        return np.asarray(across != down, float)
    if metric == "interval":
        return np.asarray((across - down) ** 2)
    if metric == "ratio":
        total = across + down
        return np.asarray((np.divide(across - down, total, out=np.zeros_like(total), where=total != 0)) ** 2)
    if metric == "ordinal":
        middle = np.cumsum(values, axis=-1) - values / 2
        return np.asarray((middle[..., None, :] - middle[..., :, None]) ** 2)
    raise ValueError(f"no metric {metric!r}; there are {', '.join(METRICS)}")
