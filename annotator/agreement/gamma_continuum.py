"""What gamma compares: the units of several annotators on one continuum, and the dissimilarity of two units.

Source: Mathet, Widlöcher & Métivier 2015, "The Unified and Holistic Method Gamma (γ) for Inter-Annotator Agreement
Measure and Alignment", *Computational Linguistics* 41(3), §4.3–4.5.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.intp]
Bools = NDArray[np.bool_]


def columns_of(marked: Sequence[Sequence["Unit"]], labels: Sequence[str]) -> "Columns":
    """What each annotator marked, one after the other, as columns; `labels` gives the codes."""
    code = {label: number for number, label in enumerate(labels)}
    units = [unit for each in marked for unit in each]
    return Columns(
        start=np.array([unit.start for unit in units], dtype=np.float64),
        end=np.array([unit.end for unit in units], dtype=np.float64),
        label=np.array([code[unit.label] for unit in units], dtype=np.intp),
        owner=np.repeat(np.arange(len(marked)), [len(each) for each in marked]),
        annotators=len(marked),
    )


class Unit(NamedTuple):
    """A stretch [start, end) of the continuum and its category; 0 ≤ start < end ≤ length."""

    start: float
    end: float
    label: str


class Columns(NamedTuple):
    """Units as columns of equal length; `owner` is the number of the annotator, below `annotators`."""

    start: Floats
    end: Floats
    label: Ints
    owner: Ints
    annotators: int


@dataclass(frozen=True)
class Continuum:
    """One document of `length` characters: per annotator what they marked; one who marked nothing has an empty list.

    Annotators who were not given the document are left out. Units may nest, cross and repeat.
    Raises ValueError for a unit outside [0, length] or without extent.
    """

    annotators: Mapping[str, Sequence[Unit]]
    length: float

    def __post_init__(self) -> None:
        for name, units in self.annotators.items():
            for unit in units:
                if not 0 <= unit.start < unit.end <= self.length:
                    raise ValueError(f"{name}: {unit} is no stretch of [0, {self.length}]")

    @property
    def units(self) -> int:
        """The number of units of all annotators."""
        return sum(map(len, self.annotators.values()))

    @property
    def labels(self) -> tuple[str, ...]:
        """The labels that occur, sorted."""
        return tuple(sorted({unit.label for units in self.annotators.values() for unit in units}))


@dataclass(frozen=True)
class Dissimilarity:
    """alpha · d_pos + beta · d_cat, the combined dissimilarity (2015, §4.5); `delta_empty` is that to no unit at all.

    d_pos = ((|start − start'| + |end − end'|) / (length + length'))² · delta_empty (§4.3.1).
    d_cat = distance(label, label') · delta_empty: 0 or 1 as labels are equal or not, or from `distances`, whose keys
    are pairs of different labels in either order (§4.4); pairs that it lacks are at distance 1.
    """

    alpha: float = 1.0
    beta: float = 1.0
    delta_empty: float = 1.0
    distances: Mapping[tuple[str, str], float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        weights = (self.alpha, self.beta, *self.distances.values())
        if self.delta_empty <= 0 or not all(0 <= weight < float("inf") for weight in weights):
            raise ValueError("alpha, beta and distances are at least 0, delta_empty is above 0")

    def positional(self, one: Unit, other: Unit) -> float:
        """d_pos of two units."""
        shift = abs(one.start - other.start) + abs(one.end - other.end)
        ratio = shift / (one.end - one.start + other.end - other.start)
        return ratio * ratio * self.delta_empty

    def categorical(self, one: str, other: str) -> float:
        """d_cat of two labels."""
        return self._distance(one, other) * self.delta_empty

    def combined(self, one: Unit, other: Unit) -> float:
        """What the alignment minimises, for two units."""
        return self.alpha * self.positional(one, other) + self.beta * self.categorical(one.label, other.label)

    def table(self, labels: Sequence[str]) -> "DissimilarityTable":
        """The same over columns of units whose label codes count in `labels`."""
        distance = [[self.categorical(one, other) for other in labels] for one in labels]
        categorical = np.array(distance, dtype=np.float64).reshape(len(labels), len(labels))
        return DissimilarityTable(self.alpha, self.beta, self.delta_empty, categorical)

    def _distance(self, one: str, other: str) -> float:
        if one == other:
            return 0.0
        return self.distances.get((one, other), self.distances.get((other, one), 1.0))


class DissimilarityTable(NamedTuple):
    """A Dissimilarity over columns: `categorical` is the matrix of d_cat by label codes."""

    alpha: float
    beta: float
    delta_empty: float
    categorical: Floats

    def positional(self, units: Columns, one: Ints, other: Ints) -> Floats:
        """d_pos of the units of the numbers `one` and `other`, pair by pair."""
        start, end = units.start, units.end
        extent = (end[one] - start[one]) + (end[other] - start[other])
        ratio = (np.abs(start[one] - start[other]) + np.abs(end[one] - end[other])) / extent
        result: Floats = ratio * ratio * self.delta_empty
        return result

    def combined(self, units: Columns, one: Ints, other: Ints) -> Floats:
        """alpha · d_pos + beta · d_cat, pair by pair."""
        position = self.alpha * self.positional(units, one, other)
        return position + self.beta * self.categorical[units.label[one], units.label[other]]
