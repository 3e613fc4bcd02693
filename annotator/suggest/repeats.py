"""The engine `repeats`: what was marked, or rejected, before, in the same words or nearly so.

Words are compared without regard to script, width, digits, spaces, marks and the adverbs that they begin with, so
that 定期组织集中学习3次 is met again in 組織集中學習5次.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import Any

from annotator.domain.document import Document
from annotator.domain.schema import Label, LabelSchema
from annotator.domain.span import Span
from annotator.i18n import NN_
from annotator.suggest.attributes import attributes
from annotator.suggest.names import REPEATS
from annotator.suggest.reading import Reading
from annotator.suggest.suggestion import Reason, Suggestion
from annotator.text.boundaries import clause_spans, trim_selection
from annotator.text.fold import fold
from annotator.text.lexicons import any_of
from annotator.text.quantities import quantities
from annotator.text.script import simplify

_SAME = NN_(
    "the same words before: marked {marked}× in {count} report, rejected {rejected}×",
    "the same words before: marked {marked}× in {count} reports, rejected {rejected}×",
)
_NEAR = NN_(
    "nearly the same words before: marked {marked}× in {count} report, rejected {rejected}×: {quote}",
    "nearly the same words before: marked {marked}× in {count} reports, rejected {rejected}×: {quote}",
)
_ALIKE = 0.88
"""The least share of characters in common (Ratcliff and Obershelp 1988, as in difflib) that makes words nearly the same."""

_SHORTEST = 4
_EDGE = 4
"""Nearly the same words share so many first or last characters; it is how they are found."""


@dataclass
class _Known:
    """What was decided about one wording under one label."""

    quote: str
    marked: int = 0
    rejected: int = 0
    documents: set[str] = field(default_factory=set)
    attrs: "Counter[tuple[tuple[str, Any], ...]]" = field(default_factory=Counter)

    @property
    def score(self) -> float:
        """The share marked, by Laplace's rule of succession."""
        return (self.marked + 1) / (self.marked + self.rejected + 2)


class Memory:
    """What has been marked and rejected, by label and wording; grows mark by mark."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, str], _Known] = {}
        self._edges: defaultdict[tuple[str, str], list[str]] = defaultdict(list)

    def mark(self, span: Span) -> None:
        """Take in a mark."""
        if known := self._of(span.label, span.text):
            known.marked += 1
            known.documents.add(span.doc_id)
            known.attrs[tuple(sorted(_choices(span.attrs).items()))] += 1

    def reject(self, label: str, quote: str) -> None:
        """Take in that somebody did not want this marked."""
        if known := self._of(label, quote):
            known.rejected += 1

    def find(self, label: str, quote: str) -> tuple[_Known, float] | None:
        """What is known of these words, or of nearly the same, and how alike they are (1 for the same)."""
        key = wording(quote)
        if same := self._known.get((label, key)):
            return same, 1.0
        best: tuple[_Known, float] | None = None
        for other in dict.fromkeys(self._near(label, key)):
            alike = _alike(key, other)
            if alike >= _ALIKE and (best is None or alike > best[1]):
                best = self._known[label, other], alike
        return best

    def _of(self, label: str, quote: str) -> _Known | None:
        key = wording(quote)
        if len(key) < _SHORTEST:
            return None
        known = self._known.get((label, key))
        if known is None:
            known = self._known[label, key] = _Known(quote)
            for edge in _edges(key):
                self._edges[label, edge].append(key)
        return known

    def _near(self, label: str, key: str) -> Iterator[str]:
        for edge in _edges(key):
            yield from self._edges.get((label, edge), ())


class Repeats:
    """Proposes what a memory knows."""

    name = REPEATS

    def __init__(self, memory: Memory) -> None:
        self._memory = memory

    def suggest(self, document: Document, spans: Sequence[Span], schema: LabelSchema) -> list[Suggestion]:  # noqa: ARG002  the memory holds the marks
        """Suggestions by place, the outer first: wordings that were marked more often than rejected."""
        found = [one for label in schema.labels for one in self._of_label(document, label)]
        return sorted(found, key=lambda one: (one.start, -one.end, one.label))

    def _of_label(self, document: Document, label: Label) -> Iterator[Suggestion]:
        for start, end in _places(document, label):
            met = self._memory.find(label.name, document.text[start:end])
            if met is None or met[0].marked <= met[0].rejected:
                continue
            known, alike = met
            attrs = attributes(document, start, end, label)
            attrs |= {name: value for name, value in _usual(known).items() if name in attrs}
            facts = {"marked": known.marked, "count": len(known.documents), "rejected": known.rejected}
            reason = Reason(_SAME, facts) if alike == 1 else Reason(_NEAR, {**facts, "quote": known.quote})
            yield Suggestion(
                document.id, start, end, label.name, attrs, known.score * alike, self.name, reason
            )


def wording(quote: str) -> str:
    """What two quotes share that are told in the same words: see the module's docstring."""
    folded = fold(simplify(quote)).lower()
    bare = re.sub(r"[\W_]", "", re.sub(r"\d+(?:[.,]\d+)*", "0", folded))
    return re.sub(f"^{any_of('adverbs')}+(?=.{{{_SHORTEST}}})", "", bare)


def _places(document: Document, label: Label) -> Iterable[tuple[int, int]]:
    """Where the label's own unit lies in a document."""
    text = document.text
    if label.unit == "clause":
        return clause_spans(text, 0, len(text), label.rules)
    if label.unit == "quantity":
        return ((one.start, one.end) for one in quantities(text, light_verbs="light-verb" not in label.rules))
    if label.unit == "sentence":
        found = (trim_selection(text, one.start, one.end, label.rules) for one in Reading(document).sentences)
        return (place for place in found if place)
    return ()


def _edges(key: str) -> tuple[str, str]:
    return f"^{key[:_EDGE]}", f"{key[-_EDGE:]}$"


def _alike(one: str, other: str) -> float:
    if 2 * min(len(one), len(other)) < _ALIKE * (len(one) + len(other)):
        return 0.0
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    return matcher.ratio() if matcher.quick_ratio() >= _ALIKE else 0.0


def _choices(attrs: Mapping[str, Any]) -> dict[str, Any]:
    """The attributes that may be the same elsewhere: no figures, which belong to their place."""
    return {name: value for name, value in attrs.items() if name == "status" and isinstance(value, str)}


def _usual(known: _Known) -> dict[str, Any]:
    return dict(known.attrs.most_common(1)[0][0]) if known.attrs else {}
