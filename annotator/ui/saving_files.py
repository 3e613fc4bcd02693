"""What windows that save what they show have in common: asking where, and writing beside the window."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, QThreadPool, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from annotator.domain.errors import UserError
from annotator.i18n import _
from annotator.ui.jobs import Job


def ask_where(window: QWidget, title: str, proposal: str, kind: str) -> Path | None:
    """Let the person say where a file of a kind ("csv") goes; `proposal` is its name without the suffix."""
    name, _kind = QFileDialog.getSaveFileName(
        window, title, f"{proposal}.{kind}", f"{kind.upper()} (*.{kind})"
    )
    if not name:
        return None
    file = Path(name)
    return file if file.suffix else file.with_suffix(f".{kind}")


class FileWriter(QObject):
    """Emits `said` with a sentence: that a file is saved, or why not."""

    said = Signal(str)

    def __init__(self, pool: QThreadPool, window: QWidget) -> None:
        super().__init__(window)
        self._pool = pool
        self._window = window

    def save(self, write: Callable[[Path], object], file: Path) -> None:
        """`write(file)` on another thread."""
        job = Job(lambda _progress, _cancelled: write(file), self)
        job.done.connect(lambda _nothing: self._end(job, _("Saved as {file}", file=file.name)))
        job.failed.connect(lambda error: self._fail(job, error))
        job.start(self._pool)

    def _fail(self, job: Job, error: Exception) -> None:
        if not isinstance(error, UserError):
            raise error
        self._end(job, str(error))

    def _end(self, job: Job, sentence: str) -> None:
        job.deleteLater()
        self.said.emit(sentence)
