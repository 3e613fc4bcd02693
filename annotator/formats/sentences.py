"""Sentences with the labels of the spans that touch them, for training classifiers: JSON lines, or CSV by the name.

One row for each sentence of a document and each layer that marked anything in it; a sentence that no span touches has no
labels, and is an example of that. `start` and `end` count code points over the document's text. Sentences are those of
`annotator.text.units`.
"""

import csv
import hashlib
from collections.abc import Iterable, Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import orjson

from annotator.formats.fidelity import layers_of
from annotator.formats.format import Format, NotFaithful, WriteOptions
from annotator.formats.json_rows import check_digest, dump_lines
from annotator.formats.losses import Losses
from annotator.formats.record import Record
from annotator.formats.span_rows import inert, original
from annotator.i18n import N_, _
from annotator.text.units import sentence_at

_COLUMNS = ("id", "doc_id", "layer", "start", "end", "text", "labels")


def write(records: Iterable[Record], out: Path, options: WriteOptions) -> int:  # noqa: ARG001
    """A row a sentence and layer; each is read back as it is written."""
    counted = _Counted(records)
    rows = (row for record in counted for row in rows_of(record))
    if _is_csv(out):
        _write_csv(rows, out)
    else:
        dump_lines(rows, out, verified=True)
    return counted.count


def rows_of(record: Record) -> Iterator[dict[str, Any]]:
    """The rows of a document, layer by layer; those of a part of one say where they stand in the whole."""
    places = list(sentences(record.text))
    origin = record.origin
    document, by = (record.id, 0) if origin is None else (origin.document, origin.start)
    for layer in layers_of(record) if origin is None else origin.layers:
        spans = [span for span in record.spans if span.layer == layer]
        for start, end in places:
            labels = {span.label for span in spans if span.start < end and span.end > start}
            yield {
                "id": f"{document}:{layer}:{by + start}",
                "doc_id": document,
                "layer": layer,
                "start": by + start,
                "end": by + end,
                "text": record.text[start:end],
                "labels": sorted(labels),
            }


def sentences(text: str) -> Iterator[tuple[int, int]]:
    """The sentences of a text, one after the other; blank stretches are none."""
    at = 0
    while at < len(text):
        if text[at].isspace():
            at += 1
            continue
        end = max(at + 1, sentence_at(text, at)[1])
        yield at, end
        at = end


def fit(record: Record, options: WriteOptions, losses: Losses) -> Record | None:  # noqa: ARG001
    """None for a document that nobody has marked; where spans lie within a sentence is not told."""
    if not record.spans and (record.origin is None or not record.origin.layers):
        losses.add("unmarked", (record.id,))
        return None
    losses.add("places", (span.id for span in record.spans))
    return record


def _write_csv(rows: Iterable[dict[str, Any]], out: Path) -> None:
    digest = hashlib.sha256()
    with out.open("xb") as file:
        line = _line(list(_COLUMNS)).encode("utf-8-sig")
        digest.update(line)
        file.write(line)
        for row in rows:
            cells = [
                str(row[name] or "") if name != "labels" else orjson.dumps(row[name]).decode()
                for name in _COLUMNS
            ]
            cells[3:5] = [str(row["start"]), str(row["end"])]
            text = _line([inert(cell) for cell in cells])
            (back,) = csv.reader(StringIO(text, newline=""))
            if [original(cell) for cell in back] != cells:
                raise NotFaithful(
                    _("document “{id}” cannot be written: it reads back differently", id=row["doc_id"])
                )
            digest.update(text.encode())
            file.write(text.encode())
    check_digest(out, digest.digest())


def _line(cells: list[str]) -> str:
    buffer = StringIO(newline="")
    csv.writer(buffer).writerow(cells)
    return buffer.getvalue()


class _Counted:
    """Counts what passes through."""

    def __init__(self, records: Iterable[Record]) -> None:
        self._records = records
        self.count = 0

    def __iter__(self) -> Iterator[Record]:
        for record in self._records:
            self.count += 1
            yield record


def _is_csv(out: Path) -> bool:
    return out.suffix.lower() == ".csv"


def _is_divisible(out: Path, options: WriteOptions) -> bool:  # noqa: ARG001
    return not _is_csv(out)


FORMAT = Format(
    name="sentences",
    description=N_("Sentences with their labels, for classifiers: JSON lines, or CSV by the file’s name"),
    suffixes=(),
    carries=frozenset({"spans", "overlap", "layers"}),
    writer=write,
    fit=fit,
    verbatim=True,
    written_as=".jsonl",
    divisible=_is_divisible,
)
