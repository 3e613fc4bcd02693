"""The pseudo-locale: every sentence in brackets and longer, with its fields, lines and dots as they were."""

import pytest

from annotator.i18n import PSEUDO, PSEUDO_END, PSEUDO_START, _, language, ngettext, set_language


@pytest.fixture(autouse=True)
def _pseudo(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(PSEUDO, "1")
    set_language("zh_CN")


@pytest.mark.parametrize("sentence", ["Undo", "&File", "Every step is saved", "One line\nand another"])
def test_a_sentence_is_bracketed_and_two_fifths_longer(sentence: str) -> None:
    said = _(sentence)
    assert said.startswith(PSEUDO_START)
    assert said.endswith(PSEUDO_END)
    assert len(said) >= 1.4 * len(sentence)
    assert said.count("\n") == sentence.count("\n")
    assert said.count("&") == sentence.count("&")


def test_dots_stay_at_the_end_and_fields_are_filled() -> None:
    assert _("Import reports…").endswith(f"{PSEUDO_END}…")
    assert "审核 47" in _("Undone: {title}", title="审核 47")


def test_a_number_of_things_is_said_in_its_form() -> None:
    one, many = (ngettext("{count:,} character", "{count:,} characters", count) for count in (1, 1200))
    assert one.startswith(f"{PSEUDO_START}1 çháráçtér ")
    assert many.startswith(f"{PSEUDO_START}1,200 çháráçtérs ")


def test_what_has_no_words_stays() -> None:
    assert [_(", "), _("; "), _("{a} · {b}", a=1, b=2)] == [", ", "; ", "1 · 2"]


def test_data_in_the_language_of_the_reader_is_english() -> None:
    assert language() == "en"


def test_in_a_chinese_font_its_apostrophe_is_no_wider_than_that_of_english() -> None:
    assert "’" in _("Add to the project’s words")
    set_language("en", straight=True)
    assert "pröjéçt's" in _("Add to the project’s words")
