"""The units that a reader of Chinese official text moves by: phrase, clause, sentence, item, paragraph.

Positions are carets: code points, `pos` lies before `text[pos]`. A caret behind the last character of a unit,
before the mark that closes it, belongs to that unit. Ranges are end-exclusive and cost the same in a text of
any length. The marks that open and close: `marks`.
"""

import re
from collections.abc import Callable

from annotator.text.fold import fold
from annotator.text.marks import REACH, Window, around, marks_within, paragraph_bounds, window

Range = tuple[int, int]

_ITEM = re.compile(
    r"""(?P<yi>(?:第?[一二三四五六七八九十]{1,3})是(?![否不]))
      | (?P<zi>其[一二三四五六七八九十](?=[,、是:]))
      | (?P<paren>\((?:[一二三四五六七八九十]{1,3}|\d{1,2})\))
      | (?P<dun>(?<![\d一-鿿])[一二三四五六七八九十]{1,3}、)
      | (?P<dot>(?<![\d.])\d{1,2}[.、](?!\d))
      | (?P<ring>[①-⑳])""",
    re.VERBOSE,
)
_ITEM_REACH = 1500
_SURE = REACH // 2  # so far from a position one look around it sees both of a pair of brackets
_VISIBLE = re.compile(r"\S")
_BEFORE_ITEM = re.compile(r"[。;:!?\n,]\s*")


def phrase_at(text: str, pos: int) -> Range:
    """The stretch between any two marks, 、 and brackets included; titles and short quotations are whole."""
    return _phrase(window(text, pos), pos)


def clause_at(text: str, pos: int) -> Range:
    """The clause without the mark that ends it. Marks inside 《…》 “…” （…） end no clause."""
    return _clause(window(text, pos), pos)


def sentence_at(text: str, pos: int) -> Range:
    """The sentence with the mark that ends it and the quotation marks closed behind it."""
    return _sentence(window(text, pos), pos)


def sentences(text: str) -> list[Range]:
    """All sentences as `sentence_at` gives them, in order and apart; one that is longer than a look is cut there.

    Several are taken from one look around a position, as far as its brackets can be told from there.
    """
    found: list[Range] = []
    visible = _VISIBLE.search(text)
    while visible:
        first = visible.start()
        view = window(text, first)
        while visible and visible.start() < view.high:
            start, end = _sentence(view, visible.start())
            if visible.start() > first and end > first + _SURE:
                break
            if start < end and (
                not found or start >= found[-1][1]
            ):  # a mark with nothing before it ends nothing
                found.append((start, end))
            visible = _VISIBLE.search(text, max(end, visible.start() + 1))
    return found


def item_at(text: str, pos: int) -> Range:
    """The item of a list (一是…二是…, （一）…, 1.…) inside its paragraph.

    What stands before the first item is one of its own; a paragraph without a list is one item.
    """
    first, last = paragraph_at(text, pos)
    low, high = max(first, pos - _ITEM_REACH), min(last, pos + _ITEM_REACH)
    folded = fold(text[low:high])
    places = [0, *(mark.end() for mark in _BEFORE_ITEM.finditer(folded))]
    found = [match for place in places if (match := _ITEM.match(folded, place))]
    starts = [(low + match.start(), match.lastgroup) for match in found]
    before = [(at, kind) for at, kind in starts if at <= pos]
    if not before:
        return first, starts[0][0] if starts and first < starts[0][0] else last
    start, kind = before[-1]
    end = next((at for at, other in starts if at > start and other == kind), last)
    return start, start + len(text[start:end].rstrip())


def paragraph_at(text: str, pos: int) -> Range:
    """The paragraph without its indentation and newline."""
    start, end = paragraph_bounds(text, pos)
    stretch = text[start:end]
    body = stretch.strip()
    lead = len(stretch) - len(stretch.lstrip())
    return (start + lead, start + lead + len(body)) if body else (start, end)


def next_clause(text: str, pos: int) -> Range | None:
    """The first clause that begins after `pos`; None behind the last one."""
    at = max(0, pos)
    while True:
        view = window(text, at)
        for start, end in _clauses(view):
            if start > pos and (end < view.high or view.closes):
                return start, end
        following = _VISIBLE.search(text, view.high + 1)
        if following is None:
            return None
        at = following.start()


def previous_clause(text: str, pos: int) -> Range | None:
    """The last clause that begins before `pos`; None before the first one."""
    at = min(pos, len(text))
    while at >= 0:
        view = window(text, at)
        if earlier := [clause for clause in _clauses(view) if clause[0] < pos]:
            return earlier[-1]
        at = view.low - 1
        while at > 0 and not (body := text[max(0, at - 10_000) : at].rstrip()):
            at = max(0, at - 10_000)
        at = max(0, at - 10_000) + len(body) if at > 0 else at
    return None


def grow(text: str, start: int, end: int, word_at: Callable[[str, int], Range]) -> Range:
    """The smallest of word, phrase, clause, sentence, item, paragraph that strictly contains the selection.

    Brackets around it, first without and then with the marks themselves, count as units too.
    The selection itself where it is a paragraph or more. `word_at(text, pos)` gives the word around a caret.
    """
    view = window(text, start)
    found = [word_at(text, start), _phrase(view, start), _clause(view, start), _sentence(view, start)]
    found += [item_at(text, start), paragraph_at(text, start)]
    found += [inner for low, high in view.pairs for inner in ((low + 1, high - 1), (low, high))]
    larger = [span for span in found if span[0] <= start and end <= span[1] and span != (start, end)]
    if larger:
        return min(larger, key=lambda span: span[1] - span[0])
    low, high = paragraph_at(text, start)[0], paragraph_at(text, max(start, end - 1))[1]
    return (min(low, start), max(high, end)) if low < start or high > end else (start, end)


def _phrase(view: Window, pos: int) -> Range:
    return _trimmed(view, *around(view.phrase, view.low, view.high, _seat(view, view.phrase, pos))[:2])


def _clause(view: Window, pos: int) -> Range:
    return _trimmed(view, *around(view.clause, view.low, view.high, _seat(view, view.clause, pos))[:2])


def _sentence(view: Window, pos: int) -> Range:
    start, _, until = around(view.sentence, view.low, view.high, _seat(view, view.sentence, pos))
    return _trimmed(view, start, until)


def _seat(view: Window, marks: tuple[Range, ...], pos: int) -> int:
    """The position of a character of the unit that the caret belongs to: before a mark, the character behind."""
    at = bool(marks_within(marks, pos, pos + 1)) or pos >= view.high
    if not at or pos <= view.low:
        return pos
    previous = pos - 1
    return (
        pos if any(start <= previous < end for start, end in marks_within(marks, pos - 4, pos)) else previous
    )


def _clauses(view: Window) -> list[Range]:
    """The clauses that begin in the view; what a cut window begins with is no clause's beginning."""
    edges = [view.low, *(edge for mark in view.clause for edge in mark), view.high]
    pieces = zip(edges[::2], edges[1::2], strict=True)
    return [
        _trimmed(view, start, end)
        for start, end in pieces
        if (view.opens or start > view.low) and any(char.isalnum() for char in view.between(start, end))
    ]


def _trimmed(view: Window, start: int, end: int) -> Range:
    stretch = view.between(start, end)
    body = stretch.strip()
    lead = len(stretch) - len(stretch.lstrip())
    return (start + lead, start + lead + len(body)) if body else (start, end)
