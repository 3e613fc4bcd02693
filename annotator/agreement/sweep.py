"""How much of each document each layer marks, and each pair of layers marks alike, without looking at characters.

Each label is a binary layer of its own, so that nesting is never flattened; one more, `ANY`, is "marked with
anything". Overlaps of one annotator inside a layer are merged by union; spans that only touch stay two. What is
computed are lengths of unions and of their intersections, by look-ups in sorted boundaries over all documents at
once: the cost depends on the number of spans, not on the length of the texts.
"""

from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from annotator.agreement.corpus import Corpus

Int = NDArray[np.int64]
Float = NDArray[np.float64]

ANY = -1  # the binary layer behind those of the labels


@dataclass(frozen=True)
class Coverage:
    """Lengths by document, binary layer (`K` = labels, then any) and annotator; whole numbers, held as floats."""

    covered: Float  # [D, K, L] characters (or units) that the annotator marks
    squares: Float  # [D, K, L] sum of the squared lengths of the annotator's unions
    shared: Float  # [D, K, P] characters that both of a pair mark, pairs as in `pairs()`


@dataclass(frozen=True)
class Unions:
    """Disjoint stretches of one annotator, sorted on a line on which each document and binary layer has its own place."""

    group: Int  # binary layer * D + document
    start: Int  # on the line
    end: Int
    upto: Int  # [n + 1] length of all stretches before


def pairs(layers: int) -> list[tuple[int, int]]:
    """The pairs of layers in the order of every axis `P`."""
    return list(combinations(range(layers), 2))


def coverage(corpus: Corpus) -> Coverage:
    """The lengths of a corpus, for all its documents at once."""
    count = len(corpus.labels) + 1
    shape = (len(corpus.documents), count)
    marked = [unions(corpus, layer) for layer in range(len(corpus.layers))]
    both = [_shared(marked[left], marked[right], shape) for left, right in pairs(len(marked))]
    lengths = [stretch.end - stretch.start for stretch in marked]
    return Coverage(
        covered=_stacked([_summed(m.group, n, shape) for m, n in zip(marked, lengths, strict=True)], shape),
        squares=_stacked(
            [_summed(m.group, n * n, shape) for m, n in zip(marked, lengths, strict=True)], shape
        ),
        shared=_stacked(both, shape),
    )


def unions(corpus: Corpus, layer: int) -> Unions:
    """What one annotator marks, overlaps merged within each document and binary layer."""
    mine = np.flatnonzero(corpus.layer == layer)
    documents, reach = len(corpus.documents), _reach(corpus)
    document, start, end = corpus.document[mine].astype(np.int64), corpus.start[mine], corpus.end[mine]
    labelled = corpus.label[mine].astype(np.int64) * documents + document
    order = np.argsort(labelled * reach + start)
    group = np.concatenate(
        (labelled[order], len(corpus.labels) * documents + document)
    )  # any is in order as it is
    low = group * reach + np.concatenate((start[order], start))
    far = np.maximum.accumulate(group * reach + np.concatenate((end[order], end)))
    first = np.flatnonzero(np.concatenate(([True], low[1:] >= far[:-1]))[: len(low)])
    last = np.append(first[1:], len(low)) - 1 if len(first) else first
    begin, stop = low[first], far[last]
    return Unions(group[first], begin, stop, np.concatenate(([0], np.cumsum(stop - begin))))


def merged(corpus: Corpus) -> Corpus:
    """The corpus with the overlaps of one annotator and one label merged by union; spans then bear no ids."""
    parts = []
    for layer in range(len(corpus.layers)):
        all_ = unions(corpus, layer)
        label, document = np.divmod(all_.group, len(corpus.documents))
        offset = all_.group * _reach(corpus)
        columns = (document, np.full(len(label), layer), label, all_.start - offset, all_.end - offset)
        parts.append([column[label < len(corpus.labels)] for column in columns])
    document, who, label, start, end = (np.concatenate(part) for part in zip(*parts, strict=True))
    order = np.lexsort((label, end, start, who, document))
    return replace(
        corpus,
        document=document[order].astype(np.int32),
        layer=who[order].astype(np.int16),
        label=label[order].astype(np.int16),
        start=start[order],
        end=end[order],
        ids=None,
    )


def _shared(left: Unions, right: Unions, shape: tuple[int, int]) -> Float:
    """The characters that both mark: how much of `right` lies before each end of `left`, less before each start."""
    if not len(left.start) or not len(right.start):
        return np.zeros(shape)
    return _summed(left.group, _before(right, left.end) - _before(right, left.start), shape)


def _before(marked: Unions, points: Int) -> Int:
    """The length of the stretches before each point."""
    at = np.searchsorted(marked.start, points, side="right") - 1
    inside = np.minimum(points, marked.end[at]) - marked.start[at]
    length: Int = np.where(at < 0, 0, marked.upto[at] + inside)
    return length


def _summed(group: Int, values: Int, shape: tuple[int, int]) -> Float:
    sums = np.bincount(group, weights=values.astype(np.float64), minlength=shape[0] * shape[1])
    return np.asarray(sums, np.float64).reshape(shape[::-1]).T


def _reach(corpus: Corpus) -> int:
    """How far apart groups lie on the line, so that no stretch touches that of another."""
    return int(corpus.lengths.max(initial=0)) + 1


def _stacked(columns: list[Float], shape: tuple[int, int]) -> Float:
    return np.stack(columns, axis=-1) if columns else np.zeros((*shape, 0))
