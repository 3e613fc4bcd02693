"""A picture as an `<svg>` element; text stays text, so that it can be searched, copied and read aloud."""

import html
from collections.abc import Mapping

from annotator.services.pictures.picture import (
    FAMILIES,
    PAPER,
    Box,
    Dot,
    Line,
    Path,
    Picture,
    Shape,
    Words,
    colour,
    hatching,
    ink_on,
)


def svg(picture: Picture, inks: Mapping[str, str] = PAPER, *, dark: bool = False) -> str:
    """The picture as an `<svg>` element, by default on white paper."""
    drawn = "".join(_shape(shape, inks, dark) for shape in picture.shapes)
    title = html.escape(picture.title)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-label="{title}" width="{picture.width:g}" '
        f'height="{picture.height:g}" viewBox="0 0 {picture.width:g} {picture.height:g}" '
        f'font-family="{FAMILIES}"><title>{title}</title>{drawn}</svg>'
    )


def _shape(shape: Shape, inks: Mapping[str, str], dark: bool) -> str:
    match shape:
        case Box():
            return _box(shape, inks, dark)
        case Line():
            return _line(shape, inks, dark)
        case Words():
            return _words(shape, inks, dark)
        case Path():
            return _path(shape, colour(shape.ink, inks, dark))
        case Dot():
            ink = colour(shape.ink, inks, dark)
            inside = inks["base"] if shape.hollow else ink
            place = f'cx="{shape.x:.1f}" cy="{shape.y:.1f}" r="{shape.radius:g}"'
            return f'<circle {place} fill="{inside}" stroke="{ink}" stroke-width="1.5"/>'


def _box(shape: Box, inks: Mapping[str, str], dark: bool) -> str:
    round_ = f' rx="{shape.radius:g}"' if shape.radius else ""
    box = (
        f'<rect x="{shape.x:.1f}" y="{shape.y:.1f}" width="{shape.width:.1f}" height="{shape.height:.1f}"'
        f'{round_} fill="{colour(shape.fill, inks, dark)}"/>'
    )
    lines = hatching(shape) if shape.hatched else ()
    return box + "".join(_line(Line(*ends), inks, dark) for ends in lines)


def _line(shape: Line, inks: Mapping[str, str], dark: bool) -> str:
    dashes = ' stroke-dasharray="4 3"' if shape.dashed else ""
    return (
        f'<line x1="{shape.x1:.1f}" y1="{shape.y1:.1f}" x2="{shape.x2:.1f}" y2="{shape.y2:.1f}" '
        f'stroke="{colour(shape.ink, inks, dark)}" stroke-width="{shape.width:g}"{dashes}/>'
    )


def _words(shape: Words, inks: Mapping[str, str], dark: bool) -> str:
    ink = colour(shape.ink, inks, dark) if shape.on is None else ink_on(colour(shape.on, inks, dark))
    weight = ' font-weight="600"' if shape.bold else ""
    return (
        f'<text x="{shape.x:.1f}" y="{shape.y:.1f}" font-size="{shape.size:g}" fill="{ink}" '
        f'text-anchor="{shape.anchor}"{weight}>{html.escape(shape.text)}</text>'
    )


def _path(shape: Path, ink: str) -> str:
    points = " ".join(f"{x:.1f},{y:.1f}" for x, y in shape.points)
    if shape.filled:
        return f'<polygon points="{points}" fill="{ink}"/>'
    dashes = f' stroke-dasharray="{" ".join(f"{each:g}" for each in shape.dashes)}"' if shape.dashes else ""
    return (
        f'<polyline points="{points}" fill="none" stroke="{ink}" stroke-width="{shape.width:g}" '
        f'stroke-linejoin="round"{dashes}/>'
    )
