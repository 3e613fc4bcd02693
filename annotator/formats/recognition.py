"""What format a file is in: by what it holds, and by its name where that leaves it open."""

from collections.abc import Iterable
from pathlib import Path

from annotator.formats.format import Format

HEAD = 1 << 18  # bytes of a file that are looked at


def looks_like_project(path: Path) -> bool:
    """Whether this is a project of ours, by its name or by the log that SQLite keeps beside an open one.

    Such a file must not be opened to be looked at: when it is closed, SQLite loses the locks that this process holds on
    it, and another program may then delete what was written (https://sqlite.org/howtocorrupt.html, 2.2).
    """
    try:
        logged = path.with_name(path.name + "-wal").exists()
    except OSError:  # the folder may not be looked into: reading the file will tell it
        logged = False
    return logged or path.suffix.lower() == ".annot"


def beginning(path: Path) -> bytes:
    """The first bytes of a file; none where it cannot be read, which reading it will tell, or where it is a project."""
    try:
        if not path.is_file() or looks_like_project(path):
            return b""
        with path.open("rb") as file:
            return file.read(HEAD)
    except OSError:
        return b""


def kinds(head: bytes, suffix: str, known: Iterable[Format]) -> list[Format]:
    """The formats that can read a file that begins so and has this suffix (in lower case), the likeliest first.

    Several only where its content fits them all. Content goes before a name that says something else, unless it says
    little (`Format.plain`), or the name is of a format that has no signs, and may be that. Empty where neither says
    anything.
    """
    readable = [format_ for format_ in known if format_.can_read]
    inside = [f for f in readable if f.recognise is not None and head and f.recognise(head)]
    named = [format_ for format_ in readable if suffix in format_.suffixes]
    if meant := [format_ for format_ in inside if suffix in format_.endings]:
        return sorted(meant, key=lambda format_: suffix not in format_.shares)
    if not all(format_.plain or format_.recognise is not None for format_ in named):
        return named
    says_little = all(format_.plain for format_ in named)
    telling = [format_ for format_ in inside if says_little or not format_.plain]
    return sorted(telling, key=lambda format_: format_.plain) or named
