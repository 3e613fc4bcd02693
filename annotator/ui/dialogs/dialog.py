"""What all dialogs have in common."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QWidget


class Dialog(QDialog):
    """A dialog with a title that is gone for good when it closes, and does not wait for its window to go.

    Slots of `accepted` and `finished` still find everything in it: Qt deletes it when they have run.
    """

    def __init__(self, title: str, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
