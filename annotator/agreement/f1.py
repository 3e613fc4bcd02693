"""Precision, recall and F1 of spans, by pairs of annotators; no correction for chance.

F1 = 2M / (|A| + |B|) is positive specific agreement, to which kappa tends as what nobody marked grows without bound
(Hripcsak & Rothschild 2005, JAMIA 12:296), so that none is needed where spans are rare.
All counts are kept by document: pooled figures, figures by document and resamples are sums of them.
"""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from annotator.agreement.align import align
from annotator.agreement.corpus import Corpus
from annotator.agreement.quotient import quotient
from annotator.agreement.sweep import ANY, Coverage, pairs

Float = NDArray[np.float64]

MATCHES = ("exact", "overlap", "iou")


@dataclass(frozen=True)
class Counts:
    """What was found of what there was; arrays of one shape, or numbers.

    `left` and `right` are how many spans (or characters) the two annotators marked in what both have finished.
    With the left one taken as the truth: precision = found / right, recall = found / left. NaN where undefined.
    """

    found: Any
    left: Any
    right: Any

    @property
    def f1(self) -> Any:
        return quotient(2 * self.found, self.left + self.right)

    @property
    def precision(self) -> Any:
        return quotient(self.found, self.right)

    @property
    def recall(self) -> Any:
        return quotient(self.found, self.left)


@dataclass(frozen=True)
class Matched:
    """Counts of spans by document, label and pair of layers (`sweep.pairs`)."""

    found: Float  # [D, 3, C, P]: exact (begin, end, label equal), overlap (label, >= 1 character), sum of IoU
    left: Float  # [D, C, P]
    right: Float  # [D, C, P]
    spans: Float  # [D, C, L]

    def pooled(self, match: str) -> Counts:
        """Micro counts of all documents and labels, `[P]`; `match` is one of `MATCHES`."""
        found = self.found[:, MATCHES.index(match)].sum(axis=(0, 1))
        return Counts(found, self.left.sum(axis=(0, 1)), self.right.sum(axis=(0, 1)))


def matched(corpus: Corpus) -> Matched:
    """The counts of all pairs, from the one-to-one matching of `align`; a span is matched once (multisets)."""
    shape = (len(corpus.documents), len(corpus.labels))
    cell = corpus.document.astype(np.int64) * shape[1] + corpus.label
    spans = np.stack(
        [_counted(cell[corpus.layer == layer], shape) for layer in range(len(corpus.layers))]
        or [np.zeros((*shape, 0))],
        axis=-1,
    ).reshape(*shape, len(corpus.layers))
    who = pairs(len(corpus.layers))
    found = np.zeros((shape[0], len(MATCHES), shape[1], len(who)))
    both = np.zeros((shape[0], len(who)))
    for at, (left, right) in enumerate(who):
        answer = align(corpus, left, right)
        cells = cell[answer.left]
        found[:, 0, :, at] = _counted(cells[answer.iou == 1], shape)
        found[:, 1, :, at] = _counted(cells, shape)
        found[:, 2, :, at] = _counted(cells, shape, answer.iou)
        both[:, at] = corpus.assigned[:, left] & corpus.assigned[:, right]
    lefts, rights = [left for left, _ in who], [right for _, right in who]
    return Matched(found, spans[..., lefts] * both[:, None], spans[..., rights] * both[:, None], spans)


def without_labels(corpus: Corpus) -> Corpus:
    """The corpus with all labels the same: what `matched` makes of it ignores them."""
    return replace(corpus, labels=("",), label=np.zeros_like(corpus.label))


def partial(corpus: Corpus, weight: float = 0.5) -> Counts:
    """Pooled counts `[P]` with labels ignored, equal spans counting 1 and overlapping ones `weight`.

    With .5 the "partial" of SemEval-2013 task 9.1 (Segura-Bedmar et al. 2013), here on the optimal matching.
    """
    counts = matched(without_labels(corpus))
    equal, some = counts.pooled("exact"), counts.pooled("overlap")
    return replace(equal, found=equal.found + weight * (some.found - equal.found))


def characters(marked: Coverage, corpus: Corpus) -> Counts:
    """Pooled counts `[P]` of pairs (character, label); of a corpus in units, of pairs (unit, label)."""
    who = pairs(len(corpus.layers))
    both = np.stack([corpus.assigned[:, a] & corpus.assigned[:, b] for a, b in who], axis=-1)[:, None]
    covered = marked.covered[:, :ANY]
    left, right = covered[..., [a for a, _ in who]] * both, covered[..., [b for _, b in who]] * both
    return Counts(*(counts.sum(axis=(0, 1)) for counts in (marked.shared[:, :ANY], left, right)))


def _counted(cells: NDArray[np.int64], shape: tuple[int, int], weights: Float | None = None) -> Float:
    return np.bincount(cells, weights=weights, minlength=shape[0] * shape[1]).reshape(shape).astype(float)
