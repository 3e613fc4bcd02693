"""A note: several lines that are saved while one types."""

from collections.abc import Callable

from PySide6.QtCore import QTimer
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QPlainTextEdit

from annotator.i18n import _

PAUSE_MS = 500


class NoteField(QPlainTextEdit):
    """`save` writes the text and tells whether it was written; until then the field keeps it and tries again."""

    def __init__(self, save: Callable[[str], bool]) -> None:
        super().__init__()
        self._save = save
        self._saved = ""
        self.setPlaceholderText(_("Note"))
        self.setAccessibleName(_("Note"))
        self.setTabChangesFocus(True)
        self.setFixedHeight(max(72, 3 * self.fontMetrics().height() + 12))
        self._typing = QTimer(self)
        self._typing.setSingleShot(True)
        self._typing.setInterval(PAUSE_MS)
        self._typing.timeout.connect(self.commit)
        self.textChanged.connect(self._typing.start)

    def text(self) -> str:
        return self.document().toRawText().replace("\u2029", "\n")

    def show_text(self, text: str, *, fresh: bool) -> None:
        """Show what is written. What is being typed stays, unless the note is another span's (`fresh`)."""
        if fresh or self.text() == self._saved:
            self._saved = text
            if self.text() != text:
                self.blockSignals(True)
                self.setPlainText(text)
                self.blockSignals(False)
            self._typing.stop()

    def commit(self) -> bool:
        """Write what was typed; False when it could not be written."""
        self._typing.stop()
        text = self.text()
        if text == self._saved:
            return True
        if not self._save(text):
            return False
        self._saved = text
        return True

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.commit()
