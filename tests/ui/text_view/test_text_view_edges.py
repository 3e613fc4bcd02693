"""The ends of things: of the text, of lines, of the window; texts and spans that are hardly any."""

import gc

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from annotator.ui.text_view import LabelStyle, TextView, ViewSpan, chores
from annotator.ui.text_view.page import Page

K, M, LEFT = Qt.Key, Qt.KeyboardModifier, Qt.MouseButton.LeftButton
SENTENCE = "坚持稳中求进工作总基调，完整、准确、全面贯彻新发展理念。"
ODD = {
    "empty": "",
    "one character": "字",
    "one line end": "\n",
    "line ends": "\n" * 50,
    "CR LF": "一\r\n二\r\n\r\n三",
    "only CR LF": "\r\n" * 10,
    "lone CR": "a\rb\r",
    "line separators": "一\u2028二\u2028",
    "tabs": "\t\t字\tabc\t",
    "blank": "   \n \n",
    "one word": "a" * 3000,
    "pairs": "𠮷" * 3000,
    "marks": "e" + "\u0301" * 1500,
}
MOVES = [K.Key_Left, K.Key_Right, K.Key_Up, K.Key_Down, K.Key_Home, K.Key_End, K.Key_PageUp, K.Key_PageDown]


@pytest.mark.parametrize("name", list(ODD))
@pytest.mark.parametrize("size", [(900, 600), (200, 300), (40, 10)])
@pytest.mark.parametrize("zoom", [10, 48])
def test_odd_texts_with_odd_spans(make_view, name: str, size: tuple[int, int], zoom: int) -> None:
    text = ODD[name]
    end = len(text)
    view = make_view(text, *size)
    view.set_zoom(zoom)
    view.set_headings([(0, 2), (0, 5), (end - 1, end + 50), (3, 3), (-3, 1), (5, 2)])
    bounds = [(0, end), (end - 1, end), (end - 1, end + 9), (end + 5, end + 9), (-5, 1), (0, 0), (3, 1)]
    spans = [ViewSpan(f"s{number}", *each, "measure") for number, each in enumerate(bounds)]
    view.set_spans(spans)
    for span in spans:
        view.set_current_span(span.id)
        assert view.current_span() == span.id
        view.ensure_visible(span.start, span.end, centre=span.start > 1)
        view.viewport().grab()
        view.set_hits([(max(0, span.start), span.end)], 0)
    for key in MOVES:
        for modifier in (M.NoModifier, M.ShiftModifier, M.ControlModifier):
            QTest.keyClick(view, key, modifier)
            assert 0 <= view.caret() <= end
    for point in (QPoint(-40, -40), QPoint(size[0] // 2, size[1] // 2), QPoint(size[0] + 40, size[1] + 40)):
        QTest.mouseClick(view.viewport(), LEFT, pos=point)
        QTest.mouseDClick(view.viewport(), LEFT, pos=point)
        QTest.mousePress(view.viewport(), LEFT, pos=point)
        QTest.mouseRelease(view.viewport(), LEFT, pos=point)
        QTest.mouseClick(view.viewport(), LEFT, M.ShiftModifier, point)
    QTest.keyClick(view, K.Key_Home, M.ControlModifier)
    assert view.caret() == 0
    QTest.keyClick(view, K.Key_End, M.ControlModifier | M.ShiftModifier)
    assert view.selection() == (0, end)


def test_pages_at_the_ends_go_to_the_first_and_the_last_line(make_view) -> None:
    text = "\n".join([SENTENCE] * 200)
    view = make_view(text)
    for key, line in ((K.Key_PageUp, 0), (K.Key_PageDown, 199), (K.Key_PageDown, 199), (K.Key_PageUp, None)):
        for _ in range(1 if line is None else 20):
            QTest.keyClick(view, key)
        start, end = view.visible_range()
        assert start <= view.caret() <= end
        if line is not None:
            assert view.caret() == line * (len(SENTENCE) + 1)


# Spans over line ends


def test_a_span_over_nothing_but_a_line_end_can_be_seen_and_clicked(make_view, chinese_font) -> None:
    text = SENTENCE + "\n\n" + SENTENCE
    view = make_view(text)
    end = len(SENTENCE)
    for start in (end, end + 1):
        view.set_caret(len(text))
        plain = view.viewport().grab().toImage()
        view.set_spans([ViewSpan("s", start, start + 1, "measure")])
        assert view.viewport().grab().toImage() != plain
        rect = view.rect_of(start, start)
        below = QPoint(rect.left() + 3, rect.top() + view.page.metrics.lane + 1)
        QTest.mouseClick(view.viewport(), LEFT, pos=below)
        assert view.current_span() == "s"
        view.set_spans([])


def test_a_span_that_begins_with_a_line_end_has_its_bracket_there(make_view) -> None:
    view = make_view(SENTENCE + "\n" + SENTENCE)
    view.set_spans([ViewSpan("s", len(SENTENCE), len(SENTENCE) + 6, "measure")])
    (first, _top), (second, _below) = view.page.visible()
    (stub,), (rest,) = first.lines[-1].bars, second.lines[0].bars
    assert (stub.starts, stub.ends) == (True, False)
    assert (rest.starts, rest.ends) == (False, True)


def test_a_blank_line_without_a_span_of_its_own_stays_low(make_view) -> None:
    view = make_view("甲\n\n乙")
    view.set_spans([ViewSpan("s", 0, 4, "measure")])
    blank = view.page.visible()[1][0]
    assert blank.lines[0].height < view.page.metrics.line
    assert blank.lines[0].bars == []


# Long paragraphs, cut into pieces


def soft_boundary(page: Page) -> int:
    boundary = page.blocks.at(0).next
    assert not page.blocks.at(0).hard
    assert boundary < len(page.text)
    return boundary


def test_the_end_key_stays_on_the_last_line_of_a_piece(make_view, chinese_font) -> None:
    view = make_view(SENTENCE * 100, 900, 1400)
    boundary = soft_boundary(view.page)
    view.set_caret(boundary - 3)
    before = view.page.spot(view.caret())
    QTest.keyClick(view, K.Key_End)
    assert view.caret() == boundary
    assert view.caret_state.upstream
    assert view.page.y(view.page.spot(boundary, True)) == view.page.y(before)
    assert view._painter.caret_rect().top() == pytest.approx(view.page.y(before) + 1)
    QTest.keyClick(view, K.Key_Down)
    assert boundary < view.caret() <= boundary + 40
    QTest.keyClick(view, K.Key_Up)
    assert view.caret() == boundary, "from below back to the end of the short line"
    assert view.caret_state.upstream
    QTest.keyClick(view, K.Key_Home)
    assert boundary - 40 <= view.caret() < boundary


def test_selections_and_spans_go_over_a_piece_s_end_unbroken(make_view, chinese_font) -> None:
    view = make_view(SENTENCE * 100, 900, 1400)
    boundary = soft_boundary(view.page)
    view.set_caret(boundary - 2)
    for _ in range(4):
        QTest.keyClick(view, K.Key_Right, M.ShiftModifier)
    assert view.selection() == (boundary - 2, boundary + 2)
    view.set_spans([ViewSpan("s", boundary - 2, boundary + 2, "measure")])
    bars = [bar for layout, _top in view.page.visible() for line in layout.lines for bar in line.bars]
    assert [(bar.starts, bar.ends) for bar in bars] == [(True, False), (False, True)]
    assert len({bar.lane for bar in bars}) == 1


# Scrolling


def test_the_arrow_up_at_the_end_of_a_line_brings_the_line_into_view(make_view, chinese_font) -> None:
    view = make_view("国" * 900)
    view.set_caret(600)
    view.ensure_visible(600, centre=True)
    QTest.keyClick(view, K.Key_End)
    assert view.caret_state.upstream
    for _ in range(12):
        QTest.keyClick(view, K.Key_Up)
        assert view._painter.caret_rect().top() >= 0


def test_the_room_above_the_text_is_there_and_comes_back_with_the_first_line(make_view) -> None:
    view = make_view((SENTENCE * 3 + "\n") * 100)
    assert view.rect_of(0, 1).top() == view.page.head == 24
    view.scroll_by(26)
    QTest.keyClick(view, K.Key_Down)
    QTest.keyClick(view, K.Key_Up)
    assert view.page.value == 0
    view.set_zoom(48)
    assert view.rect_of(0, 1).top() == view.page.head > 60
    view.set_zoom(10)
    assert view.rect_of(0, 1).top() == view.page.head == 24


def test_the_last_line_can_be_read_away_from_the_edge(make_view) -> None:
    text = (SENTENCE * 3 + "\n") * 100
    view = make_view(text)
    bar = view.verticalScrollBar()
    for _ in range(3):
        bar.setValue(bar.maximum())
    assert view.page.value == bar.value() == bar.maximum()
    assert view.rect_of(len(text), len(text)).bottom() <= view.page.view_height * 2 // 3 + 2
    assert view.offset_at(QPoint(800, view.page.view_height - 5)) == len(text)


def test_what_fits_is_not_scrolled(make_view) -> None:
    view = make_view("一行。\n" * 12)
    assert view.page.blocks.height > view.page.view_height * 2 // 3
    assert view.verticalScrollBar().maximum() == 0


def test_a_place_asked_for_before_the_view_is_shown_is_shown(qtbot) -> None:
    for place, expected in ((0, 24), (3000, 200)):
        view = TextView()
        qtbot.addWidget(view)
        view.set_document(SENTENCE * 200)
        view.ensure_visible(place)
        view.ensure_visible(place)
        view.resize(900, 600)
        view.show()
        qtbot.waitExposed(view)
        assert view.rect_of(place, place).top() == pytest.approx(expected, abs=20)


def test_the_caret_s_line_stays_in_place_when_the_column_changes(make_view) -> None:
    view = make_view((SENTENCE * 7 + "\n") * 60)
    view.set_caret(5000)
    view.ensure_visible(5000, centre=True)
    top = view.rect_of(5000, 5000).top()
    for change in (
        lambda: view.resize(500, 600),
        lambda: view.set_zoom(22),
        lambda: view.set_column(20),
        lambda: view.resize(900, 600),
    ):
        change()
        assert view.rect_of(5000, 5000).top() == top
    view.resize(400, 100)
    assert 0 <= view.rect_of(5000, 5000).top() < 100


# The label of the current span


def test_the_label_stands_in_the_margin_if_there_is_room(make_view, chinese_font) -> None:
    view = make_view(SENTENCE * 40, 740)
    view.set_spans([ViewSpan("s", 50, 130, "measure"), ViewSpan("n", 50, 130, "nobody's label")])
    view.set_current_span("s")
    line = view.rect_of(50, 51)
    chip, name, _color = view._painter.chip_rect()
    assert name == "举措"
    assert 0 < chip.left() < chip.right() < view.page.left
    assert line.top() <= chip.top() < chip.bottom() <= line.bottom() + 1
    view.set_current_span("n")
    chip, name, _color = view._painter.chip_rect()
    assert name == "nobody's label"
    assert chip.left() >= view.page.left, "too long for the margin"
    assert chip.bottom() < line.top() + 6


def test_a_label_is_never_wider_than_the_column(make_view, chinese_font) -> None:
    view = make_view(SENTENCE * 40, 240)
    view.set_label_styles(
        {"long": LabelStyle("#0072B2", "solid", "一个名字很长很长很长很长很长很长很长的标签")}
    )
    view.set_spans([ViewSpan("s", 50, 130, "long")])
    view.set_current_span("s")
    chip, name, _color = view._painter.chip_rect()
    assert name.endswith("…")
    assert view.page.left <= chip.left() < chip.right() <= view.page.left + view.page.width + 1


# The end of the view itself


def test_a_view_that_nobody_wants_any_more_finishes_its_chore(qapp: object, monkeypatch) -> None:
    view = TextView()
    view.set_document(SENTENCE)
    refresh = view._chores._refresh_marks
    marks = chores.page_marks

    def collecting(*args: object) -> object:
        gc.collect()
        return marks(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(chores, "page_marks", collecting)
    del view
    refresh()
