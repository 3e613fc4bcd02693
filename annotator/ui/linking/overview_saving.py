"""Save what the view shows as a table, beside the window."""

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QThreadPool
from PySide6.QtWidgets import QWidget

from annotator.i18n import _
from annotator.services.answers import Problem, write_csv
from annotator.ui.saving_files import FileWriter, ask_where


class OverviewSaving(FileWriter):
    """`shown` gives the problems that are shown now, `project` is the name of the project."""

    def __init__(
        self, shown: Callable[[], Sequence[Problem]], project: str, pool: QThreadPool, window: QWidget
    ) -> None:
        super().__init__(pool, window)
        self._shown = shown
        self._project = project

    def ask(self) -> None:
        """Let the person say where."""
        title, proposal = _("Save problems and measures"), f"{self._project}-{_('problems')}"
        if (file := ask_where(self._window, title, proposal, "csv")) is not None:
            self.write(file)

    def write(self, file: Path) -> None:
        shown = self._shown()
        self.save(lambda file: write_csv(shown, file), file)
