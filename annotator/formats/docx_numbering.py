"""Word's automatic numbering as the text that a reader sees: 一、, （三）, 2.1, ①, •.

Source: ECMA-376 part 1, §17.9 (numbering) and §17.18.59 (number formats).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from annotator.formats.docx_xml import children, first, named, switched_on, value

_LEVELS = 9
_DIGITS = "〇一二三四五六七八九"
_FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")
_ROMAN = (
    (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"),
    (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
)  # fmt: skip
_SERIES = {  # one character a number; beyond them, decimals
    "decimalEnclosedCircle": "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳",
    "decimalEnclosedCircleChinese": "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳",
    "decimalEnclosedFullstop": "⒈⒉⒊⒋⒌⒍⒎⒏⒐⒑⒒⒓⒔⒕⒖⒗⒘⒙⒚⒛",
    "decimalEnclosedParen": "⑴⑵⑶⑷⑸⑹⑺⑻⑼⑽⑾⑿⒀⒁⒂⒃⒄⒅⒆⒇",
    "ideographEnclosedCircle": "㊀㊁㊂㊃㊄㊅㊆㊇㊈㊉",
    "ideographTraditional": "甲乙丙丁戊己庚辛壬癸",
    "ideographZodiac": "子丑寅卯辰巳午未申酉戌亥",
}
_CHINESE = frozenset((
    "chineseCounting", "chineseCountingThousand", "japaneseCounting", "taiwaneseCounting",
    "taiwaneseCountingThousand", "ideographDigital", "taiwaneseDigital", "japaneseDigitalTenThousand",
))  # fmt: skip
_LEGAL = str.maketrans("〇一二三四五六七八九十百千万", "零壹贰叁肆伍陆柒捌玖拾佰仟萬")
_CLOSED = "、．。，：；）】〕」』》"  # after these a label needs no space


def chinese(number: int) -> str:
    """A whole number below 100 million in Chinese: 12 → 十二, 105 → 一百零五."""
    if number >= 10_000:
        rest = number % 10_000
        return (
            chinese(number // 10_000)
            + "万"
            + ("零" if 0 < rest < 1000 else "")
            + (chinese(rest) if rest else "")
        )
    written, gap = "", False
    for unit, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // unit % 10
        if digit:
            written += ("零" if gap and written else "") + _DIGITS[digit] + name
        gap = digit == 0
    return ("十" + written[2:] if written.startswith("一十") else written) or _DIGITS[0]


def formatted(number: int, format_: str) -> str:
    """A counter in one of Word's number formats; those that we do not know count in decimals."""
    if format_ == "none":
        return ""
    if number <= 0 or number >= 10**8:
        return str(number)
    if format_ in _SERIES:
        series = _SERIES[format_]
        return series[number - 1] if number <= len(series) else str(number)
    if format_ in _CHINESE:
        return chinese(number)
    if format_ in ("chineseLegalSimplified", "ideographLegalTraditional"):
        return chinese(number).translate(_LEGAL)
    if format_ in ("lowerLetter", "upperLetter"):
        letter = (
            chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1) if number < 2600 else str(number)
        )
        return letter.upper() if format_ == "upperLetter" else letter
    if format_ in ("lowerRoman", "upperRoman") and number < 4000:
        return _roman(number).lower() if format_ == "lowerRoman" else _roman(number)
    if format_ == "decimalZero":
        return f"{number:02}"
    return str(number).translate(_FULL_WIDTH) if format_.startswith("decimalFullWidth") else str(number)


def _roman(number: int) -> str:
    written = ""
    for unit, sign in _ROMAN:
        written += sign * (number // unit)
        number %= unit
    return written


@dataclass(frozen=True, slots=True)
class _Level:
    start: int
    format: str
    text: str
    legal: bool
    tight: bool
    restart: int | None


@dataclass(slots=True)
class Numbering:
    """The lists of a document and how far each has counted; ask for the labels in document order.

    `styles` tells the list that a style of lists stands for (its id → numId).
    """

    root: Any
    styles: Mapping[str, str]
    _abstract: dict[str, Any] = field(default_factory=dict)
    _nums: dict[str, Any] = field(default_factory=dict)
    _levels: dict[tuple[str, int], _Level | None] = field(default_factory=dict)
    _counters: dict[str, list[int | None]] = field(default_factory=dict)
    _begun: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        if self.root is not None:
            self._abstract = {value(e, None, "abstractNumId"): e for e in children(self.root, "abstractNum")}
            self._nums = {value(e, None, "numId"): e for e in children(self.root, "num")}

    def label(self, num: str, depth: int) -> str:
        """The number of the next paragraph of list `num` at `depth` (from 0), with the space after it."""
        depth = min(max(depth, 0), _LEVELS - 1)
        level = self._level(num, depth)
        if level is None:
            return ""
        key = self._abstract_of(num)
        counters = self._counters.setdefault(key, [None] * _LEVELS)
        self._restart(num, counters)
        count = counters[depth]
        counters[depth] = level.start if count is None else count + 1
        for deeper in range(depth + 1, _LEVELS):
            below = self._level(num, deeper)
            if below is None or below.restart is None or 0 < depth + 1 <= below.restart:
                counters[deeper] = None
        if level.format == "bullet":
            return "• "
        text = self._written(num, level, counters)
        return text if not text or level.tight or text[-1] in _CLOSED else text + " "

    def _written(self, num: str, level: _Level, counters: list[int | None]) -> str:
        text = level.text
        for index in range(_LEVELS):
            place = f"%{index + 1}"
            if place in text:
                own = self._level(num, index)
                count = counters[index] if counters[index] is not None else own.start if own else 1
                kind = own.format if own and not level.legal else "decimal"
                text = text.replace(place, formatted(count or 0, kind))
        return text

    def _restart(self, num: str, counters: list[int | None]) -> None:
        """A list that is used for the first time may say where it starts, though it counts with others."""
        if num in self._begun:
            return
        self._begun.add(num)
        for override in children(self._nums[num], "lvlOverride"):
            start = value(override, "startOverride")
            depth = _number(value(override, None, "ilvl"), 0)
            if start and 0 <= depth < _LEVELS:
                counters[depth] = _number(start, 1) - 1

    def _abstract_of(self, num: str) -> str:
        """The abstract list that a list is made from; a list style leads to the one that the style names."""
        seen: set[str] = set()
        while num in self._nums and num not in seen:
            seen.add(num)
            key = value(self._nums[num], "abstractNumId")
            link = value(self._abstract[key], "numStyleLink") if key in self._abstract else ""
            if not link:
                return key
            num = self.styles.get(link, "")
        return ""

    def _level(self, num: str, depth: int) -> _Level | None:
        if (num, depth) not in self._levels:
            self._levels[num, depth] = self._read_level(num, depth)
        return self._levels[num, depth]

    def _read_level(self, num: str, depth: int) -> _Level | None:
        abstract = self._abstract.get(self._abstract_of(num)) if num in self._nums else None
        if abstract is None:
            return None
        own = _at(children(self._nums[num], "lvlOverride"), depth)
        element = first(own, "lvl") if own is not None else None
        if element is None:
            element = _at(children(abstract, "lvl"), depth)
        if element is None:
            return None
        format_ = value(element, "numFmt") or next(  # newer formats stand in a Choice, with a fallback
            (value(e, None, "val") for e in element.iter() if named(e, "numFmt")), "decimal"
        )
        restart = value(element, "lvlRestart")
        return _Level(
            start=_number(value(element, "start"), 0),
            format=format_,
            text=value(element, "lvlText"),
            legal=switched_on(first(element, "isLgl")),
            tight=value(element, "suff") == "nothing",
            restart=_number(restart, 0) if restart else None,
        )


def _at(levels: list[Any], depth: int) -> Any:
    return next((e for e in levels if value(e, None, "ilvl") == str(depth)), None)


def _number(text: str, otherwise: int) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else otherwise
