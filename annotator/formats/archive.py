"""Archives (zip) of files that can be read: their documents one after the other."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from annotator.domain.errors import BadInput
from annotator.formats.format import Format, ReadOptions
from annotator.formats.hostile import LARGEST_WHOLE, check_unpacked, packed_with, unpack_to, unzipped
from annotator.formats.record import Record
from annotator.formats.standoff import Standoff
from annotator.i18n import N_, _

if TYPE_CHECKING:
    from zipfile import ZipFile, ZipInfo

_UTF8 = 0x800  # the flag of a member whose name is UTF-8


def read(path: Path, options: ReadOptions) -> Iterator[Record | Standoff]:
    """The records of every member that can be read, by name; pictures and other kinds are passed over.

    An archive within the archive is read, too, but none within that. Members are unpacked one at a time under names
    of ours, so that theirs can lead nowhere. Raises BadInput for an archive that is damaged, locked or unpacks to
    too much, and for a member that cannot be read or has to be converted first.
    """
    count = 0
    for record in _read(path, options, str(path), _Budget(), depth=0):
        name = record.source.name
        record.source = replace(record.source, name=f"{path.name}/{name}")
        yield record
        count += 1
    if not count:
        raise BadInput(_("{file} holds no file that can be read", file=path))


@dataclass(slots=True)
class _Budget:
    """How many bytes may still be unpacked, archives within archives included."""

    left: int = LARGEST_WHOLE


def _read(
    path: Path, options: ReadOptions, shown: str, budget: _Budget, depth: int
) -> Iterator[Record | Standoff]:
    """The records with their members' names as the names of their sources."""
    from tempfile import TemporaryDirectory

    with unzipped(path) as archive, TemporaryDirectory(prefix="annotator-") as folder:
        budget.left -= check_unpacked(archive, path, shown, budget.left)
        for name, member in _members(archive):
            suffix = name.suffix.lower()
            copy = Path(folder, f"member{suffix}")
            unpack_to(archive, member, copy, shown)
            where = f"{shown}/{name}"
            try:
                for record in _records(copy, options, where, budget, depth):
                    inner = f"/{record.source.name}" if suffix == ".zip" else ""
                    record.source = replace(record.source, name=f"{name}{inner}")
                    yield record
            except BadInput as error:
                sentence = str(error).replace(str(copy), where)
                if depth == 0:
                    sentence = _(
                        "{reason} — to take in the others, unpack the archive and import the folder",
                        reason=sentence,
                    )
                raise BadInput(sentence) from error
            copy.unlink()


def _records(
    copy: Path, options: ReadOptions, where: str, budget: _Budget, depth: int
) -> Iterator[Record | Standoff]:
    if copy.suffix != ".zip":
        from annotator import formats  # the registry, which knows this module

        yield from formats.read(copy, text_column=options.text_column)
    elif depth:
        raise BadInput(
            _("{file} is an archive within an archive within an archive; unpack it and import what is in it",
              file=where)
        )  # fmt: skip
    else:
        yield from _read(copy, options, where, budget, depth + 1)


def _members(archive: "ZipFile") -> list[tuple[PurePosixPath, "ZipInfo"]]:
    """The members that are documents, by name."""
    from annotator import formats

    known = {s for format_ in formats.FORMATS.values() if format_.can_read for s in format_.suffixes}
    found = []
    for member in archive.infolist():
        name = _name(member)
        hidden = name.name.startswith((".", "~$")) or "__MACOSX" in name.parts
        if not member.is_dir() and not hidden and name.suffix.lower() in known | formats.CONVERTED_FIRST:
            found.append((name, member))
    return sorted(found, key=lambda item: (str(item[0]), item[1].header_offset))


def _name(member: "ZipInfo") -> PurePosixPath:
    """The member's name; what was not written as UTF-8 is GB18030 where that makes sense, as Windows writes it."""
    name = member.filename
    if not member.flag_bits & _UTF8:
        try:
            raw = name.encode("cp437")  # what zipfile took it for
        except UnicodeEncodeError:
            raw = b""
        for encoding in ("utf-8", "gb18030"):
            try:
                name = raw.decode(encoding) or name
                break
            except UnicodeDecodeError:
                continue
    name = "".join(char if char.isprintable() else "�" for char in name)
    parts = [part for part in name.replace("\\", "/").split("/") if part not in ("", ".", "..")]
    return PurePosixPath(*parts)


FORMAT = Format(
    name="zip",
    description=N_("Archive (zip) of files that can be read"),
    suffixes=(".zip",),
    recognise=packed_with,
    plain=True,
    carries=frozenset({"metadata"}),
    reader=read,
)
