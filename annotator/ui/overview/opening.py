"""The overview window of a main window: made when it is first asked for, told of every change."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from annotator.ui import theme

if TYPE_CHECKING:
    from annotator.ui.main_window import MainWindow
    from annotator.ui.overview.overview_window import OverviewWindow


class OverviewOpening(QObject):
    """Shows it, and what its pictures lead to: places and documents in the main window."""

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        self._window = window
        self._made: OverviewWindow | None = None

    def open(self) -> None:
        """Show the window."""
        self.dialog().ask()

    def dialog(self) -> "OverviewWindow":
        from annotator.ui.overview.overview_window import OverviewWindow  # not needed at the start

        if self._made is None:
            window = self._window
            made = self._made = OverviewWindow(
                window.desk, window.pool, theme.tokens_for(window.settings.theme), window
            )
            made.import_wanted.connect(window.actions_["file.import"].trigger)
            made.chosen.connect(window.documents.show_place)
            if (geometry := window.settings.layout("overview")) is not None:
                made.restoreGeometry(geometry)
        return self._made

    def set_tokens(self, tokens: theme.Tokens) -> None:
        if self._made is not None:
            self._made.set_tokens(tokens)

    def stop(self) -> None:
        """The main window closes."""
        if self._made is not None:
            self._made.stop()
            self._window.settings.set_layout("overview", self._made.saveGeometry())
