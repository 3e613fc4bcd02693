"""Where a character of the stored text stood in the original, and the other way round."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence

from annotator.domain.document import LedgerEntry


class OffsetMap:
    """Maps offsets (code points) between an original and what is left of it when the ledger's entries are removed.

    The entries must be sorted and disjoint and lie within `original_length`.
    """

    def __init__(self, original_length: int, ledger: Sequence[LedgerEntry]) -> None:
        self.original_length = original_length
        self._starts = [entry.start for entry in ledger]
        self._ends = [entry.end for entry in ledger]
        self._stored: list[int] = []  # where, in the stored text, each removal falls
        self._removed = [0]  # how much the removals before each one, and all, take away
        for entry in ledger:
            self._stored.append(entry.start - self._removed[-1])
            self._removed.append(self._removed[-1] + entry.end - entry.start)
        self.stored_length = original_length - self._removed[-1]

    def to_original(self, i: int) -> int:
        """Where the stored text's character `i` stands in the original; its length leads to the original's length.

        Never less for a greater `i`. The end of a stretch that ends at `i` is `to_original(i - 1) + 1`.
        """
        if i >= self.stored_length:
            return self.original_length
        return i + self._removed[bisect_right(self._stored, i)]

    def to_stored(self, j: int) -> int:
        """Where the original's character `j` stands in the stored text; a removed one, the next that was kept."""
        at = bisect_right(self._starts, j)
        if at and j < self._ends[at - 1]:
            return self._stored[at - 1]
        return j - self._removed[at]


def without(original: str, ledger: Iterable[LedgerEntry]) -> str:
    """The original minus the ledger's entries, which must be sorted and disjoint."""
    pieces, at = [], 0
    for entry in ledger:
        pieces.append(original[at : entry.start])
        at = entry.end
    pieces.append(original[at:])
    return "".join(pieces)


def restored(text: str, ledger: Iterable[LedgerEntry]) -> str:
    """What `without` made `text` of. Where the ledger is of another text, the result means nothing."""
    pieces: list[str] = []
    at = removed = 0
    for entry in ledger:
        pieces += (text[at : entry.start - removed], entry.text)
        at = entry.start - removed
        removed += entry.end - entry.start
    pieces.append(text[at:])
    return "".join(pieces)


def compose(
    original: str, first: Sequence[LedgerEntry], second: Sequence[LedgerEntry]
) -> tuple[LedgerEntry, ...]:
    """One ledger over `original` for two in a row; `second` counts in what `first` leaves.

    An entry of `second` that spans a removal of `first` comes out in pieces.
    """
    places = OffsetMap(len(original), first)
    entries = list(first)
    for entry in second:
        low, high = places.to_original(entry.start), places.to_original(entry.end - 1) + 1
        for removed in first[bisect_right(places._ends, low) :]:
            if removed.start >= high:
                break
            if removed.start > low:
                entries.append(_piece(original, entry.rule, low, removed.start))
            low = max(low, removed.end)
        if low < high:
            entries.append(_piece(original, entry.rule, low, high))
    return tuple(sorted(entries, key=lambda entry: entry.start))


def _piece(original: str, rule: str, start: int, end: int) -> LedgerEntry:
    return LedgerEntry(rule, start, end, original[start:end])
