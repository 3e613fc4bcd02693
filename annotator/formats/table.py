"""Tables as text (CSV, TSV): a row is a document, one column its text, the others its metadata."""

import codecs
import csv
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from annotator.domain.document import Source, normalise_newlines
from annotator.domain.errors import BadInput
from annotator.formats import span_rows, table_write
from annotator.formats.columns import Table, records_of
from annotator.formats.format import Format, ReadOptions
from annotator.formats.record import Record
from annotator.i18n import N_, _
from annotator.text.encoding import decode

LONGEST_LINE = 64 * 2**20  # bytes
LONGEST_CELL = 32 * 2**20  # characters; a C long on Windows ends at 2 ** 31 - 1

_DELIMITERS = ",\t;|"


def read(path: Path, options: ReadOptions) -> Iterator[Record]:
    """A record a row, under a first row of names; empty cells give no metadata. Memory stays flat for UTF-8.

    The text stands in `options.text_column`, else in the column called full_text, text, content, 正文 …, else in
    the one that clearly holds the long texts. Its newlines are normalised. A row without text gives a record
    without text. Raises BadInput naming the file, and the line for a row that cannot be read.
    """
    file = _scan(path)
    csv.field_size_limit(LONGEST_CELL)  # for the whole process; the csv module knows no other way
    source = Source(path.name, file.digest, file.encoding)
    table = Table(str(path), source, options.text_column, file.certain, file.delimiter)
    yield from records_of(_rows(file), table)


@dataclass(frozen=True, slots=True)
class _Table:
    """A file that has been looked through once. `text` is None for UTF-8, which is read again, line by line."""

    path: Path
    digest: str
    encoding: str
    certain: bool
    text: str | None
    delimiter: str

    def lines(self) -> Iterator[str]:
        """The lines with their "\\n"; other newlines have become one, also within cells."""
        if self.text is not None:
            yield from _split(self.text)
            return
        with self.path.open(encoding="utf-8-sig") as file:
            yield from file


def _scan(path: Path) -> _Table:
    """One pass in flat memory: digest, encoding, delimiter, and whether a line is too long."""
    digest = hashlib.sha256()
    decoder = codecs.getincrementaldecoder("utf-8")()
    utf8, length, first = True, 0, b""
    with path.open("rb") as file:
        while chunk := file.read(1 << 20):
            digest.update(chunk)
            lines = chunk.split(b"\n")
            longest = max(length + len(lines[0]), *map(len, lines))
            length = len(lines[-1]) + (length if len(lines) == 1 else 0)
            if longest > LONGEST_LINE:
                raise BadInput(
                    _("{file} has a line longer than {limit} MB; split it into smaller documents",
                      file=path, limit=LONGEST_LINE // 2**20)
                )  # fmt: skip
            first = first or chunk
            utf8 = utf8 and b"\0" not in chunk and _decodes(decoder, chunk)
    if utf8 and _decodes(decoder, b"", final=True):
        head = first.decode("utf-8-sig", "replace")
        return _Table(path, digest.hexdigest(), "utf-8", True, None, _delimiter(head, path))
    try:
        decoded = decode(path.read_bytes())
    except BadInput as error:
        raise BadInput(f"{path}: {error}") from error
    text = normalise_newlines(decoded.text.removeprefix("\ufeff"))
    delimiter = _delimiter(text[: 1 << 20], path)
    return _Table(path, digest.hexdigest(), decoded.encoding, decoded.certain, text, delimiter)


def _decodes(decoder: codecs.IncrementalDecoder, chunk: bytes, final: bool = False) -> bool:
    try:
        decoder.decode(chunk, final)
    except UnicodeDecodeError:
        return False
    return True


def _delimiter(head: str, path: Path) -> str:
    """The one that cuts the first line, the names, into the most cells."""
    first = next((line for line in normalise_newlines(head).split("\n") if line.strip()), "")
    candidates = "\t" + _DELIMITERS if path.suffix.lower() in (".tsv", ".tab") else _DELIMITERS
    return max(candidates, key=lambda delimiter: _cells(first, delimiter))


def _cells(line: str, delimiter: str) -> int:
    """How many cells there are in a line; delimiters within quotes do not count."""
    return sum(part.count(delimiter) for part in line.split('"')[::2]) + 1


def _split(text: str) -> Iterator[str]:
    start = 0
    while start < len(text):
        end = text.find("\n", start) + 1 or len(text)
        yield text[start:end]
        start = end


def _rows(file: _Table) -> Iterator[tuple[int, list[str]]]:
    """The rows that are not blank, each with the number of its last line."""
    reader = csv.reader(file.lines(), delimiter=file.delimiter, strict=True)
    try:
        for row in reader:
            if any(cell.strip() for cell in row):
                yield reader.line_num, row
    except (csv.Error, UnicodeDecodeError) as error:
        raise BadInput(
            _("{file}, line {line}: the table cannot be read here ({reason})",
              file=file.path, line=reader.line_num, reason=error)
        ) from error  # fmt: skip


FORMAT = Format(
    name="csv",
    description=N_(
        "Table (CSV, TSV): in files to be read one row is one document, in files written one span"
    ),
    suffixes=(".csv", ".tsv", ".tab"),
    plain=True,
    carries=span_rows.CARRIES,
    reader=read,
    writer=table_write.write,
    fit=span_rows.fit,
    expect=span_rows.expect,
    reread=table_write.reread,
    reads_texts=True,
)
