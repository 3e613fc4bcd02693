"""Excel tables (xlsx): a row is a document, as in CSV; sheets one after the other."""

import hashlib
import warnings
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

from annotator.domain.document import Source, normalise_newlines
from annotator.domain.errors import BadInput
from annotator.formats import span_rows, xlsx_write
from annotator.formats.columns import Table, records_of
from annotator.formats.format import Format, ReadOptions
from annotator.formats.hostile import one_line, package, packed_with
from annotator.formats.record import Record
from annotator.i18n import N_, _

_BATCH = 64  # rows that are read at a time
# What openpyxl lets through when the XML within is not what Excel writes.
_BROKEN = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    SyntaxError,
    TypeError,
    ValueError,
    zlib.error,
)


def read(path: Path, options: ReadOptions) -> Iterator[Record]:
    """A record a row of each sheet, under a first row of names; formulas give what they came to, dates as ISO.

    Which column is the text is found as for CSV, sheet by sheet; a sheet without rows is passed over, and one in
    which no column is the text, where another has one. Raises BadInput naming the file, the sheet and the line.
    """
    with path.open("rb") as file:
        source = Source(path.name, hashlib.file_digest(file, "sha256").hexdigest(), "utf-8")
    with package(path) as parts:
        if "xl/workbook.xml" not in parts.names:
            raise BadInput(
                _("{file} is not an Excel table; open it in the program that made it and save it as .xlsx", file=path)
            )  # fmt: skip
        parts.check_parts()
    with _workbook(path) as book:
        refusal: BadInput | None = None
        found = False
        for sheet in book.worksheets:
            rows = _rows(sheet, path)
            first = next(rows, None)
            if first is None:
                continue
            where = _("{file}, sheet “{sheet}”", file=path, sheet=sheet.title)
            records = records_of(_again(first, rows), Table(where, source, options.text_column))
            try:
                record = next(records)
            except BadInput as error:  # of a sheet with notes or figures, perhaps
                refusal = refusal or error
                continue
            found = True
            yield record
            yield from records
        if not found:
            raise refusal or BadInput(_("{file} has no rows", file=path))


@contextmanager
def _workbook(path: Path) -> Iterator[Any]:
    import openpyxl

    with path.open("rb") as file:  # openpyxl would leave it open when it fails
        with _guarded(path):
            book = openpyxl.load_workbook(file, read_only=True, data_only=True, keep_links=False)
        try:
            yield book
        finally:
            book.close()


@contextmanager
def _guarded(path: Path) -> Iterator[None]:
    """openpyxl warns of what it leaves out, and says in many ways that a file is damaged."""
    from zipfile import BadZipFile

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    except (*_BROKEN, BadZipFile) as error:
        raise BadInput(
            _("{file} is damaged: {reason}; open it in the program that made it and save it again",
              file=path, reason=one_line(error))
        ) from error  # fmt: skip


def _rows(sheet: Any, path: Path) -> Iterator[tuple[int, Sequence[str]]]:
    """The rows that are not blank, each with its number."""
    with _guarded(path):
        sheet.reset_dimensions()  # a file may claim any size
        rows = sheet.iter_rows(values_only=True)
    number = 0
    while True:
        with _guarded(path):
            batch = [[_text(value) for value in values] for values in islice(rows, _BATCH)]
        if not batch:
            return
        for cells in batch:
            number += 1
            while cells and not cells[-1].strip():
                cells.pop()
            if cells:
                yield number, cells


def _again(
    first: tuple[int, Sequence[str]], rows: Iterator[tuple[int, Sequence[str]]]
) -> Iterator[tuple[int, Sequence[str]]]:
    yield first
    yield from rows


def _text(value: object) -> str:
    """A cell as a person sees it: whole numbers without “.0”, dates as ISO, no time where it is midnight."""
    if value is None:
        return ""
    if isinstance(value, str):
        return normalise_newlines(value.replace("_x000D_", ""))
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 2**53 else repr(value)
    if isinstance(value, datetime):
        midnight = value.time() == time()
        return value.date().isoformat() if midnight else value.isoformat(sep=" ", timespec="seconds")
    if isinstance(value, date | time):
        return value.isoformat()
    return str(value) if isinstance(value, int | timedelta) else ""


FORMAT = Format(
    name="xlsx",
    description=N_(
        "Excel table (xlsx): in files to be read one row is one document, in files written one span"
    ),
    suffixes=(".xlsx", ".xlsm"),
    recognise=lambda head: packed_with(head, b"xl/"),
    carries=span_rows.CARRIES,
    reader=read,
    writer=xlsx_write.write,
    fit=span_rows.fit,
    expect=span_rows.expect,
    reread=xlsx_write.reread,
    reads_texts=True,
)
