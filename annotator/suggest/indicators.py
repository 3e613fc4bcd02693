"""What a quantity measures, where the name beside it does not say it all: read from the rest of its clause and sentence.

The guideline: the indicator is in the document's words and in their order, and may be non-contiguous. 占总数的8% and
增长5% speak of what was counted before them, (团体1家) of what the bracket breaks down, 对19家机构进行审计 of the audit.
"""

import re
from collections.abc import Sequence
from functools import cache

from annotator.suggest.clause import time
from annotator.text.fold import fold
from annotator.text.lexicons import any_of
from annotator.text.quantities import Quantity, quantities
from annotator.text.units import sentence_at

_PIECE = re.compile(r"[,。;:!?()\n]")
_CHANGE = re.compile(r"(?:同比|环比)?(?:增长|增加|减少|下降|提高|提升|上升|降低|压缩|压减|缩短)了?")
_FEW = 16
"""Characters of a clause around a quantity that its indicator may take in; more is told and not measured."""

_RATE = re.compile("[一-鿿]{2}率")
_BENEFITS = re.compile("[为给向]$")
_BY_ALL = re.compile("(?:均|都|已经?|全部)+")


def measured_at(text: str, start: int, end: int, name: str) -> str:
    """As `measured`, for somebody who has not read what stands before."""
    low = sentence_at(text, start)[0]
    return measured(text, start, end, name, quantities(text, low, start))


def measured(text: str, start: int, end: int, name: str, before: Sequence[Quantity]) -> str:
    """The indicator of the quantity `[start, end)` of that name ("" for none); code points.

    `before`: the quantities that stand before it in its sentence, in order.
    """
    folded = fold(text[max(0, start - 300) : end + 300])
    at = min(start, 300)
    head, tail = _around(folded, at, at + end - start)
    words = folded[at : at + end - start]
    named = [one for one in before if one.indicator and not one.indicator.startswith("占")]
    topic = named[-1].indicator if named else ""
    if name.startswith("占"):
        return topic + name.removesuffix("的")
    if not name and (change := _CHANGE.match(words)):
        than = head.rpartition("、")[2]  # 比上一年
        than = "" if re.search(r"\d", than) or topic in than else than
        return topic + than + change[0].removesuffix("了") if topic else ""
    if bracketed := _broken_down(folded[:at], before, start):
        return bracketed + name
    if _RATE.fullmatch(name) and before and before[-1].indicator and before[-1].unit != "%":
        return before[-1].indicator + name
    return _scope(head) + _with_what_follows(name, head, tail)


def _around(folded: str, start: int, end: int) -> tuple[str, str]:
    """The rest of the clause before and behind the quantity."""
    marks = [mark.end() for mark in _PIECE.finditer(folded, 0, start)]
    closing = _PIECE.search(folded, end)
    low = marks[-1] if marks else 0
    return folded[low:start].strip(), folded[end : closing.start() if closing else len(folded)].strip()


def _broken_down(before: str, quantities_before: Sequence[Quantity], start: int) -> str:
    """The indicator of the quantity right before the bracket that this one stands in; "" outside of brackets."""
    opening = before.rfind("(")
    if opening < before.rfind(")") or opening < 0:
        return ""
    place = start - len(before) + opening
    whole = [one for one in quantities_before if one.end <= place]
    return whole[-1].indicator if whole and place - whole[-1].end <= 1 else ""


def _scope(head: str) -> str:
    """行政许可窗口|受理申请3件: what the count is limited to. A verb that only leads up to a name limits nothing."""
    rest = re.sub("(?:共|累计|均|总)+$", "", _lead().sub("", head))
    several = re.search(r"[\d、]", re.sub("“[^“”]*”", "", rest))
    if not 2 <= len(rest) <= _FEW or several or re.search("[为给向对]$", rest) or _leads_up().search(rest):
        return ""
    return rest


def _with_what_follows(name: str, head: str, tail: str) -> str:
    """对19间社会组织|进行审计, 为36人|提供临时救助, 71个村委会|均完成了制定: what is done with those counted."""
    if not 2 <= len(tail) <= _FEW:
        return name
    if head.endswith("对") and name:
        return f"对{name}{tail}"
    if _BENEFITS.search(head):
        return name + tail
    if name and (all_of_them := _BY_ALL.match(tail)):
        return name + tail[all_of_them.end() :].replace("了", "", 1)
    return name


@cache
def _lead() -> re.Pattern[str]:
    own = "(?:[我本全各该](?:局|市|区|县|省|州|盟|旗|厅|委|办|部|处|科|站|中心|系统|镇|乡|街道))"
    words = f"其中|目前|截至目前|同时|还|并|又|[一-鿿]{{2,6}}期间|已经?|共|累计|均|总|{any_of('adverbs')}"
    return re.compile(f"^(?:{time().pattern}|{own}|{words})+")


@cache
def _leads_up() -> re.Pattern[str]:
    verbs = any_of("light-verbs", "verbs", "opening-verbs", "action-verbs", "effect-verbs")
    return re.compile(f"(?:{verbs}|[有为是达在的、将把])了?$|^(?:{verbs}|[将把])")
