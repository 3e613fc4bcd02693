"""The front of a document: what stands before the report proper, line by line."""

import re
from dataclasses import dataclass, field
from functools import cache

from annotator.text import furniture
from annotator.text.dates import date_in, is_date
from annotator.text.fields import (
    Fact,
    Fields,
    column_fields,
    fact_of,
    fields_of,
    is_rule_row,
    key_kind,
    row_fields,
    value_kind_fits,
)
from annotator.text.issuers import is_issuer
from annotator.text.lexicons import any_of
from annotator.text.lines import Line

DEEPEST = 40  # lines that stay; so what was cut makes no difference to a second reading
_LONGEST_TITLE = 90
_SENTENCE = re.compile("[。;!?]|,.{25}")
_HEADING = re.compile(
    r"第[一二三四五六七八九十百\d]{1,3}[章编篇节]|[一二三四五六七八九十]{1,3}、|\([一二三四五六七八九十]{1,3}\)|\d{1,2}[.、](?!\d)"
)
_OCCASION = re.compile(
    r"(?:[-—–―]{1,3} ?)?\(?(?:19|20)\d\d年\d{1,2}月\d{1,2}日在?.{4,60}?(?:会议|全会|大会|全体会)上.{0,30}"
)
_DOC_NUMBER = re.compile(r"[一-鿿]{1,14} ?[〔\[(【] ?(?:19|20)\d\d ?[〕\])】] ?第? ?\d{1,5} ?号")
_PERSON = re.compile(
    r"(?:[一-鿿]{0,20}(?:省长|主席|市长|州长|盟长|县长|区长|局长|厅长|主任)) ?[一-鿿·]{2,8}(?: [一-鿿]{1,2})?"
)
_NAME = re.compile(r"[一-鿿·]{2,4}")
_MEDIUM = re.compile(
    r"[一-鿿A-Za-z ]{1,20}(?:日报|晚报|报|网|客户端|电视台|通讯社|新华社|融媒体中心|新闻中心|公众号|中心|处|科)"
)


@dataclass(slots=True)
class Front:
    """What was found: facts in order; `cuts`, line number → rule; `kept`, the lines that stay, by number.

    `rests`: of a line that is cut, the part that stays all the same. `body` is the number of the line that the
    report proper begins with. `occasion` is when and where a report was delivered.
    """

    facts: list[Fact] = field(default_factory=list)
    cuts: dict[int, str] = field(default_factory=dict)
    kept: list[int] = field(default_factory=list)
    rests: dict[int, tuple[int, int]] = field(default_factory=dict)
    occasion: int | None = None
    body: int = 0


def front_of(text: str, lines: list[Line]) -> Front:
    """Read the lines from the top, up to the first that can only be the report's."""
    return _Walk(text, lines).run()


class _Walk:
    def __init__(self, text: str, lines: list[Line]) -> None:
        self.text = text
        self.lines = lines
        self.filled = [index for index, line in enumerate(lines) if not line.blank]
        self.front = Front(body=len(lines))
        self._titled: dict[str, int] = {}
        self._labels: list[int] = []

    def run(self) -> Front:
        at = 0
        while at < len(self.filled):
            used = self._trail(at) or self._plain(at) or self._table(at) or self._pairs(at) or self._split(at)
            deep = len(self.front.kept) - len(self._labels) >= DEEPEST
            if not used and (deep or not self._keep(self.filled[at])):
                self.front.body = self.filled[at]
                break
            at += used or 1
        self._drop_labels()
        self._keep_title()
        return self.front

    # -- each says how many lines it took ----------------------------------------------------------

    def _trail(self, at: int) -> int:
        words = self._words(at)
        if not furniture.opens_trail(words):
            return 0
        used, last = 1, ""
        if len(words) <= 12 and (words.endswith((":", "位置")) or "首页" in words[-3:]):
            while at + used < len(self.filled):
                words = self._words(at + used)
                mark = furniture.is_trail_mark(words)
                after_mark = furniture.is_trail_mark(self._words(at + used - 1)) or last == ""
                if not mark and not (after_mark and self._is_crumb(words, at + used)):
                    break
                used, last = used + 1, (words if not mark else last)
            while last and at + used < len(self.filled) and self._words(at + used) == last and len(last) <= 8:
                used += 1
        self._drop_menu()
        return self._cut("navigation", at, used)

    def _is_crumb(self, words: str, at: int) -> bool:
        if len(words) > 20 or _SENTENCE.search(words) or re.search(r"\d{4}年|关于", words):
            return False
        before = self._words(at - 1)
        return furniture.is_trail_mark(before) or words in ("首页", "网站首页") or furniture.is_label(words)

    def _plain(self, at: int) -> int:
        words = self._words(at)
        if furniture.is_address(words):
            start = self.lines[self.filled[at]].start
            address = re.search(r"https?://[!-~]+", words)
            if address:
                place = start + address.start(), start + address.end()
                self.front.facts.append(Fact("source_url", self.text[slice(*place)], *place))
            return self._cut("furniture", at)
        if furniture.is_menu(words):
            return self._cut("navigation", at)
        if furniture.is_furniture(words) or furniture.is_signs(words) or furniture.is_page_number(words):
            return self._cut("furniture", at)
        if (
            words.isdecimal()
            and furniture.is_furniture(self._words(at - 1))
            and self._words(at - 1).endswith(":")
        ):
            return self._cut("furniture", at)  # 浏览次数: with its number on the next line
        if furniture.is_caption(words):
            return self._cut("caption", at)
        return self._stamp(at)

    def _stamp(self, at: int) -> int:
        """A date that stands alone: a machine's is cut, a person's stays."""
        line = self.lines[self.filled[at]]
        if not is_date(line.words) and not _after_date(line.words):
            return 0
        found = date_in(line.words)
        assert found is not None
        self.front.facts.append(
            Fact(
                "published" if found.stamped else "signed",
                found.iso,
                line.start + found.start,
                line.start + found.end,
            )
        )
        if found.stamped:
            return self._cut("header", at)
        self.front.kept.append(self.filled[at])
        return 1

    def _table(self, at: int) -> int:
        line = self.lines[self.filled[at]]
        if "|" not in line.words and "\t" not in line.words:
            return 0
        below = next((n for n in (1, 2) if not is_rule_row(self._words(at + n))), 1)
        if at + below < len(self.filled):
            columns = column_fields(self.text, line, self.lines[self.filled[at + below]])
            if columns:
                return self._take(columns, at, below + 1)
        row = row_fields(self.text, line)
        if row is None:
            if self.front.cuts.get(self.filled[at - 1] if at else -1) == "header" and is_rule_row(line.words):
                return self._cut("header", at)
            return 1 if is_rule_row(line.words) and self._cut_before_table(at) else 0
        return self._take(row, at)

    def _cut_before_table(self, at: int) -> int:
        if at + 1 < len(self.filled) and row_fields(self.text, self.lines[self.filled[at + 1]]):
            return self._cut("header", at)
        return 0

    def _pairs(self, at: int) -> int:
        line = self.lines[self.filled[at]]
        found = fields_of(self.text, line)
        if found is None:
            return 0
        used = 1
        if found.pending and self._takes(found.pending, at + 1):
            fact = fact_of(self.text, self.lines[self.filled[at + 1]], found.pending)
            found.facts += [fact] if fact else []
            used = 2
        return self._take(found, at, used)

    def _split(self, at: int) -> int:
        """A key on a line of its own, as a table's cells come out, and its value on the next."""
        words = self._words(at)
        kind = key_kind(words)
        if not kind or kind in ("count", "widget", "date") or len(words) < 3 or at + 1 >= len(self.filled):
            return 0
        below = self.lines[self.filled[at + 1]]
        if key_kind(below.words):
            return self._cut("header", at)
        if not value_kind_fits(kind, below.words):
            return 0
        fact = fact_of(self.text, below, kind)
        return self._take(Fields([fact] if fact else []), at, 2)

    def _takes(self, kind: str, at: int) -> bool:
        """Whether the line at `at` is the value of a key with a colon at the end of the line above."""
        if at >= len(self.filled):
            return False
        line = self.lines[self.filled[at]]
        words = line.words
        if not value_kind_fits(kind, words) or key_kind(words) or fields_of(self.text, line):
            return False
        if kind in ("source", "issuer"):
            return is_issuer(words) or _MEDIUM.fullmatch(words) is not None
        if kind in ("author", "editor", "reviewer"):
            return _NAME.fullmatch(words) is not None
        if kind == "title":
            return not furniture.is_furniture(words)
        return kind in ("count", "doc_number", "index_number", "source_url") or kind.endswith(
            ("date", "published", "written", "updated")
        )

    def _keep(self, number: int) -> bool:
        """Take a line of the report that is no body text: a title, an occasion, a number. False at the body."""
        line = self.lines[number]
        words = line.words
        if len(words) <= 120 and _OCCASION.fullmatch(words):
            self.front.occasion = number
        elif (
            len(words) > _LONGEST_TITLE
            or _SENTENCE.search(words)
            or words.endswith(":")
            or _HEADING.match(words)
        ):
            return False
        number_found = _DOC_NUMBER.search(words)
        if number_found and len(words) <= 60:
            start = line.start + number_found.start()
            end = line.start + number_found.end()
            self.front.facts.append(Fact("doc_number", self.text[start:end], start, end))
        self.front.kept.append(number)
        if furniture.is_label(words):
            self._labels.append(number)
        elif number == self.front.occasion or is_titled(words):
            self._once(words, number)
        return True

    def _once(self, words: str, number: int) -> None:
        """Of titles that come again, the last stays: a page's title stands once more above the text."""
        earlier = self._titled.get(words)
        if earlier in self.front.kept and len(words) >= 6:
            self._drop(earlier, "repeated")
        self._titled[words] = number

    # -- afterwards --------------------------------------------------------------------------------

    def _drop_menu(self) -> None:
        """Short lines above a trail of pages are the website's."""
        for number in self.front.kept.copy():
            words = self.lines[number].words
            named = is_titled(words) or is_issuer(words) or re.search(r"\d{4}|关于", words)
            if len(words) <= 12 and not named:
                self._drop(number, "navigation")

    def _drop_labels(self) -> None:
        """The names of the website's parts above the title."""
        others = [number for number in self.front.kept if not furniture.is_label(self.lines[number].words)]
        title = next((number for number in others if is_titled(self.lines[number].words)), None)
        last = title if title is not None else max(others, default=-1)
        for number in self._labels:
            if number < last and number in self.front.kept:
                self._drop(number, "navigation")

    def _keep_title(self) -> None:
        """Where only a key tells the title, its value stays in the text."""
        for fact in self.front.facts:
            if fact.field == "title" and not any(
                self.text[self.lines[n].start : self.lines[n].end] == fact.value for n in self.front.kept
            ):
                number = next(
                    n for n in self.front.cuts if self.lines[n].low <= fact.start <= self.lines[n].high
                )
                self.front.rests[number] = (fact.start, fact.end)
                break

    def _take(self, found: Fields, at: int, used: int = 1) -> int:
        self.front.facts += found.facts
        return self._cut("header", at, used)

    def _cut(self, rule: str, at: int, used: int = 1) -> int:
        self.front.cuts |= dict.fromkeys(self.filled[at : at + used], rule)
        return used

    def _drop(self, number: int, rule: str) -> None:
        self.front.kept.remove(number)
        self.front.cuts[number] = rule

    def _words(self, at: int) -> str:
        return self.lines[self.filled[at]].words if 0 <= at < len(self.filled) else ""


def is_titled(words: str) -> bool:
    """Whether a folded line ends as titles do, a bracket or 的通知 behind it allowed."""
    return len(words) >= 4 and _title_end().search(words) is not None


def is_person(words: str) -> bool:
    """Who delivered a report: 省长 王予波."""
    return _PERSON.fullmatch(words) is not None


def _after_date(words: str) -> bool:
    """A date with widgets behind: 2021-03-16 字体: 大 中 小."""
    found = date_in(words)
    return bool(found and found.start == 0 and found.stamped and furniture.is_furniture(words[found.end :]))


@cache
def _title_end() -> re.Pattern[str]:
    return re.compile(rf"{any_of('title-ends')}(?:\([^()]{{1,30}}\)|》| |的通知|的通告)*$")
