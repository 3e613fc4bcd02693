"""Contrast, simulated colour vision and distance against published numbers; colours that are chosen stand apart."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.domain import colour

COLORS = st.integers(0, 0xFFFFFF).map("#{:06X}".format)

# Sharma, Wu and Dalal 2005, table 1.
SHARMA = [
    ((50, 2.6772, -79.7751), (50, 0, -82.7485), 2.0425),
    ((50, 3.1571, -77.2803), (50, 0, -82.7485), 2.8615),
    ((50, -1.3802, -84.2814), (50, 0, -82.7485), 1.0000),
    ((50, 0, 0), (50, -1, 2), 2.3669),
    ((50, 2.49, -0.001), (50, -2.49, 0.0009), 7.1792),
    ((50, 2.49, -0.001), (50, -2.49, 0.0011), 7.2195),
    ((50, 2.5, 0), (73, 25, -18), 27.1492),
    ((50, 2.5, 0), (61, -5, 29), 22.8977),
    ((50, 2.5, 0), (56, -27, -3), 31.9030),
    ((60.2574, -34.0099, 36.2677), (60.4626, -34.1751, 39.4387), 1.2644),
    ((6.7747, -0.2908, -2.4247), (5.8714, -0.0985, -2.2286), 0.6377),
    ((2.0776, 0.0795, -1.1350), (0.9033, -0.0636, -0.5514), 0.9082),
]


@pytest.mark.parametrize(("one", "other", "expected"), SHARMA)
def test_ciede2000_gives_the_published_differences(
    one: colour.Lab, other: colour.Lab, expected: float
) -> None:
    assert colour.ciede2000(one, other) == pytest.approx(expected, abs=5e-5)
    assert colour.ciede2000(other, one) == pytest.approx(expected, abs=5e-5)


def test_contrast_of_black_and_white_and_of_the_grey_that_just_passes() -> None:
    assert colour.contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert colour.contrast("#767676", "#FFFFFF") == pytest.approx(
        4.54, abs=0.005
    )  # the well-known limit of AA
    assert colour.contrast("#777777", "#FFFFFF") < colour.TEXT


def test_lab_of_the_primaries() -> None:
    assert colour.lab("#FF0000") == pytest.approx((53.24, 80.09, 67.20), abs=0.02)
    assert colour.lab("#FFFFFF") == pytest.approx((100, 0, 0), abs=0.02)


@given(COLORS, COLORS)
def test_contrast_and_distance_do_not_depend_on_the_order(one: str, other: str) -> None:
    assert colour.contrast(one, other) == pytest.approx(colour.contrast(other, one))
    assert 1 <= colour.contrast(one, other) <= 21
    assert colour.distance(one, other) == pytest.approx(colour.distance(other, one), abs=1e-6)
    assert colour.distance(one, one) == 0


@given(st.integers(0, 255), st.sampled_from(colour.DEFICIENCIES))
def test_greys_look_the_same_to_everybody(level: int, kind: str) -> None:
    grey = f"#{level:02X}{level:02X}{level:02X}"
    assert colour.distance(grey, colour.simulate(grey, kind)) < 1


def test_red_and_green_come_close_for_those_who_mix_them_up() -> None:
    red, green = "#D62728", "#7A8B00"
    plain = colour.distance(red, green)
    assert colour.distance(red, green, colour.DEUTAN) < plain / 3
    assert colour.distance("#0066FF", "#FFCC00", colour.DEUTAN) > 40


@pytest.mark.parametrize("count", [1, 3, 6, 10])
def test_chosen_colours_stand_out_and_apart(count: int) -> None:
    pairs = colour.distinct(count, "#FFFFFF", "#1E1E1E")
    assert len(set(pairs)) == count
    for light, dark in pairs:
        assert colour.contrast(light, "#FFFFFF") >= colour.NON_TEXT
        assert colour.contrast(dark, "#1E1E1E") >= colour.NON_TEXT
    for column in zip(*pairs, strict=True):
        for vision in colour.VISIONS:
            assert colour.least_distance(column, vision) > (colour.ALIKE if count <= 6 else 6)


def test_colours_that_are_kept_are_kept_away_from() -> None:
    kept = [("#0072B2", "#56B4E9"), ("#D55E00", "#E69F00")]
    (new,) = colour.distinct(1, "#FFFFFF", "#1E1E1E", kept)
    for light, dark in kept:
        assert colour.distance(new[0], light) > colour.ALIKE
        assert colour.distance(new[1], dark) > colour.ALIKE
