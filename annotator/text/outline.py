"""The outline of a report: its headings, their levels, and what each section is about."""

import re
from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache

from annotator.domain.document import Section
from annotator.text.fold import fold
from annotator.text.headings import LONGEST, Heading, headings
from annotator.text.roles import HEADER, OTHER, PLANS, PROBLEMS, admission, may_admit, role_of, usual_role

_TITLE = re.compile("报告|方案|规划|计划|总结|要点|意见|通知|公报")
_LIST_LINE = re.compile(
    r"\s*\n[ ]*(?:第?[一二三四五六七八九十]{1,3}是|\(\d{1,2}\)|\d{1,2}[)、.]|[①-⑳]|——)[^\n]*"
)
_NUMBERING = re.compile(
    r"(?:第[一二三四五六七八九十百\d]+(?:[章编篇节条]|部分)|[(]?[一二三四五六七八九十百\d]+[)、.]|[①-⑳])[ ]*"
)


def outline(text: str) -> tuple[Section, ...]:
    """The sections of a document in order, nested by level; offsets in code points, end-exclusive.

    A section runs to the next heading of its own or a higher level. What stands before the text proper (title,
    source line, index numbers) is a first section of role `header`, named after the title. A paragraph that admits
    problems in a report without a section of its own for them is a section, named after its first words.
    """
    folded = fold(text)
    found = headings(folded)
    header = _header(text, folded, found[0].start if found else len(text))
    usual = usual_role(folded[: header.end] if header else "", [heading.text for heading in found])
    sections = [header] if header else []
    open_roles: list[tuple[int, str]] = []
    ends = _ends(found, len(text))
    for index, (heading, end) in enumerate(zip(found, ends, strict=True)):
        while open_roles and open_roles[-1][0] >= heading.level:
            open_roles.pop()
        top = not open_roles
        role = role_of(_words(heading), usual if top else open_roles[-1][1], top)
        if top and role == PLANS and _looks_back(heading, found[index + 1 :]):
            role = usual if usual != PLANS else role
        open_roles.append((heading.level, role))
        wording = text[heading.start : heading.start + len(heading.text)].rstrip()
        sections.append(Section(heading.start, end, heading.level, wording, role))
    return tuple(_with_admissions(text, folded, sections))


def section_path(sections: Iterable[Section], pos: int) -> tuple[Section, ...]:
    """The sections around a position, the outermost first."""
    return tuple(section for section in sections if section.start <= pos < section.end)


def _words(heading: Heading) -> str:
    return heading.text if heading.kind == "title" else _unnumbered(heading.text)


@lru_cache(maxsize=4096)
def _unnumbered(heading: str) -> str:
    number = _NUMBERING.match(heading)
    return heading[number.end() :] if number else heading


def _looks_back(heading: Heading, following: list[Heading]) -> bool:
    """2024年重点工作, followed by 存在问题 and 2025年工作计划: a report on that year, not a plan for it."""
    year = re.search(r"(20\d\d)年", heading.text)
    if not year or re.search("计划|安排|打算|思路|目标", heading.text):
        return False
    later = [other for other in following if other.level == heading.level]
    return any(role_of(_words(other), OTHER, True) in (PROBLEMS, PLANS) for other in later)


def _ends(found: list[Heading], length: int) -> list[int]:
    ends = [length] * len(found)
    open_at: list[int] = []
    for index, heading in enumerate(found):
        while open_at and found[open_at[-1]].level >= heading.level:
            ends[open_at.pop()] = heading.start
        open_at.append(index)
    return ends


def _header(text: str, folded: str, first: int) -> Section | None:
    """The short lines without a full stop that a document begins with."""
    end = at = 0
    title, stands = "", slice(0)
    while at < first:
        line_end = folded.find("\n", at, first)
        line_end = first if line_end < 0 else line_end
        line = folded[at:line_end].strip()
        if len(line) > 120 or "。" in line or (len(line) > 50 and "," in line):
            break
        if line:
            end = line_end
            if not title or (_TITLE.search(line) and not _TITLE.search(title)):
                title, stands = line, slice(at, line_end)
        at = line_end + 1
    return Section(0, end, 1, text[stands].strip()[:LONGEST], HEADER) if title else None


def _with_admissions(text: str, folded: str, sections: list[Section]) -> list[Section]:
    """The sections with those paragraphs among them that admit problems, where no heading says so."""
    if any(section.role == PROBLEMS for section in sections) or not may_admit(folded):
        return sections
    end = -1
    for line in folded.split("\n"):
        paragraph = line.lstrip()
        start, end = end + 1 + len(line) - len(paragraph), end + 1 + len(line)
        if not (found := admission(paragraph)):
            continue
        around = [section for section in section_path(sections, start) if section.role != HEADER]
        if not any(section.role in (PLANS, OTHER) or section.start == start for section in around):
            first, last = start + found[0], start + found[1]
            made = Section(first, _list_end(folded, end), 1, text[first:last], PROBLEMS)
            sections = _insert(sections, made, around)
    return sections


def _insert(sections: list[Section], made: Section, around: list[Section]) -> list[Section]:
    """With `made` inside the outermost section around it where nothing else follows there, else inside the innermost."""
    closing = bool(around) and all(section.end == around[0].end for section in around)
    outer = around[:1] if closing else around
    level = outer[-1].level + 1 if outer else 1
    end = min([made.end, *(section.end for section in outer)])
    cut = {section.start for section in around[1:]} if closing else set()
    shorter = [replace(s, end=made.start) if s.start in cut else s for s in sections]
    place = sum(section.start < made.start for section in shorter)
    return [*shorter[:place], replace(made, end=end, level=level), *shorter[place:]]


def _list_end(folded: str, end: int) -> int:
    """Where the paragraph ends, with the list that it announces on the lines behind it."""
    while item := _LIST_LINE.match(folded, end):
        end = item.end()
    return end
