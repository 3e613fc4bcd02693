"""The command palette: every action by name, in either language's words, with its keys."""

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QListWidget, QListWidgetItem, QWidget

from annotator.i18n import _
from annotator.ui import widgets
from annotator.ui.actions import plain
from annotator.ui.dialogs.dialog import Dialog
from annotator.ui.theme import GRID

ACTION = Qt.ItemDataRole.UserRole


class Palette(Dialog):
    """A list of actions that shrinks as one types; Enter does the first."""

    def __init__(self, entries: list[tuple[str, QAction]], parent: QWidget) -> None:
        """`entries`: what to search in (other than the name shown) and the action."""
        super().__init__(_("Command palette"), parent)
        self.setWindowFlags(Qt.WindowType.Popup)
        self._entries = entries
        self.field = QLineEdit()
        self.field.setPlaceholderText(_("What would you like to do?"))
        self.field.setAccessibleName(self.field.placeholderText())
        self.list = QListWidget()
        self.list.setUniformItemSizes(True)
        self.list.setAccessibleName(_("Commands"))
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setLayout(widgets.column(self.field, self.list, gap=GRID, margins=(GRID, GRID, GRID, GRID)))
        self.field.textChanged.connect(self.narrow)
        self.field.returnPressed.connect(self.choose)
        self.list.itemClicked.connect(lambda _item: self.choose())
        self.field.installEventFilter(self)
        self.narrow("")

    def open_over(self, window: QWidget) -> None:
        """Show it in the upper middle of a window."""
        self.resize(min(560, window.width() - 80), min(440, window.height() - 120))
        middle = window.mapToGlobal(window.rect().center())
        self.move(middle.x() - self.width() // 2, window.mapToGlobal(window.rect().topLeft()).y() + 64)
        self.show()
        self.field.setFocus()

    def narrow(self, typed: str) -> None:
        """Show the actions in which every word typed occurs."""
        words = typed.lower().split()
        self.list.clear()
        for extra, action in self._entries:
            name = plain(action.text())
            if action.isEnabled() and all(word in f"{name} {extra}".lower() for word in words):
                keys = action.shortcut().toString(action.shortcut().SequenceFormat.NativeText)
                item = QListWidgetItem(action.icon(), f"{name}    {keys}" if keys else name)
                item.setData(ACTION, action)
                self.list.addItem(item)
        self.list.setCurrentRow(0)

    def choose(self) -> None:
        item = self.list.currentItem()
        self.close()
        if item is not None:
            item.data(ACTION).trigger()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()))
            if step and self.list.count():
                self.list.setCurrentRow((self.list.currentRow() + step) % self.list.count())
                return True
        return super().eventFilter(watched, event)
