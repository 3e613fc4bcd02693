"""Tidy rows, one a span, for tables: what each column is, and the rows back as records without their texts.

The columns are the document's known metadata, the span's place, label, quote and layer, one for each attribute of the label
schema, and what has no column of its own as JSON. Offsets count code points. Cells are text: numbers as JSON writes them,
true and false; an empty cell says that there is no value.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby
from typing import Any

import orjson

from annotator.domain.schema import LabelSchema
from annotator.formats import fields
from annotator.formats.format import FEATURES, WriteOptions
from annotator.formats.losses import Losses
from annotator.formats.metadata import KNOWN
from annotator.formats.record import Record, RecordSpan

CARRIES = frozenset(FEATURES) & {"metadata", "spans", "overlap", "attributes", "notes", "layers"}
NUMBERS = frozenset(("start", "end"))

_FIXED = ("doc_id", *KNOWN, "layer", "id", "start", "end", "label", "text", "note")
_REST = ("attrs", "meta")
_RISKY = re.compile(
    r"'*(?:\s*[=+\-@＝＋－＠]|[\t\r\n])"
)  # full-width ones count in Chinese and Japanese systems


def columns(schema: LabelSchema | None) -> list[str]:
    """The names of the columns, in their order."""
    labels = schema.labels if schema is not None else ()
    names = dict.fromkeys(attribute.name for label in labels for attribute in label.attributes)
    return [*_FIXED, *map(_attribute_column, names), *_REST]


def rows(record: Record, names: Sequence[str]) -> Iterator[dict[str, str | int]]:
    """The rows of a document; cells that say nothing are left out."""
    of_document: dict[str, str | int] = {"doc_id": shown(record.id)}
    others = {}
    for key, value in record.meta.items():
        if key in KNOWN:
            of_document[key] = shown(value)
        else:
            others[key] = value
    known = set(names)
    for span in record.spans:
        row = {
            **of_document,
            "layer": shown(span.layer),
            "id": shown(span.id),
            "start": span.start,
            "end": span.end,
            "label": shown(span.label),
            "text": shown(record.text[span.start : span.end]),
        }
        rest = {}
        for name, value in span.attrs.items():
            if (column := _attribute_column(name)) in known and column not in _REST:
                row[column] = shown(value)
            else:
                rest[name] = value
        more = {"note": shown(span.note), "attrs": _json(rest), "meta": _json(others)}
        yield {**row, **{name: value for name, value in more.items() if value}}


def records_of(table: Iterable[Mapping[str, str]]) -> Iterator[Record]:
    """The documents of rows that follow each other, without their texts."""
    for doc_id, group in groupby(table, lambda row: row["doc_id"]):
        record = Record(doc_id or None, "")
        for row in group:
            record.meta = {key: row[key] for key in KNOWN if row.get(key)}
            record.meta |= orjson.loads(row["meta"]) if row.get("meta") else {}
            record.spans.append(_span(row))
        yield record


def fit(record: Record, options: WriteOptions, losses: Losses) -> Record | None:  # noqa: ARG001
    """None for a document without spans, which has no row."""
    if not record.spans:
        losses.add("unmarked", (record.id,))
        return None
    losses.add("texts", (record.id,))
    return record


def expect(record: Record, options: WriteOptions) -> Record:
    """What the rows say: no text, values as they are shown, those that show nothing left out."""
    names = columns(options.schema)
    row = next(rows(replace(record, spans=record.spans[:1]), names))
    (first,) = records_of([{name: str(cell) for name, cell in row.items()}])
    spans = [_span({name: str(cell) for name, cell in row.items()}) for row in rows(record, names)]
    return replace(first, spans=spans)


def shown(value: Any) -> str:
    """A value as a cell: characters that XML does not know become U+FFFD, others than text are JSON."""
    if value is None:
        return ""
    text = value if isinstance(value, str) else orjson.dumps(value, option=orjson.OPT_SORT_KEYS).decode()
    return text if fields.fits_xml(text) else "".join(c if fields.fits_xml(c) else "\ufffd" for c in text)


def inert(cell: str) -> str:
    """A cell that no table program takes for a formula: behind an apostrophe where it begins like one."""
    return f"'{cell}" if _RISKY.match(cell) else cell


def inert_row(cells: Iterable[object]) -> list[object]:
    """Cells for a CSV file: texts inert, nothing for None, numbers as they are."""
    return ["" if cell is None else inert(cell) if isinstance(cell, str) else cell for cell in cells]


def original(cell: str) -> str:
    """What `inert` was given."""
    return cell[1:] if cell.startswith("'") and _RISKY.match(cell) else cell


def _attribute_column(name: str) -> str:
    return f"attr:{name}" if name in _FIXED or name in _REST else name


def _json(value: dict[str, Any]) -> str:
    if not value:
        return ""
    text = orjson.dumps(value, option=orjson.OPT_SORT_KEYS).decode()
    return text if fields.fits_xml(text) else fields.as_xml_text(value).removeprefix("json:")


def _span(row: Mapping[str, str]) -> RecordSpan:
    given = [name for name in row if row[name] and name not in _FIXED and name not in _REST]
    attrs: dict[str, Any] = {name.removeprefix("attr:"): row[name] for name in given}
    attrs |= orjson.loads(row["attrs"]) if row.get("attrs") else {}
    place = int(row["start"]), int(row["end"])
    return RecordSpan(
        row["id"], *place, row["label"], None, attrs, row["layer"] or None, row.get("note") or ""
    )
