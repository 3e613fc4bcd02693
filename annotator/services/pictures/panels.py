"""Small multiples: panels of points over years on scales that can be compared."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from annotator.services.pictures.axes import apart, short_number, ticks
from annotator.services.pictures.picture import (
    NORMAL,
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

_LEAST, _WIDEST = 280.0, 440.0  # of a panel's width
_DODGE = 5.0  # between lines at one place
_HEAD, _PLOT, _FOOT, _GAP = 44.0, 116.0, 34.0, 24.0
_LEFT = 36.0  # the least, for the numbers of the ticks
_TARGET = 24.0  # of a point that is clicked


@dataclass(frozen=True)
class Point:
    """A value, with how far it reaches up and down; `place` counts the places of the axis from 0. `bound` is 1 for at
    least, -1 for at most."""

    place: int
    value: float
    name: str
    upper: float | None = None
    lower: float | None = None
    bound: int = 0
    hollow: bool = False
    hint: str = ""
    about: Mapping[str, Any] = field(default_factory=dict)
    label: str = ""  # above it, where there is room


@dataclass(frozen=True)
class Trace:
    """Points of one kind: joined where places next to each other have one value each. `name` stands at its end."""

    name: str
    ink: Ink
    points: tuple[Point, ...]
    dashes: tuple[float, ...] = ()


@dataclass(frozen=True)
class SmallMultiple:
    """One panel; `places` are the names along its axis, of which the last `apart` are no years and are never joined.
    Panels of one `scale` share their ticks."""

    title: str
    subtitle: str
    places: tuple[str, ...]
    traces: tuple[Trace, ...]
    scale: str
    apart: int = 0
    about: Mapping[str, Any] = field(default_factory=dict)


def panels(title: str, every: Sequence[SmallMultiple], *, width: float) -> Picture:
    """Panels in rows, as many beside each other as there is room for."""
    across = max(1, min(len(every), int((width + _GAP) // (_LEAST + _GAP)), 3))
    wide = min(_WIDEST, (width - _GAP * (across - 1)) / across)
    scales = {
        name: _scale([each for each in every if each.scale == name]) for name in {e.scale for e in every}
    }
    shapes: list[Shape] = []
    cells: list[Cell] = []
    tall = _HEAD + _PLOT + _FOOT
    for at, panel in enumerate(every):
        x, y = (at % across) * (wide + _GAP), (at // across) * (tall + _GAP / 2)
        drawn, found = _panel(panel, scales[panel.scale], x, y, wide)
        shapes += drawn
        cells += found
    rows = -(-len(every) // across)
    return Picture(width, max(1.0, rows * (tall + _GAP / 2)), title, tuple(shapes), tuple(cells))


class _Frame:
    """Where a panel's places and values lie in the picture."""

    def __init__(self, panel: SmallMultiple, scale: list[float], x: float, y: float, wide: float) -> None:
        self.panel, self.scale, self.x, self.y, self.wide = panel, scale, x, y, wide
        self.top, self.bottom = y + _HEAD + 16, y + _HEAD + _PLOT
        self.named = [each for each in panel.traces if each.name]
        self.side = min(wide * 0.36, max([breadth(each.name, SMALL) for each in self.named] or [0]) + 16)
        self.left = max(_LEFT, max(breadth(short_number(tick), SMALL) for tick in scale) + 14)
        self.room = wide - self.left - self.side
        self.step = self.room / max(1, len(panel.places))
        self.joined = len(panel.places) - panel.apart  # places that are years

    def at(self, place: int) -> float:
        return self.x + self.left + (place + 0.5) * self.step

    def height(self, value: float) -> float:
        share = (value - self.scale[0]) / (self.scale[-1] - self.scale[0])
        return self.bottom - share * (self.bottom - self.top)


def _panel(
    panel: SmallMultiple, scale: list[float], x: float, y: float, wide: float
) -> tuple[list[Shape], list[Cell]]:
    frame = _Frame(panel, scale, x, y, wide)
    shapes = _ground(frame)
    cells = [Cell(x, y, wide, 36, f"{panel.title} {panel.subtitle}", "", panel.about)]
    dodge = min(_DODGE, frame.step / max(1, len(panel.traces)))
    for nth, trace in enumerate(panel.traces):
        aside = (nth - (len(panel.traces) - 1) / 2) * dodge
        drawn, found = _trace(trace, frame, aside)
        shapes += drawn
        cells += found
    if len(panel.traces) == 1:
        shapes += _values(panel.traces[0], frame)
    wanted = [frame.height(each.points[-1].value) for each in frame.named]
    for each, place in zip(frame.named, apart(wanted, 15, frame.top, frame.bottom), strict=True):
        name = shortened(each.name, SMALL, frame.side - 8)
        shapes.append(Words(x + wide - frame.side + 6, place + 4, name, each.ink, SMALL))
    return shapes, cells


def _ground(frame: _Frame) -> list[Shape]:
    """Title, ticks, names of the places."""
    panel, x, end = frame.panel, frame.x + frame.left, frame.x + frame.left + frame.room
    shapes: list[Shape] = [
        Words(frame.x, frame.y + 14, shortened(panel.title, NORMAL, frame.wide), bold=True),
        Words(frame.x, frame.y + 32, shortened(panel.subtitle, SMALL, frame.wide), "muted", SMALL),
    ]
    for tick in frame.scale:
        y = frame.height(tick)
        shapes.append(Line(x, y, end, y))
        shapes.append(Words(x - 8, y + 4, short_number(tick), "muted", SMALL, "end"))
    if panel.apart and frame.joined:
        edge = frame.at(frame.joined) - frame.step / 2
        shapes.append(Line(edge, frame.top, edge, frame.bottom + 4, dashed=True))
    return shapes + _place_names(frame)


def _trace(trace: Trace, frame: _Frame, aside: float) -> tuple[list[Shape], list[Cell]]:
    shapes: list[Shape] = []
    cells: list[Cell] = []
    for run in _runs(trace, frame.joined):
        corners = tuple((frame.at(point.place) + aside, frame.height(point.value)) for point in run)
        shapes.append(Path(corners, trace.ink, 1.75, trace.dashes))
    for point in trace.points:
        x, y = frame.at(point.place) + aside, frame.height(point.value)
        shapes += _point(point, trace.ink, x, frame)
        left, top = x - _TARGET / 2, y - _TARGET / 2
        cells.append(Cell(left, top, _TARGET, _TARGET, point.name, point.hint, point.about))
    return shapes, cells


def _values(trace: Trace, frame: _Frame) -> list[Shape]:
    """The value above each point, if all have room and none stands above another."""
    widest = max((breadth(point.label, SMALL) for point in trace.points), default=0)
    if len({point.place for point in trace.points}) < len(trace.points) or widest > frame.step:
        return []
    shapes: list[Shape] = []
    joined = {(one.place, other.place) for run in _runs(trace, frame.joined) for one, other in pairwise(run)}
    values = {point.place: point.value for point in trace.points}
    for point in trace.points:
        top = frame.height(point.value if point.upper is None else max(point.value, point.upper))
        y = top - (20 if point.bound > 0 else 9)
        rises = (point.place, point.place + 1) in joined and values[point.place + 1] > point.value
        falls = (point.place - 1, point.place) in joined and values[point.place - 1] > point.value
        wide = breadth(point.label, SMALL)
        aside = min(wide / 2 - 3, (frame.step - wide) / 2)  # no further than there is room for its place
        x = frame.at(point.place) + aside * (falls - rises)  # away from the line that goes up from it
        shapes.append(Words(x, y, point.label, "text", SMALL, "middle"))
    return shapes


def _runs(trace: Trace, joined: int) -> list[list[Point]]:
    """Stretches of places next to each other with one value each; a missing year is a gap, and so are two values."""
    at_place: dict[int, list[Point]] = {}
    for point in trace.points:
        at_place.setdefault(point.place, []).append(point)
    runs: list[list[Point]] = [[]]
    for place in range(joined):
        here = at_place.get(place, [])
        if len(here) == 1:
            runs[-1].append(here[0])
        elif runs[-1]:
            runs.append([])
    return [run for run in runs if len(run) > 1]


def _point(point: Point, ink: Ink, x: float, frame: _Frame) -> list[Shape]:
    y = frame.height(point.value)
    shapes: list[Shape] = []
    for reach in (point.lower, point.upper):
        if reach is not None:
            end = frame.height(reach)
            shapes += [Line(x, y, x, end, ink, 2), Line(x - 4, end, x + 4, end, ink, 2)]
    if point.bound:
        tip = y - point.bound * 13
        base = y - point.bound * 7
        shapes.append(Path(((x - 4, base), (x + 4, base), (x, tip)), ink, filled=True))
    shapes.append(Dot(x, y, ink, 4, point.hollow))
    return shapes


def _scale(every: Sequence[SmallMultiple]) -> list[float]:
    values = [
        each
        for panel in every
        for trace in panel.traces
        for point in trace.points
        for each in (point.value, point.upper, point.lower)
        if each is not None
    ]
    low, high = min(values, default=0.0), max(values, default=1.0)
    if 0 <= low < high * 0.6 or low == high > 0:
        low = 0.0
    elif low == high:
        high = max(high, 0.0)
    return ticks(low, high, 4, whole=all(value == int(value) for value in values))


def _place_names(frame: _Frame) -> list[Shape]:
    """Every name where there is room, else every second and so on, counted from the last year."""
    names, years = frame.panel.places, frame.joined
    widest = max((breadth(name, SMALL) for name in names[:years]), default=0) + 6
    every = max(1, -int(-widest // frame.step)) if frame.step else 1
    edge = min(
        (frame.at(place) - breadth(names[place], SMALL) / 2 for place in range(years, len(names))),
        default=float("inf"),
    )
    shown = [
        place
        for place in range(years)
        if (years - 1 - place) % every == 0 and frame.at(place) + breadth(names[place], SMALL) / 2 + 6 < edge
    ]
    shown += range(years, len(names))
    return [
        Words(frame.at(place), frame.bottom + 18, names[place], "muted", SMALL, "middle") for place in shown
    ]
