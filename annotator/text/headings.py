"""The lines of a report that are headings: by their number, or by how they stand there; and how deep they lie."""

import re
from bisect import bisect_left
from collections.abc import Iterator
from functools import lru_cache
from itertools import chain
from operator import attrgetter
from typing import NamedTuple

from annotator.text.numerals import decimal_of
from annotator.text.roles import is_annex, tells_role

LONGEST = 60
"""The longest heading, in code points; of a numbered paragraph the heading is what stands before its first mark."""

_NUMBER = "[一二三四五六七八九十百]{1,4}"
_MARK = rf"""[ \t]*(?=[第一二三四五六七八九十百\d(①-⑳])(?:
        (?P<book>第(?:{_NUMBER}|\d{{1,2}})[编篇]) | (?P<chapter>第(?:{_NUMBER}|\d{{1,2}})章) | (?P<part>第{_NUMBER}部分)
      | (?P<section>第(?:{_NUMBER}|\d{{1,2}})节) | (?P<article>第(?:{_NUMBER}|\d{{1,3}})条(?![例款件线约]))
      | (?P<dun>{_NUMBER}[ ]?(?:、(?!{_NUMBER}、)|[.](?!\d)))
      | (?P<paren>\({_NUMBER}\)|{_NUMBER}\)) | (?P<open>\({_NUMBER}(?![)、\w]*\)))
      | (?P<dot>\d{{1,2}}[ ]?(?:[.](?!\d)|、(?!\d)))
      | (?P<digit>\(\d{{1,2}}\)|\d{{1,2}}\))
      | (?P<ring>[①-⑳])
      | (?P<yi>第?{_NUMBER}(?:是(?![否不])|要(?![求点素件务]))) | (?P<space>{_NUMBER}(?=[ ]{{1,4}}[^\s\d]))
    )[ ]*(?=\S)"""
_FIRST_LINE = re.compile(_MARK, re.VERBOSE)
# Line ends are found by the dozen while `^` is tried at every character.
_LATER_LINES = re.compile(rf"\n{_MARK}", re.VERBOSE)
_RANK = {
    "title": -2, "book": -1, "chapter": 0, "part": 0, "section": 1, "article": 2, "dun": 3, "paren": 4, "dot": 5, "yi": 6,
    "digit": 7, "ring": 8,
}  # fmt: skip
_CONTENTS = re.compile(r"(?:…+|[.·]{4,}|\t) *\d{1,3} *$")
_STOP = re.compile("[。;!?\n]")
_LOOK_AHEAD = 200
"""How many headings a look for the next number of a list goes over."""

_CLOSED = re.compile(r"[。;:!?,、…)\]>》】|\t]$|[。;|\t]")
_SMALL_TITLE = 30
_BODY = 30
_FURNITURE = re.compile(
    "打印|收藏|分享|字号|字体|下载|关闭|返回|首页|上一篇|下一篇|相关|责任编辑|来源|扫一扫|浏览|作者|记者|编辑|索引|发布|主任$|局长$"
    "|省长|市长|县长|区长|主席|局$|厅$|委$|政府$|委员会$|办公室$|[日号]$|^[\\W\\da-zA-Z]+$|^各位|报告$|总结$|方案$|规划$|的通知$|意见$"
)


class Heading(NamedTuple):
    """Where a heading stands, what it says (folded), its kind of numbering, its number, its level from 1."""

    start: int
    text: str
    kind: str
    number: int
    level: int = 1


def headings(folded: str) -> list[Heading]:
    """The headings of a folded text, in order, with levels as deep as their kinds of numbering nest there.

    Inline lists (一是……;二是……) are items of a paragraph, not headings; where every item begins a paragraph
    they are, because a reader looks them up.
    """
    numbered = list(_in_lists(folded, list(_numbered(folded))))
    bare = list(_unnumbered(folded, numbered))
    found = sorted([*numbered, *bare], key=attrgetter("start"))
    return _levels(found)


def _numbered(folded: str) -> Iterator[Heading]:
    last = {"paren": 0, "dun": 0}
    first = _FIRST_LINE.match(folded)
    for match in chain([first] if first else [], _LATER_LINES.finditer(folded)):
        kind = match.lastgroup or ""
        start, body = match.start(kind), match.end()
        number = _value(match[kind])
        if careless := {"open": "paren", "space": "dun"}.get(kind):  # only where the count goes on
            if number != last[careless] + 1 or number < 2:
                continue
            kind = careless
        last[kind] = number
        line_end = _line_end(folded, start)
        if not _is_contents(folded, start, line_end):
            yield Heading(start, _wording(folded, start, body, line_end), kind, number)


def _is_contents(folded: str, start: int, end: int) -> bool:
    """Whether the line is an entry of a table of contents, which ends in the number of a page."""
    last = folded[end - 1]
    return (last == " " or last.isdecimal()) and _CONTENTS.search(folded, start, end) is not None


@lru_cache(maxsize=4096)
def _value(mark: str) -> int:
    if "①" <= mark <= "⑳":
        return ord(mark) - ord("①") + 1
    found = re.search(rf"\d+|{_NUMBER}", mark)
    return int(decimal_of(found[0]) or 0) if found else 0


def _wording(folded: str, start: int, body: int, line_end: int) -> str:
    """To the line's end; of a numbered paragraph, to its first sentence end, colon or a bearable length."""
    stop = _STOP.search(folded, body, line_end)
    end = stop.start() if stop else line_end
    colon = folded.find(":", body, min(end, start + LONGEST))
    if colon > 0 and end - colon > 20:
        end = colon
    if end - start > LONGEST:
        end = next((at for at in range(body, start + LONGEST) if folded[at] in ",:"), start + LONGEST)
    return folded[start:end].rstrip(" ")


def _line_end(folded: str, at: int) -> int:
    end = folded.find("\n", at)
    return len(folded) if end < 0 else end


def _in_lists(folded: str, found: list[Heading]) -> Iterator[Heading]:
    """Without a 一是 that no line with 二是 follows: its list runs on inside the paragraph."""
    for index, heading in enumerate(found):
        if heading.kind != "yi":
            yield heading
            continue
        following = found[index + 1] if index + 1 < len(found) else None
        before = found[index - 1] if index else None
        goes_on = following is not None and following.kind == "yi" and following.number == heading.number + 1
        went_on = before is not None and before.kind == "yi" and before.number == heading.number - 1
        inline = folded.find("二是", heading.start, _line_end(folded, heading.start)) >= 0
        if (goes_on or went_on) and not (heading.number == 1 and inline):
            yield heading


def _unnumbered(folded: str, numbered: list[Heading]) -> Iterator[Heading]:
    """Short lines without a mark at their end, above a paragraph or a numbered heading.

    One by one only where their words tell that they are headings (工作回顾, 存在的问题, 名词解释); else where the
    document has at least three of them.
    """
    starts = [heading.start for heading in numbered]
    lines = list(_lines(folded))
    found: list[tuple[Heading, bool]] = []
    begun = starts[0] if starts else next((end for _, end, line in lines if "。" in line), len(folded))
    for place in range(1, len(lines) - 1):
        start, end, line = lines[place]
        if not 2 <= len(line) <= _SMALL_TITLE:
            continue
        near = bisect_left(starts, start)
        if near < len(starts) and starts[near] < end:
            continue
        heads = near < len(starts) and starts[near] <= lines[place + 1][1]
        body = lines[place + 1][2]
        if _is_no_title(line):
            continue
        annex, telling = is_annex(line), len(line) <= 20 and tells_role(line)
        if not (heads or ("。" in body and (telling or len(body) >= _BODY)) or annex):
            continue
        alone = "\n\n" in folded[lines[place - 1][1] : start + 1] or lines[place - 1][2][-1] in "。!?;"
        if annex or telling or (alone and start > begun and len(body) >= _BODY):
            at = start + folded[start:end].index(line[0])
            found.append((Heading(at, line, "title", 0), telling or annex))
    many = sum(not telling for _, telling in found) >= 3
    for place, (heading, telling) in enumerate(found):
        following = found[place + 1][0] if place + 1 < len(found) else None
        names_next = following and is_annex(following.text) and following.start - heading.start < _SMALL_TITLE
        if (telling or many) and not (is_annex(heading.text) and names_next):  # 附件, with its title below
            yield heading


@lru_cache(maxsize=4096)
def _is_no_title(line: str) -> bool:
    return _CLOSED.search(line.rstrip("》")) is not None or _FURNITURE.search(line) is not None


def _lines(folded: str) -> Iterator[tuple[int, int, str]]:
    """The lines that are not blank: where they start and end, and what they say."""
    start = 0
    for line in folded.split("\n"):
        end = start + len(line)
        if words := line.strip():
            yield start, end, words
        start = end + 1


def _levels(found: list[Heading]) -> list[Heading]:
    """The same with levels: kinds nest in the order in which the document opens them, by rank where in doubt."""
    stack: list[tuple[str, float, int]] = []  # kind, rank, number
    levelled = []
    inside: dict[str, str] = {}
    top = min((_RANK[heading.kind] for heading in found if heading.kind != "title"), default=0)
    outer = _outer_titles(found)
    for index, heading in enumerate(found):
        kinds = [kind for kind, _, _ in stack]
        kind, rank = heading.kind, float(_RANK[heading.kind])
        if kind == "title" and heading.start not in outer:
            if tells_role(heading.text):  # as high as the numbered ones: its number was forgotten
                rank = float(top)
            else:
                kind, rank = "inner", stack[-1][1] + 0.5 if stack else rank
        if kind in kinds:
            del stack[kinds.index(kind) :]
        elif (
            heading.number == 1 and stack and (inside.get(kind) == kinds[-1] or _goes_on(found, index, stack))
        ):
            inside[kind] = kinds[-1]
        else:
            while stack and stack[-1][1] >= rank:
                stack.pop()
        stack.append((kind, rank, heading.number))
        levelled.append(Heading(heading.start, heading.text, heading.kind, heading.number, len(stack)))
    return levelled


def _outer_titles(found: list[Heading]) -> set[int]:
    """The unnumbered headings that stand above the numbered ones: the count begins anew under them."""
    ranks = [_RANK[heading.kind] for heading in found if heading.kind != "title"]
    if not ranks:
        return {heading.start for heading in found}
    top = min(ranks)
    restarts = sum(heading.number == 1 and _RANK[heading.kind] == top for heading in found) > 1
    outer = set()
    for index, heading in enumerate(found):
        if heading.kind == "title":
            following = found[index + 1] if index + 1 < len(found) else None
            first = (
                following is not None and following.number == 1 and _RANK[following.kind] == top and restarts
            )
            if first or is_annex(heading.text):
                outer.add(heading.start)
    return outer


def _goes_on(found: list[Heading], index: int, stack: list[tuple[str, float, int]]) -> bool:
    """Whether the innermost open list counts on behind the one that begins here: then this one lies inside it."""
    inner, _, number = stack[-1]
    outer = {kind for kind, _, _ in stack[:-1]}
    for heading in found[index + 1 : index + _LOOK_AHEAD]:
        if heading.kind in outer:
            return False
        if heading.kind == inner:
            return heading.number == number + 1
    return False
