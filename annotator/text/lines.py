"""A text as lines: where each begins and ends, with and without the blanks around it."""

from annotator.text.fold import fold

INVISIBLE = "\u200b\u2060\ufeff"
BLANKS = (
    " \t\v\f\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
    + INVISIBLE
)


class Line:
    """A line without its newline, `[low, high)`, and what of it is not blank, `[start, end)`; code points."""

    __slots__ = ("_raw", "_words", "end", "high", "low", "start")

    def __init__(self, low: int, high: int, start: int, end: int, raw: str) -> None:
        self.low = low
        self.high = high
        self.start = start
        self.end = end
        self._raw = raw  # what is not blank
        self._words: str | None = None

    def __len__(self) -> int:
        return self.end - self.start

    @property
    def blank(self) -> bool:
        return self.start == self.end

    @property
    def words(self) -> str:
        """What is not blank, in the alphabet of the lexicons (see `fold`), offset for offset."""
        if self._words is None:  # long paragraphs are seldom asked
            self._words = fold(self._raw)
        return self._words

    def part(self, start: int, end: int) -> "Line":
        """The same line, with nothing but `[start, end)` counted as not blank; offsets in the text."""
        return Line(self.low, self.high, start, end, self._raw[start - self.start : end - self.start])


def lines_of(text: str) -> list[Line]:
    """The lines of `text`."""
    found, low = [], 0
    for raw in text.split("\n"):
        high = low + len(raw)
        right = raw.rstrip(BLANKS)
        inner = right.lstrip(BLANKS)
        end = low + len(right)
        found.append(Line(low, high, end - len(inner), end, inner))
        low = high + 1
    return found
