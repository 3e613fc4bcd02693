"""Which of many documents is worth doing next: how doubtful its suggestions are, how far it lies from what is done.

Uncertainty sampling (Lewis and Gale 1994) with the cost of reading taken into account (Settles, Craven and Friedland
2008); the core-set of a corpus by farthest-first traversal (Gonzalez 1985; Sener and Savarese 2018). Pure.
"""

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

DOUBTFUL = 0.75
"""The highest score of a doubtful suggestion: three in four are right."""

PAGE = 1_000
"""Characters that make a page, which every document costs beside its own: else the shortest one would come first."""


_BATCH = 256  # rows that all others are compared with at once


@dataclass(frozen=True, slots=True)
class Finding:
    """Something in a document that makes it worth looking at: code points, label, score, heading of its section."""

    start: int
    end: int
    label: str
    score: float
    heading: str = ""


@dataclass(frozen=True, slots=True)
class Picked:
    """A row of a matrix as it was picked: its distance (1 - cosine) from the nearest row before it, -1 for none."""

    row: int
    distance: float
    nearest: int = -1


def uncertainty(score: float) -> float:
    """Bits that an answer to a suggestion of this probability is worth (Shannon 1948): 1 at a half, 0 at either end."""
    if not 0 < score < 1:
        return 0.0
    return -score * math.log2(score) - (1 - score) * math.log2(1 - score)


def worth(bits: Iterable[float], characters: int) -> float:
    """What doing a document tells, in bits a page."""
    return sum(bits) * PAGE / (characters + PAGE)


def busiest(headings: Iterable[str]) -> str:
    """The heading that occurs most often; '' where that is none, or only one occurs at all but once."""
    counts = Counter(headings)
    if not counts:
        return ""
    heading, count = max(counts.items(), key=lambda item: (item[1], item[0] != ""))
    return heading if count > 1 or sum(counts.values()) == 1 else ""


def farthest_first(
    matrix: Any, done: Sequence[int], open_: Sequence[int], most: int, seed: int
) -> list[Picked]:
    """The rows `open_` of a sparse matrix with rows of length 1, those first that lie farthest from all before them.

    `done` rows count as picked. Without any the first one is the most typical: nearest to the mean. After `most` rows
    the rest follows by distance as it is then. Rows at one distance are taken in an order that `seed` gives.
    """
    import numpy as np

    rows = np.asarray(open_, np.int64)
    chance = np.random.default_rng(seed)
    rows = rows[chance.permutation(len(rows))]
    if not len(rows):
        return []
    mine = matrix[rows]
    likeness, nearest = _nearest(mine, matrix, done)
    found: list[Picked] = []
    left = np.ones(len(rows), np.bool_)
    if not len(done):
        mean = np.asarray(mine.mean(axis=0)).ravel()
        first = int(np.argmax(mine @ mean))
        found.append(Picked(int(rows[first]), 1.0))
        left[first] = False
        likeness, nearest = _closer(mine, matrix, int(rows[first]), likeness, nearest)
    while left.any() and len(found) < most:
        at = int(np.argmin(np.where(left, likeness, np.inf)))
        found.append(Picked(int(rows[at]), 1 - float(likeness[at]), int(nearest[at])))
        left[at] = False
        likeness, nearest = _closer(mine, matrix, int(rows[at]), likeness, nearest)
    rest = np.flatnonzero(left)
    rest = rest[np.argsort(likeness[rest], kind="stable")]
    found += [Picked(int(rows[at]), 1 - float(likeness[at]), int(nearest[at])) for at in rest.tolist()]
    return found


def nearest_first(matrix: Any, done: Sequence[int], open_: Sequence[int]) -> list[Picked]:
    """The rows `open_`, those first that lie nearest to one of `done`, which must not be empty."""
    import numpy as np

    rows = np.asarray(open_, np.int64)
    if not len(rows):
        return []
    likeness, nearest = _nearest(matrix[rows], matrix, done)
    order = np.argsort(-likeness, kind="stable").tolist()
    return [Picked(int(rows[at]), 1 - float(likeness[at]), int(nearest[at])) for at in order]


def _nearest(mine: Any, matrix: Any, done: Sequence[int]) -> "tuple[NDArray[np.float64], NDArray[np.int64]]":
    """Of each row its greatest cosine with a row that is done, and which one that is."""
    import numpy as np

    likeness = np.full(mine.shape[0], -1.0)
    nearest = np.full(mine.shape[0], -1, np.int64)
    for first in range(0, len(done), _BATCH):
        batch = np.asarray(done[first : first + _BATCH], np.int64)
        cosines = (mine @ matrix[batch].T).toarray()
        best = cosines.argmax(axis=1)
        closest = cosines[np.arange(len(best)), best]
        closer = closest > likeness
        likeness, nearest = np.where(closer, closest, likeness), np.where(closer, batch[best], nearest)
    return likeness, nearest


def _closer(
    mine: Any, matrix: Any, row: int, likeness: "NDArray[np.float64]", nearest: "NDArray[np.int64]"
) -> "tuple[NDArray[np.float64], NDArray[np.int64]]":
    import numpy as np

    cosines = mine @ matrix[row].toarray().ravel()
    closer = cosines > likeness
    return np.where(closer, cosines, likeness), np.where(closer, row, nearest)
