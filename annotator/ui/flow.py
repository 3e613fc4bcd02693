"""Pieces that keep within the room they have: buttons that go on in the next row, a line that ends in dots."""

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPalette, QResizeEvent
from PySide6.QtWidgets import QLabel, QLayout, QLayoutItem, QSizePolicy, QWidget


class Flow(QLayout):
    """Widgets beside each other in as many rows as they need; `fill` makes those of a row as wide as it is together."""

    def __init__(self, widgets: Sequence[QWidget], gap: int, *, fill: bool = False) -> None:
        super().__init__()
        self._items: list[QLayoutItem] = []
        self._fill = fill
        self.setContentsMargins(0, 0, 0, 0)
        self.setSpacing(gap)
        for widget in widgets:
            self.addWidget(widget)

    def addItem(self, item: QLayoutItem) -> None:
        self._items.append(item)

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        rows = self._rows(width)
        return sum(_height(row) for row in rows) + self.spacing() * max(0, len(rows) - 1)

    def minimumSize(self) -> QSize:
        shown = self._shown()
        return QSize(max((i.sizeHint().width() for i in shown), default=0), _height(shown))

    def sizeHint(self) -> QSize:
        shown = self._shown()
        gaps = self.spacing() * max(0, len(shown) - 1)
        return QSize(sum(i.sizeHint().width() for i in shown) + gaps, _height(shown))

    def setGeometry(self, rect: QRect) -> None:
        super().setGeometry(rect)
        top = rect.top()
        for row in self._rows(rect.width()):
            used = sum(item.sizeHint().width() for item in row) + self.spacing() * (len(row) - 1)
            more = (rect.width() - used) // len(row) if self._fill else 0
            left, height = rect.left(), _height(row)
            for item in row:
                width = item.sizeHint().width() + more
                item.setGeometry(QRect(QPoint(left, top), QSize(width, height)))
                left += width + self.spacing()
            top += height + self.spacing()

    def _shown(self) -> list[QLayoutItem]:
        return [item for item in self._items if not item.isEmpty()]

    def _rows(self, width: int) -> list[list[QLayoutItem]]:
        rows: list[list[QLayoutItem]] = []
        used = 0
        for item in self._shown():
            wide = item.sizeHint().width()
            if not rows or used + self.spacing() + wide > width:
                rows.append([item])
                used = wide
            else:
                rows[-1].append(item)
                used += self.spacing() + wide
        return rows


class Line(QLabel):
    """One line that ends in dots where it is too long, and is whole in the tooltip then; it never widens the window."""

    def __init__(self, style: str = "") -> None:
        super().__init__()
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setObjectName(style)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    def setText(self, text: str) -> None:
        super().setText(text)
        self._tell()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._tell()

    def paintEvent(self, _event: QPaintEvent) -> None:
        room = self.contentsRect()
        shown = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, room.width())
        painter = QPainter(self)
        self.style().drawItemText(
            painter,
            room,
            int(self.alignment()),
            self.palette(),
            self.isEnabled(),
            shown,
            QPalette.ColorRole.WindowText,
        )
        painter.end()

    def _tell(self) -> None:
        whole = self.fontMetrics().horizontalAdvance(self.text()) <= self.contentsRect().width()
        self.setToolTip("" if whole else self.text())


def _height(row: Sequence[QLayoutItem]) -> int:
    return max((item.sizeHint().height() for item in row), default=0)
