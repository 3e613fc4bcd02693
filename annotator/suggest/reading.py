"""A document as the engines read it: folded once, with sentences, sections, headings and the turns between them.

What a sentence is about (`role`) is its section's role, until the text itself turns: a paragraph that admits
problems, or goes on to what comes next, without a heading of its own for it.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise, zip_longest
from typing import Any

from annotator.domain.document import Document, Section
from annotator.text import leads
from annotator.text.boundaries import drop_enumerator
from annotator.text.fold import fold
from annotator.text.lexicons import either
from annotator.text.roles import ACHIEVEMENTS, HEADER, PLANS, PROBLEMS, admission, is_glossary, lacks, solves

Range = tuple[int, int]
Cut = Callable[[str], list[Range]]
"""Where the words of a text begin and end: `Words.words`."""

_RUN = re.compile(r"[^\s,。;:!?、“”‘’《》()\[\]【】]+")  # what no word goes beyond
_SENTENCE = re.compile(r"[^。!?;\n]+(?:[。!?;]+[”’)]*|\n|$)")
_MARK = re.compile(r"\s*([,。;:!?、)”]|$)")
_RUNNING = re.compile("[,。;]")  # which a signature and a date have none of
_ABOUT_THESE = "(?:针对(?:以?上述|存在的?|这些)[^,]{0,12},|为此,|对此,|[^,。]{0,8})"
_NEXT = re.compile(f"{_ABOUT_THESE}?(?:下一步|下步|今后|接下来|下一阶段|新的一年|来年|明年)")
"""How what comes next begins: 下一步……, 针对上述问题,今后……."""

_WANTS = "问题|不足|短板|差距|困难|弱项"
_IN_ANSWER = (
    f"(?:[^,。]{{0,8}}(?:针对|对于?|围绕|为解决|聚焦)[^,。]{{0,24}}(?:{_WANTS})[^,。]{{0,6}},|为此,|对此,)"
)
_ONLY_FACES = "(?![^,。]{0,14}(?:正视|直面|解决|克服|努力|问题))"  # 将正视问题 is still about what is wrong
_WILL = "将|拟|计划|要|重点|着力|主要|做好|抓好"
_BODY = "我们|[我全本][局厅委部市区县省][^,]{0,4}?|[^,。]{2,10}[局厅委]"
_MENDS = re.compile(
    either(
        f"{_IN_ANSWER}(?:[^,。]{{0,12}}(?:{_WILL}|采取){_ONLY_FACES}|.{{0,20}}:)",
        rf"(?:20\d\d年,?)?(?:{_BODY})(?:将|拟|计划){_ONLY_FACES}",
        rf"20\d\d年,?(?:{_WILL})",
        "[^,。]{0,8}(?:整改|改进|工作)(?:措施|方向|思路|举措)(?:[:是]|如下)",  # 整改措施如下
    )
)
"""How a section on problems goes on to what will be done about them: 针对这些问题,我局将……, 2024年,将……."""

_FIRST = re.compile(r"第?一|首先|其一|[(]?[一1][)、.是]|①")
"""The number that a list begins with."""

_LISTS = re.compile(f":(?:{_FIRST.pattern})")
"""A list that begins in the sentence that announces it: 抓好以下工作:一要压实责任,……"""

_BUT = "(?:虽然.{0,30}但|[还仍也但]|依然|仍然)(?:是|还|也|仍)?"
_WRONG = "问题|不足|困难|短板|差距|薄弱|弱项|挑战"
_ADMITS = re.compile(f"{_BUT}(?:存在(?!的)|有(?![效力序关])|面临).{{2,60}}(?:{_WRONG})")
"""How a sentence admits that something is wrong: 虽然取得了一些成绩,但还存在执法力量不足等问题."""

_LOOK = 90
"""How far into a sentence its admission may end."""

_INTRODUCTION = 0.25
"""The largest part of a text that what stands before its first heading may be and yet be an introduction."""

_BEYOND_A_HEAD = re.compile(r"[,:《\d]")
"""What the head of a paragraph has none of: it is one clause, and tells no figure."""

_HEADED = 3
"""How many times as long as the head of a paragraph the rest of it is at least."""

_HEAD = 32
"""The longest sentence that may be the head of an item."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A stretch up to a full stop, semicolon or line end. Code points, end-exclusive, without space in front.

    `body` is where it begins behind its enumerator; `head` says that it heads an item of several sentences,
    `item` numbers the items of the text; `nested` is a heading inside another section of the same role; `path` are the
    sections around it, the outermost first.
    """

    start: int
    end: int
    body: int
    role: str
    heading: bool = False
    introduction: bool = False
    head: bool = False
    item: int = 0
    nested: bool = False
    path: tuple[Section, ...] = ()

    @property
    def enumerated(self) -> bool:
        return self.body > self.start

    @property
    def explains(self) -> bool:
        """Whether it stands in a glossary behind the report."""
        return any(is_glossary(section.heading) for section in self.path)


class Reading:
    """The folded text of a document and its sentences; costs a few milliseconds per 10,000 characters."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.text = document.text
        self.folded = fold(document.text)
        self.clauses: dict[tuple[str, ...], Any] = {}  # what `clause.clauses` has read so far
        self._words: list[Range] | None = None
        self.sentences = self._sentences()
        self._starts = [sentence.start for sentence in self.sentences]

    def sentence_at(self, pos: int) -> Sentence | None:
        """The sentence that a position lies in."""
        at = bisect_right(self._starts, pos) - 1
        return self.sentences[at] if at >= 0 and pos < self.sentences[at].end else None

    def within(self, start: int, end: int) -> str:
        """The folded text from start to end."""
        return self.folded[start:end]

    def words_within(self, start: int, end: int, cut: Cut) -> list[str]:
        """The folded words from start to end, cut off there. `cut` finds words, once for all of the document."""
        if self._words is None:
            runs = _RUN.finditer(self.folded)
            self._words = [
                (run.start() + low, run.start() + high) for run in runs for low, high in cut(run[0])
            ]
        first = bisect_right(self._words, start, key=lambda word: word[1])
        behind = bisect_left(self._words, end, first, key=lambda word: word[0])
        return [self.folded[max(low, start) : min(high, end)] for low, high in self._words[first:behind]]

    def before(self, pos: int) -> str:
        """What stands in the same sentence before a position, folded."""
        sentence = self.sentence_at(pos)
        return self.folded[sentence.start : pos] if sentence else ""

    def mark_after(self, end: int) -> str:
        """The mark behind a stretch, folded; "" where a word follows."""
        found = _MARK.match(self.folded, end)
        return found[1] if found else ""

    def _sentences(self) -> list[Sentence]:
        sections = self.document.outline
        headings = [(s.start, s.start + len(s.heading)) for s in sections if self._heads_something(s)]
        first = min((start for start, _ in headings), default=0)
        introduction = first if first <= _INTRODUCTION * len(self.text) else 0
        found = []
        pieces = self._pieces(headings)
        paths = _paths(sections, (at for at, _end in pieces))
        for (at, end), path in zip(pieces, paths, strict=True):
            role = path[-1].role if path else ACHIEVEMENTS if at >= introduction else HEADER
            body = drop_enumerator(self.folded, at, end)[0]
            nested = len(path) > 1 and path[-2].role == role
            heading = _lies_in(at, headings)
            found.append(Sentence(at, end, body, role, heading, at < introduction, nested=nested, path=path))
        return self._with_heads(self._with_turns(found))

    def _heads_something(self, section: Section) -> bool:
        """Whether a section's heading heads running text; a numbered sentence or line without any is an item itself."""
        end = section.start + len(section.heading)
        line_end = self.folded.find("\n", end)
        rest_of_line = self.folded[end : line_end if line_end >= 0 else len(self.folded)]
        if (
            not rest_of_line.strip(" 。;")
            and (self.folded[section.start : end] + rest_of_line).rstrip()[-1:] in "。;"
        ):
            return False
        return (
            section.role != HEADER
            and bool(section.heading)
            and _RUNNING.search(self.folded, end, section.end) is not None
        )

    def _pieces(self, headings: list[Range]) -> list[Range]:
        """The sentences, cut where a heading ends: some run into the text behind them."""
        cuts = sorted({end for _start, end in headings})
        found = []
        for match in _SENTENCE.finditer(self.folded):
            start, end = match.span()
            inside = cuts[bisect_right(cuts, start) : bisect_left(cuts, end)]
            for low, high in pairwise([start, *inside, end]):
                stretch = self.folded[low:high]
                if any(char.isalnum() for char in stretch):
                    found.append((low + len(stretch) - len(stretch.lstrip(" ,。;:\t\n")), high))
        return found

    def _with_turns(self, sentences: list[Sentence]) -> list[Sentence]:
        """The roles that the text turns to: to the paragraph's end; of a section on problems, to where its list goes on."""
        found: list[Sentence] = []
        turned, last = "", 0
        stays = listed = False  # whether the turn holds beyond its line, and has begun a list of its own
        for sentence in sentences:
            new_line = self.folded.find("\n", last, sentence.start) >= 0
            last = sentence.start
            if (sentence.heading or new_line) and not (stays and sentence.role == PROBLEMS):
                turned = ""
            elif turned == PLANS and sentence.role == PROBLEMS and sentence.enumerated and not listed:
                listed = True
                turned = turned if _FIRST.match(self.folded, sentence.start) else ""
            turn = "" if sentence.heading else self._turn(sentence, turned or sentence.role)
            if turn and turn != turned:
                turned, listed = turn, sentence.enumerated or self._begins_list(sentence)
                stays = turned == PLANS and (new_line or self.folded[sentence.end - 1] == ":")
            found.append(replace(sentence, role=turned) if turned else sentence)
        return found

    def _begins_list(self, sentence: Sentence) -> bool:
        """我局将抓好以下工作:一要压实责任,…… – the first item in the sentence that announces it."""
        return _LISTS.search(self.folded, sentence.body, sentence.end) is not None

    def _turn(self, sentence: Sentence, role: str) -> str:
        """What a sentence turns to, where the text so far has `role`; "" where it goes on with that."""
        words = self.folded[sentence.body : sentence.end]
        if sentence.role == PLANS:
            return PROBLEMS if admission(words, 0) else ""
        if sentence.role == HEADER:
            return ""
        if _NEXT.match(words) or (role == PROBLEMS and (_MENDS.match(words) or self._lists_acts(sentence))):
            return PLANS
        found = _ADMITS.search(words[:_LOOK])
        if (found and not solves(words, *found.span())) or admission(words, 0):
            return PROBLEMS
        return ""

    def _lists_acts(self, sentence: Sentence) -> bool:
        """Whether it begins a list, and that with an act: 一是加强执法队伍建设, below what is wrong."""
        first = self.folded[sentence.body : sentence.end].partition(",")[0].rstrip("。;:")
        begins = sentence.enumerated and _FIRST.match(self.folded, sentence.start) is not None
        return begins and leads.acts(first) and not lacks(first)

    def _with_heads(self, sentences: list[Sentence]) -> list[Sentence]:
        """Which sentence heads an item of several: enumerated, or the whole first sentence of a paragraph one clause."""
        found: list[Sentence] = []
        item = 0
        for sentence, following in zip_longest(sentences, sentences[1:]):
            head = following is not None and self._heads(sentence, following)
            item += sentence.enumerated or sentence.heading or head
            found.append(replace(sentence, head=head, item=item))
        return found

    def _heads(self, sentence: Sentence, following: Sentence) -> bool:
        """Short, closed by a full stop, and not alone: 促进充分就业。实施稳岗行动,……"""
        words = self.folded[sentence.body : sentence.end]
        return (
            not sentence.heading
            and len(words) <= _HEAD
            and words[-1] in "。:"
            and (sentence.enumerated or self._heads_paragraph(sentence, following))
            and not (following.enumerated or following.heading)
            and "\n" not in self.folded[sentence.end : following.start]
        )

    def _heads_paragraph(self, sentence: Sentence, following: Sentence) -> bool:
        """Whether it is the paragraph's first, one clause without figures, and what follows says much more."""
        line = self.folded.rfind("\n", 0, sentence.start) + 1
        line_end = self.folded.find("\n", sentence.end)
        rest = (line_end if line_end >= 0 else len(self.folded)) - sentence.end
        return (
            not self.folded[line : sentence.start].strip()
            and not _BEYOND_A_HEAD.search(self.folded, sentence.start, sentence.end)
            and following.role == sentence.role
            and rest >= _HEADED * (sentence.end - sentence.start)
        )


def _paths(sections: Sequence[Section], positions: Iterable[int]) -> Iterator[tuple[Section, ...]]:
    """The sections around each of some ascending positions; sections in order and nested."""
    open_ones: list[Section] = []
    at = 0
    for pos in positions:
        while at < len(sections) and sections[at].start <= pos:
            open_ones.append(sections[at])
            at += 1
        open_ones = [section for section in open_ones if pos < section.end]
        yield tuple(open_ones)


def _lies_in(pos: int, ranges: list[Range]) -> bool:
    at = bisect_right(ranges, pos, key=lambda place: place[0]) - 1
    return at >= 0 and pos < ranges[at][1]
