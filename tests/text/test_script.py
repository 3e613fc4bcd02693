"""Simplified and traditional script: conversion keeps every place, and words are found in either."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.text import script

HAN = "乾干幹著着畫画划劃里裏裡後后覆复復發髮发台臺颱余餘餘徵征藉借瞭了沈沉〇零隆燥計答望名作人的，。\n"
texts = st.one_of(
    st.text(),
    st.text(alphabet=HAN),
    st.text(alphabet=st.characters(min_codepoint=0x3400, max_codepoint=0x9FFF)),
    st.text(alphabet=st.characters(min_codepoint=0x20000, max_codepoint=0x323AF)),
    st.text(alphabet=st.characters(categories=["Cs", "Lo", "Mn", "Zs"])),
)


@pytest.mark.parametrize(
    ("traditional", "simplified"),
    [
        ("乾隆年間天氣乾燥", "乾隆年间天气干燥"),
        ("推進「放管服」改革", "推进「放管服」改革"),
        ("計畫與答覆", "计划与答复"),
        ("瞭解群眾的意見，藉此機會", "了解群众的意见，借此机会"),
        ("皇后在後面", "皇后在后面"),
        ("𠮷林省老齡委", "𠮷林省老龄委"),
        ("plain ASCII", "plain ASCII"),
    ],
)
def test_phrases_decide(traditional: str, simplified: str) -> None:
    assert script.simplify(traditional) == simplified


@given(texts)
def test_simplified_text_is_aligned_character_by_character(text: str) -> None:
    simple = script.simplify(text)
    assert len(simple) == len(text)
    for before, after in zip(text, simple, strict=True):
        assert before == after or after in script.forms(before)


@given(texts, texts)
def test_a_conversion_never_changes_the_key(text: str, other: str) -> None:
    assert script.key(script.simplify(text)) == script.key(text)
    assert script.key(text + other) == script.key(text) + script.key(other)
    assert len(script.key(text)) == len(text)


@given(texts)
def test_a_text_is_found_in_every_form_of_it(text: str) -> None:
    for form in (text, script.simplify(text), text.upper() if len(text.upper()) == len(text) else text):
        if script.key(form) == script.key(text):
            found = re.fullmatch(script.pattern(script.simplify(form)), script.simplify(text))
            assert found is not None
    assert re.fullmatch(script.pattern(text), text)
    assert re.fullmatch(script.pattern(script.simplify(text)), text)


@given(st.characters())
def test_forms_are_mutual_and_have_one_key(character: str) -> None:
    for form in script.forms(character):
        assert character in script.forms(form)
        assert script.key(form) == script.key(character)


def test_what_stands_for_two_finds_both_and_these_do_not_find_each_other() -> None:
    assert set("画划") < set(script.forms("畫"))
    assert "划" not in script.forms("画")


@pytest.mark.parametrize(
    ("sought", "text"),
    [("养老", "養老"), ("養老", "养老"), ("看着", "看著"), ("计划", "計畫"), ("答复", "答覆"), ("abc", "ＡＢＣ"),
     ("“一老一小”", "「一老一小」"), ("a b", "A\u3000b"), ("二〇二三", "二零二三"), ("2023", "２０２３")],
)  # fmt: skip
def test_words_are_found_in_other_forms(sought: str, text: str) -> None:
    assert re.fullmatch(script.pattern(sought), text)
    assert script.key(sought) == script.key(text)


def test_an_entry_of_another_length_would_not_move_a_place(monkeypatch: pytest.MonkeyPatch) -> None:
    class Longer:
        def convert(self, text: str) -> str:
            return text.replace("計程車", "出租汽车").replace("軍", "军")

    monkeypatch.setattr(script, "_opencc", Longer)
    assert script.simplify("將軍坐計程車\n看軍車") == "將军坐計程車\n看军車"


def test_the_alphabet_is_named_by_what_it_maps() -> None:
    assert re.fullmatch("[0-9a-f]{16}", script.alphabet())
