"""Quantities in Chinese official text: the number, its unit, and the name of what is counted beside it.

Not quantities: dates, document and clause numbers, numbers inside a title or a short quotation, and numbers in a
fixed name (三项制度; the word list `fixed-names`). Where the name begins is told in `annotator.text.naming`.
"""

import re
from dataclasses import dataclass

from annotator.text.amounts import Amount, amounts, is_approximate, last_amount
from annotator.text.counted import lacks, noun_after
from annotator.text.fold import fold
from annotator.text.marks import paragraph_bounds
from annotator.text.naming import JOINS, name_start
from annotator.text.numerals import ARABIC, CHINESE, decimal_of

_NAME = 60
"""How far before a number the name of what it counts may begin."""

_CLOSED = re.compile(r"“[^“”\n]*”|《[^《》\n]*》|\([^()\n]*\)|‘[^‘’\n]*’")

_NEAR = 250
"""How far around a caret a quantity is looked for."""

_EDGE = re.compile(r"[,。;:!?\n(\[“《…|\t]")
_CLOSES = {"“": "”", "(": ")", "《": "》"}
_OFTEN = re.compile("(?:[次场期轮节遍]|[学课]时)/")
_KINDS = frozenset(["类", "大类"])
_FROM = re.compile("[由从][^,、;。:\\n]{1,20}$")
_CHANGED_TO = re.compile("[一-鿿]{1,5}[到至为]")
_BARE = re.compile(f"(?P<number>{ARABIC}[十百千]?[万亿]*|{CHINESE})(?P<some>[余多])?(?![年月日号\\d]|分之)")

_INSIDE = re.compile("[之以]?内(?!部|容|涵|控|设|地)|中(?=[持具拥取]?[有得])")
"""What stands behind another number and belongs to that: 7日内|核查率98%, 38名干部中|持有证件的仅5人."""


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
    joint = JOINS.search(folded[: last.start].rstrip())
    indicator = quote[: joint.start() if joint else last.start].strip() or quote[last.end :].strip()
    approx = last.approx or is_approximate(folded)
    unit = _own_unit(quote, folded, last)
    return Quantity(0, len(quote), last.value, unit, approx, indicator, last.comparator, last.upper)


def _own_unit(stretch: str, folded: str, number: Amount) -> str:
    """The unit as the document writes it (戶, 個), where the number ends in it as it stands."""
    end = number.end
    for tail in ("以上", "以内", "以下", "左右"):
        end -= len(tail) if folded.startswith(tail, end - len(tail)) else 0
    same = number.unit.isalpha() and folded.endswith(number.unit, 0, end)
    return stretch[end - len(number.unit) : end] if same else number.unit


def _named(
    folded: str, number: Amount, floor: int, limit: int, light_verbs: bool
) -> tuple[int, int, tuple[tuple[int, int], ...]]:
    """Start and end of the number with the name beside it, and where the name stands.

    The name stands behind the counter (24条线索), else before the number (行政处罚10家).
    """
    noun = "" if "/" in number.unit else noun_after(folded, number, limit)
    low = max(floor, number.start - _NAME)
    before = folded[low : number.start]
    blank = _CLOSED.sub(lambda match: match[0][0] + "□" * (len(match[0]) - 2) + match[0][-1], before)
    edges = [
        match.end()
        for match in _EDGE.finditer(blank)
        if match[0] not in _CLOSES or _CLOSES[match[0]] not in blank[match.end() :]
    ]
    cut = edges[-1] if edges else 0
    if not cut and low == floor > 0 and (within := _INSIDE.match(blank)):
        cut = within.end()
    elif (
        not cut and low == floor > 0 and not blank.startswith("、")
    ):  # what follows another number belongs to that
        cut = blank.find("、") + 1
    cut += len(before[cut:]) - len(before[cut:].lstrip())
    often = _OFTEN.match(number.unit) and folded.startswith(("每", "一", "半"), number.start)
    changed = not cut and low == floor > 0 and _CHANGED_TO.fullmatch(before)
    bare = (
        often
        or (number.end == limit < len(folded) and _sorts(folded, number))
        or _limits(folded, number)
        or (not noun and lacks(folded, number.end, limit))
        or (changed and not noun and _FROM.search(folded, max(0, floor - 24), floor))
    )
    name = (
        number.start
        if bare
        else low + cut + name_start(before[cut:], blank[cut:], number, bool(noun), light_verbs)
    )
    start, end = min(name, number.start), number.end + len(noun)
    before = folded[start : number.start]
    joint = JOINS.search(before)
    stem = start + (joint.start() if joint else len(re.sub("[约近共]$", "", before)))
    return start, end, ((start, stem), (number.end, end))


def _sorts(folded: str, number: Amount) -> bool:
    """Whether it says how what the next number counts was sorted: 先后推出|三批|107项举措; but 接待来访26批|35人次."""
    spelled = not folded[number.start].isdigit() and number.unit in ("批", "批次", "轮")
    return spelled or number.unit in _KINDS


def _limits(folded: str, number: Amount) -> bool:
    """Whether it says whom a rule is for: 救助|5000元以下|的审批权限."""
    return folded.startswith(("以上的", "以下的"), number.end - 2)


def _stretch(text: str, caret: int, low: int, high: int, marks: str) -> tuple[int, int]:
    start = max((text.rfind(mark, low, caret) for mark in marks), default=-1)
    found = [at for mark in marks if (at := text.find(mark, caret, high)) >= 0]
    return max(low, start + 1), min(found, default=high)
