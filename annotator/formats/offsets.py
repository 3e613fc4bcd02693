"""Offsets in the units that other tools count in: UTF-16 units, UTF-8 bytes, user-perceived characters.

Our own are code points. Both directions are exact: an offset that falls inside a character is refused, never rounded.
Graphemes are extended grapheme clusters (Unicode Standard Annex 29), as `regex` cuts them.
"""

from bisect import bisect_left
from collections.abc import Sequence
from itertools import accumulate

from annotator.domain.errors import BadInput
from annotator.formats.format import CODE_POINTS, UTF_8, UTF_16
from annotator.i18n import _

GRAPHEMES = "graphemes"
UNITS = (CODE_POINTS, UTF_16, UTF_8, GRAPHEMES)


class Offsets:
    """Converts the offsets of one text between code points and another unit.

    The table is as long as the text, and is not made where both count alike.
    """

    def __init__(self, text: str, unit: str) -> None:
        self.unit = unit
        self._length = len(text)
        self._table = _table(text, unit)

    def to(self, position: int) -> int:
        """The offset in the unit, for a position in code points; BadInput where it splits a grapheme."""
        if self._table is None:
            return position
        if self.unit == GRAPHEMES:
            return self._find(position)
        return self._table[position]

    def holds(self, position: int) -> bool:
        """Whether there is an offset for a position: it splits no grapheme."""
        if self._table is None or self.unit != GRAPHEMES:
            return True
        place = bisect_left(self._table, position)
        return place < len(self._table) and self._table[place] == position

    def back(self, offset: int) -> int:
        """The position in code points, for an offset in the unit; BadInput where it splits a character.

        Offsets beyond the text come out as they are beyond it, for the check of the record to name.
        """
        table = self._table
        if table is None:
            return offset
        if self.unit == GRAPHEMES:
            return table[offset] if 0 <= offset < len(table) else self._length + abs(offset) + 1
        return self._find(offset)

    def _find(self, value: int) -> int:
        table = self._table or ()
        if value < 0:
            return value
        if value > table[-1]:
            return len(table) - 1 + value - table[-1]
        place = bisect_left(table, value)
        if table[place] != value:
            raise BadInput(
                _("the offset {offset} ({unit}) lies inside a character", offset=value, unit=self.unit)
            )
        return place


def _table(text: str, unit: str) -> Sequence[int] | None:
    """For code points of the text the offset in the unit; for graphemes, of each its first code point."""
    if unit == GRAPHEMES:
        import regex

        return None if text.isascii() and "\r" not in text else [
            *(match.start() for match in regex.finditer(r"\X", text)), len(text)
        ]  # fmt: skip
    if unit == UTF_16 and (not text or max(text) > "\uffff"):
        return list(accumulate((2 if char > "\uffff" else 1 for char in text), initial=0))
    if unit == UTF_8 and not text.isascii():
        return list(accumulate(map(_bytes, text), initial=0))
    return None


def _bytes(char: str) -> int:
    return 1 if char < "\x80" else 2 if char < "\u0800" else 3 if char < "\U00010000" else 4
