"""Blanks inside Chinese sentences that mean nothing."""

import re
from collections.abc import Iterator
from itertools import pairwise

from annotator.text.lines import INVISIBLE

_HAN = "㐀-䶿一-鿿豈-﫿\U00020000-\U0003134f"
_BLANK = "[ \t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]"
_RUN = re.compile(f"{_BLANK}+")
_CHINESE = re.compile(f"[{_HAN}]")
_BEFORE_CLOSING = frozenset(",，。、；;：:！!？?）)》】〕」』”’")
_BEHIND_OPENING = frozenset("，。、；：！？（《【〔「『“‘")
_OPENING = frozenset("《〈（【〔「『“‘")
_CLOSING = frozenset("”’)）》】〕〗」』％%")
_NARROW = frozenset(",;:!?")
_BETWEEN = re.compile(rf"(?<=[{_HAN}]){_BLANK}(?=[{_HAN}])")
_CLAUSE = re.compile("[^，。、；：！？,;:!?（）()]+")
_SENTENCE = re.compile("[。；！？]|[,，].*[,，。]")
_QUOTED = re.compile("《[^《》]*》|“[^“”]*”|「[^「」]*」|〈[^〈〉]*〉")
_INVISIBLE = re.compile(f"[{INVISIBLE}]+")
_SHORT = 4


def stray_blanks(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The places of blanks to remove from the line `text[start:end]`.

    Those beside Chinese punctuation; those between two Chinese characters only within a sentence, outside of
    quotation marks, and where they do not set the items of a list or the parts of a name apart. Never beside
    Latin letters or digits: `GB 18030`.
    """
    runs = [match.span() for match in _RUN.finditer(text, start, end)]
    between = False
    for low, high in runs:
        before, behind = text[low - 1], text[high]
        if _is_stray(text, low, before, behind):
            yield low, high
        elif high - low == 1 and _CHINESE.match(before) and _CHINESE.match(behind):
            between = True
    if between and _SENTENCE.search(text, start, end):
        quoted = [match.span() for match in _QUOTED.finditer(text, start, end)]
        for clause in _CLAUSE.finditer(text, start, end):
            for at in _meaningless(text, *clause.span(), end):
                if not any(low < at < high for low, high in quoted):
                    yield at, at + 1


def invisible(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The places of zero-width spaces, word joiners and byte order marks."""
    for match in _INVISIBLE.finditer(text, start, end):
        yield match.span()


def _is_stray(text: str, at: int, before: str, behind: str) -> bool:
    """Whether blanks at `at` stand beside Chinese punctuation, and not beside anything else than Chinese."""
    chinese = _CHINESE.match(before) is not None
    if behind in _BEFORE_CLOSING:
        return chinese or before in _CLOSING
    opens = behind in _OPENING
    if not (opens or _CHINESE.match(behind)):
        return False
    if before in _BEHIND_OPENING:
        return True
    if opens:
        return chinese or before in _CLOSING
    return before in _NARROW and _CHINESE.match(text[at - 2 : at - 1]) is not None


def _meaningless(text: str, start: int, end: int, line_end: int) -> list[int]:
    blanks = [match.start() for match in _BETWEEN.finditer(text, start, end)]
    if not blanks or (end < line_end and text[end] in ":："):
        return []
    edges = [start, *blanks, end]
    parts = [len(text[a:b].strip()) for a, b in pairwise(edges)]
    return blanks if len(blanks) == 1 or min(parts) > _SHORT else []
