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

    def __init__(self, page: Page, painter: Painter, bar: MarkedScrollBar, sync: Callable[[], None]) -> None:
        self._page = page
        self._painter = painter
        self._bar = bar
        # By way of this the view lives on while a chore is running, even if nobody else wants it any more.
        self._owner = sync
        self._sync = _timer(0, sync, bar)
        self._marks = _timer(_MARKS_MS, self._refresh_marks, bar)
        self._ahead = _timer(_AHEAD_MS, self._shape_ahead, bar)

    def spans_changed(self) -> None:
        self._marks.start()

    def heights_changed(self) -> None:
        """A guess was replaced by the truth: the bar must follow."""
        if not self._sync.isActive():
            self._sync.start()

    def look_ahead(self) -> None:
        if not self._ahead.isActive():
            self._ahead.start()

    def _refresh_marks(self) -> None:
        self._bar.set_marks(*page_marks(self._page, self._painter.marks, self._painter.theme))

    def _shape_ahead(self) -> None:
        if self._page.shape_ahead():
            self.look_ahead()


def _timer(interval: int, act: Callable[[], None], parent: QObject) -> QTimer:
    timer = QTimer(parent)
    timer.setSingleShot(True)
    timer.setInterval(interval)
    timer.timeout.connect(act)
    return timer
