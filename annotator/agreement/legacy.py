"""Krippendorff's alpha_U of 1995 and 2004, for comparison with older studies only.

Krippendorff 1995 (Sociological Methodology 25:47); Content Analysis 2004, p. 251. Distances are squared lengths, so
that long units dominate; its author revised it in 2016 (`unitizing`), where it does not behave for three annotators.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from annotator.agreement.corpus import Corpus
from annotator.agreement.quotient import defined, quotient
from annotator.agreement.sweep import pairs

Int = NDArray[np.int64]


@dataclass(frozen=True)
class Disagreement:
    """Observed and expected disagreement about the units of one label."""

    observed: float
    expected: float

    @property
    def alpha(self) -> float | None:
        return defined(1 - quotient(self.observed, self.expected))


def joint_alpha(disagreements: Mapping[str, Disagreement]) -> float | None:
    """alpha_U of all labels: of the sums of their disagreements."""
    observed = sum(each.observed for each in disagreements.values())
    return defined(1 - quotient(observed, sum(each.expected for each in disagreements.values())))


def alpha_u(corpus: Corpus) -> dict[str, Disagreement]:
    """The disagreement about each label over the documents that all layers have finished, laid end to end.

    Raises ValueError where units of one annotator and one label overlap.
    """
    finished = np.asarray(corpus.assigned.all(axis=1))
    before = np.cumsum(np.where(finished, corpus.lengths, 0)) - corpus.lengths
    place = before[corpus.document]
    found = {}
    for at, label in enumerate(corpus.labels):
        of_label = (corpus.label == at) & finished[corpus.document]
        chosen = [np.flatnonzero(of_label & (corpus.layer == layer)) for layer in range(len(corpus.layers))]
        units = [
            np.stack((corpus.start[of] + place[of], corpus.end[of] + place[of]), axis=1) for of in chosen
        ]
        found[label] = disagreement(units, 0, int(corpus.lengths[finished].sum()))
    return found


def disagreement(units: Sequence[Int], begin: int, length: int) -> Disagreement:
    """The disagreement about one label on the continuum `[begin, begin + length)`.

    `units` holds each annotator's `[n, 2]`, sorted. Raises ValueError where those of one annotator overlap.
    """
    if any((of[1:, 0] < of[:-1, 1]).any() for of in units):
        raise ValueError("units of one annotator and one label overlap")
    raters = len(units)
    observed = sum(_distance(units[a], units[b]) + _distance(units[b], units[a]) for a, b in pairs(raters))
    both = sum(_overlapping(units[a], units[b]) for a, b in pairs(raters))
    scale = raters * (raters - 1) * length**2
    return Disagreement(
        float(quotient(2 * (observed + both), scale)),
        _expected(units, begin, length) if length else float("nan"),
    )


def _distance(ours: Int, theirs: Int) -> float:
    """The squared lengths of our units that lie wholly in a gap of theirs."""
    following = np.searchsorted(theirs[:, 1], ours[:, 0], side="right")
    starts = np.append(theirs[:, 0], np.iinfo(np.int64).max)
    lengths = (ours[:, 1] - ours[:, 0]).astype(float)
    return float((lengths**2)[starts[following] >= ours[:, 1]].sum())


def _overlapping(ours: Int, theirs: Int) -> float:
    """The squared differences of begins and of ends of all pairs of units that overlap."""
    first = np.searchsorted(theirs[:, 1], ours[:, 0], side="right")
    counts = np.maximum(np.searchsorted(theirs[:, 0], ours[:, 1], side="left") - first, 0)
    left = np.repeat(np.arange(len(ours)), counts)
    right = first[left] + np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
    return float(((ours[left] - theirs[right]).astype(float) ** 2).sum())


def _expected(units: Sequence[Int], begin: int, length: int) -> float:
    """What units and gaps of these lengths would disagree if they lay anywhere."""
    sizes = np.concatenate([of[:, 1] - of[:, 0] for of in units]).astype(float)
    gaps = np.sort(np.concatenate([_gaps(of, begin, length) for of in units])).astype(float)
    fitting = np.searchsorted(gaps, sizes, side="left")  # gaps from here on are as long as the unit
    room = np.append(np.cumsum(gaps[::-1])[::-1], 0.0)
    places = room[fitting] - (len(gaps) - fitting) * (sizes - 1)
    others = (len(sizes) - 1) * (2 * sizes**3 - 3 * sizes**2 + sizes) / 3
    total = len(units) * length
    free = total * (total - 1) - (sizes * (sizes - 1)).sum()
    return float(quotient(2 / length * (others + sizes**2 * places).sum(), free))


def _gaps(of: Int, begin: int, length: int) -> Int:
    edges = np.concatenate(([begin], of.ravel(), [begin + length])).reshape(-1, 2)
    lengths: Int = edges[:, 1] - edges[:, 0]
    return lengths[lengths > 0]
