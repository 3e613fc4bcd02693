"""The outline of a report: numbered headings, their levels, and what each section is about."""

import re
from collections.abc import Iterable

from annotator.domain.document import Section
from annotator.text.fold import fold

_NUMBER = "[一二三四五六七八九十百]{1,4}"
_HEADING = re.compile(
    rf"""^[ ]*(?:
        (?P<chapter>第(?:{_NUMBER}|\d{{1,2}})[章编篇]) | (?P<part>第{_NUMBER}部分)
      | (?P<section>第(?:{_NUMBER}|\d{{1,2}})节)
      | (?P<dun>{_NUMBER}、(?!{_NUMBER}、))
      | (?P<paren>\({_NUMBER}\))
      | (?P<dot>\d{{1,2}}(?:[.](?!\d)|、(?!\d)))
      | (?P<digit>\(\d{{1,2}}\)|\d{{1,2}}\)|[①-⑳])
    )[ ]*(?=\S)""",
    re.VERBOSE | re.MULTILINE,
)
_RANK = {"chapter": 0, "part": 0, "section": 1, "dun": 2, "paren": 3, "dot": 4, "digit": 5}
_HEADING_END = re.compile("[。;!?\n]")
_LONGEST = 60
_PROBLEMS = re.compile("问题|不足|困难|短板|差距|薄弱")
_PLANS = re.compile(
    "下一步|下步|下一阶段|今后|打算|展望|明年|新的一年|来年|(?:工作|行动|重点|年度?)(?:计划|安排|思路|设想|部署)"
    "|(?:20\\d\\d|今)年.{0,8}(?:任务|目标|重点|总体要求|预期)|目标任务|努力方向|整改措施|改进措施"
)
_ACHIEVEMENTS = re.compile("情况|成效|做法|回顾|进展|开展|成绩|举措|完成|总结|亮点|经验|成果|主要工作|过去")
_PLAN_TITLE = re.compile("(?:方案|规划|计划|要点|安排)(?:的通知|》|\\)|\\(|$)", re.MULTILINE)
_TITLE = re.compile("报告|方案|规划|计划|总结|要点|意见|通知|公报")
_REPORT_TITLE = re.compile("报告|总结|情况|汇报|述职|述法")


def outline(text: str) -> tuple[Section, ...]:
    """The sections of a document in order, nested by level; offsets in code points, end-exclusive.

    A section runs to the next heading of its own or a higher level. What stands before the text proper (title,
    source line, index numbers) is a first section of role `header`, named after the title.
    """
    folded = fold(text)
    found = _headings(folded)
    first = found[0][0] if found else len(text)
    header = _header(folded, first)
    usual = _usual_role(folded[: header.end] if header else "", [heading for _, _, heading in found])
    sections = [header] if header else []
    open_roles: list[tuple[int, str]] = []
    ends = _ends([(start, level) for start, level, _ in found], len(text))
    for (start, level, heading), end in zip(found, ends, strict=True):
        while open_roles and open_roles[-1][0] >= level:
            open_roles.pop()
        inherited = open_roles[-1][1] if open_roles else usual
        role = _role(heading, inherited, top=not open_roles)
        open_roles.append((level, role))
        sections.append(Section(start, end, level, text[start : start + len(heading)].rstrip(), role))
    return tuple(sections)


def section_path(sections: Iterable[Section], pos: int) -> tuple[Section, ...]:
    """The sections around a position, the outermost first."""
    return tuple(section for section in sections if section.start <= pos < section.end)


def _headings(folded: str) -> list[tuple[int, int, str]]:
    """(start, level, heading) in order; the level is how deep the kinds of numbering nest at that place."""
    found = []
    stack: list[int] = []
    for match in _HEADING.finditer(folded):
        rank = _RANK[match.lastgroup or "digit"]
        while stack and stack[-1] >= rank:
            stack.pop()
        stack.append(rank)
        start = match.start(match.lastgroup or 0)
        found.append((start, len(stack), _heading(folded, start, match.end())))
    return found


def _heading(folded: str, start: int, body: int) -> str:
    """To the line's end; of a numbered paragraph, to its first sentence end or a bearable length."""
    line = folded.find("\n", body)
    line = len(folded) if line < 0 else line
    stop = _HEADING_END.search(folded, body, line)
    end = stop.start() if stop else line
    if end - start > _LONGEST:
        mark = next((at for at in range(body, start + _LONGEST) if folded[at] in ",:"), start + _LONGEST)
        end = mark
    return folded[start:end].rstrip(" ")


def _ends(starts: list[tuple[int, int]], length: int) -> list[int]:
    ends = [length] * len(starts)
    open_at: list[int] = []
    for index, (start, level) in enumerate(starts):
        while open_at and starts[open_at[-1]][1] >= level:
            ends[open_at.pop()] = start
        open_at.append(index)
    return ends


def _header(folded: str, first: int) -> Section | None:
    """The short lines without a full stop that a document begins with."""
    end = at = 0
    title = ""
    while at < first:
        line_end = folded.find("\n", at, first)
        line_end = first if line_end < 0 else line_end
        line = folded[at:line_end].strip()
        if len(line) > 120 or "。" in line or (len(line) > 50 and "," in line):
            break
        if line:
            end = line_end
            title = title if title and (_TITLE.search(title) or not _TITLE.search(line)) else line
        at = line_end + 1
    return Section(0, end, 1, title[:_LONGEST], "header") if title else None


def _usual_role(header: str, headings: list[str]) -> str:
    """The role of a section whose heading does not tell."""
    if _PLAN_TITLE.search(header) and not _REPORT_TITLE.search(header):
        return "plans"
    telling = any(_PROBLEMS.search(h) or _PLANS.search(h) for h in headings)
    return "achievements" if telling or _REPORT_TITLE.search(header) else "other"


def _role(heading: str, inherited: str, top: bool) -> str:
    problem, plan = _PROBLEMS.search(heading), _PLANS.search(heading)
    if (
        problem
        and (top or "存在" in heading or "主要" in heading)
        and not re.search("解决|整改|化解", heading)
    ):
        return "plans" if plan and plan.start() < problem.start() else "problems"
    if (
        top
        and re.search("主要任务|主要考虑|总体要求|总体思路", heading)
        and not _ACHIEVEMENTS.search(heading)
    ):
        return "plans"
    if plan and (top or inherited not in ("problems", "plans")):
        return "plans"
    if top and inherited == "other" and _ACHIEVEMENTS.search(heading):
        return "achievements"
    return inherited
