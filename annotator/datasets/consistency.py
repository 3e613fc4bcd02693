"""The same words marked differently in two places of one layer, or marked here and unmarked there.

Words are the same where their form is (`reduced`), and count together where one character differs (`alike`). They are
compared within one role of section alone: what was done in the report's first part is planned in its last, and
what a heading says is told again below it. Of a mark the label counts, and those attributes that are a choice or a flag;
figures belong to their place.

A place that nobody has marked counts only where these words could have been marked as they were elsewhere: as a clause
of its own, behind an enumerator, a linking word or an adverb at most, in a document that the layer has been through.
"""

import re
from array import array
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from typing import TYPE_CHECKING, Any

from annotator.datasets.alike import leaders
from annotator.datasets.reduced import Reduced, reduce
from annotator.domain.schema import LabelSchema
from annotator.text.boundaries import drop_enumerator, drop_linking
from annotator.text.fold import fold
from annotator.text.lexicons import any_of

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

SHORTEST = 4
"""Characters of a form that is compared at all."""

SOUGHT = 6
"""Characters of a form that is looked for where it is not marked: shorter ones stand inside of others everywhere."""

_BEFORE = 24  # characters of a clause before the words in question that may be an enumerator and the like
_ENDS = re.compile(r"[。！？!?；;\n]")
_SLOTS = 1 << 22
_BATCH = 1_000
_FACTOR = 0x9E3779B97F4A7C15

Choices = tuple[tuple[str, Any], ...]  # attributes that count, by name


@dataclass(frozen=True, slots=True)
class Mark:
    """A mark of the layer as it is compared; `attrs` are those that `choices` lets through."""

    start: int
    end: int
    label: str
    attrs: Choices = ()


@dataclass(frozen=True, slots=True)
class Read:
    """One document: its marks, roles of its parts `(start, end, role)`, and whether the layer has been through it."""

    number: int
    text: str
    marks: Sequence[Mark]
    roles: Sequence[tuple[int, int, str]] = ()
    whole: bool = True


@dataclass(frozen=True, slots=True)
class Variant:
    """How words are marked in a place: labels with attributes, () for not at all; `exact`: just these words."""

    marks: tuple[tuple[str, Choices], ...] = ()
    exact: bool = True


@dataclass(frozen=True, slots=True)
class Place:
    """Where words stand: the number of the document, code points; and how they are marked there."""

    document: int
    start: int
    end: int
    variant: Variant


@dataclass(frozen=True, slots=True)
class Alike:
    """Places of the same words in the same role that are not all marked alike; `words` as they were marked once."""

    words: str
    role: str
    places: tuple[Place, ...]
    near: bool = False
    """Whether some of them differ in a character."""


def choices(attrs: Mapping[str, Any], label: str, schema: LabelSchema) -> Choices:
    """The attributes that can be compared from place to place: choices and flags."""
    known = schema.by_name.get(label)
    wanted = {one.name for one in known.attributes if one.type in ("choice", "flag")} if known else set()
    return tuple(sorted((name, value) for name, value in attrs.items() if name in wanted))


def variant_of(marks: Iterable[Mark]) -> Variant:
    """How marks over just the same words mark them."""
    said = {(mark.label, mark.attrs) for mark in marks}
    return Variant(tuple(sorted(said, key=repr) if len(said) > 1 else said))


class Wordings:
    """What a layer has marked, by words. `learn` first, then `look` at each document, then `groups`."""

    def __init__(self) -> None:
        self._ids: dict[str, int] = {}
        self._counts: array[int] = array("l")
        self._quotes: list[str] = []
        self._labels: defaultdict[int, set[str]] = defaultdict(set)
        self._lengths: dict[str, tuple[int, ...]] = {}
        self._filter: NDArray[np.bool_] | None = None
        self._columns = tuple(array("i") for _ in range(6))  # form, role, document, start, end, variant
        self._variants: dict[Variant, int] = {}
        self._roles: dict[str, int] = {}

    def learn(self, marks: Mapping[tuple[str, str], int]) -> None:
        """How often the whole layer marks a quote with a label."""
        quotes = list(dict.fromkeys(quote for quote, _label in marks))
        form_of = dict(zip(quotes, _forms(quotes), strict=True))
        for (quote, label), count in marks.items():
            form = form_of[quote]
            if len(form) >= SHORTEST:
                number = self._ids.setdefault(form, len(self._ids))
                if number == len(self._counts):
                    self._counts.append(0)
                    self._quotes.append(quote)
                self._counts[number] += count
                self._labels[number].add(label)

    def look(self, read: Read) -> None:
        """Take in every place of the words in a document."""
        if self._filter is None:
            self._filter = self._index()
        reduced = reduce(read.text)
        form = reduced.text
        marked: dict[tuple[int, int], list[Mark]] = {}
        ranges = reduced.ranges([(mark.start, mark.end) for mark in read.marks])
        for place, mark in zip(ranges, read.marks, strict=True):
            marked.setdefault(place, []).append(mark)
        for (low, high), marks in marked.items():
            number = self._ids.get(form[low:high])
            if number is not None:
                first, last = min(one.start for one in marks), max(one.end for one in marks)
                self._note(read, number, first, last, variant_of(marks))
        if read.whole:
            for number, low, high in self._found(reduced, form):
                if (low, high) not in marked:
                    self._look_at(read, reduced, number, low, high)

    def groups(self, tick: Callable[[], None] = lambda: None) -> Iterator[Alike]:
        """Words that are not marked alike everywhere, in no order; `tick` is called now and then, and may raise."""
        import numpy as np

        forms = list(self._ids)
        led = np.asarray(self._leaders(forms, tick), np.int64)
        form, role, document, start, end, variant = (
            np.frombuffer(column, np.intc) for column in self._columns
        )
        if not len(form):
            return
        key = led[form] * (len(self._roles) + 1) + role  # of 64 bits
        order = np.lexsort((start, document, key))
        edges = np.flatnonzero(np.diff(key[order], prepend=-1, append=-1))
        low, high = (
            op.reduceat(variant[order], edges[:-1]) if len(edges) > 1 else edges
            for op in (np.minimum, np.maximum)
        )
        variants, roles = list(self._variants), list(self._roles)
        for at in np.flatnonzero(low != high).tolist():
            rows = order[edges[at] : edges[at + 1]].tolist()
            tick()
            places = tuple(
                Place(int(document[row]), int(start[row]), int(end[row]), variants[variant[row]])
                for row in rows
            )
            several = len({int(form[row]) for row in rows}) > 1
            yield Alike(self._quotes[led[form[rows[0]]]], roles[role[rows[0]]], places, several)

    def _leaders(self, forms: list[str], tick: Callable[[], None]) -> list[int]:
        """By form, the one that it is counted with: without the adverbs before it, and but for one character."""
        numbers: dict[str, int] = {}
        plain = [numbers.setdefault(bare(form), len(numbers)) for form in forms]
        counts, first = [0] * len(numbers), [-1] * len(numbers)
        for number, one in enumerate(plain):
            counts[one] += self._counts[number]
            first[one] = number if first[one] < 0 else first[one]
        led = leaders(list(numbers), counts, tick)
        return [first[led[one]] for one in plain]

    def _index(self) -> "NDArray[np.bool_]":
        """Where the beginning of a form that is looked for can stand, by the hash of its characters."""
        import numpy as np

        lengths: defaultdict[str, set[int]] = defaultdict(set)
        for form in self._ids:
            if len(form) >= SOUGHT and not form[:SOUGHT].isdecimal():
                lengths[form[:SOUGHT]].add(len(form))
        self._lengths = {start: tuple(sorted(known)) for start, known in lengths.items()}
        slots = np.zeros(_SLOTS, np.bool_)
        joined = "".join(self._lengths)
        codes = np.frombuffer(joined.encode("utf-32-le", errors="surrogatepass"), np.uint32)
        if len(codes):
            slots[_hashes(codes)[::SOUGHT]] = True
        return slots

    def _found(self, reduced: Reduced, form: str) -> Iterator[tuple[int, int, int]]:
        """Forms that stand in a text, with their places in its form."""
        if len(form) < SOUGHT or self._filter is None:
            return
        import numpy as np

        for low in np.flatnonzero(self._filter[_hashes(reduced.codes)]).tolist():
            for length in self._lengths.get(form[low : low + SOUGHT], ()):
                number = self._ids.get(form[low : low + length])
                if number is not None and low + length <= len(form):
                    yield number, low, low + length

    def _look_at(self, read: Read, reduced: Reduced, number: int, low: int, high: int) -> None:
        """Words that are marked elsewhere: are they a clause here, and what is marked over them?"""
        start, end = int(reduced.at[low]), int(reduced.at[high - 1]) + 1
        if not _stands_alone(read.text, start, end):
            return
        self._note(read, number, start, end, overlapping(read.marks, start, end, self._labels[number]))

    def _note(self, read: Read, number: int, start: int, end: int, variant: Variant) -> None:
        role = ""
        for low, high, name in read.roles:
            if low <= start < high:
                role = name
                break
        form, roles, document, starts, ends, variants = self._columns
        form.append(number)
        roles.append(self._roles.setdefault(role, len(self._roles)))
        document.append(read.number)
        starts.append(start)
        ends.append(end)
        variants.append(self._variants.setdefault(variant, len(self._variants)))


def overlapping(marks: Iterable[Mark], start: int, end: int, labels: Collection[str]) -> Variant:
    """How words are marked that no mark covers just so: by marks with one of these labels, or not at all."""
    over = {mark.label for mark in marks if mark.label in labels and mark.start < end and start < mark.end}
    return Variant(tuple((label, ()) for label in sorted(over)), exact=not over)


def majority(places: Sequence[Place]) -> Variant:
    """How most of the places are marked; among equals a marking before none, the exact one, then the first."""
    counts: dict[Variant, int] = {}
    for place in places:
        counts[place.variant] = counts.get(place.variant, 0) + 1
    return max(counts, key=lambda one: (counts[one], one.exact and bool(one.marks), one.exact))


def _forms(quotes: Sequence[str]) -> Iterator[str]:
    """The form of each quote; many are reduced at once, since a call costs as much as a page of text."""
    for first in range(0, len(quotes), _BATCH):
        batch = quotes[first : first + _BATCH]
        reduced = reduce("\n".join(batch))
        ends = list(accumulate(len(quote) + 1 for quote in batch))
        form = reduced.text
        for low, high in reduced.ranges(list(zip([0, *ends], ends, strict=False))):
            yield form[low:high]


def bare(form: str) -> str:
    """A form without the adverbs that it begins with."""
    found = _adverbs().match(form)
    return form[found.end() :] if found and len(form) - found.end() >= SHORTEST else form


def _stands_alone(text: str, start: int, end: int) -> bool:
    """Whether a key could mark just these words: they are a clause, with nothing but leading words before them."""
    if (end < len(text) and text[end].isalnum()) or _ENDS.search(text, start, end):
        return False
    first = start
    while first > 0 and start - first < _BEFORE and text[first - 1].isalnum():
        first -= 1
    if first == start:
        return True
    folded = fold(text[first:end])
    wanted = start - first
    at, _end = drop_enumerator(folded, 0, len(folded))
    at, _end = drop_linking(folded, at, len(folded))
    return at == wanted or (at < wanted and _adverbs().fullmatch(folded, at, wanted) is not None)


def _hashes(codes: "NDArray[np.uint32]") -> "NDArray[np.int64]":
    """The slot of each `SOUGHT` characters in a row."""
    import numpy as np

    wide = codes.astype(np.uint64)
    count = len(wide) - SOUGHT + 1
    value = wide[:count].copy()
    for step in range(1, SOUGHT):
        value = value * np.uint64(_FACTOR) + wide[step : step + count]
    return ((value >> np.uint64(17)) & np.uint64(_SLOTS - 1)).astype(np.int64)


@cache
def _adverbs() -> re.Pattern[str]:
    return re.compile(f"{any_of('adverbs')}+")
