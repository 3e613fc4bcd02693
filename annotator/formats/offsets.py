"""Offsets in the units that other tools count in: UTF-16 units, UTF-8 bytes, user-perceived characters.

Our own are code points. Both directions are exact: an offset that falls inside a character is refused, never rounded.
Graphemes are extended grapheme clusters (Unicode Standard Annex 29), as `regex` cuts them.
"""

import re
from bisect import bisect_left
from collections.abc import Sequence

from annotator.domain.errors import BadInput
from annotator.formats.format import CODE_POINTS, UTF_8, UTF_16
from annotator.i18n import _

# The number of the group is that of the units that each of its characters takes.
_RUNS_16 = re.compile("([\\0-\uffff]+)|([\U00010000-\U0010ffff]+)")
_RUNS_8 = re.compile("([\\0-\x7f]+)|([\x80-\u07ff]+)|([\u0800-\uffff]+)|([\U00010000-\U0010ffff]+)")
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
        return _ends(_RUNS_16, text)
    if unit == UTF_8 and not text.isascii():
        return _ends(_RUNS_8, text)
    return None


def _ends(runs: re.Pattern[str], text: str) -> list[int]:
    """For each position the units before it: run by run of characters that take as many, which the group tells."""
    table, at = [0], 0
    for run in runs.finditer(text):
        width = run.lastindex or 0
        first, at = at + width, at + width * (run.end() - run.start())
        table += range(first, at + 1, width)
    return table
