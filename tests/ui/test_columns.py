"""Columns that share the width of a table."""

from hypothesis import given
from hypothesis import strategies as st

from annotator.ui.columns import shared

COLUMNS = st.lists(st.tuples(st.integers(20, 300), st.integers(0, 200)), min_size=1, max_size=8)


@given(COLUMNS, st.integers(0, 3000), st.data())
def test_columns_fill_the_room_and_none_falls_below_its_least(
    columns: list[tuple[int, int]], room: int, data: st.DataObject
) -> None:
    least = [bound for bound, _more in columns]
    wanted = [bound + more for bound, more in columns]
    growing = data.draw(st.integers(0, len(columns) - 1))
    widths = shared(room, wanted, least, growing)
    assert sum(widths) == max(room, sum(least))
    assert all(width >= bound for width, bound in zip(widths, least, strict=True))


def test_one_column_takes_what_is_over() -> None:
    assert shared(500, [100, 200], [50, 50], 1) == [100, 400]


def test_each_gives_up_the_same_share_of_what_it_can_give() -> None:
    assert shared(220, [100, 200], [60, 80], 0) == [80, 140]
