"""Kinds of sections part a document: every character has one, that of the innermost section around it."""

from hypothesis import given
from hypothesis import strategies as st

from annotator.domain.document import Section
from annotator.services.role_ranges import of_roles, role_ranges

OUTLINE = (
    Section(5, 30, 1, "一、", "achievements"),
    Section(10, 20, 2, "（一）", "problems"),
    Section(30, 40, 1, "二、", "plans"),
)


def test_the_innermost_section_counts() -> None:
    assert role_ranges(OUTLINE, 45) == {
        "other": [(0, 5), (40, 45)],
        "achievements": [(5, 10), (20, 30)],
        "problems": [(10, 20)],
        "plans": [(30, 40)],
    }
    assert of_roles(role_ranges(OUTLINE, 45), ("plans", "achievements")) == [(5, 10), (20, 30), (30, 40)]


def test_neighbours_of_one_kind_are_one_stretch() -> None:
    outline = (Section(0, 5, 1, "一、", "plans"), Section(5, 9, 1, "二、", "plans"))
    assert role_ranges(outline, 9) == {"plans": [(0, 9)]}
    assert role_ranges((), 0) == {}


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(1, 20), st.sampled_from(["plans", "problems"]))))
def test_every_character_has_one_kind(found: list[tuple[int, int, str]]) -> None:
    outline = [Section(start, start + size, 1, "", role) for start, size, role in sorted(found)]
    ranges = role_ranges(outline, 40)
    covered = sorted(
        at for stretches in ranges.values() for low, high in stretches for at in range(low, high)
    )
    assert covered == list(range(40))
