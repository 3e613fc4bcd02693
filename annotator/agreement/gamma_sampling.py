"""Random continua after the likeness of a given one: what gamma calls chance.

Both samplers give as many annotators as the reference has. They draw from it as it stands, so the same generator and the
same reference give the same continua.
"""

from collections.abc import Callable
from typing import Literal

import numpy as np

from annotator.agreement.gamma_continuum import Columns, Floats, Ints

SamplerName = Literal["shuffle", "statistical"]
Sampler = Callable[[np.random.Generator], Columns]

_SHORTEST = 1e-6  # a unit has an extent
_TRIES = 100  # of a chance that leaves everything empty: at most half each


def sampler_of(name: SamplerName, reference: Columns, length: float) -> Sampler:
    """The sampler of that name for a reference of at least one unit on a continuum of `length`.

    Raises ValueError for another name.
    """
    if name == "shuffle":
        return lambda random: shuffled(reference, length, random)
    if name == "statistical":
        return _Statistics(reference).sample
    raise ValueError(f"no sampler is called {name!r}")


def shuffled(reference: Columns, length: float, random: np.random.Generator) -> Columns:
    """Each annotator's units are those of an annotator drawn at random, with replacement, turned round by a random shift.

    Mathet et al. 2015, §5.2.1. Shifts are whole numbers, uniform on [0, length) outside the stretches that are nearer
    than half the mean extent of a unit to an earlier shift (where nothing is left, anywhere): the paper says the mean
    extent, the authors' program and pygamma-agreement take half of it. A unit that would begin behind the end of the
    continuum begins at its front again; one that crosses the end keeps its extent. A continuum without a single unit
    (all draws fell on annotators without any) is drawn anew. pygamma-agreement knows no length of a text: its continuum ends
    with its last unit; to compare figures, give that as `length`.
    """
    apart = float((reference.end - reference.start).mean()) / 2
    drawn = _drawn_annotators(reference, random)
    places = [np.flatnonzero(reference.owner == owner) for owner in drawn]
    units = np.concatenate(places)
    shift = np.repeat(_shifts(len(drawn), length, apart, random), [len(each) for each in places])
    start, end = reference.start[units] + shift, reference.end[units] + shift
    turned = np.where(start >= length, length, 0.0)
    owner = np.repeat(np.arange(len(drawn)), [len(each) for each in places])
    return Columns(start - turned, end - turned, reference.label[units], owner, reference.annotators)


def _drawn_annotators(reference: Columns, random: np.random.Generator) -> Ints:
    """One annotator of the reference for each; at least one of them has units."""
    counts = np.bincount(reference.owner, minlength=reference.annotators)
    for _ in range(_TRIES):
        drawn = random.integers(reference.annotators, size=reference.annotators)
        if counts[drawn].any():
            return drawn
    return np.full(reference.annotators, counts.argmax())


def _shifts(number: int, length: float, apart: float, random: np.random.Generator) -> Floats:
    """Random shifts that keep their distance as long as there is room."""
    shifts = np.empty(number)
    free = np.array([[0.0, length]])
    for place in range(number):
        extent = free[:, 1] - free[:, 0]
        if not extent.sum():
            free, extent = np.array([[0.0, length]]), np.array([length])
        start, end = free[random.choice(len(free), p=extent / extent.sum())]
        shifts[place] = np.floor(random.uniform(start, end))
        left = np.stack([free[:, 0], np.minimum(free[:, 1], shifts[place] - apart)], axis=1)
        right = np.stack([np.maximum(free[:, 0], shifts[place] + apart), free[:, 1]], axis=1)
        free = np.concatenate([left, right])
        free = free[free[:, 0] < free[:, 1]]
    return shifts


class _Statistics:
    """The default sampler of pygamma-agreement (StatisticalContinuumSampler), the same in distribution.

    Each annotator gets |trunc(N)| units, N normal with mean and standard deviation (of the population) of the numbers of
    units per annotator of the reference; at least one as long as nobody has any. Their units follow one another: a gap
    (normal, may be negative), then a unit whose extent is the absolute value of a normal variable; means and standard
    deviations are those of the gaps and extents of the reference. Gaps are from each unit's end to the next one's start
    in order of (start, end), that from 0 to each annotator's first unit unless it begins at 0, and one gap of 0. Labels
    are drawn with their shares in the reference. The length of the continuum plays no part.
    """

    def __init__(self, reference: Columns) -> None:
        counts = np.bincount(reference.owner, minlength=reference.annotators)
        extent = reference.end - reference.start
        gaps = _gaps(reference)
        self._annotators = reference.annotators
        self._count = counts.mean(), counts.std()
        self._gap = gaps.mean(), gaps.std()
        self._extent = extent.mean(), extent.std()
        self._share = np.bincount(reference.label) / len(reference.label)

    def sample(self, random: np.random.Generator) -> Columns:
        """A random continuum of at least one unit."""
        counts = np.abs(np.trunc(random.normal(*self._count, size=self._annotators))).astype(np.intp)
        if not counts[0]:
            counts[0] = 1
        total = int(counts.sum())
        gap, extent = random.normal(*self._gap, size=total), self._extents(total, random)
        walked = np.cumsum(gap + extent)
        before = np.concatenate([[0.0], walked])[np.cumsum(counts) - counts]
        end = walked - np.repeat(before, counts)
        label = random.choice(len(self._share), p=self._share, size=total)
        owner = np.repeat(np.arange(self._annotators), counts)
        return Columns(end - extent, end, label, owner, self._annotators)

    def _extents(self, number: int, random: np.random.Generator) -> Floats:
        extent = np.abs(random.normal(*self._extent, size=number))
        while (short := extent < _SHORTEST).any():
            extent[short] = np.abs(random.normal(*self._extent, size=int(short.sum())))
        return extent


def _gaps(reference: Columns) -> Floats:
    order = np.lexsort((reference.end, reference.start, reference.owner))
    start, end, owner = reference.start[order], reference.end[order], reference.owner[order]
    same = owner[1:] == owner[:-1]
    first = start[np.concatenate([[True], ~same])]
    return np.concatenate([[0.0], (start[1:] - end[:-1])[same], first[first > 0]])
