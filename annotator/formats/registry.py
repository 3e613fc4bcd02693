"""All formats, and which of them a file is in. A format is a module with its `read`, its `write` and its `FORMAT`; add
it here."""

from collections.abc import Callable, Collection, Iterable, Iterator
from pathlib import Path

from annotator.domain.errors import BadInput
from annotator.formats import (
    archive,
    brat,
    cas_json,
    cas_xmi,
    chat,
    conll,
    conll_layers,
    croissant,
    docbin,
    doccano,
    doccano_layers,
    docx,
    huggingface,
    jsonl,
    label_studio,
    labelbuddy,
    medtator,
    parquet,
    pdf,
    prodigy,
    qdpx,
    recognition,
    sentences,
    table,
    txt,
    web,
    webanno_tsv,
    xlsx,
)
from annotator.formats.format import PLAIN, Format, ReadOptions, WriteOptions
from annotator.formats.record import Record
from annotator.formats.standoff import Standoff
from annotator.formats.writing import Written, write_checked
from annotator.i18n import N_, _, listed

_MODULES = (
    jsonl, txt, table, docx, pdf, web, xlsx, archive, label_studio, labelbuddy, prodigy, doccano, doccano_layers,
    brat, conll, conll_layers, cas_json, cas_xmi, qdpx, parquet, sentences, chat, huggingface, docbin, webanno_tsv,
    medtator, croissant,
)  # fmt: skip
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
    unit: str | None = None,
    columns: bool = False,
    unknown: list[str] | None = None,
) -> Iterator[Record | Standoff]:
    """The records of a file, one after the other; `format` is a name in `FORMATS`, else the file tells.

    `unit` is that of its offsets, for formats that leave the choice. With `columns`, spans may come as `Record.columns`.
    `unknown` gets the files of an archive that are passed over, though they may be documents.

    A file of spans without a document gives one `Standoff`.

    Raises BadInput: at once when there is no reader for the file, while iterating for what is in it.
    """
    chosen = format_for(path, format)
    if chosen.reader is None:
        raise BadInput(_("{file}: the format {name} can only be written", file=path, name=chosen.name))
    options = ReadOptions(text_column, unit, columns, unknown)
    chosen.check(options)
    return _records(chosen, path, options)


def write(
    records: Iterable[Record],
    out: Path,
    *,
    format: str,  # noqa: A002
    options: WriteOptions = PLAIN,
    progress: Callable[[int], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Written:
    """Write the records to `out`, whole or not at all, and read it back; see `writing.write_checked`.

    Raises BadInput for a format that cannot be written or a record that does not hold together, NotFaithful, DiskFull
    and ReadOnly for the disk, Cancelled.
    """
    return write_checked(writable(format), records, out, options, progress=progress, cancelled=cancelled)


def writable(name: str) -> Format:
    """The format called `name`. Raises BadInput when there is none or it can only be read."""
    chosen = _named(name)
    if chosen.writer is None:
        known = listed(name for name, known in FORMATS.items() if known.can_write)
        raise BadInput(
            _("the format {name} can only be read; written can be: {names}", name=chosen.name, names=known)
        )
    return chosen


def format_for(path: Path, name: str | None = None) -> Format:
    """The format called `name`, else the one that the file's content or its suffix tells.

    Raises BadInput when there is none.
    """
    if recognition.looks_like_project(path):
        raise BadInput(
            _(
                "{file} is an annotator project: merge it (“annotator merge”, or File → Merge…) or open it",
                file=path,
            )
        )
    if name is not None:
        return _named(name)
    if found := kinds_of(path):
        return found[0]
    suffix = path.suffix.lower()
    if advice := _ADVICE.get(suffix):
        raise BadInput(_(advice, file=path, suffix=suffix))
    if any(suffix in known.shares for known in FORMATS.values() if known.can_read):
        raise BadInput(
            _("{file}: which format this is cannot be seen; name it (--format NAME, see “annotator formats”)",
              file=path)
        )  # fmt: skip
    readable = " ".join(s for known in FORMATS.values() if known.can_read for s in known.suffixes)
    raise BadInput(
        _("{file}: this kind of file cannot be read; these can: {suffixes}", file=path, suffixes=readable)
    )


def kinds_of(path: Path) -> list[Format]:
    """The formats that the file may be in, the likeliest first; several where its content leaves a doubt."""
    return recognition.kinds(recognition.beginning(path), path.suffix.lower(), FORMATS.values())


def read_along(files: Collection[Path]) -> set[Path]:
    """Those of the files that are read along with another one of them, such as brat's texts with its marks."""
    there = set(files)
    with_companions = [known for known in FORMATS.values() if known.companions]
    found: set[Path] = set()
    for file in there:
        for known in with_companions:
            if known.companions is not None and file.suffix.lower() in known.endings:
                found.update(there.intersection(known.companions(file)))
    return found


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
        if path.stat().st_size == 0 and chosen.companions is None:  # marks may be none
            raise BadInput(_("{file} is empty", file=path))
        yield from chosen.reader(path, options)
    except OSError as error:
        raise BadInput(
            _("{file} cannot be read: {reason}", file=path, reason=error.strerror or error)
        ) from error
