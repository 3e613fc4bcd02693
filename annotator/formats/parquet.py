"""Tidy tables of spans as Parquet, for data frames: the columns of `span_rows`, texts and whole numbers."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from annotator.formats import span_rows
from annotator.formats.format import Format, ReadOptions, WriteOptions
from annotator.formats.record import Record
from annotator.i18n import N_

GROUP = 50_000  # rows of a row group, which are in memory together


def write(records: Iterable[Record], out: Path, options: WriteOptions) -> int:
    """One row a span; a cell that says nothing is null."""
    import pyarrow
    from pyarrow.parquet import ParquetWriter

    names = span_rows.columns(options.schema)
    kinds = [(name, pyarrow.int64() if name in span_rows.NUMBERS else pyarrow.string()) for name in names]
    schema = pyarrow.schema(kinds)
    count = 0
    waiting: list[dict[str, Any]] = []
    with ParquetWriter(out, schema, compression="zstd") as writer:
        for record in records:
            count += 1
            waiting += span_rows.rows(record, names)
            if len(waiting) >= GROUP:
                writer.write_table(pyarrow.Table.from_pylist(waiting, schema=schema))
                waiting = []
        writer.write_table(pyarrow.Table.from_pylist(waiting, schema=schema))
    return count


def reread(path: Path, options: ReadOptions) -> Iterator[Record]:  # noqa: ARG001
    """The documents of a table that was written, without their texts."""
    from pyarrow.parquet import ParquetFile

    def lines() -> Iterator[dict[str, str]]:
        with ParquetFile(path) as file:
            for batch in file.iter_batches(4096):
                for row in batch.to_pylist():
                    yield {name: "" if value is None else str(value) for name, value in row.items()}

    yield from span_rows.records_of(lines())


FORMAT = Format(
    name="parquet",
    description=N_("Parquet table: one row is one span"),
    suffixes=(".parquet",),
    carries=span_rows.CARRIES,
    writer=write,
    fit=span_rows.fit,
    expect=span_rows.expect,
    reread=reread,
    module="pyarrow",
    extra="parquet",
)
