"""Where the pieces of a text end: the punctuation around a position, brackets and numbers respected.

Everything looks at a window around the position, so that one call costs the same in a text of any length.
"""

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from functools import lru_cache

from annotator.text.fold import fold

REACH = 600
"""How far a look goes to either side of a position, in code points."""

_BRACKET = 300
"""The longest stretch inside a pair of brackets; an opening one without its partner in reach is ignored."""

_SAYING = 20
"""The longest stretch in quotation marks or brackets that no phrase ends in."""

_TITLES = "《〈"
_PAIRS = dict(zip("([{【〔〖《〈“‘<", ")]}】〕〗》〉”’>", strict=True))
_LINES = "\n\u2028\u2029"
_CLOSERS = frozenset(_PAIRS.values())
_MARK = re.compile('[(\\[{【〔〖《〈“‘<)\\]}】〕〗》〉”’>"\n\t。!?;、]|[,:.…—]+')
_DOUBTFUL = re.compile(
    r"""…+ | ——+
      | ,(?!\d{3}(?!\d)) | (?<!\d),
      | :(?!\d|//) | (?<![\d:]):(?!//)
      | (?<=[一-鿿])\.(?![\w.]) | (?<=[一-鿿])\.(?=[一-鿿])""",
    re.VERBOSE,
)
_ENDS_SENTENCE = frozenset("。!?\n.")
_CLOSING = re.compile(r"[”’)\]》〉】〕\"]*")


@dataclass(frozen=True, slots=True)
class Window:
    """The folded text `[low, high)` around a position and the marks in it.

    Positions in `clause`, `sentence` and `phrase` are (start, end) of marks in code points of the whole text.
    Marks inside a pair of brackets end no clause and no sentence; in `phrase` they count, and the brackets do, where
    these hold more than a name or a short saying: “双随机、一公开” is whole. `pairs` are the brackets with their
    partners: from before the one to behind the other.
    `opens` and `closes` say whether the paragraph begins at `low` and ends at `high`, or was cut there.
    """

    low: int
    high: int
    opens: bool
    closes: bool
    folded: str
    clause: tuple[tuple[int, int], ...]
    sentence: tuple[tuple[int, int], ...]
    phrase: tuple[tuple[int, int], ...]
    pairs: tuple[tuple[int, int], ...]

    def is_that_of(self, pos: int) -> bool:
        """Whether `window` would say the same for another position: it holds a whole paragraph that lies within reach."""
        whole = self.opens and self.closes and self.low <= pos <= self.high
        return whole and pos - REACH <= self.low and self.high <= pos + REACH

    def between(self, start: int, end: int) -> str:
        """The folded text from `start` to `end`, positions of the whole text."""
        return self.folded[start - self.low : end - self.low]


def paragraph_bounds(text: str, pos: int) -> tuple[int, int]:
    """The line around `pos`, without its line end. One that is longer than 50,000 is cut at that distance."""
    low, high = max(0, pos - 50_000), min(len(text), pos + 50_000)
    start = max(text.rfind(line, low, pos) for line in _LINES)
    found = [at for line in _LINES if (at := text.find(line, pos, high)) >= 0]
    return (start + 1 if start >= 0 else low), min(found, default=high)


def window(text: str, pos: int) -> Window:
    """The marks around `pos`: within its paragraph, and at most `REACH` to either side."""
    start, end = paragraph_bounds(text, pos)
    low, high = max(start, pos - REACH), min(end, pos + REACH)
    return _window(text, low, high, low == start, high == end)


@lru_cache(maxsize=64)  # whoever asks for one place of a paragraph asks for others, too
def _window(text: str, low: int, high: int, opens: bool, closes: bool) -> Window:
    folded = fold(text[low:high])
    marks = _marks(folded)
    partner = _partners(marks)
    inside = _inside(marks, partner)
    whole = _whole(marks, partner)
    clause: list[tuple[int, int]] = []
    sentence: list[tuple[int, int]] = []
    phrase: list[tuple[int, int]] = []
    for (at, until, mark), enclosed, kept in zip(marks, inside, whole, strict=True):
        place = (low + at, low + until)
        if not kept:
            phrase.append(place)
        if enclosed or mark == "、" or mark in _PAIRS or mark in _CLOSERS or mark == '"':
            continue
        clause.append(place)
        if mark in _ENDS_SENTENCE or mark[0] == "…":
            closing = _CLOSING.match(folded, until)
            sentence.append((low + at, low + (closing.end() if closing else until)))
    pairs = tuple((low + marks[one][0], low + marks[other][1]) for one, other in sorted(partner.items()))
    return Window(low, high, opens, closes, folded, tuple(clause), tuple(sentence), tuple(phrase), pairs)


def around(marks: tuple[tuple[int, int], ...], low: int, high: int, pos: int) -> tuple[int, int, int]:
    """Start and end of the stretch between the marks around `pos`, and where the closing mark ends."""
    after = bisect_right(marks, pos, key=lambda mark: mark[1] - 1)
    start = marks[after - 1][1] if after else low
    end, until = marks[after] if after < len(marks) else (high, high)
    return start, max(start, end), until


def marks_within(marks: tuple[tuple[int, int], ...], start: int, end: int) -> tuple[tuple[int, int], ...]:
    """The marks that begin in `[start, end)`."""
    return marks[bisect_left(marks, (start, 0)) : bisect_left(marks, (end, 0))]


def _marks(folded: str) -> list[tuple[int, int, str]]:
    """(start, end, mark), without the marks that belong to a number, a time or an address."""
    found = []
    for match in _MARK.finditer(folded):
        mark = match[0]
        if mark[0] not in ",:.…—":
            found.append((match.start(), match.end(), mark))
        else:
            at = match.start()
            while at < match.end():
                part = _DOUBTFUL.match(folded, at)
                if part:
                    found.append((at, part.end(), part[0]))
                at = part.end() if part else at + 1
    return found


def _inside(marks: list[tuple[int, int, str]], partner: dict[int, int]) -> list[bool]:
    """For every mark, whether it stands inside a pair of brackets (the brackets themselves do not)."""
    inside, until = [], -1
    for index in range(len(marks)):
        inside.append(index < until)
        if index >= until and index in partner:
            until = partner[index]
    return inside


def _whole(marks: list[tuple[int, int, str]], partner: dict[int, int]) -> list[bool]:
    """For every mark, whether it belongs to a title or to a pair of brackets so short that it is read as a word."""
    whole, until = [], -1
    for index, (at, _, mark) in enumerate(marks):
        if index > until and index in partner:
            closing = partner[index]
            if mark in _TITLES or marks[closing][0] - at <= _SAYING:
                until = closing
        whole.append(index <= until)
    return whole


def _partners(marks: list[tuple[int, int, str]]) -> dict[int, int]:
    """Opening bracket -> closing bracket, as indices into `marks`, for pairs that lie within reach."""
    partner: dict[int, int] = {}
    stack: list[int] = []
    for index, (at, _, mark) in enumerate(marks):
        if mark in _PAIRS or (mark == '"' and not any(marks[i][2] == '"' for i in stack[-3:])):
            stack.append(index)
        elif mark in _CLOSERS or mark == '"':
            for depth in range(1, min(4, len(stack)) + 1):  # an unpaired one above is passed over
                opening = stack[-depth]
                if _PAIRS.get(marks[opening][2], '"') == mark:
                    del stack[-depth:]
                    if at - marks[opening][0] <= _BRACKET:
                        partner[opening] = index
                    break
    return partner
