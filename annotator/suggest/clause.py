"""A clause that a key would mark, with what stands around it: what the rules and the learned model judge."""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cache, cached_property

from annotator.suggest.reading import Reading, Sentence
from annotator.text import leads
from annotator.text.boundaries import clause_spans
from annotator.text.lexicons import any_of


@dataclass(frozen=True)
class Clause:
    """`[start, end)` in code points; `words` is the folded clause, `before` what precedes it in its sentence."""

    start: int
    end: int
    words: str
    before: str
    after: str
    sentence: Sentence

    @cached_property
    def masked(self) -> str:
        """The words with the insides of brackets and quotation marks blanked out."""
        return leads.masked(self.words)

    @cached_property
    def stem(self) -> str:
        """The masked words from the verb on, where a time, a body or adverbs stand before it: 全年|我局|定期|召开……."""
        rest = self.masked.rpartition(",")[2]
        rest = rest[_match_end(time(), rest) :]
        body = _match_end(subject(), rest)
        rest = rest[0 if leads.acts(rest[:body]) else body :]
        rest = rest[_match_end(time(), rest) :]
        return rest[_match_end(_lead(), rest) :]


def clauses(reading: Reading, rules: Collection[str]) -> list[Clause]:
    """The clauses of a document by the boundary rules of a label, in order; headings too. Read once for each rules."""
    known = reading.clauses.get(tuple(rules))
    if known is None:
        known = reading.clauses[tuple(rules)] = list(clauses_within(reading, rules, 0, len(reading.text)))
    return known


def clauses_within(reading: Reading, rules: Collection[str], start: int, end: int) -> Iterator[Clause]:
    """The clauses that share a character with `[start, end)`, in order."""
    for low, high in clause_spans(reading.text, start, end, rules):
        if sentence := reading.sentence_at(low):
            words = reading.within(low, high)
            before = reading.within(sentence.start, low)
            yield Clause(low, high, words, before, reading.mark_after(high), sentence)


@cache
def time() -> re.Pattern[str]:
    """A time that a clause begins with: 全年|, 2023年5月|, 每季度至少|, 宪法宣传周期间|."""
    year = r"全年|年内|年[初中末底终]|今年|去年|当年|本年度?|[上下]半年|年初以来|[今近]年以来|一年来|近年来"
    date = r"\d{4}年(?:\d{1,2}月)?|[至到]?\d{1,2}月[初中末底]前?|\d+(?:小时|个?工作日|[天日])内"
    every = (
        r"每(?:半年|季度|个?[年月日周天次季])(?:第?[一二三四五六日]?个?(?:周|星期)*[一-六日])?(?:至少|都)?"
    )
    during = r"(?:“[^”]*”|[一-鿿]{2,6}?)(?:前后|期间)"
    return re.compile(f"(?:{year}|{date}|{every}|{during})")


@cache
def subject() -> re.Pattern[str]:
    """A body or its people that a clause begins with, where a verb or what leads to one follows: 我局|."""
    verbs = any_of("adverbs", "verbs", "opening-verbs", "action-verbs")
    return re.compile(f"[一-鿿、]{{0,14}}?{any_of('bodies')}(?={verbs}|将|带头|全年|年[初中末底]|\\d+次)")


def _match_end(pattern: re.Pattern[str], words: str) -> int:
    found = pattern.match(words)
    return found.end() if found else 0


@cache
def _lead() -> re.Pattern[str]:
    adverbs, verbs = (
        any_of("adverbs"),
        any_of("adverbs", "verbs", "opening-verbs", "basis-openers", "framing-openers"),
    )
    others = "累计|共|另|首次|成功|同步|目前|带头|自动|一并|现场|再|首批|其中"
    return re.compile(f"(?:{adverbs}|{others}|\\d+次(?={verbs}|主持|带队|组织)|将(?={verbs}))*")
