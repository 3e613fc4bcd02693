"""A clause that a key would mark, with what stands around it: what the rules and the learned model judge."""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cached_property

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
        """The masked words from the verb on where a body or adverbs stand before it: 我局|定期|召开……."""
        rest = self.masked.rpartition(",")[2]
        subject = re.match(f"[一-鿿]{{0,12}}?{any_of('bodies')}(?={any_of('adverbs', 'verbs')})", rest)
        rest = rest[subject.end() :] if subject else rest
        adverbs = re.match(any_of("adverbs") + "*", rest)
        return rest[adverbs.end() :] if adverbs else rest


def clauses(reading: Reading, rules: Collection[str]) -> Iterator[Clause]:
    """The clauses of a document by the boundary rules of a label, in order; headings too."""
    for start, end in clause_spans(reading.text, 0, len(reading.text), rules):
        if sentence := reading.sentence_at(start):
            words = reading.within(start, end)
            before = reading.within(sentence.start, start)
            yield Clause(start, end, words, before, reading.mark_after(end), sentence)
