"""The window of consistency of a main window: made when it is first asked for."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from annotator.ui import theme

if TYPE_CHECKING:
    from annotator.ui.consistency.window import ConsistencyWindow
    from annotator.ui.main_window import MainWindow

_LAYOUT = "consistency"


class ConsistencyOpening(QObject):
    """Opens the window, leads from its places into the text, undoes for it."""

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        self._window = window
        self._made: ConsistencyWindow | None = None

    def open(self) -> None:
        """Show the window."""
        self.dialog().ask()

    def dialog(self) -> "ConsistencyWindow":
        from annotator.ui.consistency.window import ConsistencyWindow  # not needed at the start

        if self._made is None:
            window = self._window
            made = self._made = ConsistencyWindow(
                window.desk, window.pool, window.settings,
                lambda: theme.tokens_for(window.settings.theme), window,
            )  # fmt: skip
            made.chosen.connect(self._window.documents.show_place)
            made.undo_wanted.connect(window.undo)
            made.redo_wanted.connect(window.redo)
            if (geometry := window.settings.layout(_LAYOUT)) is not None:
                made.restoreGeometry(geometry)
        return self._made

    def stop(self) -> None:
        """The main window closes."""
        if self._made is not None:
            self._made.stop()
            self._window.settings.set_layout(_LAYOUT, self._made.saveGeometry())
