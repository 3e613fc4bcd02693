"""Quantities in Chinese official text: the number, its unit, and the name of what is counted beside it.

Not quantities: dates, document and clause numbers, numbers inside a title or a short quotation, and numbers in a
fixed name (三项制度; the word list `fixed-names`).
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from annotator.text.fold import fold
from annotator.text.lexicons import any_of, entries
from annotator.text.marks import paragraph_bounds
from annotator.text.numerals import ARABIC, CHINESE, decimal_of

_NAME = 60
"""How far before a number the name of what it counts may begin."""

_CLOSED = re.compile(r"“[^“”\n]*”|《[^《》\n]*》|\([^()\n]*\)|‘[^‘’\n]*’")
_SPOKEN_FOR = re.compile(r"“[^“”\n]{0,15}”|《[^《》\n]{0,120}》|〔[^〔〕\n]{0,8}〕[\d第]*号?")
_NEAR = 250
"""How far around a caret a quantity is looked for."""

_SIGN = re.compile("[每\\d零一二两三四五六七八九十百千]")
_EDGE = re.compile(r"[,。;:!?\n(\[“《…|\t]")
_JOINS = re.compile(
    "(?:已|共|均|总|累计|合|总计|共计|达到?了?|为|约|近|超过?|逾|有|合计|仅|不少于|不低于|至少|控制在|分别为?|是|共有|计|:|突破|[升降增减]至"
    "|(?:增长|增加|减少|下降|提高|提升|上升|降低|压缩|压减|缩短|增至|升至)了?[到至]?)+$"
)
_CHANGE = re.compile("(?:增长|增加|减少|下降|提高|提升|上升|降低|压缩|压减|缩短)了?[到至]?(?:约|近)?$")
_COMPARES = re.compile("(?:同比|环比|(?<![占同环])[比较][^,、]{1,8}|与[^,、]{0,8}相比)$")
_ALONE = re.compile(r"(?:的|这|该|上述|各|等|和|与|对|为|向|由|在|给|及|以及|从|到|某|近|约|前|后|之日起)$")
_SUBJECT = re.compile(
    r"(?:(?:截至|截止)?(?:目前|\d{4}年底?|今年|去年|全年|本年度?)|(?:我|全|本|各|该)(?:局|市|区|县|省|厅|镇|街道|系统|州|盟|旗|科|所|乡|村)"
    r"|[一-鿿]{1,8}?(?<![格结布大全])局(?![面部])|其中|每|同时|并(?![购轨网联列])|又|还|且|也)+"
)
_SCOPE = re.compile("(?:“[^“”]*”|[A-Za-z\\d]+)(?:政务|服务|便民)?(?:平台|系统|热线|网站|APP)(?=.)")
_PERIODS = "周|月|季度|季|半年|年|日|天|旬|学期"
_UNITS = {"个百分点": "百分点", "个工作日": "工作日", "个小时": "小时", "个点": "百分点"}
_RARE = frozenset(
    [
        "度",
        "成",
        "部",
        "方",
        "步",
        "面",
        "门",
        "班",
        "级",
        "岁",
        "师",
        "员",
        "头",
        "站",
        "口",
        "节",
        "周",
        "点位",
        "道",
    ]
)
"""Counters that a Chinese numeral before them mostly makes a name with: 三部, 四方, 两面."""

_BARE = re.compile(f"(?P<number>{ARABIC}[十百千]?[万亿]*|{CHINESE})(?P<some>[余多])?(?![年月日号\\d]|分之)")
_APPROXIMATE = ("余", "约", "近", "多", "以上", "左右")


@dataclass(frozen=True, slots=True)
class Quantity:
    """A metric's span (code points, end-exclusive), and its attributes as the schema wants them.

    `value` is a plain decimal number; `unit` the document's counter, or counter/period for a frequency.
    """

    start: int
    end: int
    value: str
    unit: str
    approx: bool
    indicator: str


@dataclass(frozen=True, slots=True)
class _Number:
    start: int
    end: int
    value: str
    unit: str
    approx: bool


def quantities(
    text: str, start: int = 0, end: int | None = None, light_verbs: bool = False
) -> list[Quantity]:
    """The quantities that lie in `[start, end)`, in order, without overlap.

    A quantity runs from the name of what is counted to the unit where they are contiguous, else it is number and
    unit. `light_verbs` keeps 开展, 已 … at the beginning.
    """
    end = len(text) if end is None else min(end, len(text))
    folded = fold(text[start:end])
    found: list[Quantity] = []
    floor = 0
    numbers = list(_numbers(folded))
    for place, number in enumerate(numbers, 1):
        limit = numbers[place].start if place < len(numbers) else len(folded)
        quantity = _named(folded, number, floor, limit, light_verbs)
        floor = quantity.end
        found.append(
            Quantity(
                start + quantity.start, start + quantity.end, quantity.value, quantity.unit, quantity.approx,
                quantity.indicator,
            )
        )  # fmt: skip
    return found


def quantity_at(text: str, caret: int, light_verbs: bool = False) -> Quantity | None:
    """The quantity at the caret: the one around it, else the nearest in its clause, else in its sentence."""
    low, high = paragraph_bounds(text, caret)
    low, high = max(low, caret - _NEAR), min(high, caret + _NEAR)
    found = quantities(text, low, high, light_verbs)
    if around := [q for q in found if q.start <= caret <= q.end]:
        return min(around, key=lambda q: (not q.start <= caret < q.end, q.end - q.start))
    for marks in (",，;；。、:：()（）\t", "。！？!?；;"):
        start, end = _stretch(text, caret, low, high, marks)
        if near := [q for q in found if start <= q.start < end]:
            return min(near, key=lambda q: max(q.start - caret, caret - q.end))
    return None


def parse_quantity(quote: str) -> Quantity | None:
    """What a quote that somebody marked as a metric says; None where it has no number.

    Offsets are within the quote. Fixed names and dates are not looked for: the person has decided.
    """
    if known := quantities(quote):
        return known[-1]
    folded = fold(quote)
    last = None
    for sign in _SIGN.finditer(folded):
        if match := _number().match(folded, sign.start()):
            last = _read(match) or last
    if last is None:
        bare = [found for found in _BARE.finditer(folded) if decimal_of(found["number"])]
        if not bare or "分之" in folded:
            return None
        found, value = bare[-1], decimal_of(bare[-1]["number"])
        unit = folded[found.end() :].strip()[:3]
        last = _Number(found.start(), found.end(), value, unit, found["some"] is not None)
    indicator = _JOINS.sub("", folded[: last.start].strip()) or folded[last.end :].strip()
    return Quantity(0, len(quote), last.value, last.unit, last.approx or _is_approx(folded), indicator)


def _numbers(folded: str) -> Iterator[_Number]:
    taken: list[tuple[int, int]] | None = None
    at = 0
    for sign in _SIGN.finditer(folded):
        if sign.start() < at or not (match := _number().match(folded, sign.start())):
            continue
        at = match.end()
        if taken is None:
            taken = [quoted.span() for quoted in _SPOKEN_FOR.finditer(folded)]
        core = match.start("core") if match["core"] else match.start()
        before = bisect_right(taken, (core, len(folded))) - 1
        quoted_number = before >= 0 and core < taken[before][1]
        if not quoted_number and not _in_a_name(folded, core, at) and (number := _read(match)):
            yield number


def _in_a_name(folded: str, start: int, end: int) -> bool:
    """Whether the number is a part of a name that counts nothing: 三项制度."""
    near = _fixed().finditer(folded, max(0, start - 10), min(len(folded), end + 10))
    return any(name.start() <= start < name.end() for name in near)


def _read(match: re.Match[str]) -> _Number | None:
    """What the number and unit say; None for a date, an ordinal, an indefinite 一个."""
    start, end = match.span()
    if match["share"]:
        value = decimal_of(match["share"])
        unit = "%" if match["base"] == "百" else "‰"
        return _Number(start, end, value, unit, _is_approx(match[0])) if value else None
    if match["often"]:
        return _Number(start, end, "1", f"次/{match['often']}", False)
    if match["period"]:
        times = decimal_of(match["times"]) if match["times"] else "1"
        return _Number(start, end, times, f"{match['per'] or '次'}/{match['period']}", _is_approx(match[0]))
    if match["level"]:
        counted = match.string[max(0, start - 3) : start - 2]
        unit = counted if counted in set("次人件户家个项") else ""
        return _Number(match.start("level"), end, decimal_of(match["level"]), unit, False)
    number, unit = match["core"] + (match["scale"] or ""), match["unit"]
    value = decimal_of(number)
    chinese = not match["core"][0].isdigit()
    if not value or (chinese and _indefinite(match["core"], match["some"])):
        return None
    if chinese and unit in _RARE and not (unit == "成" and match["plus"]):
        return None
    if (unit == "年" and float(value) > 100) or (unit == "日" and match.string[start - 1 : start] == "月"):
        return None
    if unit == "成":
        value, unit = decimal_of(str(int(float(value) * 10))), "%"
    return _Number(start, end, value, _UNITS.get(unit, unit), _is_approx(match[0]))


def _indefinite(number: str, some: str | None) -> bool:
    """一个, 万元, 千家: no count."""
    return number == "一" or (all(char in "百千万亿零" for char in number) and not some)


def _is_approx(stretch: str) -> bool:
    return any(mark in stretch for mark in _APPROXIMATE)


def _named(folded: str, number: _Number, floor: int, limit: int, light_verbs: bool) -> Quantity:
    """The number with the name beside it: behind the counter (24条线索), else before it (行政处罚10家)."""
    noun = "" if "/" in number.unit else _noun_after(folded, number, limit)
    low = max(floor, number.start - _NAME)
    before = folded[low : number.start]
    blank = _CLOSED.sub(lambda match: match[0][0] + "□" * (len(match[0]) - 2) + match[0][-1], before)
    edges = [
        match.end() for match in _EDGE.finditer(blank) if match[0] != "“" or "”" not in blank[match.end() :]
    ]
    cut = edges[-1] if edges else 0
    cut += len(before[cut:]) - len(before[cut:].lstrip())
    name = low + cut + _name_start(before[cut:], blank[cut:], bool(noun), light_verbs)
    start, end = min(name, number.start), number.end + len(noun)
    words = _JOINS.sub("", folded[start : number.start])
    words = re.sub("[约近共]$", "", words) + noun
    approx = number.approx or folded[start : number.start].endswith(("约", "近"))
    return Quantity(start, end, number.value, number.unit, approx, words.strip())


def _name_start(before: str, blank: str, has_noun: bool, light_verbs: bool) -> int:
    """Where the name begins in what stands before the number; its length where there is no name."""
    joint = _JOINS.search(blank, max(0, len(blank) - 16))
    stem = blank[: joint.start()] if joint else blank
    change = _CHANGE.search(blank, max(0, len(blank) - 6))
    if change and not has_noun and (_COMPARES.search(stem) or not stem.strip("、 ")):
        return change.start()
    approximate = joint is not None and joint[0].endswith(("约", "近"))
    nothing = len(before) - (1 if approximate else 0)
    start = 0 if light_verbs else _behind_light(stem)
    counting = _counting_start(stem, start)
    if has_noun:
        adjacent = counting is not None and re.fullmatch(
            f"{any_of('counting-verbs')}了?(?:各类|各种)?", stem[counting:]
        )
        return counting if counting is not None and adjacent else nothing
    if _ALONE.search(stem) and not stem.startswith("占", start):
        return nothing
    if counting is not None:
        return counting
    if subject := _SUBJECT.match(before, start, len(stem)):
        start = subject.end()
    if scope := _SCOPE.match(before, start, len(stem)):
        start = scope.end()
    name = stem[start:].strip("、和与及的 ")
    if len(name) < 2:
        return nothing
    return start + len(stem[start:]) - len(stem[start:].lstrip("、和与及 "))


def _behind_light(stem: str) -> int:
    """Behind the last light verb, adverb or other verb that is no part of the name."""
    last = 0
    for match in _light().finditer(stem):
        other = match["other"] and match["other"] not in entries("counting-verbs")
        if match["light"] or (other and len(stem) - match.end() > 2):
            last = match.end()
    return last


def _counting_start(stem: str, start: int) -> int | None:
    """Where the first verb that names what is counted begins."""
    for match in _counting().finditer(stem, start):
        word = (match["verb"] or "").removeprefix("新") or match["verb"]
        if not word:
            continue
        lead = re.sub(any_of("adverbs"), "", _SUBJECT.sub("", stem[start : match.start()])).strip("、 ")
        if word not in entries("nominal-verbs") or not lead:
            return match.start()
    return None


def _noun_after(folded: str, number: _Number, limit: int) -> str:
    """线索 in 24条线索|已全部办结; nothing where a verb or 的 stands between."""
    if number.unit not in entries("classifiers") or folded[number.end - 1] not in "".join(
        entries("classifiers")
    ):
        return ""
    found = _noun().match(folded, number.end, limit)
    noun = found["noun"] if found else ""
    following = folded[number.end + len(noun) :][:1]
    return noun if len(noun) > 1 and following != "的" and not re.match("以[上下内]|左右|上下", noun) else ""


def _stretch(text: str, caret: int, low: int, high: int, marks: str) -> tuple[int, int]:
    start = max((text.rfind(mark, low, caret) for mark in marks), default=-1)
    found = [at for mark in marks if (at := text.find(mark, caret, high)) >= 0]
    return max(low, start + 1), min(found, default=high)


@cache
def _fixed() -> re.Pattern[str]:
    return re.compile(any_of("fixed-names"))


@cache
def _number() -> re.Pattern[str]:
    digits = "零一二两三四五六七八九十百千"
    share = rf"(?P<base>[百千])分之(?P<share>{ARABIC}|{CHINESE}(?:点[零一二三四五六七八九]+)?)(?:以上|左右)?"
    times = rf"(?P<times>{ARABIC}|[一二两三四五六七八九十]+)(?P<per>次|场|期|轮|节|课时)(?!性)"
    each = rf"每个?(?P<period>{_PERIODS})(?![度末底内份])[^,。;、:\d\n每]{{0,10}}?{times}"
    often = r"每个?(?P<often>周|月|季度|半年)(?=[一-鿿]|$)(?![末底初内份])"
    level = rf"(?<=数为)(?P<level>{ARABIC})(?![\d.%年月日时个人次件])"
    chinese = rf"(?<![{digits}万亿第几])[{digits}][{digits}万亿]*?"
    core = rf"(?<![\d.:/\-第×+·〔])(?<!\d,)(?P<core>{ARABIC}(?:[万亿]\d+(?=[百千万]))?|{chinese})"
    scale = (
        r"\s?(?P<some>[余多来])?(?P<scale>[十百千]?[万亿]{0,2}(?![一二三四五六七八九十]))(?P<more>[余多])?"
    )
    event = "(?!年度?[^度]|全会|全体会议|会议|岁|边)"
    unit = rf"\s?(?P<unit>{any_of('counters')}(?:/[月年日天人户个])?|[日年](?=[之以]?内)){event}(?P<plus>以上|左右)?"
    return re.compile(f"{share}|{each}|{often}|{level}|{core}{scale}{unit}")


@cache
def _light() -> re.Pattern[str]:
    return re.compile(
        f"{any_of('not-verbs', 'light-words')}|(?P<light>{any_of('light-verbs')}了?(?![率数会量额费员]))"
        f"|(?P<other>{any_of('verbs')})了?(?![率数会量额费员])"
    )


@cache
def _counting() -> re.Pattern[str]:
    return re.compile(
        f"{any_of('not-verbs', 'light-words')}|(?P<verb>新?{any_of('counting-verbs')})(?![率数会量额费员者的])"
    )


@cache
def _noun() -> re.Pattern[str]:
    stops = any_of("noun-stops")
    return re.compile(
        rf"(?P<noun>(?:{any_of('not-verbs', 'light-words')}|(?!{stops}|{any_of('verbs')}(?!会))[一-鿿A-Za-z])*)"
    )
