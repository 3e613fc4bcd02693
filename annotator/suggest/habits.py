"""Where an annotator's boundaries lie: which boundary rules they follow, and which words they leave off at the edges.

Annotators differ in this more than in what they mark: one keeps 按照……要求, before an action, another leaves off
我局 that stands right before the verb. A model chooses among stretches that are cut as the annotator cuts them.
"""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from annotator.domain.schema import Label
from annotator.suggest.clause import Clause, clauses
from annotator.suggest.openings import openings
from annotator.suggest.reading import Cut, Reading
from annotator.text.boundaries import KEPT, RULES
from annotator.text.quantities import Quantity, quantities

Range = tuple[int, int]
Marked = Sequence[tuple[Reading, frozenset[Range]]]
"""Documents with the places marked in them."""

_GOOD_ENOUGH = 0.97
"""The share of marks that the label's own rules must give for no others to be tried."""

_SAMPLE = 12_000
"""Characters of text on which rules are tried; more would take longer than the training itself."""

_LEAST_GAIN = 2
_TOGETHER = (
    (("basis-adverbial", "occasion-adverbial", "framing-adverbial"), "lead"),
    (("basis-adverbial", "occasion-adverbial"), "lead"),
)
"""Rules that annotators mostly follow or break together: one example of each tells as much as two of one."""

_SHORTEST = 3
_REACH = 12
_RUN_BEFORE = re.compile("[一-鿿]+$")


@dataclass(frozen=True)
class Habit:
    """`rules`: boundary rules by name; `heads`, `tails`: words that are left off at the beginning and at the end.

    `openings`: kinds of openings that are left off (see `annotator.suggest.openings`). `taken`: words before the name of
    a quantity that are taken in: 建成|养老机构12家.
    """

    rules: tuple[str, ...]
    heads: frozenset[str] = frozenset()
    tails: frozenset[str] = frozenset()
    openings: frozenset[str] = frozenset()
    taken: frozenset[str] = frozenset()

    def to_dict(self) -> dict[str, Any]:
        """JSON; `from_dict` reads it back."""
        return {
            "rules": list(self.rules),
            "heads": sorted(self.heads),
            "tails": sorted(self.tails),
            "openings": sorted(self.openings),
            "taken": sorted(self.taken),
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> "Habit":
        sets = (frozenset(data[name]) for name in ("heads", "tails", "openings", "taken"))
        return cls(tuple(data["rules"]), *sets)

    def clauses(self, reading: Reading, cut: Cut) -> list[Clause]:
        """The clauses of a document as the annotator cuts them."""
        if not self.heads and not self.tails and not self.openings:
            return clauses(reading, self.rules)
        found = []
        for clause in clauses(reading, self.rules):
            opened = self._opened(clause.words)
            low, high = self._trimmed(clause.words[opened:], cut)
            low, high = low + opened, high + opened
            start, end = clause.start + low, clause.start + high
            found.append(replace(clause, start=start, end=end, words=clause.words[low:high]))
        return found

    def quantities(self, reading: Reading, cut: Cut) -> list[Quantity]:
        """The quantities of a document as the annotator cuts them."""
        found: list[Quantity] = []
        for one in quantities(reading.text, light_verbs="light-verb" not in self.rules):
            words = reading.within(one.start, one.end)
            low, high = self._trimmed(words, cut)
            if any(char.isdecimal() for char in words[low:high]) or not any(map(str.isdecimal, words)):
                one = replace(one, start=one.start + low, end=one.start + high)
            if self.taken and (word := _word_before(reading, one.start, cut)) in self.taken:
                before = found[-1].end if found else 0
                one = replace(one, start=max(before, one.start - len(word)))
            found.append(one)
        return found

    def _opened(self, words: str) -> int:
        """How many characters of openings are left off."""
        low = 0
        for kind, end in openings(words):
            if kind not in self.openings or len(words) - end < _SHORTEST:
                break
            low = end
        return low

    def _trimmed(self, words: str, cut: Cut) -> Range:
        """What is left between the words left off at the edges."""
        if not self.heads and not self.tails:
            return 0, len(words)
        pieces = cut(words)
        while len(pieces) > 1 and words[slice(*pieces[0])] in self.heads:
            pieces = pieces[1:]
        while len(pieces) > 1 and words[slice(*pieces[-1])] in self.tails:
            pieces = pieces[:-1]
        low, high = (pieces[0][0], pieces[-1][1]) if pieces else (0, len(words))
        return (low, high) if high - low >= _SHORTEST else (0, len(words))


def learn(marked: Marked, label: Label, cut: Cut) -> Habit:
    """The habit that gives most of the marks; the label's own rules where these do well enough."""
    plain = _with_edges(marked, label, label.rules, cut)
    if label.unit != "clause":
        return plain
    rules = _rules(marked, plain, cut)
    return plain if rules == plain.rules else _with_edges(marked, label, rules, cut)


def _with_edges(marked: Marked, label: Label, rules: Sequence[str], cut: Cut) -> Habit:
    """What is left off at the edges of stretches that these rules give: openings first, then single words."""
    habit = Habit(tuple(rules))
    if label.unit == "clause":
        kinds = _Openings()
        for reading, places in marked:
            kinds.compare(reading, _ranges(habit, label, reading, cut), places)
        habit = replace(habit, openings=kinds.left_off())
    heads, tails = _Edge(), _Edge()
    for reading, places in marked:
        _compare(reading, _ranges(habit, label, reading, cut), places, heads, tails, cut)
    habit = replace(habit, heads=heads.left_off(), tails=tails.left_off())
    return replace(habit, taken=_taken(marked, habit, cut)) if label.unit == "quantity" else habit


def _ranges(habit: Habit, label: Label, reading: Reading, cut: Cut) -> list[Range]:
    found: Sequence[Clause | Quantity] = (
        habit.quantities(reading, cut) if label.unit == "quantity" else habit.clauses(reading, cut)
    )
    return [(one.start, one.end) for one in found]


def _taken(marked: Marked, habit: Habit, cut: Cut) -> frozenset[str]:
    """Words right before quantities that are marked with them more often than not."""
    taken, left = Counter[str](), Counter[str]()
    for reading, places in marked:
        by_end = {end: start for start, end in places}
        for one in habit.quantities(reading, cut):
            if (start := by_end.get(one.end)) is not None and (word := _word_before(reading, one.start, cut)):
                side = taken if start == one.start - len(word) else left
                side[word] += start <= one.start
    return frozenset(word for word, count in taken.items() if count >= _LEAST_GAIN and count > left[word])


class _Openings:
    """How often each kind of opening was left off, and how often kept."""

    def __init__(self) -> None:
        self._off: Counter[str] = Counter()
        self._kept: Counter[str] = Counter()

    def compare(self, reading: Reading, found: Sequence[Range], places: frozenset[Range]) -> None:
        """Look at the stretches whose end is the end of a mark; what is left off at the end does not matter here."""
        marks = sorted(places)
        for start, end in found:
            at = bisect_left(marks, (start,))
            if at == len(marks) or marks[at][1] > end:
                continue
            other = marks[at][0]
            for kind, length in openings(reading.within(start, end)):
                side = self._off if start + length <= other else self._kept
                side[kind] += 1

    def left_off(self) -> frozenset[str]:
        return frozenset(
            kind for kind, count in self._off.items() if count >= _LEAST_GAIN and count > self._kept[kind]
        )


class _Edge:
    """How often each word was left off at an edge, and how often kept."""

    def __init__(self) -> None:
        self._off: Counter[str] = Counter()
        self._kept: Counter[str] = Counter()

    def take(self, dropped: Sequence[str], kept: str) -> None:
        self._off.update(word for word in dropped if word.isalnum())
        self._kept[kept] += 1

    def left_off(self) -> frozenset[str]:
        return frozenset(
            word for word, count in self._off.items() if count >= _LEAST_GAIN and count > self._kept[word]
        )


def _compare(
    reading: Reading, found: Sequence[Range], places: frozenset[Range], heads: _Edge, tails: _Edge, cut: Cut
) -> None:
    """Tell the edges of what was marked inside each stretch, where the other edge is the same."""
    by_end = {end: start for start, end in places}
    by_start = dict(places)
    for start, end in found:
        if start <= (other := by_end.get(end, -1)) < end:
            words = _words(reading, start, other, cut)
            heads.take(words, _first(reading, other, end, cut))
        if start < (other := by_start.get(start, -1)) <= end:
            words = _words(reading, other, end, cut)
            tails.take(words, _last(reading, start, other, cut))


def _rules(marked: Marked, plain: Habit, cut: Cut) -> tuple[str, ...]:
    """The rules of a habit, with those added or taken away that give more of the marks."""
    sample = _sample(marked)
    total = sum(len(places) for _reading, places in sample)
    best, score = plain.rules, _given(sample, plain, cut)
    if score >= _GOOD_ENOUGH * total:
        return best
    for names, kind in (*_TOGETHER, *(((name,), rule.kind) for name, rule in RULES.items())):
        for other in _changed(best, names, kind):
            gained = _given(sample, replace(plain, rules=other), cut)
            if gained >= score + _LEAST_GAIN:
                best, score = other, gained
    return best


def _changed(rules: Sequence[str], names: Sequence[str], kind: str) -> Iterator[tuple[str, ...]]:
    """The rules with one or some of them taken away or added, or with what they leave out kept."""
    kept = tuple(KEPT + name for name in names)
    others = tuple(one for one in rules if one not in (*names, *kept))
    for choice in {"quantity": (), "lead": ((), tuple(names), kept)}.get(kind, ((), tuple(names))):
        if {*others, *choice} != {*rules}:
            yield *others, *choice


def _given(sample: Marked, habit: Habit, cut: Cut) -> int:
    """How many marks are just what this habit gives."""
    return sum(
        len(places & {(one.start, one.end) for one in habit.clauses(reading, cut)})
        for reading, places in sample
    )


def _sample(marked: Marked) -> Marked:
    found: list[tuple[Reading, frozenset[Range]]] = []
    length = 0
    for reading, places in marked:
        if not found or length + len(reading.text) <= _SAMPLE:
            found.append((reading, places))
            length += len(reading.text)
    return found


def _words(reading: Reading, start: int, end: int, cut: Cut) -> list[str]:
    words = reading.within(start, end)
    return [words[low:high] for low, high in cut(words)]


def _word_before(reading: Reading, pos: int, cut: Cut) -> str:
    """The word that ends where a stretch begins; "" where a mark or nothing stands there."""
    low = max(0, pos - _REACH)
    run = _RUN_BEFORE.search(reading.within(low, pos))
    return _last(reading, pos - len(run[0]), pos, cut) if run else ""


def _first(reading: Reading, start: int, end: int, cut: Cut) -> str:
    return next(iter(_words(reading, start, end, cut)), "")


def _last(reading: Reading, start: int, end: int, cut: Cut) -> str:
    return next(reversed(_words(reading, start, end, cut)), "")
