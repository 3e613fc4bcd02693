"""Code points and UTF-16 units, against Qt's own strings and documents."""

from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtGui import QTextDocument, QTextLayout

from annotator.ui.text_view.offsets import Offsets, display

odd = st.sampled_from("𠮷😀é\u0301\u00a0\u2028\u2029\t\r\n\0\x1b\u200b\u200d\u202e\ufeff\ufffc字aא")
texts = st.lists(st.one_of(odd, st.characters(exclude_categories=("Cs",))), max_size=40).map("".join)


def units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


@given(texts)
def test_positions_agree_with_the_length_of_what_is_before(text: str) -> None:
    offsets = Offsets(text)
    for position in range(len(text) + 1):
        unit = offsets.to_units(position)
        assert unit == units(text[:position])
        assert offsets.from_units(unit) == position


@given(st.lists(st.sampled_from(["𠮷", "😀", "a", "字"]), max_size=20).map("".join))
def test_positions_agree_with_a_text_document(text: str) -> None:
    document = QTextDocument(text)
    offsets = Offsets(text)
    assert document.characterCount() - 1 == offsets.to_units(len(text))
    for position, character in enumerate(text):
        found = document.find(character, offsets.to_units(position))
        assert found.selectionStart() == offsets.to_units(position)
        assert found.selectionEnd() == offsets.to_units(position + 1)


@given(texts)
def test_a_unit_inside_a_pair_is_the_start_of_its_character(text: str) -> None:
    offsets = Offsets(text)
    for position, character in enumerate(text):
        if units(character) == 2:
            assert offsets.from_units(offsets.to_units(position) + 1) == position


@given(st.text(st.characters(), max_size=60))
def test_what_is_shown_is_as_long_and_qt_takes_it_unchanged(text: str) -> None:
    shown = display(text)
    assert len(shown) == len(text)
    assert units(shown) == units(text)
    assert QTextLayout(shown).text() == shown


def test_ordinary_text_is_shown_as_it_is() -> None:
    text = "    全角\u3000空格，no\u00a0break\t𠮷😀e\u0301"
    assert display(text) is text


def test_what_qt_would_act_on_is_replaced() -> None:
    assert display("a\rb\u2029c\x00d\x1be\ufffcf\u202eg\ud800h\x7f") == ("a\u2028b\u2028c□d□e□f\u200bg□h□")
