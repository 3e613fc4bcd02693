"""What is waved through is told from what is read."""

from annotator.suggest.pace import FASTEST, SERIES, Pace

LENGTH = 30


def series(pace: Pace, seconds: float, count: int = SERIES) -> Pace:
    for _turn in range(count):
        pace.accept(LENGTH, seconds)
    return pace


def test_a_series_faster_than_reading_is_hasty_and_one_that_is_not_is_not() -> None:
    at_the_limit = LENGTH / FASTEST
    assert series(Pace(), 0.9 * at_the_limit).hasty
    assert not series(Pace(), 1.1 * at_the_limit).hasty


def test_a_few_quick_answers_are_none_and_reading_ahead_counts() -> None:
    assert not series(Pace(), 0, SERIES - 1).hasty
    read_ahead = Pace()
    read_ahead.accept(LENGTH, SERIES * LENGTH / FASTEST + 1)
    assert not series(read_ahead, 0, SERIES - 1).hasty
    assert series(read_ahead, 0, 1).hasty  # the pause is too long ago


def test_many_at_once_are_a_series() -> None:
    bulk = Pace()
    bulk.accept(LENGTH * 100, 5.0, 100)
    assert bulk.hasty
    bulk.forget()
    assert not bulk.hasty
    bulk.accept(LENGTH * 100, 100 * LENGTH, 100)
    assert not bulk.hasty
