"""The windows about labels that belong to a main window: where they are edited, and what they mean."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QKeySequence

from annotator.ui import theme
from annotator.ui.actions import LABEL, keys_of

if TYPE_CHECKING:
    from annotator.ui.main_window import MainWindow
    from annotator.ui.schema.guideline_window import GuidelineWindow
    from annotator.ui.schema.labels_window import LabelsWindow


class LabelsOpening(QObject):
    """Makes the label window and the guideline when they are first asked for."""

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        self._window = window
        self._labels: LabelsWindow | None = None
        self._guideline: GuidelineWindow | None = None

    def handlers(self) -> dict[str, Callable[[], object]]:
        """What the actions about labels do."""
        return {"edit.labels": self.open, "help.guideline": self.show_guideline}

    def open(self, label: str | None = None) -> None:
        """Show the window in which labels are edited."""
        self.dialog().open(label or None)

    def dialog(self) -> "LabelsWindow":
        from annotator.ui.schema.labels_window import LabelsWindow  # its parts are not needed at the start

        if self._labels is None:
            window = self._window
            made = self._labels = LabelsWindow(
                window.desk, window.pool, self._tokens, self._taken_keys, window
            )
            made.undo_wanted.connect(window.undo)
            if (geometry := window.settings.layout("labels")) is not None:
                made.restoreGeometry(geometry)
        return self._labels

    def show_guideline(self) -> None:
        """Show what the label of the current mark means; the window follows from mark to mark."""
        self.guideline().show_label(self._at_hand())

    def guideline(self) -> "GuidelineWindow":
        from annotator.ui.schema.guideline_window import GuidelineWindow

        if self._guideline is None:
            window = self._window
            made = self._guideline = GuidelineWindow(window.desk, self._tokens, window)
            made.edit_wanted.connect(self.open)
            window.desk.current_changed.connect(self._lead)
            if (geometry := window.settings.layout("guideline")) is not None:
                made.restoreGeometry(geometry)
        return self._guideline

    def is_unsaved(self) -> bool:
        """Whether labels have been edited and not saved."""
        return self._labels is not None and self._labels.session.is_dirty

    def set_tokens(self, _tokens: theme.Tokens) -> None:
        if self._guideline is not None:
            self._guideline.show_guideline()

    def stop(self) -> None:
        """The main window closes."""
        for name, made in (("labels", self._labels), ("guideline", self._guideline)):
            if made is not None:
                made.hide()
                self._window.settings.set_layout(name, made.saveGeometry())

    def _at_hand(self) -> str | None:
        current = self._window.desk.current
        return current.label if current else None

    def _lead(self) -> None:
        if self._guideline is not None and self._guideline.isVisible() and (label := self._at_hand()):
            self._guideline.go_to(label)

    def _tokens(self) -> theme.Tokens:
        return theme.tokens_for(self._window.settings.theme)

    def _taken_keys(self) -> Mapping[str, str]:
        """Keys that actions other than labels listen to → what they are called."""
        own = self._window.settings.shortcuts()
        return {
            QKeySequence(key).toString().upper(): spec.name
            for spec in self._window.actions_.specs
            if not spec.id.startswith(LABEL)
            for key in keys_of(spec, own)
        }
