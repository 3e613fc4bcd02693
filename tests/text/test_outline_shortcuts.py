"""The short ways that the outline takes lead where the plain ones lead: texts made of what headings are made of."""

import re

from hypothesis import given
from hypothesis import strategies as st

from annotator.text import fold as folding
from annotator.text import headings, roles

NUMBERS = ("一", "二", "三", "十一", "百", "1", "12", "3", "①", "⑳", "١")
PIECES = (
    *("第", "章", "编", "节", "条", "部分", "例", "款", "、", ",", ".", "(", ")", " ", "  ", "\t", "\n", "\n\n", "\n ", "是"),
    *("要", "否", "求", "…", "....", "·", "。", ":", "\u3000", "\x0b", "工作", "存在", "面临", "还有", "😀"),
    *("仍有", "尚有", "认识到", "看到", "意识到", "感受到", "问题", "不足", "差距", "清醒", "一些", "《", "某市民政局", "a"),
)  # fmt: skip
HEADING_LIKE = st.lists(st.sampled_from((*NUMBERS, *NUMBERS, *PIECES)), max_size=60).map("".join)
PLAIN_MARK = re.compile(f"^{headings._MARK}", re.VERBOSE | re.MULTILINE)


@given(HEADING_LIKE)
def test_numbered_lines_are_those_that_a_look_at_every_place_finds(text: str) -> None:
    first = headings._FIRST_LINE.match(text)
    found = [first] if first else []
    found += headings._LATER_LINES.finditer(text)
    plain = list(PLAIN_MARK.finditer(text))
    assert [(m.lastgroup, m.end()) for m in found] == [(m.lastgroup, m.end()) for m in plain]
    for match in plain:
        filled = [(name, part) for name, part in match.groupdict().items() if part]
        assert filled == [(match.lastgroup, match[match.lastgroup or ""])]


@given(HEADING_LIKE)
def test_lines_of_contents(text: str) -> None:
    for start, end, _words in headings._lines(text):
        assert headings._is_contents(text, start, end) == bool(headings._CONTENTS.search(text, start, end))


@given(HEADING_LIKE)
def test_lines_are_those_with_something_in_them(text: str) -> None:
    plain = [(m.start(), m.end(), m[0].strip()) for m in re.finditer(r"[^\n]*\S[^\n]*", text)]
    assert list(headings._lines(text)) == plain


@given(HEADING_LIKE)
def test_whatever_admits_has_one_of_the_words_looked_for_first(text: str) -> None:
    if found := roles._ADMITS.search(text):
        assert roles.may_admit(found[0])


@given(HEADING_LIKE, st.sampled_from((1, 10)), st.data())
def test_folding_is_character_by_character(text: str, times: int, data: st.DataObject) -> None:
    table, _pattern = folding._table()
    other = data.draw(st.text(st.sampled_from(sorted(table)), max_size=30))
    whole = (text + other) * times
    assert folding.fold(whole) == "".join(table.get(character, character) for character in whole)


def test_nothing_that_folding_makes_is_folded_again() -> None:
    """So it does not matter in which order characters are replaced."""
    table, _pattern = folding._table()
    assert not table.keys() & set(table.values())
