"""Which labels stand together: in one paragraph, in one section, and linked."""

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from annotator.services.overview.scope import Scoped

if TYPE_CHECKING:
    import numpy as np

UNITS = ("paragraph", "section")


@dataclass(frozen=True)
class Together:
    """How many units (paragraphs, sections) have marks of two labels; on the diagonal, of one at all.

    `combinations`: exactly these labels stand in a unit → how many such units, most first. `outside`: marks in no
    section, which are in no unit then.
    """

    unit: str
    labels: tuple[str, ...]
    counts: tuple[tuple[int, ...], ...]
    combinations: tuple[tuple[tuple[str, ...], int], ...]
    units: int  # with a mark at all
    outside: int


@dataclass(frozen=True)
class Linked:
    """How many links of a type go from a label (rows) to a label (columns)."""

    type: str
    labels: tuple[str, ...]
    counts: tuple[tuple[int, ...], ...]


def together(scoped: Scoped, unit: str) -> Together:
    """Count units by the labels that begin in them."""
    presence, _numbers, outside = presence_of(scoped, unit)
    # Whole numbers up to 2**53 are exact as floating ones, which are multiplied much faster.
    counts = (presence.T.astype(float) @ presence.astype(float)).astype(int)
    combinations = sorted(
        (
            (tuple(name for name, there in zip(scoped.labels, row, strict=True) if there), count)
            for row, count in _counted(presence).items()
        ),
        key=lambda each: (-each[1], len(each[0]), each[0]),
    )
    return Together(
        unit, tuple(scoped.labels), tuple(map(tuple, counts.tolist())), tuple(combinations), len(presence), outside
    )  # fmt: skip


def _counted(presence: "np.ndarray[Any, Any]") -> Counter[tuple[int, ...]]:
    """How often each row of ones and zeros is there: rows as bytes, which are counted faster than tuples."""
    wide = presence.shape[1]
    whole = presence.tobytes()
    rows = Counter(whole[at : at + wide] for at in range(0, len(whole), max(1, wide)))
    return Counter({tuple(row): count for row, count in rows.items()})


def linked(scoped: Scoped) -> tuple[Linked, ...]:
    """The links of the layer whose head lies in a document that is looked at, and whose ends have labels looked at."""
    labels = {name: at for at, name in enumerate(scoped.labels)}
    types = [relation.name for relation in scoped.corpus.schema.relations]
    counts: dict[str, list[list[int]]] = {}
    for row in links_of(scoped):
        table = counts.setdefault(row[1], [[0] * len(labels) for _row in labels])
        table[labels[row[4]]][labels[row[7]]] += 1
    order = [*(name for name in types if name in counts), *sorted(set(counts).difference(types))]
    return tuple(Linked(name, tuple(labels), tuple(map(tuple, counts[name]))) for name in order)


def links_of(scoped: Scoped) -> list[Any]:
    """Those links, as rows of the store."""
    corpus, labels = scoped.corpus, set(scoped.labels)
    return [
        row
        for row in corpus.links
        if row[0] == scoped.layer
        and row[4] in labels
        and row[7] in labels
        and scoped.inside[corpus.index_of(row[2])]
    ]


def presence_of(scoped: Scoped, unit: str) -> "tuple[np.ndarray[Any, Any], np.ndarray[Any, Any], int]":
    """Which labels each unit with marks has (a row a unit), the number of each mark's unit (its row; -1 in none), and
    how many marks are in none."""
    import numpy as np

    of_mark = scoped.column(unit)
    known = of_mark >= 0
    there = np.zeros(
        int(of_mark.max(initial=-1)) + 1, bool
    )  # of all units: looked up, since sorting marks takes longer
    there[of_mark[known]] = True
    rows = np.cumsum(there) - 1
    numbers = np.full(len(of_mark), -1)
    numbers[known] = rows[of_mark[known]]
    presence = np.zeros((int(there.sum()), len(scoped.labels)), bool)
    presence[numbers[known], scoped.label_at()[known]] = True
    return presence, numbers, int((~known).sum())
