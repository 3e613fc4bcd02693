"""annotator.text.units: phrase, clause, sentence, item, paragraph, and growing a selection. Made-up sentences."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.text.fold import fold
from annotator.text.units import (
    clause_at,
    grow,
    item_at,
    next_clause,
    paragraph_at,
    phrase_at,
    previous_clause,
    sentence_at,
    sentences,
)

TEXT = (
    "　　(一)加强领导。一是制定《年度计划,要点》，落实责任（含甲,乙）;二是普法、执法并重,成效好。\n下一段。"
)
ANY = st.text(alphabet='一二是、,，。;:()（）《》“”"民政局2.3 　\nab', max_size=80)


def cut(text: str, span: tuple[int, int]) -> str:
    return text[slice(*span)]


def test_units_around_a_caret() -> None:
    at = TEXT.index("制定")
    assert cut(TEXT, clause_at(TEXT, at)) == "一是制定《年度计划,要点》"
    assert cut(TEXT, phrase_at(TEXT, TEXT.index("要点"))) == "一是制定《年度计划,要点》"
    assert cut(TEXT, phrase_at(TEXT, TEXT.index("执法"))) == "执法并重"
    assert cut(TEXT, sentence_at(TEXT, at)) == TEXT[10 : TEXT.index("\n")]
    assert cut(TEXT, item_at(TEXT, at)) == "一是制定《年度计划,要点》，落实责任（含甲,乙）;"
    assert cut(TEXT, item_at(TEXT, TEXT.index("并重"))) == "二是普法、执法并重,成效好。"
    assert cut(TEXT, paragraph_at(TEXT, at)) == TEXT.split("\n")[0].strip()


def test_a_caret_before_a_mark_belongs_to_the_clause_it_closes() -> None:
    text = "甲做事,乙做事。"
    assert [clause_at(text, at) for at in (0, 3, 4, 7)] == [(0, 3), (0, 3), (4, 7), (4, 7)]


@pytest.mark.parametrize(
    "clause",
    [
        "经费12,300元到位",
        "比例为12.4%左右",
        "于11:08结束",
        "“12·4”宣传日",
        "见http://a.gov.cn/x",
        "“先批,后建”",
        "完成1.5万件",
    ],
)
def test_marks_in_numbers_and_brackets_end_nothing(clause: str) -> None:
    text = f"前句,{clause},后句。"
    assert cut(text, clause_at(text, 5)) == clause


@pytest.mark.parametrize("text", ["甲（乙,丙做事。丁", "甲)乙,丙", "“甲,乙。丙", "》甲,乙《"])
def test_brackets_without_partner_are_passed_over(text: str) -> None:
    assert clause_at(text, 1)[1] == text.index(",")


@pytest.mark.parametrize(
    ("text", "phrase"),
    [
        ("推行“双随机、一公开”监管、信用监管", "推行“双随机、一公开”监管"),
        ("落实《优待办法、实施细则（试行）》、意见", "落实《优待办法、实施细则（试行）》"),
        ("检查养老机构（甲、乙、丙）、福利院", "检查养老机构（甲、乙、丙）"),
        ("強化「一老、一小」服務、監管", "強化「一老、一小」服務"),
        ("推行“双随机、一公开监管、信用监管", "双随机"),
        ("他说“" + "我们要坚持依法行政、" * 4 + "一公开”、他", "一公开"),
    ],
)
def test_a_phrase_does_not_split_titles_and_short_quotations(text: str, phrase: str) -> None:
    inner = next(
        at for at in (text.find(part) for part in ("一公开”", "随机", "细则", "乙", "一小")) if at >= 0
    )
    assert cut(text, phrase_at(text, inner)) == phrase


def test_growing_takes_in_brackets_without_and_with_their_marks() -> None:
    text = "推行“双随机、一公开”监管、信用监管。"
    at = text.index("一公开")
    steps, span = [], (at, at)
    while (grown := grow(text, *span, lambda _text, _pos: (at, at + 3))) != span:
        span = grown
        steps.append(cut(text, grown))
    assert steps[:4] == ["一公开", "双随机、一公开", "“双随机、一公开”", "推行“双随机、一公开”监管"]
    assert steps[4:] == ["推行“双随机、一公开”监管、信用监管", text]


@given(ANY, st.integers(0, 80))
def test_a_bracket_that_never_closes_swallows_nothing(text: str, pos: int) -> None:
    text = "推进依法行政（甲,乙。" + text.translate(dict.fromkeys(map(ord, "()（）"))) + "。"
    start, end = clause_at(text, min(pos, len(text)))
    assert "。" not in fold(text[start:end]) or any(mark in text[start:end] for mark in '《》“”"')


def test_growing_goes_from_word_to_paragraph() -> None:
    at = TEXT.index("普法")
    steps = []
    start, end = at, at
    while (grown := grow(TEXT, start, end, lambda _text, pos: (pos, pos + 2))) != (start, end):
        start, end = grown
        steps.append(cut(TEXT, grown))
    assert steps[:4] == ["普法", "二是普法", "二是普法、执法并重", "二是普法、执法并重,成效好。"]
    assert steps[-1] == TEXT.split("\n")[0].strip()


@given(ANY, st.integers(0, 80))
def test_units_hold_the_caret_and_lie_in_the_text(text: str, pos: int) -> None:
    pos = min(pos, len(text))
    for unit in (phrase_at, clause_at, sentence_at, item_at, paragraph_at):
        start, end = unit(text, pos)
        assert 0 <= start <= end <= len(text)
        assert "\n" not in text[start:end].strip()


@given(ANY, st.integers(0, 80), st.integers(0, 80))
def test_growing_never_loses_the_selection_and_ends(text: str, one: int, other: int) -> None:
    start, end = sorted((min(one, len(text)), min(other, len(text))))
    for _ in range(12):
        low, high = grow(text, start, end, lambda t, p: (min(p, len(t)), min(p + 1, len(t))))
        assert low <= start <= end <= high
        if (low, high) == (start, end):
            return
        start, end = low, high
    pytest.fail("it grows without end")


@given(ANY)
def test_walking_forth_and_back_visits_the_same_clauses(text: str) -> None:
    forth, back = [], []
    at: int = -1
    while found := next_clause(text, at):
        assert found[0] > at
        at = found[0]
        forth.append(found)
    at = len(text) + 1
    while found := previous_clause(text, at):
        assert found[0] < at
        at = found[0]
        back.append(found)
    assert forth == back[::-1]


@given(st.text(max_size=100))
def test_folding_keeps_every_offset(text: str) -> None:
    assert len(fold(text)) == len(text)


def test_folding() -> None:
    assert fold("採取「線上」，１２％　〇") == "采取“线上”,12% 零"


def test_cells_of_a_table_row_are_clauses() -> None:
    text = "事项\t行政许可,备案\t7件"
    assert [cut(text, clause_at(text, at)) for at in (1, 5, 8)] == ["事项", "行政许可", "备案"]
    assert cut(text, clause_at(text, len(text))) == "7件"


def test_a_giant_paragraph_gives_the_same_clauses_as_a_small_one() -> None:
    sentence = "我局开展检查,发现问题12个。"
    text = sentence * 20_000
    at = len(sentence) * 9_000 + 8
    start, end = clause_at(text, at)
    assert cut(text, (start, end)) == "发现问题12个"
    assert next_clause(text, at) == (start - 7 + len(sentence), start - 1 + len(sentence))


@given(st.text(alphabet="审核合同。！？；\n 　（）“”《》、，1.一是😀", max_size=400))
def test_sentences_are_apart_and_hold_every_letter(text: str) -> None:
    found = sentences(text)
    assert all(low < high for low, high in found)
    assert all(before[1] <= after[0] for before, after in pairwise(found))
    inside = {at for low, high in found for at in range(low, high)}
    assert all(at in inside for at, character in enumerate(text) if character.isalnum())


def test_sentences_of_a_long_text() -> None:
    text = "\n".join(f"第{number}项（附件：第一。第二）已办结。“好。”继续推进！" * 9 for number in range(60))
    found, at = [], 0
    while at < len(text) and text[at:].strip():
        at += len(text[at:]) - len(text[at:].lstrip())
        found.append(sentence_at(text, at))
        at = max(found[-1][1], at + 1)
    assert sentences(text) == found
    assert sentences(" \n ") == []
