"""What a section is about: achievements, problems or plans, from the words of its heading and where it stands."""

import re
from collections.abc import Sequence
from functools import lru_cache

from annotator.i18n import N_
from annotator.text.fold import fold

ACHIEVEMENTS, PROBLEMS, PLANS, HEADER, OTHER = "achievements", "problems", "plans", "header", "other"

ROLE_NAMES = {
    ACHIEVEMENTS: N_("achievements"),
    PROBLEMS: N_("problems"),
    PLANS: N_("plans"),
    HEADER: N_("page header"),
    OTHER: N_("other"),
}

_NEEDY = "(?!群众|人员|家庭|老年|老人|儿童|职工|学生|群体|企业|残疾|户|对象|退役|党员|妇女|地区|救助|帮扶)"
_SHORTFALL = re.compile(f"问题|不足|困难{_NEEDY}|短板|差距|薄弱|弱项|挑战|瓶颈")
_SOLVING = re.compile(
    "解决|整改|化解|治理|整治|破解|补齐|补短板|攻坚|缩小|应对|战胜|克服|纾困|聚焦|针对|导向|防范"
)
_ADMITTING = re.compile(
    "存在|主要|面临|突出问题$|(?:问题|不足|困难|短板|差距|薄弱环节|弱项|挑战)(?:和|与|及|、|$|分析|表现)"
)
_PLAN = re.compile(
    "下一步|下步|下一阶段|下一?年度|今后|打算|展望|明年|新的一年|来年|(?<!度)(?:工作|行动|重点|主要|具体|年度?)(?:计划|安排|思路|设想|部署)"
    "|工作目标|目标任务|努力方向|整改措施|改进措施|主要目标|主要考虑|重要要求|预期目标|工作建议|意见建议|思路$"
)
_WEAK_PLAN = re.compile(
    "(?:20\\d\\d|今)年.{0,8}(?:任务|目标|重点|总体要求)|主要任务|总体要求|总体思路|重点任务"
)
_BACK = re.compile("情况|成效|做法|回顾|进展|成绩|总结|亮点|经验|成果|成就|主要工作|过去")
_BACK_END = re.compile("(?:情况|成效|回顾|进展|总结|成果)$")
_LOOKS_BACK = re.compile(
    "情况|成效|做法|回顾|进展|开展|成绩|举措|完成|总结|亮点|经验|成果|成就|主要工作|过去"
)
_PLAN_TITLE = re.compile("(?:方案|规划|计划|要点|安排)(?:的通知|》|\\)|\\(|$)", re.MULTILINE)
_REPORT_TITLE = re.compile("报告|总结|情况|汇报|述职|述法")
_GLOSSARY = re.compile(".{0,16}(?:名词|术语)(?:解释|注释|说明).{0,6}")
_ANNEX = re.compile(f"附件[一二三四五六七八九十\\d]{{0,2}}:?|附录.{{0,12}}|{_GLOSSARY.pattern}")
_ADMITS = re.compile(
    "(?:清醒|深刻|冷静|充分|必须|应当|应该|同时|我们也?)地?(?:认识|看|意识|感受)到"
    "|(?:[还仍也但]|依然|仍然|发展中|工作中|工作|主要|目前|当前)存在(?:着|了)?(?:一?些|不少|以下|诸多|许多|较多|的|很多|明显|几个)?.{0,12}?"
    "(?:问题|不足|困难|短板|差距|薄弱|弱项)(?!的)|[还仍尚]有(?:一定|不少|较大|一些|很大|许多)?的?(?:差距|不足|短板)|面临(?:着|的)?(?:不少|一些|诸多|许多)?(?:困难|问题|挑战|短板)"
)
_MAY_ADMIT = ("识到", "看到", "受到", "存在", "面临", "还有", "仍有", "尚有")
"""One of them is in whatever `_ADMITS` finds; to look for them is much quicker."""

_STANCE = re.compile("针对|对照|对于|坚持|聚焦|围绕")
_SALUTATION = re.compile("[^,。]{2,8}!")
_TELLS = re.compile(
    "(?:情况|成效|做法|回顾|进展|打算|计划|安排|思路|设想|部署|要求|目标|措施|任务|前言|引言|序言|结语|保障|原则|思想)$"
)
_LOOK = 120
"""How far into a paragraph what it admits may be said."""

_MINIMUM = 40
_HEADINGS_KEPT = 4096
"""Reports of one office, and of one year, have the same headings."""


@lru_cache(maxsize=_HEADINGS_KEPT)
def role_of(heading: str, inherited: str, top: bool) -> str:
    """The role of a section by its (folded) heading; `inherited` from the section around it where that is silent.

    The first thing that a heading names decides: 存在问题及下一步打算 is on problems.
    """
    if is_annex(heading):
        return OTHER
    if top and _BACK_END.search(heading) and not _SHORTFALL.search(heading):
        return ACHIEVEMENTS
    found: list[tuple[int, str]] = []
    if (shortfall := _SHORTFALL.search(heading)) and _admitted(heading, top):
        found.append((shortfall.start(), PROBLEMS))
    if (plan := _PLAN.search(heading)) and (top or inherited != PLANS):
        found.append((plan.start(), PLANS))
    if top and (back := _BACK.search(heading)):
        found.append((back.start(), ACHIEVEMENTS))
    if found:
        return min(found)[1]
    if top and _WEAK_PLAN.search(heading):
        return PLANS
    if top and inherited == OTHER and _LOOKS_BACK.search(heading):
        return ACHIEVEMENTS
    return inherited


def usual_role(header: str, headings: Sequence[str]) -> str:
    """The role of a section whose heading does not tell, from the document's title and its other headings."""
    if _PLAN_TITLE.search(header) and not _REPORT_TITLE.search(header):
        return PLANS
    telling = any(map(_tells, headings))
    return ACHIEVEMENTS if telling or _REPORT_TITLE.search(header) else OTHER


@lru_cache(maxsize=_HEADINGS_KEPT)
def tells_role(line: str) -> bool:
    """Whether a line without a number is a heading by its words alone: 工作回顾, 存在的主要问题, 下一步打算."""
    if _SHORTFALL.search(line):
        return _admitted(line, top=False)
    return _TELLS.search(line) is not None


def names_plans(heading: str) -> bool:
    """存在的问题和下一步打算: whether a (folded) heading names what is to come, whatever else it names."""
    return _PLAN.search(heading) is not None


@lru_cache(maxsize=_HEADINGS_KEPT)
def is_annex(line: str) -> bool:
    """附件1, 名词解释: what stands behind the report itself."""
    return _ANNEX.fullmatch(line.strip("《》 ")) is not None


@lru_cache(maxsize=_HEADINGS_KEPT)
def is_glossary(line: str) -> bool:
    """名词解释, in either script: what follows says what words mean, and nothing that was done."""
    return _GLOSSARY.fullmatch(fold(line).strip("《》 ")) is not None


def may_admit(text: str) -> bool:
    """Whether any paragraph of a (folded) text may have an `admission`."""
    return any(word[0] in text and word in text for word in _MAY_ADMIT)  # one character is found at once


def admission(paragraph: str) -> tuple[int, int] | None:
    """Where a (folded) paragraph begins to admit what is wrong, in place of a section of that name.

    Start and end of 同时,我们也清醒认识到; None where the paragraph is none such.
    """
    if len(paragraph) < _MINIMUM:
        return None
    beginning = paragraph[:_LOOK]
    if not may_admit(beginning) or not (found := _ADMITS.search(beginning)):
        return None
    if _STANCE.match(paragraph):
        return None
    if not _SHORTFALL.search(paragraph, found.start(), found.start() + 2 * _LOOK):
        return None
    salutation = _SALUTATION.match(paragraph)
    return salutation.end() if salutation else 0, found.end()


@lru_cache(maxsize=_HEADINGS_KEPT)
def _tells(heading: str) -> bool:
    return _PLAN.search(heading) is not None or _admitted(heading, top=False)


def _admitted(heading: str, top: bool) -> bool:
    if not _SHORTFALL.search(heading) or _SOLVING.search(heading):
        return False
    return top or _ADMITTING.search(heading) is not None
