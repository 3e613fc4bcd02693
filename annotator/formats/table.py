"""Tables as text (CSV, TSV): a row is a document, one column its text, the others its metadata."""

import codecs
import csv
import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path

from annotator.domain.document import Source, normalise_newlines
from annotator.domain.errors import BadInput
from annotator.formats.format import Format, ReadOptions
from annotator.formats.metadata import TEXT_NAMES, canonical_meta, keys_for
from annotator.formats.record import Record, printable
from annotator.i18n import N_, _
from annotator.text.encoding import decode

LONGEST_LINE = 64 * 2**20  # bytes
LONGEST_CELL = 32 * 2**20  # characters; a C long on Windows ends at 2 ** 31 - 1

_DELIMITERS = ",\t;|"
_SAMPLE = 100  # rows that are looked at to find the column of the text
_LEAST = 50  # characters that a column of reports has on average, at the very least


def read(path: Path, options: ReadOptions) -> Iterator[Record]:
    """A record a row, under a first row of names; empty cells give no metadata. Memory stays flat for UTF-8.

    The text stands in `options.text_column`, else in the column called full_text, text, content, 正文 …, else in
    the one that clearly holds the long texts. Its newlines are normalised. A row without text gives a record
    without text. Raises BadInput naming the file, and the line for a row that cannot be read.
    """
    file = _scan(path)
    csv.field_size_limit(LONGEST_CELL)  # for the whole process; the csv module knows no other way
    rows = _rows(file)
    line, names = next(rows, (0, []))
    if not names:
        raise BadInput(_("{file} has no rows", file=path))
    names = _unique(names)
    sample = list(islice(rows, _SAMPLE))
    column = _text_column(names, [row for _line, row in sample], options.text_column, path)
    keys = keys_for(name for i, name in enumerate(names) if i != column)
    source = Source(path.name, file.digest, file.encoding)
    count = 0
    for line, row in chain(sample, rows):
        where = _("{file}, line {line}", file=path, line=line)
        if any(row[len(names) :]):
            raise BadInput(
                _("{where}: there are {cells} cells under {names} names; is a cell with “{delimiter}” "
                  "not in quotes?", where=where, cells=len(row), names=len(names), delimiter=file.delimiter)
            )  # fmt: skip
        cells = zip(names, row, strict=False)
        meta = {keys[name]: cell for i, (name, cell) in enumerate(cells) if i != column and cell.strip()}
        text = row[column] if column < len(row) else ""
        yield Record(None, text, canonical_meta(meta, where), source=source, certain=file.certain)
        count += 1
    if not count:
        raise BadInput(_("{file} has no rows under its first line, which gives the names", file=path))


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


def _unique(names: Sequence[str]) -> list[str]:
    """The names without blanks around them; nameless and repeated ones get a number."""
    unique: list[str] = []
    for number, given in enumerate(names, 1):
        name = given.strip() or _("column {number}", number=number)
        unique.append(name if name not in unique else f"{name} ({number})")
    return unique


def _text_column(names: list[str], rows: list[list[str]], wanted: str | None, path: Path) -> int:
    listed = ", ".join(printable(name) for name in names[:20])
    if wanted is not None:
        if wanted.strip() not in names:
            raise BadInput(
                _("{file} has no column “{name}” (it has: {names})", file=path, name=wanted, names=listed)
            )
        return names.index(wanted.strip())
    folded = [name.casefold() for name in names]
    for name in TEXT_NAMES:
        if name in folded:
            return folded.index(name)
    averages = [
        sum(len(row[i]) for row in rows if i < len(row)) / max(1, len(rows)) for i in range(len(names))
    ]
    best, *others = sorted(range(len(names)), key=lambda i: -averages[i])
    if averages[best] >= _LEAST and all(averages[best] >= 3 * averages[i] for i in others):
        return best
    raise BadInput(
        _("{file}: no column is clearly the text (there are: {names}); name it, or call it full_text",
          file=path, names=listed)
    )  # fmt: skip


FORMAT = Format(
    name="csv",
    description=N_("Table (CSV, TSV): one row is one document"),
    suffixes=(".csv", ".tsv", ".tab"),
    carries=frozenset({"metadata"}),
    reader=read,
)
