"""The noun behind a number and its counter: 线索 in 24条线索|已全部办结.

It ends behind the first word of those that names end with (`head-nouns`; `head-modifiers` where none of those
follows); a name without such a word ends before the first stop, verb or adverb.
"""

import re
from functools import cache

from annotator.text.amounts import Amount
from annotator.text.lexicons import any_of, entries

_BRACKET = r"(?:\((?!其中|[不未均已含占约各共见含])[一-鿿、]{1,4}\))"
"""乡镇(街道), 村(居): another kind of the same."""

_OF_PEOPLE = frozenset(["名", "位"])
_OF_BODIES = frozenset(["个", "家", "间"])
_BODIES = "(?:单位|部门|科室|股室|处室|机构|站所)"
_QUOTED = re.compile("“[^“”\n]{1,15}”")
_LACKS = re.compile("(?:不|未|无)[^,。;、:\n]{1,12}的")

_AND = re.compile("[和及或]")


def noun_after(folded: str, number: Amount, limit: int) -> str:
    """线索 in 24条线索|已全部办结; nothing where a verb or 的 stands between."""
    counter = re.sub("(?:以[上内下]|左右)$", "", folded[number.start : number.end])[-1]
    if number.unit not in entries("classifiers") or counter not in "".join(entries("classifiers")):
        return ""
    if number.unit not in _OF_PEOPLE and (area := _area().match(folded, number.end, limit)):
        return area[0]
    times = number.unit in ("次", "轮", "批")  # 3次|带队, but 2次专题讲座
    bodies = number.unit in _OF_BODIES
    if times:
        turn = _turn().match(folded, number.end, limit)
        end = turn.end() if turn else _headed_end(folded, number.end, limit)
    else:
        end = _noun_end(folded, number.end, limit, bodies)
    joined = _AND.match(folded, end, limit)
    if end > number.end and joined and (head := _headed_end(folded, joined.end(), limit)):
        end = head
    noun = folded[number.end : end]
    if lacks(folded, end, limit):
        return ""
    return "" if re.match("以[上下内]|左右|上下", noun) or noun.endswith("率") else noun


def lacks(folded: str, start: int, limit: int) -> bool:
    """Whether a clause about those counted stands at `start`: 2家|不合格的养老院."""
    return _LACKS.match(folded, start, limit) is not None


def _noun_end(folded: str, start: int, limit: int, bodies: bool) -> int:
    """Where the noun at `start` ends, which may begin with words in quotation marks; `start` where there is none."""
    if head := _headed_end(folded, start, limit, bodies):
        return head
    quoted = _QUOTED.match(folded, start, limit)
    low = quoted.end() if quoted else start
    found = _noun().match(folded, low, limit)
    noun = found["noun"].rstrip("新") if found else ""
    if manner := _manner().search(noun, 2):
        noun = noun[: manner.start()]
    end = low + len(noun)
    if bracket := _kinds().match(folded, end, limit):
        end = bracket.end()
    if folded.startswith("的", end):
        return start
    return end if quoted or len(noun) > 1 else start


def _headed_end(folded: str, start: int, limit: int, bodies: bool = False) -> int:
    """Behind the word that a noun at `start` ends with, 机构 in 养老机构|逐院体检; 0 where no such word is known.

    `bodies`: what follows those counted is not what is counted, 9个部门|数据.
    """
    quoted = _QUOTED.match(folded, start, limit)
    low = quoted.end() if quoted else start
    found = _headed(bodies).match(folded, low, limit)
    if found is None:
        return 0
    if found.end() == limit < len(folded):  # 8个领域|案卷240宗
        ends = [head.end() for head in _head().finditer(folded, low, limit) if limit - head.end() > 1]
        return ends[0] if ends else limit
    return found.end()


@cache
def _area() -> re.Pattern[str]:
    """村 in 43个村|的公开栏, 12个村|修订公约, 9个乡(镇)."""
    verbs = any_of("verbs", "action-verbs", "noun-stops")
    return re.compile(f"[县市村镇乡区省州所](?:{_BRACKET}|(?![一-鿿])|(?={verbs}))")


@cache
def _kinds() -> re.Pattern[str]:
    return re.compile(f"(?<=[县市区镇乡村]){_BRACKET}")


@cache
def _noun() -> re.Pattern[str]:
    return re.compile(rf"(?P<noun>(?:(?!{_long_stops()}){_whole()}|(?!{_stops()})[一-鿿A-Za-z])*)")


@cache
def _turn() -> re.Pattern[str]:
    """专项督查 in 2轮专项督查; a bare verb tells what was done so often."""
    return re.compile(f"(?:专项|集中|联合|综合|全面|交叉)(?:{any_of('nominal-verbs')})(?![一-鿿])")


@cache
def _headed(bodies: bool) -> re.Pattern[str]:
    """Up to the first word that names end with, and those right behind it; some stops may stand in front as modifiers."""
    heads, soft = any_of("head-nouns"), any_of("head-modifiers")
    before_a_noun = "违法|违规|执法|主要|监督|指导|管理|保障|服务|监管|培训"
    modifier = f"(?>{_BRACKET}|(?!{_long_stops()}){_whole()}|{before_a_noun}|(?!{_stops()})[一-鿿A-Za-z])"
    several = f"(?:(?:{heads})*?{_BODIES}+|(?:{heads})+)" if bodies else f"(?:{heads})+"
    return re.compile(
        f"(?:(?!{heads}){modifier}){{0,14}}?{several}[者员长]?{_BRACKET}?"
        f"|(?:(?!{soft}){modifier}){{0,14}}?(?:{soft})+{_BRACKET}?"
    )


@cache
def _manner() -> re.Pattern[str]:
    return re.compile(any_of("adverbs", "lead-words"))


@cache
def _head() -> re.Pattern[str]:
    return re.compile(any_of("head-nouns", "head-modifiers"))


def _whole() -> str:
    return any_of("not-verbs", "light-words")


def _stops() -> str:
    return f"(?:{any_of('noun-stops')}|{any_of('verbs')}(?!会(?!议)))"


@cache
def _long_stops() -> str:
    return f"(?:{'|'.join(word for word in entries('noun-stops') if len(word) > 1)})"
