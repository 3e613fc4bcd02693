"""Quantities in Chinese official text: the number, its unit, and the name of what is counted beside it.

Not quantities: dates, document and clause numbers, numbers inside a title or a short quotation, and numbers in a
fixed name (三项制度; the word list `fixed-names`).
"""

import re
from dataclasses import dataclass
from functools import cache

from annotator.text.amounts import Amount, amounts, is_approximate, last_amount
from annotator.text.fold import fold
from annotator.text.lexicons import any_of, entries
from annotator.text.marks import paragraph_bounds
from annotator.text.numerals import ARABIC, CHINESE, decimal_of

_NAME = 60
"""How far before a number the name of what it counts may begin."""

_CLOSED = re.compile(r"“[^“”\n]*”|《[^《》\n]*》|\([^()\n]*\)|‘[^‘’\n]*’")
_NEAR = 250
"""How far around a caret a quantity is looked for."""

_EDGE = re.compile(r"[,。;:!?\n(\[“《…|\t]")
_CLOSES = {"“": "”", "(": ")", "《": "》"}
_JOINS = re.compile(
    "(?:已|共|平均|(?<![户人年月])均|总|累计|合|总计|共计|达到?了?|为|大?约|将?近|超过?|超出|逾|有|合计|仅|至少|至多|最[高低多少]|控制在|(?:保持|稳定|维持)在|分别为?|是|共有|计"
    "|:|突破|[升降增减]至|不(?:得|能|应当?|可)?(?:少于|低于|高于|多于|超过|大于|小于)|低于|高于|少于|大于|多于|小于|不足|不到|不满"
    "|(?:增长|增加|减少|下降|提高|提升|上升|降低|压缩|压减|缩短|增至|升至)了?[到至]?)+$"
)
_CHANGE = re.compile("(?:增长|增加|减少|下降|提高|提升|上升|降低|压缩|压减|缩短)了?[到至]?(?:约|近)?$")
_COMPARES = re.compile("(?:同比|环比|(?<![占同环])[比较][^,、]{1,8}|与[^,、]{0,8}相比)$")
_ALONE = re.compile(r"(?:的|这|该|上述|各|等|和|与|对|为|向|由|在|给|及|以及|从|到|某|近|约|前|后|之日起)$")
_SUBJECT = re.compile(
    r"(?:(?:截至|截止)?(?:目前|\d{4}年底?|今年|去年|全年|本年度?)|(?:我|全|本|各|该)(?:局|市|区|县|省|厅|镇|街道|系统|州|盟|旗|科|所|乡|村)"
    r"|[一-鿿]{1,8}?(?<![格结布大全])局(?![面部])|其中|每(?![百千万]?人口)|同时|并(?![购轨网联列])|又|还|且|也)+"
)
_SCOPE = re.compile(
    "(?:“[^“”]*”|[A-Za-z\\d]+)(?:政务|服务|便民)?(?:平台|系统|热线|网站|APP)(?=.)"
    "|[一-鿿]{2,10}(?:网站|公众号|平台)上?(?=公开|发布|推送|刊发|转发|更新)"
)
_BARE = re.compile(f"(?P<number>{ARABIC}[十百千]?[万亿]*|{CHINESE})(?P<some>[余多])?(?![年月日号\\d]|分之)")


@dataclass(frozen=True, slots=True)
class Quantity:
    """A metric's span (code points, end-exclusive), and its attributes as the schema wants them.

    `value` is a plain decimal number; `unit` the document's counter, counter/period for a frequency, /3 for a third,
    :3 for a ratio of one to three. A range has its lower end as value and an `upper` end. `comparator` is "", ">=",
    "<=", ">" or "<": 不少于, 以内, 超过, 不足. `indicator` is in the document's words.
    """

    start: int
    end: int
    value: str
    unit: str
    approx: bool
    indicator: str
    comparator: str = ""
    upper: str = ""


def quantities(
    text: str, start: int = 0, end: int | None = None, light_verbs: bool = False
) -> list[Quantity]:
    """The quantities that lie in `[start, end)`, in order, without overlap.

    A quantity runs from the name of what is counted to the unit where they are contiguous, else it is number and
    unit. `light_verbs` keeps 开展, 已 … at the beginning.
    """
    stretch = text[start:end]
    folded = fold(stretch)
    found: list[Quantity] = []
    floor = 0
    numbers = list(amounts(folded))
    for place, number in enumerate(numbers, 1):
        limit = numbers[place].start if place < len(numbers) else len(folded)
        first, last, name = _named(folded, number, floor, limit, light_verbs)
        floor = last
        approx = number.approx or folded[first : number.start].endswith(("约", "近"))
        indicator = "".join(stretch[low:high] for low, high in name).strip()
        unit = _own_unit(stretch, folded, number)
        found.append(
            Quantity(
                start + first,
                start + last,
                number.value,
                unit,
                approx,
                indicator,
                number.comparator,
                number.upper,
            )
        )
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
    last = last_amount(folded)
    if last is None:
        bare = [found for found in _BARE.finditer(folded) if decimal_of(found["number"])]
        if not bare or "分之" in folded:
            return None
        found, value = bare[-1], decimal_of(bare[-1]["number"])
        unit = folded[found.end() :].strip()[:3]
        last = Amount(found.start(), found.end(), value, unit, found["some"] is not None)
    joint = _JOINS.search(folded[: last.start].rstrip())
    indicator = quote[: joint.start() if joint else last.start].strip() or quote[last.end :].strip()
    approx = last.approx or is_approximate(folded)
    unit = _own_unit(quote, folded, last)
    return Quantity(0, len(quote), last.value, unit, approx, indicator, last.comparator, last.upper)


def _own_unit(stretch: str, folded: str, number: Amount) -> str:
    """The unit as the document writes it (戶, 個), where the number ends in it as it stands."""
    end = number.end
    for tail in ("以上", "左右"):
        end -= len(tail) if folded.startswith(tail, end - len(tail)) else 0
    same = number.unit.isalpha() and folded.endswith(number.unit, 0, end)
    return stretch[end - len(number.unit) : end] if same else number.unit


def _named(
    folded: str, number: Amount, floor: int, limit: int, light_verbs: bool
) -> tuple[int, int, tuple[tuple[int, int], ...]]:
    """Start and end of the number with the name beside it, and where the name stands.

    The name stands behind the counter (24条线索), else before the number (行政处罚10家).
    """
    noun = "" if "/" in number.unit else _noun_after(folded, number, limit)
    low = max(floor, number.start - _NAME)
    before = folded[low : number.start]
    blank = _CLOSED.sub(lambda match: match[0][0] + "□" * (len(match[0]) - 2) + match[0][-1], before)
    edges = [
        match.end()
        for match in _EDGE.finditer(blank)
        if match[0] not in _CLOSES or _CLOSES[match[0]] not in blank[match.end() :]
    ]
    cut = edges[-1] if edges else 0
    if (
        not cut and low == floor > 0 and not blank.startswith("、")
    ):  # what follows another number belongs to that
        cut = blank.find("、") + 1
    cut += len(before[cut:]) - len(before[cut:].lstrip())
    often = number.unit.startswith("次/") and folded.startswith("每", number.start)
    name = (
        number.start if often else low + cut + _name_start(before[cut:], blank[cut:], bool(noun), light_verbs)
    )
    start, end = min(name, number.start), number.end + len(noun)
    before = folded[start : number.start]
    joint = _JOINS.search(before)
    stem = start + (joint.start() if joint else len(re.sub("[约近共]$", "", before)))
    return start, end, ((start, stem), (number.end, end))


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
    if _ALONE.search(stem) and not re.search("占[^,、]{1,16}的$", stem[start:]):
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


def _noun_after(folded: str, number: Amount, limit: int) -> str:
    """线索 in 24条线索|已全部办结; nothing where a verb or 的 stands between."""
    if number.unit not in entries("classifiers") or folded[number.end - 1] not in "".join(
        entries("classifiers")
    ):
        return ""
    found = _noun().match(folded, number.end, limit)
    noun = found["noun"].rstrip("新") if found else ""
    following = folded[number.end + len(noun) :][:1]
    return noun if len(noun) > 1 and following != "的" and not re.match("以[上下内]|左右|上下", noun) else ""


def _stretch(text: str, caret: int, low: int, high: int, marks: str) -> tuple[int, int]:
    start = max((text.rfind(mark, low, caret) for mark in marks), default=-1)
    found = [at for mark in marks if (at := text.find(mark, caret, high)) >= 0]
    return max(low, start + 1), min(found, default=high)


@cache
def _light() -> re.Pattern[str]:
    return re.compile(
        f"{any_of('not-verbs', 'light-words')}|(?P<light>{any_of('light-verbs')}了?(?![率数量额费员]|会(?![前后议场])))"
        f"|(?P<other>{any_of('verbs')})了?(?![率数量额费员]|会(?![前后议场]))"
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
        rf"(?P<noun>(?:{any_of('not-verbs', 'light-words')}|(?!{stops}|{any_of('verbs')}(?!会(?!议)))[一-鿿A-Za-z])*)"
    )
