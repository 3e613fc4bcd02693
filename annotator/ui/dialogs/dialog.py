"""What all dialogs have in common."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QListView, QPushButton, QWidget

from annotator.ui.theme import GRID

FRAME = 5 * GRID  # the title bar and edges that the desktop puts around a window


class Dialog(QDialog):
    """A dialog with a title that is gone for good when it closes, and does not wait for its window to go.

    It is shown no larger than the screen has room for, so that the buttons at its foot can be reached. Slots of
    `accepted` and `finished` still find everything in it: Qt deletes it when they have run.
    """

    def __init__(self, title: str, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)

    def setVisible(self, visible: bool) -> None:
        if visible and not self.isVisible():
            self.fit()
            for items in self.findChildren(
                QListView
            ):  # some were laid out before they wore the style, whose rows are higher
                items.ensurePolished()
                items.scheduleDelayedItemsLayout()
        super().setVisible(visible)

    def fit(self) -> None:
        """Grow where what has come into it, large letters or long words need it; who was not sized fits its content."""
        room = self.screen().availableSize() - QSize(0, FRAME)
        if self.size() != (fitting := self._wanted().boundedTo(room)):
            self.resize(fitting)

    def _wanted(self) -> QSize:
        """Its size, or more where large letters or long words need it."""
        layout, size = self.layout(), self.size()
        if layout is None or not self.testAttribute(Qt.WidgetAttribute.WA_Resized):
            return size
        for child in self.findChildren(QWidget):
            child.ensurePolished()  # the style makes some of them higher
        layout.activate()
        size = size.expandedTo(layout.totalMinimumSize())
        if layout.hasHeightForWidth():
            size.setHeight(max(size.height(), layout.totalMinimumHeightForWidth(size.width())))
        return size

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses the default button; where none can be pressed, the button that has the focus."""
        focused = self.focusWidget()
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enter and isinstance(focused, QPushButton) and not self._has_default():
            focused.click()
        else:
            super().keyPressEvent(event)

    def _has_default(self) -> bool:
        return any(button.isDefault() and button.isEnabled() for button in self.findChildren(QPushButton))
