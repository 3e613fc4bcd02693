"""Save what the view shows as a table, beside the window."""

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QObject, QThreadPool, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from annotator.domain.errors import UserError
from annotator.i18n import _
from annotator.services.answers import Problem, write_csv
from annotator.ui.jobs import Job


class OverviewSaving(QObject):
    """`shown` gives the problems that are shown now, `project` is the name of the project. Emits `said`."""

    said = Signal(str)

    def __init__(
        self, shown: Callable[[], Sequence[Problem]], project: str, pool: QThreadPool, window: QWidget
    ) -> None:
        super().__init__(window)
        self._shown = shown
        self._project = project
        self._pool = pool
        self._window = window

    def ask(self) -> None:
        """Let the person say where."""
        proposal = f"{self._project}-{_('problems')}.csv"
        title = _("Save problems and measures")
        name, _kind = QFileDialog.getSaveFileName(self._window, title, proposal, "CSV (*.csv)")
        if name:
            file = Path(name)
            self.write(file if file.suffix else file.with_suffix(".csv"))

    def write(self, file: Path) -> None:
        shown = self._shown()
        job = Job(lambda _progress, _cancelled: write_csv(shown, file), self)
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
