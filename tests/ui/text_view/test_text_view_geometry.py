"""Where characters are: offset → place → offset, scrolling, the column."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QPoint

from annotator.ui.text_view.page import MARGIN, Page
from annotator.ui.text_view.spans import ViewSpan

LONG = "    坚持稳中求进工作总基调，完整、准确、全面贯彻新发展理念。" * 6
TEXTS = {
    "plain": "一、加强组织领导\n\n" + LONG + "\n" + LONG,
    "astral": "吉𠮷吉😀😀，" * 40 + "\n𠮷\n😀",
    "combining": "e\u0301a\u0308o\u0302 cafe\u0301 " * 30,
    "no-break": "a\u00a0b\u00a0字\u00a0\u00a0句" * 30,
    "separators": "一\u2028二\u2029三\u2028\u2028四" * 10,
    "line ends": "一\r\n二\r三\n\r\n四\n",
    "tabs and controls": "\t甲\t乙\x00丙\x0c丁\x1b",
    "zero width": "零\u200b宽\u200d度\ufeff字符" * 20,
    "bidi": "中文 abc אבג\u202eabc\u202c 123 " * 10,
    "empty": "",
}


def page_of(text: str, width: int = 700, height: int = 4000) -> Page:
    page = Page()
    page.set_text(text)
    page.set_view(width, height)
    return page


def caret_places(page: Page) -> list[int]:
    """All positions that the caret can be at, from the blocks themselves."""
    places = []
    block = page.blocks.at(0)
    while block is not None:
        position = block.start
        places.append(position)
        while position < block.stop:
            position = page.layout(block).next(position)
            places.append(position)
        block = page.blocks.after(block)
    return list(dict.fromkeys(places))


@pytest.mark.parametrize("name", [name for name in TEXTS if name not in ("zero width", "bidi")])
def test_a_place_leads_back_to_its_offset(qapp: object, name: str) -> None:
    page = page_of(TEXTS[name])
    for position in caret_places(page):
        spot = page.spot(position)
        band = page.band(spot, spot.x)
        found, _upstream = page.offset_at(QPoint(round(band.left()), round(band.center().y())).toPointF())
        assert page.spot(found).x == pytest.approx(spot.x, abs=0.6)
        if page.text[found:position].strip("\u200b\u200d\ufeff\u2400\x00\x1b\x0c\r"):
            assert found == position


@pytest.mark.parametrize("name", list(TEXTS))
def test_every_point_leads_to_a_place_in_the_text(qapp: object, name: str) -> None:
    page = page_of(TEXTS[name], height=500)
    places = {*caret_places(page), len(TEXTS[name])}
    for x in range(-20, 760, 37):
        for y in range(-20, 560, 23):
            found, _upstream = page.offset_at(QPoint(x, y).toPointF())
            assert found in places


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25)
@given(st.lists(st.sampled_from("字𠮷😀e\u0301 \u00a0\u2028\t\r\n，"), max_size=80).map("".join))
def test_offsets_survive_any_mixture(qapp: object, text: str) -> None:
    page = page_of(text, width=240)
    for position in caret_places(page):
        spot = page.spot(position)
        assert spot.layout.block.start <= position <= spot.layout.block.next
        start, end = spot.layout.line_range(spot.line)
        assert start <= position <= max(end, spot.layout.block.stop)


def test_no_caret_place_parts_a_character(qapp: object) -> None:
    places = caret_places(page_of("e\u0301\r\n👨\u200d👩\u200d👧𠮷x"))
    assert places == [0, 2, 4, 9, 10, 11]


def test_the_column_is_as_wide_as_asked_and_narrower_in_a_narrow_window(
    qapp: object, chinese_font: None
) -> None:
    page = page_of("字" * 400, width=1200)
    assert [page.layout(page.blocks.at(0)).line_range(0)] == [(0, 40)]
    assert page.left == round((1200 - page.width) / 2)
    page.set_columns(34)
    assert page.layout(page.blocks.at(0)).line_range(0) == (0, 34)
    page.set_view(300, 500)
    assert page.left >= MARGIN
    assert page.layout(page.blocks.at(0)).line_range(0)[1] == int((300 - 2 * MARGIN) // 17)


def test_scrolling_down_and_up_again_comes_back(qapp: object) -> None:
    page = page_of(TEXTS["plain"] * 60, height=500)
    start = page.value
    gone = [page.scroll_by(step) for step in (333, 32, 5000, -700)]
    assert gone == [333, 32, 5000, -700]
    first = page.visible_range()
    assert page.scroll_by(-sum(gone)) == -sum(gone)
    assert page.value == start
    page.scroll_by(sum(gone))
    assert page.visible_range() == first


def test_scrolling_stops_at_both_ends(qapp: object) -> None:
    page = page_of(TEXTS["plain"] * 60, height=500)
    assert page.scroll_by(-100) == 0
    page.scroll_by(10_000_000)
    assert page.visible_range()[1] == len(page.text)
    assert page.scroll_by(50) == 0
    assert page.value == page.height - page.view_height


def test_what_is_scrolled_to_is_what_is_seen(qapp: object) -> None:
    page = page_of(TEXTS["plain"] * 300, height=500)
    for position in (0, 20_000, 33_333, len(page.text)):
        page.show_at(page.spot(position), 100)
        start, end = page.visible_range()
        assert start <= position <= end


def test_resizing_and_zooming_keep_the_first_line(qapp: object) -> None:
    page = page_of(TEXTS["plain"] * 100, height=500)
    page.scroll_by(4321)
    start = page.visible_range()[0]
    for change in (
        lambda: page.set_view(500, 500),
        lambda: page.set_size(24),
        lambda: page.set_view(900, 400),
    ):
        change()
        first, last = page.visible_range()
        assert first <= start <= last
        assert start - first < 60


def test_spans_never_change_how_text_is_wrapped(make_view, qtbot) -> None:
    view = make_view(TEXTS["plain"])
    before = view.page.cache.shaped
    view.set_spans([ViewSpan(f"s{n}", n, n + 40, "measure") for n in range(8)])
    view.repaint()
    assert view.page.cache.shaped == before


def test_ensure_visible_scrolls_only_when_it_must(make_view) -> None:
    view = make_view(TEXTS["plain"] * 100)
    bar = view.verticalScrollBar()
    view.ensure_visible(5, 10)
    assert bar.value() == 0
    view.ensure_visible(20_000)
    start, end = view.visible_range()
    assert start <= 20_000 <= end
    value = bar.value()
    view.ensure_visible(20_001)
    assert bar.value() == value
    view.ensure_visible(0)
    assert bar.value() <= 24


def test_the_bar_and_the_page_agree(make_view) -> None:
    view = make_view(TEXTS["plain"] * 200)
    bar = view.verticalScrollBar()
    for value in (500, 520, 9000, 100, bar.maximum() // 2, bar.maximum(), 0):
        bar.setValue(value)
        assert bar.value() == view.page.value
        assert abs(bar.value() - value) < bar.maximum() / 20


def test_moving_what_is_on_the_screen_shows_what_a_fresh_paint_shows(make_view, qapp) -> None:
    view = make_view(TEXTS["plain"] * 50)
    view.set_spans([ViewSpan(f"s{n}", 30 * n, 30 * n + 45, "measure") for n in range(100)])
    view.set_current_span("s6")
    view.select(40, 90)
    qapp.processEvents()
    for step in (32, 64, -20, 300, -7):
        assert view.scroll_by(step) == step
        qapp.processEvents()
    view.clearFocus()  # no caret blinks, nothing moves the bar, between the two pictures
    while view.page.shape_ahead():
        pass
    for _ in range(4):
        qapp.processEvents()
    on_screen = view.screen().grabWindow(view.winId()).toImage()
    fresh = view.grab().toImage().convertToFormat(on_screen.format())
    assert on_screen == fresh


def test_the_next_screen_is_shaped_while_nothing_happens(make_view, qtbot) -> None:
    view = make_view(TEXTS["plain"] * 200)
    qtbot.waitUntil(lambda: not view.page.shape_ahead())
    before = view.page.cache.shaped
    bar = view.verticalScrollBar()
    bar.setValue(bar.value() + bar.pageStep() // 2)
    view.repaint()
    assert view.page.cache.shaped == before
