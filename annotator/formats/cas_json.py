"""UIMA CAS JSON 0.4, as INCEpTION writes and reads it: a file for each layer of a document (see `cas`)."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from annotator.formats import cas
from annotator.formats.format import UTF_16, Format, ReadOptions, WriteOptions
from annotator.formats.hostile import check_size
from annotator.formats.record import Record
from annotator.i18n import N_

LARGEST = 256 * 2**20  # bytes of a file


def read(path: Path, options: ReadOptions) -> Iterator[Record]:  # noqa: ARG001
    """The document of a file. Raises BadInput."""
    check_size(path, LARGEST)

    def load() -> Any:
        from cassis import load_cas_from_json

        with path.open("rb") as file:
            return load_cas_from_json(file)

    yield cas.record_of(load, path)


def write(records: Iterable[Record], out: Path, options: WriteOptions) -> int:  # noqa: ARG001
    """A folder for each document, in it a file for each layer."""

    def one(structure: Any, path: Path) -> None:
        with path.open("wb") as file:
            file.write(structure.to_json().encode() + b"\n")

    return cas.write_folder(records, out, ".json", one)


def reread(path: Path, options: ReadOptions) -> Iterator[Record]:  # noqa: ARG001
    """The documents of a folder that was written, whole."""
    return cas.reread(path, ".json", read)


def recognise(head: bytes) -> bool:
    """Whether the file begins as a CAS does."""
    return b'"%TYPES"' in head or b'"%FEATURE_STRUCTURES"' in head


FORMAT = Format(
    name="cas-json",
    description=N_("UIMA CAS JSON (INCEpTION): a folder for each document, a file for each layer"),
    suffixes=(),
    shares=(".json",),
    recognise=recognise,
    carries=cas.CARRIES,
    reader=read,
    writer=write,
    reread=reread,
    fit=cas.fit,
    folder=True,
    unit=UTF_16,
    module="cassis",
    extra="cas",
)
