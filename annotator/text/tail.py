"""The end of a document: what a web page puts under the report, line by line, and the report's signature."""

import re
from typing import NamedTuple

from annotator.text import furniture
from annotator.text.dates import date_in, is_date
from annotator.text.fields import Fact, Fields, fields_of, key_kind
from annotator.text.issuers import is_issuer
from annotator.text.lines import Line

DEEPEST = 60  # lines that are not furniture by themselves
_LONGEST = 80
_BODY = re.compile(
    "[。;]|^(?:[一二三四五六七八九十]{1,3}、|\\([一二三四五六七八九十]{1,3}\\)|附件|附表|附:|附录)"
)
_CREDITS = ("editor", "reviewer", "author", "source", "count", "widget", "published", "updated", "source_url")
_CREDIT = re.compile(
    r"[(\[【]?(?:责任编辑|责编|编辑|审核|校对|撰稿|供稿|初审|复审|终审|来源|信息来源|录入)[:]"
)
_NAMES = re.compile(r"[一-鿿·]{2,4}(?:[ 、,]+[一-鿿·]{2,4}){0,3}")
_FOOT_KEYS = re.compile(
    r"(?:主办|承办|协办|主管|运维|维护|地址|电话|邮编|传真|邮箱|联系电话|网站地图|京|粤).{0,80}"
)


class Tail(NamedTuple):
    """What is cut, line number → rule, and the facts in it."""

    cuts: dict[int, str]
    facts: list[Fact]


def tail_of(text: str, lines: list[Line], first: int) -> Tail:
    """Read the lines from the bottom up to the report's last; none before line `first` is looked at."""
    zone = _zone(lines, first, text)
    cuts: dict[int, str] = {}
    facts: list[Fact] = []
    related = False
    feet = any(furniture.is_foot(lines[number].words) for number in zone)
    credit = ""
    for at, number in enumerate(zone):
        line = lines[number]
        words = line.words
        rule = _rule(words)
        related = (related or rule == "related") and not is_issuer(words)  # a signature is no link
        pairs = _credits(text, line) if not rule else None
        if rule:
            cuts[number] = rule
        elif pairs:
            facts += pairs.facts
            credit = pairs.pending
            cuts[number] = "credits"
            continue
        elif credit and _NAMES.fullmatch(words) and not is_issuer(words):
            facts.append(Fact(credit, text[line.start : line.end], line.start, line.end))
            cuts[number] = "credits"
        elif feet and _FOOT_KEYS.fullmatch(words):
            cuts[number] = "foot"
        elif related or (cuts and _again(text, lines, number, zone[0])):
            cuts[number] = "related"
        elif words.isdecimal() and at and lines[zone[at - 1]].words.endswith(":") and zone[at - 1] in cuts:
            cuts[number] = "furniture"
        credit = ""
    return Tail(_together(cuts, zone, lines), facts)


def signature(text: str, lines: list[Line]) -> list[Fact]:
    """Who signed at the end, and when: `XX市民政局` over `2024年1月15日`, on the last lines that say anything."""
    last = [line for line in lines if not line.blank][-8:]
    for above, line in zip([None, *last], last, strict=False):
        if line is None or not is_date(line.words):
            continue
        found = date_in(line.words)
        assert found is not None
        facts = [Fact("signed", found.iso, line.start + found.start, line.start + found.end)]
        if above and is_issuer(above.words):
            facts.append(Fact("signer", text[above.start : above.end], above.start, above.end))
        return facts
    return []


def _zone(lines: list[Line], first: int, text: str) -> list[int]:
    """The numbers of the last lines that may be something else than the report, from the top."""
    zone: list[int] = []
    others = 0
    for number in range(len(lines) - 1, first - 1, -1):
        line = lines[number]
        if line.blank:
            continue
        rule = _rule(line.words)
        others = 0 if rule == "related" else others + (not rule)  # what stands below goes with it
        if others > DEEPEST or (_is_body(line) and not _again(text, lines, number, number)):
            break
        zone.append(number)
    return zone[::-1]


def _is_body(line: Line) -> bool:
    if len(line) > 4 * _LONGEST:
        return True
    words = line.words
    return (len(line) > _LONGEST or _BODY.search(words) is not None) and not (
        _rule(words) or _CREDIT.match(words)
    )


def _rule(words: str) -> str:
    if furniture.opens_related(words):
        return "related"
    if furniture.leads_elsewhere(words):
        return "related"
    if furniture.is_furniture(words) or furniture.is_address(words) or furniture.is_page_number(words):
        return "furniture"
    if furniture.is_foot(words):
        return "foot"
    if furniture.is_menu(words):
        return "navigation"
    return ""


def _credits(text: str, line: Line) -> Fields | None:
    """(责任编辑:张三) · 来源:市民政局 审核:李四."""
    words = line.words
    if not (_CREDIT.match(words) or key_kind(words) in _CREDITS):
        return None
    found = fields_of(text, line)
    return found if found and all(fact.field in _CREDITS for fact in found.facts) else None


def _again(text: str, lines: list[Line], number: int, before: int) -> bool:
    """Whether a line says what the text above `before` has said already, line breaks aside."""
    line = lines[number]
    quote = "".join(text[line.start : line.end].split())
    if len(quote) < 6:
        return False
    return quote in "".join(text[: lines[before].low].split())


def _together(cuts: dict[int, str], zone: list[int], lines: list[Line]) -> dict[int, str]:
    """With the lone signs between what is cut."""
    for at, number in enumerate(zone):
        if number not in cuts and furniture.is_signs(lines[number].words):
            near = zone[max(0, at - 1) : at + 2]
            if any(other in cuts for other in near):
                cuts[number] = "furniture"
    return cuts
