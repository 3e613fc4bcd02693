"""What commands print: JSON, tables, and progress."""

import sys
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import click
import orjson

Progress = Callable[[int, int], None]


def print_json(value: Any) -> None:
    """One JSON object on stdout."""
    click.echo(orjson.dumps(value, option=orjson.OPT_INDENT_2).decode())


def print_table(rows: Sequence[Sequence[object]], *, right: Sequence[int] = (), indent: str = "") -> None:
    """Columns of a width, those in `right` flush right, the last as long as it is; Chinese counts double."""
    cells = [[str(cell) for cell in row] for row in rows]
    widths = [max(map(width, column)) for column in zip(*cells, strict=True)]
    for row in cells:
        parts = []
        for index, (cell, wide) in enumerate(zip(row, widths, strict=True)):
            blank = " " * (wide - width(cell))
            parts.append(blank + cell if index in right else cell + blank)
        click.echo((indent + "  ".join(parts)).rstrip())


def width(text: str) -> int:
    """How many columns of a terminal a text takes."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else unicodedata.combining(c) == 0 for c in text)


@contextmanager
def progress(what: str) -> Iterator[Progress | None]:
    """Hears (done, total) and shows it on stderr; None where stderr is no terminal. The line goes away at the end."""
    if not sys.stderr.isatty():
        yield None
        return
    shown = -1

    def tell(done: int, total: int) -> None:
        nonlocal shown
        percent = 100 * done // total if total else 0
        if percent != shown:
            shown = percent
            sys.stderr.write(f"\r{what} {percent} %")
            sys.stderr.flush()

    try:
        yield tell
    finally:
        if shown >= 0:
            sys.stderr.write("\r" + " " * (width(what) + 6) + "\r")
            sys.stderr.flush()
