"""What stands in the middle of the window while no document is open: what to do next."""

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QWidget

from annotator.i18n import _
from annotator.ui import widgets
from annotator.ui.actions import ActionTable
from annotator.ui.desk import Desk
from annotator.ui.theme import GRID


class EmptyDesk(QWidget):
    """Lies over the text as long as there is none."""

    def __init__(self, desk: Desk, actions: ActionTable, text: QWidget) -> None:
        super().__init__(text)
        self._desk, self._text = desk, text
        self.title = widgets.label(style="title")
        self.sentence = widgets.label(style="muted", wrap=True)
        for line in (self.title, self.sentence):
            line.setAlignment(Qt.AlignmentFlag.AlignCenter)
        add = actions["file.import"]
        self.button = widgets.push_button(add.text(), add.trigger)
        self.button.setDefault(True)
        self.setLayout(
            widgets.column(
                None,
                self.title,
                self.sentence,
                widgets.row(None, self.button, None, margins=(0, GRID, 0, 0)),
                None,
                gap=GRID,
                margins=(GRID * 6, 0, GRID * 6, GRID * 8),
            )
        )
        text.installEventFilter(self)
        desk.document_opened.connect(self.refresh)
        desk.settled.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Show what is to be done, or nothing over a text."""
        nothing = self._desk.document is None
        if nothing:
            none_yet = not self._desk.project.store.document_count()
            self.title.setText(_("No reports yet") if none_yet else _("No document is open."))
            self.sentence.setText(
                _(
                    "Drop files or a folder into the window, or import them. Word, PDF, web pages, text and tables can be "
                    "read."
                )
                if none_yet
                else _("Choose one on the left.")
            )
            self.button.setVisible(none_yet)
            self.resize(self._text.size())
        self.setVisible(nothing)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._text and event.type() == QEvent.Type.Resize:
            self.resize(self._text.size())
        return super().eventFilter(watched, event)
