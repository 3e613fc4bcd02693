"""Lines over time, each with its name at its end, so that nobody has to tell colours apart."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from annotator.i18n import shown_date
from annotator.services.pictures.axes import apart, short_number, ticks
from annotator.services.pictures.picture import (
    SMALL,
    Cell,
    Dot,
    Ink,
    Line,
    Path,
    Picture,
    Shape,
    Words,
    breadth,
    shortened,
)

_STRIP = 24.0  # of what can be pointed at
DASHES: tuple[tuple[float, ...], ...] = ((), (7, 3), (2, 3), (9, 3, 2, 3), (4, 4), (12, 4))


@dataclass(frozen=True)
class Series:
    """What there is at the end of each of some days; it stays so until the next one."""

    name: str
    ink: Ink
    points: tuple[tuple[date, int], ...]
    dashes: tuple[float, ...] = ()
    width: float = 2

    def at(self, day: date) -> int:
        """What there is on a day."""
        return next((count for when, count in reversed(self.points) if when <= day), 0)


@dataclass(frozen=True)
class Strip:
    """Days that are pointed at together."""

    first: date
    last: date
    name: str
    hint: str = ""
    about: Mapping[str, Any] = field(default_factory=dict)


def strips(series: Sequence[Series], width: float) -> list[tuple[date, date]]:
    """The days of some series, cut so that each stretch can be pointed at."""
    days = [day for each in series for day, _count in each.points]
    if not days:
        return []
    first, last = min(days), max(days)
    total = (last - first).days + 1
    many = min(total, max(1, int(width // _STRIP)))
    edges = [first + timedelta(days=total * at // many) for at in range(many + 1)]
    return [(edges[at], edges[at + 1] - timedelta(days=1)) for at in range(many)]


def plot_width(series: Sequence[Series], width: float) -> float:
    """How wide the lines themselves are in a picture of a width."""
    left, side = _margins(series, width)
    return width - left - side


def lines(
    title: str, series: Sequence[Series], pointed: Sequence[Strip], *, width: float, height: float = 180.0
) -> Picture:
    """Steps from day to day on an axis from 0; where there is one day only, points."""
    shown = [each for each in series if each.points]
    if not shown:
        return Picture(width, 1, title, ())
    first, last = pointed[0].first, pointed[-1].last
    scale = ticks(0, max(count for each in shown for _day, count in each.points), 4, whole=True)
    left, side = _margins(shown, width)
    top, bottom, room = 12.0, 12.0 + height, width - left - side
    days = (last - first).days + 1

    def x(day: date) -> float:
        return left + ((day - first).days + 1) / days * room

    def y(count: float) -> float:
        return bottom - count / scale[-1] * height

    shapes: list[Shape] = []
    for tick in scale:
        shapes.append(Line(left, y(tick), left + room, y(tick)))
        shapes.append(Words(left - 8, y(tick) + 4, short_number(tick), "muted", SMALL, "end"))
    shapes += _dates(first, last, left, room, bottom + 18)
    ends = [each.points[-1][1] for each in shown]
    names_at = apart([y(end) for end in ends], 16, top, bottom)
    for each, end, place in zip(shown, ends, names_at, strict=True):
        corners = [(left, bottom)]
        for day, count in each.points:
            corners += [(x(day), corners[-1][1]), (x(day), y(count))]
        corners.append((left + room, corners[-1][1]))
        shapes.append(Path(tuple(corners), each.ink, each.width, each.dashes))
        shapes.append(Dot(left + room, y(end), each.ink, 3))
        name = shortened(each.name, SMALL, side - 20 - breadth(f" {end:,}", SMALL))
        shapes.append(Words(left + room + 10, place + 4, f"{name} {end:,}", each.ink, SMALL))
    cells = []
    for strip in pointed:
        begin, wide = x(strip.first - timedelta(days=1)), x(strip.last)
        cells.append(Cell(begin, top, wide - begin, height, strip.name, strip.hint, strip.about))
    return Picture(width, bottom + 28, title, tuple(shapes), tuple(cells))


def _margins(series: Sequence[Series], width: float) -> tuple[float, float]:
    named = [f"{each.name} {each.points[-1][1]:,}" for each in series if each.points]
    return 52.0, min(width * 0.3, max((breadth(name, SMALL) for name in named), default=0) + 24)


def _dates(first: date, last: date, left: float, room: float, y: float) -> list[Shape]:
    if first == last:
        return [Words(left + room, y, shown_date(first), "muted", SMALL, "end")]
    return [
        Words(left, y, shown_date(first), "muted", SMALL),
        Words(left + room, y, shown_date(last), "muted", SMALL, "end"),
    ]
