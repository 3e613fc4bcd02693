"""Looks for labels that come into being: colours that are seen on both grounds and told apart, keys that are free.

Contrast is at least that of graphical objects (`colour.NON_TEXT`). How different two colours are is, since there may be
hundreds, their distance in OKLab (Ottosson 2020, "A perceptual color space for image processing").
"""

from collections.abc import Collection, Iterator
from functools import cache
from itertools import product
from math import atan2, cos, degrees, dist, hypot, inf, radians, sin

from annotator.domain.colour import NON_TEXT, contrast

LIGHT_GROUND, DARK_GROUND = "#FFFFFF", "#1E1E1E"
DIGITS = "1234567890"

_Lab = tuple[float, float, float]

_HUES = range(0, 360, 15)
_CHROMAS = (0.19, 0.15, 0.11)
_ON_LIGHT = (0.56, 0.48, 0.62)  # lightness in OKLab, the one that is liked best first
_GREY = 0.02  # chroma below which a colour has no hue
_ON_DARK = (0.76, 0.82, 0.70)


def propose_colors(used: Collection[str], count: int) -> list[tuple[str, str]]:
    """So many pairs of colours (`#RRGGBB`, on a light and on a dark ground), each as far as can be from all before it.

    `used` are colours on a light ground. Equal arguments give equal colours.
    """
    pairs = dict(_pairs())
    far = {light: min((_distance(light, one) for one in used), default=inf) for light in pairs}
    made: list[tuple[str, str]] = []
    while len(made) < count:
        best = max(far, key=far.__getitem__)
        made.append((best, pairs[best]))
        for light in far:
            far[light] = min(far[light], _distance(light, best))
    return made


def on_dark(color: str) -> str:
    """A colour of the same hue, as far as there is one, that is seen on a dark ground."""
    _lightness, a, b = _lab(color)
    hue = degrees(atan2(b, a)) if hypot(a, b) > _GREY else None
    if hue is None:
        return "#B8B8B8"
    return next(_dark(hue))


def propose_keys(used: Collection[str], count: int, letters: str = "") -> list[str]:
    """So many keys that no label has: digits, then `letters`, whose owner knows which are free; then none ("")."""
    taken = {key.upper() for key in used}
    free = [key for key in DIGITS + letters.upper() if key not in taken]
    return [*free[:count], *[""] * (count - len(free))]


def _distance(one: str, other: str) -> float:
    return dist(_lab(one), _lab(other))


@cache
def _pairs() -> tuple[tuple[str, str], ...]:
    """All pairs that are offered: of one hue, each with enough contrast on its ground."""
    lights = (pair for chroma in _CHROMAS for pair in product(_ON_LIGHT, (chroma,), _HUES))
    found = {}
    for lightness, chroma, hue in lights:
        light = _color(lightness, chroma, hue)
        dark = next(_dark(hue), None)
        if light and dark and contrast(light, LIGHT_GROUND) >= NON_TEXT:
            found[light] = dark
    return tuple(found.items())


def _dark(hue: float) -> Iterator[str]:
    for chroma, lightness in product(_CHROMAS, _ON_DARK):
        color = _color(lightness, chroma, hue)
        if color and contrast(color, DARK_GROUND) >= NON_TEXT:
            yield color


def _color(lightness: float, chroma: float, hue: float) -> str:
    """`#RRGGBB` of a colour in OKLCH; empty where sRGB does not have it."""
    a, b = chroma * cos(radians(hue)), chroma * sin(radians(hue))
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    middle = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    linear = (
        4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short,
    )
    if not all(-0.001 <= value <= 1.001 for value in linear):
        return ""
    return "#" + "".join(f"{round(255 * _encoded(min(1.0, max(0.0, value)))):02X}" for value in linear)


@cache
def _lab(color: str) -> _Lab:
    red, green, blue = _linear(color)
    long = (0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue) ** (1 / 3)
    middle = (0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue) ** (1 / 3)
    short = (0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue) ** (1 / 3)
    return (
        0.2104542553 * long + 0.7936177850 * middle - 0.0040720468 * short,
        1.9779984951 * long - 2.4285922050 * middle + 0.4505937099 * short,
        0.0259040371 * long + 0.7827717662 * middle - 0.8086757660 * short,
    )


def _linear(color: str) -> tuple[float, float, float]:
    red, green, blue = (int(color[place : place + 2], 16) / 255 for place in (1, 3, 5))
    return _decoded(red), _decoded(green), _decoded(blue)


def _decoded(value: float) -> float:
    return value / 12.92 if value <= 0.04045 else float(((value + 0.055) / 1.055) ** 2.4)


def _encoded(value: float) -> float:
    return 12.92 * value if value <= 0.0031308 else float(1.055 * value ** (1 / 2.4) - 0.055)
