"""The search window of a main window, and the index that is kept up to date beside both."""

import time
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from annotator.domain.errors import UserError
from annotator.ui import theme
from annotator.ui.jobs import Job, Progress

if TYPE_CHECKING:
    from annotator.ui.main_window import MainWindow
    from annotator.ui.search_window import SearchWindow

QUIET_MS = 2_000  # after the start, and after something was written
BREATH_MS = 100  # between turns
LATER_MS = 10_000  # after a turn that could not write: an import may be under way
AT_ONCE = 8  # texts in a transaction, for which a mark may have to wait
SLICE = 1.0  # seconds of a thread, which others wait for, too
_REFUSED = -1


class Searching(QObject):
    """Takes new texts into the index in short turns while nothing else is written."""

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        self._window = window
        self._dialog: SearchWindow | None = None
        self._job: Job | None = None
        self._closed = False
        self._quiet = QTimer(self)
        self._quiet.setSingleShot(True)
        self._quiet.timeout.connect(self._index)
        self._quiet.start(QUIET_MS)
        window.desk.project_changed.connect(self._give_way)

    def open(self) -> None:
        """Show the search window, with the selection as what is sought."""
        self.dialog().ask(self._window.selected_text().strip())

    def dialog(self) -> "SearchWindow":
        from annotator.ui.search_window import SearchWindow  # what reads queries is not needed at the start

        if self._dialog is None:
            window = self._window
            self._dialog = SearchWindow(
                window.desk, window.pool, lambda: theme.tokens_for(window.settings.theme), window
            )
            self._dialog.chosen.connect(self._window.documents.show_place)
            if (geometry := window.settings.layout("search")) is not None:
                self._dialog.restoreGeometry(geometry)
        return self._dialog

    def follow_labels(self) -> None:
        """The labels are others now."""
        if self._dialog is not None:
            self._dialog.fill_labels()

    def stop(self) -> None:
        """The window closes: whatever runs ends soon, and nothing begins, which the end of the window would wait for."""
        self._closed = True
        self._quiet.stop()
        if self._job is not None:
            self._job.cancel()
        if self._dialog is not None:
            self._dialog.stop()
            self._window.settings.set_layout("search", self._dialog.saveGeometry())

    def _give_way(self) -> None:
        """Somebody is writing: index on when they pause."""
        if self._job is not None:
            self._job.cancel()
        self._quiet.start(QUIET_MS)

    def _index(self) -> None:
        store = self._window.desk.project.store
        if self._closed or self._job is not None or not store.writable:
            return
        path, annotator = store.path, self._window.desk.project.annotator

        def work(_progress: Progress, cancelled: Callable[[], bool]) -> int:
            from annotator.services.project import Project
            from annotator.services.search import index

            until = time.monotonic() + SLICE
            with suppress(UserError), Project(path, annotator, busy_seconds=0.5) as project:
                enough = lambda: cancelled() or time.monotonic() > until  # noqa: E731
                index(project, cancelled=enough, at_once=AT_ONCE, pause=0.02)
                return project.store.texts_waiting()
            return _REFUSED

        self._job = Job(work, self)
        self._job.done.connect(self._indexed)
        self._job.failed.connect(self._failed)
        self._job.start(self._window.pool)

    def _indexed(self, left: int) -> None:
        self._end_job()
        if left and not self._quiet.isActive():
            self._quiet.start(LATER_MS if left == _REFUSED else BREATH_MS)

    def _failed(self, error: Exception) -> None:
        self._end_job()
        raise error

    def _end_job(self) -> None:
        if self._job is not None:
            self._job.deleteLater()
            self._job = None
