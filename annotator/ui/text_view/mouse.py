"""The mouse on the text: select by dragging, words, paragraphs; click spans, from the innermost out."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QElapsedTimer, QPoint, Qt, QTimer
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication

from annotator.i18n import ngettext
from annotator.ui.text_view.navigation import paragraph, word_at
from annotator.ui.text_view.page import Page
from annotator.ui.text_view.painting import Painter

if TYPE_CHECKING:
    from annotator.ui.text_view.view import TextView

_NEAR = 4
_STEP_MS = 30


def spans_under(page: Page, point: QPoint) -> list[str]:
    """Ids of the spans at a point of the viewport: the bar it is on, else those over the character."""
    layout, number, top = page.line_at(point.y())
    line = layout.lines[number]
    x, y = point.x() - page.left, point.y() - top - line.top
    if y >= page.metrics.lane - 1:
        lane = (y - page.metrics.lane + 1) // page.metrics.pitch
        hit = [bar.span.id for bar in line.bars if bar.lane == lane and bar.left - 2 <= x <= bar.right + 2]
        if hit:
            return hit
    if not 0 <= x <= line.width or not 0 <= y < line.height:
        return []
    position, _upstream = page.offset_at(point.toPointF(), on_character=True)
    return [span.id for span in page.lanes.index.at(position)]


def tooltip(page: Page, painter: Painter, point: QPoint) -> str:
    """The label and length of the span at a point of the viewport; nothing where there is none."""
    found = spans_under(page, point)
    span = page.lanes.index.get(found[0]) if found else None
    if span is None:
        return ""
    name = painter.style(span.label).name or span.label
    return ngettext(
        "{label} · {count} character", "{label} · {count} characters", span.end - span.start, label=name
    )


class Mouse:
    """What the button was pressed on, and how a drag goes on from there."""

    def __init__(self, view: "TextView") -> None:
        self._view = view
        self._unit = ""  # what a drag extends by: "", "character", "word" or "paragraph"
        self._origin = (0, 0)
        self._pressed = QPoint()
        self._last_click = QPoint(-9, -9)
        self._under: list[str] = []
        self._since_double = QElapsedTimer()
        self._point = QPoint()
        self._auto = QTimer(view)
        self._auto.setInterval(_STEP_MS)
        self._auto.timeout.connect(self._autoscroll)

    def press(self, event: QMouseEvent) -> None:
        view, point = self._view, event.position().toPoint()
        self._under = spans_under(view.page, point)  # now: moving the caret may scroll
        position, upstream = view.page.offset_at(event.position())
        if self._is_triple(point):
            self._take("paragraph", *paragraph(view.text(), position))
        elif event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            view.go(position, keep_anchor=True, upstream=upstream)
            anchor = view.caret_state.anchor
            self._unit, self._origin = "character", (anchor, anchor)
        else:
            view.go(position, upstream=upstream)
            self._unit, self._origin = "character", (position, position)
        self._pressed = point

    def double_click(self, event: QMouseEvent) -> None:
        view = self._view
        position, _upstream = view.page.offset_at(event.position(), on_character=True)
        self._take("word", *word_at(view.text(), position, view.words))
        self._since_double.restart()
        self._pressed = event.position().toPoint()

    def move(self, event: QMouseEvent) -> None:
        if not self._unit or not event.buttons() & Qt.MouseButton.LeftButton:
            return
        self._point = event.position().toPoint()
        outside = not 0 <= self._point.y() < self._view.page.view_height
        if outside and not self._auto.isActive():
            self._auto.start()
        elif not outside:
            self._auto.stop()
        if (self._point - self._pressed).manhattanLength() >= _NEAR or self._view.selection_length():
            self._extend()

    def release(self, event: QMouseEvent) -> None:
        self._auto.stop()
        unit, self._unit = self._unit, ""
        shift = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
        if unit == "character" and not shift and not self._view.selection_length():
            self._click(event.position().toPoint())

    def _take(self, unit: str, start: int, end: int) -> None:
        self._unit, self._origin = unit, (start, end)
        self._view.select(start, end)

    def _click(self, point: QPoint) -> None:
        """Make the span under the point current; the same place again: the one around it."""
        view = self._view
        found = self._under
        chosen = found[0] if found else None
        again = (point - self._last_click).manhattanLength() <= _NEAR
        current = view.current_span()
        if again and current in found:
            chosen = found[(found.index(current) + 1) % len(found)]
        self._last_click = point
        view.set_current_span(chosen)
        view.span_clicked.emit(chosen or "")

    def _extend(self) -> None:
        view = self._view
        height = view.page.view_height
        point = QPoint(self._point.x(), min(max(self._point.y(), 0), height - 1))
        position, upstream = view.page.offset_at(point.toPointF())
        start, end = self._origin
        if self._unit == "character":
            view.go(position, keep_anchor=True, upstream=upstream, reveal=False)
            return
        if self._unit == "word":
            on, _upstream = view.page.offset_at(point.toPointF(), on_character=True)
            first, last = word_at(view.text(), on, view.words)
        else:
            first, last = paragraph(view.text(), position)
        if position < start:
            view.select_from(end, min(first, start))
        else:
            view.select_from(start, max(last, end))

    def _autoscroll(self) -> None:
        view, y = self._view, self._point.y()
        over = y if y < 0 else y - view.page.view_height + 1
        view.scroll_by(max(-80, min(80, over)))
        self._extend()

    def _is_triple(self, point: QPoint) -> bool:
        soon = QApplication.doubleClickInterval()
        return (
            self._since_double.isValid()
            and not self._since_double.hasExpired(soon)
            and (point - self._pressed).manhattanLength() <= _NEAR
        )
