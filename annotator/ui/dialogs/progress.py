"""How far something long is, and a way to stop it."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QDialogButtonBox, QProgressBar, QWidget

from annotator.i18n import _
from annotator.ui import widgets
from annotator.ui.dialogs.dialog import Dialog
from annotator.ui.theme import GRID


class ProgressDialog(Dialog):
    """Emits `stopped` when the work is to stop, which Escape and closing ask for, too; stays until the work calls `end`."""

    stopped = Signal()

    def __init__(self, title: str, doing: str, parent: QWidget) -> None:
        super().__init__(title, parent)
        self.setMinimumWidth(400)
        self._running = True
        self.text = widgets.label(doing)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setRange(0, 0)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        stop = buttons.button(QDialogButtonBox.StandardButton.Cancel)
        stop.setText(_("Stop"))
        stop.setAutoDefault(False)  # not what is to be done, only what can be
        buttons.rejected.connect(self.reject)
        margins = (GRID * 3, GRID * 3, GRID * 3, GRID * 2)
        self.setLayout(widgets.column(self.text, self.bar, buttons, gap=GRID * 2, margins=margins))

    def show_progress(self, done: int, total: int) -> None:
        """Nothing is known where `total` is 0."""
        if total:
            self.bar.setRange(0, 1000)
            self.bar.setValue(1000 * done // total)

    def end(self) -> None:
        """The work is over, or has stopped: close."""
        self._running = False
        self.accept()

    def reject(self) -> None:
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
        self.stopped.emit()
