"""One file with all documents, or a folder with a file for each: for formats that people read."""

import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from annotator.formats.marked import title_of
from annotator.formats.record import Record

_UNFIT = re.compile(r"[\x00-\x1f<>:\"/\\|?*\s\ufffd]+")
_LONGEST = 40  # characters of a title in a file's name


def write_each(
    records: Iterable[Record], folder: Path, ending: str, write: Callable[[Record, Path], None]
) -> list[Path]:
    """Make the folder and a file for each record, numbered in their order and called by their titles."""
    folder.mkdir()
    files = []
    for number, record in enumerate(records, 1):
        title = _UNFIT.sub("-", title_of(record))[:_LONGEST].strip("-. ")
        files.append(folder / f"{number:04d}-{title or 'document'}{ending}")
        write(record, files[-1])
    return files


def files_of(place: Path, ending: str) -> Iterator[Path]:
    """The files that were written: `place` itself, or those of the folder by their numbers."""
    if place.is_dir():
        yield from sorted(place.glob(f"*-*{ending}"), key=lambda file: int(file.name.partition("-")[0]))
    else:
        yield place
