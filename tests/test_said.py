"""How dates, sentences in a row and quotation marks are said in each language."""

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.i18n import (
    NN_,
    _,
    in_english,
    ngettext,
    sentences,
    set_language,
    shown_date,
    shown_fact,
    shown_moment,
    spoken,
)


@pytest.fixture(autouse=True)
def english_again() -> Iterator[None]:
    yield
    set_language("en")


def test_a_day_is_written_as_people_write_it() -> None:
    set_language("en")
    assert shown_date(date(2026, 3, 5)) == "5 Mar 2026"
    set_language("zh_CN")
    assert shown_date(date(2026, 3, 5)) == "2026年3月5日"


@given(st.dates(), st.sampled_from(["en", "zh_CN"]))
def test_every_day_is_said_with_its_numbers(day: date, language: str) -> None:
    set_language(language)
    said = shown_date(day)
    assert str(day.year) in said
    assert str(day.day) in said


def test_a_moment_is_told_by_the_clock_of_this_place() -> None:
    set_language("en")
    here = datetime(2026, 3, 5, 14, 5, tzinfo=UTC).astimezone()
    assert shown_moment("2026-03-05T14:05:59.123Z") == f"{shown_date(here)}, {here:%H:%M}"
    assert shown_moment("") == ""
    set_language("zh_CN")
    assert shown_moment("2026-03-05T14:05:59.123Z") == f"{shown_date(here)} {here:%H:%M}"


@pytest.mark.parametrize(
    ("fact", "said"),
    [("2024-01-31", "31 Jan 2024"), ("2024-06-31", "2024-06-31"), ("2024", "2024"), (2024, "2024"), (None, ""), ("", "")],
)  # fmt: skip
def test_only_a_whole_date_among_facts_is_said_otherwise(fact: object, said: str) -> None:
    set_language("en")
    assert shown_fact(fact) == said


def test_sentences_stand_apart_as_the_script_has_it() -> None:
    set_language("en")
    assert sentences(["One.", "", "Two."]) == "One. Two."
    set_language("zh_CN")
    assert sentences(["一。", "", "二。"]) == "一。二。"


@pytest.mark.parametrize(
    ("count", "english", "chinese"),
    [
        (0, "0 marks", "0 处标注"),
        (1, "1 mark", "1 处标注"),
        (2, "2 marks", "2 处标注"),
        (1234, "1,234 marks", "1,234 处标注"),
    ],
)
def test_a_number_of_things_is_said_in_the_form_of_the_language(
    count: int, english: str, chinese: str
) -> None:
    forms = NN_("{count:,} mark", "{count:,} marks")
    for name, said in (("en", english), ("zh_CN", chinese)):
        set_language(name)
        assert ngettext("{count:,} mark", "{count:,} marks", count) == spoken(forms, count=count) == said
        assert in_english(*forms, count) == english


def test_a_sentence_with_a_number_has_other_fields_too() -> None:
    set_language("en")
    assert ngettext("{a} of {count} mark", "{a} of {count} marks", 5, a=1) == "1 of 5 marks"
    assert spoken("{a} of “{b}”", a=1, b="x") == "1 of “x”"


def test_english_in_a_chinese_font_has_straight_quotation_marks() -> None:
    sentence = "{target} is neither a project nor a hub’s address"
    set_language("en", straight=True)
    assert _(sentence, target="“x”") == "“x” is neither a project nor a hub's address"
    assert ngettext("{count:,} mark “{name}”", "{count:,} marks “{name}”", 1, name="x") == '1 mark "x"'
    set_language("en")
    assert "hub’s" in _(sentence, target="x")
    set_language("zh_CN", straight=True)
    assert "“" in _("“{name}” cannot be an annotator’s name", name="x")
