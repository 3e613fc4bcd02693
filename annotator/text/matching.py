"""Which stretches of two versions of a text are the same: quick on a million characters with local edits.

First what both begin and end with; then pieces that occur once in either (patience diff, Bram Cohen), larger ones
before smaller ones: lines, clauses, runs of characters; what little is left between them, by character.
"""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

MOST_BY_CHARACTER = (
    250_000  # pairs of characters; a larger stretch that shares no rare piece counts as rewritten
)


class Match(NamedTuple):
    """`length` characters from `old` on are those from `new` on; code points."""

    old: int
    new: int
    length: int


def matches(old: str, new: str) -> list[Match]:
    """The stretches that two texts share, in order in both, disjoint, and none touching the next in both."""
    joined: list[Match] = []
    for match in _matches(old, new, 0, 0, 0):
        if joined and _follows(joined[-1], match):
            joined[-1] = joined[-1]._replace(length=joined[-1].length + match.length)
        else:
            joined.append(match)
    return joined


def _follows(before: Match, match: Match) -> bool:
    return (before.old + before.length, before.new + before.length) == match[:2]


def _matches(old: str, new: str, old_at: int, new_at: int, level: int) -> Iterator[Match]:
    head = _common_prefix(old, new)
    if head:
        yield Match(old_at, new_at, head)
    tail = _common_suffix(old[head:], new[head:])
    yield from _between(
        old[head : len(old) - tail], new[head : len(new) - tail], old_at + head, new_at + head, level
    )
    if tail:
        yield Match(old_at + len(old) - tail, new_at + len(new) - tail, tail)


def _between(old: str, new: str, old_at: int, new_at: int, level: int) -> Iterator[Match]:
    """Of two texts that neither begin nor end alike."""
    if not old or not new:
        return
    if level == len(_CUTS):
        yield from _by_character(old, new, old_at, new_at)
        return
    ours, theirs = _CUTS[level](old), _CUTS[level](new)
    old_from = new_from = 0
    for i, j in _unique_in_order([old[a:b] for a, b in ours], [new[a:b] for a, b in theirs]):
        (i_start, i_end), (j_start, j_end) = ours[i], theirs[j]
        if i_start < old_from or j_start < new_from:  # runs of characters overlap each other
            continue
        gap = old[old_from:i_start], new[new_from:j_start]
        yield from _matches(*gap, old_at + old_from, new_at + new_from, level + 1)
        yield Match(old_at + i_start, new_at + j_start, i_end - i_start)
        old_from, new_from = i_end, j_end
    yield from _matches(old[old_from:], new[new_from:], old_at + old_from, new_at + new_from, level + 1)


def _by_character(old: str, new: str, old_at: int, new_at: int) -> Iterator[Match]:
    if len(old) * len(new) > MOST_BY_CHARACTER:
        return
    for block in SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks():
        if block.size:
            yield Match(old_at + block.a, new_at + block.b, block.size)


def _unique_in_order(ours: Sequence[str], theirs: Sequence[str]) -> list[tuple[int, int]]:
    """Pairs of equal pieces that occur once on either side: as many as stand in the same order."""
    count, their_count = Counter(ours), Counter(theirs)
    place = {piece: j for j, piece in enumerate(theirs) if their_count[piece] == 1}
    pairs = [(i, place[piece]) for i, piece in enumerate(ours) if count[piece] == 1 and piece in place]
    # The longest increasing run of places: the last pair of each length, and the pair before each one.
    ends: list[int] = []
    last: list[int] = []
    before: list[int] = []
    for number, (_i, j) in enumerate(pairs):
        length = bisect_left(ends, j)
        ends[length : length + 1] = [j]
        last[length : length + 1] = [number]
        before.append(last[length - 1] if length else -1)
    run: list[tuple[int, int]] = []
    at = last[-1] if last else -1
    while at >= 0:
        run.append(pairs[at])
        at = before[at]
    return run[::-1]


def _common_prefix(old: str, new: str) -> int:
    low, high = 0, min(len(old), len(new))
    if old[:high] == new[:high]:
        return high
    while high - low > 1:  # always alike up to `low`, never up to `high`
        middle = (low + high) // 2
        if old[low:middle] == new[low:middle]:
            low = middle
        else:
            high = middle
    return low


def _common_suffix(old: str, new: str) -> int:
    low, high = 0, min(len(old), len(new))
    if old[len(old) - high :] == new[len(new) - high :]:
        return high
    while high - low > 1:
        middle = (low + high) // 2
        if old[len(old) - middle : len(old) - low] == new[len(new) - middle : len(new) - low]:
            low = middle
        else:
            high = middle
    return low


def _pieces(pattern: str) -> Callable[[str], list[tuple[int, int]]]:
    find = re.compile(pattern).finditer
    return lambda text: [match.span() for match in find(text)]


def _runs(length: int) -> Callable[[str], list[tuple[int, int]]]:
    return lambda text: [(at, at + length) for at in range(len(text) - length + 1)]


_CUTS = (
    _pieces(r"[^\n]*\n|[^\n]+"),
    _pieces(r"[^。；！？，、\n]*[。；！？，、\n]|[^。；！？，、\n]+"),
    _runs(12),
    _runs(4),
)
