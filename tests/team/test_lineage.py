"""What one copy of a thing is to another, told from the states that both have gone through."""

from collections.abc import Sequence
from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from annotator.domain.change import Entity
from annotator.domain.setting import Setting
from annotator.domain.span import Span
from annotator.team.lineage import Lineage, compare, embedded

values = st.lists(st.integers(0, 3), max_size=8)


def states(numbers: Sequence[int]) -> list[Entity | None]:
    """A setting with these values, where 0 is none, without repetitions."""
    found: list[Entity | None] = []
    for number in numbers:
        state = Setting("x", number) if number else None
        if state != (found[-1] if found else None):
            found.append(state)
    return found


def is_subsequence(part: Sequence[object], whole: Sequence[object]) -> bool:
    rest = iter(whole)
    return all(any(element == other for other in rest) for element in part)


@given(part=values, whole=values)
def test_embedded_counts_the_longest_beginning_that_occurs_in_order(
    part: list[int], whole: list[int]
) -> None:
    count = embedded(part, whole)
    assert is_subsequence(part[:count], whole)
    assert count == len(part) or not is_subsequence(part[: count + 1], whole)


@given(ours=values, theirs=values)
def test_what_was_brought_in_is_known_afterwards(ours: list[int], theirs: list[int]) -> None:
    mine, their = states(ours), states(theirs)
    lineage, missing = compare(mine, their)
    assert (lineage is Lineage.KNOWN) == (not missing)
    assert (lineage is Lineage.KNOWN) == is_subsequence(their, mine)
    assert compare([*mine, *missing], their)[0] is Lineage.KNOWN
    if lineage is Lineage.AHEAD:
        assert missing[-1] == their[-1]
        assert compare(their, mine)[0] is Lineage.KNOWN or mine[-1] == their[-1]


@given(whole=values, cuts=st.lists(st.integers(0, 8), min_size=3, max_size=3))
def test_copies_of_one_life_come_to_the_same_in_any_order(whole: list[int], cuts: list[int]) -> None:
    life = states(whole)
    ends = set()
    for order in permutations(cuts):
        ours: list[Entity | None] = []
        for cut in order:
            lineage, missing = compare(ours, life[:cut])
            assert lineage is not Lineage.APART
            ours += missing
        ends.add(repr(ours))
    assert len(ends) == 1


def test_stamps_are_no_difference_and_the_later_one_stays_on_both_sides() -> None:
    one = Span("s", "d", 0, 2, "metric", "报告", "li", modified="2024-01-01")
    other = Span("s", "d", 0, 2, "metric", "报告", "li", modified="2024-01-02")
    assert compare([one], [other]) == (Lineage.AHEAD, [other])
    assert compare([other], [one]) == (Lineage.KNOWN, [])


def test_two_ways_to_the_same_end_are_no_conflict() -> None:
    assert compare(states([1, 3]), states([2, 3]))[0] is Lineage.AHEAD
    assert compare(states([1, 3]), states([2, 1]))[0] is Lineage.APART
