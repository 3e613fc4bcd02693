"""Keys and values of a report's header: lines with one or several pairs, and rows of tables."""

import re
from dataclasses import dataclass, field
from functools import cache
from typing import NamedTuple

from annotator.text.dates import date_in
from annotator.text.furniture import is_furniture
from annotator.text.lexicons import entries
from annotator.text.lines import BLANKS, Line

FACTS = ("issuer", "doc_number", "index_number", "published", "title", "source_url")
_DATES = ("published", "written", "date", "updated", "effective", "abolished")
_UNFACT = ("count", "widget")
_LONGEST_VALUE = 60
_LONGEST_LINE = 400
_SENTENCE = re.compile("[。;!?]")
_TRIM = " |·[]【】()<>:,、\t" + BLANKS
_RULE_ROW = re.compile(r"[|\s:+=-]*-{2,}[|\s:+=-]*")
_EMPTY = re.compile(r"[\s|·\[\]【】()/\-—无:]*")


class Fact(NamedTuple):
    """A metadata field, its value as the text has it, and the value's place."""

    field: str
    value: str
    start: int
    end: int


@dataclass(slots=True)
class Fields:
    """What a line of a header says. `pending`: a key whose value must stand on the next line."""

    facts: list[Fact] = field(default_factory=list)
    pending: str = ""


def fields_of(text: str, line: Line) -> Fields | None:
    """The pairs of a header's line such as `时间:2021-03-16 11:08来源:民政局作者:`; None when it is no such line.

    All of the line must be pairs, a date or widgets, and each value of the kind that its key asks for.
    """
    words = line.words if len(line) <= _LONGEST_LINE else ""
    keys = list(_pattern().finditer(words))
    if not keys:
        return None
    found = Fields()
    lead = _lead(text, line, keys[0].start())
    if lead is None:
        return None
    found.facts += lead
    for index, match in enumerate(keys):
        end = keys[index + 1].start() if index + 1 < len(keys) else len(words)
        kind = _kinds()["".join(match["key"].split())]
        fact = _value(text, line, kind, match.end(), end)
        if fact is None:
            return None
        if fact.field not in _UNFACT and fact.value:
            found.facts.append(fact)
    if keys[-1].end() == len(words):
        found.pending = _kinds()["".join(keys[-1]["key"].split())]
    return found


def row_fields(text: str, line: Line) -> Fields | None:
    """The pairs of a table's row, cells between `|` or tabs; None when no cell of it is a key."""
    cells = _cells(line) if len(line) <= _LONGEST_LINE else []
    if len(cells) < 2:
        return None
    found, index, known = Fields(), 0, 0
    while index < len(cells):
        start, end = cells[index]
        kind = key_kind(line.words[start:end])
        pair = fields_of(text, line.part(line.start + start, line.start + end)) if not kind else None
        index += 1
        if pair:
            known += 1
            found.facts += pair.facts
            continue
        if not kind and (known or index % 2 == 0):
            continue
        value = cells[index] if index < len(cells) else (end, end)
        if kind and key_kind(line.words[value[0] : value[1]]):
            continue
        index += 1
        known += bool(kind)
        fact = _cell_fact(text, line, kind or _own_key(text, line, start, end), value)
        if fact:
            found.facts.append(fact)
    return found if known else None


def column_fields(text: str, keys: Line, values: Line) -> Fields | None:
    """The pairs of a row of keys and the row of values under it."""
    heads, cells = _cells(keys), _cells(values)
    kinds = [key_kind(keys.words[start:end]) for start, end in heads]
    if len(heads) < 2 or len(heads) != len(cells) or not all(kinds):
        return None
    facts = (_cell_fact(text, values, kind, cell) for kind, cell in zip(kinds, cells, strict=True))
    return Fields([fact for fact in facts if fact])


def is_rule_row(words: str) -> bool:
    """The line between a table's head and its rows: |---|---|."""
    return "|" in words and _RULE_ROW.fullmatch(words) is not None


def key_kind(words: str) -> str:
    """The field that a key standing alone names, blanks within it or a colon behind it allowed; else nothing."""
    return _kinds().get("".join(words.split()).strip(":*[]【】"), "")


def value_kind_fits(kind: str, words: str) -> bool:
    """Whether a whole line can be the value of a key on the line above."""
    if kind in _DATES:
        found = date_in(words)
        return found is not None and found.start == 0 and len(words) - found.end <= 10
    if kind in _UNFACT:
        return is_furniture(words) or re.fullmatch(r"\d{1,9} *次?", words) is not None
    return 0 < len(words) <= _LONGEST_VALUE and not _SENTENCE.search(words)


def fact_of(text: str, line: Line, kind: str) -> Fact | None:
    """The value that a whole line is, of a field; None for what is no fact."""
    return _cell_fact(text, line, kind, (0, len(line.words)))


def _lead(text: str, line: Line, end: int) -> list[Fact] | None:
    """What stands before the first key: nothing, a date, widgets."""
    lead = line.words[:end].strip(_TRIM)
    if not lead or is_furniture(lead):
        return []
    found = date_in(line.words[:end])
    if found is None or line.words[found.end : end].strip(_TRIM):
        return None
    fact = Fact("published", found.iso, line.start + found.start, line.start + found.end)
    start, stop = _trimmed(line.words, 0, found.start)
    if start == stop:
        return [fact]
    if re.fullmatch("[一-鿿]{2,20}", line.words[start:stop]) is None:
        return None
    start, stop = line.start + start, line.start + stop
    return [Fact("source", text[start:stop], start, stop), fact]


def _value(text: str, line: Line, kind: str, start: int, end: int) -> Fact | None:
    words = line.words
    if kind in _UNFACT:
        rest = words[start:end]
        fits = not rest.strip(_TRIM) or is_furniture(rest) or re.fullmatch(r"[\s\d次\[\]【】|,-]*", rest)
        return Fact(kind, "", line.start + start, line.start + start) if fits else None
    if kind in _DATES:
        found = date_in(words[:end], start, minguo=True)
        if found is None:
            blank = _EMPTY.fullmatch(words[start:end])
            return Fact(kind, "", line.start + start, line.start + start) if blank else None
        rest = words[found.end : end].strip(_TRIM)
        spare = 0 if kind == "date" else 4  # 时间:…上午 is when a meeting was held
        if words[start : found.start].strip(_TRIM) or not (len(rest) <= spare or is_furniture(rest)):
            return None
        return Fact(kind, found.iso, line.start + found.start, line.start + found.end)
    start, end = _trimmed(words, start, _before_widgets(words, start, end))
    longest = _LONGEST_LINE if kind in ("source_url", "summary") else _LONGEST_VALUE
    if end - start > longest or (kind != "summary" and _SENTENCE.search(words, start, end)):
        return None
    start, end = line.start + start, line.start + end
    return Fact(kind, text[start:end], start, end)


def _cell_fact(text: str, line: Line, kind: str, cell: tuple[int, int]) -> Fact | None:
    start, end = cell
    if kind in _UNFACT or not kind:
        return None
    if kind in _DATES:
        found = date_in(line.words[:end], start)
        return Fact(kind, found.iso, line.start + start, line.start + end) if found else None
    start, end = _trimmed(line.words, start, end) if kind not in ("doc_number", "title") else (start, end)
    start, end = line.start + start, line.start + end
    value = text[start:end].strip(BLANKS)
    return Fact(kind, value, start, end) if value and not _EMPTY.fullmatch(value) else None


def _own_key(text: str, line: Line, start: int, end: int) -> str:
    """The key of a pair that we do not know, as the text has it."""
    key = text[line.start + start : line.start + end].strip(BLANKS + ":：")
    return key if 1 < len(key) <= 12 else ""


def _cells(line: Line) -> list[tuple[int, int]]:
    """The places in `line.words` of a row's cells, without the blanks around them."""
    words = line.words
    mark = "|" if "|" in words else "\t"
    cells, at = [], 0
    for cell in words.split(mark):
        cells.append(_trimmed(words, at, at + len(cell), BLANKS))
        at += len(cell) + 1
    if mark == "|":
        cells = cells[1:] if words.startswith("|") else cells
        cells = cells[:-1] if words.endswith("|") else cells
    return cells


def _trimmed(words: str, start: int, end: int, what: str = _TRIM) -> tuple[int, int]:
    while start < end and words[start] in what:
        start += 1
    while end > start and words[end - 1] in what:
        opened = {")": "(", "]": "["}.get(words[end - 1])
        if opened and opened in words[start:end] and what is _TRIM:
            break
        end -= 1
    return start, end


def _before_widgets(words: str, start: int, end: int) -> int:
    """Where the widgets begin that follow a value: 民政局 【打印】 关闭."""
    for match in re.finditer(r"[\s|\[【(]+", words[start:end]):
        at = start + match.start()
        if at > start and is_furniture(words[at:end]):
            return at
    return end


@cache
def _kinds() -> dict[str, str]:
    return dict(line.split() for line in entries("header-keys"))


@cache
def _pattern() -> re.Pattern[str]:
    keys = sorted(_kinds(), key=len, reverse=True)
    spaced = "|".join(r"[ ]{0,4}".join(map(re.escape, key)) for key in keys)
    return re.compile(rf"(?P<key>{spaced})[ ]*(?::|(?<=日期)[ ]+(?=\d{{4}})|(?<=时间)[ ]+(?=\d{{4}}))[ ]*")
