"""A list to choose from that is as wide as its longest entry, also when the entries come later or change."""

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QComboBox, QWidget


class FittingBox(QComboBox):
    """Qt keeps the least width from when it was first asked, as of an empty list, and would cut longer entries there."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()
