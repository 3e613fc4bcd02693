"""Offsets in other tools' units: exact both ways, refused inside a character."""

import pytest
import regex
from format_samples import HARD, characters
from hypothesis import given
from hypothesis import strategies as st

from annotator.domain.errors import BadInput
from annotator.formats.offsets import GRAPHEMES, UNITS, Offsets

texts = st.text(characters, max_size=40)
LENGTHS = {
    "code points": len,
    "utf-16": lambda text: len(text.encode("utf-16-le")) // 2,
    "utf-8": lambda text: len(text.encode()),
}


@pytest.mark.parametrize("unit", LENGTHS)
@given(text=texts)
def test_an_offset_is_the_length_of_what_stands_before(unit: str, text: str) -> None:
    offsets = Offsets(text, unit)
    for position in range(len(text) + 1):
        assert offsets.to(position) == LENGTHS[unit](text[:position])
        assert offsets.back(offsets.to(position)) == position


@given(texts)
def test_graphemes_are_counted_as_people_see_them(text: str) -> None:
    offsets = Offsets(text, GRAPHEMES)
    edges = [0, *(match.end() for match in regex.finditer(r"\X", text))]
    assert [offsets.back(number) for number in range(len(edges))] == edges
    assert [offsets.to(edge) for edge in edges] == list(range(len(edges)))


@pytest.mark.parametrize(("unit", "inside"), [("utf-16", 1), ("utf-8", 1), ("utf-8", 3)])
def test_inside_a_character_there_is_no_place(unit: str, inside: int) -> None:
    with pytest.raises(BadInput, match=f"the offset {inside} .{unit}. lies inside a character"):
        Offsets("😀", unit).back(inside)


def test_a_grapheme_is_not_split() -> None:
    with pytest.raises(BadInput, match="lies inside a character"):
        Offsets("e\u0301", GRAPHEMES).to(1)


@pytest.mark.parametrize("unit", UNITS)
@given(text=texts, beyond=st.integers(1, 10**6))
def test_what_lies_beyond_the_text_stays_beyond_it(unit: str, text: str, beyond: int) -> None:
    """So that the check of the record can name it."""
    offsets = Offsets(text, unit)
    last = offsets.to(len(text))
    assert offsets.back(last + beyond) > len(text)
    assert not 0 <= offsets.back(-beyond) <= len(text)


def test_the_hard_text_differs_in_every_unit() -> None:
    lengths = [Offsets(HARD, unit).to(len(HARD)) for unit in UNITS]
    assert lengths == [len(HARD), len(HARD) + 5, len(HARD.encode()), len(regex.findall(r"\X", HARD))]
    assert len(set(lengths)) == 4
