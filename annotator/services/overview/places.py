"""In which section, of which role, and in which paragraph a place of a document lies; for many places at once."""

from array import array
from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from annotator.text.roles import ACHIEVEMENTS, HEADER, OTHER, PLANS, PROBLEMS

if TYPE_CHECKING:
    import numpy as np

NO_SECTION = "none"
ROLES = (HEADER, ACHIEVEMENTS, PROBLEMS, PLANS, OTHER, NO_SECTION)
_CODES = {role: code for code, role in enumerate(ROLES)}


class Places:
    """Documents laid end to end, one code point apart; `add` them in their order, then `close`."""

    def __init__(self) -> None:
        self._length = 0
        self._sections = 0
        self._bases = array("q")
        self._lines = array("q")  # their lengths, with what ends them
        self._starts = array("q")  # of stretches with one innermost section
        self._roles = array("q")
        self._owners = array("q")  # numbers of sections; -1 in none
        self._lengths = array("q")  # of a document's roles, a row a document

    def add(self, text: str, outline: Sequence[Sequence[Any]]) -> None:
        """The next document; `outline` has start, end, level, heading and role of its sections."""
        base, length = self._length, len(text)
        self._bases.append(base)
        self._lines.extend([len(line) + 1 for line in text.split("\n")])
        of_roles = [0] * len(ROLES)
        for start, end, owner in _stretches(outline, length):
            role = _CODES.get(outline[owner][4], _CODES[OTHER]) if owner >= 0 else _CODES[NO_SECTION]
            self._starts.append(base + start)
            self._roles.append(role)
            self._owners.append(self._sections + owner if owner >= 0 else -1)
            of_roles[role] += end - start
        self._lengths.extend(of_roles)
        self._sections += len(outline)
        self._length += length + 1

    def close(self) -> None:
        """No document comes any more."""
        import numpy as np

        self.bases = np.frombuffer(self._bases, np.int64)
        # The end of a document ends a line, too: two documents never share a paragraph.
        self.line_ends = np.cumsum(np.frombuffer(self._lines, np.int64))
        self.starts = np.frombuffer(self._starts, np.int64)
        self.roles = np.frombuffer(self._roles, np.int64)
        self.owners = np.frombuffer(self._owners, np.int64)
        self.role_lengths = np.frombuffer(self._lengths, np.int64).reshape(-1, len(ROLES))

    def of(
        self, documents: "np.ndarray[Any, Any]", starts: "np.ndarray[Any, Any]"
    ) -> "dict[str, np.ndarray[Any, Any]]":
        """`role` (in the order of ROLES), `section` (-1 in none) and `paragraph`, each numbered over all documents."""
        import numpy as np

        if not len(documents):
            return {name: np.zeros(0, np.int64) for name in ("role", "section", "paragraph")}
        places = self.bases[documents] + starts
        stretch = np.searchsorted(self.starts, places, side="right") - 1
        paragraph = np.searchsorted(self.line_ends, places, side="right")
        return {"role": self.roles[stretch], "section": self.owners[stretch], "paragraph": paragraph}


def _stretches(outline: Sequence[Sequence[Any]], length: int) -> list[tuple[int, int, int]]:
    """The document cut where sections begin and end: start, end, number of the innermost section or -1."""
    order = sorted((each[0], -each[1], at) for at, each in enumerate(outline))
    edges = {0, length}
    for each in outline:
        edges.update(each[:2])
    found: list[tuple[int, int, int]] = []
    around: list[tuple[int, int, int]] = []
    coming = 0
    ordered = sorted(edges)
    for start, end in pairwise(ordered[: ordered.index(length) + 1]):
        while coming < len(order) and order[coming][0] <= start:
            around.append(order[coming])
            coming += 1
        while around and -around[-1][1] <= start:
            around.pop()
        found.append((start, end, around[-1][2] if around else -1))
    return found
