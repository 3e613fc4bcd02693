"""Save what the agreement window shows: a web page, a PDF, or all numbers as a table."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QThreadPool
from PySide6.QtWidgets import QMenu, QWidget

from annotator.i18n import N_, _
from annotator.ui.saving_files import FileWriter, ask_where

if TYPE_CHECKING:
    from annotator.services.agreement_report.parts import Saved

FORMATS = {
    "html": N_("Web page with pictures…"),
    "pdf": N_("PDF…"),
    "csv": N_("All numbers (CSV)…"),
}


class Saving(FileWriter):
    """Writes beside the window what is shown."""

    def __init__(self, current: "Callable[[], Saved | None]", pool: QThreadPool, window: QWidget) -> None:
        """`current` gives what is shown now, when it is complete."""
        super().__init__(pool, window)
        self._current = current

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
        title, proposal = _("Save the agreement report"), f"{saved.project}-agreement"
        if (file := ask_where(self._window, title, proposal, kind)) is not None:
            self.write(kind, file)

    def write(self, kind: str, file: Path) -> None:
        """Write what is shown now."""
        saved = self._current()
        if saved is not None:
            self.save(lambda file: _writer(kind)(saved, file), file)


def _writer(kind: str) -> "Callable[[Saved, Path], None]":
    if kind == "html":
        from annotator.services.agreement_report.page import write_page

        return write_page
    if kind == "csv":
        from annotator.services.agreement_report.sheet import write_sheet

        return write_sheet
    from annotator.ui.agreement.pdf import write_pdf

    return write_pdf
