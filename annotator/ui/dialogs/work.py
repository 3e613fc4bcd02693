"""Long work in a dialog: how far it is, a way to stop it."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QThreadPool, Signal
from PySide6.QtWidgets import QWidget

from annotator.i18n import _
from annotator.ui.dialogs.progress import ProgressDialog
from annotator.ui.jobs import Job, Progress


class WorkDialog(ProgressDialog):
    """Runs one job. Emits `done` with its result or `failed` with its exception, and closes itself."""

    done_with = Signal(object)
    failed = Signal(object)

    def __init__(
        self,
        title: str,
        work: Callable[[Progress, Callable[[], bool]], Any],
        pool: QThreadPool,
        parent: QWidget,
    ) -> None:
        super().__init__(title, _("Working…"), parent)
        self.setModal(True)
        self._job = Job(work, self)
        self.stopped.connect(self._job.cancel)
        self._job.progressed.connect(self._progress)
        self._job.done.connect(self._done)
        self._job.failed.connect(self._failed)
        self._job.start(pool)

    def _progress(self, done: int, total: int) -> None:
        self.show_progress(done, total)
        if total:
            self.text.setText(_("{percent} % done", percent=100 * done // total))

    def _done(self, result: object) -> None:
        self.end()
        self.done_with.emit(result)

    def _failed(self, error: object) -> None:
        self.end()
        self.failed.emit(error)
