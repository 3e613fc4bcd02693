"""The view of problems and measures of a main window: made when it is first asked for."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from annotator.ui import theme

if TYPE_CHECKING:
    from annotator.ui.linking.overview_window import OverviewWindow
    from annotator.ui.main_window import MainWindow


class AnswersOpening(QObject):
    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        self._window = window
        self._made: OverviewWindow | None = None

    def open(self) -> None:
        """Show the window, with the issuer of the document on the desk."""
        self.dialog().ask()

    def dialog(self) -> "OverviewWindow":
        from annotator.ui.linking.overview_window import (
            OverviewWindow,
        )  # its parts are not needed at the start

        if self._made is None:
            window = self._window
            tokens = theme.tokens_for(window.settings.theme)
            made = self._made = OverviewWindow(
                window.desk, window.pool, tokens, window.settings.shortcuts(), window
            )
            made.go_to.connect(window.details_pane.go_to)
            made.undo_wanted.connect(window.undo)
            made.redo_wanted.connect(window.redo)
            if (geometry := window.settings.layout("links")) is not None:
                made.restoreGeometry(geometry)
        return self._made

    def set_tokens(self, tokens: theme.Tokens) -> None:
        if self._made is not None:
            self._made.set_tokens(tokens)

    def stop(self) -> None:
        """The main window closes."""
        if self._made is not None:
            self._made.stop()
            self._window.settings.set_layout("links", self._made.saveGeometry())
