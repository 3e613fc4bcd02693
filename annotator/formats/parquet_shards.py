"""Rows with nested columns in Parquet files: `train-00000-of-00002.parquet` and so on, as Hugging Face names shards.

pyarrow writes and reads them; it is asked for by name where it is missing.
"""

from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from annotator.domain.errors import BadInput
from annotator.formats.format import require
from annotator.i18n import _

SIGN = b"PAR1"  # at both ends of a file
SHARD = 128 * 2**20  # characters of texts in a file
_GROUP = 8 * 2**20  # characters of texts in a row group, which is in memory as a whole
_ROWS = 1_000  # of a row group at most
LARGEST_GROUP = 2**30  # bytes that a row group may unpack to

Columns = dict[str, Any]
"""Name → "string", "int64" or "bool"; or, for a list of objects, such columns."""


def write_shards(rows: Iterable[dict[str, Any]], columns: Columns, folder: Path, stem: str) -> int:
    """Write the rows to files in the folder, at least one; returns how many rows. `text` is what they weigh by."""
    require("huggingface", "pyarrow", "parquet")
    shards = _Shards(columns, folder)
    count = 0
    with closing(shards):
        for row in rows:
            shards.add(row)
            count += 1
    for number, file in enumerate(shards.files):
        file.rename(folder / f"{stem}-{number:05d}-of-{len(shards.files):05d}.parquet")
    return count


def read_rows(path: Path) -> Iterator[tuple[dict[str, Any], str]]:
    """The rows of a file, each with the beginning of a sentence about it. Raises BadInput."""
    require("huggingface", "pyarrow", "parquet")
    from pyarrow import ArrowException
    from pyarrow.parquet import ParquetFile

    try:
        with ParquetFile(path) as file:
            facts = file.metadata
            if any(facts.row_group(at).total_byte_size > LARGEST_GROUP for at in range(facts.num_row_groups)):
                raise BadInput(
                    _("{file}: a row group unpacks to more than {limit} MB; write it in smaller ones",
                      file=path, limit=LARGEST_GROUP // 2**20)
                )  # fmt: skip
            number = 0
            for batch in file.iter_batches(64):
                for row in batch.to_pylist():
                    number += 1
                    yield row, _("{file}, document {number}", file=path, number=number)
    except (ArrowException, OverflowError, UnicodeDecodeError) as error:
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise BadInput(
            _("{file} is damaged or no Parquet file ({reason})", file=path, reason=reason)
        ) from error


def _schema(columns: Columns) -> Any:  # a pyarrow.Schema
    import pyarrow

    types = {"string": pyarrow.string(), "int64": pyarrow.int64(), "bool": pyarrow.bool_()}

    def kind(column: Any) -> Any:
        if isinstance(column, str):
            return types[column]
        return pyarrow.list_(pyarrow.struct([(name, kind(inner)) for name, inner in column.items()]))

    return pyarrow.schema([(name, kind(column)) for name, column in columns.items()])


class _Shards:
    """Takes rows and begins another file when one is full."""

    def __init__(self, columns: Columns, folder: Path) -> None:
        self.files: list[Path] = []
        self._schema = _schema(columns)
        self._folder = folder
        self._waiting: list[dict[str, Any]] = []
        self._weight = self._written = 0
        self._begin()

    def add(self, row: dict[str, Any]) -> None:
        self._waiting.append(row)
        self._weight += len(row["text"])
        if self._weight >= _GROUP or len(self._waiting) >= _ROWS:
            self._flush()

    def close(self) -> None:
        if self._waiting:
            self._flush()
        self._writer.close()

    def _flush(self) -> None:
        import pyarrow

        if self._written >= SHARD:
            self._writer.close()
            self._begin()
        self._writer.write_table(pyarrow.Table.from_pylist(self._waiting, schema=self._schema))
        self._written += self._weight
        self._waiting, self._weight = [], 0

    def _begin(self) -> None:
        from pyarrow.parquet import ParquetWriter

        self.files.append(self._folder / f"{len(self.files)}.part")
        self._writer = ParquetWriter(self.files[-1], self._schema, compression="zstd")
        self._written = 0
