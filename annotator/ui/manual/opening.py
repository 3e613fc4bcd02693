"""The manual of a main window: made when it is first asked for, in the language of the window."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from annotator.domain.errors import UserError
from annotator.i18n import language
from annotator.services.manual import Manual
from annotator.ui import theme

if TYPE_CHECKING:
    from annotator.ui.main_window import MainWindow
    from annotator.ui.manual.window import ManualWindow


class ManualOpening(QObject):
    """What Help → Manual does."""

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        self._window = window
        self._made: ManualWindow | None = None

    def handlers(self) -> dict[str, Callable[[], object]]:
        return {"help.manual": self.open}

    def open(self) -> None:
        """Show the window; one sentence where the manual is missing."""
        try:
            dialog = self.dialog()
        except UserError as error:
            self._window.message_bar.warn(str(error))
            return
        dialog.ask()

    def dialog(self) -> "ManualWindow":
        """The window. Raises NotFound where there are no pages."""
        from annotator.ui.manual.window import ManualWindow  # its parts are not needed at the start

        if self._made is None:
            window = self._window
            tokens = theme.tokens_for(window.settings.theme)
            self._made = ManualWindow(Manual(language()), tokens, window)
            if (geometry := window.settings.layout("manual")) is not None:
                self._made.restoreGeometry(geometry)
        return self._made

    def set_tokens(self, tokens: theme.Tokens) -> None:
        if self._made is not None:
            self._made.set_tokens(tokens)

    def stop(self) -> None:
        """The main window closes."""
        if self._made is not None:
            self._made.close()
            self._window.settings.set_layout("manual", self._made.saveGeometry())
