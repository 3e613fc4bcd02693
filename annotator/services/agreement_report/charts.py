"""Bars of agreement with intervals, on an axis to 1."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from annotator.i18n import _
from annotator.services.pictures.picture import (
    NORMAL,
    SMALL,
    Box,
    Cell,
    Line,
    Picture,
    Shape,
    Words,
    breadth,
    shortened,
)
from annotator.services.pictures.table import number

REFERENCES = (0.667, 0.800)  # Krippendorff's; lines to read by, not marks to pass


@dataclass(frozen=True)
class Bar:
    """One bar: a value with its interval, each None where undefined."""

    name: str
    value: float | None
    low: float | None = None
    high: float | None = None
    hint: str = ""
    about: Mapping[str, Any] = field(default_factory=dict)


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
