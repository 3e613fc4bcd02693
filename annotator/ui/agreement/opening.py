"""The agreement window of a main window: made when it is first asked for, told of every change."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject

from annotator.ui import theme

if TYPE_CHECKING:
    from annotator.ui.agreement_window import AgreementWindow
    from annotator.ui.main_window import MainWindow


class AgreementOpening(QObject):
    """`review`: who shows the disagreements behind a figure; without one, figures lead nowhere."""

    def __init__(
        self, window: "MainWindow", review: Callable[[Mapping[str, Any]], object] | None = None
    ) -> None:
        super().__init__(window)
        self._window = window
        self._review = review
        self._made: AgreementWindow | None = None

    def open(self) -> None:
        """Show the window."""
        self.dialog().ask()

    def dialog(self) -> "AgreementWindow":
        from annotator.ui.agreement_window import AgreementWindow  # its parts are not needed at the start

        if self._made is None:
            window = self._window
            made = self._made = AgreementWindow(
                window.desk, window.pool, theme.tokens_for(window.settings.theme), window
            )
            made.import_wanted.connect(window.actions_["file.import"].trigger)
            if self._review is not None:
                made.lead_to(self._review)
            if (geometry := window.settings.layout("agreement")) is not None:
                made.restoreGeometry(geometry)
        return self._made

    def lead_to(self, review: Callable[[Mapping[str, Any]], object]) -> None:
        """From now on every cell, row and bar opens its disagreements there."""
        self._review = review
        if self._made is not None:
            self._made.lead_to(review)

    def set_tokens(self, tokens: theme.Tokens) -> None:
        if self._made is not None:
            self._made.set_tokens(tokens)

    def stop(self) -> None:
        """The main window closes."""
        if self._made is not None:
            self._made.stop()
            self._window.settings.set_layout("agreement", self._made.saveGeometry())
