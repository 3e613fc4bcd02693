"""What a document says about itself: title, issuer, numbers, dates, year, region."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from annotator.text import issuers
from annotator.text.dates import date_in, year_number
from annotator.text.fields import Fact
from annotator.text.fold import fold
from annotator.text.front import Front, front_of, is_person, is_titled
from annotator.text.lines import BLANKS, Line, lines_of
from annotator.text.tail import signature, tail_of

_OWN = ("issuer", "doc_number", "index_number", "title", "source_url")
_PUBLISHED = ("published", "date", "written", "signed", "updated")
_YEARS = re.compile(
    r"(?P<from>(?:19|20)\d\d) ?年? ?(?:[-–—―~〜至到]{1,2}|--) ?(?P<to>(?:19|20)\d\d)(?!\d)"
    r"|(?<!\d)(?P<one>(?:19|20)\d\d)(?= ?年)"
    r"|(?P<words>[一二][一二三四五六七八九零]{3})(?=年)"
)
_OPENING = re.compile(
    r"(?:(?:19|20)\d\d年(?:度|以来|来|初以来)?,)?(?P<issuer>[一-鿿]{4,24}?(?:局|厅|委员会|人民政府))"
    r"(?=坚持|认真|深入|全面|紧紧|严格|按照|高度|积极|始终|围绕|切实|持续|牢固|紧扣|着力|贯彻|在|以)"
)
_REPORTS = re.compile(
    r"现(?:将|就).{0,30}?(?P<year>20\d\d)年.{0,60}(?:报告|汇报|公布|公开|总结|通报|说明)如下"
)
_JOINED = 4  # lines that one title may take


@dataclass(frozen=True, slots=True)
class Header:
    """Facts by the keys of document metadata, and the stretch of the text, in code points, before the report proper.

    Known keys are title, issuer, doc_number, index_number, published (ISO date), year (a number; "2021-2025" for
    plans), region and source_url; other pairs of a header come under source, author, written, delivered … or, from
    tables, under the key that the text has.
    """

    meta: dict[str, Any] = field(default_factory=dict)
    start: int = 0
    end: int = 0


def header_facts(text: str, given: Mapping[str, Any] = {}) -> Header:
    """What the text says of itself; `given` is what is known already, which helps to read it and is not repeated.

    What is not there is absent. The date of publication is the one that says so, else the one of writing or
    signing, else the day a report was delivered to a congress.
    """
    lines = lines_of(text)
    front = front_of(text, lines)
    tail = tail_of(text, lines, front.body + 1)
    signed = signature(text, [line for number, line in enumerate(lines) if number not in tail.cuts])
    facts = [*front.facts, *tail.facts, *signed]
    meta = _stated(facts)
    title = str(given.get("title") or meta.get("title") or _title(text, lines, front))
    if title:
        meta["title"] = title
    body = lines[front.body] if front.body < len(lines) else None
    occasion = lines[front.occasion] if front.occasion is not None else None
    if not given.get("issuer"):
        meta |= _issuer(text, meta, title, facts, body)
    meta |= _dates(facts, occasion)
    meta |= _year(title, body)
    region = _region(text, str(given.get("issuer") or meta.get("issuer") or ""), title, occasion)
    if region:
        meta["region"] = region
    end = body.low if body else len(text)
    return Header({key: value for key, value in meta.items() if value and not given.get(key)}, 0, end)


def _stated(facts: list[Fact]) -> dict[str, Any]:
    """What keys and numbers say, the first of each; dates and signatures are for others to weigh."""
    meta: dict[str, Any] = {}
    for fact in facts:
        if fact.field not in (*_PUBLISHED, "signer", "count", "widget") and fact.value.strip(BLANKS):
            meta.setdefault(fact.field, fact.value.strip(BLANKS))
    return meta


def _title(text: str, lines: list[Line], front: Front) -> str:
    """The first line above the report that ends like a title, with the lines that it continues on."""
    kept = [n for n in front.kept if n != front.occasion and not is_person(lines[n].words)]
    for at, number in enumerate(kept):
        if not is_titled(lines[number].words) and not _continues(lines, kept, at):
            continue
        first = at
        if at and _opens_title(lines, kept, at - 1):
            first = at - 1
        last = at
        while _open_brackets("".join(lines[n].words for n in kept[first : last + 1])) and last + 1 < len(
            kept
        ):
            last += 1
        if last - first < _JOINED:
            return "".join(text[lines[n].start : lines[n].end] for n in kept[first : last + 1])
    return ""


def _opens_title(lines: list[Line], kept: list[int], at: int) -> bool:
    """Whether the title begins on this line and goes on below: a body's name, or something with 关于 or a year."""
    words, below = lines[kept[at]].words, lines[kept[at + 1]].words
    if issuers.issuer_span(below) or is_titled(words):
        return False
    opens = "关于" in words or _YEARS.search(words) is not None
    return issuers.is_issuer(words) or (opens and len(words) + len(below) <= 80)


def _continues(lines: list[Line], kept: list[int], at: int) -> bool:
    """A line with a bracket that closes on the next lines, the last of which ends like a title."""
    joined = lines[kept[at]].words
    if not _open_brackets(joined):
        return False
    for number in kept[at + 1 : at + _JOINED]:
        joined += lines[number].words
        if not _open_brackets(joined):
            return is_titled(joined)
    return False


def _open_brackets(words: str) -> bool:
    return any(words.count(a) > words.count(b) for a, b in ("《》", "()", "〈〉"))


def _issuer(
    text: str, meta: Mapping[str, Any], title: str, facts: list[Fact], body: Line | None
) -> dict[str, Any]:
    """Who issued it: by its key, the title, the signature, the source if that is a body, the opening sentence."""
    if meta.get("issuer"):
        return {}
    span = issuers.issuer_span(fold(title))
    if span:
        return {"issuer": title[slice(*span)]}
    for kind in ("signer", "source"):
        for fact in facts:
            if fact.field == kind and issuers.is_issuer(fold(fact.value)):
                return {"issuer": fact.value}
    opening = _OPENING.match(body.words) if body else None
    if body and opening and issuers.region_end(opening["issuer"]):
        start = body.start + opening.start("issuer")
        return {"issuer": text[start : start + len(opening["issuer"])]}
    return {}


def _dates(facts: list[Fact], occasion: Line | None) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for fact in facts:
        if fact.field in _PUBLISHED:
            found.setdefault(fact.field, fact.value)
    delivered = date_in(occasion.words) if occasion else None
    published = next(
        (found[kind] for kind in _PUBLISHED if kind in found), delivered.iso if delivered else ""
    )
    meta = {"published": published} if published else {}
    if "written" in found:
        meta["written"] = found["written"]
    if delivered:
        meta["delivered"] = delivered.iso
    return meta


def _year(title: str, body: Line | None) -> dict[str, Any]:
    """The year that a report is about: from its title, else from the sentence that announces it."""
    match = _YEARS.search(fold(title))
    if match and match["from"] and int(match["from"]) < int(match["to"]):
        return {"year": f"{match['from']}-{match['to']}"}
    if match:
        return {"year": year_number(match["from"] or match["one"] or match["words"])}
    announced = _REPORTS.search(body.words) if body else None
    return {"year": int(announced["year"])} if announced else {}


def _region(text: str, issuer: str, title: str, occasion: Line | None) -> str:
    """From the issuer's name, the title, or the assembly that a report was delivered to."""
    region = issuers.region_of(issuer, fold(issuer)) or issuers.title_region(title, fold(title))
    if region or occasion is None:
        return region
    at = occasion.words.find("在") + 1
    end = issuers.region_end(occasion.words[at:])
    return text[occasion.start + at : occasion.start + at + end] if at else ""
