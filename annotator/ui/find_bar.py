"""Find in the text: all hits marked, next and previous, as one types."""

from bisect import bisect_left
from itertools import islice

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLabel, QLineEdit, QWidget

from annotator.domain import how_many
from annotator.i18n import _
from annotator.services.annotate import occurrences
from annotator.ui import widgets
from annotator.ui.text_view import TextView
from annotator.ui.theme import GRID

HITS_SHOWN = 20_000  # more than anybody walks through; a search for 的 must not stall the window


class FindBar(QWidget):
    """Hidden until it is asked for. Emits `closed` when the focus should go back to the text."""

    closed = Signal()

    def __init__(self, view: TextView) -> None:
        super().__init__()
        self._view = view
        self._hits: list[tuple[int, int]] = []
        self._current = -1
        self.field = QLineEdit()
        self.field.setPlaceholderText(_("Find in this document"))
        self.field.setAccessibleName(_("Find in this document"))
        self.count = widgets.label(style="muted")
        self.count.setMinimumWidth(_room_for_counts(self.count))
        self.previous = widgets.text_button("↑", lambda: self.step(-1))
        self.next = widgets.text_button("↓", lambda: self.step(1))
        close = widgets.text_button("✕", self.close_bar)
        buttons = {self.previous: _("Previous hit"), self.next: _("Next hit"), close: _("Close")}
        for button, name in buttons.items():
            button.setToolTip(name)
            button.setAccessibleName(name)
        bar = widgets.row(
            self.field,
            self.count,
            widgets.row(*buttons, gap=4),
            gap=GRID,
            margins=(GRID * 2, GRID // 2, GRID, GRID // 2),
        )
        bar.setStretch(0, 1)
        self.setLayout(widgets.column(widgets.pane(bar, "findBar")))
        self._typing = QTimer(self)
        self._typing.setSingleShot(True)
        self._typing.setInterval(120)
        self._typing.timeout.connect(self.search)
        self.field.textChanged.connect(lambda _text: self._typing.start())
        self.hide()

    def open(self, text: str) -> None:
        """Show the bar, with the selection as what is sought."""
        self.show()
        if text and "\n" not in text:
            self.field.setText(text)
        self.field.setFocus()
        self.field.selectAll()
        self.search()

    def close_bar(self) -> None:
        self.hide()
        self._hits = []
        self._view.set_hits([])
        self.closed.emit()

    def search(self) -> None:
        """Find all hits and go to the first one from the caret on."""
        self._find()
        self._current = self._from_caret(1)
        self._show()

    def step(self, step: int) -> None:
        """The next (1) or previous (-1) hit, round and round."""
        if not self.isVisible():
            self.open("")
        elif self._hits:
            if self._current < 0:
                self._current = self._from_caret(step)
            else:
                self._current = (self._current + step) % len(self._hits)
            self._show()

    def document_changed(self) -> None:
        """Mark the hits in another document and select none: a label's key would mark it."""
        if self.isVisible():
            self._find()
            self._current = -1
            self._show()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        backwards = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
        if event.key() == Qt.Key.Key_Escape:
            self.close_bar()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self._typing.isActive():
                self.search()
            else:
                self.step(-1 if backwards else 1)
        else:
            super().keyPressEvent(event)

    def _find(self) -> None:
        self._typing.stop()
        found = occurrences(self._view.text(), self.field.text())
        self._hits = list(islice(found, HITS_SHOWN))

    def _from_caret(self, direction: int) -> int:
        """The first hit from the caret on, or the last before it; -1 where there are none."""
        caret = self._view.selection()[0]
        after = bisect_left(self._hits, (caret, 0))
        if not self._hits:
            return -1
        return (after if direction > 0 else after - 1) % len(self._hits)

    def _show(self) -> None:
        self._view.set_hits(self._hits, self._current)
        if self._current >= 0:
            start, end = self._hits[self._current]
            self._view.select(start, end)
            self._view.ensure_visible(start, end)
            self.count.setText(_("{current} of {total}", current=self._current + 1, total=len(self._hits)))
        elif self._hits:
            self.count.setText(how_many.hits(len(self._hits)))
        else:
            self.count.setText(_("no hits") if self.field.text() else "")
        for button in (self.previous, self.next):
            button.setEnabled(bool(self._hits))


def _room_for_counts(label: QLabel) -> int:
    """What counts of three digits need, so that the field does not move with every letter typed."""
    usual = (_("{current} of {total}", current=999, total=999), how_many.hits(999), _("no hits"))
    return max(label.fontMetrics().horizontalAdvance(words) for words in usual)
