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
_SHORTFALL = re.compile(
    f"问题|不足|困难{_NEEDY}|短板|差距|薄弱|弱项|挑战|瓶颈|[难堵痛]点|制约因素|检讨|反思|自查自省|缺点"
    "|(?:存在|面临|遇到)的?(?:主要|突出|一些)*(?:矛盾|风险|障碍|弱点|欠缺|阻力|制约)"
    "|(?:[有亟]待|[仍尚还应]需?要?|需要?)(?:继续|进一步)?(?:努力|改进|完善|加强|提[高升]|解决)(?:的|之处)"
)
_SOLVING = re.compile(
    "解决|整改|化解|治理|整治|破解|补|攻[坚克]|缩小|应对|战胜|克服|纾|聚焦|针对|防[范控止]|强弱项|打通|疏通|破[除局难]|消除|排查|紧盯|直击|瞄准|回应|突破|啃"
)
_SOLVED = re.compile("(?:的)?(?:整改|整治|治理|解决|化解|导向|排查|清零|销号|台账|清单)")
_SOLVED_NEAR = re.compile(
    "的|[^,。:;]{0,4}\\d|[^,。:;]{0,6}(?:整改|整治|治理|解决|化解|导向|排查|清零|销号|台账|清单|群众|家庭|企业|对象|缩小|改善|好转)"
)
_FINDS = re.compile(
    f"{_SOLVING.pattern}|[对为]|帮助|帮扶|梳理|查[摆找纠]|发现|收集|反馈|通报|围绕|避免|杜绝|遏制|减少|导向"
)
"""What was done about a shortcoming that the same clause goes on to name."""

_ADMITTING = re.compile(
    "存在|主要|面临|突出问题$|(?:问题|不足|困难|短板|差距|薄弱环节|弱项|挑战)(?:和|与|及|、|$|分析|表现)|[有亟]待|[仍尚还应]需?|需要?|制约因素|检讨|反思|缺点|之处"
)
_PLAN = re.compile(
    "下一步|下步|下一阶段|下一?年度|今后|打算|展望|明年|新的一年|来年|(?<!度)(?:工作|行动|重点|主要|具体|年度?)(?:计划|安排|思路|设想|部署)"
    "|工作目标|目标任务|努力方向|整改措施|改进措施|主要目标|主要考虑|重要要求|预期目标|工作建议|意见建议|思路$"
)
_REMEDY = re.compile(
    "(?:改进|整改|努力|工作)(?:方向|举措|重点|对策|思路|意见)|对策|^(?:20\\d\\d年)?(?:整改|改进|重点)(?:工作|任务)?$"
)
"""What a section on problems says below them, under a heading of its own."""

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
_WANT = "(?:问题|不足|困难|短板|差距|薄弱环节|薄弱|弱项|挑战)"
_ADMITS = re.compile(
    "(?P<sees>(?:清醒|深刻|冷静|充分|必须|应当?|应该|同时|我们也?|也?要)地?(?:认识|看|意识|感受|注意)到|(?:[也更]|我们)深[知感]|正视(?=存在|自身|工作|短板|差距|不足|问题|困难)|需要?(?:重视|关注|注意)的是)"
    f"|(?:[还仍也但]|依然|仍然|发展中|工作中|工作|主要|目前|当前)存在(?:着|了)?(?:一?些|不少|以下|诸多|许多|较多|的|很多|明显|几个)?.{{0,12}}?{_WANT}(?!的)"
    "|[还仍尚]有(?:着|一定|不少|不小|较大|一些|很大|许多|诸多|明显|较多|差)*的?(?:差距|不足|短板|弱项|薄弱|距离)|面临(?:着|的)?(?:不少|一些|诸多|许多)?(?:困难|问题|挑战|短板)"
    f"|{_WANT}(?:还|仍|依然|仍然|也|同样)*(?:比较|较为|十分|很|相当)?(?:突出|明显|不少|较多|较大|不小|不容(?:忽视|回避|小觑))"
    f"|(?:存在|主要|面临)的?(?:主要|突出)?{_WANT}(?:和{_WANT})?(?:之处)?[^,。;]{{0,8}}?(?:是|有|在于|表现|体现|集中|如下|以下|反映|:)"
    f"|{_WANT}(?:和{_WANT})?(?:之处)?(?:主要)?(?:表现[在为于]|体现[在为]|集中[在于]|在于|反映[在为出])"
    f"|(?:暴露|反映|折射|凸显)出[^,。]{{0,10}}{_WANT}"
    "|[还仍尚]有[^,。]{0,12}(?:不尽如人意|需要?(?:改进|加强)|[亟有]待|滞后|落后)(?:[^,。]{0,4}的(?:地方|之处|方面|工作))?"
    "|的(?:地方|现象|问题|情况|惯性)(?:(?:还|仍|依然|仍然|时有|也)+(?:比较|较为)?(?:存在|突出|发生|未)|(?:还|仍|也)*(?:不少|较多))"
    "|制约[^,。]{2,16}因素|美中不足"
)
_MAY_ADMIT = (
    "识到", "看到", "受到", "意到", "深知", "深感", "正视", "的是", "存在", "面临", "还有", "仍有", "尚有", "问题", "不足",
    "困难", "短板", "差距", "薄弱", "弱项", "挑战", "制约", "的现象", "的惯性", "的情况", "的地方",
)  # fmt: skip
"""One of them is in whatever `_ADMITS` finds; to look for them is much quicker."""

_STANCE = re.compile("针对|对照|对于|坚持|聚焦|围绕")
_SALUTATION = re.compile("[^,。]{2,8}!")
_TELLS = re.compile(
    "(?:情况|成效|做法|回顾|进展|打算|计划|安排|思路|设想|部署|要求|目标|措施|任务|前言|引言|序言|结语|保障|原则|思想)$"
)
_LOOK = 120
"""How far into a paragraph what it admits may be said."""

_LACKS = re.compile(
    f"{_SHORTFALL.pattern}|不[相够高强足平到充均深严紧准全实]|难[以于]|弱|松|缺[乏少]|滞后|有待|单一|老化|偏[低少弱大慢]|[还仍]需"
)
"""What is wrong, where a report sees it clearly without naming it."""

_NEAR = 14
"""How far before a shortcoming the word stands that says what was done about it."""

_WORTH = re.compile("[^,。]{0,30}(?:重要|意义|必要|紧迫|使命|责任)")
"""What else a report sees clearly."""

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
    if (top or inherited == PROBLEMS) and _WEAK_PLAN.search(heading):
        return PLANS
    if inherited == PROBLEMS and _REMEDY.search(heading):
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


def admission(paragraph: str, shortest: int = _MINIMUM) -> tuple[int, int] | None:
    """Where a (folded) paragraph begins to admit what is wrong, in place of a section of that name.

    Start (of the sentence) and end of 同时,我们也清醒认识到; None where it admits nothing, or is shorter than `shortest`.
    """
    if len(paragraph) < shortest:
        return None
    beginning = paragraph[:_LOOK]
    if not may_admit(beginning) or _STANCE.match(paragraph):
        return None
    found = next((one for one in _ADMITS.finditer(beginning) if _admits(paragraph, one)), None)
    if not found:
        return None
    salutation = _SALUTATION.match(paragraph)
    sentence = paragraph.rfind("。", 0, found.start()) + 1
    return max(sentence, salutation.end() if salutation else 0), found.end()


@lru_cache(maxsize=_HEADINGS_KEPT)
def _tells(heading: str) -> bool:
    return _PLAN.search(heading) is not None or _admitted(heading, top=False)


def solves(text: str, start: int, end: int) -> bool:
    """Whether what a (folded) text names from start to end, a shortcoming at its end, is only what work was done about."""
    low = max(start - _NEAR, text.rfind(",", 0, start) + 1, 0)
    if _SOLVING.search(text, start, end) or _FINDS.search(text, low, start):
        return True
    return text[end - 1] != "未" and _SOLVED_NEAR.match(text, end) is not None


def lacks(text: str) -> bool:
    """Whether a (folded) text says that something is wrong or wanting."""
    return _LACKS.search(text) is not None


def _admits(paragraph: str, found: re.Match[str]) -> bool:
    if not found["sees"]:
        return not solves(paragraph, *found.span())
    if _WORTH.match(paragraph, found.end()):
        return False
    names = _LACKS.finditer(paragraph, found.start(), found.start() + 2 * _LOOK)
    return any(not solves(paragraph, max(found.end(), name.start() - _NEAR), name.end()) for name in names)


def _admitted(heading: str, top: bool) -> bool:
    shortfall = _SHORTFALL.search(heading)
    if (
        not shortfall
        or _SOLVING.search(heading, 0, shortfall.start())
        or _SOLVED.match(heading, shortfall.end())
    ):
        return False
    return top or _ADMITTING.search(heading) is not None
