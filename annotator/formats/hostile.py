"""What a file may cost, and how packages of zipped XML are opened without trusting them.

Nothing here follows a link, runs a macro or expands an entity: parts are read by name, XML without entities, DTDs or
network, and everything is counted before it is unpacked.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from annotator.domain.errors import BadInput
from annotator.i18n import _, ngettext

if TYPE_CHECKING:
    from zipfile import ZipFile, ZipInfo

LARGEST_PACKAGE = 512 * 2**20  # bytes of a docx or xlsx on the disk; mostly pictures, which are never read
LARGEST_PART = 64 * 2**20  # bytes of one unpacked part
MOST_MEMBERS = 10_000
LARGEST_WHOLE = 2 * 2**30  # bytes of all that an archive unpacks to
LARGEST_RATIO = 200  # unpacked to packed; texts reach 20, XML 50
_SMALL = 50 * 2**20  # bytes that may be packed as tightly as one likes
_MEGABYTE = 2**20
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def check_size(path: Path, limit: int) -> None:
    """Raises BadInput for a file of more than `limit` bytes."""
    if path.stat().st_size > limit:
        raise BadInput(
            _("{file} is larger than {limit} MB, too long for one document; split it",
              file=path, limit=limit // _MEGABYTE)
        )  # fmt: skip


def packed_with(head: bytes, name: bytes = b"") -> bool:
    """Whether a file that begins so is a zip archive, with a member whose name begins with `name` among its first."""
    return head.startswith(b"PK\x03\x04") and name in head


@contextmanager
def package(path: Path) -> Iterator["Package"]:
    """The zipped parts of an Office document.

    Raises BadInput for what is no such package, is encrypted, damaged or too large, here and in all that is read.
    """
    check_size(path, LARGEST_PACKAGE)
    with path.open("rb") as file:
        beginning = file.read(len(_OLE))
    if beginning == _OLE:
        raise BadInput(
            _("{file} is encrypted, or in the old binary format; open it in Word or WPS, save it without a password "
              "as .docx (a table as .xlsx), and import that", file=path)
        )  # fmt: skip
    with unzipped(path) as archive:
        yield Package(path, archive)


@contextmanager
def unzipped(path: Path) -> Iterator["ZipFile"]:
    """The archive, its members counted; they are read with `unpack` and `unpack_to`. Raises BadInput."""
    from zipfile import ZipFile

    with _guarded(str(path)):
        archive = ZipFile(path)
    with archive:
        if len(archive.infolist()) > MOST_MEMBERS:
            raise BadInput(
                ngettext(
                    "{file} holds more than {count} file; unpack it and import a part of them",
                    "{file} holds more than {count} files; unpack it and import a part of them",
                    MOST_MEMBERS,
                    file=path,
                )
            )
        yield archive


def check_unpacked(archive: "ZipFile", path: Path, shown: str, most: int = LARGEST_WHOLE) -> int:
    """The bytes that all of an archive unpacks to. Raises BadInput for more than `most`, or a bomb."""
    whole = sum(member.file_size for member in archive.infolist())
    if whole > most or (whole > _SMALL and whole > LARGEST_RATIO * path.stat().st_size):
        raise BadInput(
            _("{file} unpacks to {size} MB, far more than reports need; unpack it yourself and import what is in it",
              file=shown, size=whole // 2**20)
        )  # fmt: skip
    return whole


@contextmanager
def _guarded(where: str) -> Iterator[None]:
    """zipfile says in many ways that a file is damaged."""
    import lzma
    import struct
    import zlib
    from zipfile import BadZipFile

    try:
        yield
    except (
        BadZipFile, zlib.error, lzma.LZMAError, struct.error, EOFError, NotImplementedError, RuntimeError, ValueError,
        OverflowError,
    ) as error:  # fmt: skip
        raise BadInput(
            _("{file} is damaged, or not the kind of file that its name says; open it in the program that made it "
              "and save it again", file=where)
        ) from error  # fmt: skip


def unpack(archive: "ZipFile", member: "ZipInfo", limit: int, where: str) -> bytes:
    """The bytes of a member. Raises BadInput when it is locked or unpacks to more than `limit` bytes."""
    _check_member(member, limit, where)
    with _guarded(where), archive.open(member) as file:  # yields no more than the size that was declared
        return file.read()


def unpack_to(archive: "ZipFile", member: "ZipInfo", copy: Path, where: str) -> None:
    """Write a member to the file `copy`. Raises BadInput when it is locked or too large for a package."""
    import shutil

    _check_member(member, LARGEST_PACKAGE, where)
    with _guarded(f"{where}/{member.filename}"), archive.open(member) as file, copy.open("wb") as out:
        shutil.copyfileobj(file, out, 1 << 20)


def _check_member(member: "ZipInfo", limit: int, where: str) -> None:
    file = f"{where}/{member.filename}"
    if member.flag_bits & 1:
        raise BadInput(_("{file} is locked with a password; unpack it and import what is in it", file=file))
    if member.file_size > limit:
        raise BadInput(
            _("{file} unpacks to more than {limit} MB, too long for one document; split it",
              file=file, limit=limit // _MEGABYTE)
        )  # fmt: skip


def parsed(data: bytes, where: str) -> Any:
    """The root element of an XML part. Raises BadInput for XML that is broken or brings a DTD, as hostile files do."""
    from lxml import etree

    parser = etree.XMLParser(
        resolve_entities=False, load_dtd=False, no_network=True, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:  # ValueError: no root at all
        raise BadInput(
            _("{file} is damaged: {reason}; open it in the program that made it and save it again",
              file=where, reason=one_line(error))
        ) from error  # fmt: skip
    if root.getroottree().docinfo.internalDTD is not None:
        raise _brings_entities(where)
    return root


def one_line(error: Exception) -> str:
    """What a library says, short enough for a sentence."""
    return " ".join(str(error).split())[:120]


def _brings_entities(where: str) -> BadInput:
    return BadInput(
        _(
            "{file} defines XML entities, which no report needs and hostile files use; it was not read",
            file=where,
        )
    )


class Package:
    """The parts of an open Office document, by name."""

    def __init__(self, path: Path, archive: "ZipFile") -> None:
        self._path = path
        self._archive = archive
        self._members = {member.filename.lstrip("/"): member for member in archive.infolist()}

    @property
    def names(self) -> Sequence[str]:
        return tuple(self._members)

    def xml(self, name: str) -> Any:
        """The root of a part, None where the package has no such part."""
        member = self._members.get(name.lstrip("/"))
        if member is None:
            return None
        return parsed(unpack(self._archive, member, LARGEST_PART, str(self._path)), f"{self._path}/{name}")

    def related(self, name: str = "") -> dict[str, str]:
        """The parts that a part names, by the last word of the relation's type; external ones are left out."""
        folder, _slash, file = name.rpartition("/")
        root = self.xml(f"{folder}/_rels/{file}.rels" if folder else f"_rels/{file}.rels")
        found: dict[str, str] = {}
        for relation in root if root is not None else ():
            target = relation.get("Target", "")
            if relation.get("TargetMode") != "External" and target:
                kind = relation.get("Type", "").rpartition("/")[2]
                found.setdefault(kind, target.lstrip("/") if target[0] == "/" else _joined(folder, target))
        return found

    def check_parts(self) -> None:
        """Raises BadInput when an XML part is too large or brings entities; for readers that open it themselves."""
        for name, member in self._members.items():
            if name.endswith((".xml", ".rels", ".vml")):
                data = unpack(self._archive, member, LARGEST_PART, str(self._path))
                if data[:2] in (b"\xff\xfe", b"\xfe\xff") or data[:4].count(0):
                    data = data.replace(b"\0", b"")
                if b"<!DOCTYPE" in data or b"<!ENTITY" in data:
                    raise _brings_entities(f"{self._path}/{name}")


def _joined(folder: str, target: str) -> str:
    parts = folder.split("/") if folder else []
    for step in target.split("/"):
        if step == ".." and parts:
            parts.pop()
        elif step not in ("", ".", ".."):
            parts.append(step)
    return "/".join(parts)
