"""The unitary alignments that an alignment of least disorder can need: all others are left out, without loss.

Scale: with m annotators and C = m(m-1)/2 pairs, a unitary alignment of k units costs (in C-ths of disorder) the sum of
its k(k-1)/2 dissimilarities plus delta_empty for each other pair; its units on their own cost k · C · delta_empty.
The difference is what it *saves*; the best alignment is the set of disjoint unitary alignments that saves most.

One that can be split in two parts that save more is never needed. Splitting parts of p and q units apart changes their
p · q dissimilarities for delta_empty each and costs C · delta_empty: so only those are kept whose dissimilarities across
*every* split are at most (C + p·q) · delta_empty in sum. (Mathet et al. 2015, §5.1.1, drop only what costs more
than m · delta_empty.)
"""

from collections.abc import Iterator
from itertools import combinations
from typing import NamedTuple

import numpy as np

from annotator.agreement.gamma_continuum import Bools, Columns, DissimilarityTable, Floats, Ints
from annotator.domain.errors import AnnotatorError

MOST_CANDIDATES = 1_000_000  # more than a gigabyte, and some ten seconds for the solver
_SLACK = 1e-9  # of delta_empty: equal is equal in spite of rounding
_CHUNK = 500_000  # extensions looked at in one go


class TooManyCandidates(AnnotatorError):
    """So many units lie over one another that the unitary alignments cannot be listed."""


class Candidates(NamedTuple):
    """Unitary alignments of at least two units: rows of unit numbers, -1 behind the last; and what each saves."""

    members: Ints
    savings: Floats


class _Level(NamedTuple):
    """Unitary alignments of the same number k of units, and their dissimilarities in the order of _pairs(k)."""

    members: Ints
    apart: Floats


def candidates(units: Columns, dissimilarity: DissimilarityTable) -> Candidates:
    """All unitary alignments of two or more of `units` that an alignment of least disorder can need.

    Raises TooManyCandidates beyond MOST_CANDIDATES.
    """
    level = _close_pairs(units, dissimilarity)
    neighbours = _Neighbours(units, level)
    kept = []
    for size in range(2, units.annotators + 1):
        if size > 2:
            level = _extended(level, units, dissimilarity, neighbours)
        kept.append(_needed(level, size, units.annotators, dissimilarity.delta_empty))
    members = np.full((sum(len(each.members) for each in kept), units.annotators), -1, dtype=np.intp)
    row = 0
    for each in kept:
        members[row : row + len(each.members), : each.members.shape[1]] = each.members
        row += len(each.members)
    return Candidates(members, np.concatenate([each.savings for each in kept]))


def _close_pairs(units: Columns, dissimilarity: DissimilarityTable) -> _Level:
    """All pairs of units of two annotators (the lower first) that can be together in a unitary alignment.

    Half the sum of the shifts of both ends is at least the distance of the middles: so only units whose middles are
    near are compared.
    """
    limit = _limit(units.annotators) * dissimilarity.delta_empty
    middle, extent = (units.start + units.end) / 2, units.end - units.start
    order = np.argsort(middle, kind="stable")
    with np.errstate(divide="ignore"):
        ratio = np.sqrt(np.divide(limit, dissimilarity.alpha * dissimilarity.delta_empty))
    reach = ratio * (extent + extent.max(initial=0)) / 2 + 1e-9
    low = np.searchsorted(middle[order], middle - reach, side="left")
    high = np.searchsorted(middle[order], middle + reach, side="right")
    members, apart = [], []
    for rows in _chunks(high - low):
        one = np.repeat(rows, (high - low)[rows])
        other = order[_ranges(low[rows], high[rows])]
        first = units.owner[one] < units.owner[other]
        one, other = one[first], other[first]
        distance = dissimilarity.combined(units, one, other)
        near = distance <= limit
        members.append(np.stack([one[near], other[near]], axis=1))
        apart.append(distance[near][:, None])
        _check(members)
    return _Level(np.concatenate(members), np.concatenate(apart))


class _Neighbours:
    """For each unit the units of later annotators that it can be with, and how far they are."""

    def __init__(self, units: Columns, pairs: _Level) -> None:
        order = np.argsort(pairs.members[:, 0], kind="stable")
        self.unit = pairs.members[order, 1]
        self.apart = pairs.apart[order, 0]
        self.offset = np.searchsorted(pairs.members[order, 0], np.arange(len(units.owner) + 1))


def _extended(
    level: _Level, units: Columns, dissimilarity: DissimilarityTable, neighbours: _Neighbours
) -> _Level:
    """Each unitary alignment of `level` with one more unit of a later annotator, where that can be needed."""
    size = level.members.shape[1]
    limit = _limit(units.annotators) * dissimilarity.delta_empty
    low, high = neighbours.offset[level.members[:, 0]], neighbours.offset[level.members[:, 0] + 1]
    members, apart = [np.empty((0, size + 1), dtype=np.intp)], [np.empty((0, size * (size + 1) // 2))]
    for rows in _chunks(high - low):
        near = _ranges(low[rows], high[rows])
        base = np.repeat(rows, (high - low)[rows])
        later = units.owner[neighbours.unit[near]] > units.owner[level.members[base, -1]]
        near, base = near[later], base[later]
        distances = [neighbours.apart[near]]
        for place in range(1, size):
            distance = dissimilarity.combined(units, level.members[base, place], neighbours.unit[near])
            good = distance <= limit
            near, base = near[good], base[good]
            distances = [each[good] for each in distances] + [distance[good]]
        joined = np.hstack([level.apart[base], np.stack(distances, axis=1)])
        good = _within(joined, size + 1, limit)
        members.append(np.hstack([level.members[base], neighbours.unit[near][:, None]])[good])
        apart.append(joined[good])
        _check(members)
    return _Level(np.concatenate(members), np.concatenate(apart))


def _within(apart: Floats, size: int, limit: float) -> Bools:
    """Where those of each unit to the others sum up to `limit` at most: it holds in every part of what is needed."""
    good = np.ones(len(apart), dtype=bool)
    for place in range(size):
        good &= apart[:, [place in pair for pair in _pairs(size)]].sum(axis=1) <= limit
    return good


def _needed(level: _Level, size: int, annotators: int, delta_empty: float) -> Candidates:
    """Those of `level` that save no less than any two parts of theirs (of at most two units in one of the parts)."""
    pairs = annotators * (annotators - 1) // 2
    good = np.ones(len(level.members), dtype=bool)
    for part in range(1, min(2, size // 2) + 1):
        for inside in combinations(range(size), part):
            across = [(one in inside) != (other in inside) for one, other in _pairs(size)]
            bound = (pairs + part * (size - part) + _SLACK) * delta_empty
            good &= level.apart[:, across].sum(axis=1) <= bound
    apart = level.apart[good]
    savings = ((size - 1) * pairs + apart.shape[1]) * delta_empty - apart.sum(axis=1)
    worth = savings > -_SLACK * delta_empty
    return Candidates(level.members[good][worth], savings[worth])


def _limit(annotators: int) -> float:
    """In delta_empty: the most that the dissimilarities of one unit to the others of its unitary alignment sum up to."""
    return annotators * (annotators - 1) // 2 + annotators - 1 + _SLACK


def _pairs(size: int) -> list[tuple[int, int]]:
    """The pairs of places below `size`, those of the last place last."""
    return [(one, other) for other in range(size) for one in range(other)]


def _check(members: list[Ints]) -> None:
    if sum(map(len, members)) > MOST_CANDIDATES:
        raise TooManyCandidates


def _chunks(counts: Ints) -> Iterator[Ints]:
    """The numbers of the rows, in runs whose `counts` stay near _CHUNK in sum."""
    run = np.cumsum(counts) // _CHUNK
    yield from np.split(np.arange(len(counts)), np.flatnonzero(np.diff(run)) + 1)


def _ranges(low: Ints, high: Ints) -> Ints:
    """low[0] … high[0]-1, low[1] … high[1]-1, and so on, in one array."""
    counts = high - low
    ends = np.cumsum(counts)
    result: Ints = np.arange(counts.sum()) + np.repeat(low - (ends - counts), counts)
    return result
