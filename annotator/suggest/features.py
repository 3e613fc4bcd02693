"""What a model looks at: features of a candidate, by name.

The kind of a feature, before the `=`, decides how freely a model may weigh it (`model.SCALES`): classes of words
carry over from one report to the next, single words and characters less so.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache

from annotator.suggest.actions import judged
from annotator.suggest.clause import Clause
from annotator.suggest.reading import Cut, Reading, Sentence
from annotator.suggest.shortfalls import want
from annotator.text.lexicons import any_of, entries
from annotator.text.quantities import Quantity

_OPENERS = (
    "verbs", "opening-verbs", "action-verbs", "effect-verbs", "counting-verbs", "light-verbs", "nominal-verbs",
    "light-predicates", "whole-verbs", "means-openers",
)  # fmt: skip
_ENDINGS = (
    "effect-objects", "means-nouns", "channel-nouns", "guiding-nouns", "basis-nouns", "framing-nouns", "occasion-ends",
    "bodies", "whole-nouns", "shortfalls", "title-ends", "classifiers", "counters", "effect-verbs", "nominal-verbs",
    "opening-verbs",
)  # fmt: skip
_PARTS = (
    "effect-objects", "effect-verbs", "adverbs", "channel-nouns", "bodies", "title-ends", "shortfalls", "fixed-names",
    "light-verbs", "counters", "guiding-nouns",
)  # fmt: skip
_SIGNS = ("了", "、", "等", "的", "“", "《", "已", "将")
_FAR = 4
"""Clauses of one sentence are counted up to here: more tell nothing, and a sentence may have thousands."""

_PREPOSITIONS = "对将把在由经为通按以"


def clause_features(
    reading: Reading, found: Sequence[Clause], taken: Sequence[bool], at: int, cut: Cut | None
) -> Iterator[str]:
    """Of the clause `found[at]` among all of its document; `taken` says which of them the rules propose.

    Without `cut`, none of words.
    """
    clause = found[at]
    before, behind = _around(found, at)
    plain = not re.search(r"[\d《“]", clause.words)
    trails = before > 0 and not behind
    rule = judged(clause).test.__name__
    yield from _classes(clause)
    yield from _wording(clause, plain, trails)
    yield from _place(clause.sentence)
    yield from _neighbours(taken, at, rule)
    yield f"place=after{clause.after}"
    yield f"place=first{not before}last{not behind}"
    yield f"place=first{not before}last{not behind}plain{plain}"
    yield f"place={min(before, 3)}of{min(before + behind, _FAR)}"
    yield f"place=paragraph{clause.sentence.head}"
    yield f"class=rule{rule}"
    if cut is None:
        return
    verb = reading.words_within(clause.end - len(clause.stem), clause.end, cut)
    if verb:
        yield f"word=verb {verb[0]}"
        yield f"word=verb {verb[0]} plain{plain} trails{trails}"
    yield from _words(reading.words_within(clause.start, clause.end, cut))


def quantity_features(reading: Reading, quantity: Quantity, cut: Cut) -> Iterator[str]:
    """Of a quantity: its unit, its size, what stands around it."""
    words = reading.within(quantity.start, quantity.end)
    yield f"class=unit{quantity.unit}"
    yield f"class=approx{quantity.approx}"
    yield f"class=named{bool(quantity.indicator)}"
    yield f"class=digits{any(char.isdecimal() for char in words)}"
    yield f"class=size{len(quantity.value.partition('.')[0])}"
    if sentence := reading.sentence_at(quantity.start):
        yield from _place(sentence)
    yield f"word=before{reading.within(max(0, quantity.start - 2), quantity.start)}"
    yield f"word=after{reading.within(quantity.end, quantity.end + 2)}"
    yield from _words(reading.words_within(quantity.start, quantity.end, cut))


def sentence_features(reading: Reading, sentence: Sentence, cut: Cut) -> Iterator[str]:
    """Of a sentence: its place and its words."""
    words = reading.within(sentence.body, sentence.end)
    yield from _place(sentence)
    yield f"class=length{min(6, len(words) // 10)}"
    yield from _words(reading.words_within(sentence.body, sentence.end, cut))


def _classes(clause: Clause) -> Iterator[str]:
    words = clause.words
    yield from (f"class=opens {name}" for name in _OPENERS if _pattern(name).match(clause.stem))
    yield from (f"class=ends {name}" for name in _ENDINGS if words.endswith(entries(name)))
    yield from (f"class=has {name}" for name in _PARTS if _pattern(name).search(words))
    yield from (f"class={sign}{sign in words}" for sign in _SIGNS)
    adverb = _pattern("adverbs").match(words)
    yield f"class=adverb{adverb[0] if adverb else ''}"
    yield f"class=preposition{words[:1] in _PREPOSITIONS}"
    yield f"class=length{min(6, len(words) // 5)}"
    yield f"class=digit{any(char.isdecimal() for char in words)}"
    yield f"class=want{bool(want(clause))}"


def _wording(clause: Clause, plain: bool, trails: bool) -> Iterator[str]:
    """How it begins and ends, by lists and characters, whether it is plain (no figure, no name) or closes its sentence."""
    how = f" plain{plain}trails{trails}"
    yield from (f"class=opens {name}{how}" for name in _OPENERS if _pattern(name).match(clause.stem))
    yield from (f"class=begins {clause.stem[:length]}" for length in (1, 2))
    yield from (f"class=closes {clause.words[-length:]}" for length in (1, 2))
    yield f"class=verbs{len(_pattern('verbs').findall(clause.masked))}{how}"
    yield f"class=size{min(6, len(clause.words) // 3)}{how}"


def _neighbours(taken: Sequence[bool], at: int, rule: str) -> Iterator[str]:
    """What the rules make of the clauses around."""
    before2, before, after, after2 = (
        taken[place] if 0 <= place < len(taken) else "" for place in (at - 2, at - 1, at + 1, at + 2)
    )
    yield f"place=before{before}"
    yield f"place=next{after}"
    yield f"place=near{before2} {before} {after} {after2}"
    yield f"place=rule{rule} {before} {after}"


def _around(found: Sequence[Clause], at: int) -> tuple[int, int]:
    """How many clauses stand before and behind one in its sentence, up to so many as anybody asks for."""
    sentence = found[at].sentence
    before = behind = 0
    while before < _FAR and at > before and found[at - before - 1].sentence is sentence:
        before += 1
    while behind < _FAR and at + behind + 1 < len(found) and found[at + behind + 1].sentence is sentence:
        behind += 1
    return before, behind


def _place(sentence: Sentence) -> Iterator[str]:
    yield f"place={sentence.role}"
    for name in ("heading", "introduction", "head", "enumerated"):
        if getattr(sentence, name):
            yield f"place={name}"


def _words(words: Sequence[str]) -> Iterator[str]:
    telling = [word for word in words if word[0].isalnum()]
    if telling:
        yield f"word=ends {telling[-1]}"
    yield from (f"word=has {word}" for word in telling)


@cache
def _pattern(name: str) -> re.Pattern[str]:
    return re.compile(any_of(name))
