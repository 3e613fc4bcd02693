"""Lines that were broken at a fixed width, or by the end of a page, within a sentence."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from typing import NamedTuple

from annotator.text.lines import Line

_NARROWEST, _WIDEST = 30, 160  # columns; a Chinese character takes two
_SLACK = 5  # columns by which a full line may be shorter: hanging punctuation, a word of Latin letters
_ENDS = tuple("。!?;:…")
_CLOSERS = "”’)]》】〕\"'"
_STARTS = re.compile(
    r"第[一二三四五六七八九十百\d]{1,3}[章编篇节条]|[一二三四五六七八九十]{1,3}[、是要.]|\([一二三四五六七八九十\d]{1,3}\)|\d{1,2}[.、)](?!\d)"
    r"|[①-⑳●○■□◆◇★☆▪•·※]|[-—–―]{2}|[(]?附件|附:|\||\d{4}年\d{1,2}月\d{1,2}日$"
)
_HEADING = re.compile(
    r"第[一二三四五六七八九十百\d]{1,3}[章编篇节]|[一二三四五六七八九十]{1,3}、|\([一二三四五六七八九十]{1,3}\)"
)
_SENTENCE = re.compile("[,。;、!?:]")
_LATIN = re.compile("[A-Za-z0-9]")


class Pair(NamedTuple):
    """Two neighbours among the lines that are kept; `gap` is `line`, `page` (only page furniture between) or `blank`."""

    above: Line
    below: Line
    gap: str


def joined(text: str, pairs: Sequence[Pair]) -> list[bool]:
    """For every pair, whether the line break between them is not the report's own."""
    shape = _shape(text, pairs)
    return [_is_broken(text, pair, shape) for pair in pairs]


class _Shape(NamedTuple):
    """Columns of a full line (0: the text is not wrapped), the usual indentation, whether paragraphs are indented."""

    width: int
    indent: int
    indented: bool


def _shape(text: str, pairs: Sequence[Pair]) -> _Shape:
    widths = [columns(text[pair.above.low : pair.above.end]) for pair in pairs]
    width = _width(sorted(widths))
    if not width:
        return _Shape(0, 0, False)
    full_lines = [p for p, w in zip(pairs, widths, strict=True) if w >= width - _SLACK]
    running = sum(not _ended(p.above.words) for p in full_lines)
    prose = sum(_SENTENCE.search(p.above.words) is not None for p in full_lines)
    if running < 0.6 * len(full_lines) or prose < 0.5 * len(
        full_lines
    ):  # a list of names of a length has no commas
        return _Shape(0, 0, False)
    indents = [_indent(text, p.below) for p in full_lines]
    usual = min(indents, default=0)
    starts = [p for p, w in zip(pairs, widths, strict=True) if w < width - _SLACK and _ended(p.above.words)]
    deep = sum(_indent(text, p.below) > usual + 1 or bool(_STARTS.match(p.below.words)) for p in starts)
    return _Shape(width, usual, len(starts) >= 2 and deep >= 0.8 * len(starts))


def _width(widths: list[int]) -> int:
    """The width, of these sorted ones, that many lines come close to and hardly any goes beyond; 0 for none."""
    most = 0.03 * len(widths)
    if len(widths) - bisect_right(widths, _WIDEST) > most:
        return 0
    best, width = 0, 0
    for candidate in {w for w in widths if _NARROWEST <= w <= _WIDEST}:
        beyond = bisect_right(widths, candidate + 1)
        full = beyond - bisect_left(widths, candidate - _SLACK)
        if len(widths) - beyond <= most and (full, candidate) > (best, width):
            best, width = full, candidate
    return width if best >= max(4, 0.4 * len(widths)) else 0


def _is_broken(text: str, pair: Pair, shape: _Shape) -> bool:
    above, below, gap = pair
    if gap == "blank" or not (shape.width or gap == "page"):
        return False
    if _STARTS.match(below.words) or (_LATIN.match(below.words) and _LATIN.match(above.words[-1])):
        return False
    ended = _ended(above.words)
    if shape.width:
        full = columns(text[above.low : above.end]) >= shape.width - _SLACK
        deeper = _indent(text, below) > shape.indent + 1
        return full and not deeper and (not ended or shape.indented)
    if ended or _HEADING.match(above.words) or _indent(text, below):
        return False
    return (
        len(above.words) >= 15
        and _SENTENCE.search(above.words) is not None
        and "一" <= below.words[0] <= "鿿"
    )


def _ended(words: str) -> bool:
    return words.rstrip(_CLOSERS).endswith(_ENDS)


def _indent(text: str, line: Line) -> int:
    return columns(text[line.low : line.start])


def columns(text: str) -> int:
    """How wide a text is, a Chinese character or an ideographic space counting two."""
    return len(text) + (len(text.encode("utf-8", "surrogatepass")) - len(text)) // 2
