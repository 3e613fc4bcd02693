"""Random continua: what they keep of the reference, and that they are random."""

import numpy as np
import pytest

from annotator.agreement.gamma_continuum import Columns, Unit, columns_of
from annotator.agreement.gamma_sampling import sampler_of, shuffled

LENGTH = 200
MARKED = (
    [Unit(0, 10, "x"), Unit(5, 9, "y"), Unit(150, 200, "x")],
    [Unit(20, 30, "x")],
    [],
)
REFERENCE = columns_of(MARKED, ["x", "y"])


def runs(units: Columns) -> list[list[tuple[float, int]]]:
    """Extent and label of each annotator's units."""
    kinds = list(zip(units.end - units.start, units.label.tolist(), strict=True))
    return [sorted(kinds[place] for place in np.flatnonzero(units.owner == number)) for number in range(3)]


def test_shuffling_turns_whole_annotators_round() -> None:
    random = np.random.default_rng(1)
    seen = set()
    for _ in range(300):
        units = shuffled(REFERENCE, LENGTH, random)
        assert len(units.start)
        assert units.start.min() >= 0
        assert units.start.max() < LENGTH
        assert (units.start == np.floor(units.start)).all()
        for run in runs(units):
            assert run in runs(REFERENCE)
            seen.add(len(run))
        for number in range(3):
            own = units.start[units.owner == number]
            if len(own) == 3:
                nested, first, last = own[1], own[0], own[2]
                assert (nested - first) % LENGTH == 5
                assert (last - first) % LENGTH == 150
    assert seen == {0, 1, 3}


def test_shifts_keep_half_a_unit_apart() -> None:
    """Three annotators with one unit each of extent 20: no two shifts are nearer than 10."""
    reference = columns_of([[Unit(0, 20, "x")]] * 3, ["x"])
    random = np.random.default_rng(2)
    nearest = [np.diff(np.sort(shuffled(reference, 100, random).start)).min() for _ in range(300)]
    assert min(nearest) >= 9  # whole numbers
    assert min(nearest) < 12


def test_shifts_are_drawn_where_no_room_is_left() -> None:
    reference = columns_of([[Unit(0, 10, "x")]] * 5, ["x"])
    units = shuffled(reference, 10, np.random.default_rng(3))
    assert len(units.start) == 5
    assert ((units.start >= 0) & (units.start < 10)).all()


def test_shuffling_never_gives_nothing() -> None:
    """One annotator of twenty marked something: most draws fall on the others."""
    reference = columns_of([[Unit(0, 10, "x")], *[[]] * 19], ["x"])
    random = np.random.default_rng(4)
    assert all(len(shuffled(reference, 100, random).start) for _ in range(100))


def test_statistics_are_those_of_the_reference() -> None:
    """Numbers, gaps, extents and labels of many random continua have the reference's means."""
    marked = [[Unit(10 * place + 3, 10 * place + 7, "xxy"[place % 3]) for place in range(90)]] * 2
    draw = sampler_of("statistical", columns_of(marked, ["x", "y"]), 1000)
    random = np.random.default_rng(5)
    drawn = [draw(random) for _ in range(50)]
    assert all((np.bincount(units.owner) == 90).all() for units in drawn)
    extents = np.concatenate([units.end - units.start for units in drawn])
    assert extents == pytest.approx(4)  # their deviation is 0
    gaps = np.concatenate([(units.start[1:] - units.end[:-1])[np.diff(units.owner) == 0] for units in drawn])
    expected = np.array([0] + [3, 3] + [6] * 178)
    assert gaps.mean() == pytest.approx(expected.mean(), abs=0.05)
    assert gaps.std() == pytest.approx(expected.std(), abs=0.05)
    labels = np.concatenate([units.label for units in drawn])
    assert labels.mean() == pytest.approx(1 / 3, abs=0.02)


def test_statistics_never_give_nothing_and_always_an_extent() -> None:
    reference = columns_of([[Unit(5, 6, "x"), Unit(5, 105, "x")], []], ["x"])
    draw = sampler_of("statistical", reference, LENGTH)
    random = np.random.default_rng(6)
    for _ in range(200):
        units = draw(random)
        assert len(units.start)
        assert (units.end > units.start).all()


@pytest.mark.parametrize("name", ["shuffle", "statistical"])
def test_the_same_generator_gives_the_same(name: str) -> None:
    draw = sampler_of(name, REFERENCE, LENGTH)  # type: ignore[arg-type]
    one, other = draw(np.random.default_rng(7)), draw(np.random.default_rng(7))
    assert all(np.array_equal(first, second) for first, second in zip(one, other, strict=True))


def test_an_unknown_sampler_is_refused() -> None:
    with pytest.raises(ValueError, match="no sampler"):
        sampler_of("bootstrap", REFERENCE, LENGTH)  # type: ignore[arg-type]
