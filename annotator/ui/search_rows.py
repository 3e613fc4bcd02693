"""The list of hits: documents with their hits in context, the words of one below those of the other."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import (
    QAbstractItemModel,
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QPointF,
    QRect,
    QRectF,
    QSize,
    Qt,
)
from PySide6.QtGui import QColor, QFont, QFontMetrics, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from annotator.services.search import Found, Hit
from annotator.ui.theme import GRID, Tokens

LINE = Qt.ItemDataRole.UserRole
Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()
_BOX = 16  # pixels of a tick box


@dataclass(slots=True)
class Line:
    """A document (`hit` is None), or one of its hits."""

    found: Found
    hit: Hit | None
    ticked: bool = False


class HitsModel(QAbstractListModel):
    """Grows page by page; hits can be ticked."""

    def __init__(self) -> None:
        super().__init__()
        self._lines: list[Line] = []

    def empty(self) -> None:
        self.beginResetModel()
        self._lines = []
        self.endResetModel()

    def add(self, page: Sequence[Found]) -> None:
        lines = [
            line for found in page for line in (Line(found, None), *(Line(found, hit) for hit in found.hits))
        ]
        if lines:
            first = len(self._lines)
            self.beginInsertRows(_NOWHERE, first, first + len(lines) - 1)
            self._lines += lines
            self.endInsertRows()

    def tick_all(self, ticked: bool) -> None:
        for line in self._lines:
            line.ticked = ticked and line.hit is not None
        if self._lines:
            self.dataChanged.emit(self.index(0), self.index(len(self._lines) - 1))

    def ticked(self) -> list[tuple[Found, Hit]]:
        return [(line.found, line.hit) for line in self._lines if line.ticked and line.hit]

    def hit_count(self) -> int:
        return sum(line.hit is not None for line in self._lines)

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._lines)

    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = super().flags(index)
        if index.isValid() and self._lines[index.row()].hit:
            flags |= Qt.ItemFlag.ItemIsUserCheckable
        return flags

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        line = self._lines[index.row()]
        if role == LINE:
            return line
        if role == Qt.ItemDataRole.CheckStateRole and line.hit:
            return Qt.CheckState.Checked if line.ticked else Qt.CheckState.Unchecked
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return (
                line.found.title
                if line.hit is None
                else _flat(line.hit.before + line.hit.text + line.hit.after)
            )
        return None

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        line = self._lines[index.row()]
        if role != Qt.ItemDataRole.CheckStateRole or line.hit is None:
            return False
        line.ticked = Qt.CheckState(value) == Qt.CheckState.Checked
        self.dataChanged.emit(index, index)
        return True


class HitsDelegate(QStyledItemDelegate):
    """A document's title in bold with its number of hits; a hit with the words in the middle, its context around."""

    def __init__(self, tokens: Callable[[], Tokens], parent: QWidget) -> None:
        super().__init__(parent)
        self._tokens = tokens
        self._on_box = False

    def took_click(self) -> bool:
        """Whether the click that the list is about to tell of was one on a box."""
        return self._on_box

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: ARG002
        return QSize(320, max(28, option.fontMetrics.height() + GRID + 4))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        line: Line = index.data(LINE)
        tokens = self._tokens()
        painter.save()
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(option.rect, QColor(tokens.accent_soft))
        if line.hit is None:
            self._paint_document(painter, option, line.found, tokens)
        else:
            self._paint_hit(painter, option, line, tokens)
        painter.restore()

    def editorEvent(
        self, event: QEvent, model: QAbstractItemModel, option: QStyleOptionViewItem, index: Index
    ) -> bool:
        """A click on the box ticks; Space, which the base class knows, does too."""
        if isinstance(event, QMouseEvent):
            self._on_box = False
            if event.type() != QEvent.Type.MouseButtonRelease or not tick_box(option.rect).contains(
                event.position().toPoint()
            ):
                return False
            line: Line = index.data(LINE)
            self._on_box = line.hit is not None
            state = Qt.CheckState.Unchecked if line.ticked else Qt.CheckState.Checked
            return model.setData(index, state, Qt.ItemDataRole.CheckStateRole)
        return super().editorEvent(event, model, option, index)

    def _paint_document(
        self, painter: QPainter, option: QStyleOptionViewItem, found: Found, tokens: Tokens
    ) -> None:
        rect: QRect = option.rect
        count = str(len(found.hits)) if found.hits else ""
        muted, width = QColor(tokens.muted), option.fontMetrics.horizontalAdvance(count)
        painter.setFont(option.font)
        painter.setPen(muted)
        painter.drawText(rect.adjusted(0, 0, -GRID * 2, 0), _RIGHT, count)
        painter.setFont(_bold(option.font))
        left, right = rect.left() + GRID * 2, rect.right() - GRID * 3 - width
        fonts = QFontMetrics(_bold(option.font))
        title = _flat(found.title)
        shown = fonts.elidedText(title, Qt.TextElideMode.ElideRight, right - left)
        for start, end in found.title_hits:
            if title[:end] == shown[:end]:
                begin, stop = (left + fonts.horizontalAdvance(title[:at]) for at in (start, end))
                painter.fillRect(_band(rect, begin, stop - begin, fonts), QColor(tokens.accent_soft))
        painter.setPen(QColor(tokens.text))
        painter.drawText(QRect(left, rect.top(), right - left, rect.height()), _LEFT, shown)

    def _paint_hit(self, painter: QPainter, option: QStyleOptionViewItem, line: Line, tokens: Tokens) -> None:
        assert line.hit is not None
        rect, fonts = option.rect, option.fontMetrics
        self._paint_box(painter, tick_box(rect), line.ticked, tokens)
        painter.setFont(option.font)
        left, right = tick_box(rect).right() + GRID * 2, rect.right() - GRID * 2
        middle = left + (right - left) * 2 // 5
        before = fonts.elidedText(_flat(line.hit.before), Qt.TextElideMode.ElideLeft, middle - left)
        words = fonts.elidedText(
            _flat(line.hit.text), Qt.TextElideMode.ElideMiddle, (right - middle) * 2 // 3
        )
        width = fonts.horizontalAdvance(words)
        rest = right - middle - width
        after = fonts.elidedText(_flat(line.hit.after), Qt.TextElideMode.ElideRight, rest)
        painter.setPen(QColor(tokens.muted))
        painter.drawText(QRect(left, rect.top(), middle - left, rect.height()), _RIGHT, before)
        painter.drawText(QRect(middle + width, rect.top(), rest, rect.height()), _LEFT, after)
        selected = option.state & QStyle.StateFlag.State_Selected
        ground = tokens.base if selected else tokens.accent_soft
        painter.fillRect(_band(rect, middle, width, fonts), QColor(ground))
        painter.setPen(QColor(tokens.text))
        painter.drawText(QRect(middle, rect.top(), width + 1, rect.height()), _LEFT, words)

    def _paint_box(self, painter: QPainter, rect: QRect, ticked: bool, tokens: Tokens) -> None:
        """Drawn here: the style's own box cannot be seen on a dark ground."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(tokens.accent if ticked else tokens.muted), 1))
        painter.setBrush(QColor(tokens.accent if ticked else tokens.base))
        painter.drawRoundedRect(QRectF(rect).adjusted(0.5, 0.5, -0.5, -0.5), 3, 3)
        if ticked:
            corner = QPointF(rect.topLeft())
            tick = [corner + QPointF(x, y) for x, y in ((4, 8), (7, 11), (12, 5))]
            painter.setPen(QPen(QColor(tokens.on_accent), 1.8))
            painter.drawPolyline(tick)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)


_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_BREAKS = str.maketrans(dict.fromkeys("\n\r\t\v\f\x1c\x1d\x1e\x85\u2028\u2029\u3000\u00a0", " "))


def _flat(text: str) -> str:
    """On one line, character for character."""
    return text.translate(_BREAKS)


def tick_box(rect: QRect) -> QRect:
    return QRect(rect.left() + GRID * 3, rect.top() + (rect.height() - _BOX) // 2, _BOX, _BOX)


def _band(rect: QRect, left: int, width: int, fonts: QFontMetrics) -> QRect:
    height = fonts.height() + 2
    return QRect(left, rect.top() + (rect.height() - height) // 2, width, height)


def _bold(font: QFont) -> QFont:
    bold = QFont(font)
    bold.setWeight(QFont.Weight.DemiBold)
    return bold
