"""One place that several layers speak of: what each has there, and how they differ."""

import hashlib
import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import combinations
from typing import Any

import orjson

from annotator.domain.document import Section
from annotator.domain.span import Relation, Span
from annotator.text.script import key

# From the gravest on. `gone` is a place that was decided and that no layer speaks of any more.
KINDS = ("gone", "label", "split", "missing", "extra", "boundary", "attribute", "relation", "agreed")
_NOISE = re.compile(r"[^\w.%‰]|_|(?<!\d)\.|\.(?!\d)")

Candidates = Mapping[str, tuple[Span, ...]]
Links = Mapping[str, tuple[Relation, ...]]


def fingerprint_of(document: str, spans: Iterable[Span], relations: Iterable[Relation] = ()) -> str:
    """What tells whether the candidates of a case are still what they were when it was decided.

    Layer, id, label, quote, attributes and the distance to the first of them count: neither a note nor a text
    that has merely shifted changes it, any other edit does.
    """
    found = sorted(spans, key=lambda span: (span.layer, span.start, span.end, span.id))
    first = min((span.start for span in found), default=0)
    told: list[Any] = [
        [span.layer, span.id, span.label, span.text, dict(span.attrs), span.start - first] for span in found
    ]
    told += sorted([link.layer, link.id, link.type, link.head, link.tail] for link in relations)
    return _digest([document, told])


def attributes_of(span: Span) -> dict[str, Any]:
    """The attributes that say something: none given, an empty one and a flag that is not set mean the same."""
    return {name: value for name, value in span.attrs.items() if value not in (None, "", False)}


def normalised(quote: str) -> str:
    """A quote without what does not tell two apart: script, width, case, punctuation and blanks; numbers stay."""
    return _NOISE.sub("", key(quote))


@dataclass(frozen=True, eq=False)
class Case:
    """What the layers that have finished a document say about one place in it.

    `candidates` has every such layer, in the order of the review, with its spans here by place, or with none. A case
    about a link has `links`: who links, and who does not though both ends are marked; its candidates are the ends,
    head first. `kinds` are all kinds of difference, the gravest first; `attributes` those that differ. `start` and
    `end`, in code points, are the stretch that the candidates in this document cover together. `sections` are
    those around it, the outermost first. `verdict` is set where nothing but a verdict is left (`gone`).
    Two cases are equal when they are the same object.
    """

    document: str
    start: int
    end: int
    kinds: tuple[str, ...]
    labels: tuple[str, ...]
    candidates: Candidates
    links: Links = field(default_factory=dict)
    attributes: tuple[str, ...] = ()
    sections: tuple[Section, ...] = ()
    verdict: str = ""

    @property
    def kind(self) -> str:
        return self.kinds[0]

    @property
    def label(self) -> str:
        return self.labels[0]

    @property
    def section(self) -> str:
        """The heading of the innermost section."""
        return self.sections[-1].heading if self.sections else ""

    @property
    def role(self) -> str:
        return self.sections[-1].role if self.sections else "other"

    @property
    def spans(self) -> Iterator[Span]:
        return (span for spans in self.candidates.values() for span in spans)

    @property
    def relations(self) -> Iterator[Relation]:
        return (link for links in self.links.values() for link in links)

    @cached_property
    def ids(self) -> frozenset[str]:
        """What the layers have here and a verdict names: the relations of a case of that kind, else the spans."""
        of: Iterable[Span | Relation] = self.relations if self.links else self.spans
        return frozenset(each.id for each in of)

    @cached_property
    def fingerprint(self) -> str:
        if self.kind == "gone":
            return f"gone:{self.verdict}"
        return fingerprint_of(self.document, () if self.links else self.spans, self.relations)

    @cached_property
    def group(self) -> str:
        """Equal for cases that differ alike on near-identical words, so that one decision can settle them all."""
        told: list[Any] = [self.kinds, self.labels, self.attributes]
        for layer, spans in self.candidates.items():
            said = [self._said(span) for span in spans]
            told.append([layer, said, sorted(link.type for link in self.links.get(layer, ()))])
        return _digest(told) if self.kind != "gone" else self.fingerprint

    @cached_property
    def voices(self) -> Mapping[str, int]:
        """Layer → number of what it says here, equal for layers that say the same; of no layer where all agree."""
        if self.kind == "agreed":
            return {}
        told: list[Any] = []
        found = {}
        for layer, spans in self.candidates.items():
            said = [(span.start, span.end, span.label, attributes_of(span)) for span in spans]
            links = [link.type for link in self.links.get(layer, ())]
            if (said, links) not in told:
                told.append((said, links))
            found[layer] = told.index((said, links))
        return found

    def _said(self, span: Span) -> list[Any]:
        attrs = attributes_of(span)
        return [span.label, normalised(span.text), [attrs.get(name) for name in self.attributes]]


def case_of(document: str, candidates: Candidates, sections: Sequence[Section] = ()) -> Case:
    """The case of one cluster of spans; `candidates` has every layer that has finished the document."""
    spans = [span for found in candidates.values() for span in found]
    start, end = min(span.start for span in spans), max(span.end for span in spans)
    kinds, attributes = _compared(candidates)
    labels = {span.label for span in spans}
    if len(labels) > 1:
        votes = Counter(span.label for span in spans)
        ordered = tuple(sorted(votes, key=lambda label: (-votes[label], label)))
    else:
        ordered = tuple(labels)
    return Case(
        document,
        start,
        end,
        kinds,
        ordered,
        candidates,
        attributes=attributes,
        sections=tuple(section for section in sections if section.start <= start < section.end),
    )


def link_cases(
    relations: Iterable[Relation], case_at: Callable[[str], Case | None], layers: Collection[str]
) -> list[Case]:
    """The cases of the links of one document; `case_at` gives the case that a span belongs to.

    Links of one type between the same two places are one case. A layer has a say where it has marked both.
    """
    found: dict[tuple[str, str, str], dict[str, list[Relation]]] = {}
    ends: dict[str, Case] = {}
    for link in relations:
        head, tail = case_at(link.head), case_at(link.tail)
        if link.layer in layers and head is not None and tail is not None:
            ends[head.fingerprint], ends[tail.fingerprint] = head, tail
            key_ = (link.type, head.fingerprint, tail.fingerprint)
            found.setdefault(key_, {}).setdefault(link.layer, []).append(link)
    return [_link_case(ends[head], ends[tail], links) for (_type, head, tail), links in found.items()]


def _link_case(head: Case, tail: Case, found: Mapping[str, list[Relation]]) -> Case:
    candidates, links = {}, {}
    for layer, spans in head.candidates.items():
        others = tail.candidates.get(layer, ())
        if not spans or not others:
            continue
        links[layer] = tuple(found.get(layer, ()))
        first = (
            {span.id: span for span in spans}.get(links[layer][0].head, spans[0])
            if links[layer]
            else spans[0]
        )
        last = (
            {span.id: span for span in others}.get(links[layer][0].tail, others[0])
            if links[layer]
            else others[0]
        )
        candidates[layer] = (first, last)
    agreed = len(links) > 1 and all(links.values())
    here = [span for pair in candidates.values() for span in pair if span.doc_id == head.document]
    some = next(iter(candidates.values()))
    return Case(
        head.document,
        min(span.start for span in here),
        max(span.end for span in here),
        ("agreed",) if agreed else ("relation",),
        (some[0].label, some[1].label),
        candidates,
        links,
        sections=head.sections,
    )


def _compared(candidates: Candidates) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The kinds of difference, the gravest first, and the attributes that differ."""
    there = [spans for spans in candidates.values() if spans]
    if len(there) == len(candidates) and len({len(spans) for spans in there}) == 1 and _are_equal(there):
        return ("agreed",), ()  # as most are: the quick way
    found = set()
    if len(there) < len(candidates):
        found.add("missing" if 2 * len(there) >= len(candidates) else "extra")
    if len({tuple(sorted(span.label for span in spans)) for spans in _once_each(there)}) > 1:
        found.add("label")
    if len({len(spans) for spans in there}) > 1:
        found.add("split")
        if len({(spans[0].start, max(span.end for span in spans)) for spans in there}) > 1:
            found.add("boundary")
    elif len({tuple((span.start, span.end) for span in spans) for spans in there}) > 1:
        found.add("boundary")
    attributes = _differing(there)
    if attributes:
        found.add("attribute")
    return tuple(kind for kind in KINDS if kind in found) or ("agreed",), attributes


def _are_equal(there: list[tuple[Span, ...]]) -> bool:
    """Whether all have the same spans, labels and attributes, as written."""
    return all(
        one.start == other.start
        and one.end == other.end
        and one.label == other.label
        and one.attrs == other.attrs
        for spans in there[1:]
        for one, other in zip(there[0], spans, strict=True)
    )


def _once_each(there: list[tuple[Span, ...]]) -> Iterator[tuple[Span, ...]]:
    """Spans of each layer reduced to one of each label where their number differs: a split changes no label."""
    if len({len(spans) for spans in there}) == 1:
        yield from there
        return
    for spans in there:
        yield tuple({span.label: span for span in spans}.values())


def _differing(there: list[tuple[Span, ...]]) -> tuple[str, ...]:
    """Names of attributes that differ between spans that answer each other."""
    names = set()
    for one, other in combinations(there, 2):
        for left, right in _answering(one, other):
            ours, theirs = attributes_of(left), attributes_of(right)
            if ours != theirs:
                names |= {name for name in {*ours, *theirs} if ours.get(name) != theirs.get(name)}
    return tuple(sorted(names))


def _answering(one: tuple[Span, ...], other: tuple[Span, ...]) -> Iterator[tuple[Span, Span]]:
    """Spans of one label in order where there are as many, else those with the same boundaries."""
    if len(one) == len(other):
        yield from (
            (left, right) for left, right in zip(one, other, strict=True) if left.label == right.label
        )
        return
    at = {(span.start, span.end, span.label): span for span in other}
    for span in one:
        if (same := at.get((span.start, span.end, span.label))) is not None:
            yield span, same


def _digest(told: Any) -> str:
    return hashlib.blake2b(orjson.dumps(told, option=orjson.OPT_SORT_KEYS), digest_size=16).hexdigest()
