"""Work that waits until nothing else is to be done: marks on the scroll bar, shaping what may be next."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer

from annotator.ui.text_view.page import Page
from annotator.ui.text_view.painting import Painter
from annotator.ui.text_view.scrollbar import MarkedScrollBar, page_marks

_MARKS_MS = 80
_AHEAD_MS = 15


class Chores:
    """Each piece is short (a block, or the marks), so that no key waits for it."""

    def __init__(self, page: Page, painter: Painter, bar: MarkedScrollBar, parent: QObject) -> None:
        self._page = page
        self._painter = painter
        self._bar = bar
        self._marks = _timer(_MARKS_MS, self._refresh_marks, parent)
        self._ahead = _timer(_AHEAD_MS, self._shape_ahead, parent)

    def spans_changed(self) -> None:
        self._marks.start()

    def scrolled(self) -> None:
        self._ahead.start()

    def _refresh_marks(self) -> None:
        self._bar.set_marks(*page_marks(self._page, self._painter.marks, self._painter.theme))

    def _shape_ahead(self) -> None:
        if self._page.shape_ahead():
            self._ahead.start()


def _timer(interval: int, act: Callable[[], None], parent: QObject) -> QTimer:
    timer = QTimer(parent)
    timer.setSingleShot(True)
    timer.setInterval(interval)
    timer.timeout.connect(act)
    return timer
