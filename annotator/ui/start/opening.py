"""The start page and the tour, as a window that stands already asks for them."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from annotator.paths import data_dir
from annotator.store import remove_project
from annotator.ui.start.guide import Guide

if TYPE_CHECKING:
    from annotator.ui.main_window import MainWindow

SAMPLE_FILE = "annotator-sample.annot"
TOUR_FILE = "annotator-tour.annot"


def sample_project() -> Path:
    """The sample project in the user's data folder, made where it is not there."""
    path = data_dir() / SAMPLE_FILE
    if not path.exists():
        from annotator.services.sample import make_sample_project  # what imports need, nobody else waits for

        make_sample_project(path)
    return path


def tour_project() -> Path:
    """The project of the tour, made anew."""
    from annotator.services.sample import make_tour_project

    path = data_dir() / TOUR_FILE
    remove_project(path)
    make_tour_project(path)
    return path


class Start(QObject):
    """What the menus offer."""

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        self._window = window
        self.guide: Guide | None = None

    def handlers(self) -> dict[str, Callable[[], object]]:
        return {"file.start": self.open, "help.tour": self.tour}

    def open(self) -> None:
        """The start page over the window."""
        from annotator.ui.start.start_dialog import PROJECT, SAMPLE, TOUR, StartDialog

        dialog = StartDialog(self._window.settings, self._window)

        def go() -> None:
            if dialog.choice == TOUR:
                self.tour()
            elif dialog.choice == SAMPLE:
                self._window.open_wanted.emit(sample_project())
            elif dialog.choice == PROJECT:
                self._window.open_wanted.emit(dialog.path)

        def speak(code: int) -> None:
            if code > 1:  # another language: the window is made anew
                self._window.open_wanted.emit(self._window.desk.project.path)

        dialog.accepted.connect(go)
        dialog.finished.connect(speak)
        dialog.open()

    def tour(self) -> None:
        """The tour begins: in a window on its own project, or here, if this is it."""
        if self._window.desk.project.path == data_dir() / TOUR_FILE:
            self.begin()
        else:
            self._window.tour_wanted.emit()

    def begin(self) -> None:
        """Show the tour's strip over the text."""
        if self.guide is None:
            self.guide = Guide(self._window)
            self.guide.destroyed.connect(self._ended)
            self._window.centre.insertWidget(0, self.guide)

    def _ended(self) -> None:
        self.guide = None
