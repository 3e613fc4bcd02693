"""The command palette: every action by name, in either language's words, with its keys."""

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QAction, QIcon, QKeyEvent, QPainter, QPalette
from PySide6.QtWidgets import (
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from annotator.i18n import _
from annotator.ui import widgets
from annotator.ui.actions import plain
from annotator.ui.dialogs.dialog import Dialog
from annotator.ui.theme import GRID

ACTION = Qt.ItemDataRole.UserRole
NAME = Qt.ItemDataRole.UserRole + 1
KEYS = Qt.ItemDataRole.UserRole + 2


class Palette(Dialog):
    """A list of actions that shrinks as one types; Enter does the first."""

    def __init__(self, entries: list[tuple[str, QAction]], parent: QWidget) -> None:
        """`entries`: what to search in (other than the name shown) and the action."""
        super().__init__(_("Command palette"), parent)
        self.setWindowFlags(Qt.WindowType.Popup)
        self.setObjectName("popup")
        self.setAttribute(
            Qt.WidgetAttribute.WA_StyledBackground
        )  # an edge: it lies on a window of its own colour
        self._entries = entries
        self.field = QLineEdit()
        self.field.setPlaceholderText(_("What would you like to do?"))
        self.field.setAccessibleName(self.field.placeholderText())
        self.list = QListWidget()
        self.list.setUniformItemSizes(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setItemDelegate(_Delegate(self.list))
        self.list.setAccessibleName(_("Commands"))
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.empty = widgets.hint(_("No command matches these words."))
        layout = widgets.column(
            self.field, self.empty, self.list, None, gap=GRID, margins=(GRID, GRID, GRID, GRID)
        )
        layout.setStretchFactor(self.list, 100)
        self.setLayout(layout)
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
        if (line := self.list.sizeHintForRow(0)) > 0:  # no line is cut in two
            self.resize(self.width(), self.height() - self.list.viewport().height() % line)
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
                item.setData(NAME, name)
                item.setData(KEYS, keys)
                self.list.addItem(item)
        self.list.setCurrentRow(0)
        self.list.setVisible(self.list.count() > 0)
        self.empty.setVisible(self.list.count() == 0)

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


class _Delegate(QStyledItemDelegate):
    """A line: icon, name, and at its end the keys."""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:  # noqa: ARG002
        return QSize(160, max(32, option.fontMetrics.height() + GRID + 4))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        option.widget.style().drawPrimitive(
            QStyle.PrimitiveElement.PE_PanelItemViewItem, option, painter, option.widget
        )
        side = widgets.ICON.width()
        inner = option.rect.adjusted(GRID + 4, 0, -GRID - 4, 0)
        icon: QIcon = index.data(Qt.ItemDataRole.DecorationRole)
        icon.paint(painter, QRect(inner.left(), inner.center().y() - side // 2 + 1, side, side))
        painter.save()
        painter.setFont(option.font)
        keys: str = index.data(KEYS)
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.setPen(option.palette.color(QPalette.ColorRole.PlaceholderText))
        painter.drawText(inner, middle | Qt.AlignmentFlag.AlignRight, keys)
        painter.setPen(option.palette.color(QPalette.ColorRole.Text))
        room = inner.adjusted(
            side + GRID + 4, 0, -option.fontMetrics.horizontalAdvance(keys) - GRID * 2 * bool(keys), 0
        )
        name = option.fontMetrics.elidedText(index.data(NAME), Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, middle, name)
        painter.restore()
