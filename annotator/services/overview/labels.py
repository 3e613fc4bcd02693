"""How often each label stands in which kind of section, and in which year; and how long documents are."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from annotator.services.overview.places import ROLES
from annotator.services.overview.scope import Scoped, years

if TYPE_CHECKING:
    import numpy as np


@dataclass(frozen=True)
class Group:
    """A kind of section or a year: its documents that the layer has begun, their characters, its marks in the order of
    the labels, and all its documents."""

    name: str
    characters: int
    documents: int
    counts: tuple[int, ...]
    all_documents: int

    def per_thousand(self, label: int) -> float | None:
        """Marks in a thousand characters; None where the layer has begun none."""
        return 1000 * self.counts[label] / self.characters if self.characters else None


@dataclass(frozen=True)
class ByGroup:
    labels: tuple[str, ...]
    groups: tuple[Group, ...]


@dataclass(frozen=True)
class Bin:
    """Documents of `[low, high)` characters."""

    low: int
    high: int
    count: int


@dataclass(frozen=True)
class Lengths:
    """Document lengths in code points; quartiles as usual (linear between ranks). Empty without documents."""

    bins: tuple[Bin, ...]
    documents: int
    characters: int
    shortest: int
    quartiles: tuple[float, float, float]
    longest: int


def by_role(scoped: Scoped) -> ByGroup:
    """Marks by the role of the section that they begin in; roles that no document has and nobody marked are left out."""
    table = _crossed(scoped, scoped.column("role"), len(ROLES))
    lengths = scoped.corpus.places.role_lengths
    begun, there = lengths[scoped.begun], lengths[scoped.inside]
    characters, having = begun.sum(axis=0).tolist(), (begun > 0).sum(axis=0).tolist()
    every = (there > 0).sum(axis=0).tolist()
    groups = [
        Group(role, characters[at], having[at], tuple(table[at].tolist()), every[at])
        for at, role in enumerate(ROLES)
        if every[at] or table[at].any()
    ]
    return ByGroup(tuple(scoped.labels), tuple(groups))


def by_year(scoped: Scoped) -> ByGroup:
    """Marks by the year of their document; documents without one are a group of their own, the last."""
    import numpy as np

    heads = scoped.corpus.heads
    names = years(scoped.heads)
    codes = {name: at for at, name in enumerate(names)}
    of_document = np.array([codes.get(head.year, -1) for head in heads], np.int64)
    table = _crossed(scoped, of_document[scoped.column("document")], len(names))
    characters, documents, every = [0] * len(names), [0] * len(names), [0] * len(names)
    for head, begun in zip(heads, scoped.begun.tolist(), strict=True):
        at = codes.get(head.year, -1)
        if scoped.scope.has(head):
            every[at] += 1
            documents[at] += begun
            characters[at] += begun * head.chars
    groups = [
        Group(name, characters[at], documents[at], tuple(table[at].tolist()), every[at])
        for at, name in enumerate(names)
    ]
    return ByGroup(tuple(scoped.labels), tuple(groups))


def lengths(scoped: Scoped, *, most: int = 16) -> Lengths:
    """Documents by length, in at most `most` bins of a round width."""
    import numpy as np

    found = np.array([head.chars for head in scoped.heads], np.int64)
    if not len(found):
        return Lengths((), 0, 0, 0, (0.0, 0.0, 0.0), 0)
    width = _round_width(int(found.max()) + 1, most)
    first, last = int(found.min()) // width, int(found.max()) // width
    counts = np.bincount(found // width - first, minlength=last - first + 1).tolist()
    bins = tuple(
        Bin((first + at) * width, (first + at + 1) * width, count) for at, count in enumerate(counts)
    )
    low, middle, high = (float(each) for each in np.percentile(found, (25, 50, 75)))
    return Lengths(
        bins, len(found), int(found.sum()), int(found.min()), (low, middle, high), int(found.max())
    )


def _round_width(reach: int, most: int) -> int:
    """The least of 1, 2, 5, 10, 20 … that covers `reach` in `most` steps."""
    power = 1
    while True:
        for factor in (1, 2, 5):
            if factor * power * most >= reach:
                return factor * power
        power *= 10


def _crossed(scoped: Scoped, group: "np.ndarray[Any, Any]", groups: int) -> "np.ndarray[Any, Any]":
    """Counts: a row a group, a column a label."""
    import numpy as np

    wide = len(scoped.labels)
    flat = np.bincount(group * wide + scoped.label_at(), minlength=groups * wide)
    return flat.reshape(groups, wide)
