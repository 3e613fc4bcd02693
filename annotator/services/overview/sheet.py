"""All numbers of the overview as one CSV: a number a line, in no language, so that scripts can read it.

Columns: view (progress, done, made, section, year, together, combination, link, indicator, length), layer,
row, column, figure, value, and for indicators unit, comparator, upper, approx, wording, period. A year or issuer that a
document does not say is empty. UTF-8 with a byte order mark, which Excel needs for Chinese.
"""

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from annotator.formats.atomic import atomic_file
from annotator.formats.span_rows import inert_row
from annotator.services.overview.labels import ByGroup
from annotator.services.overview.overview import Overview
from annotator.services.pictures.table import Table

COLUMNS = (
    "view", "layer", "row", "column", "figure", "value", "unit", "comparator", "upper", "approx", "wording", "period",
)  # fmt: skip
Line = tuple[Any, ...]


def write_sheet(found: Overview, out: Path) -> None:
    """Write the CSV. Raises ReadOnly, DiskFull."""
    rows = [line + ("",) * (len(COLUMNS) - len(line)) for line in lines(found)]
    _write(COLUMNS, rows, out)


def write_table(table: Table, out: Path) -> None:
    """Write one table in the reader's language. Raises ReadOnly, DiskFull."""
    _write([column.name for column in table.columns], [row.values for row in table.rows], out)


def lines(found: Overview) -> Iterator[Line]:
    """Values in the order of COLUMNS; what is lacking at the end is empty."""
    layer = found.scoped.layer
    yield from _progress(found)
    yield from _groups("section", layer, found.by_role)
    yield from _groups("year", layer, found.by_year)
    yield from _together(found)
    for linked in found.linked:
        for head, row in zip(linked.labels, linked.counts, strict=True):
            counted = ((tail, count) for tail, count in zip(linked.labels, row, strict=True) if count)
            yield from (("link", layer, head, tail, linked.type, count) for tail, count in counted)
    for indicator in found.indicators.found:
        for value in indicator.ordered():
            yield (
                "indicator", layer, value.issuer, value.year, indicator.name, value.value, value.unit,
                value.comparator, value.upper, int(value.approx), value.wording, value.period,
            )  # fmt: skip
    for each in found.lengths.bins:
        yield "length", "", each.low, each.high - 1, "documents", each.count


def _progress(found: Overview) -> Iterator[Line]:
    for each in found.progress.layers:
        for state, count in each.states.items():
            yield "progress", each.layer, state, "", "documents", count
        yield "progress", each.layer, "", "", "marks", each.marks
        for day, count in each.done:
            yield "done", each.layer, day.isoformat(), "", "documents", count
        for day, count in each.made:
            yield "made", each.layer, day.isoformat(), "", "marks", count


def _together(found: Overview) -> Iterator[Line]:
    layer = found.scoped.layer
    for unit, numbers in found.together.items():
        for down, one in enumerate(numbers.labels):
            for across, other in enumerate(numbers.labels[: down + 1]):
                yield "together", layer, one, other, unit, numbers.counts[down][across]
        for labels, count in numbers.combinations:
            yield "combination", layer, " + ".join(labels), "", unit, count


def _groups(view: str, layer: str, numbers: ByGroup) -> Iterator[Line]:
    for group in numbers.groups:
        yield view, layer, group.name, "", "characters", group.characters
        yield view, layer, group.name, "", "documents", group.all_documents
        yield view, layer, group.name, "", "begun", group.documents
        for label, count in zip(numbers.labels, group.counts, strict=True):
            yield view, layer, group.name, label, "marks", count


def _write(head: Any, rows: Any, out: Path) -> None:
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(inert_row(head))
    writer.writerows(map(inert_row, rows))
    with atomic_file(out) as file:
        file.write(b"\xef\xbb\xbf" + text.getvalue().encode())
