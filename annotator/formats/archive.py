"""Archives (zip) of files that can be read: their documents one after the other."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from annotator.domain.errors import BadInput
from annotator.formats.format import Format, ReadOptions
from annotator.formats.hostile import LARGEST_WHOLE, check_unpacked, packed_with, unpack_to, unzipped
from annotator.formats.record import Record
from annotator.formats.standoff import Standoff
from annotator.i18n import N_, _, listed

if TYPE_CHECKING:
    from zipfile import ZipFile, ZipInfo

_UTF8 = 0x800  # the flag of a member whose name is UTF-8
_MOST_NAMES = 5  # that are said
_LONGEST = 120  # bytes of a name, characters of a path within the folder
_ODD = re.compile(r'[<>:"|?*\x00-\x1f\x7f\ufffd]')
_DEVICE = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?", re.IGNORECASE)


def read(path: Path, options: ReadOptions) -> Iterator[Record | Standoff]:
    """The records of every member that can be read, by name; pictures and other kinds are passed over.

    Members are told by their content as files are, and read along with others where their format wants that. An archive
    within the archive is read, too, but none within that. Members are unpacked into a folder of ours under names that
    lead nowhere else. Raises BadInput for an archive that is damaged, locked or unpacks to too much, and for a member
    that cannot be read or has to be converted first.
    """
    count = 0
    options = options if options.unknown is not None else replace(options, unknown=[])
    for record in _read(path, options, str(path), _Budget(), depth=0):
        name = record.source.name
        record.source = replace(record.source, name=f"{path.name}/{name}")
        yield record
        count += 1
    if not count and options.unknown:
        raise BadInput(
            _("{file} holds no file whose format can be seen (there are: {names}); unpack it and name the format "
              "(--format NAME, see “annotator formats”)", file=path,
              names=listed(name.removeprefix(f"{path}/") for name in options.unknown[:_MOST_NAMES]))
        )  # fmt: skip
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
        for copy, name in _copies(archive, Path(folder), shown, options.unknown):
            where = f"{shown}/{name}"
            try:
                for record in _records(copy, options, where, budget, depth):
                    inner = f"/{record.source.name}" if copy.suffix == ".zip" else ""
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

        marked = formats.format_for(copy).reads_marks
        for record in formats.read(copy, text_column=options.text_column):
            if isinstance(record, Record):
                record.as_is = marked
            yield record
    elif depth:
        raise BadInput(
            _("{file} is an archive within an archive within an archive; unpack it and import what is in it",
              file=where)
        )  # fmt: skip
    else:
        yield from _read(copy, options, where, budget, depth + 1)


def _copies(
    archive: "ZipFile", folder: Path, shown: str, unknown: list[str] | None
) -> Iterator[tuple[Path, PurePosixPath]]:
    """The members that are documents, unpacked, by name; those that are read along with them lie beside them.

    Of `unknown` formats are those whose suffix several formats have, and whose content is of none.
    """
    from annotator import formats

    readable = [known for known in formats.FORMATS.values() if known.can_read]
    sure = {suffix for known in readable for suffix in known.suffixes} | formats.CONVERTED_FIRST
    shared = {suffix for known in readable for suffix in known.shares} - sure
    members = _members(archive, folder)
    along = formats.read_along(members)
    for copy in along:
        _unpack(archive, members[copy][1], copy, shown)
    for copy, (name, member) in members.items():
        if copy in along or copy.suffix not in sure | shared:
            continue
        _unpack(archive, member, copy, shown)
        if copy.suffix in sure or formats.kinds_of(copy):
            yield copy, name
        elif unknown is not None:
            unknown.append(f"{shown}/{name}")


def _unpack(archive: "ZipFile", member: "ZipInfo", copy: Path, shown: str) -> None:
    copy.parent.mkdir(parents=True, exist_ok=True)
    unpack_to(archive, member, copy, shown)


def _members(archive: "ZipFile", folder: Path) -> dict[Path, tuple[PurePosixPath, "ZipInfo"]]:
    """Where each file of the archive goes in the folder, by name; not those that systems hide."""
    found = []
    for member in archive.infolist():
        name = _name(member)
        if not member.is_dir() and name.name and not _is_hidden(name):
            found.append((name, member))
    places: dict[Path, tuple[PurePosixPath, ZipInfo]] = {}
    taken: set[str] = set()
    folders: set[str] = set()
    for number, (name, member) in enumerate(
        sorted(found, key=lambda item: (str(item[0]), item[1].header_offset))
    ):
        steps = [*name.parent.parts, name.stem + name.suffix.lower()]
        shown = "/".join(steps).casefold()
        clashes = shown in folders or not taken.isdisjoint(_beginnings(shown))
        if clashes or len(shown) > _LONGEST or not all(map(_is_plain, steps)):
            suffix = name.suffix.lower() if _is_plain(name.suffix) else ""
            places[folder / "unnamed" / f"{number}{suffix}"] = (name, member)
            continue
        taken.add(shown)
        folders.update(_beginnings(shown.rpartition("/")[0]))
        places[folder.joinpath("named", *steps)] = (name, member)
    return places


def _is_hidden(name: PurePosixPath) -> bool:
    return name.name.startswith((".", "~$")) or "__MACOSX" in name.parts


def _is_plain(step: str) -> bool:
    """Whether every system takes the name of a file or folder as it is."""
    ends = step[-1:] not in (".", " ", "")
    return ends and len(step.encode()) <= _LONGEST and not _ODD.search(step) and not _DEVICE.fullmatch(step)


def _beginnings(name: str) -> Iterator[str]:
    """The name, and the folders on its way: a file of the same name must not be there."""
    steps = name.split("/")
    return ("/".join(steps[:count]) for count in range(1, len(steps) + 1))


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
