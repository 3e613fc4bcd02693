"""Which spans of several layers speak of the same place: the clusters that review takes for cases."""

from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from annotator.agreement.align import align
from annotator.agreement.corpus import Corpus

Int = NDArray[np.int64]


def clusters(corpus: Corpus) -> Int:
    """`[S]`: the number of the cluster of each span, counted from 0 in the order of the spans.

    Spans of two layers belong together where `align` matches them, across labels too; and a span that is left over
    belongs to that of its label in the other layer that covers more than half of it, as the parts of a split do. A
    cluster is what hangs together so.
    """
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    none = np.zeros(0, np.int64)
    ends = [_edges(corpus, left, right) for left, right in combinations(range(len(corpus.layers)), 2)]
    left, right = (np.concatenate(side) for side in zip((none, none), *ends, strict=True))
    graph = coo_array((np.ones(len(left), np.bool_), (left, right)), shape=(corpus.spans, corpus.spans))
    _count, names = connected_components(graph, directed=False) if corpus.spans else (0, none)
    return np.asarray(names, np.int64)


def _edges(corpus: Corpus, left: int, right: int) -> tuple[Int, Int]:
    """Pairs of spans of two layers that belong together."""
    pairs = align(corpus, left, right, across_labels=True)
    one, other = pairs.left, pairs.right
    both = corpus.assigned[:, left] & corpus.assigned[:, right]
    covers = [_covers(corpus, one, left, right, both), _covers(corpus, other, right, left, both)]
    return (
        np.concatenate((one, *(span for span, _cover in covers))),
        np.concatenate((other, *(cover for _span, cover in covers))),
    )


def _covers(corpus: Corpus, matched: Int, of: int, by: int, both: NDArray[np.bool_]) -> tuple[Int, Int]:
    """Spans of layer `of` that are not matched, each with the span of layer `by` that covers most of it."""
    alone = (corpus.layer == of) & both[corpus.document]
    alone[matched] = False
    spans = np.flatnonzero(alone)
    # Spans stand by document and layer: those of one layer in one document are a slice.
    place = corpus.document.astype(np.int64) * len(corpus.layers) + corpus.layer
    wanted = corpus.document[spans].astype(np.int64) * len(corpus.layers) + by
    low, high = (np.searchsorted(place, wanted, side=side) for side in ("left", "right"))
    found: list[tuple[int, int]] = []
    for span, first, last in zip(spans.tolist(), low.tolist(), high.tolist(), strict=True):
        if first == last:
            continue
        start, end = corpus.start[span], corpus.end[span]
        shared = np.minimum(corpus.end[first:last], end) - np.maximum(corpus.start[first:last], start)
        shared[corpus.label[first:last] != corpus.label[span]] = 0
        best = int(shared.argmax())
        if 2 * shared[best] > end - start:
            found.append((span, first + best))
    pairs = np.array(found, np.int64).reshape(-1, 2)
    return pairs[:, 0], pairs[:, 1]
