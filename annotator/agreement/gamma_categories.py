"""Gamma-cat and gamma-k: how far annotators agree on labels, given how units are aligned.

Gamma-cat = 1 - d_o / d_e; d is the mean d_cat over the pairs of units that an alignment puts together, each pair
weighing max(0, 1 - d_pos) / (n - 1) with n the number of units in its unitary alignment. Gamma-k is the same over the
pairs of which at least one unit has label k. Source: Mathet 2017, "The Agreement Measure γcat, a Complement to γ Focused
on Categorization of a Continuum", *Computational Linguistics* 43(3), §4.2.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

import numpy as np

from annotator.agreement.gamma_alignment import AlignedColumns, aligned_pairs
from annotator.agreement.gamma_continuum import Columns, DissimilarityTable, Floats, Ints

Convention = Literal["mathet", "pygamma"]


def label_disagreement(
    units: Columns, aligned: AlignedColumns, dissimilarity: DissimilarityTable, convention: Convention
) -> Floats:
    """Weighted disagreement (first column) and weight (second) of all pairs (row 0) and of those with label k (row 1 + k).

    "pygamma" follows pygamma-agreement 0.5: a pair weighs max(0, 1 - alpha · d_pos) / (n - 1), and each unit in a
    unitary alignment adds delta_empty² to the disagreement and delta_empty to the weight for each annotator who gives
    none. (pygamma-agreement also takes the disagreement of random continua without any pair of units to be 0 or, for a
    label that they lack, 1; here they are left out.)
    """
    row, one, other = aligned_pairs(aligned.members)
    size = (aligned.members >= 0).sum(axis=1)
    scale = dissimilarity.alpha if convention == "pygamma" else 1.0
    weight = np.maximum(0.0, 1 - scale * dissimilarity.positional(units, one, other)) / (size[row] - 1)
    first, second = units.label[one], units.label[other]
    both = np.stack([weight * dissimilarity.categorical[first, second], weight], axis=1)
    apart = first != second
    labels = len(dissimilarity.categorical)
    sums = _by_label(first, both, labels) + _by_label(second[apart], both[apart], labels)
    total = both.sum(axis=0)
    if convention == "pygamma":
        row, column = np.nonzero(aligned.members >= 0)
        empty = (units.annotators - size[row])[:, None] * np.array(
            [dissimilarity.delta_empty**2, dissimilarity.delta_empty]
        )
        sums += _by_label(units.label[aligned.members[row, column]], empty, labels)
        total = total + empty.sum(axis=0)
    return np.concatenate([total[None, :], sums])


def expected_disagreement(sums: Floats) -> Floats:
    """d_e of all pairs and of those with each label: the mean ratio of disagreement and weight over random continua.

    `sums` are their label_disagreement, stacked. Continua without weight are left out; NaN where all are.
    """
    weight = sums[..., 1]
    ratio = np.divide(sums[..., 0], weight, out=np.zeros_like(weight), where=weight > 0)
    defined = (weight > 0).sum(axis=0)
    mean: Floats = np.divide(
        ratio.sum(axis=0), defined, out=np.full(defined.shape, np.nan), where=defined > 0
    )
    return mean


def categorization(observed: Floats, expected: Floats) -> "Categorization":
    """The figure over documents: their rows of label_disagreement, and their d_e.

    d_o and d_e are means over the documents in which both are defined, weighted by the observed weight.
    """
    aligned = observed[:, 1] > 0
    known = aligned & ~np.isnan(expected)
    some = known if known.any() else aligned
    if not some.any():
        return Categorization(None, Reason.NOTHING_ALIGNED, None, None)
    weight = observed[some, 1]
    seen = float(observed[some, 0].sum() / weight.sum())
    if not known.any():
        return Categorization(None, Reason.NOTHING_ALIGNED, seen, None)
    chance = float((weight * expected[some]).sum() / weight.sum())
    if not chance:
        return Categorization(None, Reason.NO_VARIATION, seen, chance)
    return Categorization(1 - seen / chance, None, seen, chance)


class Reason(StrEnum):
    """Why a figure is undefined."""

    NO_DOCUMENTS = "no_documents"  # none for which gamma is defined
    TOO_FEW_ANNOTATORS = "too_few_annotators"  # fewer than two were given the document
    NOTHING_MARKED = "nothing_marked"
    NO_VARIATION = "no_variation"  # chance agrees always, too: one label, or one place for everything
    NOTHING_ALIGNED = (
        "nothing_aligned"  # no pair of near units (with that label), in what was marked or by chance
    )
    TOO_DENSE = "too_dense"  # too many units lie over one another (gamma_candidates.TooManyCandidates)


@dataclass(frozen=True)
class Categorization:
    """Gamma-cat or a gamma-k: its value, or the reason why there is none; d_o and d_e where they are defined."""

    value: float | None
    reason: Reason | None
    observed: float | None
    expected: float | None


def _by_label(label: Ints, values: Floats, labels: int) -> Floats:
    """The rows of `values` summed by label: a row a label."""
    sums = np.zeros((labels, values.shape[1]))
    np.add.at(sums, label, values)
    return sums
