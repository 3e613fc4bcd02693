"""A data set folder as Hugging Face's `datasets` loads it: README.md with its YAML head, and data/train.jsonl or Parquet.

A row is a document with all that it has; values of free form (metadata, attributes, labels' values) stand as JSON in a text,
since a data set's columns have one type each. Offsets count code points. See huggingface.co/docs/datasets.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import orjson

from annotator.domain.document import Section, Source
from annotator.domain.errors import BadInput
from annotator.domain.schema import LabelSchema
from annotator.domain.status import STATES
from annotator.formats import fields
from annotator.formats.format import FEATURES, Format, ReadOptions, WriteOptions
from annotator.formats.json_rows import dump_lines, objects_in, rows
from annotator.formats.metadata import canonical_meta
from annotator.formats.parquet_shards import SIGN, read_rows, write_shards
from annotator.formats.record import Record, RecordLabel, RecordRelation, RecordSpan, check
from annotator.i18n import N_, _, in_english

JSON_LINES, PARQUET = "jsonl", "parquet"
DATA = {"": "data/train.jsonl", JSON_LINES: "data/train.jsonl", PARQUET: "data/train-*.parquet"}

_TEXT, _NUMBER, _FLAG = "string", "int64", "bool"
_COLUMNS: dict[str, Any] = {
    "id": _TEXT,
    "text": _TEXT,
    "meta": _TEXT,
    "spans": {"id": _TEXT, "start": _NUMBER, "end": _NUMBER, "label": _TEXT, "text": _TEXT, "layer": _TEXT,
              "attributes": _TEXT, "note": _TEXT},
    "relations": {"id": _TEXT, "type": _TEXT, "head": _TEXT, "tail": _TEXT, "tail_doc": _TEXT, "layer": _TEXT},
    "labels": {"name": _TEXT, "value": _TEXT, "layer": _TEXT},
    "sections": {"start": _NUMBER, "end": _NUMBER, "level": _NUMBER, "heading": _TEXT},
    "statuses": {"layer": _TEXT, "state": _TEXT, "flag": _FLAG, "note": _TEXT},
}  # fmt: skip


def read(path: Path, options: ReadOptions) -> Iterator[Record]:  # noqa: ARG001
    """A record a row of such a file, or of the folder. Raises BadInput naming the line."""
    for row, where in _rows_of(path):
        record = Record(row.get("id"), fields.plain(row.get("text"), "text", where))
        record.source = Source(path.name, "", "utf-8")
        record.meta = canonical_meta(fields.mapping(_value(row, "meta", where), "meta", where), where)
        record.spans = [_span(item, where) for item in _items(row, "spans", where)]
        record.relations = [_relation(item, where) for item in _items(row, "relations", where)]
        record.labels = [
            RecordLabel(
                fields.text(item.get("name"), "name", where), _value(item, "value", where), item.get("layer")
            )
            for item in _items(row, "labels", where)
        ]
        for item in _items(row, "sections", where):
            start, end, level = (
                fields.whole(item.get(name), name, where) for name in ("start", "end", "level")
            )
            record.sections.append(
                Section(start, end, level, fields.plain(item.get("heading"), "heading", where))
            )
        for item in _items(row, "statuses", where):
            _take_status(record, item, where)
        check(record, where)
        yield record


def write(records: Iterable[Record], out: Path, options: WriteOptions) -> int:
    """The folder; its README says what is in it."""
    data = out / DATA[""]
    data.parent.mkdir(parents=True)
    counts: Counter[tuple[str, str]] = Counter()

    def lines() -> Iterator[dict[str, Any]]:
        for record in records:
            counts.update((span.layer or "", span.label) for span in record.spans)
            yield _row(record)

    if options.variant == PARQUET:
        number = write_shards(lines(), _COLUMNS, data.parent, data.stem)
    else:
        number = dump_lines(lines(), data)
    path = DATA[options.variant or ""]
    (out / "README.md").write_bytes(_card(number, counts, options.schema, path).encode())
    return number


def features() -> list[str]:
    """The lines of a card's YAML head that say what the columns are."""
    lines = ["dataset_info:", "  features:"]
    for name, kind in _COLUMNS.items():
        lines.append(f"  - name: {name}")
        if isinstance(kind, str):
            lines.append(f"    dtype: {kind}")
        else:
            lines.append("    list:")
            for field, type_ in kind.items():
                lines += [f"    - name: {field}", f"      dtype: {type_}"]
    return lines


def recognise(head: bytes) -> bool:
    """Whether the first row has attributes as a text or statuses as a list, as no other format; or it is Parquet."""
    if head.startswith(SIGN):
        return True
    first = next(objects_in(head), {})
    spans = first.get("spans")
    packed = type(spans) is list and any(
        type(s) is dict and type(s.get("attributes")) is str for s in spans[:1]
    )
    return packed or (type(first.get("statuses")) is list and type(first.get("meta")) is str)


def companions(path: Path) -> Iterator[Path]:
    """The README of the folder that the file lies in."""
    if path.parent.name == "data":
        yield path.parent.parent / "README.md"


def _rows_of(path: Path) -> Iterator[tuple[dict[str, Any], str]]:
    """The rows of a file, or of all files of a folder. Raises BadInput."""
    files = [path]
    if path.is_dir():
        files = sorted(file for pattern in {*DATA.values()} for file in path.glob(pattern))
    for file in files:
        with file.open("rb") as opened:
            packed = opened.read(len(SIGN)) == SIGN
        yield from read_rows(file) if packed else rows(file)


def _row(record: Record) -> dict[str, Any]:
    layers = sorted({*record.statuses, *record.notes, *record.flags})
    return {
        "id": record.id,
        "text": record.text,
        "meta": _json(record.meta),
        "spans": [
            {"id": s.id, "start": s.start, "end": s.end, "label": s.label, "text": record.text[s.start : s.end],
             "layer": s.layer, "attributes": _json(s.attrs), "note": s.note}
            for s in record.spans
        ],
        "relations": [
            {"id": r.id, "type": r.type, "head": r.head, "tail": r.tail, "tail_doc": r.tail_doc, "layer": r.layer}
            for r in record.relations
        ],
        "labels": [{"name": x.name, "value": _json(x.value), "layer": x.layer} for x in record.labels],
        "sections": [
            {"start": s.start, "end": s.end, "level": s.level, "heading": s.heading} for s in record.sections
        ],
        "statuses": [
            {"layer": layer, "state": record.statuses.get(layer, "todo"), "flag": layer in record.flags,
             "note": record.notes.get(layer, "")}
            for layer in layers
        ],
    }  # fmt: skip


def _json(value: Any) -> str:
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS).decode()


def _value(data: dict[str, Any], name: str, where: str) -> Any:
    """What stands as JSON in a text."""
    given = data.get(name)
    if given is None or given == "":
        return None
    try:
        return orjson.loads(fields.text(given, name, where))
    except orjson.JSONDecodeError as error:
        raise BadInput(
            _("{where}: not JSON ({reason})", where=f"{where}, {name}", reason=error.msg)
        ) from error


def _items(row: dict[str, Any], name: str, where: str) -> list[dict[str, Any]]:
    return [fields.mapping(item, name, where) for item in fields.items(row.get(name), name, where)]


def _span(item: dict[str, Any], where: str) -> RecordSpan:
    start, end = (fields.whole(item.get(name), name, where) for name in ("start", "end"))
    attrs = fields.mapping(_value(item, "attributes", where), "attributes", where)
    label = fields.text(item.get("label"), "label", where)
    return RecordSpan(
        item.get("id"), start, end, label, item.get("text"), attrs, _layer(item), item.get("note") or ""
    )


def _relation(item: dict[str, Any], where: str) -> RecordRelation:
    named = "type" if "type" in item else "label"
    kind, head, tail = (fields.text(item.get(name), name, where) for name in (named, "head", "tail"))
    return RecordRelation(item.get("id"), kind, head, tail, _layer(item), item.get("tail_doc"))


def _layer(item: dict[str, Any]) -> str | None:
    """Whose it is; other data sets of this shape call that the annotator."""
    layer = item.get("layer", item.get("annotator"))
    return layer if type(layer) is str and layer else None


def _take_status(record: Record, item: dict[str, Any], where: str) -> None:
    layer, state = fields.text(item.get("layer"), "layer", where), item.get("state")
    if state in STATES and state != "todo":
        record.statuses[layer] = state
    if note := item.get("note"):
        record.notes[layer] = fields.text(note, "note", where)
    if item.get("flag") is True:
        record.flags.append(layer)


def _card(documents: int, counts: Counter[tuple[str, str]], schema: LabelSchema | None, path: str) -> str:
    """README.md: the YAML head that `datasets` reads, then what a person wants to know."""
    head = ["---", "configs:", "- config_name: default", "  data_files:", "  - split: train", f"    path: {path}",
            "language:", "- zh", "task_categories:", "- token-classification", *features()]  # fmt: skip
    body = ["---", "", in_english("# {count} document", "# {count} documents", documents), "",
            "`start` and `end` count Unicode code points over `text`, the end exclusive.",
            "`meta`, `attributes` and `value` hold JSON.", ""]  # fmt: skip
    if counts:
        body += ["| layer | label | spans |", "|---|---|---:|"]
        body += [
            f"| {_plain(layer)} | {_plain(label)} | {number} |"
            for (layer, label), number in sorted(counts.items())
        ]
        body.append("")
    for label in schema.labels if schema is not None else ():
        names = " / ".join(label.names.values())
        body.append(f"- **{_plain(label.name)}** ({_plain(names)}): {_plain(label.definition)}")
    return "\n".join([*head, *body]).rstrip("\n") + "\n"


def _plain(text: str) -> str:
    """A text on one line that breaks no table."""
    return " ".join(text.split()).replace("|", "\\|")


FORMAT = Format(
    name="huggingface",
    description=N_("Hugging Face data set: a folder with a card and JSON lines or Parquet"),
    suffixes=(),
    shares=(".jsonl", ".parquet"),
    recognise=recognise,
    companions=companions,
    carries=frozenset(FEATURES),
    reader=read,
    writer=write,
    folder=True,
    rows_at=DATA,
    variants=(JSON_LINES, PARQUET),
)
