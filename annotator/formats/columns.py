"""Rows under a first row of names, as records: one column is the text, the others are metadata."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice

from annotator.domain.document import Source
from annotator.domain.errors import BadInput
from annotator.formats.metadata import TEXT_NAMES, canonical_meta, keys_for
from annotator.formats.record import Record, printable
from annotator.i18n import _, listed, ngettext

_SAMPLE = 100  # rows that are looked at to find the column of the text
_LEAST = 50  # characters that a column of reports has on average, at the very least


@dataclass(frozen=True, slots=True)
class Table:
    """What a table is called in sentences, where its texts come from, and which column the person named."""

    where: str
    source: Source
    text_column: str | None
    certain: bool = True
    delimiter: str = ""


def records_of(rows: Iterator[tuple[int, Sequence[str]]], table: Table) -> Iterator[Record]:
    """A record a row; empty cells give no metadata, a row without text gives a record without text.

    `rows` come with their line numbers; the first one gives the names. The text stands in the column that the person
    named, else in the one called full_text, text, content, 正文 …, else in the one that clearly holds the long texts.
    Raises BadInput when there is none, no row, or more cells than names.
    """
    line, given = next(rows, (0, []))
    if not given:
        raise BadInput(_("{file} has no rows", file=table.where))
    sample = list(islice(rows, _SAMPLE))
    names = _unique(given)
    if not table.delimiter:  # where nothing can be wrong with delimiters, a column may do without a name
        names = _unique(
            [*given, *[""] * (max(map(len, (row for _line, row in sample)), default=0) - len(given))]
        )
    column = _text_column(names, [row for _line, row in sample], table)
    keys = keys_for(name for i, name in enumerate(names) if i != column)
    count = 0
    for line, row in chain(sample, rows):
        where = _("{file}, line {line}", file=table.where, line=line)
        if any(row[len(names) :]):
            raise _too_many(row, names, table, where)
        cells = zip(names, row, strict=False)
        meta = {keys[name]: cell for i, (name, cell) in enumerate(cells) if i != column and cell.strip()}
        text = row[column] if column < len(row) else ""
        yield Record(None, text, canonical_meta(meta, where), source=table.source, certain=table.certain)
        count += 1
    if not count:
        raise BadInput(_("{file} has no rows under its first line, which gives the names", file=table.where))


def _too_many(row: Sequence[str], names: Sequence[str], table: Table, where: str) -> BadInput:
    cells = ngettext("{count} cell", "{count} cells", len(row))
    under = ngettext("{count} name", "{count} names", len(names))
    if table.delimiter:
        return BadInput(
            _("{where}: {cells} under {names}; is a cell with “{delimiter}” not in quotes?",
              where=where, cells=cells, names=under, delimiter=table.delimiter)
        )  # fmt: skip
    return BadInput(
        _("{where}: {cells} under {names}; give every column a name in the first row",
          where=where, cells=cells, names=under)
    )  # fmt: skip


def _unique(names: Iterable[str]) -> list[str]:
    """The names without blanks around them; nameless and repeated ones get a number."""
    unique: dict[str, None] = {}
    for number, given in enumerate(names, 1):
        name = given.strip() or _("column {number}", number=number)
        unique[name if name not in unique else f"{name} ({number})"] = None
    return list(unique)


def _text_column(names: list[str], rows: Sequence[Sequence[str]], table: Table) -> int:
    known = listed(printable(name) for name in names[:20])
    wanted = table.text_column
    if wanted is not None:
        if wanted.strip() not in names:
            raise BadInput(
                _("{file} has no column “{name}” (it has: {names})", file=table.where, name=wanted, names=known)
            )  # fmt: skip
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
          file=table.where, names=known)
    )  # fmt: skip
