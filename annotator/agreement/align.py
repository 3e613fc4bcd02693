"""Which span of one annotator answers which span of another: the one matching behind scores and review.

One-to-one, maximising the sum of IoU (intersection over union, in characters) by Hungarian assignment inside each
connected component of the overlap graph (Kuhn 1955; Munkres 1957). Best-first pairing loses pairs and is not used.
"""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from annotator.agreement.corpus import Corpus

Int = NDArray[np.int64]
Float = NDArray[np.float64]

SAME_PLACE = 0.5  # of IoU
_ONE_PAIR_MORE = 1e-9  # of equal sums of IoU the one with more pairs; no two that differ lie as close
_IN_ORDER = 1e-13  # and then the one whose pairs stand in the order of begin, end, id


@dataclass(frozen=True)
class Pairs:
    """Matched spans: indices into the span columns of the corpus, in their order, and the IoU of each pair."""

    left: Int  # [P]
    right: Int  # [P]
    iou: Float  # [P], 0 < iou <= 1; 1 exactly where begin and end are equal


@dataclass(frozen=True)
class _Edges:
    """Pairs of spans that share characters: indices into the span columns, and their IoU."""

    left: Int
    right: Int
    iou: Float

    def taken(self, which: NDArray[np.bool_] | Int) -> "_Edges":
        return _Edges(self.left[which], self.right[which], self.iou[which])


def align(corpus: Corpus, left: int, right: int, *, across_labels: bool = False) -> Pairs:
    """The one-to-one matching of the spans of layer `left` with those of layer `right` (indices of layers).

    Spans match when they lie in one document that both layers have finished, bear the same label and share a
    character. The sum of IoU is the largest possible; spans equal in begin, end and label always match each other
    (1 - IoU is a metric, so that no better sum exists without them); ties go by number of pairs, then by the order
    of begin, end, id. Swapping the layers swaps the columns and nothing else.
    With `across_labels`, what is left over is matched a second time whatever its label, the first matching unchanged;
    those pairs differ in label, and their IoU is at least `SAME_PLACE`: a figure inside a clause is not another
    name for the clause.
    """
    if left > right:
        swapped = align(corpus, right, left, across_labels=across_labels)
        return _in_order(swapped.right, swapped.left, swapped.iou)
    both = corpus.assigned[:, left] & corpus.assigned[:, right]
    mutual = both[corpus.document]
    ours = np.flatnonzero(mutual & (corpus.layer == left))
    theirs = np.flatnonzero(mutual & (corpus.layer == right))
    group = corpus.document.astype(np.int64) * max(1, len(corpus.labels)) + corpus.label
    found = [_equal(corpus, group, ours, theirs)]
    ours, theirs = _left_over(corpus, found[0], ours, theirs)
    found.append(_best(_overlaps(corpus, group, ours, theirs)))
    if across_labels:
        ours, theirs = _left_over(corpus, found[1], ours, theirs)
        edges = _overlaps(corpus, corpus.document.astype(np.int64), ours, theirs)
        found.append(_best(edges.taken(edges.iou >= SAME_PLACE)))
    columns = zip(*((edges.left, edges.right, edges.iou) for edges in found), strict=True)
    first, second, iou = (np.concatenate(column) for column in columns)
    return _in_order(first, second, iou)


def _in_order(left: Int, right: Int, iou: Float) -> Pairs:
    order = np.argsort(left)
    return Pairs(left[order], right[order], iou[order])


def _left_over(corpus: Corpus, found: _Edges, ours: Int, theirs: Int) -> tuple[Int, Int]:
    """The spans that are not yet matched."""
    free = np.ones(corpus.spans, np.bool_)
    free[found.left] = free[found.right] = False
    return ours[free[ours]], theirs[free[theirs]]


def _equal(corpus: Corpus, group: Int, ours: Int, theirs: Int) -> _Edges:
    """Spans with equal group, begin and end, each with one; the n-th of ours with the n-th of theirs."""
    both = np.concatenate((ours, theirs))
    begin, end = group * _reach(corpus) + corpus.start, corpus.end
    order = np.lexsort((end[both], begin[both]))  # stable: ids stay in order
    spans = both[order]
    begin, end = begin[spans], end[spans]
    first = np.concatenate(([True], (begin[1:] != begin[:-1]) | (end[1:] != end[:-1])))[: len(spans)]
    place = np.cumsum(first) - 1
    is_ours = order < len(ours)
    left, left_place = spans[is_ours], _numbered(place[is_ours])
    right, right_place = spans[~is_ours], _numbered(place[~is_ours])
    _, at_left, at_right = np.intersect1d(left_place, right_place, assume_unique=True, return_indices=True)
    return _Edges(left[at_left], right[at_right], np.ones(len(at_left)))


def _numbered(place: Int) -> Int:
    """Sorted keys made unique by counting equal ones: key and count in one number."""
    first = np.searchsorted(place, place)
    return (place << 32) | (np.arange(len(place)) - first)


def _overlaps(corpus: Corpus, group: Int, ours: Int, theirs: Int) -> _Edges:
    """All pairs of one group that share a character, each once; as much work as there are pairs.

    Of two intervals that overlap, either the second begins inside the first, or the first behind the second's
    begin and inside it: two range look-ups in sorted begins find all.
    """
    reach = _reach(corpus)
    begin, end = group * reach + corpus.start, group * reach + corpus.end
    ours, theirs = (side[np.argsort(begin[side], kind="stable")] for side in (ours, theirs))
    a1, b1 = _ranges(begin[theirs], begin[ours], end[ours], "left")
    b2, a2 = _ranges(begin[ours], begin[theirs], end[theirs], "right")
    left, right = np.concatenate((ours[a1], ours[a2])), np.concatenate((theirs[b1], theirs[b2]))
    shared = np.minimum(corpus.end[left], corpus.end[right]) - np.maximum(
        corpus.start[left], corpus.start[right]
    )
    sizes = corpus.end - corpus.start
    return _Edges(left, right, shared / (sizes[left] + sizes[right] - shared))


def _reach(corpus: Corpus) -> int:
    """How far apart groups lie on one line."""
    return int(corpus.lengths.max(initial=0)) + 1


def _ranges(points: Int, low: Int, high: Int, side: str) -> tuple[Int, Int]:
    """Which of the sorted `points` lie in which `[low, high)` (`(low, high)` for "right"): interval, point."""
    first = np.searchsorted(points, low, side="left" if side == "left" else "right")
    counts = np.searchsorted(points, high, side="left") - first
    counts = np.maximum(counts, 0)
    interval = np.repeat(np.arange(len(low)), counts)
    offset = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
    return interval, first[interval] + offset


def _best(edges: _Edges) -> _Edges:
    """The matching with the largest sum of IoU."""
    if not len(edges.left):
        return edges
    left_names, left = np.unique(edges.left, return_inverse=True)
    right_names, right = np.unique(edges.right, return_inverse=True)
    component = _components(left, right, len(left_names), len(right_names))
    stars = _one_sided(left, right, component)
    order = np.lexsort((edges.right, edges.left, -edges.iou, component))
    first = np.concatenate(([True], component[order][1:] != component[order][:-1]))
    best_of_star = order[first & stars[component[order]]]
    hard = np.flatnonzero(~stars[component])
    hard = hard[np.argsort(component[hard], kind="stable")]
    row, column = _ranks(left[hard], component[hard]), _ranks(right[hard], component[hard])
    ends = np.flatnonzero(np.diff(component[hard], append=-1)) + 1
    taken = [
        low + _assigned(row[low:high], column[low:high], edges.iou[hard[low:high]])
        for low, high in pairwise([0, *ends.tolist()])
    ]
    return edges.taken(np.concatenate([best_of_star, *(hard[each] for each in taken)]))


def _components(left: Int, right: Int, lefts: int, rights: int) -> Int:
    """The number of the connected component of each edge of a bipartite graph."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    nodes = lefts + rights
    graph = coo_array((np.ones(len(left), np.bool_), (left, right + lefts)), shape=(nodes, nodes))
    _, names = connected_components(graph, directed=False)
    return np.asarray(names[left], np.int64)


def _one_sided(left: Int, right: Int, component: Int) -> NDArray[np.bool_]:
    """By component: whether one side is a single span, so that the best edge is the matching."""
    count = int(component.max()) + 1
    lefts, rights = (
        np.bincount(component[np.unique(side, return_index=True)[1]], minlength=count)
        for side in (left, right)
    )
    alone: NDArray[np.bool_] = (lefts == 1) | (rights == 1)
    return alone


def _ranks(side: Int, component: Int) -> Int:
    """The place of each edge's span among those of its component, in the order of the spans."""
    _, at, name = np.unique(side, return_index=True, return_inverse=True)
    of = component[at]
    order = np.argsort(of, kind="stable")
    rank = np.empty(len(of), np.int64)
    rank[order] = np.arange(len(of)) - np.searchsorted(of[order], of[order])
    return rank[name]


def _assigned(row: Int, column: Int, iou: Float) -> Int:
    """Which edges of one component, given by the places of its spans, the assignment takes."""
    from scipy.optimize import linear_sum_assignment

    weight = np.zeros((int(row.max()) + 1, int(column.max()) + 1))
    weight[row, column] = iou + _ONE_PAIR_MORE - _IN_ORDER * np.abs(row - column)
    edge = np.full(weight.shape, -1)
    edge[row, column] = np.arange(len(row))
    taken: Int = edge[linear_sum_assignment(weight, maximize=True)]
    return taken[taken >= 0]
