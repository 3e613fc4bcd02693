"""UIMA CAS XMI: a file for each layer of a document, with the type system beside it (see `cas`)."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from annotator.domain.errors import BadInput
from annotator.formats import cas
from annotator.formats.format import UTF_16, Format, ReadOptions, WriteOptions
from annotator.formats.hostile import check_size, parsed
from annotator.formats.record import Record
from annotator.i18n import N_, _

LARGEST = 256 * 2**20  # bytes of a file
TYPES = "TypeSystem.xml"


def read(path: Path, options: ReadOptions) -> Iterator[Record]:  # noqa: ARG001
    """The document of a file, by the type system in its folder. Raises BadInput."""
    check_size(path, LARGEST)
    types = next((file for file in _type_files(path) if file.is_file()), None)
    if types is None:
        raise BadInput(_("{file}: the type system {other} is not beside it", file=path, other=TYPES))
    for file in (path, types):
        parsed(file.read_bytes(), str(file))  # refuses what is broken or brings entities

    def load() -> Any:
        from cassis import load_cas_from_xmi, load_typesystem

        with types.open("rb") as file:
            system = load_typesystem(file)
        with path.open("rb") as file:
            return load_cas_from_xmi(file, typesystem=system)

    yield cas.record_of(load, path)


def write(records: Iterable[Record], out: Path, options: WriteOptions) -> int:  # noqa: ARG001
    """A folder for each document, in it a file for each layer and the types of each."""

    def one(structure: Any, path: Path) -> None:
        with path.open("wb") as file:
            file.write(structure.to_xmi().encode())
        with _own_types(path).open("wb") as file:
            file.write(structure.typesystem.to_xml().encode())

    return cas.write_folder(records, out, ".xmi", one)


def reread(path: Path, options: ReadOptions) -> Iterator[Record]:  # noqa: ARG001
    """The documents of a folder that was written, whole."""
    return cas.reread(path, ".xmi", read)


def companions(path: Path) -> Iterator[Path]:
    """The type systems that may be read along."""
    return _type_files(path)


def _type_files(path: Path) -> Iterator[Path]:
    """Where the type system of a file may lie: the nearest first."""
    yield _own_types(path)
    yield path.with_name(f"{path.stem}-typesystem.xml")
    for folder in (path.parent, path.parent.parent):
        yield folder / TYPES
        yield folder / TYPES.lower()


def _own_types(path: Path) -> Path:
    return path.with_name(f"{path.stem}.{TYPES}")


FORMAT = Format(
    name="cas-xmi",
    description=N_("UIMA CAS XMI (INCEpTION): a folder for each document, a file for each layer"),
    suffixes=(".xmi",),
    recognise=lambda head: b"<xmi:XMI" in head[:2_000],
    carries=cas.CARRIES,
    reader=read,
    writer=write,
    reread=reread,
    fit=cas.fit_xml,
    companions=companions,
    folder=True,
    unit=UTF_16,
    module="cassis",
    extra="cas",
)
