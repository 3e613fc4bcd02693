"""Croissant 1.0 (MLCommons): a folder of JSON lines with croissant.json, which says what every field is and gives checksums.

documents.jsonl, spans.jsonl, relations.jsonl and labels.jsonl are tables that refer to each other by ids; those that would be
empty are left out. Offsets count code points. See docs.mlcommons.org/croissant/docs/croissant-spec.html.
"""

import json
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from itertools import groupby
from pathlib import Path
from typing import Any

import orjson

from annotator.domain.errors import BadInput
from annotator.formats import fields
from annotator.formats.format import FEATURES, Format, ReadOptions, WriteOptions
from annotator.formats.json_rows import line_of, rows
from annotator.formats.record import Record, RecordLabel, RecordRelation, RecordSpan, check
from annotator.formats.writing import digest_of
from annotator.i18n import N_, _, in_english

METADATA = "croissant.json"
TEXT, NUMBER = "sc:Text", "sc:Integer"
TABLES: dict[str, dict[str, tuple[str, str]]] = {
    "documents": {
        "id": (TEXT, "identifier of the document"),
        "text": (TEXT, "the whole text"),
        "meta": (TEXT, "metadata, a JSON object"),
    },
    "spans": {
        "doc_id": (TEXT, "the document"),
        "id": (TEXT, "identifier of the span"),
        "start": (NUMBER, "first character, in Unicode code points from 0"),
        "end": (NUMBER, "behind the last character, in Unicode code points"),
        "label": (TEXT, "what it is"),
        "text": (TEXT, "the characters from start to end"),
        "layer": (TEXT, "who marked it, or gold"),
        "attributes": (TEXT, "attributes, a JSON object"),
        "note": (TEXT, "remark"),
    },
    "relations": {
        "doc_id": (TEXT, "the document of the head"),
        "id": (TEXT, "identifier of the relation"),
        "type": (TEXT, "what it says"),
        "head": (TEXT, "the span that it leads from"),
        "tail": (TEXT, "the span that it leads to"),
        "tail_doc": (TEXT, "the document of the tail, where it is another one"),
        "layer": (TEXT, "who linked them, or gold"),
    },
    "labels": {
        "doc_id": (TEXT, "the document"),
        "name": (TEXT, "name of the label"),
        "value": (TEXT, "its value, as JSON"),
        "layer": (TEXT, "who gave it, or gold"),
    },
}
_REFERS = {("spans", "doc_id"), ("relations", "doc_id"), ("labels", "doc_id")}
_CONTEXT = {
    "@language": "en", "@vocab": "https://schema.org/", "citeAs": "cr:citeAs", "column": "cr:column",
    "conformsTo": "dct:conformsTo", "cr": "http://mlcommons.org/croissant/",
    "rai": "http://mlcommons.org/croissant/RAI/", "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"}, "dct": "http://purl.org/dc/terms/",
    "equivalentProperty": "cr:equivalentProperty", "examples": {"@id": "cr:examples", "@type": "@json"},
    "extract": "cr:extract", "field": "cr:field", "fileProperty": "cr:fileProperty", "fileObject": "cr:fileObject",
    "fileSet": "cr:fileSet", "format": "cr:format", "includes": "cr:includes", "isLiveDataset": "cr:isLiveDataset",
    "jsonPath": "cr:jsonPath", "key": "cr:key", "md5": "cr:md5", "parentField": "cr:parentField", "path": "cr:path",
    "recordSet": "cr:recordSet", "references": "cr:references", "regex": "cr:regex", "repeated": "cr:repeated",
    "replace": "cr:replace", "samplingRate": "cr:samplingRate", "sc": "https://schema.org/",
    "separator": "cr:separator", "source": "cr:source", "subField": "cr:subField", "transform": "cr:transform",
}  # fmt: skip


def write(records: Iterable[Record], out: Path, options: WriteOptions) -> int:
    """The folder."""
    out.mkdir()
    count = 0
    with ExitStack() as stack:
        files = {name: stack.enter_context((out / f"{name}.jsonl").open("wb")) for name in TABLES}
        for record in records:
            count += 1
            for name, lines in _tables(record).items():
                for line in lines:
                    files[name].write(line_of(line))
    there = [name for name in TABLES if (out / f"{name}.jsonl").stat().st_size]
    for name in TABLES.keys() - set(there):
        (out / f"{name}.jsonl").unlink()
    title = options.schema.name if options.schema is not None and options.schema.name else "annotations"
    described = json.dumps(_described(out, there, title, count), ensure_ascii=False, indent=2)
    (out / METADATA).write_bytes(described.encode() + b"\n")
    return count


def reread(folder: Path, options: ReadOptions) -> Iterator[Record]:  # noqa: ARG001
    """The documents of a folder that was written; its checksums must hold. Raises BadInput."""
    described = orjson.loads((folder / METADATA).read_bytes())
    for file in described["distribution"]:
        if digest_of(folder / file["contentUrl"]) != file["sha256"]:
            raise BadInput(_("{file}: the checksum is another", file=file["contentUrl"]))
    streams = {name: _Stream(folder / f"{name}.jsonl") for name in TABLES if name != "documents"}
    for row, where in rows(folder / "documents.jsonl"):
        record = Record(row["id"], row["text"], orjson.loads(row["meta"]))
        for item in streams["spans"].of(record.id):
            place = fields.whole(item["start"], "start", where), fields.whole(item["end"], "end", where)
            attrs = orjson.loads(item["attributes"])
            record.spans.append(
                RecordSpan(
                    item["id"], *place, item["label"], item["text"], attrs, item["layer"], item["note"]
                )
            )
        record.relations = [
            RecordRelation(
                item["id"], item["type"], item["head"], item["tail"], item["layer"], item["tail_doc"]
            )
            for item in streams["relations"].of(record.id)
        ]
        record.labels = [
            RecordLabel(item["name"], orjson.loads(item["value"]), item["layer"])
            for item in streams["labels"].of(record.id)
        ]
        check(record, where)
        yield record


def _tables(record: Record) -> dict[str, list[dict[str, Any]]]:
    of = {"doc_id": record.id}
    return {
        "documents": [{"id": record.id, "text": record.text, "meta": _json(record.meta)}],
        "spans": [
            {**of, "id": s.id, "start": s.start, "end": s.end, "label": s.label, "text": record.text[s.start : s.end],
             "layer": s.layer, "attributes": _json(s.attrs), "note": s.note}
            for s in record.spans
        ],
        "relations": [
            {**of, "id": r.id, "type": r.type, "head": r.head, "tail": r.tail, "tail_doc": r.tail_doc, "layer": r.layer}
            for r in record.relations
        ],
        "labels": [
            {**of, "name": label.name, "value": _json(label.value), "layer": label.layer} for label in record.labels
        ],
    }  # fmt: skip


def _json(value: Any) -> str:
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS).decode()


def _described(folder: Path, names: list[str], title: str, count: int) -> dict[str, Any]:
    """croissant.json for the tables that are there."""
    files = [
        {
            "@type": "cr:FileObject",
            "@id": f"{name}.jsonl",
            "name": f"{name}.jsonl",
            "contentUrl": f"{name}.jsonl",
            "encodingFormat": "application/jsonlines",
            "sha256": digest_of(folder / f"{name}.jsonl"),
        }
        for name in names
    ]
    documents = in_english("{count} document", "{count} documents", count)
    return {
        "@context": _CONTEXT,
        "@type": "sc:Dataset",
        "name": title,
        "description": f"{documents}; offsets count Unicode code points over the text, the end exclusive.",
        "conformsTo": "http://mlcommons.org/croissant/1.0",
        "inLanguage": "zh",
        "distribution": files,
        "recordSet": [_record_set(name) for name in names],
    }


def _record_set(name: str) -> dict[str, Any]:
    described = []
    for column, (kind, about) in TABLES[name].items():
        source = {"fileObject": {"@id": f"{name}.jsonl"}, "extract": {"column": column}}
        one: dict[str, Any] = {
            "@type": "cr:Field",
            "@id": f"{name}/{column}",
            "name": column,
            "description": about,
            "dataType": kind,
        }
        if (name, column) in _REFERS:
            one["references"] = {"field": {"@id": "documents/id"}}
        described.append({**one, "source": source})
    keyed = {"key": {"@id": "documents/id"}} if name == "documents" else {}
    return {"@type": "cr:RecordSet", "@id": name, "name": name, **keyed, "field": described}


class _Stream:
    """The rows of a table by document, in the order of the documents."""

    def __init__(self, path: Path) -> None:
        found = (row for row, _where in rows(path)) if path.is_file() else iter(())
        self._groups = groupby(found, lambda row: row["doc_id"])
        self._next = next(self._groups, None)

    def of(self, doc_id: str | None) -> list[dict[str, Any]]:
        if self._next is None or self._next[0] != doc_id:
            return []
        found = list(self._next[1])
        self._next = next(self._groups, None)
        return found


FORMAT = Format(
    name="croissant",
    description=N_("Croissant data set: a folder of JSON lines with their description and checksums"),
    suffixes=(),
    carries=frozenset(FEATURES) - {"sections", "statuses"},
    writer=write,
    reread=reread,
    folder=True,
    hint=N_("Licence, authors and how to cite are yours to add to croissant.json."),
)
