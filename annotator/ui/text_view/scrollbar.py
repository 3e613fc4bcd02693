"""The scroll bar, with marks for spans and hits under its handle."""

from collections.abc import Iterable
from itertools import islice

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPixmap, QResizeEvent
from PySide6.QtWidgets import QScrollBar, QStyle, QStyleOptionSlider, QWidget

from annotator.ui.text_view.page import Page
from annotator.ui.text_view.painting import Marks
from annotator.ui.text_view.theme import ViewTheme

_MOST = 20_000
Mark = tuple[float, str]  # how far down, 0 to 1, and the colour


def page_marks(page: Page, marks: Marks, theme: ViewTheme) -> tuple[list[Mark], list[Mark]]:
    """The marks of spans, suggestions left out, and of hits; a fair sample where there are more than a bar could show."""
    height = max(1, page.height)
    colors = {label: style.color for label, style in marks.styles.items()}
    marked = [span for span in page.lanes.index.all() if not span.dashed]
    spans = marked[:: len(marked) // _MOST + 1]
    tops = page.blocks.guess_tops([span.start for span in spans])
    of_spans = [
        ((top + page.head) / height, colors.get(span.label, theme.unknown_label))
        for top, span in zip(tops, spans, strict=True)
    ]
    starts = [start for start, _end in islice(marks.hits, 0, None, len(marks.hits) // _MOST + 1)]
    of_hits = [((top + page.head) / height, theme.accent) for top in page.blocks.guess_tops(starts)]
    if marks.hits and 0 <= marks.current_hit < len(marks.hits):
        (top,) = page.blocks.guess_tops([marks.hits[marks.current_hit][0]])
        of_hits.append(((top + page.head) / height, theme.text))
    return of_spans, of_hits


class MarkedScrollBar(QScrollBar):
    """A flat handle over the marks: those of spans in the left part, hits over the whole width."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._spans: list[tuple[int, QColor]] = []
        self._hits: list[tuple[int, QColor]] = []
        self._picture: QPixmap | None = None
        self._background = self._handle = QColor()
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)

    def set_theme(self, theme: ViewTheme) -> None:
        self._background, self._handle = QColor(theme.background), QColor(theme.muted)
        self._picture = None
        self.update()

    def set_marks(self, spans: Iterable[Mark], hits: Iterable[Mark]) -> None:
        """Replace all marks. Those on one pixel row share it: the last wins."""
        rows = max(1, self._part(QStyle.SubControl.SC_ScrollBarGroove).height() - 2)
        self._spans = _rows(spans, rows)
        self._hits = _rows(hits, rows)
        self._picture = None
        self.update()

    def marks(self) -> tuple[int, int]:
        """How many rows are marked, for spans and for hits."""
        return len(self._spans), len(self._hits)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._picture = None

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        if self._picture is None or self._picture.devicePixelRatio() != self.devicePixelRatioF():
            self._picture = self._draw_marks()
        painter.drawPixmap(0, 0, self._picture)
        if self.maximum() > self.minimum():
            handle = QColor(self._handle)
            handle.setAlpha(150 if self.isSliderDown() else 110 if self.underMouse() else 75)
            rect = self._part(QStyle.SubControl.SC_ScrollBarSlider).adjusted(2, 1, -2, -1)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(handle)
            painter.drawRoundedRect(rect, 4, 4)
        painter.end()

    def _draw_marks(self) -> QPixmap:
        """The marks on their ground: drawn once, since the bar is painted with every scrolled line."""
        ratio = self.devicePixelRatioF()
        picture = QPixmap((self.size() * ratio).expandedTo(QSize(1, 1)))
        picture.setDevicePixelRatio(ratio)
        picture.fill(self._background)
        groove = self._part(QStyle.SubControl.SC_ScrollBarGroove)
        left, top, width = groove.left() + 2, groove.top(), groove.width() - 4
        painter = QPainter(picture)
        for row, color in self._spans:
            painter.fillRect(left, top + row, width // 2, 2, color)
        for row, color in self._hits:
            painter.fillRect(left, top + row, width, 2, color)
        painter.end()
        return picture

    def _part(self, part: QStyle.SubControl) -> QRect:
        option = QStyleOptionSlider()
        self.initStyleOption(option)
        return self.style().subControlRect(QStyle.ComplexControl.CC_ScrollBar, option, part, self)


def _rows(marks: Iterable[Mark], rows: int) -> list[tuple[int, QColor]]:
    by_row: dict[int, str] = {}
    for part, color in marks:
        by_row[min(rows - 1, int(part * rows)) // 2 * 2] = color
    return [(row, QColor(color)) for row, color in by_row.items()]
