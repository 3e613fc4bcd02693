"""Figures from sums of tallies: the same formulas for all documents, one of them, or thousands of resamples.

All take sums `[…, F]` and give NaN where a figure is undefined. For a binary layer alpha (Krippendorff 2011) is
1 - (n - 1) o / (n_1 n_0) with o the coincidences of marked with not marked, and u_alpha = |u_alpha
(Krippendorff et al. 2016) is 1 - o (n² - S - n_0) / (n n_1 n_0) with S the squared lengths of units.
"""

import numpy as np
from numpy.typing import NDArray

from annotator.agreement.f1 import MATCHES, Counts
from annotator.agreement.quotient import mean_of_defined, quotient
from annotator.agreement.tallies import Layout

Float = NDArray[np.float64]


def summary_names(layout: Layout) -> list[str]:
    """What `summary` gives, in its order."""
    return [
        *(f"f1.{match}" for match in MATCHES),
        *(f"alpha.{level}" for level in layout.levels),
        "alpha.any",
    ]


def summary(layout: Layout, sums: Float) -> Float:
    """`[…, N]`: F1 as the mean over pairs, alpha as the mean over the labels for which it is defined, and of "any"."""
    by_label = alpha(layout, sums)
    parts = (
        mean_of_defined(pair_counts(layout, sums).f1),
        mean_of_defined(by_label[..., :-1]),
        by_label[..., 0, -1:],
    )
    return np.concatenate(parts, axis=-1)


def label_names(layout: Layout) -> list[str]:
    """What `of_labels` gives, in its order, for one label."""
    return [*(f"f1.{match}" for match in MATCHES), *(f"alpha.{level}" for level in layout.levels), "u_alpha"]


def of_labels(layout: Layout, sums: Float) -> Float:
    """`[…, C, N]`: the figures of each label: F1 as the mean over pairs, alpha at each level, u_alpha."""
    f1 = mean_of_defined(label_counts(layout, sums).f1)
    parts = (
        np.moveaxis(f1, -2, -1),
        np.moveaxis(alpha(layout, sums)[..., :-1], -2, -1),
        u_alpha(layout, sums)[..., :-1, None],
    )
    return np.concatenate(parts, axis=-1)


def alpha(layout: Layout, sums: Float) -> Float:
    """`[…, U, K]`: Krippendorff's alpha of each binary layer at each level."""
    values = layout.of(sums, "ratings")[..., None]
    marked = layout.of(sums, "marked")
    return 1 - quotient((values - 1) * layout.of(sums, "differing"), marked * (values - marked))


def u_alpha(layout: Layout, sums: Float) -> Float:
    """`[…, K]`: u_alpha of each binary layer, in characters."""
    values = layout.of(sums, "ratings")[..., 0, None]
    marked = layout.of(sums, "marked")[..., 0, :]
    gaps = values - marked
    places = values**2 - layout.of(sums, "squares") - gaps
    return 1 - quotient(layout.of(sums, "differing")[..., 0, :] * places, values * marked * gaps)


def fleiss(layout: Layout, sums: Float) -> Float:
    """`[…, K]`: Fleiss' kappa over characters of the documents that all layers have finished."""
    values, marked = layout.of(sums, "full"), layout.of(sums, "full_marked")
    return 1 - quotient(layout.of(sums, "full_differing") * values, marked * (values - marked))


def gwet_ac1(layout: Layout, sums: Float) -> Float:
    """`[…, K]`: Gwet's AC1 over characters of the documents that all layers have finished."""
    values, marked = layout.of(sums, "full"), layout.of(sums, "full_marked")
    by_chance = 2 * marked * (values - marked)
    return 1 - quotient(2 * layout.of(sums, "full_differing") * values, values**2 - by_chance)


def kappa(layout: Layout, sums: Float) -> Float:
    """`[…, K, P]`: Cohen's kappa over characters of each pair."""
    total, left, right, apart = _tables(layout, sums)
    return 1 - quotient(total * apart, left * (total - right) + right * (total - left))


def pi(layout: Layout, sums: Float) -> Float:
    """`[…, K, P]`: Scott's pi over characters of each pair."""
    total, left, right, apart = _tables(layout, sums)
    marked = left + right
    return 1 - quotient(2 * total * apart, marked * (2 * total - marked))


def pair_counts(layout: Layout, sums: Float) -> Counts:
    """`[…, 3, P]`: matched spans of all labels, by kind of match."""
    labels = label_counts(layout, sums)
    return Counts(labels.found.sum(axis=-2), labels.left.sum(axis=-2), labels.right.sum(axis=-2))


def label_counts(layout: Layout, sums: Float) -> Counts:
    """`[…, 3, C, P]`: matched spans of each label, by kind of match."""
    ours, theirs = layout.of(sums, "ours"), layout.of(sums, "theirs")
    return Counts(layout.of(sums, "found"), ours[..., None, :, :], theirs[..., None, :, :])


def _tables(layout: Layout, sums: Float) -> tuple[Float, Float, Float, Float]:
    """Of each pair and binary layer: all characters, those that the first, the second, only one of them marked."""
    left, right = layout.of(sums, "left"), layout.of(sums, "right")
    total = np.broadcast_to(layout.of(sums, "total")[..., None, :], left.shape)
    return total, left, right, left + right - 2 * layout.of(sums, "both")
