"""REFI-QDA projects (`.qdpx`, REFI-QDA 1.5; QualCoder, MAXQDA, ATLAS.ti, NVivo): a zip of texts and one XML file.

A `PlainTextSelection` is a stretch of a `TextSource`, a `Coding` in it a label by a person; a `Coding` of the source itself
labels the document; a `VariableValue` is metadata. Positions count code points (§10.2 of the standard). QualCoder writes
UTF-16 units and a BOM: the names of selections, which are their texts, tell. Attributes stand as JSON in the last line of
a selection's description. GUIDs come from what they stand for, so that equal projects give equal bytes.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path
from shutil import copyfileobj
from tempfile import TemporaryFile
from typing import IO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from annotator.formats import fields
from annotator.formats.fidelity import within_layers
from annotator.formats.format import Format, ReadOptions, WriteOptions
from annotator.formats.hostile import packed_with
from annotator.formats.losses import Losses
from annotator.formats.qdpx_read import read_project
from annotator.formats.qdpx_xml import ORIGIN, Book, guid, source_of
from annotator.formats.record import Record
from annotator.i18n import N_

_HEAD = f"""<?xml version="1.0" encoding="utf-8"?>
<Project xmlns="urn:QDA-XML:project:1.0" name="annotator" origin="{ORIGIN}">
"""
_WHEN = (1980, 1, 1, 0, 0, 0)  # what zip knows as no time at all


def read(path: Path, options: ReadOptions) -> Iterator[Record]:  # noqa: ARG001
    """A record for each text; pictures, sound and films are passed over. Raises BadInput."""
    yield from read_project(path)


def write(records: Iterable[Record], out: Path, options: WriteOptions) -> int:
    """The project; sources are kept aside until all codes are known, which stand before them."""
    book = Book(options.schema)
    count = 0
    with TemporaryFile() as sources, TemporaryFile() as links, ZipFile(out, "x", ZIP_DEFLATED) as archive:
        for record in records:
            count += 1
            text_id = guid("text", str(count), record.id or "")
            archive.writestr(_member(f"sources/{text_id}.txt"), record.text.encode())
            source, of_record = source_of(record, count, text_id, book)
            sources.write(source)
            links.write(of_record)
        with archive.open(_member("project.qde"), "w", force_zip64=True) as file:
            file.write(_HEAD.encode() + book.xml())
            for name, part in (("Sources", sources), ("Links", links)):
                _copy(part, name, file)
            file.write(b"</Project>\n")
    return count


def fit(record: Record, options: WriteOptions, losses: Losses) -> Record | None:  # noqa: ARG001
    """Relations within one layer, since links belong to nobody; document labels as codes, which have no values."""
    record = within_layers(record, losses)
    layers = sorted({label.layer or "" for label in record.labels})
    record.labels = [
        label
        for layer in layers
        for label in fields.category_labels(
            fields.categories([entry for entry in record.labels if (entry.layer or "") == layer]),
            layer or None,
        )
    ]
    return record


def _member(name: str) -> ZipInfo:
    member = ZipInfo(name, _WHEN)
    member.compress_type = ZIP_DEFLATED
    member.external_attr = 0o644 << 16
    return member


def _copy(part: IO[bytes], name: str, file: IO[bytes]) -> None:
    if part.tell():
        part.seek(0)
        file.write(f"<{name}>\n".encode())
        copyfileobj(part, file)
        file.write(f"</{name}>\n".encode())


FORMAT = Format(
    name="qdpx",
    description=N_("REFI-QDA project (QualCoder, MAXQDA, ATLAS.ti, NVivo)"),
    suffixes=(".qdpx",),
    recognise=lambda head: packed_with(head, b"project.qde"),
    carries=frozenset(
        {"metadata", "spans", "overlap", "attributes", "notes", "relations", "labels", "layers"}
    ),
    reader=read,
    writer=write,
    fit=fit,
    hint=N_("QualCoder shifts marks in a text where some lines end in CR LF and others in LF alone."),
)
