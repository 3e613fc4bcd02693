"""Axes: round ticks, numbers that are short enough for them, names at the ends of lines that do not lie on each other."""

from collections.abc import Sequence
from math import floor, log10

from annotator.i18n import language
from annotator.services.pictures.table import MINUS

_WESTERN = ((1e9, "B"), (1e6, "M"), (1e3, "k"))
_CHINESE = ((1e8, "亿"), (1e4, "万"))


def ticks(low: float, high: float, most: int = 5, *, whole: bool = False) -> list[float]:
    """Round values from the last below `low` to the first above `high`, about `most` of them; at least two. `whole`
    ones where what is counted comes in pieces."""
    if high - low <= max(1e-9 * max(abs(low), abs(high)), 1e-12):
        high = low + (abs(low) if abs(low) > 1e-12 else 1.0)
    rough = (high - low) / max(1, most - 1)
    if whole:
        rough = max(1.0, rough)
    power = 10.0 ** floor(log10(rough))
    step = next(
        factor * power
        for factor in ((1, 2, 5, 10) if whole else (1, 2, 2.5, 5, 10))
        if factor * power >= rough * 0.999
    )
    first, last = floor(low / step + 1e-9), -floor(-high / step + 1e-9)
    return [float(f"{at * step:.12g}") for at in range(first, max(last, first + 1) + 1)]


def short_number(value: float) -> str:
    """A number for an axis: 12.5万 or 125k, without zeros that say nothing."""
    units = _CHINESE if language().startswith("zh") else _WESTERN
    size = abs(value)
    for unit, name in units:
        if size >= unit and size >= 1e4:
            return _plain(value / unit) + name
    return _plain(value)


def full_number(value: float) -> str:
    """A number with all its digits."""
    text = f"{value:,.6f}".rstrip("0").rstrip(".") if abs(value) < 1e15 else f"{value:.6g}"
    return MINUS + text[1:] if text.startswith("-") else text


def apart(wanted: Sequence[float], gap: float, low: float, high: float) -> list[float]:
    """Places for names that want to stand at `wanted`: in that order, `gap` apart, inside `[low, high]` if they fit."""
    order = sorted(range(len(wanted)), key=lambda at: wanted[at])
    found = [0.0] * len(wanted)
    floor_ = low
    for at in order:
        found[at] = max(wanted[at], floor_)
        floor_ = found[at] + gap
    ceiling = high
    for at in reversed(order):
        found[at] = max(min(found[at], ceiling), low)
        ceiling = found[at] - gap
    return found


def _plain(value: float) -> str:
    text = f"{value:,.4g}" if abs(value) < 1000 else f"{value:,.0f}"
    if "e" in text:
        text = f"{value:.3g}"
    return MINUS + text[1:] if text.startswith("-") else text
