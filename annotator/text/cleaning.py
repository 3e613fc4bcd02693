"""Cleaning with a ledger: what is not the report goes, and every removal is written down.

Cleaning only ever removes. The stored text is the original minus the ledger's entries, always; `mapping` leads from
one to the other. Each rule would rather leave something standing than lose a word of the report.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from annotator.domain.document import LedgerEntry
from annotator.i18n import N_
from annotator.text.front import Front, front_of, is_titled
from annotator.text.lines import INVISIBLE, Line, lines_of
from annotator.text.mapping import compose, without
from annotator.text.pages import page_cuts
from annotator.text.spaces import invisible, stray_blanks
from annotator.text.tail import tail_of
from annotator.text.wrapping import Pair, joined

RULES: Mapping[str, str] = {
    "navigation": N_("Navigation of the website"),
    "furniture": N_("Buttons and counters of the page"),
    "header": N_("Header lines, kept as metadata"),
    "credits": N_("Who edited the page"),
    "caption": N_("Caption of a photograph"),
    "repeated": N_("A title that comes again"),
    "related": N_("Links to other pages"),
    "foot": N_("Foot of the website"),
    "page-number": N_("Page numbers"),
    "running-header": N_("Lines that run at the top of every page"),
    "line-break": N_("Line breaks within sentences"),
    "blank-lines": N_("Blank lines"),
    "indent": N_("Indentation"),
    "trailing": N_("Blanks at the end of lines"),
    "space": N_("Blanks inside Chinese sentences"),
    "invisible": N_("Invisible characters"),
}
"""The rules by the names that ledgers call them, and what each removes in words for people."""

BLANK_RULES = frozenset(("line-break", "blank-lines", "indent", "trailing", "space", "invisible"))
"""The rules that remove no character that anyone can see."""

_PAGE = ("page-number", "running-header")
_Range = tuple[int, int, str]  # start, end, rule


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A text and what was removed to get it: sorted, disjoint entries, offsets in the original."""

    text: str
    ledger: tuple[LedgerEntry, ...]


def clean(text: str, *, skip: Collection[str] = ()) -> Cleaned:
    """Remove what is not the report, but for what the rules named in `skip` remove (names as in `RULES`).

    `text` is the decoded original with newlines normalised. Cleaning what was cleaned removes nothing more.
    """
    ledger: tuple[LedgerEntry, ...] = ()
    rest = text
    while found := _pass(rest, skip):
        ledger = compose(text, ledger, found) if ledger else found
        rest = without(text, ledger)
    return Cleaned(rest, ledger)


def keep(original: str, ledger: Sequence[LedgerEntry], dropped: Collection[int]) -> Cleaned:
    """Take removals back: the text and the ledger without the entries at the indices `dropped`."""
    rest = tuple(entry for index, entry in enumerate(ledger) if index not in dropped)
    return Cleaned(without(original, rest), rest)


def _pass(text: str, skip: Collection[str]) -> tuple[LedgerEntry, ...]:
    """The removals that one reading of the text finds."""
    lines = lines_of(text)
    front = front_of(text, lines)
    cuts = {number: rule for number, rule in _cuts(text, lines, front).items() if rule not in skip}
    edges = _shortened(lines, front, cuts)
    ranges: list[_Range] = []
    kept = [number for number, line in enumerate(lines) if not line.blank and number not in cuts]
    hidden = any(char in text for char in INVISIBLE)
    for number in kept:
        line = lines[number]
        ranges += ((a, b, "space") for a, b in stray_blanks(text, line.start, line.end))
        if hidden:
            ranges += ((a, b, "invisible") for a, b in invisible(text, line.start, line.end))
    ranges += _gaps(lines, kept, cuts, edges, _joins(text, lines, kept, cuts, skip))
    return _entries(text, (one for one in ranges if one[2] not in skip))


def _cuts(text: str, lines: list[Line], front: Front) -> dict[int, str]:
    """The lines that go, each with its rule."""
    body = front.body
    cuts = dict(front.cuts)
    tail = tail_of(text, lines, body + 1 if body < len(lines) else len(lines))
    cuts |= tail.cuts
    title = next((lines[n].words for n in front.kept if is_titled(lines[n].words)), "")
    first = min(tail.cuts, default=len(lines))
    for number, rule in page_cuts(text, lines, body, first, title, cuts).items():
        cuts.setdefault(number, rule)
    return cuts


def _shortened(lines: list[Line], front: Front, cuts: dict[int, str]) -> dict[int, str]:
    """Shorten the lines of which a part stays to that part, in place; the rules that the rest of them goes by."""
    rules = {}
    for number, (start, end) in front.rests.items():
        if number in cuts:
            rules[number] = cuts.pop(number)
            lines[number] = lines[number].part(start, end)
    return rules


def _joins(
    text: str, lines: list[Line], kept: list[int], cuts: dict[int, str], skip: Collection[str]
) -> list[bool]:
    """For every two neighbours that stay, whether they become one line."""
    if "line-break" in skip:
        return [False] * max(0, len(kept) - 1)
    return joined(text, [Pair(lines[a], lines[b], _gap(a, b, cuts)) for a, b in pairwise(kept)])


def _gaps(
    lines: list[Line], kept: list[int], cuts: dict[int, str], edges: dict[int, str], joins: list[bool]
) -> Iterator[_Range]:
    """What lies before, between and after the lines that stay, all but one newline between two.

    `edges`: the rules that the beginning and the end of some lines go by, instead of those for blanks.
    """
    first = kept[0] if kept else len(lines)
    yield from _around(lines, range(first), cuts, before=True)
    for (a, b), join in zip(pairwise(kept), joins, strict=True):
        yield from _around(lines, range(a + 1, b), cuts, before=False)
        if join:
            yield lines[a].end, lines[a].high, "line-break"
            yield _newline(lines, b), lines[b].low, "line-break"
    joined_to = {b for b, join in zip(kept[1:], joins, strict=True) if join}
    joined_from = {a for a, join in zip(kept, joins, strict=False) if join}
    for number in kept:
        line = lines[number]
        yield line.low, line.start, edges.get(number, "line-break" if number in joined_to else "indent")
        if number not in joined_from:
            yield line.end, line.high, edges.get(number, "trailing")
    if kept:
        yield from _around(lines, range(kept[-1] + 1, len(lines)), cuts, before=False)


def _around(lines: list[Line], numbers: range, cuts: dict[int, str], *, before: bool) -> Iterator[_Range]:
    """Whole lines with a newline each: the one behind them `before` the first line that stays, else the one above.

    So a line that is taken back comes back as a line. A blank line goes with the one above it that is cut.
    """
    rule = ""
    for number in numbers:
        line = lines[number]
        rule = cuts.get(number, "") if not line.blank else rule
        if before:
            end = lines[number + 1].low if number + 1 < len(lines) else line.high
            yield line.low, end, rule or "blank-lines"
        else:
            yield _newline(lines, number), line.high, rule or "blank-lines"


def _newline(lines: list[Line], number: int) -> int:
    """Where the newline stands that ends the line above."""
    return lines[number - 1].high


def _gap(above: int, below: int, cuts: dict[int, str]) -> str:
    if below == above + 1:
        return "line"
    between = range(above + 1, below)
    return "page" if any(cuts.get(number) in _PAGE for number in between) else "blank"


def _entries(text: str, ranges: Iterable[_Range]) -> tuple[LedgerEntry, ...]:
    """The ranges sorted, what touches and is of one rule together, but for lines with facts."""
    merged: list[_Range] = []
    for start, end, rule in sorted(ranges):
        if start == end:
            continue
        apart = rule in ("header", "credits") and not text[start:end].isspace()
        if merged and merged[-1][1:] == (start, rule) and not apart:
            merged[-1] = (merged[-1][0], end, rule)
        else:
            merged.append((start, end, rule))
    return tuple(LedgerEntry(rule, start, end, text[start:end]) for start, end, rule in merged)
