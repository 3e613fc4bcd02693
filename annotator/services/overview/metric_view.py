"""Metric panels: an indicator over years and issuers; every value where it stands, nothing in between invented."""

from collections.abc import Sequence
from itertools import chain, islice

from annotator.domain.schema import LabelSchema
from annotator.i18n import _, listed, ngettext
from annotator.services.overview.corpus import valued_labels
from annotator.services.overview.indicators import (
    MANY,
    Indicator,
    Indicators,
    OfYear,
    Value,
    in_brief,
    single_years,
)
from annotator.services.overview.scope import single_year
from annotator.services.overview.words import issuer_name, label_tint, year_name
from annotator.services.pictures.axes import full_number, short_number
from annotator.services.pictures.lines import DASHES
from annotator.services.pictures.panels import Point, SmallMultiple, Trace, panels
from annotator.services.pictures.picture import Ink, Picture, Tint
from annotator.services.pictures.table import Column, Row, Table

FIRST = 12  # indicators that are shown when none is chosen
MOST = 24  # panels of one indicator
_NAMED = 4  # issuers that have a name at the end of their line; more would not be told apart
_TINTS = (
    Tint("#332288", "#A79CF0"),
    Tint("#882255", "#E48BB8"),
    Tint("#6B5B00", "#DDCC77"),
    Tint("#117766", "#6FD0BE"),
)  # fmt: skip  after Paul Tol's muted scheme, darkened for white and lightened for dark ground
_SIGNS = {">=": "≥", "<=": "≤", ">": ">", "<": "<"}
_BOUNDS = {">=": 1, ">": 1, "<=": -1, "<": -1}


def most_spoken_of(numbers: Indicators, schema: LabelSchema, *, width: float) -> Picture:
    """A panel for each of the indicators that most issuers and years speak of, with a line an issuer."""
    every = [_of_indicator(each, schema) for each in numbers.found[:FIRST]]
    return panels(_("Indicators that most reports speak of"), every, width=width)


def one(numbers: Indicators, key: str, schema: LabelSchema, *, width: float) -> Picture:
    """One indicator: a panel an issuer, those of one unit on one scale."""
    found = numbers.named(key)
    years = single_years(value.year for each in found for value in each.values)
    every: list[SmallMultiple] = []
    for each in found:
        every += _of_issuers(each, years, schema, MOST - len(every))
    return panels(found[0].name if found else _("Indicator"), every, width=width)


def panel_count(numbers: Indicators, key: str) -> int:
    """How many panels an indicator has: pairs of unit and issuer."""
    return sum(each.issuers for each in numbers.named(key))


def said(value: Value) -> str:
    """A value as people read it: ≥ 3–5 天, about."""
    number = _SIGNS.get(value.comparator, "") + full_number(value.value)
    if value.upper is not None:
        number += f"–{full_number(value.upper)}"
    number = f"{number} {value.unit}".rstrip()
    return _("about {number}", number=number) if value.approx else number


def table(numbers: Indicators, key: str = "", most: int | None = None) -> Table:
    """Every value, of one indicator or of all; the first `most` of them."""
    rows = [
        Row(
            (each.name, value.wording, issuer_name(value.issuer), year_name(value.year), value.period,
             _SIGNS.get(value.comparator, ""), _whole(value.value), None if value.upper is None else _whole(value.upper),
             value.unit, _("yes") if value.approx else ""),
            {"marks": (value.mark,)},
        )
        for each in (numbers.named(key) if key else numbers.found)
        for value in each.ordered()
    ][:most]  # fmt: skip
    columns = (
        Column(_("Indicator"), figure=False), Column(_("Wording"), figure=False), Column(_("Issuer"), figure=False),
        Column(_("Year"), figure=False), Column(_("Period"), figure=False), Column(_("Comparator"), figure=False),
        Column(_("Value")), Column(_("Upper end")), Column(_("Unit"), figure=False),
        Column(_("Approximate"), figure=False),
    )  # fmt: skip
    return Table(_("Indicators"), columns, tuple(rows))


def reading_note() -> str:
    """How to read the panels."""
    return _(
        "Each point is one marked value, at the year that its period names, else at that of its report. Lines join years "
        "next to each other that have one value each; a missing year stays open. A triangle says at least or at most, a bar "
        "a range, a hollow point an approximate value. Where there are more values than {many}, the median of each year is "
        "shown, and how far they reach.",
        many=MANY,
    )


def left_out(numbers: Indicators) -> str:
    """How many marks have no place in any panel; '' where all have one."""
    parts = []
    if numbers.without_value:
        parts.append(_("{count} without a value", count=f"{len(numbers.without_value):,}"))
    if numbers.without_name:
        parts.append(_("{count} without an indicator", count=f"{len(numbers.without_name):,}"))
    return _("Not shown: {parts}.", parts=listed(parts)) if parts else ""


def _of_indicator(indicator: Indicator, schema: LabelSchema) -> SmallMultiple:
    unit, count = indicator.unit or _("no unit"), f"{len(indicator.values):,}"
    several = _("values: {values}, issuers: {issuers}", values=count, issuers=f"{indicator.issuers:,}")
    if indicator.brief:
        years = single_years(each.year for each in indicator.brief)
        traces = [_brief(_label_ink(schema), indicator.brief, years, indicator)]
    else:
        years = single_years(value.year for value in indicator.values)
        traces = _lines(indicator, years, schema)
    subtitle = several if indicator.issuers > 1 else issuer_name(indicator.values[0].issuer)
    return _multiple(
        indicator.name, f"{unit} · {subtitle}", years, traces, f"{indicator.key}\n{indicator.unit}"
    )


def _lines(indicator: Indicator, years: list[int], schema: LabelSchema) -> list[Trace]:
    """A line an issuer."""
    traces = []
    for at, (issuer, values) in enumerate(_by_issuer(indicator).items()):
        if indicator.issuers == 1:
            ink: Ink = _label_ink(schema)
        else:
            ink = _TINTS[at] if at < _NAMED else "muted"
        name = issuer_name(issuer) if 1 < indicator.issuers <= _NAMED else ""
        traces.append(_trace(name, ink, values, years, indicator, DASHES[at % len(DASHES)]))
    return traces


def _of_issuers(
    indicator: Indicator, years: list[int], schema: LabelSchema, most: int
) -> list[SmallMultiple]:
    """A panel an issuer, the first `most` of them."""
    found = []
    undated = any(single_year(value.year) is None for value in indicator.values)
    ink = _label_ink(schema)
    for issuer, values in islice(_by_issuer(indicator).items(), most):
        many = len(values) > MANY
        trace = (
            _brief(ink, in_brief(values), years, indicator)
            if many
            else _trace("", ink, values, years, indicator, ())
        )
        subtitle = indicator.unit or _("no unit")
        found.append(
            _multiple(issuer_name(issuer), subtitle, years, [trace], indicator.unit, undated=undated)
        )
    return found


def _by_issuer(indicator: Indicator) -> dict[str, list[Value]]:
    found: dict[str, list[Value]] = {}
    for value in indicator.ordered():
        found.setdefault(value.issuer, []).append(value)
    return found


def _multiple(
    title: str, subtitle: str, years: list[int], traces: Sequence[Trace], scale: str, *, undated: bool = False
) -> SmallMultiple:
    points = [point for trace in traces for point in trace.points]
    undated = undated or any(point.place == len(years) for point in points)
    places = (*map(str, years), *([_("no year")] if undated else []))
    about = {"marks": tuple(chain.from_iterable(point.about["marks"] for point in points))}
    return SmallMultiple(title, subtitle, places, tuple(traces), scale, int(undated), about)


def _trace(
    name: str, ink: Ink, values: Sequence[Value], years: list[int], indicator: Indicator, dashes: tuple[float, ...]
) -> Trace:  # fmt: skip
    points = []
    for value in values:
        year = single_year(value.year)
        told = _("{indicator}: {value}", indicator=indicator.name, value=said(value))
        hint = " · ".join(
            part
            for part in (
                issuer_name(value.issuer),
                year_name(value.year),
                value.period if value.period != value.year else "",
                value.wording if value.wording != indicator.name else "",
            )
            if part
        )
        points.append(
            Point(
                len(years) if year is None else year - years[0], value.value, told, value.upper, None,
                _BOUNDS.get(value.comparator, 0), value.approx, hint, {"marks": (value.mark,)},
                _SIGNS.get(value.comparator, "") + short_number(value.value),
            )
        )  # fmt: skip
    return Trace(name, ink, tuple(sorted(points, key=lambda point: point.place)), dashes)


def _brief(ink: Ink, brief: Sequence[OfYear], years: list[int], indicator: Indicator) -> Trace:
    """The median of each year, and the lowest and the highest value."""
    points = []
    for each in brief:
        told = ngettext(
            "{indicator}: {count:,} value, median {middle}, from {low} to {high}",
            "{indicator}: {count:,} values, median {middle}, from {low} to {high}",
            len(each.marks),
            indicator=indicator.name,
            middle=full_number(each.middle),
            low=full_number(each.low),
            high=full_number(each.high),
        )
        year = single_year(each.year)
        points.append(
            Point(
                len(years) if year is None else year - years[0], each.middle, told, each.high, each.low,
                hint=year_name(each.year), about={"marks": each.marks}, label=short_number(each.middle),
            )
        )  # fmt: skip
    return Trace("", ink, tuple(sorted(points, key=lambda point: point.place)))


def _label_ink(schema: LabelSchema) -> Ink:
    valued = valued_labels(schema)
    return label_tint(schema, valued[0].name) if valued else "accent"


def _whole(value: float) -> int | float:
    return int(value) if value == int(value) and abs(value) < 1e15 else value
