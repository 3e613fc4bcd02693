"""Calendar dates as headers and signatures write them."""

import re
from datetime import date
from typing import NamedTuple

_DIGITS = {char: str(value) for value, char in enumerate("零一二三四五六七八九")}
_DATE = re.compile(
    r"""(?<!\d)(?P<year>(?:19|20)\d\d)[ ]*
        (?:(?P<mark>[-/.年])[ ]*(?P<month>\d{1,2})[ ]*(?:[-/.]|月)[ ]*(?P<day>\d{1,2})(?!\d)[ ]*日?
         | (?P<month8>[01]\d)(?P<day8>[0-3]\d)(?!\d))
        (?:[ T]*(?P<time>\d{1,2}[:时]\d{1,2}(?:[:分]\d{1,2})?[分秒]?))?""",
    re.VERBOSE,
)
_CHINESE = re.compile(
    "(?P<year>[一二][一二三四五六七八九零]{3})年(?P<month>[一二三四五六七八九十]{1,2})月(?P<day>[一二三四五六七八九十]{1,3})日"
)
_MINGUO = re.compile(
    r"(?:中华)?民国 *(?P<year>\d{2,3}) *[年./-] *(?P<month>\d{1,2}) *[月./-] *(?P<day>\d{1,2})(?!\d) *日?"
)

_SHORT_MINGUO = re.compile(
    r"(?<!\d)(?P<year>1[0-3]\d) ?[年./-] ?(?P<month>\d{1,2}) ?[月./-] ?(?P<day>\d{1,2})(?!\d) ?日?"
)


class Found(NamedTuple):
    """A date in ISO form, its place, and whether only machines write it so (digits and hyphens, or with a time)."""

    iso: str
    start: int
    end: int
    stamped: bool


def date_in(folded: str, start: int = 0, *, minguo: bool = False) -> Found | None:
    """The first calendar date in a folded text at or after `start`; what is no day of the calendar is none.

    `minguo` says that years may be those of the Republic of China without saying so: 112-03-05.
    """
    found = [_digits(folded, start), _words(_CHINESE, folded, start), _words(_MINGUO, folded, start)]
    found += [_words(_SHORT_MINGUO, folded, start)] if minguo else []
    return min((one for one in found if one), key=lambda one: one.start, default=None)


def is_date(folded: str) -> bool:
    """Whether a folded line is a date and nothing else, brackets aside."""
    found = date_in(folded)
    return found is not None and not (folded[: found.start] + folded[found.end :]).strip(" ()[]")


def year_number(digits: str) -> int:
    """二零二三 → 2023; Arabic digits too."""
    return int("".join(_DIGITS.get(char, char) for char in digits))


def _digits(folded: str, start: int) -> Found | None:
    for match in _DATE.finditer(folded, start):
        iso = _iso(
            int(match["year"]), int(match["month"] or match["month8"]), int(match["day"] or match["day8"])
        )
        if iso:
            stamped = match["mark"] != "年" or match["time"] is not None
            return Found(iso, match.start(), match.end(), stamped)
    return None


def _words(pattern: re.Pattern[str], folded: str, start: int) -> Found | None:
    match = pattern.search(folded, start)
    if match is None:
        return None
    year = match["year"]
    number = int(year) + 1911 if year.isdecimal() else year_number(year)
    month, day = (int(part) if part.isdecimal() else _small(part) for part in (match["month"], match["day"]))
    iso = _iso(number, month, day)
    return Found(iso, match.start(), match.end(), stamped=False) if iso else None


def _small(numeral: str) -> int:
    """三十一 → 31."""
    tens, ten, ones = numeral.rpartition("十")
    unit = int(_DIGITS.get(ones, "0"))
    return (int(_DIGITS.get(tens, "1")) * 10 if ten else 0) + unit


def _iso(year: int, month: int, day: int) -> str:
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return ""
