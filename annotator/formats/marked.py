"""A document as people read it with its marks: pieces of text under bars in lanes, a legend, a table of the marks.

Web page, Word document and PDF are made from this. Offsets are code points over the record's text.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import orjson

from annotator.domain import naming
from annotator.domain.document import Document
from annotator.domain.schema import Label, LabelSchema
from annotator.formats.canonical import to_dict
from annotator.formats.fidelity import Taken
from annotator.formats.fields import fits_xml
from annotator.formats.parse import from_dict
from annotator.formats.record import Record, RecordSpan, elsewhere
from annotator.i18n import _

_FACTS = ("issuer", "doc_number", "published", "year", "region", "source_url")
_UNSAFE = re.compile(r"[<&\x7f-\x9f\ufdd0-\ufdef\ufffe\uffff]")  # ends a script, or is no character of XML
NOBODY = LabelSchema("", 0, ())


@dataclass(frozen=True, slots=True)
class Mark:
    """A span as it is shown: its number in reading order from 1, its lane (0 lies nearest to the text), its label."""

    number: int
    lane: int
    span: RecordSpan
    label: Label

    @property
    def name(self) -> str:
        return naming.label_name(LabelSchema("", 0, (self.label,)), self.label.name)


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch over which the same marks lie, from the innermost out; `level` is that of a heading, else 0."""

    start: int
    end: int
    marks: tuple[Mark, ...]
    level: int = 0


def marks_of(record: Record, schema: LabelSchema | None) -> list[Mark]:
    """All spans in reading order, the enclosing one before what lies in it.

    Lanes go layer by layer, so that one annotator's marks lie nearer to the text than the next one's; in each, a span
    takes the first lane that no shorter span over a common character has.
    """
    labels = (schema or NOBODY).by_name
    lanes: dict[int, int] = {}
    base = 0
    for layer in sorted({span.layer or "" for span in record.spans}):
        mine = [span for span in record.spans if (span.layer or "") == layer]
        lanes |= (found := _lanes(mine, base))
        base = max(found.values()) + 1
    ordered = sorted(record.spans, key=lambda s: (s.start, -s.end, s.layer or "", s.label, s.id or ""))
    return [
        Mark(number, lanes[id(span)], span, labels.get(span.label) or Label(span.label, color="#6B7280"))
        for number, span in enumerate(ordered, 1)
    ]


def pieces_of(record: Record, marks: Iterable[Mark]) -> Iterator[Piece]:
    """The text from its first to its last character, cut wherever a mark or a heading begins or ends."""
    begins: dict[int, list[Mark]] = {}
    ends: dict[int, list[Mark]] = {}
    for mark in marks:
        begins.setdefault(mark.span.start, []).append(mark)
        ends.setdefault(mark.span.end, []).append(mark)
    levels: dict[int, int] = {}
    for start, end, level in headings_of(record):
        levels[start] = level
        levels.setdefault(end, 0)
    cuts = sorted({0, len(record.text), *begins, *ends, *levels})
    over: dict[int, Mark] = {}
    level = 0
    for start, end in pairwise(cuts):
        for mark in ends.get(start, ()):
            del over[mark.number]
        over |= {mark.number: mark for mark in begins.get(start, ())}
        level = levels.get(start, level)
        yield Piece(start, end, tuple(sorted(over.values(), key=lambda mark: mark.lane)), level)


def legend_of(marks: Iterable[Mark], schema: LabelSchema | None) -> list[tuple[Mark, int]]:
    """Each label that is there, by one of its marks, and how many marks have it; in the schema's order."""
    counted: dict[str, tuple[Mark, int]] = {}
    for mark in marks:
        first, count = counted.get(mark.label.name, (mark, 0))
        counted[mark.label.name] = first, count + 1
    order = [label.name for label in (schema or NOBODY).labels]
    return [counted[name] for name in [*order, *sorted(counted.keys() - set(order))] if name in counted]


def headings_of(record: Record) -> Iterator[tuple[int, int, int]]:
    """Where the headings of the sections stand: start, end, level. A title may have other lines before it."""
    for section in record.sections:
        start = section.start
        if not record.text.startswith(section.heading, start):
            start = record.text.find(section.heading, start, section.end)
        if section.heading and start >= 0:
            yield start, start + len(section.heading), section.level


def title_of(record: Record) -> str:
    return clean(Document(record.id or "", record.text, record.meta, record.source).title)


def facts_of(record: Record) -> list[tuple[str, str]]:
    """What is known of the document: names and values."""
    facts = [(naming.meta_name(key), clean(str(record.meta[key]))) for key in _FACTS if record.meta.get(key)]
    for layer, state in record.statuses.items():
        words = naming.state_name(state)
        if layer in record.flags:
            words = _("{state}, flagged", state=words)
        if note := record.notes.get(layer):
            words = f"{words} · {note}"
        facts.append((layer, clean(words)))
    return facts


def labels_of(record: Record, schema: LabelSchema | None) -> list[tuple[str, str]]:
    """The labels of the document: names and values, who gave them behind."""
    shown = []
    for label in record.labels:
        name, value = naming.document_label(schema or NOBODY, label.name, label.value)
        shown.append((clean(name), clean(f"{value} ({label.layer})" if label.layer else value)))
    return shown


def details_of(mark: Mark) -> str:
    """A mark's attributes in a row."""
    return clean(naming.attributes(LabelSchema("", 0, (mark.label,)), mark.label.name, mark.span.attrs))


def links_of(record: Record, marks: Iterable[Mark], schema: LabelSchema | None) -> dict[int, list[str]]:
    """What each mark is linked to: number → “name → number”, another document by its id."""
    numbers = {mark.span.id: mark.number for mark in marks}
    found: dict[int, list[str]] = {}
    for relation in record.relations:
        name = clean(naming.relation_name(schema or NOBODY, relation.type))
        head = numbers[relation.head]
        if elsewhere(relation, record):
            found.setdefault(head, []).append(f"{name} → {clean(relation.tail_doc or '')}")
        else:
            tail = numbers[relation.tail]
            found.setdefault(head, []).append(f"{name} → {tail}")
            found.setdefault(tail, []).append(f"{name} ← {head}")
    return found


def embedded(record: Record, marks: Iterable[Mark]) -> str:
    """The canonical record as JSON without its text, its marks in reading order; safe within XML and a script element."""
    data = to_dict(record)
    del data["text"]
    by_id = {span["id"]: span for span in data["spans"]}
    data["spans"] = [{k: v for k, v in by_id[mark.span.id].items() if k != "text"} for mark in marks]
    return _UNSAFE.sub(lambda found: f"\\u{ord(found[0]):04x}", orjson.dumps(data).decode())


def restored(data: str, text: str, places: Sequence[tuple[int, int]], where: str) -> Record:
    """The record that `embedded` was given, with the text and the places of the marks that were found on the page."""
    record = orjson.loads(data)
    record["text"] = text
    for span, (start, end) in zip(record["spans"], places, strict=True):
        span["start"], span["end"] = start, end
    return from_dict(record, where)


def clean(text: str) -> str:
    """The text with U+FFFD for every character that XML and HTML cannot hold: as many code points as before."""
    return text if fits_xml(text) else "".join(char if fits_xml(char) else "\ufffd" for char in text)


def _lanes(spans: list[RecordSpan], base: int) -> dict[int, int]:
    """The lane of each span, by `id()`; shorter ones first."""
    lanes: dict[int, int] = {}
    taken: list[Taken] = []
    for span in sorted(spans, key=lambda s: (s.end - s.start, s.start, s.label, s.id or "")):
        places = enumerate(taken)
        lane = next((n for n, lane in places if lane.free(span.start, span.end)), len(taken))
        if lane == len(taken):
            taken.append(Taken())
        taken[lane].take(span.start, span.end)
        lanes[id(span)] = base + lane
    return lanes
