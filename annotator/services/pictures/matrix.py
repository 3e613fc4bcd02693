"""A matrix of shaded cells."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from annotator.services.pictures.picture import (
    NORMAL,
    SMALL,
    Box,
    Cell,
    Picture,
    Shape,
    Words,
    breadth,
    shortened,
)

_ROW = 40.0
_GAP = 2.0


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
        shapes += _legend(side, height + 14, _legend_width(legend, cell * len(columns)), legend)
        height += 40
    return Picture(side + cell * len(columns), height, title, tuple(shapes), tuple(cells))


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


def _legend_width(words: tuple[str, str], room: float) -> float:
    """200 at the most, or what the words at both ends need."""
    return min(max(200.0, sum(breadth(each, SMALL) for each in words) + 16), room)


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
