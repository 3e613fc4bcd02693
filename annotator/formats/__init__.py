"""Reading and writing files. A format is a module with its `read`, its `write` and its `FORMAT`; add it here."""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from annotator.domain.errors import BadInput
from annotator.formats import archive, docx, jsonl, pdf, table, txt, web, xlsx
from annotator.formats.format import FEATURES, Cancelled, Format, ReadOptions
from annotator.formats.record import Record, RecordLabel, RecordRelation, RecordSpan, check
from annotator.formats.standoff import Standoff, StandoffSpan
from annotator.i18n import N_, _, listed

__all__ = [
    "CONVERTED_FIRST", "FEATURES", "FORMATS", "Cancelled", "Format", "ReadOptions", "Record", "RecordLabel",
    "RecordRelation", "RecordSpan", "Standoff", "StandoffSpan", "check", "format_for", "read", "write",
]  # fmt: skip

_MODULES = (jsonl, txt, table, docx, pdf, web, xlsx, archive)
FORMATS: dict[str, Format] = {module.FORMAT.name: module.FORMAT for module in _MODULES}

# Files that people will try; each with the way to make it readable.
_AS_WORD = N_(
    "{file}: {suffix} files cannot be read; open it in Word or WPS, save it as a Word document (.docx), and import that"
)
_AS_TABLE = N_(
    "{file}: {suffix} files cannot be read; open it in Excel or WPS, save it as an Excel table (.xlsx), and import that"
)
_AS_PDF = N_(
    "{file}: {suffix} files cannot be read; open it in its reader, print it to a PDF, and import that"
)
_AS_FILES = N_("{file}: {suffix} archives cannot be read; unpack it and import the folder")
_ADVICE = {
    **dict.fromkeys((".doc", ".wps", ".wpt", ".rtf", ".odt", ".dot"), _AS_WORD),
    **dict.fromkeys((".xls", ".et", ".ods"), _AS_TABLE),
    **dict.fromkeys((".ofd", ".ceb", ".caj"), _AS_PDF),
    **dict.fromkeys((".rar", ".7z", ".tar", ".gz", ".tgz"), _AS_FILES),
}
CONVERTED_FIRST = frozenset(_ADVICE)  # suffixes of documents that no reader takes as they are


def read(
    path: Path,
    *,
    format: str | None = None,  # noqa: A002
    text_column: str | None = None,
) -> Iterator[Record | Standoff]:
    """The records of a file, one after the other; `format` is a name in `FORMATS`, else the suffix tells.

    A file of spans without a document gives one `Standoff`.

    Raises BadInput: at once when there is no reader for the file, while iterating for what is in it.
    """
    chosen = format_for(path, format)
    if chosen.reader is None:
        raise BadInput(_("{file}: the format {name} can only be written", file=path, name=chosen.name))
    return _records(chosen, path, ReadOptions(text_column))


def write(
    records: Iterable[Record],
    out: Path,
    *,
    format: str,  # noqa: A002
    progress: Callable[[int], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> int:
    """Write the records to `out`, whole or not at all, and return how many; see `format.Writer`.

    Raises BadInput for a format that cannot be written or a record that does not hold together, DiskFull and
    ReadOnly for the disk, Cancelled.
    """
    chosen = _named(format)
    if chosen.writer is None:
        writable = listed(name for name, known in FORMATS.items() if known.can_write)
        raise BadInput(
            _("the format {name} can only be read; written can be: {names}", name=chosen.name, names=writable)
        )
    return chosen.writer(records, out, progress=progress, cancelled=cancelled)


def format_for(path: Path, name: str | None = None) -> Format:
    """The format called `name`, else the one that the file's suffix tells. Raises BadInput when there is none."""
    if name is not None:
        return _named(name)
    suffix = path.suffix.lower()
    for known in FORMATS.values():
        if suffix in known.suffixes:
            return known
    if advice := _ADVICE.get(suffix):
        raise BadInput(_(advice, file=path, suffix=suffix))
    readable = " ".join(s for known in FORMATS.values() if known.can_read for s in known.suffixes)
    raise BadInput(
        _("{file}: this kind of file cannot be read; these can: {suffixes}", file=path, suffixes=readable)
    )


def _named(name: str) -> Format:
    if name not in FORMATS:
        raise BadInput(
            _("there is no format “{name}” (there are: {names})", name=name, names=listed(FORMATS))
        )
    return FORMATS[name]


def _records(chosen: Format, path: Path, options: ReadOptions) -> Iterator[Record | Standoff]:
    assert chosen.reader is not None
    try:
        if not path.is_file():  # a folder, a pipe that would never end, or nothing
            raise BadInput(_("{file}: there is no such file", file=path))
        if path.stat().st_size == 0:
            raise BadInput(_("{file} is empty", file=path))
        yield from chosen.reader(path, options)
    except OSError as error:
        raise BadInput(
            _("{file} cannot be read: {reason}", file=path, reason=error.strerror or error)
        ) from error
