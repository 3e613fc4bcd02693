"""Tidy tables of spans as CSV or TSV: UTF-8 with a BOM, as table programs want it, rows end in CR LF (RFC 4180).

Cells that begin like a formula stand behind an apostrophe.
"""

import csv
from collections.abc import Iterable, Iterator
from pathlib import Path

from annotator.formats.format import ReadOptions, WriteOptions
from annotator.formats.record import Record
from annotator.formats.span_rows import columns, inert_row, original, records_of, rows

LONGEST_CELL = 2**31 - 1


def write(records: Iterable[Record], out: Path, options: WriteOptions) -> int:
    """One row a span; a name that ends in .tsv gives tabs between the cells."""
    names = columns(options.schema)
    count = 0
    with out.open("x", encoding="utf-8-sig", newline="", buffering=1 << 20) as file:
        writer = csv.writer(file, delimiter=_delimiter(out))
        writer.writerow(inert_row(names))
        for record in records:
            count += 1
            for row in rows(record, names):
                writer.writerow(inert_row(row.get(name) for name in names))
    return count


def reread(path: Path, options: ReadOptions) -> Iterator[Record]:  # noqa: ARG001
    """The documents of a table that was written, without their texts."""
    csv.field_size_limit(LONGEST_CELL)
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file, delimiter=_delimiter(path))
        yield from records_of(
            {original(name): original(cell) for name, cell in row.items()} for row in reader
        )


def _delimiter(path: Path) -> str:
    return "\t" if path.suffix.lower() in (".tsv", ".tab") else ","
