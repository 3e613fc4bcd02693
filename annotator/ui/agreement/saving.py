"""Save what the agreement window shows: a web page, a PDF, or all numbers as a table."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QThreadPool, Signal
from PySide6.QtWidgets import QFileDialog, QMenu, QWidget

from annotator.domain.errors import UserError
from annotator.i18n import N_, _
from annotator.ui.jobs import Job

if TYPE_CHECKING:
    from annotator.services.agreement_report.parts import Saved

FORMATS = {
    "html": N_("Web page with pictures…"),
    "pdf": N_("PDF…"),
    "csv": N_("All numbers (CSV)…"),
}


class Saving(QObject):
    """Writes beside the window. Emits `said` with a sentence, `failed` with one that says why not."""

    said = Signal(str)
    failed = Signal(str)

    def __init__(self, current: "Callable[[], Saved | None]", pool: QThreadPool, window: QWidget) -> None:
        """`current` gives what is shown now, when it is complete."""
        super().__init__(window)
        self._current = current
        self._pool = pool
        self._window = window

    def menu(self) -> QMenu:
        menu = QMenu(self._window)
        for kind, words in FORMATS.items():
            menu.addAction(_(words)).triggered.connect(lambda _checked=False, kind=kind: self.ask(kind))
        return menu

    def ask(self, kind: str) -> None:
        """Let the person say where."""
        saved = self._current()
        if saved is None:
            return
        proposal = f"{saved.project}-agreement.{kind}"
        name, _kind = QFileDialog.getSaveFileName(
            self._window, _("Save the agreement report"), proposal, f"{kind.upper()} (*.{kind})"
        )
        if name:
            file = Path(name)
            self.write(kind, file if file.suffix else file.with_suffix(f".{kind}"))

    def write(self, kind: str, file: Path) -> None:
        """Write what is shown now."""
        saved = self._current()
        if saved is None:
            return
        job = Job(lambda _progress, _cancelled: _writer(kind)(saved, file), self)
        job.done.connect(lambda _nothing: self._done(job, file))
        job.failed.connect(lambda error: self._fail(job, error))
        job.start(self._pool)

    def _done(self, job: Job, file: Path) -> None:
        job.deleteLater()
        self.said.emit(_("Saved as {file}", file=file.name))

    def _fail(self, job: Job, error: Exception) -> None:
        job.deleteLater()
        if not isinstance(error, UserError):
            raise error
        self.failed.emit(str(error))


def _writer(kind: str) -> "Callable[[Saved, Path], None]":
    if kind == "html":
        from annotator.services.agreement_report.page import write_page

        return write_page
    if kind == "csv":
        from annotator.services.agreement_report.sheet import write_sheet

        return write_sheet
    from annotator.ui.agreement.pdf import write_pdf

    return write_pdf
