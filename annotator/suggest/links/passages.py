"""A report as links are sought in it: its marks, each with the words in it and those of what it stands under."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from annotator.domain.document import Document
from annotator.domain.span import Span
from annotator.suggest.links.issuers import issuer_key, year_of
from annotator.suggest.reading import Reading, Sentence
from annotator.text.lexicons import entries
from annotator.text.roles import PLANS
from annotator.text.script import simplify
from annotator.text.units import clause_at

Range = tuple[int, int]
Terms = tuple[str, ...]

_SHORT = 16
"""Code points of a mark that may be but the figure of its clause."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A mark. `own` are the terms in it, `around` those of the heading and the head sentence that it stands under,
    `clause` those of the clause that a short mark stands in.

    `planned`: told as what is still to be done. `section` and `item` tell where it stands: the innermost section's
    start and the number of the item, -1 where there is none; `sentence` is the start of its sentence.
    """

    span: Span
    own: Terms
    around: Terms
    clause: Terms
    planned: bool
    sentence: int
    item: int
    section: int


@dataclass(frozen=True, slots=True)
class Report:
    """One document's marks; `year` is 0 where none is known."""

    document: str
    title: str
    year: int
    passages: tuple[Passage, ...]

    def labelled(self, *labels: str) -> Iterator[Passage]:
        return (passage for passage in self.passages if passage.span.label in labels)


def report(document: Document, spans: Sequence[Span], words: Sequence[Range]) -> Report:
    """Read a document's marks. `words` are the words of `simplify(document.text)`, by place, in code points."""
    found = Finder(document, words)
    return Report(
        document.id,
        document.title,
        year_of(document.meta),
        tuple(found.passage(span) for span in sorted(spans, key=lambda span: (span.start, span.end))),
    )


class Finder:
    """The terms and the surroundings of places in one document."""

    def __init__(self, document: Document, words: Sequence[Range]) -> None:
        self._reading = Reading(document)
        self._text = simplify(document.text)
        self._issuer = issuer_key(document.meta)
        self._words = words
        self._starts = [start for start, _end in words]
        self._heads = {one.item: one for one in self._reading.sentences if one.head}

    def passage(self, span: Span) -> Passage:
        sentence = self._reading.sentence_at(span.start)
        if sentence is None:
            return Passage(span, self.terms([(span.start, span.end)]), (), (), False, -1, -1, -1)
        own = self.terms([(span.start, span.end)])
        around = set(self.terms(self._around(span, sentence))) - set(own)
        return Passage(
            span,
            own,
            tuple(sorted(around)),
            self.terms([clause_at(self._text, span.start)]) if span.end - span.start <= _SHORT else (),
            span.attrs.get("status") == "planned" or sentence.role == PLANS,
            sentence.start,
            sentence.item,
            sentence.path[-1].start if sentence.path else -1,
        )

    def terms(self, stretches: Iterable[Range]) -> Terms:
        """Words of some weight, and the pairs of characters in longer ones: 行政执法 is also found by 执法.

        Without those of the issuer's name, of which all of its work is a part.
        """
        found: list[str] = []
        for start, end in stretches:
            first, last = bisect_left(self._starts, start), bisect_right(self._starts, end)
            for low, high in self._words[first:last]:
                if high <= end:
                    found += _terms_of(self._text[low:high])
        return tuple(term for term in found if term not in self._issuer)

    def _around(self, span: Span, sentence: Sentence) -> Iterator[Range]:
        if sentence.path:
            innermost = sentence.path[-1]
            if not innermost.start <= span.start < innermost.start + len(innermost.heading):
                yield innermost.start, innermost.start + len(innermost.heading)
        head = self._heads.get(sentence.item)
        if head is not None and not head.start <= span.start < head.end:
            yield head.body, head.end


@cache
def _telling_nothing() -> frozenset[str]:
    return frozenset(entries("empty-words"))


@cache
def _terms_of(word: str) -> tuple[str, ...]:
    if len(word) < 2 or word in _telling_nothing() or not word.isalpha():
        return ()
    if len(word) == 2 or word.isascii():
        return (word.lower(),)
    pairs = (first + second for first, second in pairwise(word))
    return (word, *(pair for pair in pairs if pair not in _telling_nothing()))
