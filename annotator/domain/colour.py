"""Colours as numbers: contrast, how they look to people with colour-blindness, how far apart two of them are.

Colours are sRGB, written `#rrggbb`. Sources: WCAG 2.2 (relative luminance, contrast); Machado, Oliveira and Fernandes
2009, "A Physiologically-based Model for Simulation of Color Vision Deficiency", table of severity 1.0; IEC 61966-2-1
and CIE 15 (sRGB to Lab under D65); Sharma, Wu and Dalal 2005, "The CIEDE2000 Color-Difference Formula".
"""

import re
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from itertools import product
from math import atan2, cos, degrees, exp, hypot, radians, sin, sqrt

RGB = tuple[float, float, float]
Lab = tuple[float, float, float]

PROTAN, DEUTAN, TRITAN = DEFICIENCIES = ("protan", "deutan", "tritan")
NORMAL = "normal"
VISIONS = (NORMAL, *DEFICIENCIES)

NON_TEXT = 3.0
"""The least contrast of what is no text, such as a label's line, with its ground (WCAG 2.2, 1.4.11)."""
TEXT = 4.5
"""The least contrast of text of ordinary size (WCAG 2.2, 1.4.3)."""
ALIKE = 8.0
"""Below this distance (CIEDE2000) two thin lines are hard to tell apart by colour alone; our choice, no norm."""

_MACHADO: dict[str, tuple[RGB, RGB, RGB]] = {
    PROTAN: (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    DEUTAN: (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    TRITAN: (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}
_XYZ: tuple[RGB, RGB, RGB] = (
    (0.4124564, 0.3575761, 0.1804375),
    (0.2126729, 0.7151522, 0.0721750),
    (0.0193339, 0.1191920, 0.9503041),
)
_RGB: tuple[RGB, RGB, RGB] = (
    (3.2404542, -1.5371385, -0.4985314),
    (-0.9692660, 1.8760108, 0.0415560),
    (0.0556434, -0.2040259, 1.0572252),
)
_D65 = (0.95047, 1.0, 1.08883)


def is_colour(text: str) -> bool:
    """Whether this is written as `#rrggbb`."""
    return re.fullmatch(r"#[0-9A-Fa-f]{6}", text) is not None


def contrast(one: str, other: str) -> float:
    """WCAG contrast of two colours, from 1 to 21; the order does not matter."""
    bright, dim = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (bright + 0.05) / (dim + 0.05)


@lru_cache(4096)
def simulate(color: str, kind: str) -> str:
    """How a person with a deficiency (`protan`, `deutan`, `tritan`; full severity) sees a colour; `normal`: as it is."""
    return color if kind == NORMAL else _hex(_times(_MACHADO[kind], _linear(color)))


def distance(one: str, other: str, kind: str = NORMAL) -> float:
    """CIEDE2000 difference of two colours, as a person of this vision sees them."""
    return ciede2000(lab(simulate(one, kind)), lab(simulate(other, kind)))


def least_distance(colors: Iterable[str], kind: str = NORMAL) -> float:
    """The distance of the two that are closest; infinite for fewer than two."""
    labs = [lab(simulate(color, kind)) for color in colors]
    return min(
        (ciede2000(one, other) for at, one in enumerate(labs) for other in labs[:at]), default=float("inf")
    )


@lru_cache(4096)
def lab(color: str) -> Lab:
    """CIE L*a*b* under D65: L from 0 to 100."""
    x, y, z = (
        _cube_root(value / white) for value, white in zip(_times(_XYZ, _linear(color)), _D65, strict=True)
    )
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def ciede2000(one: Lab, other: Lab) -> float:
    """The CIEDE2000 difference with all weights 1; equations 2 to 22 of Sharma et al."""
    (l1, a1, b1), (l2, a2, b2) = one, other
    mean = ((hypot(a1, b1) + hypot(a2, b2)) / 2) ** 7
    g = 0.5 * (1 - sqrt(mean / (mean + 25**7)))
    c1, c2 = hypot((1 + g) * a1, b1), hypot((1 + g) * a2, b2)
    h1, h2 = _hue((1 + g) * a1, b1), _hue((1 + g) * a2, b2)
    turn, hue = _between(h1, h2, grey=c1 * c2 == 0)
    big = 2 * sqrt(c1 * c2) * sin(radians(turn) / 2)
    light, chroma = (l1 + l2) / 2, (c1 + c2) / 2
    t = (
        1
        - 0.17 * cos(radians(hue - 30))
        + 0.24 * cos(radians(2 * hue))
        + 0.32 * cos(radians(3 * hue + 6))
        - 0.20 * cos(radians(4 * hue - 63))
    )
    scale_l = 1 + 0.015 * (light - 50) ** 2 / sqrt(20 + (light - 50) ** 2)
    in_l, in_c, in_h = (
        (l2 - l1) / scale_l,
        (c2 - c1) / (1 + 0.045 * chroma),
        big / (1 + 0.015 * chroma * t),
    )
    rotation = -2 * sqrt(chroma**7 / (chroma**7 + 25**7)) * sin(radians(60 * exp(-(((hue - 275) / 25) ** 2))))
    return sqrt(max(0.0, in_l**2 + in_c**2 + in_h**2 + rotation * in_c * in_h))


def distinct(
    count: int, light: str, dark: str, keep: Sequence[tuple[str, str]] = ()
) -> list[tuple[str, str]]:
    """`count` pairs of colours, for a light and a dark ground, far from each other and from those to `keep`.

    Each has a contrast of `NON_TEXT` or more with its ground. One after the other is chosen whose least distance to
    all before it, over all kinds of vision and both grounds, is the greatest. The same call gives the same colours.
    """
    candidates = [
        pair
        for pair in _candidates()
        if contrast(pair[0], light) >= NON_TEXT and contrast(pair[1], dark) >= NON_TEXT
    ]
    chosen: list[tuple[str, str]] = []
    room = [min((_pair_distance(one, other) for other in keep), default=float("inf")) for one in candidates]
    while len(chosen) < count:
        best = max(range(len(candidates)), key=lambda at: room[at])
        chosen.append(candidates[best])
        room = [
            min(left, _pair_distance(one, chosen[-1])) for left, one in zip(room, candidates, strict=True)
        ]
    return chosen


def _pair_distance(one: tuple[str, str], other: tuple[str, str]) -> float:
    return min(
        distance(mine, theirs, kind) for mine, theirs in zip(one, other, strict=True) for kind in VISIONS
    )


@cache
def _candidates() -> tuple[tuple[str, str], ...]:
    """Pairs of one hue each, all round the circle, those of middle lightness first."""
    found = []
    for light, dark in product((42, 30, 55), (72, 58, 86)):
        for chroma in (70, 40):
            for hue in range(255, 255 + 360, 20):
                a, b = chroma * cos(radians(hue)), chroma * sin(radians(hue))
                found.append((_in_gamut(light, a, b), _in_gamut(dark, a, b)))
    return tuple(dict.fromkeys(found))


def _in_gamut(lightness: float, a: float, b: float) -> str:
    """The colour of this lightness and hue with as much of the chroma as a screen can show."""
    for share in range(100, -1, -4):
        rgb = _rgb_of((lightness, a * share / 100, b * share / 100))
        if all(-1e-6 <= channel <= 1 + 1e-6 for channel in rgb):
            return _hex(rgb)
    return _hex(_rgb_of((lightness, 0, 0)))


def _rgb_of(color: Lab) -> RGB:
    """Linear, perhaps outside what a screen can show."""
    y = (color[0] + 16) / 116
    x, z = y + color[1] / 500, y - color[2] / 200
    cubes = [value**3 if value**3 > 216 / 24389 else (116 * value - 16) * 27 / 24389 for value in (x, y, z)]
    return _times(_RGB, (cubes[0] * _D65[0], cubes[1] * _D65[1], cubes[2] * _D65[2]))


def _luminance(color: str) -> float:
    red, green, blue = _linear(color)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(color: str) -> RGB:
    red, green, blue = (
        value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4
        for value in (int(color[place : place + 2], 16) / 255 for place in (1, 3, 5))
    )
    return red, green, blue


def _hex(rgb: RGB) -> str:
    clipped = (min(1.0, max(0.0, value)) for value in rgb)
    bytes_ = (
        round(255 * (12.92 * value if value <= 0.0031308 else 1.055 * value ** (1 / 2.4) - 0.055))
        for value in clipped
    )
    return "#" + "".join(f"{byte:02X}" for byte in bytes_)


def _times(matrix: tuple[RGB, RGB, RGB], vector: RGB) -> RGB:
    one, two, three = (sum(m * v for m, v in zip(row, vector, strict=True)) for row in matrix)
    return one, two, three


def _cube_root(value: float) -> float:
    return value ** (1 / 3) if value > 216 / 24389 else (24389 / 27 * value + 16) / 116


def _hue(a: float, b: float) -> float:
    return degrees(atan2(b, a)) % 360 if a or b else 0.0


def _between(h1: float, h2: float, *, grey: bool) -> tuple[float, float]:
    """The signed turn from one hue to the other, and the hue in the middle; degrees."""
    if grey:
        return 0.0, h1 + h2
    turn = h2 - h1
    if abs(turn) <= 180:
        return turn, (h1 + h2) / 2
    middle = (h1 + h2 + (360 if h1 + h2 < 360 else -360)) / 2
    return (turn - 360 if turn > 0 else turn + 360), middle
