"""What of a record a format can carry, and whether what was written reads back.

`carried` takes away what a format lacks and counts it, so that every writer gets a record that it can write whole;
`content` is what two records have in common when nothing was lost between them.
"""

from bisect import bisect_right
from collections.abc import Collection, Iterable
from dataclasses import replace
from hashlib import blake2b
from operator import attrgetter
from typing import Any

import orjson

from annotator.formats.format import Format, WriteOptions
from annotator.formats.losses import Losses
from annotator.formats.metadata import canonical_meta, canonical_value
from annotator.formats.record import Record, RecordRelation, RecordSpan, elsewhere

_BY_PLACE = attrgetter("start", "end")


def carried(record: Record, format_: Format, options: WriteOptions, losses: Losses) -> Record | None:
    """The record with nothing but what the format carries; None where it cannot carry the document at all."""
    carries = format_.carries
    fitted = replace(record, spans=_spans(record.spans, carries, losses))
    fitted.relations = relations_of(fitted, record.relations, carries, losses)
    _strip(fitted, carries, losses)
    if "layers" not in carries:
        losses.of_layers(fitted)
        _forget_layers(fitted)
    return format_.fit(fitted, options, losses) if format_.fit is not None else fitted


def flat(spans: Collection[RecordSpan]) -> list[RecordSpan]:
    """The spans that are left when none may overlap another: the longest first, then by place and label."""
    taken: list[RecordSpan] = []
    edges = Taken()
    for span in sorted(spans, key=lambda s: (s.start - s.end, s.start, s.label, s.layer or "", s.id or "")):
        if edges.free(span.start, span.end):
            edges.take(span.start, span.end)
            taken.append(span)
    return sorted(taken, key=_BY_PLACE)


def without(record: Record, dropped: Iterable[RecordSpan], kind: str, losses: Losses) -> Record:
    """The record without these spans and the relations that hang on them; all are counted."""
    gone = {id(span) for span in dropped}
    if not gone:
        return record
    losses.add(kind, (span.id for span in record.spans if id(span) in gone))
    left = replace(record, spans=[span for span in record.spans if id(span) not in gone])
    left.relations = relations_of(left, record.relations, frozenset(("relations", "across")), losses)
    return left


def relations_of(
    record: Record, relations: Iterable[RecordRelation], carries: Collection[str], losses: Losses
) -> list[RecordRelation]:
    """Those that can go: between spans that the record has, or, where the format carries that, to another document."""
    known = {span.id for span in record.spans}
    kept = []
    for relation in relations:
        away = elsewhere(relation, record)
        if away and "relations" in carries and "across" not in carries:
            losses.add("across", (relation.id,))
        elif (
            "relations" not in carries
            or relation.head not in known
            or (not away and relation.tail not in known)
        ):
            losses.add("relations", (relation.id,))
        else:
            kept.append(relation)
    return kept


def within_layers(record: Record, losses: Losses) -> Record:
    """The record without relations to or from another layer's spans; for formats that write layers one by one."""
    owners = {span.id: span.layer for span in record.spans}
    kept = [r for r in record.relations if r.layer == owners.get(r.head) == owners.get(r.tail)]
    if len(kept) == len(record.relations):
        return record
    there = {id(relation) for relation in kept}
    losses.add("relations", (relation.id for relation in record.relations if id(relation) not in there))
    return replace(record, relations=kept)


def of_layer(record: Record, layer: str | None) -> Record:
    """The part of the record that one layer holds: its spans, relations and labels."""
    return replace(
        record,
        spans=[span for span in record.spans if span.layer == layer],
        relations=[relation for relation in record.relations if relation.layer == layer],
        labels=[label for label in record.labels if label.layer == layer],
    )


def layers_of(record: Record) -> list[str | None]:
    """The layers that hold anything of the record, by name; None, where a part has none, at the end."""
    named = (
        {part.layer for part in record.parts} | record.statuses.keys() | record.notes.keys() | {*record.flags}
    )
    return sorted(named, key=lambda layer: (layer is None, layer or ""))


def joined(records: Iterable[Record]) -> Record:
    """The one document that records of the same text make: the first of them, with the marks of the others."""
    first, *others = records
    for other in others:
        join(first, other)
    return first


def join(record: Record, other: Record) -> None:
    """Add the marks of another record of the same text; ids that are taken get a number."""
    taken = {span.id for span in record.spans}
    renamed = {}
    for span in other.spans:
        fresh, number = span.id or "", 1
        while fresh in taken:
            number += 1
            fresh = f"{span.id}-{number}"
        taken.add(fresh)
        renamed[span.id], span.id = fresh, fresh
    for relation in other.relations:
        relation.head, relation.tail = renamed[relation.head], renamed[relation.tail]
    record.spans += other.spans
    record.relations += other.relations
    record.labels += other.labels
    record.statuses |= other.statuses
    record.notes |= other.notes
    record.flags += other.flags


def fingerprint(record: Record, *, with_id: bool = True) -> bytes:
    """Eight bytes that equal records share; `with_id` says whether their ids count."""
    data = content(record)
    if not with_id:
        data["id"] = None
    return blake2b(
        orjson.dumps(data, option=orjson.OPT_SORT_KEYS | orjson.OPT_NON_STR_KEYS), digest_size=8
    ).digest()


def content(record: Record) -> dict[str, Any]:
    """All that a record says, ids of spans and relations left out: their places say which they are."""
    spans = sorted(map(_span, record.spans))
    places = {span.id: [span.start, span.end, span.label, span.layer] for span in record.spans}
    relations = [
        [r.type, places.get(r.head), r.tail if elsewhere(r, record) else places.get(r.tail), r.layer]
        for r in record.relations
    ]
    labels = [[label.name, canonical_value(label.value, ""), label.layer] for label in record.labels]
    return {
        "id": record.id,
        "text": record.text,
        "meta": canonical_meta(record.meta, ""),
        "spans": spans,
        "relations": sorted(relations, key=repr),
        "labels": sorted(labels, key=repr),
        "sections": sorted((s.start, s.end, s.level, s.heading) for s in record.sections),
        "statuses": {layer: state for layer, state in record.statuses.items() if state != "todo"},
        "notes": {layer: note for layer, note in record.notes.items() if note},
        "flags": sorted(set(record.flags)),
    }


def _span(span: RecordSpan) -> tuple[int, int, str, str, str, str]:
    """What a span says, such that spans can be put in order."""
    attrs = orjson.dumps(canonical_value(span.attrs, "")).decode() if span.attrs else ""
    return span.start, span.end, span.label, span.layer or "", attrs, span.note


def _spans(spans: list[RecordSpan], carries: Collection[str], losses: Losses) -> list[RecordSpan]:
    if "spans" not in carries:
        losses.add("spans", (span.id for span in spans))
        return []
    if "overlap" not in carries and (kept := flat(spans)) != spans:
        there = {id(span) for span in kept}
        losses.add("overlap", (span.id for span in spans if id(span) not in there))
        spans = kept
    keeps = ("attributes" in carries, "notes" in carries)
    for feature, name, stays in (("attributes", "attrs", keeps[0]), ("notes", "note", keeps[1])):
        if not stays:
            losses.add(feature, (span.id for span in spans if getattr(span, name)))
    if not all(keeps):
        spans = [
            _with(span, span.attrs if keeps[0] else {}, span.layer, span.note if keeps[1] else "")
            if span.attrs or span.note
            else span
            for span in spans
        ]
    return spans


def _with(span: RecordSpan, attrs: dict[str, Any], layer: str | None, note: str) -> RecordSpan:
    """The span with these; `dataclasses.replace` takes five times as long."""
    return RecordSpan(span.id, span.start, span.end, span.label, span.text, attrs, layer, note)


def _strip(record: Record, carries: Collection[str], losses: Losses) -> None:
    """Take away what is said of the whole document and cannot go."""
    parts: tuple[tuple[str, str, Any], ...] = (
        ("metadata", "meta", {}), ("labels", "labels", []), ("sections", "sections", []), ("statuses", "notes", {}),
        ("statuses", "statuses", {}), ("statuses", "flags", []),
    )  # fmt: skip
    lost = set()
    for feature, name, empty in parts:
        if feature not in carries and getattr(record, name):
            lost.add(feature)
            setattr(record, name, empty)
    for feature in sorted(lost):
        losses.add(feature, (record.id,))


def _forget_layers(record: Record) -> None:
    record.spans = [_with(span, span.attrs, None, span.note) for span in record.spans]
    record.relations = [replace(relation, layer=None) for relation in record.relations]
    record.labels = [replace(label, layer=None) for label in record.labels]


class Taken:
    """Stretches that do not overlap, by their starts."""

    def __init__(self) -> None:
        self._starts: list[int] = []
        self._ends: list[int] = []

    def free(self, start: int, end: int) -> bool:
        place = bisect_right(self._starts, start)
        if place and self._ends[place - 1] > start:
            return False
        return place == len(self._starts) or self._starts[place] >= end

    def take(self, start: int, end: int) -> None:
        place = bisect_right(self._starts, start)
        self._starts.insert(place, start)
        self._ends.insert(place, end)
