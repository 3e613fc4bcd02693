"""Pieces that keep within the room they have: buttons and words that go on in the next row, words that end in dots."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPalette, QResizeEvent
from PySide6.QtWidgets import (
    QComboBox,
    QLabel,
    QListView,
    QSizePolicy,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionComboBox,
    QStyleOptionViewItem,
    QStylePainter,
    QWidget,
)

from annotator.ui.theme import GRID


def wrap_rows(rows: QListView) -> None:
    """Let what is too long for a row of a list go on in the next line."""
    rows.setWordWrap(True)
    rows.setResizeMode(QListView.ResizeMode.Adjust)
    rows.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    rows.setItemDelegate(_Wrapping(rows))


class Flow(QWidget):
    """Widgets beside each other in as many rows as they need; `fill` makes those of a row as wide as it is together.

    Not a `QLayout`: one of Python's keeps pieces (`QLayoutItem`) that Qt deletes without telling it.
    """

    def __init__(self, parts: Sequence[QWidget], gap: int, *, fill: bool = False) -> None:
        super().__init__()
        self._parts = parts
        self._gap = gap
        self._fill = fill
        for part in parts:
            part.setParent(self)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        rows = self._rows(width)
        return sum(_height(row) for row in rows) + self._gap * max(0, len(rows) - 1)

    def minimumSizeHint(self) -> QSize:
        shown = self._shown()
        return QSize(max((_size(part).width() for part in shown), default=0), _height(shown))

    def sizeHint(self) -> QSize:
        shown = self._shown()
        gaps = self._gap * max(0, len(shown) - 1)
        return QSize(sum(_size(part).width() for part in shown) + gaps, _height(shown))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def event(self, event: QEvent) -> bool:
        # A part came, went, or has other words; Qt does not tell so while nothing of this is seen.
        if event.type() in (QEvent.Type.LayoutRequest, QEvent.Type.Show):
            self.updateGeometry()
            self._place()
        return super().event(event)

    def _place(self) -> None:
        top = 0
        for row in self._rows(self.width()):
            used = sum(_size(part).width() for part in row) + self._gap * (len(row) - 1)
            more, over = divmod(self.width() - used, len(row)) if self._fill else (0, 0)
            left, height = 0, _height(row)
            for number, part in enumerate(row):
                width = _size(part).width() + more + (number < over)
                place = QRect(QPoint(left, top), QSize(width, height))
                part.setGeometry(QStyle.visualRect(self.layoutDirection(), self.rect(), place))
                left += width + self._gap
            top += height + self._gap

    def _shown(self) -> list[QWidget]:
        return [part for part in self._parts if not part.isHidden()]

    def _rows(self, width: int) -> list[list[QWidget]]:
        rows: list[list[QWidget]] = []
        used = 0
        for part in self._shown():
            wide = _size(part).width()
            if not rows or used + self._gap + wide > width:
                rows.append([part])
                used = wide
            else:
                rows[-1].append(part)
                used += self._gap + wide
        return rows


class Line(QLabel):
    """One line that ends in dots where it is too long, and is whole in the tooltip then; it never widens the window.

    It takes what room it is given; a `wide` one no more than its words need, so that what follows stands beside them.
    """

    def __init__(self, style: str = "", *, wide: bool = False) -> None:
        super().__init__()
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setObjectName(style)
        policy = QSizePolicy.Policy.Maximum if wide else QSizePolicy.Policy.Ignored
        self.setSizePolicy(policy, QSizePolicy.Policy.Preferred)

    def minimumSizeHint(self) -> QSize:
        return QSize(0, super().minimumSizeHint().height())

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


class Chooser(QComboBox):
    """A box whose chosen words end in dots where they are too long, and are whole in the tooltip then."""

    def __init__(self) -> None:
        super().__init__()
        self.currentTextChanged.connect(lambda _text: self._tell())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._tell()

    def paintEvent(self, _event: QPaintEvent) -> None:
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        option.currentText = self._shown()
        painter = QStylePainter(self)
        painter.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option)
        painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)
        painter.end()

    def _shown(self) -> str:
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        field = QStyle.SubControl.SC_ComboBoxEditField
        room = self.style().subControlRect(QStyle.ComplexControl.CC_ComboBox, option, field, self).width()
        return self.fontMetrics().elidedText(self.currentText(), Qt.TextElideMode.ElideRight, room)

    def _tell(self) -> None:
        whole = self.currentText()
        self.setToolTip("" if self._shown() == whole else whole)


class _Wrapping(QStyledItemDelegate):
    """Reckons with the air that the style sheet puts beside a row; Qt does not, and would cut the last words off."""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        narrower = QStyleOptionViewItem(option)
        narrower.rect = option.rect.adjusted(0, 0, -2 * GRID, 0)
        return super().sizeHint(narrower, index)


def _size(part: QWidget) -> QSize:
    """As a layout reckons it: what the widget hints at, within its bounds."""
    hint = part.sizeHint().expandedTo(part.minimumSizeHint())
    return hint.boundedTo(part.maximumSize()).expandedTo(part.minimumSize())


def _height(row: Sequence[QWidget]) -> int:
    return max((_size(part).height() for part in row), default=0)
