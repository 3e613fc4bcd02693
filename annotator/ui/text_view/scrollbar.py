"""The scroll bar, with marks for spans and hits beside its handle."""

from collections.abc import Iterable
from itertools import islice

from PySide6.QtCore import QRect
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QScrollBar, QStyle, QStyleOptionSlider, QWidget

from annotator.ui.text_view.page import HEAD, Page
from annotator.ui.text_view.painting import Marks
from annotator.ui.text_view.theme import ViewTheme

_MOST = 20_000
Mark = tuple[float, str]  # how far down, 0 to 1, and the colour


def page_marks(page: Page, marks: Marks, theme: ViewTheme) -> tuple[list[Mark], list[Mark]]:
    """The marks of spans and of hits; a fair sample where there are more than a bar could show."""
    height = max(1, page.height)
    spans = page.lanes.index.all()
    colors = {label: style.color for label, style in marks.styles.items()}
    step = len(page.lanes.index) // _MOST + 1
    of_spans = [
        ((page.blocks.guess_top(span.start) + HEAD) / height, colors.get(span.label, theme.unknown_label))
        for span in islice(spans, 0, None, step)
    ]
    step = len(marks.hits) // _MOST + 1
    of_hits = [
        ((page.blocks.guess_top(start) + HEAD) / height, theme.current_hit)
        for start, _end in islice(marks.hits, 0, None, step)
    ]
    if marks.hits and 0 <= marks.current_hit < len(marks.hits):
        current = page.blocks.guess_top(marks.hits[marks.current_hit][0])
        of_hits.append(((current + HEAD) / height, theme.accent))
    return of_spans, of_hits


class MarkedScrollBar(QScrollBar):
    """Marks of spans stand in its left part, hits over its whole width."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._spans: list[tuple[int, QColor]] = []
        self._hits: list[tuple[int, QColor]] = []

    def set_marks(self, spans: Iterable[Mark], hits: Iterable[Mark]) -> None:
        """Replace all marks. Those on one pixel row share it: the last wins."""
        rows = max(1, self.groove().height() - 2)
        self._spans = _rows(spans, rows)
        self._hits = _rows(hits, rows)
        self.update()

    def marks(self) -> tuple[int, int]:
        """How many rows are marked, for spans and for hits."""
        return len(self._spans), len(self._hits)

    def groove(self) -> QRect:
        option = QStyleOptionSlider()
        self.initStyleOption(option)
        return self.style().subControlRect(
            QStyle.ComplexControl.CC_ScrollBar, option, QStyle.SubControl.SC_ScrollBarGroove, self
        )

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._spans and not self._hits:
            return
        groove = self.groove()
        painter = QPainter(self)
        third = max(3, groove.width() // 3)
        for row, color in self._spans:
            painter.fillRect(groove.left() + 2, groove.top() + row, third, 2, color)
        for row, color in self._hits:
            painter.fillRect(groove.left() + 2, groove.top() + row, groove.width() - 4, 2, color)
        painter.end()


def _rows(marks: Iterable[Mark], rows: int) -> list[tuple[int, QColor]]:
    by_row: dict[int, str] = {}
    for part, color in marks:
        by_row[min(rows - 1, int(part * rows)) // 2 * 2] = color
    return [(row, QColor(color)) for row, color in by_row.items()]
