"""The best alignment: its disorder against hand-made values and against every other alignment there is."""

from collections.abc import Iterator, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.agreement.gamma_alignment import UnitaryAlignment, alignment_disorder, best_alignment
from annotator.agreement.gamma_continuum import Continuum, Dissimilarity, Unit

LENGTH = 30


@st.composite
def continua(draw: st.DrawFn) -> Continuum:
    """Two to four annotators, seven units at most: nested, crossing, repeated, far apart."""
    extents = st.tuples(st.integers(0, LENGTH - 1), st.integers(1, LENGTH)).map(sorted)
    units = st.tuples(extents, st.sampled_from("ab")).filter(lambda each: each[0][0] < each[0][1])
    marked = st.tuples(st.integers(0, 3), units)
    found = draw(st.lists(marked, min_size=1, max_size=7))
    annotators = draw(st.integers(max(2, 1 + max(owner for owner, _unit in found)), 4))
    return Continuum(
        {
            f"a{number}": [
                Unit(start, end, label) for owner, ((start, end), label) in found if owner == number
            ]
            for number in range(annotators)
        },
        LENGTH,
    )


def dissimilarities() -> st.SearchStrategy[Dissimilarity]:
    return st.builds(
        Dissimilarity,
        alpha=st.sampled_from([0.0, 0.5, 1.0, 3.0]),
        beta=st.sampled_from([0.0, 1.0, 2.0]),
        delta_empty=st.sampled_from([0.5, 1.0, 1.5]),
        distances=st.sampled_from([{}, {("a", "b"): 0.3}]),
    )


@given(continua(), dissimilarities())
def test_no_alignment_has_less_disorder(continuum: Continuum, dissimilarity: Dissimilarity) -> None:
    best = best_alignment(continuum, dissimilarity)
    every = [alignment_disorder(continuum, each, dissimilarity) for each in every_alignment(continuum)]
    assert best.disorder == pytest.approx(min(every), abs=1e-9)
    assert best.disorder == pytest.approx(
        alignment_disorder(continuum, best.tuples, dissimilarity), abs=1e-12
    )


@given(continua(), dissimilarities())
def test_the_order_of_annotators_plays_no_part(continuum: Continuum, dissimilarity: Dissimilarity) -> None:
    turned = Continuum(dict(reversed(list(continuum.annotators.items()))), LENGTH)
    disorder = best_alignment(continuum, dissimilarity).disorder
    assert best_alignment(turned, dissimilarity).disorder == pytest.approx(disorder, abs=1e-9)


@given(continua())
def test_the_same_annotations_have_no_disorder(continuum: Continuum) -> None:
    units = [unit for marked in continuum.annotators.values() for unit in marked]
    best = best_alignment(Continuum({"a": units, "b": units, "c": units}, LENGTH), Dissimilarity())
    assert best.disorder == 0
    assert sorted(best.tuples) == sorted((unit, unit, unit) for unit in units)


def test_dissimilarity_by_hand() -> None:
    """Positional values that Mathet et al. 2015 print for their figure 10, to their digits."""
    same, apart = Unit(4, 14, "x"), Unit(40, 44, "x")
    dissimilarity = Dissimilarity()
    assert dissimilarity.positional(same, same) == 0
    assert dissimilarity.positional(same, apart) == pytest.approx(22.2, abs=0.05)
    assert dissimilarity.positional(same, Unit(20, 25, "x")) == pytest.approx(3.2, abs=0.05)
    assert dissimilarity.positional(same, Unit(14, 24, "x")) == 1
    weighed = Dissimilarity(alpha=3, beta=2, delta_empty=0.5, distances={("x", "y"): 0.25})
    assert weighed.combined(same, Unit(14, 24, "y")) == 3 * 0.5 + 2 * 0.25 * 0.5
    assert weighed.categorical("y", "x") == weighed.categorical("x", "y") == 0.125
    assert weighed.categorical("x", "z") == 0.5


def test_disorder_by_hand() -> None:
    """Two units of a's against one of b's: ((2/8)² + 1) / 1.5, since the second unit stays alone."""
    continuum = Continuum({"a": [Unit(0, 4, "x"), Unit(20, 24, "x")], "b": [Unit(1, 5, "x")]}, LENGTH)
    best = best_alignment(continuum, Dissimilarity())
    assert best.disorder == pytest.approx((1 / 16 + 1) / 1.5)
    assert set(best.tuples) == {(Unit(0, 4, "x"), Unit(1, 5, "x")), (Unit(20, 24, "x"), None)}


def test_units_are_put_together_where_it_costs_the_same() -> None:
    """Three annotators, a pair with dissimilarity 4: (4 + 2) / 3 together, 1 + 1 apart."""
    continuum = Continuum({"a": [Unit(0, 4, "x")], "b": [Unit(8, 12, "x")], "c": []}, LENGTH)
    best = best_alignment(continuum, Dissimilarity())
    assert best.tuples == ((Unit(0, 4, "x"), Unit(8, 12, "x"), None),)
    assert best.disorder == 3


def test_greedy_would_be_wrong() -> None:
    """The closest pair (b, c) is not in the best alignment: it would leave a and d without a partner."""
    a, c = Unit(0, 10, "x"), Unit(6, 16, "x")
    b, d = Unit(4, 14, "x"), Unit(10, 20, "x")
    best = best_alignment(Continuum({"one": [a, c], "two": [b, d]}, LENGTH), Dissimilarity())
    assert set(best.tuples) == {(a, b), (c, d)}


def test_what_is_no_alignment_is_refused() -> None:
    unit, other = Unit(0, 4, "x"), Unit(1, 5, "x")
    continuum = Continuum({"a": [unit], "b": [other]}, LENGTH)
    for tuples in ([(unit, None)], [(unit, other), (unit, None)], [(other, unit)]):
        with pytest.raises(ValueError, match="exactly once"):
            alignment_disorder(continuum, tuples, Dissimilarity())
    with pytest.raises(ValueError, match="two annotators"):
        best_alignment(Continuum({"a": [unit]}, LENGTH), Dissimilarity())
    with pytest.raises(ValueError, match="two annotators"):
        best_alignment(Continuum({"a": [], "b": []}, LENGTH), Dissimilarity())


@pytest.mark.parametrize("unit", [Unit(3, 3, "x"), Unit(-1, 3, "x"), Unit(5, 31, "x"), Unit(5, 4, "x")])
def test_a_unit_is_a_stretch_of_the_continuum(unit: Unit) -> None:
    with pytest.raises(ValueError, match="no stretch"):
        Continuum({"a": [unit]}, LENGTH)


def every_alignment(continuum: Continuum) -> Iterator[list[UnitaryAlignment]]:
    """All ways to part the units into unitary alignments."""
    marked = list(continuum.annotators.values())
    yield from _partings([(owner, unit) for owner, units in enumerate(marked) for unit in units], len(marked))


def _partings(units: Sequence[tuple[int, Unit]], annotators: int) -> Iterator[list[UnitaryAlignment]]:
    if not units:
        yield []
        return
    for together, rest in _companies(units[0], units[1:]):
        held = dict(together)
        for others in _partings(rest, annotators):
            yield [tuple(held.get(owner) for owner in range(annotators)), *others]


def _companies(
    first: tuple[int, Unit], rest: Sequence[tuple[int, Unit]]
) -> Iterator[tuple[list[tuple[int, Unit]], list[tuple[int, Unit]]]]:
    """All sets of units of different annotators that hold `first`, each with what is left."""
    for chosen in range(1 << len(rest)):
        together = [first] + [each for place, each in enumerate(rest) if chosen >> place & 1]
        if len({owner for owner, _unit in together}) == len(together):
            yield together, [each for place, each in enumerate(rest) if not chosen >> place & 1]
