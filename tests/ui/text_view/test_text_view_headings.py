"""Headings: heavier letters, some room above, nothing shaped that would not have been."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint

from annotator.domain.document import Section
from annotator.text.outline import outline
from annotator.ui.text_view import heading_ranges
from annotator.ui.text_view.headings import Headings

BODY = "坚持稳中求进工作总基调，完整、准确、全面贯彻新发展理念。"
TEXT = f"  工作报告\n一、总体要求\n(一)加强领导\n{BODY}\n二、主要任务。{BODY * 3}\n\n三、𠮷保障\n{BODY}"


def test_the_ranges_are_those_of_the_outline() -> None:
    found = [TEXT[start:end] for start, end in heading_ranges(TEXT, outline(TEXT))]
    assert found == ["工作报告", "一、总体要求", "(一)加强领导", "二、主要任务", "三、𠮷保障"]


def test_headings_that_are_not_in_the_text_are_left_out() -> None:
    sections = [Section(0, 9, 1, "别的", "header"), Section(2, 9, 1, "别的"), Section(3, 9, 1, "")]
    assert heading_ranges(TEXT, sections) == []


@given(
    st.lists(st.tuples(st.integers(-5, 60), st.integers(-5, 60)), max_size=12),
    st.integers(0, 50),
    st.integers(0, 50),
)
def test_parts_are_in_order_within_the_asked_and_cover_what_was_given(
    ranges: list[tuple[int, int]], start: int, end: int
) -> None:
    parts = Headings(ranges).over(start, end)
    covered = [place for first, last in parts for place in range(first, last)]
    given_places = {place for first, last in ranges for place in range(max(0, first), last)}
    assert covered == sorted(given_places & set(range(start, end)))


def weights(view, start: int) -> list[tuple[int, int]]:
    layout = view.page.layout(view.page.blocks.at(start))
    return [(found.start, found.length) for found in layout.qt.formats()]


@pytest.fixture
def view(make_view):
    found = make_view(TEXT)
    found.set_headings(heading_ranges(TEXT, outline(TEXT)))
    return found


def test_headings_are_drawn_heavier_and_only_they(view, chinese_font) -> None:
    assert weights(view, 0) == [(2, 4)]
    assert weights(view, TEXT.index("二、")) == [(0, 6)]
    assert weights(view, TEXT.index("三、")) == [(0, 6)]  # UTF-16 units: 𠮷 takes two
    assert weights(view, TEXT.index(BODY)) == []
    heavy = view.viewport().grab().toImage()
    view.set_headings([])
    assert weights(view, TEXT.index("三、")) == []
    assert view.viewport().grab().toImage() != heavy


def test_a_heading_below_text_has_some_room_above(view) -> None:
    def above(mark: str) -> int:
        return view.page.layout(view.page.blocks.at(TEXT.index(mark))).lines[0].top

    assert above("  工作报告") == 0
    assert above("一、") == 0, "below the title"
    assert above("(一)") == 0, "below a heading"
    assert above("二、") == view.page.metrics.heading > 5
    assert above("三、") == 0, "below a blank line"
    assert above(BODY) == 0


def test_room_above_a_heading_leads_to_the_heading(view) -> None:
    place = TEXT.index("二、")
    rect = view.rect_of(place, place + 1)
    assert view.offset_at(rect.topLeft()) == place
    found = view.offset_at(rect.topLeft() - QPoint(0, 3))
    assert found == place
    tops = [top for _layout, top in view.page.visible()]
    assert rect.top() - view.page.metrics.heading in tops


def test_another_text_has_no_headings(view) -> None:
    view.set_document(TEXT)
    assert weights(view, 0) == []


def test_setting_headings_shapes_only_the_blocks_that_have_one(make_view) -> None:
    text = f"一、要求\n{BODY * 4}\n" * 5000
    view = make_view(text)
    view.repaint()
    before = view.page.cache.shaped
    step = len(text) // 5000
    view.set_headings([(step * number, step * number + 4) for number in range(5000)])
    view.repaint()
    seen = sum(layout.block.start % step == 0 for layout, _top in view.page.visible())
    assert 0 < view.page.cache.shaped - before <= seen + 1


def test_headings_set_while_the_view_is_scrolled_leave_it_within_the_text(make_view) -> None:
    text = f"一、要求\n{BODY}\n" * 300
    view = make_view(text)
    step = len(text) // 300
    headings = [(step * number, step * number + 4) for number in range(300)]
    for value in (0, 777, view.verticalScrollBar().maximum()):
        for ranges in (headings, []):
            view.verticalScrollBar().setValue(value)
            view.set_headings(ranges)
            assert view.verticalScrollBar().value() == view.page.value
            assert 0 <= view.page.value <= view.page.height - view.page.view_height
