"""The best alignment of the units that several annotators marked on one continuum, and its disorder.

Definitions (Mathet, Widlöcher & Métivier 2015, §4): a *unitary alignment* takes at most one unit of each of the m
annotators; its disorder is the mean, over the m(m-1)/2 pairs of annotators, of the dissimilarity of their units, which
is delta_empty where one of the two (or both) gives no unit. An *alignment* is a set of unitary alignments that holds
each unit exactly once; its disorder is the sum of theirs over the mean number of units per annotator.

`best_alignment` finds one of least disorder, exactly; among several, one of the fewest unitary alignments (the figures
on labels, gamma-cat and gamma-k, depend on that choice). It is a set packing of the candidates of gamma_candidates.py. Its
linear relaxation is almost always integral already; where it is not, the components of units that candidates connect
are solved anew as an integer program (HiGHS, which comes with scipy).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from annotator.agreement.gamma_candidates import Candidates, candidates
from annotator.agreement.gamma_continuum import (
    Bools,
    Columns,
    Continuum,
    Dissimilarity,
    DissimilarityTable,
    Floats,
    Ints,
    Unit,
    columns_of,
)

if TYPE_CHECKING:
    from scipy.sparse import csc_array

# HiGHS' tolerance is 1e-7: both are more than it, and less than matters.
_WHOLE = 1e-6  # how far a variable of the linear program may be from 0 or 1
_TOGETHER = 3e-7  # of delta_empty: what putting one more unit with others is worth, where it costs the same

UnitaryAlignment = tuple[Unit | None, ...]


def best_alignment(continuum: Continuum, dissimilarity: Dissimilarity) -> "Alignment":
    """An alignment of least disorder.

    Raises ValueError for fewer than two annotators or no unit at all, TooManyCandidates (gamma_candidates) where too
    many units lie over one another.
    """
    units, table = _tables(continuum, dissimilarity)
    aligned = align_columns(units, table)
    everyone = [unit for marked in continuum.annotators.values() for unit in marked]
    tuples = [
        tuple(None if place < 0 else everyone[place] for place in row) for row in aligned.members.tolist()
    ]
    return Alignment(aligned.disorder, tuple(tuples))


def alignment_disorder(
    continuum: Continuum, tuples: Sequence[UnitaryAlignment], dissimilarity: Dissimilarity
) -> float:
    """The disorder of a given alignment, whose unitary alignments name the annotators in the order of `continuum`.

    Raises ValueError for fewer than two annotators, no unit at all, or `tuples` that do not hold each unit once.
    """
    _tables(continuum, dissimilarity)
    for place, marked in enumerate(continuum.annotators.values()):
        held = [unit for each in tuples if (unit := each[place]) is not None]
        if sorted(held) != sorted(marked):
            raise ValueError("an alignment holds each unit exactly once")
    pairs = list(combinations(range(len(continuum.annotators)), 2))
    total = 0.0
    for each in tuples:
        for one, other in pairs:
            first, second = each[one], each[other]
            if first is None or second is None:
                total += dissimilarity.delta_empty
            else:
                total += dissimilarity.combined(first, second)
    return total / len(pairs) * len(continuum.annotators) / continuum.units


def align_columns(units: Columns, dissimilarity: DissimilarityTable) -> "AlignedColumns":
    """An alignment of least disorder over columns of at least one unit of at least two annotators.

    Raises TooManyCandidates as best_alignment does.
    """
    found = candidates(units, dissimilarity)
    chosen = found.members[_heaviest_packing(found, len(units.owner), dissimilarity.delta_empty)]
    together = chosen[chosen >= 0]
    alone = np.setdiff1d(np.arange(len(units.owner)), together)
    members = np.full((len(chosen) + len(alone), units.annotators), -1, dtype=np.intp)
    row, column = np.nonzero(chosen >= 0)
    members[row, units.owner[chosen[row, column]]] = chosen[row, column]
    members[np.arange(len(alone)) + len(chosen), units.owner[alone]] = alone
    members = members[np.lexsort(members.T[::-1])]
    return AlignedColumns(members, _disorder(members, units, dissimilarity))


def aligned_pairs(members: Ints) -> tuple[Ints, Ints, Ints]:
    """All pairs of units that stand in one unitary alignment of `members`: its number, and the two units."""
    rows, ones, others = [], [], []
    for one, other in combinations(range(members.shape[1]), 2):
        both = np.flatnonzero((members[:, one] >= 0) & (members[:, other] >= 0))
        rows.append(both)
        ones.append(members[both, one])
        others.append(members[both, other])
    return np.concatenate(rows), np.concatenate(ones), np.concatenate(others)


@dataclass(frozen=True)
class Alignment:
    """A set partition of all units; each tuple names the annotators in the order of the continuum."""

    disorder: float
    tuples: tuple[UnitaryAlignment, ...]


class AlignedColumns(NamedTuple):
    """An alignment over columns: a row a unitary alignment, a column an annotator, the unit's number or -1."""

    members: Ints
    disorder: float


def _tables(continuum: Continuum, dissimilarity: Dissimilarity) -> tuple[Columns, DissimilarityTable]:
    if len(continuum.annotators) < 2 or not continuum.units:
        raise ValueError("an alignment is of units, and between at least two annotators")
    labels = continuum.labels
    return columns_of(list(continuum.annotators.values()), labels), dissimilarity.table(labels)


def _disorder(members: Ints, units: Columns, dissimilarity: DissimilarityTable) -> float:
    """Summed from the pairs, not from what was saved: identical annotations have exactly 0."""
    pairs = units.annotators * (units.annotators - 1) // 2
    _, one, other = aligned_pairs(members)
    empty = len(members) * pairs - len(one)
    total = float(dissimilarity.combined(units, one, other).sum()) + empty * dissimilarity.delta_empty
    return total / pairs * units.annotators / len(units.owner)


def _heaviest_packing(found: Candidates, units: int, delta_empty: float) -> Ints:
    """The numbers of disjoint candidates that save most together and, with the same saving, hold most units."""
    from scipy.sparse import csc_array

    if not len(found.members):
        return np.empty(0, dtype=np.intp)
    taken = found.members >= 0
    holds = csc_array(
        (np.ones(int(taken.sum())), found.members[taken], np.append(0, np.cumsum(taken.sum(axis=1)))),
        shape=(units, len(found.members)),
    )
    worth = found.savings / delta_empty + _TOGETHER * (taken.sum(axis=1) - 1)
    share = _program(worth, holds, whole=False)
    split = np.flatnonzero(np.abs(share - np.rint(share)) > _WHOLE)
    if len(split):
        again = np.flatnonzero(_connected(holds, split))
        share[again] = _program(worth[again], holds[:, again], whole=True)
    return np.flatnonzero(share > 0.5)


def _connected(holds: "csc_array", some: Ints) -> Bools:
    """Which candidates are, through units that they share with others, connected to one of `some`."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    units, number = holds.shape
    unit, candidate = holds.nonzero()
    graph = coo_array((np.ones(len(unit)), (unit, candidate + units)), shape=(units + number, units + number))
    component = connected_components(graph, directed=False)[1][units:]
    result: Bools = np.isin(component, component[some])
    return result


def _program(worth: Floats, holds: "csc_array", *, whole: bool) -> Floats:
    """How much of each candidate to take (all or nothing if `whole`), so that no unit is taken more than once."""
    from scipy.optimize import Bounds, LinearConstraint, milp

    result = milp(
        -worth,
        integrality=np.full(len(worth), int(whole)),
        bounds=Bounds(0, 1),
        constraints=LinearConstraint(holds, -np.inf, 1),
        options={"mip_rel_gap": 0},
    )
    if result.x is None:
        raise ArithmeticError(f"the solver gave up: {result.message}")
    share: Floats = result.x
    return share
