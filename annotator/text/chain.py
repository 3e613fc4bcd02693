"""A sentence as a chain of comma-separated pieces, grouped into actions with what leads up to them."""

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass

from annotator.text import leads
from annotator.text.lexicons import any_of
from annotator.text.marks import Window, around

Range = tuple[int, int]
Lead = Callable[[str], bool]

_QUANTITY_END = re.compile(r"[\d一二三四五六七八九十百千万两]+[余多]?([^\d\s,、%]{1,3})$")
_RESTATES = re.compile(r"合计|总计|共计|其中|占|同比|比|较|累计|共|平均|完成率|含|包括|约|达|均")
_LIST_END = re.compile(r"等[^,、]{0,12}$")
_LIST_OPENER = re.compile("针对|围绕|通过|采取|聚焦|紧盯")
_TOPIC = re.compile("(?:决策|事项|文件|情形|项目|案件|规范|活动|行为)$")
_RULES = re.compile("(?:都|均|也)?(?:要(?!求|点|素)|应当?|须|必须|一律|不得)")
_LOOK = 4
"""How many pieces one list or object may run over."""


@dataclass(frozen=True, slots=True)
class Group:
    """An action and what leads up to it: piece numbers, end-exclusive. `start` is the first piece that belongs."""

    first: int
    start: int
    end: int


def pieces_at(view: Window, pos: int) -> list[Range]:
    """The comma-separated pieces of the stretch between stronger marks around `pos`, without spaces at the edges."""
    strong = tuple(mark for mark in view.clause if view.between(*mark) != ",")
    start, end, _ = around(strong, view.low, view.high, pos)
    edges = [start, *(edge for mark in view.clause if start <= mark[0] < end for edge in mark), end]
    found = []
    for low, high in zip(edges[::2], edges[1::2], strict=True):
        piece = view.between(low, high)
        lead = len(piece) - len(piece.lstrip())
        if any(char.isalnum() for char in piece):
            found.append((low + lead, low + lead + len(piece.strip())))
    return found


def groups(pieces: list[str], out: Collection[Lead], manner: Lead | None, joins: bool) -> list[Group]:
    """Every piece in exactly one group. `pieces` are folded, without enumerators and linking words.

    A piece that a test of `out` takes leads up to the next action without belonging to it; one that `manner`
    takes belongs to it. `joins`: an object that runs over commas keeps its action together. Leads with no action
    behind them are actions themselves.
    """
    blank = [leads.masked(piece) for piece in pieces]
    found: list[Group] = []
    first = index = 0
    start: int | None = None
    while index < len(pieces):
        until = _lead_until(blank, index) if joins else index + 1
        whole = ",".join(blank[index:until])
        if until < len(pieces):
            if any(test(whole) for test in out):
                index = until
                continue
            if manner and (manner(whole) or (joins and _topic(whole, blank[until]))):
                start = index if start is None else start
                index = until
                continue
        until = _action_until(blank, index) if joins else index + 1
        found.append(Group(first, index if start is None else start, until))
        first = index = until
        start = None
    if first < len(pieces):
        found.append(Group(first, first if start is None else start, len(pieces)))
    return found


def _lead_until(pieces: list[str], index: int) -> int:
    """针对甲、乙,丙等四项任务, – a list that its opener begins and 等…… ends, over commas."""
    if _LIST_OPENER.match(pieces[index]) and "等" not in pieces[index]:
        for until in range(index + 1, min(index + _LOOK, len(pieces) - 1)):
            if _LIST_OPENER.match(pieces[until]):
                break
            if _LIST_END.search(pieces[until]) and not re.search(
                "进行|开展", pieces[until].rpartition("等")[2]
            ):
                return until + 1
    return index + 1


def _topic(piece: str, following: str) -> bool:
    """事关群众切身利益的决策,|要严格履行……程序: what a rule is about, and then the rule."""
    return _TOPIC.search(piece) is not None and _RULES.match(following) is not None


def _action_until(pieces: list[str], index: int) -> int:
    """形成甲,乙,丙的工作格局 · 处理案件1件,复议2件 – one verb, one object over commas."""
    nouns, verbs = any_of("whole-nouns"), any_of("whole-verbs")
    if re.match(f"[^,]{{0,8}}?{verbs}(?!了?{verbs})", pieces[index]) and "的" not in pieces[index][-12:]:
        for until in range(index + 1, min(index + _LOOK, len(pieces))):
            if re.search(f"的[^,的]{{0,6}}{nouns}$", pieces[until]):
                return index + 1 if _acts(pieces[until]) else until + 1
            if _acts(pieces[until]):
                break
    until = index + 1
    while until < len(pieces) and _second_object(pieces[index], pieces[until]):
        until += 1
    return until


def _acts(piece: str) -> bool:
    """Whether the piece begins with a verb of action, or a body and such a verb."""
    body = re.sub("^(?:我[局市区县厅省]|并|还)", "", piece)
    return leads.acts(body)


def _second_object(action: str, piece: str) -> bool:
    """Whether the piece only adds an object and its number, counted in the same unit."""
    first, second = _QUANTITY_END.search(action), _QUANTITY_END.search(piece)
    if not (first and second and first[1] == second[1] and _acts(action)) or _RESTATES.match(piece):
        return False
    return not leads.has_verb(piece) and not re.match(any_of("counting-verbs", "light-verbs"), piece)
