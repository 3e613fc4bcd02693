"""doccano's JSON lines: sequence labelling, with relations, or classification (doccano 1.8).

Sequence labelling: `{"text", "label": [[start, end, name], …]}`; with relations `{"text", "entities": [{"id", "label",
"start_offset", "end_offset"}], "relations": [{"id", "from_id", "to_id", "type"}]}`; classification `{"text", "label":
["…"]}`. Its import wants the same keys on every line, keeps keys that it does not know as metadata, and refuses empty
texts. Offsets are taken as they come; its own page counts them in UTF-16 units, or in graphemes where a project says so.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from annotator.domain.document import Source
from annotator.domain.errors import BadInput
from annotator.formats import fields
from annotator.formats.beside import companions, in_its_layer
from annotator.formats.fidelity import without
from annotator.formats.format import CODE_POINTS, UTF_16, Format, ReadOptions, WriteOptions, always
from annotator.formats.json_rows import dump_lines, line_of, objects_in, rows
from annotator.formats.losses import Losses
from annotator.formats.metadata import canonical_meta
from annotator.formats.offsets import GRAPHEMES, Offsets
from annotator.formats.record import Record, RecordRelation, RecordSpan, check
from annotator.i18n import N_

SPANS, RELATIONS, CLASSES = "spans", "relations", "classes"
_PARTS = frozenset(("text", "label", "labels", "entities", "relations", "cats", "meta", "doc_id"))


def read(path: Path, options: ReadOptions) -> Iterator[Record]:
    """A record a line; what doccano does not know becomes metadata. Raises BadInput naming the line."""
    for row, where in rows(path):
        text = fields.plain(row.get("text"), "text", where)
        given = row.get("doc_id")
        record = Record(fields.text(given, "doc_id", where) if given is not None else None, text)
        record.source = Source(path.name, "", "utf-8")
        record.local_ids = True
        beside = {("doccano_id" if key == "id" else key): row[key] for key in row if key not in _PARTS}
        record.meta = canonical_meta({**beside, **fields.mapping(row.get("meta"), "meta", where)}, where)
        try:
            _read_marks(row, record, Offsets(text, options.unit or CODE_POINTS), where)
        except BadInput as error:
            reason = str(error)
            raise BadInput(reason if reason.startswith(where) else f"{where}: {reason}") from error
        check(record, where)
        yield in_its_layer(record, path)


def write(records: Iterable[Record], out: Path, options: WriteOptions) -> int:
    """One line a document, in the variant that `options` name, else with relations where there are any."""
    kind = _kind(options)
    return dump_lines((_row(record, kind, options.unit or CODE_POINTS) for record in records), out)


def line(record: Record, options: WriteOptions) -> bytes:
    """One document as a line."""
    return line_of(_row(record, _kind(options), options.unit or CODE_POINTS))


def recognise(head: bytes) -> bool:
    """Whether the first document that says so has doccano's shape."""
    for item in objects_in(head):
        label, entities = item.get("label", item.get("labels")), item.get("entities")
        if type(item.get("text")) is not str or "spans" in item or "_task_hash" in item:
            return False
        if type(label) is list and label:
            return all(_is_triple(entry) for entry in label) or all(type(entry) is str for entry in label)
        if type(entities) is list and entities:
            return all(_is_triple(e) or (type(e) is dict and "start_offset" in e) for e in entities)
        if not ("label" in item or "entities" in item):
            return False
    return False


def fit(record: Record, options: WriteOptions, losses: Losses) -> Record | None:
    """What the variant has a place for; None for an empty text."""
    if not record.text:
        losses.add("documents", (record.id,))
        return None
    kind = _kind(options)
    if kind == CLASSES:
        record = without(record, record.spans, "spans", losses)
        return replace(record, labels=fields.category_labels(fields.categories(record.labels)))
    if record.labels:
        losses.add("labels", (record.id,))
    if options.unit == GRAPHEMES:
        there = Offsets(record.text, GRAPHEMES).holds
        split = [span for span in record.spans if not (there(span.start) and there(span.end))]
        record = without(record, split, "split", losses)
    if kind == SPANS and record.relations:
        losses.add("relations", (relation.id for relation in record.relations))
        record = replace(record, relations=[])
    return replace(record, labels=[])


def _kind(options: WriteOptions) -> str:
    return options.variant or (RELATIONS if options.relations else SPANS)


def _row(record: Record, kind: str, unit: str) -> dict[str, Any]:
    row: dict[str, Any] = {"text": record.text}
    place = Offsets(record.text, unit).to
    if kind == CLASSES:
        row["label"] = fields.categories(record.labels)
    elif kind == SPANS:
        row["label"] = [[place(span.start), place(span.end), span.label] for span in record.spans]
    else:
        numbers = {span.id or "": number for number, span in enumerate(record.spans)}
        row["entities"] = [
            {
                "id": numbers[s.id or ""],
                "label": s.label,
                "start_offset": place(s.start),
                "end_offset": place(s.end),
            }
            for s in record.spans
        ]
        row["relations"] = [
            {"id": number, "from_id": numbers[r.head], "to_id": numbers[r.tail], "type": r.type}
            for number, r in enumerate(record.relations)
        ]
    return {**row, "doc_id": record.id, "meta": record.meta}


def _read_marks(row: dict[str, Any], record: Record, offsets: Offsets, where: str) -> None:
    names: list[str] = []
    labels = row.get("label", row.get("labels"))
    for name in ("label", "entities"):
        value = labels if name == "label" else row.get("entities")
        for entry in [value] if type(value) is str else fields.items(value, name, where):
            if type(entry) is str and name == "label":
                names.append(entry)
            else:
                record.spans.append(_span(entry, offsets, where))
    cats = row.get("cats")
    names += [
        fields.text(n, "cats", where)
        for n in ([cats] if type(cats) is str else fields.items(cats, "cats", where))
    ]
    record.labels = fields.category_labels(list(dict.fromkeys(names)))
    for entry in fields.items(row.get("relations"), "relations", where):
        data = fields.mapping(entry, "relations", where)
        head, tail = (str(fields.whole(data.get(key), key, where)) for key in ("from_id", "to_id"))
        record.relations.append(
            RecordRelation(None, fields.text(data.get("type"), "type", where), head, tail)
        )


def _span(entry: Any, offsets: Offsets, where: str) -> RecordSpan:
    if _is_triple(entry):
        return RecordSpan(None, offsets.back(entry[0]), offsets.back(entry[1]), entry[2])
    data = fields.mapping(entry, "entities", where)
    start, end = (
        offsets.back(fields.whole(data.get(key), key, where)) for key in ("start_offset", "end_offset")
    )
    identity = str(fields.whole(data["id"], "id", where)) if "id" in data else None
    return RecordSpan(identity, start, end, fields.text(data.get("label"), "label", where))


def _is_triple(entry: Any) -> bool:
    return (
        type(entry) is list
        and len(entry) == 3
        and type(entry[0]) is type(entry[1]) is int
        and type(entry[2]) is str
        and bool(entry[2])
    )


FORMAT = Format(
    name="doccano",
    description=N_("doccano: JSON lines for sequence labelling, relations or classification"),
    suffixes=(),
    shares=(".jsonl", ".ndjson", ".json"),
    recognise=recognise,
    companions=companions,
    carries=frozenset({"metadata", "spans", "overlap", "relations", "labels"}),
    reader=read,
    writer=write,
    fit=fit,
    variants=(SPANS, RELATIONS, CLASSES),
    optional=True,
    units=(CODE_POINTS, UTF_16, GRAPHEMES),
    hint=N_(
        "Allow overlapping spans in the project there. Its page counts characters beyond U+FFFF, such as emoji, twice: "
        "with these, export with --offsets utf-16."
    ),
    divisible=always,
)
