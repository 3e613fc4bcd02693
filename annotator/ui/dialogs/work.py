"""Long work in a dialog: how far it is, a way to stop it."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QThreadPool, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QDialogButtonBox, QProgressBar, QWidget

from annotator.i18n import _
from annotator.ui import widgets
from annotator.ui.dialogs.dialog import Dialog
from annotator.ui.jobs import Job, Progress
from annotator.ui.theme import GRID


class WorkDialog(Dialog):
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
        super().__init__(title, parent)
        self.setModal(True)
        self.setMinimumWidth(400)
        self._job = Job(work, self)
        self._running = True
        self.text = widgets.label(_("Working…"))
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setRange(0, 0)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        stop = buttons.button(QDialogButtonBox.StandardButton.Cancel)
        stop.setText(_("Stop"))
        stop.setAutoDefault(False)  # not what is to be done, only what can be
        buttons.rejected.connect(self._stop)
        margins = (GRID * 3, GRID * 3, GRID * 3, GRID * 2)
        self.setLayout(widgets.column(self.text, self.bar, buttons, gap=GRID * 2, margins=margins))
        self._job.progressed.connect(self._progress)
        self._job.done.connect(self._done)
        self._job.failed.connect(self._failed)
        self._job.start(pool)

    def reject(self) -> None:
        """Escape stops the work; the dialog stays until it has stopped."""
        if self._running:
            self._stop()
        else:
            super().reject()

    def closeEvent(self, event: QCloseEvent) -> None:
        if self._running:
            self._stop()
            event.ignore()

    def _stop(self) -> None:
        self.text.setText(_("Stopping…"))
        self._job.cancel()

    def _progress(self, done: int, total: int) -> None:
        if total:
            self.bar.setRange(0, 1000)
            self.bar.setValue(1000 * done // total)
            self.text.setText(_("{percent} % done", percent=100 * done // total))

    def _done(self, result: object) -> None:
        self._running = False
        self.accept()
        self.done_with.emit(result)

    def _failed(self, error: object) -> None:
        self._running = False
        self.accept()
        self.failed.emit(error)
