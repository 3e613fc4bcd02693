"""labelbuddy's documents: JSON lines, or one JSON list (labelbuddy 0.1).

`{"text", "utf8_text_md5_checksum", "metadata", "list_title", "annotations": [{"label_name", "start_char", "end_char",
"start_byte", "end_byte", "extra_data"}]}`. `_char` counts code points, `_byte` bytes of UTF-8; code points win. What it has
no place for stands as JSON in the text `extra_data`. It keeps one annotation of a label and place in a document.
"""

import hashlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import orjson

from annotator.domain.document import Source
from annotator.domain.errors import BadInput
from annotator.formats import fields
from annotator.formats.fidelity import without
from annotator.formats.format import UTF_8, Format, ReadOptions, WriteOptions
from annotator.formats.json_rows import dump_lines, dump_list, is_list, objects_in, rows
from annotator.formats.losses import Losses
from annotator.formats.metadata import canonical_meta
from annotator.formats.offsets import Offsets
from annotator.formats.record import Record, RecordSpan, check
from annotator.formats.standoff import Standoff, StandoffSpan
from annotator.i18n import N_, _

_MD5 = "utf8_text_md5_checksum"
JSON_LINES, JSON = "jsonl", "json"
_KEYS = frozenset(("text", "metadata", "display_title", "list_title", "annotations", _MD5))
_OURS = frozenset(("id", "attrs", "note", "layer"))
_ID = "annotator:id"  # the key of our document's id in its metadata
_TITLE = 80  # characters of a title in its list


def read(path: Path, options: ReadOptions) -> Iterator[Record | Standoff]:  # noqa: ARG001
    """A record a document; at the end the spans of those whose texts were left out. Raises BadInput naming the line."""
    without_text: list[StandoffSpan] = []
    documents = 0
    for number, (row, where) in enumerate(rows(path), 1):
        if "text" not in row and _MD5 in row:
            without_text += _standoff(row, number, where)
            continue
        documents += 1
        text = fields.plain(row.get("text"), "text", where)
        meta = dict(fields.mapping(row.get("metadata"), "metadata", where))
        given = meta.pop(_ID, None)
        record = Record(given if type(given) is str and given else None, text)
        title = row.get("list_title") or row.get("display_title")
        if type(title) is str and given is None:
            meta.setdefault("title", title)
        record.meta = canonical_meta(meta, where)
        record.source = Source(path.name, "", "utf-8")
        annotations = fields.items(row.get("annotations"), "annotations", where)
        bytes_of = Offsets(text, UTF_8)
        record.spans = [
            _span(fields.mapping(item, "annotations", where), bytes_of, where) for item in annotations
        ]
        check(record, where)
        yield record
    if without_text:
        yield Standoff(without_text, Source(path.name, "", "utf-8"))
    elif not documents:
        raise BadInput(_("{file}: its texts were left out, and it has no annotations", file=path))


def write(records: Iterable[Record], out: Path, options: WriteOptions) -> int:
    """JSON lines, or a JSON list where `options` or the name of the file say so."""
    return (dump_list if _kind(out, options) == JSON else dump_lines)(map(_row, records), out)


def recognise(head: bytes) -> bool:
    """Whether the first document has the keys that only labelbuddy gives, or stands in a list and has none but its keys."""
    for item in objects_in(head):
        if is_list(head) and type(item.get("text")) is str and _KEYS.issuperset(item):
            return True
        annotations = item.get("annotations")
        if type(annotations) is list and annotations and type(annotations[0]) is dict:
            return "label_name" in annotations[0]
        return _MD5 in item
    return f'"{_MD5}"'.encode() in head or b'"label_name"' in head


def fit(record: Record, options: WriteOptions, losses: Losses) -> Record | None:  # noqa: ARG001
    """One span of a label and place; None for a text that begins with U+FEFF, which labelbuddy drops: all would shift."""
    if record.text.startswith("\ufeff"):
        losses.add("documents", (record.id,))
        return None
    seen: set[tuple[int, int, str]] = set()
    twice = []
    for span in record.spans:
        key = (span.start, span.end, span.label)
        if key in seen:
            twice.append(span)
        seen.add(key)
    return without(record, twice, "duplicates", losses)


def _row(record: Record) -> dict[str, Any]:
    places = Offsets(record.text, UTF_8)
    row: dict[str, Any] = {
        "text": record.text,
        _MD5: hashlib.md5(record.text.encode(), usedforsecurity=False).hexdigest(),
        "metadata": {**record.meta, _ID: record.id},
        "annotations": [_annotation(span, places) for span in record.spans],
    }
    if title := record.meta.get("title"):
        row["list_title"] = str(title)[:_TITLE]
    return row


def _annotation(span: RecordSpan, places: Offsets) -> dict[str, Any]:
    item = {
        "label_name": span.label,
        "start_char": span.start,
        "end_char": span.end,
        "start_byte": places.to(span.start),
        "end_byte": places.to(span.end),
    }
    more = {"id": span.id, "layer": span.layer, "attrs": span.attrs, "note": span.note}
    return {
        **item,
        "extra_data": orjson.dumps(
            {k: v for k, v in more.items() if v}, option=orjson.OPT_SORT_KEYS
        ).decode(),
    }


def _standoff(row: dict[str, Any], number: int, where: str) -> Iterator[StandoffSpan]:
    """The spans of a document that is told by the digest of its text; bytes cannot be counted without that."""
    md5 = fields.text(row.get(_MD5), _MD5, where).lower()
    for item in fields.items(row.get("annotations"), "annotations", where):
        data = fields.mapping(item, "annotations", where)
        if "start_char" not in data:
            raise BadInput(_("{where}: there is no “{name}”", where=where, name="start_char"))
        span = _span(data, Offsets("", UTF_8), where)
        if not 0 <= span.start < span.end:
            raise BadInput(
                _(
                    "{where}: a span cannot go from {start} to {end}",
                    where=where,
                    start=span.start,
                    end=span.end,
                )
            )
        yield StandoffSpan(number, None, span, md5)


def _span(item: dict[str, Any], bytes_of: Offsets, where: str) -> RecordSpan:
    if "start_char" in item:
        start, end = (fields.whole(item.get(key), key, where) for key in ("start_char", "end_char"))
    else:
        try:
            start, end = (
                bytes_of.back(fields.whole(item.get(key), key, where)) for key in ("start_byte", "end_byte")
            )
        except BadInput as error:
            reason = str(error)
            raise BadInput(reason if reason.startswith(where) else f"{where}: {reason}") from error
    span = RecordSpan(None, start, end, fields.text(item.get("label_name"), "label_name", where))
    extra = item.get("extra_data")
    if type(extra) is str and extra:
        _take_extra(span, extra)
    return span


def _take_extra(span: RecordSpan, extra: str) -> None:
    """What we wrote there ourselves, else the text as an attribute."""
    try:
        data = orjson.loads(extra)
    except orjson.JSONDecodeError:
        data = None
    if type(data) is dict and _OURS.issuperset(data) and type(data.get("attrs", {})) is dict and all(
        type(data.get(key, "")) is str for key in ("id", "note", "layer")
    ):  # fmt: skip
        span.id, span.layer = data.get("id") or None, data.get("layer") or None
        span.attrs, span.note = data.get("attrs", {}), data.get("note", "")
    else:
        span.attrs = {"extra_data": extra}


def _kind(out: Path, options: WriteOptions) -> str:
    return options.variant or (JSON if out.suffix == ".json" else JSON_LINES)


def _is_divisible(out: Path, options: WriteOptions) -> bool:
    return _kind(out, options) != JSON


FORMAT = Format(
    name="labelbuddy",
    description=N_("labelbuddy: documents with annotations, JSON lines or one list"),
    suffixes=(),
    shares=(".jsonl", ".ndjson", ".json"),
    recognise=recognise,
    carries=frozenset({"metadata", "spans", "overlap", "attributes", "notes", "layers"}),
    reader=read,
    writer=write,
    fit=fit,
    variants=(JSON_LINES, JSON),
    unit="code points, utf-8",
    hint=N_("labelbuddy takes documents (or segments) of the same text for one, which has the marks of all."),
    divisible=_is_divisible,
)
