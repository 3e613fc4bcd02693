"""What a hub still has to go through: nothing twice, and two who answer each other come to an end."""

from hypothesis import given
from hypothesis import strategies as st

from annotator.domain.change import Entity
from annotator.domain.span import Span
from annotator.team.lineage import Lineage, compare, content
from annotator.team.outgoing import missing_states

Copy = list[Entity | None]


def state(note: str, modified: int) -> Span:
    return Span("s", "d", 0, 1, "measure", "我", "gold", note=note, modified=str(modified))


STATES = st.one_of(st.none(), st.builds(state, st.sampled_from("abc"), st.integers(0, 3)))
RUNS = st.lists(STATES, min_size=1, max_size=4)


def pull(mine: Copy, hub: Copy, *, theirs: bool) -> bool:
    """As a merge does it; whether anything was written."""
    lineage, missing = compare(mine, hub)
    if lineage is Lineage.KNOWN:
        return False
    if lineage is Lineage.APART and not theirs:
        missing = [*missing, mine[-1]]
    mine += missing
    return True


def push(mine: Copy, hub: Copy) -> bool:
    places = missing_states(hub, mine)
    assert places is not None  # after a pull nothing has parted
    hub += [mine[place] for place in places]
    return bool(places)


@given(hub=RUNS, mine=RUNS, theirs=st.booleans())
def test_what_was_pushed_is_known_and_nothing_is_pushed_twice(hub: Copy, mine: Copy, theirs: bool) -> None:
    pull(mine, hub, theirs=theirs)
    push(mine, hub)
    assert content(hub[-1]) == content(mine[-1])
    assert missing_states(hub, mine) == []


@given(
    hub=RUNS,
    copies=st.lists(RUNS, min_size=2, max_size=3),
    turns=st.lists(st.tuples(st.integers(0, 2), st.booleans(), st.lists(STATES, max_size=2)), max_size=12),
)
def test_all_come_to_the_same_and_to_an_end(
    hub: Copy, copies: list[Copy], turns: list[tuple[int, bool, Copy]]
) -> None:
    """Copies of one thing that are worked on and synced in any order, each conflict decided either way."""
    for number, theirs, work in turns:
        mine = copies[number % len(copies)]
        mine += work
        pull(mine, hub, theirs=theirs)
        push(mine, hub)
    for _round in range(10):
        moved = [pull(mine, hub, theirs=True) | push(mine, hub) for mine in copies]
        if not any(moved):
            break
    else:
        raise AssertionError("they answer each other for ever")
    assert {(repr(content(mine[-1])), repr(mine[-1])) for mine in copies} == {
        (repr(content(hub[-1])), repr(hub[-1]))
    }


@given(hub=RUNS, mine=RUNS)
def test_every_state_of_ours_is_seen_by_the_hub(hub: Copy, mine: Copy) -> None:
    pull(mine, hub, theirs=True)
    push(mine, hub)
    seen = [content(one) for one in hub]
    assert all(content(one) in seen for one in mine)


def test_a_copy_that_has_parted_must_pull_first() -> None:
    a, b, c = (state(note, 1) for note in "abc")
    assert missing_states([a, b], [a, c]) is None


def test_going_to_and_fro_is_no_news() -> None:
    a, b = state("a", 1), state("b", 2)
    assert missing_states([a, b, a], [a, b, a, b, a]) == []
    assert missing_states([a, b, a], [a, b, a, b, a, b]) == [3, 4, 5]
    assert missing_states([a], [a, b, a]) == [1, 2]
