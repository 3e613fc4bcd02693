"""Passages that are nearly the same: reports repeat themselves from year to year, with other figures.

A passage is a sentence of running text, or a part of one between semicolons, of at least `SHORTEST` characters in its
reduced form: simplified script, one width and case, white space and punctuation gone, every number one `0`. What ends in
no mark and is short is a heading, a title or a signature, and none. Two passages are near duplicates where the
Levenshtein distance of their reduced forms is at most `FURTHEST` of the longer one (3 characters of 20).

Candidates are found by prefix filtering (Chaudhuri, Ganti & Kaushik 2006; Bayardo, Ma & Srikant 2007):
`d` edits destroy at most `d * Q` of a passage's `n` shingles of `Q` characters, so two near duplicates share one of the
`d * Q + 1` rarest of each. Only where more than `HELD` different passages share one, as in texts made from a template, are
some not looked at: those that share least. Distances are computed bit-parallel (Myers 1999; Hyyrö 2003).
"""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain, pairwise
from typing import TYPE_CHECKING

from annotator.datasets.groups import Groups
from annotator.formats.sentences import sentences
from annotator.text.script import key

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

SHORTEST = 20  # characters of the reduced form; shorter sentences are formulas as often as not
LONG = 40  # characters of a line that is no heading, whatever it ends in
LONGEST = 120  # longer ones go in pieces that end at commas
FURTHEST = 0.15  # of the longer reduced form
Q = 4
_BUCKETS = 128
HELD, COMPARED = 64, 24  # forms that share a rare shingle, and those of them that are compared; see above

_NUMBERS = re.compile(r"[0-9]+(?:[.,][0-9]+)*")
_NOT_WORDS = re.compile(r"[\W_]+")
_ENDS = "。！？!?；;"
_CLOSERS = "”’）」』》)\"'"
_PART = re.compile(r"[^；;]*[；;]*")  # items of one sentence stand apart with semicolons
_PIECE = re.compile(rf".{{{LONGEST // 2},}}?[，,、：:]|.+", re.DOTALL)

Range = tuple[int, int]


def passages(text: str) -> Iterator[tuple[int, int, str]]:
    """The passages of a text in code points, with their reduced forms."""
    for first, last in sentences(text):
        for part in _PART.finditer(text, first, last):
            length = part.end() - part.start()
            if length < SHORTEST or not (length >= LONG or part[0].rstrip(_CLOSERS)[-1:] in _ENDS):
                continue
            for piece in _PIECE.finditer(text, *part.span()) if length > LONGEST else (part,):
                form = reduced(piece[0])
                if len(form) >= SHORTEST:
                    yield piece.start(), piece.end(), form


def reduced(text: str) -> str:
    """What two texts share that differ in script, width, case, punctuation, white space and numbers only."""
    return _NOT_WORDS.sub("", _NUMBERS.sub("0", key(text)))


@dataclass(frozen=True, slots=True)
class Place:
    """Where a passage stands: the index of its document, code points, and the cluster it belongs to."""

    document: int
    start: int
    end: int
    form: int


@dataclass(slots=True)
class Passages:
    """The passages of many documents. `clusters` numbers sets of near duplicates; call `cluster` after the last `add`."""

    places: list[Place] = field(default_factory=list)
    forms: list[str] = field(default_factory=list)  # different reduced forms
    clusters: list[int] = field(default_factory=list)  # by form: the first form of the set
    _numbers: dict[str, int] = field(default_factory=dict)

    def add(self, document: int, text: str) -> None:
        for start, end, form in passages(text):
            number = self._numbers.setdefault(form, len(self.forms))
            if number == len(self.forms):
                self.forms.append(form)
            self.places.append(Place(document, start, end, number))

    def cluster(self, tick: Callable[[], None] = lambda: None) -> None:
        """Find what is nearly the same; `tick` is called now and then, and may raise."""
        self._numbers.clear()
        groups = Groups()
        for _form in self.forms:
            groups.add()
        pairs = _Pairs(self.forms)
        for one, others in _candidates(self.forms):
            tick()
            for other in pairs.may_be_near(one, others):
                if groups.first(one) != groups.first(other) and near(self.forms[one], self.forms[other]):
                    groups.join(one, other)
        self.clusters = [groups.first(form) for form in range(len(self.forms))]

    def cluster_of(self, place: Place) -> int:
        return self.clusters[place.form]

    def repeated(self, places: Sequence[Place] | None = None) -> dict[int, list[Place]]:
        """Those of the places (of all), by cluster, whose cluster stands in more than one document."""
        found: defaultdict[int, list[Place]] = defaultdict(list)
        for place in self.places if places is None else places:
            found[self.cluster_of(place)].append(place)
        return {
            cluster: alike
            for cluster, alike in found.items()
            if any(a.document != b.document for a, b in pairwise(alike))
        }

    def similarity(self, one: Place, other: Place) -> float:
        """From 0 to 1, of their reduced forms."""
        a, b = self.forms[one.form], self.forms[other.form]
        return 1 - distance(a, b) / max(len(a), len(b))


def near(a: str, b: str) -> bool:
    """Whether two reduced forms are near duplicates."""
    most = _edits(max(len(a), len(b)))
    return abs(len(a) - len(b)) <= most and distance(a, b) <= most


def distance(a: str, b: str) -> int:
    """The Levenshtein distance: insertions, deletions and replacements of one character."""
    if a == b:
        return 0
    if len(a) > len(b):
        a, b = b, a
    if not a:
        return len(b)
    where: defaultdict[str, int] = defaultdict(int)
    for at, character in enumerate(a):
        where[character] |= 1 << at
    ones, last, score = (1 << len(a)) - 1, 1 << (len(a) - 1), len(a)
    plus, minus = ones, 0
    for character in b:
        same = where.get(character, 0)
        vertical = same | minus
        diagonal = (((same & plus) + plus) ^ plus) | same
        up, down = minus | (ones & ~(diagonal | plus)), plus & diagonal
        score += bool(up & last) - bool(down & last)
        up, down = (up << 1 | 1) & ones, (down << 1) & ones
        plus, minus = down | (ones & ~(vertical | up)), up & vertical
    return score


def _edits(length: int) -> int:
    return int(FURTHEST * length)


class _Pairs:
    """Sees of most pairs at once that they are not near: an edit takes away and adds at most two pairs of neighbouring
    characters each, so that their counts differ by at most four for each edit (Ukkonen 1992). Counts are kept by hash, in
    `_BUCKETS` bytes a form, which can only make two forms look more alike.
    """

    def __init__(self, forms: Sequence[str]) -> None:
        import numpy as np

        self._lengths = np.fromiter(map(len, forms), np.int64, len(forms))
        self._counts = np.zeros((len(forms), _BUCKETS), np.uint8)
        for number, form in enumerate(forms):
            codes = _codes(form)
            hashed = (codes[1:] * np.uint64(31) + codes[:-1]) * np.uint64(0x9E3779B97F4A7C15) >> np.uint64(57)
            counts = np.bincount(hashed.astype(np.int64), minlength=_BUCKETS)
            self._counts[number] = np.minimum(counts, 255)

    def may_be_near(self, one: int, others: Sequence[int]) -> list[int]:
        """Those of the others that may be near duplicates, in their order."""
        import numpy as np

        if not others:
            return []
        numbers = np.array(others)
        differing = np.abs(self._counts[numbers].astype(np.int16) - self._counts[one].astype(np.int16)).sum(
            axis=1
        )
        longer = np.maximum(self._lengths[numbers], self._lengths[one])
        kept: list[int] = numbers[differing <= 4 * (FURTHEST * longer).astype(np.int64)].tolist()
        return kept


def _candidates(forms: Sequence[str]) -> Iterator[tuple[int, list[int]]]:
    """Of each form the earlier ones that share one of their rarest shingles with it, those that share most first."""
    holders: defaultdict[int, list[int]] = defaultdict(list)
    for number, rarest in enumerate(_rarest(forms)):
        length = len(forms[number])
        held = [holders[shingle] for shingle in rarest]
        shared = Counter(chain.from_iterable(held))
        for numbers in held:
            if len(numbers) < HELD:
                numbers.append(number)
        yield (
            number,
            [
                other
                for other in sorted(shared, key=shared.__getitem__, reverse=True)[:COMPARED]
                if abs(len(forms[other]) - length) <= _edits(max(len(forms[other]), length))
            ],
        )


def _rarest(forms: Sequence[str]) -> Iterator[Iterable[int]]:
    """Of each form as many of its rarest shingles as two near duplicates must share one of."""
    import numpy as np

    frequency = np.zeros(1 << 22, np.uint32)
    slots = np.uint64(len(frequency) - 1)
    for form in forms:
        np.add.at(frequency, (np.unique(_shingles(form)) & slots).astype(np.int64), 1)
    for form in forms:
        found = np.unique(_shingles(form))
        rarity = frequency[(found & slots).astype(np.int64)]
        # The longest near duplicate is 1 / (1 - FURTHEST) times as long, and its edits count.
        needed = _edits(int(len(form) / (1 - FURTHEST)) + 1) * Q + 1
        yield found[np.lexsort((found, rarity))][:needed].tolist()


def _shingles(form: str) -> "NDArray[np.uint64]":
    """Every `Q` characters in a row as one number."""
    import numpy as np

    codes = _codes(form)
    value = codes[: len(codes) - Q + 1].copy()
    for step in range(1, Q):
        value = value * np.uint64(0x9E3779B97F4A7C15) + codes[step : len(codes) - Q + 1 + step]
    return (value ^ (value >> np.uint64(29))) * np.uint64(0xBF58476D1CE4E5B9)


def _codes(form: str) -> "NDArray[np.uint64]":
    import numpy as np

    return np.frombuffer(form.encode("utf-32-le", errors="surrogatepass"), np.uint32).astype(np.uint64)
