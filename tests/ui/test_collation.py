"""The order of names in lists."""

from hypothesis import given
from hypothesis import strategies as st

from annotator.ui.collation import by_name


def test_chinese_names_stand_by_pinyin_and_numbers_by_value() -> None:
    assert by_name(["张", "李", "阿", "b10", "b9", "北京"]) == ["阿", "北京", "李", "张", "b9", "b10"]


@given(st.lists(st.text(max_size=4), max_size=8))
def test_the_order_is_one_whatever_came_first(names: list[str]) -> None:
    assert by_name(names) == by_name(reversed(names))
    assert sorted(by_name(names)) == sorted(names)
