"""One line at the foot of the text: what has just happened, with a way to take it back; what went wrong."""

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel, QWidget

from annotator.i18n import _
from annotator.ui import widgets
from annotator.ui.icons import icon
from annotator.ui.theme import GRID, Tokens

SECONDS = 8


class MessageBar(QWidget):
    """Keeps its place when it is empty, so that the text never jumps. Warnings stay until they are closed."""

    undo_wanted = Signal()

    def __init__(self, tokens: Tokens) -> None:
        super().__init__()
        self.setObjectName("messageBar")
        self.symbol = QLabel()
        self._kind = "said"
        self.set_tokens(tokens)
        self._sentence = ""
        self.text = widgets.label()
        self.text.setAccessibleName(_("Message"))
        self.text.setMinimumWidth(1)  # a long sentence never widens the window
        self.undo = widgets.text_button(_("Undo"), self.undo_wanted.emit)
        self.undo.setObjectName("offered")
        self.dismiss = widgets.text_button("✕", self.clear)
        self.dismiss.setAccessibleName(_("Close message"))
        for button in (self.undo, self.dismiss):  # a long sentence must not press them together
            button.setMinimumWidth(button.sizeHint().width())
        self._bar = widgets.pane(
            widgets.row(
                self.symbol, self.text, self.undo, None, self.dismiss, margins=(GRID * 2, 2, GRID, 2)
            ),
            "messageBar",
        )
        self.setLayout(widgets.column(self._bar))
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(SECONDS * 1000)
        self._timer.timeout.connect(self.clear)
        self.clear()

    def set_tokens(self, tokens: Tokens) -> None:
        self._symbols = {
            "said": icon("check", tokens.accent),
            "warning": icon("triangle-alert", tokens.warning),
        }
        self.symbol.setPixmap(self._symbols[self._kind].pixmap(16, 16))

    def say(self, sentence: str, undoable: bool = False) -> None:
        self._show(sentence, "said", undoable)
        self._timer.start()

    def warn(self, sentence: str) -> None:
        self._show(sentence, "warning", False)
        self._timer.stop()

    def forget_undo(self) -> None:
        """Something else has been done since: undo would no longer take back what the message says."""
        self.undo.hide()

    def message(self) -> str:
        return self._sentence

    def clear(self) -> None:
        self._sentence = ""
        self.text.clear()
        self._bar.setVisible(False)
        self.setFixedHeight(self._bar.sizeHint().height())

    def _show(self, sentence: str, kind: str, undoable: bool) -> None:
        self._sentence = sentence
        self.text.setToolTip(sentence)
        self._kind = kind
        self.symbol.setPixmap(self._symbols[kind].pixmap(16, 16))
        self.undo.setVisible(undoable)
        if self._bar.property("kind") != kind:  # polishing is dear
            self._bar.setProperty("kind", kind)
            self._bar.style().unpolish(self._bar)
            self._bar.style().polish(self._bar)
        self._bar.setVisible(True)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """End a sentence that is too long in dots; it is whole in the tooltip."""
        self.text.setText(self._sentence)  # as wide as it wants to be, for the layout
        beside = sum(
            part.sizeHint().width() + GRID
            for part in (self.symbol, self.undo, self.dismiss)
            if not part.isHidden()
        )
        room = self.width() - beside - 4 * GRID
        self.text.setText(
            self.text.fontMetrics().elidedText(self._sentence, Qt.TextElideMode.ElideRight, room)
        )
