"""The noun behind a number and its counter: 线索 in 24条线索|已全部办结.

It ends behind the first word of those that names end with (`head-nouns`; `head-modifiers` where none of those
follows); a name without such a word ends before the first stop, verb or adverb.
"""

import re
from functools import cache

from annotator.text.amounts import Amount
from annotator.text.lexicons import any_of, entries

_AREA = re.compile("(?:县|市|村|镇|乡|区|省)(?:\\([^()\n]{1,8}\\)|(?![一-鿿]))")
_QUOTED = re.compile("“[^“”\n]{1,15}”")
_AND = re.compile("[和及或]")


def noun_after(folded: str, number: Amount, limit: int) -> str:
    """线索 in 24条线索|已全部办结; nothing where a verb or 的 stands between."""
    counter = folded[number.start : number.end].removesuffix("以上")[-1]
    if number.unit not in entries("classifiers") or counter not in "".join(entries("classifiers")):
        return ""
    if area := _AREA.match(folded, number.end, limit):
        return area[0]
    times = number.unit in ("次", "轮", "批")  # 3次|带队, but 2次专题讲座
    end = _headed_end(folded, number.end, limit) if times else _noun_end(folded, number.end, limit)
    joined = _AND.match(folded, end, limit)
    if end > number.end and joined and (head := _headed_end(folded, joined.end(), limit)):
        end = head
    noun = folded[number.end : end]
    return "" if re.match("以[上下内]|左右|上下", noun) or noun.endswith("率") else noun


def _noun_end(folded: str, start: int, limit: int) -> int:
    """Where the noun at `start` ends, which may begin with words in quotation marks; `start` where there is none."""
    if head := _headed_end(folded, start, limit):
        return head
    quoted = _QUOTED.match(folded, start, limit)
    low = quoted.end() if quoted else start
    found = _noun().match(folded, low, limit)
    noun = found["noun"].rstrip("新") if found else ""
    if manner := _manner().search(noun, 2):
        noun = noun[: manner.start()]
    if folded[low + len(noun) :][:1] == "的":
        return start
    return low + len(noun) if quoted or len(noun) > 1 else start


def _headed_end(folded: str, start: int, limit: int) -> int:
    """Behind the word that a noun at `start` ends with, 机构 in 养老机构|逐院体检; 0 where no such word is known."""
    quoted = _QUOTED.match(folded, start, limit)
    low = quoted.end() if quoted else start
    found = _headed().match(folded, low, limit)
    if found is None:
        return 0
    if found.end() == limit < len(folded):  # 8个领域|案卷240宗
        ends = [head.end() for head in _head().finditer(folded, low, limit) if limit - head.end() > 1]
        return ends[0] if ends else limit
    return found.end()


@cache
def _noun() -> re.Pattern[str]:
    return re.compile(rf"(?P<noun>(?:(?!{_long_stops()}){_whole()}|(?!{_stops()})[一-鿿A-Za-z])*)")


@cache
def _headed() -> re.Pattern[str]:
    """Up to the first word that names end with, and those right behind it; some stops may stand in front as modifiers."""
    heads, soft = any_of("head-nouns"), any_of("head-modifiers")
    before_a_noun = "违法|违规|执法|主要|监督|指导|管理|保障|服务|监管|培训"
    modifier = f"(?>(?!{_long_stops()}){_whole()}|{before_a_noun}|(?!{_stops()})[一-鿿A-Za-z])"
    return re.compile(
        f"(?:(?!{heads}){modifier}){{0,14}}?(?:{heads})+[者员长]?"
        f"|(?:(?!{soft}){modifier}){{0,14}}?(?:{soft})+"
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
