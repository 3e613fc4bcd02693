"""A drawing as plain data, so that the window, the HTML report and the PDF show the very same one.

Coordinates are pixels from the top left; `y` of words is their baseline. Inks are names that whoever draws gives a
colour: `text`, `muted`, `border`, `accent`, `base`, and `soft` for the light side of a bar; a Tint brings its own. A
fill that is a number from 0 to 1 is a shade of one sequential scale: its lightness alone tells the order, so that it
can be read with any kind of colour blindness and in print.
"""

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any


@dataclass(frozen=True)
class Tint:
    """A colour of its own, `#rrggbb`, on light ground and on dark."""

    light: str
    dark: str


Ink = str | Tint
Fill = Ink | float

PAPER = {
    "text": "#1C2024",
    "muted": "#5F6570",
    "border": "#DDDEE3",
    "accent": "#5B5BD6",
    "base": "#FFFFFF",
    "soft": "#E6E7FB",
}
_LIGHT_SCALE = ("#EAEBF7", "#C9CBEE", "#9B9EDF", "#6466C4", "#3A3A94", "#20205C")
_DARK_SCALE = ("#28282E", "#35365C", "#4C4E8E", "#7375BE", "#A2A4DF", "#D5D6F5")
SMALL, NORMAL = 12.0, 13.0  # sizes of words
_SHARES = ((0.3, " .,:;'|!ijlI"), (0.4, "frt()[]{}/\\-"), (0.95, "mwMW@%"))
FAMILIES = "'Noto Sans CJK SC','Source Han Sans SC','Microsoft YaHei','PingFang SC',sans-serif"


def shade(value: float, *, dark: bool = False) -> str:
    """The colour `#rrggbb` of a value from 0 to 1; what lies outside is drawn as the nearer end."""
    stops = _DARK_SCALE if dark else _LIGHT_SCALE
    place = min(max(value, 0.0), 1.0) * (len(stops) - 1)
    at = min(int(place), len(stops) - 2)
    low, high = _channels(stops[at]), _channels(stops[at + 1])
    mixed = (round(a + (b - a) * (place - at)) for a, b in zip(low, high, strict=True))
    return "#" + "".join(f"{channel:02X}" for channel in mixed)


def ink_on(fill: str) -> str:
    """White or black, whichever stands out more on `fill`: by 4.5 to 1 or more (relative luminance as in WCAG 2.2)."""
    linear = [
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4
        for c in (v / 255 for v in _channels(fill))
    ]
    luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    return "#FFFFFF" if 1.05 / (luminance + 0.05) > (luminance + 0.05) / 0.05 else "#000000"


def breadth(text: str, size: float) -> float:
    """About how wide a text is: Chinese characters are square, most others take little more than half of that."""
    return sum(map(_share, text)) * size


def shortened(text: str, size: float, room: float) -> str:
    """The text, or as much of its beginning as there is room for."""
    if breadth(text, size) <= room:
        return text
    kept = text
    while kept and breadth(kept + "…", size) > room:
        kept = kept[:-1]
    return kept.rstrip() + "…"


@dataclass(frozen=True)
class Box:
    x: float
    y: float
    width: float
    height: float
    fill: Fill
    radius: float = 0
    hatched: bool = False  # undefined: no value of the scale


@dataclass(frozen=True)
class Line:
    x1: float
    y1: float
    x2: float
    y2: float
    ink: Ink = "border"
    width: float = 1
    dashed: bool = False


@dataclass(frozen=True)
class Words:
    """A text at a point; `on` is the fill that it stands on, which then chooses its colour."""

    x: float
    y: float
    text: str
    ink: Ink = "text"
    size: float = 13
    anchor: str = "start"  # or "middle", "end"
    bold: bool = False
    on: Fill | None = None


@dataclass(frozen=True)
class Path:
    """A line through points, or the surface inside them where it is `filled`."""

    points: tuple[tuple[float, float], ...]
    ink: Ink = "text"
    width: float = 2
    dashes: tuple[float, ...] = ()  # lengths of dashes and gaps, in pixels
    filled: bool = False


@dataclass(frozen=True)
class Dot:
    """A point of a chart; a hollow one is uncertain."""

    x: float
    y: float
    ink: Ink = "text"
    radius: float = 4
    hollow: bool = False


Shape = Box | Line | Words | Path | Dot


@dataclass(frozen=True)
class Cell:
    """A part that can be chosen: `name` is read aloud, `hint` says more, `about` is what it leads to."""

    x: float
    y: float
    width: float
    height: float
    name: str
    hint: str = ""
    about: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Picture:
    """Shapes in the order in which they are drawn; cells row by row, so that keys can walk them."""

    width: float
    height: float
    title: str
    shapes: tuple[Shape, ...]
    cells: tuple[Cell, ...] = ()


def colour(fill: Fill, inks: Mapping[str, str], dark: bool) -> str:
    """The colour `#rrggbb` of a fill or an ink."""
    if isinstance(fill, Tint):
        return fill.dark if dark else fill.light
    return inks[fill] if isinstance(fill, str) else shade(fill, dark=dark)


def framed(picture: Picture, subtitle: str = "", margin: float = 20.0) -> Picture:
    """The picture on a sheet of its own: a margin around it, its title and a line above it; nothing to choose."""
    down = margin + (46.0 if subtitle else 28.0)
    width = picture.width + 2 * margin
    head: list[Shape] = [
        Words(margin, margin + 14, shortened(picture.title, 16, picture.width), size=16, bold=True)
    ]
    if subtitle:
        head.append(Words(margin, margin + 34, shortened(subtitle, SMALL, picture.width), "muted", SMALL))
    height = picture.height + down + margin
    ground = Box(0, 0, width, height, "base")
    moved = (_moved(shape, margin, down) for shape in picture.shapes)
    return Picture(width, height, picture.title, (ground, *head, *moved))


def _moved(shape: Shape, x: float, y: float) -> Shape:
    match shape:
        case Line():
            return replace(shape, x1=shape.x1 + x, y1=shape.y1 + y, x2=shape.x2 + x, y2=shape.y2 + y)
        case Path():
            return replace(shape, points=tuple((px + x, py + y) for px, py in shape.points))
        case _:
            return replace(shape, x=shape.x + x, y=shape.y + y)


def hatching(box: Box) -> Iterable[tuple[float, float, float, float]]:
    """The slanting lines of a hatched box, 8 pixels apart: x1, y1, x2, y2."""
    step = 8
    for offset in range(step, int(box.width + box.height), step):
        x1, y1 = box.x + max(0, offset - box.height), box.y + min(offset, box.height)
        x2, y2 = box.x + min(offset, box.width), box.y + max(0, offset - box.width)
        yield x1, y1, x2, y2


def _share(character: str) -> float:
    """How wide a character is for its size, in families without serifs: rather a little more than too little."""
    if unicodedata.east_asian_width(character) in "WF":
        return 1.0
    for width, characters in _SHARES:
        if character in characters:
            return width
    return 0.7 if character.isupper() else 0.58


def _channels(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)
