"""A text as lines: where each begins and ends, with and without the blanks around it."""

from dataclasses import dataclass

INVISIBLE = "\u200b\u2060\ufeff"
BLANKS = (
    " \t\v\f\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
    + INVISIBLE
)


@dataclass(frozen=True, slots=True)
class Line:
    """A line without its newline, `[low, high)`, and what of it is not blank, `[start, end)`; code points.

    `words` is that part in the alphabet of the lexicons (see `fold`), offset for offset.
    """

    low: int
    high: int
    start: int
    end: int
    words: str

    @property
    def blank(self) -> bool:
        return self.start == self.end


def lines_of(text: str, folded: str) -> list[Line]:
    """The lines of `text`, which `folded` is the folding of."""
    found, low = [], 0
    for raw in text.split("\n"):
        high = low + len(raw)
        start = high - len(raw.lstrip(BLANKS))
        end = max(start, low + len(raw.rstrip(BLANKS)))
        found.append(Line(low, high, start, end, folded[start:end]))
        low = high + 1
    return found
