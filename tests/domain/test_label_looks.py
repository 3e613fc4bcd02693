"""Colours and keys that are proposed for new labels."""

from hypothesis import given
from hypothesis import strategies as st

from annotator.domain.colour import NON_TEXT, contrast
from annotator.domain.label_looks import (
    DARK_GROUND,
    LIGHT_GROUND,
    on_dark,
    propose_colors,
    propose_keys,
)


@given(st.lists(st.from_regex(r"#[0-9A-F]{6}", fullmatch=True), max_size=6), st.integers(1, 40))
def test_proposed_colors_are_seen_on_their_grounds_and_differ(used: list[str], count: int) -> None:
    made = propose_colors(used, count)
    assert len(made) == count
    assert len({light for light, _dark in made}) == count
    for light, dark in made:
        assert light not in used
        assert contrast(light, LIGHT_GROUND) >= NON_TEXT
        assert contrast(dark, DARK_GROUND) >= NON_TEXT
    assert propose_colors(used, count) == made


def test_the_first_proposals_differ_from_what_there_is_in_hue() -> None:
    """Blue is there: no blue is proposed before other hues are used up."""
    for light, _dark in propose_colors(["#0072B2"], 3):
        red, green, blue = (int(light[at : at + 2], 16) for at in (1, 3, 5))
        assert not (blue > red and blue > green and red < 60)


def test_keys_are_free_digits_then_the_letters_given_then_none() -> None:
    assert propose_keys(["1", "3"], 2) == ["2", "4"]
    assert propose_keys(list("123456789"), 3, "bx") == ["0", "B", "X"]
    assert propose_keys(list("1234567890b"), 2, "bx") == ["X", ""]


@given(st.from_regex(r"#[0-9A-F]{6}", fullmatch=True))
def test_every_color_has_one_for_the_dark(color: str) -> None:
    assert contrast(on_dark(color), DARK_GROUND) >= NON_TEXT
