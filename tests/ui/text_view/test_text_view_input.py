"""Keyboard and mouse, as a user has them."""

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QContextMenuEvent, QGuiApplication, QHelpEvent, QKeyEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolTip, QWidget

from annotator.ui.text_view import LIGHT, ViewSpan

K, M, LEFT = Qt.Key, Qt.KeyboardModifier, Qt.MouseButton.LeftButton
SENTENCE = "坚持稳中求进工作总基调，完整、准确、全面贯彻新发展理念。"
TEXT = "一、总体要求\n" + SENTENCE * 20 + "\n第二段 plain words 12.4万人。\n" + SENTENCE * 400


def middle(view, start: int, end: int | None = None) -> QPoint:
    return view.rect_of(start, start + 1 if end is None else end).center()


def press(view, key: K, *modifiers: M) -> None:
    combined = M.NoModifier
    for modifier in modifiers:
        combined |= modifier
    QTest.keyClick(view, key, combined)


@pytest.fixture
def view(make_view, chinese_font):
    found = make_view(TEXT)
    found.setFocus()
    return found


def test_arrows_go_by_character_and_over_line_ends(view) -> None:
    for _ in range(3):
        press(view, K.Key_Right)
    assert view.caret() == 3
    press(view, K.Key_Left)
    assert view.caret() == 2
    view.set_caret(6)
    press(view, K.Key_Right)
    assert view.caret() == 7
    press(view, K.Key_Left)
    assert view.caret() == 6


def test_arrows_never_part_a_character(make_view) -> None:
    text = "a𠮷e\u0301\r\n👨\u200d👩b"
    view = make_view(text)
    seen = [0]
    while seen[-1] < len(text):
        press(view, K.Key_Right)
        assert view.caret() > seen[-1]
        seen.append(view.caret())
    assert seen == [0, 1, 2, 4, 6, 9, 10]
    back = [len(text)]
    while back[-1]:
        press(view, K.Key_Left)
        back.append(view.caret())
    assert back == seen[::-1]


def test_shift_extends_and_an_arrow_collapses_to_its_side(view, qtbot) -> None:
    view.set_caret(10)
    with qtbot.waitSignal(view.selection_changed) as heard:
        press(view, K.Key_Right, M.ShiftModifier)
    assert heard.args == [10, 11]
    press(view, K.Key_Down, M.ShiftModifier)
    assert view.selection() == (10, 51)
    press(view, K.Key_Left)
    assert view.selection() == (10, 10)
    view.select(10, 20)
    press(view, K.Key_Right)
    assert view.selection() == (20, 20)


def test_lines_keep_the_goal_column(view) -> None:
    view.set_caret(7 + 80 + 35)
    press(view, K.Key_Up)
    press(view, K.Key_Up)
    press(view, K.Key_Up)
    assert view.caret() == 6  # the heading is short
    press(view, K.Key_Down)
    assert view.caret() == 7 + 35


def test_home_and_end_of_a_wrapped_line(view) -> None:
    view.set_caret(7 + 50)
    press(view, K.Key_End)
    assert view.caret() == 7 + 80
    press(view, K.Key_End)
    assert view.caret() == 7 + 80, "the caret stays at the end of its line"
    press(view, K.Key_Home)
    assert view.caret() == 7 + 40
    press(view, K.Key_Home, M.ControlModifier)
    assert view.caret() == 0
    press(view, K.Key_End, M.ControlModifier, M.ShiftModifier)
    assert view.selection() == (0, len(TEXT))


def test_pages_go_through_the_whole_text_and_back(view) -> None:
    seen = [0]
    for _ in range(100):
        press(view, K.Key_PageDown)
        seen.append(view.caret())
        start, end = view.visible_range()
        assert start <= view.caret() <= end
    assert seen[-1] == len(TEXT) or view.page.spot(seen[-1]).line == view.page.spot(len(TEXT)).line
    assert seen[1] > 300
    assert seen == sorted(seen)
    for _ in range(100):
        press(view, K.Key_PageUp)
    assert view.page.spot(view.caret()).layout.block.start == 0


def test_words_come_from_the_function_that_was_set(view) -> None:
    view.set_word_boundaries(lambda text, offset: (offset // 4 * 4, offset // 4 * 4 + 4))
    view.set_caret(9)
    press(view, K.Key_Right, M.ControlModifier)
    assert view.caret() == 12
    press(view, K.Key_Left, M.ControlModifier)
    assert view.caret() == 8
    press(view, K.Key_Left, M.ControlModifier, M.ShiftModifier)
    assert view.selection() == (4, 8)


class Window(QWidget):
    """Notes the keys that come up to it."""

    def __init__(self) -> None:
        super().__init__()
        self.heard: list[str] = []

    def keyPressEvent(self, event: QKeyEvent) -> None:
        self.heard.append(event.text())


def test_other_keys_go_to_the_window(view, qtbot) -> None:
    window = Window()
    qtbot.addWidget(window)
    view.setParent(window)
    window.show()
    view.show()
    for key in (K.Key_1, K.Key_BracketLeft, K.Key_Space, K.Key_Period, K.Key_Right):
        QTest.keyClick(view, key)
    assert window.heard == ["1", "[", " ", "."]
    assert not view.testAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled)
    view.setParent(None)


def test_copy_gives_the_characters_of_the_text(make_view) -> None:
    text = "a\u00a0b\u2028c\t𠮷\r\nd\ne"
    view = make_view(text)
    press(view, K.Key_A, M.ControlModifier)
    press(view, K.Key_C, M.ControlModifier)
    assert QGuiApplication.clipboard().text() == text


def test_a_click_sets_the_caret_and_a_drag_selects(view, qtbot) -> None:
    start, end = view.rect_of(20, 21).topLeft(), view.rect_of(33, 34).topLeft()
    QTest.mouseClick(view.viewport(), LEFT, pos=start + QPoint(1, 9))
    assert view.selection() == (20, 20)
    QTest.mousePress(view.viewport(), LEFT, pos=start + QPoint(1, 9))
    QTest.mouseMove(view.viewport(), end + QPoint(1, 9))
    assert view.selection() == (20, 33)
    QTest.mouseRelease(view.viewport(), LEFT, pos=end + QPoint(1, 9))
    assert view.selection() == (20, 33)
    QTest.mouseClick(view.viewport(), LEFT, M.ShiftModifier, start + QPoint(1 - 17 * 5, 9))
    assert view.selection() == (15, 20)


def test_double_click_selects_the_word_and_a_third_the_paragraph(view) -> None:
    place = TEXT.index("words")
    view.ensure_visible(place)
    point = middle(view, place + 2)
    QTest.mouseClick(view.viewport(), LEFT, pos=point)
    QTest.mouseDClick(view.viewport(), LEFT, pos=point)
    assert view.selection() == (place, place + 5)
    QTest.mousePress(view.viewport(), LEFT, pos=point)
    start = TEXT.index("第二段")
    assert view.selection() == (start, TEXT.index("\n", start))


def test_a_drag_below_the_edge_scrolls(view, qtbot) -> None:
    QTest.mousePress(view.viewport(), LEFT, pos=middle(view, 20))
    QTest.mouseMove(view.viewport(), QPoint(400, view.viewport().height() + 40))
    qtbot.waitUntil(lambda: view.verticalScrollBar().value() > 200)
    QTest.mouseRelease(view.viewport(), LEFT, pos=QPoint(400, 300))
    start, end = view.selection()
    assert start in (20, 21)
    assert end > 500


def test_clicks_walk_from_the_inner_span_outwards(view, qtbot) -> None:
    view.set_spans(
        [
            ViewSpan("outer", 8, 40, "measure"),
            ViewSpan("inner", 20, 24, "metric"),
            ViewSpan("x", 90, 95, "problem"),
        ]
    )
    assert view.spans_at(21) == ["inner", "outer"]
    heard = []
    view.span_clicked.connect(heard.append)
    for _ in range(3):
        QTest.qWait(QApplication.doubleClickInterval() + 30)
        QTest.mouseClick(view.viewport(), LEFT, pos=middle(view, 21))
    assert heard == ["inner", "outer", "inner"]
    assert view.current_span() == "inner"
    QTest.mouseClick(view.viewport(), LEFT, pos=middle(view, 60))
    assert heard[-1] == ""
    assert view.current_span() is None


def test_a_bar_can_be_clicked_itself(view) -> None:
    view.set_spans([ViewSpan("outer", 8, 40, "measure"), ViewSpan("inner", 20, 24, "metric")])
    metrics = view.page.metrics
    rect = view.rect_of(21, 22)
    outer = QPoint(rect.center().x(), rect.top() + metrics.lane + metrics.pitch + 1)
    QTest.mouseClick(view.viewport(), LEFT, pos=outer)
    assert view.current_span() == "outer"


def test_ctrl_and_the_wheel_zoom(view, qtbot) -> None:
    point = QPointF(300, 200)
    for delta, expected in ((120, 18), (-240, 16), (60, 16), (60, 17)):
        event = QWheelEvent(
            point, view.mapToGlobal(point), QPoint(), QPoint(0, delta), Qt.MouseButton.NoButton,
            M.ControlModifier, Qt.ScrollPhase.NoScrollPhase, False,
        )  # fmt: skip
        QApplication.sendEvent(view.viewport(), event)
        assert view.zoom() == expected
    view.set_zoom(4)
    assert view.zoom() == 10


def test_signals_tell_only_what_changed(view, qtbot) -> None:
    carets, selections = [], []
    view.caret_moved.connect(carets.append)
    view.selection_changed.connect(lambda start, end: selections.append((start, end)))
    view.set_caret(5)
    view.set_caret(5)
    view.set_caret(9)
    assert carets == [5, 9]
    assert selections == []
    view.select(2, 9)
    view.set_caret(4)
    assert carets == [5, 9, 4]
    assert selections == [(2, 9), (4, 4)]


def test_positions_outside_the_text_are_brought_inside(view) -> None:
    view.set_caret(10**9)
    assert view.caret() == len(TEXT)
    view.select(-5, 3)
    assert view.selection() == (0, 3)


def test_the_context_menu_is_asked_for_at_the_offset(view, qtbot) -> None:
    point = view.rect_of(20, 21).topLeft() + QPoint(2, 9)
    with qtbot.waitSignal(view.context_menu_requested) as heard:
        event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, point, view.viewport().mapToGlobal(point))
        QApplication.sendEvent(view.viewport(), event)
    assert heard.args == [20, view.viewport().mapToGlobal(point)]


def test_resting_on_a_span_names_its_label_and_length(view, monkeypatch) -> None:
    shown = []
    monkeypatch.setattr(QToolTip, "showText", lambda _place, words, _widget: shown.append(words))
    view.set_spans([ViewSpan("s", 8, 18, "measure")])
    point = middle(view, 10)
    event = QHelpEvent(QEvent.Type.ToolTip, point, view.viewport().mapToGlobal(point))
    assert view.viewportEvent(event)
    assert shown == ["举措 · 10 characters"]


def test_the_caret_is_shown_only_with_the_focus(view, qtbot, qapp) -> None:
    def caret_shown() -> bool:
        rect = view._painter.caret_rect().toAlignedRect()
        image = view.viewport().grab(rect).toImage()
        return image.pixelColor(0, image.height() // 2).name() == LIGHT.caret.lower()

    view.set_caret(20)
    view.setFocus()
    qtbot.waitUntil(caret_shown)
    view.clearFocus()
    qtbot.waitUntil(lambda: not caret_shown())


def test_what_a_screen_reader_says(view) -> None:
    assert view.accessibleName() == "Text of the report"
    assert "Arrow keys" in view.accessibleDescription()
