"""Code points here, UTF-16 units in Qt: the one place that converts, a block at a time."""

import re
from bisect import bisect_left

_ASTRAL = re.compile("[\U00010000-\U0010ffff]")
# What Qt would act on instead of showing, or could not take at all.
_ODD = re.compile("[\x00-\x08\x0a-\x1f\x7f-\x9f\u2029\u202a-\u202e\u2066-\u2069\ufffc\ud800-\udfff]")
LINE = "\u2028"  # Qt breaks the line here, and only here
_HIDDEN = "\u200b"
_UNKNOWN = "□"  # which every Chinese font has, unlike the pictures of control characters


def display(text: str) -> str:
    """`text` as it is given to Qt: as long in UTF-16 units, with nothing in it that Qt would act on.

    Line ends within a block break the line, marks that turn the writing direction become invisible,
    control characters and what has no meaning become boxes.
    """
    return _ODD.sub(_shown, text) if _ODD.search(text) else text


class Offsets:
    """Positions in one string, both ways; a unit inside a surrogate pair is the character's start."""

    __slots__ = ("_astral", "_units")

    def __init__(self, text: str) -> None:
        self._astral = [found.start() for found in _ASTRAL.finditer(text)]
        self._units = [position + number for number, position in enumerate(self._astral)]

    def to_units(self, position: int) -> int:
        """UTF-16 units before the character at `position`."""
        return position + bisect_left(self._astral, position) if self._astral else position

    def from_units(self, unit: int) -> int:
        """The code point that the UTF-16 unit belongs to."""
        return unit - bisect_left(self._units, unit) if self._units else unit


def _shown(found: re.Match[str]) -> str:
    character = found.group()
    code = ord(character)
    if character in "\n\r\x85\u2029":
        return LINE
    return _HIDDEN if 0x202A <= code <= 0x2069 else _UNKNOWN
