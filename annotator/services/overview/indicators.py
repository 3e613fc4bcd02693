"""What metrics say: an indicator over years and issuers, every value at its place, units kept apart.

Wordings are one indicator where they are the same in simplified script, without spaces and punctuation, and without
words that only say that it is this year's figure (全年, 今年, 年内, 本年度) or a sum (共计, 总计, 合计 in front).
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from math import isfinite
from operator import itemgetter
from statistics import median
from typing import Any, NamedTuple

import orjson

from annotator.i18n import _
from annotator.services.overview.corpus import Cancelled, Corpus, Stopped, valued_labels
from annotator.services.overview.scope import UNKNOWN, Scoped, single_year
from annotator.text.fold import fold

_NOISE = re.compile(r"[\W_]+")
_LEADING = re.compile("^(?:全年|今年(?:以来)?|年内|本年度?|当年|共计|总计|一共|总共)+")
MANY = 240  # values of an indicator; of more each year is shown in brief
_PLACE = itemgetter(2, 3, 4, 0)  # issuer, year, value, mark
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")


class Value(NamedTuple):
    """What one mark says. `mark` is its primary key; `year` that of its period where this names just one, else that of
    its document, UNKNOWN where neither says."""

    mark: int
    key: str  # of its indicator
    issuer: str
    year: str
    value: float
    upper: float | None
    comparator: str
    approx: bool
    unit: str
    wording: str
    period: str


@dataclass(frozen=True)
class OfYear:
    """Many values of one year in brief."""

    year: str
    low: float
    middle: float  # the median
    high: float
    marks: tuple[int, ...]


@dataclass(frozen=True)
class Indicator:
    """The values of one indicator in one unit, by document and place; `name` is its most frequent wording, `wordings` all
    of them."""

    key: str
    name: str
    unit: str
    wordings: tuple[str, ...]
    values: tuple[Value, ...]
    issuers: int
    brief: tuple[OfYear, ...] = ()  # by year, where there are more than MANY values

    def ordered(self) -> list[Value]:
        """The values by issuer, year and size."""
        return sorted(self.values, key=_PLACE)

    @property
    def places(self) -> int:
        """How many pairs of issuer and year have a value."""
        return len({(each.issuer, each.year) for each in self.values})


@dataclass(frozen=True)
class Indicators:
    """Those that most issuers and years speak of first, else in the order of documents. Marks that cannot be placed are
    counted: `without_value` have no number, `without_name` no indicator."""

    found: tuple[Indicator, ...]
    without_value: tuple[int, ...]
    without_name: tuple[int, ...]

    @property
    def values(self) -> int:
        return sum(len(each.values) for each in self.found)

    def named(self, key: str) -> tuple[Indicator, ...]:
        """An indicator in all its units."""
        return tuple(each for each in self.found if each.key == key)


def indicators(scoped: Scoped, cancelled: Cancelled = lambda: False) -> Indicators:
    """Every value of the marks looked at. Raises Stopped."""
    grouped: dict[tuple[str, str], list[Value]] = {}
    without_value, without_name = [], []
    values = scoped.corpus.values
    for at, (mark, document) in enumerate(_marks(scoped)):
        if at % 5_000 == 0 and cancelled():
            raise Stopped(_("The counting was stopped."))
        if mark not in values:
            values[mark] = _value(scoped.corpus, mark, document)
        value = values[mark]
        if value is None:
            without_value.append(mark)
        elif not value.key:
            without_name.append(mark)
        else:
            grouped.setdefault((value.key, value.unit), []).append(value)
    found = [_indicator(key, unit, values) for (key, unit), values in grouped.items()]
    found.sort(key=lambda each: (-each.places, -len(each.values)))  # else as they were met
    return Indicators(tuple(found), tuple(without_value), tuple(without_name))


@lru_cache(maxsize=200_000)
def key_of(wording: str) -> str:
    """What wordings of one indicator have in common; '' where nothing is left."""
    bare = _NOISE.sub("", fold(wording)).casefold()
    return _LEADING.sub("", bare) or bare


def _marks(scoped: Scoped) -> Iterator[tuple[int, int]]:
    """Primary key and document of the marks with values that are looked at, by document and place."""
    names = {label.name for label in valued_labels(scoped.corpus.schema)}
    valued = [at for at, name in enumerate(scoped.labels) if name in names]
    if not valued:
        return
    import numpy as np

    chosen = np.isin(scoped.label_at(), valued)
    keys, documents = scoped.column("key")[chosen].tolist(), scoped.column("document")[chosen].tolist()
    yield from zip(keys, documents, strict=True)


def _value(corpus: Corpus, mark: int, document: int) -> Value | None:
    said = orjson.loads(corpus.attributes.get(mark, "{}")).get
    value = _number(said("value"))
    if value is None:
        return None
    head = corpus.heads[document]
    wording, unit, upper, period = said("indicator"), said("unit"), said("upper"), said("period")
    wording = wording if isinstance(wording, str) else _text(wording)
    period = _text(period) if period else ""
    return Value._make((
        mark, key_of(wording), head.issuer, year_of(period, head.year) if period else head.year, value,
        None if upper is None else _number(upper), _text(said("comparator")), said("approx") in (True, "true", 1),
        _unit(unit) if isinstance(unit, str) else _text(unit), wording, period,
    ))  # fmt: skip


@lru_cache(maxsize=10_000)
def _unit(said: str) -> str:
    return fold(said.strip())


def year_of(period: str, document_year: str) -> str:
    """The year that a figure belongs to."""
    named = set(_YEAR.findall(period)) if period else set()
    return named.pop() if len(named) == 1 else document_year or UNKNOWN


def _indicator(key: str, unit: str, values: list[Value]) -> Indicator:
    wordings = Counter(each.wording for each in values)
    ordered = sorted(wordings, key=lambda wording: (-wordings[wording], len(wording), wording))
    issuers = len({each.issuer for each in values})
    brief = in_brief(values) if len(values) > MANY else ()
    return Indicator(key, ordered[0], unit, tuple(ordered), tuple(values), issuers, brief)


def in_brief(values: Iterable[Value]) -> tuple[OfYear, ...]:
    """The values of each year, years in order."""
    by_year: dict[str, list[Value]] = {}
    for value in values:
        by_year.setdefault(value.year, []).append(value)
    found = []
    for year, here in sorted(by_year.items()):
        numbers = sorted(value.value for value in here)
        marks = tuple(value.mark for value in here)
        found.append(OfYear(year, numbers[0], median(numbers), numbers[-1], marks))
    return tuple(found)


def _number(said: Any) -> float | None:
    if said is None or said is True or said is False:
        return None
    try:
        number = float(said)
    except (TypeError, ValueError):
        return None
    return number if isfinite(number) else None


def _text(said: Any) -> str:
    return said.strip() if isinstance(said, str) else "" if said is None else str(said)


def single_years(years: Iterable[str]) -> list[int]:
    """The years of an axis, without gaps; empty where there is no single one."""
    known = [year for each in set(years) if (year := single_year(each)) is not None]
    return list(range(min(known), max(known) + 1)) if known else []
