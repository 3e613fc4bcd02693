"""The pictures of agreement: a heat map of pairs, bars with intervals, a matrix of labels against labels."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from annotator.i18n import _
from annotator.services.agreement_report.figures import number
from annotator.services.agreement_report.picture import (
    Box,
    Cell,
    Line,
    Picture,
    Shape,
    Words,
    breadth,
    shortened,
)

REFERENCES = (0.667, 0.800)  # Krippendorff's; lines to read by, not marks to pass
SMALL, NORMAL = 12.0, 13.0
_ROW = 40.0
_GAP = 2.0


@dataclass(frozen=True)
class Bar:
    """One bar: a value with its interval, each None where undefined."""

    name: str
    value: float | None
    low: float | None = None
    high: float | None = None
    hint: str = ""
    about: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Square:
    """One cell of a matrix: its words, its shade (None: no value), what it is about."""

    text: str
    shade: float | None
    name: str
    hint: str = ""
    about: Mapping[str, Any] = field(default_factory=dict)


def matrix(
    title: str,
    rows: Sequence[str],
    columns: Sequence[str],
    squares: Sequence[Sequence[Square | None]],
    *,
    width: float,
    row_title: str = "",
    column_title: str = "",
    legend: tuple[str, str] | None = ("0", "1"),
) -> Picture:
    """A matrix of shaded cells, at most `width` wide. None leaves a place empty."""
    side = min(160.0, max([breadth(name, NORMAL) for name in rows] + [breadth(row_title, SMALL)]) + 16)
    cell = min(120.0, max(44.0, (width - side) / max(1, len(columns))))
    top = 30.0 + (20.0 if column_title else 0.0)
    shapes: list[Shape] = []
    cells: list[Cell] = []
    if column_title:
        shapes.append(Words(side, 14, shortened(column_title, SMALL, width - side), "muted", SMALL))
    if row_title:
        shapes.append(Words(0, top - 10, shortened(row_title, SMALL, side - 8), "muted", SMALL))
    for at, name in enumerate(columns):
        middle = side + at * cell + cell / 2
        shapes.append(Words(middle, top - 10, shortened(name, NORMAL, cell - 6), "text", NORMAL, "middle"))
    for down, name in enumerate(rows):
        y = top + down * (_ROW + _GAP)
        shapes.append(Words(side - 10, y + _ROW / 2 + 5, shortened(name, NORMAL, side - 12), anchor="end"))
        for across, square in enumerate(squares[down]):
            if square is not None:
                x = side + across * cell
                shapes += _square(square, x, y, cell - _GAP)
                cells.append(Cell(x, y, cell - _GAP, _ROW, square.name, square.hint, square.about))
    height = top + len(rows) * (_ROW + _GAP)
    if legend is not None:
        shapes += _legend(side, height + 14, min(200.0, cell * len(columns)), legend)
        height += 40
    return Picture(side + cell * len(columns), height, title, tuple(shapes), tuple(cells))


def bars(title: str, entries: Sequence[Bar], *, width: float, lines: bool = True) -> Picture:
    """Horizontal bars from 0 with whiskers, on an axis to 1, with the reference lines unless they say nothing here."""
    side = min(width * 0.42, max([breadth(entry.name, NORMAL) for entry in entries] or [0]) + 16)
    sure = any(entry.low is not None for entry in entries)
    reading = 176.0 if sure else 64.0  # room for "0.123 [0.123, 0.123]"
    lowest = min([0.0, *(v for entry in entries for v in (entry.value, entry.low) if v is not None)])
    least = -1.0 if lowest < -0.5 else -0.5 if lowest < -0.05 else min(0.0, lowest)
    room = max(80.0, width - side - reading)
    top, row = (28.0, 44.0) if lines else (8.0, 32.0)

    def x(value: float) -> float:
        return side + (min(max(value, least), 1.0) - least) / (1 - least) * room

    bottom = top + row * len(entries)
    shapes: list[Shape] = []
    for value in (least, 0.0, 1.0) if least < 0 else (0.0, 1.0):
        shapes.append(Line(x(value), top, x(value), bottom, "border"))
        shapes.append(Words(x(value), bottom + 16, number(value, 1), "muted", SMALL, "middle"))
    cells = []
    for at, entry in enumerate(entries):
        y = top + at * row
        middle = y + row / 2
        shapes.append(Words(side - 10, middle + 5, shortened(entry.name, NORMAL, side - 12), anchor="end"))
        shapes += _bar(entry, x, middle)
        shapes.append(Words(side + room + 16, middle + 5, _reading(entry), size=NORMAL))
        cells.append(
            Cell(
                0, y, side + room + reading, row, f"{entry.name}: {_reading(entry)}", entry.hint, entry.about
            )
        )
    for value, anchor in zip(REFERENCES if lines else (), ("end", "start"), strict=False):
        shapes.append(Line(x(value), top - 6, x(value), bottom, "muted", 1, dashed=True))
        shapes.append(
            Words(
                x(value) + (3 if anchor == "end" else -3),
                top - 12,
                f"{value:.3f}"[1:],
                "muted",
                SMALL,
                anchor,
            )
        )
    return Picture(side + room + reading, bottom + 24, title, tuple(shapes), tuple(cells))


def _bar(entry: Bar, x: Any, middle: float) -> list[Shape]:
    if entry.value is None:
        return [Words(x(0.0) + 8, middle + 5, _("no value"), "muted", SMALL)]
    low, high = sorted((x(0.0), x(entry.value)))
    shapes: list[Shape] = [
        Box(low, middle - 9, max(high - low, 1.0), 18, "soft", 2),
        Line(x(entry.value), middle - 9, x(entry.value), middle + 9, "accent", 3),
    ]
    if entry.low is not None and entry.high is not None:
        shapes.append(Line(x(entry.low), middle, x(entry.high), middle, "text", 1.5))
        shapes += [
            Line(x(end), middle - 4, x(end), middle + 4, "text", 1.5) for end in (entry.low, entry.high)
        ]
    return shapes


def _reading(entry: Bar) -> str:
    if entry.value is None:
        return "–"
    if entry.low is None or entry.high is None:
        return number(entry.value)
    return f"{number(entry.value)}  [{number(entry.low)}, {number(entry.high)}]"


def _square(square: Square, x: float, y: float, width: float) -> list[Shape]:
    if square.shade is None:
        return [
            Box(x, y, width, _ROW, "base", 3, hatched=True),
            Words(x + width / 2, y + _ROW / 2 + 5, square.text, "muted", NORMAL, "middle"),
        ]
    return [
        Box(x, y, width, _ROW, square.shade, 3),
        _words_in(square, x + width / 2, y + _ROW / 2 + 5),
    ]


def _words_in(square: Square, x: float, y: float) -> Words:
    """Nothing at all is said quietly."""
    if not square.shade:
        return Words(x, y, square.text, "muted", NORMAL + 1, "middle")
    return Words(x, y, square.text, "text", NORMAL + 1, "middle", on=square.shade)


def _legend(x: float, y: float, width: float, ends: tuple[str, str]) -> list[Shape]:
    steps = 24
    part = width / steps
    shapes: list[Shape] = [
        Box(x + at * part, y, width - at * part, 8, at / (steps - 1))
        for at in range(steps)  # no seams
    ]
    shapes.append(Words(x, y + 22, ends[0], "muted", SMALL))
    shapes.append(Words(x + width, y + 22, ends[1], "muted", SMALL, "end"))
    return shapes
