"""What a label's key marks: from a caret and the label's unit and boundary rules to a span, and from a selection
to what is left of it once white space and marks at its edges are taken off.

The rules carry the names that label schemas use; `RULES` lists them. They look at folded text (see `fold`) and
at the word lists under `resources/lexicons/`.
"""

import re
from collections.abc import Callable, Collection
from functools import cache
from typing import NamedTuple

from annotator.text import leads
from annotator.text.chain import groups, pieces_at
from annotator.text.fold import fold
from annotator.text.lexicons import any_of
from annotator.text.marks import Window, window
from annotator.text.quantities import quantity_at
from annotator.text.units import sentence_at

Range = tuple[int, int]
WordAt = Callable[[str, int], Range]

_ENUMERATOR = re.compile(
    r"""(?:[\s●■◆◇○□▲△★☆※*•·]+ | —+ | -+
      | 第[一二三四五六七八九十百]+(?:[章节编条]\s*|是|[,、])
      | [一二三四五六七八九十]{1,3}(?:是(?![否不])|要(?![求素点件领害])|、|\.)
      | [(\[][一二三四五六七八九十\d]{1,3}[)\]]、?
      | \d{1,2}(?:[、)]|\.(?!\d)) | [①-⑳⑴-⒇]
      | 其[一二三四五六七八九](?:是|[,、:])+
      | (?:首先|其次|再次|最后|第[一二三四五六七八九十])[,、:])+""",
    re.VERBOSE,
)
_RUN = re.compile(r"[A-Za-z0-9]+|[一-鿿]")
_VISIBLE = re.compile(r"\S")
_CLOSING = " \t\n,;:。!?、.…—"
_OPENING = " \t\n,;:。!?、.…"
_EFFECT = re.compile(
    "(?:,|并|并且|且)(?:已)?(?:取得|收到|获得|达到|起到)(?:了)?[^,、]{0,8}?(?:成效|效果|成绩|进展|好评|肯定|实效|作用)$"
)
_ADMITS = re.compile(
    "^.*?(?:(?:还|仍然?|也|依然|依旧|尚|都|均)?存在着?|面临着?|表现为|表现在|反映出|主要有|主要是|是)(?:[了着])?(?:一些|以下|诸多|不少|一定的?|明显|几个)?"
)


_SOME = re.compile("(?:部分|个别|少数|有的|有些|一些|某些|不少|多数)(?!时候|情况下)")
"""A subject of its own, which no framing has: 个别单位存在先签后审的现象."""

_OF_SOMETHING = re.compile(
    "(?!在)[^,]*?(?<!工作)(?<!建设)(?<![上中局们统])(?<!方面)(?<!过程)(?<![还仍也尚都均然])(?:还|仍然?|也|依然|尚|都|均)?存在"
)
"""法治宣传存在“上热下冷”: the frame of no shortcoming, but what has it and that it has it."""

_TIES = re.compile("(?:而(?!且|立|今)|甚至|比如|例如|譬如|加之|再加上|尤其是|特别是|以及)(?:是)?")
"""What ties a shortcoming to the one before it."""

_REASONED = re.compile("既?有(?!关|待|些)(.{4,})的(?:客观|主观)(?:因素|原因|问题)")
"""既有人员不足的客观原因, 也有重视不够的主观原因."""

KEPT = "+"
"""Before a rule's name: what the rule takes for a lead belongs to the action instead."""


class Rule(NamedTuple):
    """`kind`: `lead` (a piece that does not belong), `manner` (one that does), `join`, `edge`."""

    kind: str
    apply: Callable[..., object]


def default_span(
    text: str, caret: int, unit: str, rules: Collection[str], word_at: WordAt | None = None
) -> Range | None:
    """The span that a label of this unit marks when nothing is selected; None where there is nothing to mark.

    `unit` is one of the schema's units; `rules` are names in `RULES` (see `KEPT`), others are ignored. Code points,
    end-exclusive. The caret may stand anywhere in the clause, in the adverbials before it too.
    """
    caret = min(max(0, caret), len(text))
    if unit == "word":
        return _word(text, caret, word_at)
    if unit == "quantity":
        found = quantity_at(text, caret, light_verbs="light-verb" not in rules)
        return (found.start, found.end) if found else None
    if unit == "sentence":
        return trim_selection(text, *sentence_at(text, caret), rules)
    return _clause(text, caret, rules)


def clause_spans(text: str, start: int, end: int, rules: Collection[str]) -> list[Range]:
    """Every span that a key of a label with unit `clause` would mark at some caret in `[start, end)`, in order.

    What `default_span` says for carets one by one, at the cost of one look a sentence.
    """
    found: list[Range] = []
    at, given = start, 0
    view: Window | None = None
    while visible := _VISIBLE.search(text, at, end):
        at = visible.start()
        if view is None or not view.is_that_of(at):
            view = window(text, at)
        within = [one for one in _grouped(view, _seat(view, at), rules) if one[0] >= given]
        high = _stretch_end(view, at)
        if high == view.high and not view.closes and len(within) > 1 and within[-1][0] > at:
            at = given = within.pop()[0]  # the window cuts the last one: look again from there
        else:
            at = max(at, high) + 1
        found += [place for _first, place in within if place and place[0] < end and place[1] > start]
    return list(dict.fromkeys(found))


def prepare() -> None:
    """Read the word lists and compile the patterns: 20 ms that the first key press would cost otherwise."""
    sentence = "一是按照要求,我局通过走访等形式,审核合同47份,形成记录,存在不足等问题。"
    for unit in ("clause", "quantity"):
        default_span(sentence, 30, unit, tuple(RULES))


def trim_selection(text: str, start: int, end: int, rules: Collection[str]) -> Range | None:
    """The selection without white space and, where the rules say so, its enumerator and closing punctuation.

    Nothing else that the user selected is changed. None where nothing remains.
    """
    folded = fold(text[start:end])
    low, high = 0, len(folded)
    if "enumerator" in rules:
        low, high = drop_enumerator(folded, low, high)
    if "closing-punctuation" in rules:
        low, high = drop_closing(folded, low, high)
    while low < high and folded[low].isspace():
        low += 1
    while high > low and folded[high - 1].isspace():
        high -= 1
    return (start + low, start + high) if low < high else None


def drop_enumerator(text: str, start: int, end: int) -> Range:
    """一是, （三）, 1., ① and bullets at the beginning go."""
    found = _ENUMERATOR.match(text, start, end)
    return (found.end(), end) if found and found.end() < end else (start, end)


def drop_linking(text: str, start: int, end: int) -> Range:
    """并, 又, 同时, 此外,还 at the beginning go."""
    while found := _linking().match(text, start, end):
        if found.end() >= end:
            break
        start = found.end()
    return start, end


def drop_closing(text: str, start: int, end: int) -> Range:
    """Marks at either edge go, and a bracket or quotation mark whose partner is not in the stretch."""
    while start < end and (text[start] in _OPENING or (text[start] in "”’》)]" and start + 1 < end)):
        start += 1
    while end > start and (text[end - 1] in _CLOSING or _unpaired(text[start:end])):
        end -= 1
    return start, end


def drop_effect(text: str, start: int, end: int) -> Range:
    """并取得较好成效 at the end of an action goes: an effect, not an act."""
    found = _EFFECT.search(text, start, end)
    return (start, found.start()) if found and found.start() - start > 3 else (start, end)


def drop_breakdown(text: str, start: int, end: int) -> Range:
    """(民办非企业单位27家,社会团体1家) at the end of an action goes: it only lists what the object is made of."""
    if text[end - 1 : end] == ")":
        opening = text.rfind("(", start, end)
        if opening > start + 3 and "," in text[opening:end] and ")" not in text[opening : end - 1]:
            return start, opening
    return start, end


def drop_framing(text: str, start: int, end: int) -> Range:
    """存在……等问题 around a shortcoming goes."""
    names = any_of("shortfalls")
    tie = _TIES.match(text, start, end)
    start = tie.end() if tie and end - tie.end() > 3 else start
    stretch = text[start:end]
    if reason := _REASONED.fullmatch(stretch):
        return start + reason.start(1), start + reason.end(1)
    if _SOME.match(stretch):
        return start, end
    tail = re.search(f"等(?:突出|主要|共性|实际|方面的?)?(?:{names}|方面)?$", stretch) or re.search(
        f"(?<=[^在])的(?:突出|主要|共性)?{names}$", stretch
    )
    body = stretch[: tail.start()] if tail else stretch
    head = _ADMITS.match(body)
    rest = body[head.end() :] if head else body
    if head and "存在" not in head[0] and "面临" not in head[0] and not re.match("主要|表现|反映", head[0]):
        head, rest = None, body
    if not head:
        listed = tail is not None and tail[0].startswith("等")
        return (start, start + len(body)) if listed and len(body) > 3 else (start, end)
    if not tail and _OF_SOMETHING.match(head[0]):
        return start, end
    if len(rest) < 4 or re.fullmatch(f"(?:[一定突出明显的]*){names}", rest):
        return start, end
    return start + head.end(), start + len(body)


def is_linking(piece: str) -> bool:
    """同时, · 此外, – a piece of nothing but linking words."""
    return _linking().fullmatch(piece) is not None


def is_admission(piece: str) -> bool:
    """我们也清醒地认识到, · 受……影响, · 与……相比, – what leads up to a shortcoming without being one."""
    return (
        re.search("(?:认识到|看到|意识到|表现在|如下|反映出|来看|主要是)$", piece) is not None
        or re.match("(?:受|随着|由于受).*(?:影响|限制|制约|变化|发展|推进|深入)$", piece) is not None
        or re.match(
            "(?:与|同|和|跟|对照|对标|比照|相较于|相对于|较之).*(?:相比|比较|要求|而言|来说|相较|标准)$",
            piece,
        )
        is not None
        or re.fullmatch("在.*(?:方面|中|过程中|上)", piece) is not None
    )


def spans_commas() -> bool:
    """One verb with one object that runs over commas is one action."""
    return True


RULES: dict[str, Rule] = {
    "linking": Rule("lead", is_linking),
    "time-adverbial": Rule("lead", leads.is_time),
    "basis-adverbial": Rule("lead", leads.is_basis),
    "occasion-adverbial": Rule("lead", leads.is_occasion),
    "framing-adverbial": Rule("lead", leads.is_framing),
    "subject-comma": Rule("lead", leads.is_subject),
    "manner": Rule("manner", leads.is_manner),
    "one-object": Rule("join", spans_commas),
    "framing": Rule("lead", is_admission),
    "enumerator": Rule("edge", drop_enumerator),
    "effect-tail": Rule("edge", drop_effect),
    "breakdown": Rule("edge", drop_breakdown),
    "closing-punctuation": Rule("edge", drop_closing),
    "light-verb": Rule("quantity", lambda: True),
}
"""Rule by the name that schemas use; what each does is in its function's docstring."""


def _clause(text: str, caret: int, rules: Collection[str]) -> Range | None:
    view = window(text, caret)
    found = _grouped(view, _seat(view, caret), rules)
    return next((place for first, place in reversed(found) if first <= caret), found[0][1] if found else None)


def _grouped(view: Window, pos: int, rules: Collection[str]) -> list[tuple[int, Range | None]]:
    """The clauses between the stronger marks around `pos`: where what leads up to each begins, and its span."""
    pieces = pieces_at(view, pos)
    bodies = [_stripped(view, piece, rules) for piece in pieces]
    out = [rule.apply for name, rule in RULES.items() if rule.kind == "lead" and name in rules]
    manner = _belongs(rules)
    found = groups([view.between(*body) for body in bodies], out, manner, "one-object" in rules)  # type: ignore[arg-type]
    return [
        (pieces[group.first][0], _edged(view, bodies[group.start][0], pieces[group.end - 1][1], rules))
        for group in found
    ]


def _belongs(rules: Collection[str]) -> Callable[[str], bool] | None:
    """The test for what belongs to the action that follows: manner, and leads that the rules keep."""
    tests: list[Callable[..., object]] = [leads.is_manner] if "manner" in rules else []
    tests += [rule.apply for name, rule in RULES.items() if KEPT + name in rules]
    return (lambda piece: any(test(piece) for test in tests)) if tests else None


def _stretch_end(view: Window, pos: int) -> int:
    """Where the stretch between stronger marks around `pos` ends."""
    return next((mark[0] for mark in view.clause if mark[0] >= pos and view.between(*mark) != ","), view.high)


def _edged(view: Window, start: int, end: int, rules: Collection[str]) -> Range | None:
    low, high = start - view.low, end - view.low
    for name, drop in _EDGES:
        if name in rules:
            low, high = drop(view.folded, low, high)
    stretch = view.folded[low:high]
    lead = len(stretch) - len(stretch.lstrip())
    low, high = low + lead, low + lead + len(stretch.strip())
    return (view.low + low, view.low + high) if low < high else None


def _stripped(view: Window, piece: Range, rules: Collection[str]) -> Range:
    """The piece without enumerator and linking words, as far as the rules take them off."""
    low, high = piece[0] - view.low, piece[1] - view.low
    if "enumerator" in rules:
        low, high = drop_enumerator(view.folded, low, high)
    if "linking" in rules:
        low, high = drop_linking(view.folded, low, high)
    return view.low + low, view.low + high


def _seat(view: Window, caret: int) -> int:
    """A caret before the mark that closes a clause sits on the clause's last character."""
    at_mark = any(start == caret for start, _ in view.clause) or caret >= view.high
    behind = any(end == caret for _, end in view.clause)
    return caret - 1 if at_mark and not behind and caret > view.low else caret


def _word(text: str, caret: int, word_at: WordAt | None) -> Range | None:
    if word_at:
        start, end = word_at(text, caret)
    else:
        low = max(0, caret - 60)
        runs = (run.span() for run in _RUN.finditer(text[low : caret + 60]) if run.end() + low > caret)
        start, end = next(((low + begin, low + until) for begin, until in runs), (caret, caret))
        if start > caret:
            start = end = caret
    return (start, end) if text[start:end].strip() else None


def _unpaired(stretch: str) -> bool:
    """Whether the stretch ends in an opening bracket, or in a closing one that has no partner in it."""
    last = stretch[-1]
    if last in "(“‘《[【":
        return True
    opening = {")": "(", "]": "[", "”": "“", "’": "‘", "》": "《", "】": "【"}.get(last)
    return opening is not None and stretch.count(last) > stretch.count(opening)


@cache
def _linking() -> re.Pattern[str]:
    return re.compile(f"(?!{any_of('linking-words')}|另外\\d){any_of('linking')}[,\\s]*")


_EDGES: tuple[tuple[str, Callable[[str, int, int], Range]], ...] = (
    ("enumerator", drop_enumerator),
    ("linking", drop_linking),
    ("effect-tail", drop_effect),
    ("breakdown", drop_breakdown),
    ("framing", drop_framing),
    ("closing-punctuation", drop_closing),
)
