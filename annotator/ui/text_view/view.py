"""The text with its spans: a read-only view with a caret, drawn by ourselves.

Qt's own text widgets draw no nested spans, take seconds over one long paragraph, and give back another
text than they were given. All positions here are code points of the text that was set.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QGuiApplication,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QRegion,
    QResizeEvent,
    QShowEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QToolTip, QWidget

from annotator.i18n import _
from annotator.ui.text_view.blink import Blink
from annotator.ui.text_view.chores import Chores
from annotator.ui.text_view.keys import take_key
from annotator.ui.text_view.lanes import Lanes
from annotator.ui.text_view.mouse import Mouse, tooltip
from annotator.ui.text_view.navigation import Caret, Words, plain_word
from annotator.ui.text_view.page import Page
from annotator.ui.text_view.painting import Marks, Painter
from annotator.ui.text_view.regions import changed_region, lines_rect, looks
from annotator.ui.text_view.reveal import way_to
from annotator.ui.text_view.scrollbar import MarkedScrollBar
from annotator.ui.text_view.spans import ViewSpan
from annotator.ui.text_view.theme import LARGEST, LIGHT, SMALLEST, LabelStyle, ViewTheme


class TextView(QAbstractScrollArea):
    caret_moved = Signal(int)
    selection_changed = Signal(int, int)
    span_clicked = Signal(str)  # "" = a click on no span
    context_menu_requested = Signal(int, QPoint)  # offset, global position
    zoom_changed = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.page, self.caret_state = Page(), Caret()
        self.words: Words = plain_word
        self._marks = Marks(caret_on=False)
        self._painter = Painter(self.page, self._marks, LIGHT)
        self._mouse = Mouse(self)
        self._wanted: tuple[int, int, bool] | None = None
        self._syncing, self._wheel = False, 0
        self.label_styles: Mapping[str, LabelStyle] = {}
        self._bar = MarkedScrollBar(self)
        self.setVerticalScrollBar(self._bar)
        self._bar.set_theme(LIGHT)
        self._blink = Blink(self._show_caret, self)
        self._chores = Chores(self.page, self._painter, self._bar, self._sync_bar)
        self.page.heights_changed = self._chores.heights_changed
        self._set_up()

    def _set_up(self) -> None:
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        # An input method would swallow the keys that mark spans.
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.viewport().setCursor(Qt.CursorShape.IBeamCursor)
        self.setAccessibleName(_("Text of the report"))
        self.setAccessibleDescription(_("Read-only text with its marked spans. Arrow keys move the caret."))

    # Text and spans

    def set_document(self, text: str) -> None:
        """Show another text from its start: no spans, headings or hits, the caret at 0."""
        self.page.set_text(text)
        self._wanted = self._marks.current = None
        self._marks.hits, self._marks.current_hit = (), -1
        self.caret_state = Caret()
        self._marks.caret, self._marks.upstream, self._marks.selection = 0, False, (0, 0)
        self._geometry_changed()
        self.caret_moved.emit(0)
        self.selection_changed.emit(0, 0)

    def text(self) -> str:
        return self.page.text

    def set_headings(self, ranges: Iterable[tuple[int, int]]) -> None:
        """Replace the stretches, each within one line, that are drawn heavier."""
        self.page.set_headings(ranges)
        self._geometry_changed()

    def set_spans(self, spans: Iterable[ViewSpan]) -> None:
        """Replace all spans."""
        self.page.lanes = Lanes(spans)
        self.page.cache.touch_all()
        if self._marks.current and self.page.lanes.index.get(self._marks.current) is None:
            self._marks.current = None
        self._geometry_changed()

    def update_spans(self, removed: Iterable[str], added: Iterable[ViewSpan]) -> None:
        """Take out and put in some spans; only blocks on which something changes are worked out anew."""
        before = [(layout, top, layout.height) for layout, top in self.page.visible()]
        tint = self._painter.current_rect()
        self.page.cache.touch(self.page.lanes.update(removed, added))
        stale = [(*each, looks(each[0])) for each in before if each[0].stale]
        self.page.changed()
        if self._marks.current and self.page.lanes.index.get(self._marks.current) is None:
            self._marks.current = None
        self.page.visible()
        self.viewport().update(changed_region(self.page, stale))
        self._sync_bar()
        self.viewport().update(QRegion(tint).united(self._painter.current_rect()))
        self._chores.spans_changed()

    def set_label_styles(self, styles: Mapping[str, LabelStyle]) -> None:
        self.label_styles = self._marks.styles = dict(styles)
        self.viewport().update()
        self._chores.spans_changed()

    def set_theme(self, theme: ViewTheme) -> None:
        self._painter.set_theme(theme)
        self._bar.set_theme(theme)
        self.viewport().update()
        self._chores.spans_changed()

    # Caret and selection

    def caret(self) -> int:
        return self.caret_state.position

    def selection(self) -> tuple[int, int]:
        """Start and end; equal when nothing is selected."""
        return self.caret_state.selection

    def selection_length(self) -> int:
        return abs(self.caret_state.position - self.caret_state.anchor)

    def set_caret(self, pos: int, *, keep_anchor: bool = False) -> None:
        """Move the caret (into the text, if `pos` is outside); does not scroll."""
        self.go(pos, keep_anchor=keep_anchor, reveal=False)

    def select(self, start: int, end: int) -> None:
        """Select `[start, end)` with the caret at its end; does not scroll."""
        self.select_from(start, end)

    def select_from(self, anchor: int, position: int) -> None:
        position, anchor = self._inside(position), self._inside(anchor)
        self._set_caret(Caret(position, anchor, upstream=position > anchor))

    def go(
        self,
        position: int,
        *,
        keep_anchor: bool = False,
        upstream: bool = False,
        goal: float | None = None,
        reveal: bool = True,
    ) -> None:
        """Move the caret as a key or the mouse does, and scroll to it unless told not to."""
        position = self._inside(position)
        anchor = self.caret_state.anchor if keep_anchor else position
        self._set_caret(Caret(position, anchor, upstream, goal))
        if reveal:
            self.ensure_visible(position, upstream=upstream)

    def copy(self) -> None:
        """Put the selected characters, as they are in the text, on the clipboard."""
        start, end = self.selection()
        if start < end:
            QGuiApplication.clipboard().setText(self.page.text[start:end])

    def set_word_boundaries(self, fn: Callable[[str, int], tuple[int, int]]) -> None:
        """`fn(text, offset)` is the word around `offset`: for double clicks and moving by word."""
        self.words = fn

    # Spans and hits

    def spans_at(self, pos: int) -> list[str]:
        """Ids of the spans over the character at `pos`, innermost first."""
        return [span.id for span in self.page.lanes.index.at(pos)]

    def current_span(self) -> str | None:
        return self._marks.current

    def set_current_span(self, span_id: str | None) -> None:
        """Emphasise one span with a tint and its label; None: no span. An unknown id is None."""
        if span_id and self.page.lanes.index.get(span_id) is None:
            span_id = None
        if span_id != self._marks.current:
            before = self._painter.current_rect()
            self._marks.current = span_id
            self.viewport().update(QRegion(before).united(self._painter.current_rect()))

    def set_hits(self, hits: Sequence[tuple[int, int]], current: int = -1) -> None:
        """Tint what a search found (in order, not overlapping), the one at index `current` stronger."""
        self._marks.hits, self._marks.current_hit = hits, current
        self.viewport().update()
        self._chores.spans_changed()

    # What is where

    def visible_range(self) -> tuple[int, int]:
        return self.page.visible_range()

    def offset_at(self, point: QPoint) -> int:
        """The position nearest to a point of the viewport."""
        return self.page.offset_at(QPointF(point))[0]

    def rect_of(self, start: int, end: int) -> QRect:
        """Where the first line of `[start, end)` is in the viewport, also when it is scrolled away."""
        page = self.page
        spot = page.spot(self._inside(start))
        last = min(self._inside(end), spot.layout.line_range(spot.line)[1])
        return page.band(spot, max(spot.x, spot.layout.x(spot.line, last))).toAlignedRect()

    def ensure_visible(
        self, start: int, end: int | None = None, *, centre: bool = False, upstream: bool = False
    ) -> None:
        """Scroll as little as shows `start` and, if there is room, `end`; from afar, or if asked, `start`
        comes to a third of the height. Done again when the view is shown, if it has not been yet.
        """
        start = self._inside(start)
        end = start if end is None else self._inside(end)
        way = way_to(self.page, start, end, centre, upstream)
        if not self.isVisible():
            before = self._wanted is not None and self._wanted[2]
            self._wanted = (start, end, before or bool(way and way.spot))
        if way and way.spot:
            self.page.show_at(way.spot, way.pixels)
            self._scrolled()
        elif way:
            self.scroll_by(way.pixels)

    # Look

    def set_zoom(self, points: int) -> None:
        """The size of the text in logical pixels, within `SMALLEST` and `LARGEST`."""
        points = max(SMALLEST, min(LARGEST, points))
        if points == self.zoom():
            return
        seen = self._painter.caret_in_sight()
        self.page.set_size(points, self.caret())
        self._geometry_changed()
        if seen:
            self.ensure_visible(self.caret())
        self.zoom_changed.emit(points)

    def zoom(self) -> int:
        return self.page.metrics.size

    def set_column(self, characters: int, family: str = "") -> None:
        """The widest line, in Chinese characters (a narrow window wraps earlier); the font, '' for the usual ones."""
        self.page.set_columns(max(4, characters), family, self.caret())
        self._geometry_changed()

    # Scrolling

    def scroll_by(self, pixels: int) -> int:
        """Scroll down (up, if negative) and move what is on the screen; how far it really went."""
        gone = self.page.scroll_by(pixels)
        device = gone * self.devicePixelRatioF()
        if gone and abs(gone) < self.page.view_height and device == int(device):
            self.viewport().scroll(0, -gone)
            self._sync_bar()
        elif gone:
            self._scrolled()
        return gone

    def scrollContentsBy(self, _dx: int, dy: int) -> None:
        if self._syncing or not dy:
            return
        if abs(dy) <= 2 * self.page.view_height:
            self.scroll_by(-dy)
            self._sync_bar()
        else:
            self.page.scroll_to(self._bar.value())
            self._scrolled()

    def _scrolled(self) -> None:
        self.viewport().update()
        self._sync_bar()

    def _sync_bar(self) -> None:
        """The bar follows the page, whose heights become exact as blocks are laid out."""
        page, bar = self.page, self._bar
        page.visible()
        if page.stop_at_end():
            self.viewport().update()
        self._syncing = True
        bar.setSingleStep(page.metrics.line)
        bar.setPageStep(max(1, page.view_height))
        bar.setRange(0, max(0, page.height - page.view_height))
        bar.setValue(page.value)
        self._syncing = False
        self._chores.look_ahead()

    # Events

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        self._painter.paint(painter, event.region())
        painter.end()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.page.set_view(self.viewport().width(), self.viewport().height(), self.caret())
        self._geometry_changed()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._wanted:  # a place in the middle of a view that did not know its size
            self.ensure_visible(*self._wanted[:2], centre=self._wanted[2])
            self._wanted = None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        event.setAccepted(take_key(self, event))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._mouse.press(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._mouse.double_click(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._mouse.move(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._mouse.release(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            super().wheelEvent(event)
            return
        self._wheel += event.angleDelta().y()
        steps = int(self._wheel / 120)
        self._wheel -= steps * 120
        self.set_zoom(self.zoom() + steps)
        event.accept()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            rect = self.rect_of(self.caret(), self.caret())
            self.context_menu_requested.emit(self.caret(), self.viewport().mapToGlobal(rect.bottomLeft()))
        else:
            self.context_menu_requested.emit(self.offset_at(event.pos()), event.globalPos())
        event.accept()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._blink.restart(True)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._blink.restart(False)

    def viewportEvent(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            QToolTip.showText(
                event.globalPos(), tooltip(self.page, self._painter, event.pos()), self.viewport()
            )
            return True
        return super().viewportEvent(event)

    # Repainting

    def _inside(self, position: int) -> int:
        return max(0, min(position, len(self.page.text)))

    def _set_caret(self, caret: Caret) -> None:
        before, self.caret_state = self.caret_state, caret
        self.viewport().update(lines_rect(self.page, before))
        marks = self._marks
        marks.caret, marks.upstream, marks.selection = caret.position, caret.upstream, caret.selection
        self.viewport().update(lines_rect(self.page, caret))
        self._blink.restart(self.hasFocus())
        if caret.position != before.position:
            self.caret_moved.emit(caret.position)
        if caret.selection != before.selection and (before.selects or caret.selects):
            self.selection_changed.emit(*caret.selection)

    def _show_caret(self, on: bool) -> None:
        self._marks.caret_on = on
        if self._painter.caret_in_sight():
            self.viewport().update(self._painter.caret_rect().toAlignedRect())

    def _geometry_changed(self) -> None:
        self.page.changed()
        self._scrolled()
        self._chores.spans_changed()
