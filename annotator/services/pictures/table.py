"""A table as plain data: windows sort it, reports print it, each row knows what it leads to."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

Value = str | int | float | None
MINUS = "\u2212"


@dataclass(frozen=True)
class Column:
    """A heading, and what it means; `figure` where it holds numbers."""

    name: str
    hint: str = ""
    figure: bool = True


@dataclass(frozen=True)
class Row:
    """One value a column; `about` is what it leads to."""

    values: tuple[Value, ...]
    about: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Table:
    title: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]


def shown(value: Value) -> str:
    """A value as people read it."""
    if value is None or isinstance(value, float):
        return number(value)
    return f"{value:,}" if isinstance(value, int) else value


def number(value: float | None, digits: int = 3) -> str:
    """A figure as text, with a true minus; a dash where it is undefined."""
    if value is None:
        return "–"
    text = f"{value:.{digits}f}"
    return MINUS + text[1:] if text.startswith("-") and float(text) else text.removeprefix("-")
