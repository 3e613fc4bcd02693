"""Columns over categories, and horizontal bars; each leads to what it counts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from annotator.services.pictures.axes import short_number, ticks
from annotator.services.pictures.picture import (
    NORMAL,
    SMALL,
    Box,
    Cell,
    Fill,
    Line,
    Picture,
    Shape,
    Words,
    breadth,
    shortened,
)

_WIDEST_BAR = 56.0
_BAR = 24.0  # a row of horizontal bars; what can be clicked is no smaller


@dataclass(frozen=True)
class Amount:
    """One bar or column; `text` is what stands beside it, `value` None where there is nothing to count."""

    value: float | None
    text: str
    name: str
    hint: str = ""
    about: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Panel:
    """A row of columns with a name: one amount a category."""

    name: str
    fill: Fill
    amounts: tuple[Amount, ...]


@dataclass(frozen=True)
class Bars:
    """Bars under a heading, each with its name and fill."""

    heading: str
    rows: tuple[tuple[str, Fill, Amount], ...]


def columns(
    title: str,
    categories: Sequence[str],
    panels: Sequence[Panel],
    *,
    width: float,
    height: float = 132.0,
    between: bool = False,
) -> Picture:
    """Panels below each other on one scale. `between`: categories are edges, of which there is one more than columns."""
    count = len(categories) - between
    values = [each.value or 0 for panel in panels for each in panel.amounts]
    scale = ticks(0, max(values, default=0) or 1, 4, whole=all(value == int(value) for value in values))
    left, right = _margins(categories, scale, between)
    step = (width - left - right) / max(1, count)
    wide = min(step - 1 if between else step * 0.72, 10_000 if between else _WIDEST_BAR)
    shapes: list[Shape] = []
    cells: list[Cell] = []
    y = 0.0
    for panel in panels:
        head = 28.0 if panel.name else 18.0
        top, bottom = y + head, y + head + height
        if panel.name:
            shapes += [
                Box(left, y + 5, 10, 10, panel.fill, 2),
                Words(left + 16, y + 15, panel.name, bold=True),
            ]
        for tick in scale:
            at = bottom - tick / scale[-1] * (height - 16)
            shapes.append(Line(left, at, width - right, at))
            shapes.append(Words(left - 8, at + 4, short_number(tick), "muted", SMALL, "end"))
        for at, amount in enumerate(panel.amounts):
            middle = left + (at + 0.5) * step
            tall = (amount.value or 0) / scale[-1] * (height - 16)
            if tall:
                shapes.append(
                    Box(middle - wide / 2, bottom - tall, wide, tall, panel.fill, 0 if between else 2)
                )
            if amount.text and breadth(amount.text, SMALL) < step:
                shapes.append(Words(middle, bottom - tall - 5, amount.text, "text", SMALL, "middle"))
            cells.append(Cell(left + at * step, top, step, height, amount.name, amount.hint, amount.about))
        shapes += _category_names(categories, left, step, bottom + (20 if between else 16), between)
        y = bottom + 32
    return Picture(width, y, title, tuple(shapes), tuple(cells))


def grouped_bars(title: str, groups: Sequence[Bars], *, width: float) -> Picture:
    """Horizontal bars in groups, all on one scale."""
    every = [row for group in groups for row in group.rows]
    side = min(width * 0.34, max([breadth(name, NORMAL) for name, _fill, _amount in every] or [0]) + 28)
    reading = max([breadth(amount.text, NORMAL) for _name, _fill, amount in every] or [0]) + 16
    high = max((amount.value or 0 for _name, _fill, amount in every), default=0) or 1
    room = max(60.0, width - side - reading)
    shapes: list[Shape] = []
    cells: list[Cell] = []
    y = 0.0
    for group in groups:
        if group.heading:
            shapes.append(Words(0, y + 18, shortened(group.heading, NORMAL, width), bold=True))
            y += 28
        shapes.append(Line(side, y, side, y + _BAR * len(group.rows)))
        for name, fill, amount in group.rows:
            middle = y + _BAR / 2
            shapes.append(Words(side - 10, middle + 5, shortened(name, NORMAL, side - 12), anchor="end"))
            long = (amount.value or 0) / high * room
            if long:
                shapes.append(Box(side, y + 4, max(long, 1.0), _BAR - 8, fill, 2))
            ink = "text" if amount.value else "muted"
            shapes.append(Words(side + long + 8, middle + 5, amount.text, ink))
            cells.append(Cell(0, y, width, _BAR, amount.name, amount.hint, amount.about))
            y += _BAR
        y += 12
    return Picture(width, max(y, 1.0), title, tuple(shapes), tuple(cells))


def _margins(categories: Sequence[str], scale: Sequence[float], between: bool) -> tuple[float, float]:
    """Left of the first column and right of the last one: names of edges reach over both by their half."""
    left, right = max(breadth(short_number(tick), SMALL) for tick in scale) + 12, 12.0
    if between and categories:
        left = max(left, breadth(categories[0], SMALL) / 2)
        right = max(right, breadth(categories[-1], SMALL) / 2)
    return left, right


def _category_names(
    categories: Sequence[str], left: float, step: float, y: float, between: bool
) -> list[Shape]:
    """As many names as there is room for: each, every second …"""
    widest = max((breadth(name, SMALL) for name in categories), default=0) + 8
    every = max(1, -int(-min(widest, 96) // step))
    offset = 0.0 if between else 0.5
    return [
        Words(
            left + (at + offset) * step, y, shortened(name, SMALL, every * step - 4), "muted", SMALL, "middle"
        )
        for at, name in enumerate(categories)
        if at % every == 0
    ]
