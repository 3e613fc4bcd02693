"""Tidy tables of spans as Excel tables: every text a text, never a formula; equal content gives equal bytes."""

import re
from collections.abc import Iterable, Iterator
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from annotator.domain.errors import BadInput
from annotator.formats.format import ReadOptions, WriteOptions
from annotator.formats.record import Record
from annotator.formats.span_rows import columns, records_of, rows
from annotator.i18n import _, ngettext

LONGEST_CELL = 32_767  # characters, which openpyxl would cut at in silence
MOST_ROWS = 1_048_575
_WHEN = (1980, 1, 1, 0, 0, 0)
_CODE = re.compile(
    "_x[0-9A-Fa-f]{4}_"
)  # what Excel takes for a character's code, here behind the code of “_”
_TIMES = re.compile(rb"<dcterms:(created|modified)[^>]*>[^<]*</dcterms:\1>")


def write(records: Iterable[Record], out: Path, options: WriteOptions) -> int:
    """One row a span on one sheet. Raises BadInput for what Excel has no room for."""
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet("spans")
    try:
        count = _fill(sheet, records, columns(options.schema))
    except BaseException:
        book.save(BytesIO())  # which closes what it has open
        raise
    raw = out.with_name(f"{out.name}.raw")
    try:
        book.save(raw)
        _without_times(raw, out)
    finally:
        raw.unlink(missing_ok=True)
    return count


def reread(path: Path, options: ReadOptions) -> Iterator[Record]:  # noqa: ARG001
    """The documents of a table that was written, without their texts."""
    from openpyxl import load_workbook

    with path.open("rb") as file:
        book = load_workbook(file, read_only=True)
        try:
            lines = book["spans"].iter_rows(values_only=True)
            names = [str(name) for name in next(lines)]
            yield from records_of(
                {name: _original(cell) for name, cell in zip(names, line, strict=False)} for line in lines
            )
        finally:
            book.close()


def _fill(sheet: Any, records: Iterable[Record], names: list[str]) -> int:
    sheet.append([_cell(sheet, name, "") for name in names])
    count = number = 0
    for record in records:
        where = _("document “{id}”", id=record.id)
        count += 1
        for row in rows(record, names):
            number += 1
            if number > MOST_ROWS:
                raise BadInput(
                    ngettext(
                        "Excel has no room for more than {count} row; export as csv",
                        "Excel has no room for more than {count} rows; export as csv",
                        MOST_ROWS,
                    )
                )
            sheet.append([_cell(sheet, row[name], where) if name in row else None for name in names])
    return count


def _original(cell: object) -> str:
    return "" if cell is None else str(cell).replace("_x005F_x", "_x")


def _cell(sheet: Any, value: str | int, where: str) -> Any:
    from openpyxl.cell import WriteOnlyCell

    if isinstance(value, int):
        return value
    if len(value) > LONGEST_CELL:
        raise BadInput(
            ngettext(
                "{where}: a text of {count} character is too long for a cell of Excel; export as csv",
                "{where}: a text of {count} characters is too long for a cell of Excel; export as csv",
                len(value),
                where=where,
            )
        )
    cell = WriteOnlyCell(sheet)
    cell.value = _CODE.sub(r"_x005F\g<0>", value)
    cell.data_type = "s"
    return cell


def _without_times(raw: Path, out: Path) -> None:
    """The same package with no time of writing in it."""
    with ZipFile(raw) as source, ZipFile(out, "x", ZIP_DEFLATED) as target:
        for name in source.namelist():
            member = ZipInfo(name, _WHEN)
            member.compress_type = ZIP_DEFLATED
            data = source.read(name)
            target.writestr(member, _TIMES.sub(b"", data) if name == "docProps/core.xml" else data)
