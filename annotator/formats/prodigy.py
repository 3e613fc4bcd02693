"""Prodigy's JSON lines: a line is one person's answer about one text.

`{"text", "tokens": [{"text", "start", "end", "id", "ws"}], "spans": [{"start", "end", "token_start", "token_end",
"label"}], "relations": [{"head", "child", "head_span", "child_span", "label"}], "answer", "_annotator_id"}`. Offsets count
code points; `token_end` is inclusive; head and child of a relation are the last tokens of its spans. Here every
character is a token, so that spans lie on tokens wherever they begin. See prodi.gy/docs/api-interfaces.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import orjson

from annotator.domain.document import Source
from annotator.domain.errors import BadInput
from annotator.formats import fields
from annotator.formats.fidelity import join, layers_of, of_layer, within_layers
from annotator.formats.format import Format, ReadOptions, WriteOptions, always
from annotator.formats.json_rows import dump_lines, objects_in, rows
from annotator.formats.losses import Losses
from annotator.formats.metadata import canonical_meta
from annotator.formats.record import Record, RecordRelation, RecordSpan, check
from annotator.i18n import N_, _

_MARKS = ("_task_hash", "_input_hash", "_view_id", "_annotator_id", "_session_id")
_SPAN = frozenset(
    (
        "start",
        "end",
        "label",
        "token_start",
        "token_end",
        "text",
        "id",
        "attrs",
        "note",
        "rank",
        "answer",
        "source",
    )
)
_ROW = frozenset(
    ("text", "tokens", "spans", "relations", "meta", "doc_id", "label", "options", "accept", "answer", "config",
     "_timestamp", "_is_binary", "priority", "score", "versions", *_MARKS)
)  # fmt: skip


def read(path: Path, options: ReadOptions) -> Iterator[Record]:  # noqa: ARG001
    """A record a text: answers that follow each other about the same one are its layers.

    Only what was accepted is taken; a rejected or ignored answer gives the text alone. Raises BadInput.
    """
    record: Record | None = None
    for row, where in rows(path):
        answered = _record(row, path.name, where)
        if record is not None and (record.id, record.text, record.meta) == (
            answered.id,
            answered.text,
            answered.meta,
        ):
            join(record, answered)
            continue
        if record is not None:
            yield record
        record = answered
    if record is not None:
        yield record


def write(records: Iterable[Record], out: Path, options: WriteOptions) -> int:
    """A line for each layer of a document, one without a layer for a document without marks."""
    count = 0

    def lines() -> Iterator[dict[str, Any]]:
        nonlocal count
        for record in records:
            yield from _rows(record, options)
            count += 1

    dump_lines(lines(), out)
    return count


def recognise(head: bytes) -> bool:
    """Whether the first task says what only Prodigy says."""
    for item in objects_in(head):
        spans = item.get("spans")
        tokens = type(spans) is list and any(type(span) is dict and "token_start" in span for span in spans)
        return type(item.get("text")) is str and (
            tokens or any(name in item for name in _MARKS) or "tokens" in item
        )
    return b'"tokens"' in head and b'"text"' in head


def fit(record: Record, options: WriteOptions, losses: Losses) -> Record | None:  # noqa: ARG001
    """Document labels become the options that were accepted, which have no names."""
    labels = [
        label
        for layer in layers_of(record)
        for label in fields.category_labels(fields.categories(of_layer(record, layer).labels), layer)
    ]
    return within_layers(replace(record, labels=labels), losses)


def _rows(record: Record, options: WriteOptions) -> Iterator[dict[str, Any]]:
    tokens = orjson.Fragment(_tokens(record.text))
    for layer in layers_of(record) or [None]:
        own = of_layer(record, layer)
        spans = {span.id or "": span for span in own.spans}
        row: dict[str, Any] = {
            "text": record.text,
            "tokens": tokens,
            "spans": [_span_row(span) for span in spans.values()],
            "relations": [_relation_row(r, spans) for r in own.relations],
            "answer": "accept",
            "meta": record.meta,
            "doc_id": record.id,
            "_view_id": "relations" if options.relations else "spans_manual",
        }
        if accepted := fields.categories(own.labels):
            row |= {"options": [{"id": name, "text": name} for name in accepted], "accept": accepted}
        yield row if layer is None else {**row, "_annotator_id": layer, "_session_id": layer}


def _tokens(text: str) -> bytes:
    """Every character as a token, as JSON: an object for each of them would cost more than all the rest."""
    shown = {char: orjson.dumps(char).decode() for char in set(text)}
    return (
        "[" + ",".join([
            f'{{"text":{shown[char]},"start":{at},"end":{at + 1},"id":{at},"ws":false}}' for at, char in enumerate(text)
        ]) + "]"
    ).encode()  # fmt: skip


def _span_row(span: RecordSpan) -> dict[str, Any]:
    more = {"attrs": span.attrs, "note": span.note}
    return {**_place(span), "id": span.id, **{name: value for name, value in more.items() if value}}


def _place(span: RecordSpan) -> dict[str, Any]:
    return {
        "start": span.start,
        "end": span.end,
        "token_start": span.start,
        "token_end": span.end - 1,
        "label": span.label,
    }


def _relation_row(relation: RecordRelation, spans: dict[str, RecordSpan]) -> dict[str, Any]:
    head, tail = spans[relation.head], spans[relation.tail]
    return {
        "head": head.end - 1,
        "child": tail.end - 1,
        "head_span": {**_place(head), "id": head.id},
        "child_span": {**_place(tail), "id": tail.id},
        "label": relation.type,
    }


def _record(row: dict[str, Any], name: str, where: str) -> Record:
    given = row.get("doc_id")
    record = Record(
        given if type(given) is str and given else None, fields.plain(row.get("text"), "text", where)
    )
    meta = fields.mapping(row.get("meta"), "meta", where)
    record.meta = canonical_meta({**{key: row[key] for key in row if key not in _ROW}, **meta}, where)
    record.source = Source(name, "", "utf-8")
    if row.get("answer", "accept") == "accept":
        layer = row.get("_annotator_id") or row.get("_session_id")
        _take(row, record, layer if type(layer) is str else None, where)
    check(record, where)
    return record


def _take(row: dict[str, Any], record: Record, layer: str | None, where: str) -> None:
    entries = [
        fields.mapping(entry, "spans", where) for entry in fields.items(row.get("spans"), "spans", where)
    ]
    record.spans = [_span(entry, layer, where) for entry in entries if "label" in entry]
    record.local_ids = any(span.id is None for span in record.spans)
    for span, number in zip(record.spans, range(len(record.spans)), strict=True):
        span.id = span.id or f"s{number}"
    for entry in fields.items(row.get("relations"), "relations", where):
        data = fields.mapping(entry, "relations", where)
        head, child = (_end(data, side, record, where) for side in ("head", "child"))
        record.relations.append(
            RecordRelation(None, fields.text(data.get("label"), "label", where), head, child, layer)
        )
    label = row.get("label")
    names = [str(entry) for entry in fields.items(row.get("accept"), "accept", where)]
    record.labels = fields.category_labels([label] if type(label) is str and label else names, layer)


def _span(entry: dict[str, Any], layer: str | None, where: str) -> RecordSpan:
    start, end = (fields.whole(entry.get(key), key, where) for key in ("start", "end"))
    others = {key: entry[key] for key in entry if key not in _SPAN}
    note, given, quote = entry.get("note"), entry.get("id"), entry.get("text")
    return RecordSpan(
        given if type(given) is str and given else None,
        start,
        end,
        fields.text(entry.get("label"), "label", where),
        quote if type(quote) is str else None,
        {**others, **fields.mapping(entry.get("attrs"), "attrs", where)},
        layer,
        note if type(note) is str else "",
    )


def _end(data: dict[str, Any], side: str, record: Record, where: str) -> str:
    """The id of the span at one end of a relation: by its id, its place, or its last token."""
    place = fields.mapping(data.get(f"{side}_span"), f"{side}_span", where)
    candidates = [span.id or "" for span in record.spans if span.id == place.get("id")]
    wanted = (place.get("start"), place.get("end"), place.get("label"))
    candidates += [span.id or "" for span in record.spans if (span.start, span.end, span.label) == wanted]
    if not candidates:
        raise BadInput(
            _("{where}: relation {index} points to a span “{id}” that this document does not have",
              where=where, index=len(record.relations) + 1, id=data.get(side))
        )  # fmt: skip
    return candidates[0]


FORMAT = Format(
    name="prodigy",
    description=N_("Prodigy: JSON lines, one for each layer of a document"),
    suffixes=(),
    shares=(".jsonl", ".ndjson"),
    recognise=recognise,
    carries=frozenset(
        {"metadata", "spans", "overlap", "attributes", "notes", "relations", "labels", "layers"}
    ),
    reader=read,
    writer=write,
    fit=fit,
    unit="code points, tokens",
    divisible=always,
)
