"""What printed pages leave in the middle of a text: their numbers, and the line that runs at their top."""

import re
from collections import Counter, defaultdict
from collections.abc import Container
from itertools import pairwise

from annotator.text.front import is_titled
from annotator.text.furniture import is_page_number, is_sure_furniture
from annotator.text.lines import Line

_BARE = re.compile(r"\d{1,4}")
_LONGEST = 50
_HEADING_OR_SPEECH = re.compile(
    r"[!:。;,?]$|^(?:[一二三四五六七八九十]+、|\([一二三四五六七八九十]+\)|\d+[.、])"
)


def page_cuts(
    text: str, lines: list[Line], first: int, last: int, title: str, gone: Container[int]
) -> dict[int, str]:
    """Line number → rule, for the lines from `first` to before `last` (and running headers above).

    A running header is a short line that comes again beside page numbers or form feeds, or repeats the title;
    `gone` are the lines that are cut already. What people say again and again (各位代表!) is no header.
    """
    cuts = {}
    for number in range(first, last):
        if not 0 < len(lines[number]) <= _LONGEST:
            continue
        words = lines[number].words
        if is_page_number(words):
            cuts[number] = "page-number"
        elif is_sure_furniture(words):
            cuts[number] = "furniture"
    cuts |= dict.fromkeys(_counting(lines, first), "page-number")
    return cuts | dict.fromkeys(_running(text, lines, cuts, title, gone), "running-header")


def _counting(lines: list[Line], first: int) -> list[int]:
    """Bare numbers on lines of their own that count up one by one, at least three of them."""
    bare = [n for n in range(first, len(lines)) if 0 < len(lines[n]) <= 4 and _BARE.fullmatch(lines[n].words)]
    values = [int(lines[n].words) for n in bare]
    apart = all(b - a >= 8 for a, b in pairwise(bare))
    if len(values) >= 3 and apart and all(b - a == 1 for a, b in pairwise(values)):
        return bare
    return []


def _running(
    text: str, lines: list[Line], cuts: dict[int, str], title: str, gone: Container[int]
) -> list[int]:
    places: dict[str, list[int]] = defaultdict(list)
    for number, line in enumerate(lines):
        if (
            4 <= len(line) <= _LONGEST
            and number not in cuts
            and number not in gone
            and not _HEADING_OR_SPEECH.search(line.words)
        ):
            places[line.words].append(number)
    if not any(len(found) > 1 for found in places.values()):
        return []
    pages = _page_edges(text, lines, cuts)
    running = []
    for words, found in places.items():
        if len(found) < 2:
            continue
        beside = Counter(number in pages for number in found)
        if beside[True] >= 2 and beside[True] * 3 >= len(found) * 2:
            keep = words == title or is_titled(words)
            running += found[1:] if keep else found
        elif words == title and len(found) >= 3:
            running += found[1:]
    return running


def _page_edges(text: str, lines: list[Line], cuts: dict[int, str]) -> set[int]:
    """The lines next to a page's end, blank ones not counted."""
    filled = [n for n, line in enumerate(lines) if not line.blank]
    edges: set[int] = set()
    for at, number in enumerate(filled):
        line = lines[number]
        if cuts.get(number) == "page-number":
            edges.update(filled[max(0, at - 1) : at + 2])
        elif "\f" in text[line.low : line.start]:
            edges.add(number)
            edges.update(filled[max(0, at - 1) : at])
    return edges
