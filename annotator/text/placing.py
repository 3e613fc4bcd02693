"""Where quotes with offsets stand in a stored text, whichever of its forms the offsets count in.

Nothing is searched for and nothing is moved: in the right form every quote stands at its place to the character.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from annotator.domain.document import LedgerEntry
from annotator.text.lines import BLANKS
from annotator.text.mapping import OffsetMap, restored, without

Range = tuple[int, int]

_BLANK = BLANKS + "\r\n\u0085\u2028\u2029"


class Quote(NamedTuple):
    """A stretch that somebody marked, and what it reads there; `text` is None where they did not say."""

    start: int
    end: int
    text: str | None


def placings(text: str, ledger: Sequence[LedgerEntry], quotes: Sequence[Quote]) -> list[list[Range | None]]:
    """The places of the quotes in the stored text, for each form of the text in which all of them stand as they say.

    Forms are the stored text and the original that the import cleaned (`ledger`); where neither fits, the original
    with CR LF line ends, with a byte order mark, with both. A place is None for a quote that begins or ends in what
    was removed, but for blanks: those are trimmed, which leaves its words. Forms that lead to the same places count
    as one. Empty where no form fits; several where the quotes cannot tell.
    """
    original = restored(text, ledger) if ledger else text
    if ledger and without(original, ledger) != text:  # a ledger of another version of the text
        original, ledger = text, ()
    found: list[list[Range | None]] = []
    if _all_stand(text, quotes):
        found.append([(quote.start, quote.end) for quote in quotes])
    if ledger and _all_stand(original, quotes):
        found.append(list(_cleaned(original, ledger, quotes)))
    if not found and any(quote.text for quote in quotes):
        for form, added in _other_forms(original):
            if _all_stand(form, quotes):
                inner = [_kept(form, OffsetMap(len(form), added), quote) for quote in quotes]
                found.append(list(_cleaned(original, ledger, inner)) if ledger else inner)
    return [places for index, places in enumerate(found) if places not in found[:index]]


def _all_stand(form: str, quotes: Sequence[Quote]) -> bool:
    return all(
        quote.end <= len(form) and (quote.text is None or form.startswith(quote.text, quote.start))
        for quote in quotes
    )


def _cleaned(
    original: str, ledger: Sequence[LedgerEntry], places: Sequence[Quote | Range | None]
) -> Iterator[Range | None]:
    removed = OffsetMap(len(original), ledger)
    return (None if place is None else _kept(original, removed, place) for place in places)


def _kept(form: str, removed: OffsetMap, place: Quote | Range) -> Range | None:
    """What is kept of a stretch, where that begins and ends as the stretch does, but for blanks."""
    start, end = place[0], place[1]
    low, high = removed.to_stored(start), removed.to_stored(end)
    if low >= high:
        return None
    first, last = removed.to_original(low), removed.to_original(high - 1) + 1
    return None if (form[start:first] + form[last:end]).strip(_BLANK) else (low, high)


def _other_forms(original: str) -> Iterator[tuple[str, list[LedgerEntry]]]:
    """The original as other programs may have counted it, and what is to go from that to get the original."""
    mark = [LedgerEntry("byte-order-mark", 0, 1, "\ufeff")]
    windows = original.replace("\n", "\r\n")
    returns = [LedgerEntry("carriage-return", at, at + 1, "\r") for at in _returns(original)]
    if returns:
        yield windows, returns
    yield "\ufeff" + original, mark
    if returns:
        moved = [LedgerEntry(e.rule, e.start + 1, e.end + 1, e.text) for e in returns]
        yield "\ufeff" + windows, mark + moved


def _returns(original: str) -> Iterator[int]:
    """Where a CR stands before each newline once there is one before each."""
    at = original.find("\n")
    number = 0
    while at >= 0:
        yield at + number
        number += 1
        at = original.find("\n", at + 1)
