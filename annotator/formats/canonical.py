"""The canonical form of a record (`schemas/record.schema.json`): equal content gives equal dictionaries.

Keys stand in the schema's order; lists are sorted by content, so that nothing depends on the order in which
a project happened to store things.
"""

from operator import attrgetter, lt
from typing import Any

import orjson

from annotator.formats.metadata import canonical_meta, canonical_value
from annotator.formats.record import Record, RecordSpan, check, elsewhere
from annotator.i18n import _

_start = attrgetter("start")


def to_dict(record: Record) -> dict[str, Any]:
    """The record as its JSON object. Raises BadInput for one that does not hold together (see `check`)."""
    where = _("document “{id}”", id=record.id)
    check(record, where)
    data: dict[str, Any] = {
        "id": record.id,
        "text": record.text,
        "meta": canonical_meta(record.meta, where),
        "spans": _spans(record, where),
        "relations": _relations(record),
        "labels": _labels(record, where),
        "sections": [
            {"start": s.start, "end": s.end, "level": s.level, "heading": s.heading}
            for s in sorted(record.sections, key=lambda s: (s.start, -s.end, s.level, s.heading))
        ],
        "statuses": dict(sorted(record.statuses.items())),
    }
    if notes := {layer: text for layer, text in sorted(record.notes.items()) if text}:
        data["notes"] = notes
    if record.flags:
        data["flags"] = sorted(set(record.flags))
    return data


def _spans(record: Record, where: str) -> list[dict[str, Any]]:
    text = record.text
    spans = _in_order(record.spans)
    data = [
        {
            "id": span.id,
            "start": span.start,
            "end": span.end,
            "label": span.label,
            "text": span.text if span.text is not None else text[span.start : span.end],
            "attrs": canonical_value(span.attrs, where) if span.attrs else {},
            "layer": span.layer,
        }
        for span in spans
    ]
    for span, item in zip(spans, data, strict=True):
        if span.note:
            item["note"] = span.note
    return data


def _in_order(spans: list[RecordSpan]) -> list[RecordSpan]:
    """By start, the longer first, so that a span stands before those that it holds."""
    starts = list(map(_start, spans))
    if all(map(lt, starts, starts[1:])):  # mostly so, and much cheaper to see than to sort
        return spans
    return sorted(spans, key=lambda s: (s.start, -s.end, s.label, s.layer or "", s.id or ""))


def _relations(record: Record) -> list[dict[str, Any]]:
    relations = []
    for relation in record.relations:
        data = {
            "id": relation.id,
            "type": relation.type,
            "head": relation.head,
            "tail": relation.tail,
            "layer": relation.layer,
        }
        if elsewhere(relation, record):
            data["tail_doc"] = relation.tail_doc
        relations.append(data)
    return sorted(
        relations,
        key=lambda r: tuple(r.get(k) or "" for k in ("type", "layer", "head", "tail_doc", "tail", "id")),
    )


def _labels(record: Record, where: str) -> list[dict[str, Any]]:
    labels = [
        {"name": label.name, "value": canonical_value(label.value, where), "layer": label.layer}
        for label in record.labels
    ]
    return sorted(labels, key=lambda d: (d["name"], d["layer"] or "", orjson.dumps(d["value"])))
