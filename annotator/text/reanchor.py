"""Where stretches of a text stand after the text was corrected."""

from bisect import bisect_right
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from annotator.text.matching import Match, matches

SHORTEST_FOUND = 4  # characters from which on words that stand elsewhere now are taken for the same ones


class Place(NamedTuple):
    """A stretch of the new text, code points. `exact`: the same words, at the place that the old ones went to."""

    start: int
    end: int
    exact: bool


def reanchor(old_text: str, new_text: str, places: Sequence[tuple[int, int]]) -> list[Place | None]:
    """Where each stretch `[start, end)` of the old text stands in the new one, in the order of `places`.

    A stretch whose words are the same there is exact. One whose words were changed gets what stands in their place
    now, or, where they were taken away, the one place at which just these words were put in; else None. Stretches
    that did not overlap do not overlap afterwards, but for those found elsewhere.
    """
    change = _Change(old_text, new_text)
    return [change.place(start, end) for start, end in places]


class _Change:
    """From one version of a text to the next."""

    def __init__(self, old: str, new: str) -> None:
        self._old, self._new = old, new
        self._kept = [Match(0, 0, 0), *matches(old, new), Match(len(old), len(new), 0)]
        self._starts = [match.old for match in self._kept]
        ends = [(match.new + match.length, after.new) for match, after in pairwise(self._kept)]
        self._put_in = [gap for gap in ends if gap[1] - gap[0] >= SHORTEST_FOUND]

    def place(self, start: int, end: int) -> Place | None:
        quote = self._old[start:end]
        low, high = self._start(start), self._end(end)
        if quote and low < high:
            found = self._new.find(quote, low, high)
            if found >= 0 and self._new.find(quote, found + 1, high) < 0:
                return Place(found, found + len(quote), True)
            if stretch := self._trimmed(low, high):
                return Place(*stretch, False)
        return self._elsewhere(quote)

    def _start(self, offset: int) -> int:
        """Where a stretch that begins at `offset` begins: behind what was put in before it."""
        return self._moved(offset, bisect_right(self._starts, offset) - 1)

    def _end(self, offset: int) -> int:
        """Where a stretch that ends at `offset` ends: before what was put in behind it."""
        return self._moved(offset, bisect_right(self._starts, offset - 1) - 1)

    def _moved(self, offset: int, number: int) -> int:
        """`number` is the match that `offset` lies in or behind; between two, in proportion: nothing better is known."""
        old, new, length = self._kept[number]
        if offset <= old + length:
            return new + offset - old
        after = self._kept[number + 1]
        share = (offset - old - length) * (after.new - new - length) // (after.old - old - length)
        return new + length + share

    def _trimmed(self, low: int, high: int) -> tuple[int, int] | None:
        """Without white space at the edges."""
        words = self._new[low:high]
        low += len(words) - len(words.lstrip())
        return (low, low + len(words.strip())) if words.strip() else None

    def _elsewhere(self, quote: str) -> Place | None:
        if len(quote) < SHORTEST_FOUND:
            return None
        found: list[int] = []
        for low, high in self._put_in:
            at = self._new.find(quote, low, high)
            while at >= 0 and len(found) < 2:
                found.append(at)
                at = self._new.find(quote, at + 1, high)
        return Place(found[0], found[0] + len(quote), False) if len(found) == 1 else None
