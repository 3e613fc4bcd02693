"""How the rows look: a line between problem and measure, solid for a link, dashed for a proposal."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QRect, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPen, QPolygon
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem, QTableView

from annotator.services.answers import UNANSWERED
from annotator.ui.linking.overview_model import ANSWER, ANSWER_YEAR, LINK, PROBLEM, ROW, STATUS, Row
from annotator.ui.theme import GRID, Tokens

HEIGHT = 32
LINK_WIDTH = 120
_ARROW = 4
_TRUNK = GRID * 2  # from the left edge of the column to the line that joins a problem's measures
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


class OverviewDelegate(QStyledItemDelegate):
    """Paints every cell itself: a row is one picture."""

    def __init__(self, tokens: Tokens, table: QTableView) -> None:
        super().__init__(table)
        self.tokens = tokens
        self._table = table

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        row: Row = index.data(ROW)
        tokens, rect, column = self.tokens, option.rect, index.column()
        current = self._table.currentIndex()
        painter.save()
        here = current.isValid() and current.row() == index.row()
        unanswered = row.problem.state == UNANSWERED
        if here:
            painter.fillRect(rect, QColor(tokens.accent_soft))
        elif unanswered:
            painter.fillRect(rect, QColor(tokens.warning_soft))
        if row.first and index.row():
            painter.setPen(QColor(tokens.border))
            painter.drawLine(rect.topLeft(), rect.topRight())
        if column == LINK:
            if row.answer is not None:
                self._paint_link(painter, rect, row, index.data(), option)
        else:
            self._paint_text(painter, option, index, row, unanswered)
        if here and current.column() == column and self._table.hasFocus():
            painter.setPen(QColor(tokens.accent))
            painter.drawRect(rect.adjusted(0, 1, -1, -1))
        painter.restore()

    def _paint_text(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
        row: Row,
        unanswered: bool,
    ) -> None:
        tokens, column = self.tokens, index.column()
        proposed = row.answer is not None and row.answer.proposal is not None
        colour = tokens.text
        if unanswered and column == ANSWER:
            colour = tokens.warning
        elif column not in (PROBLEM, ANSWER) or (proposed and column >= ANSWER_YEAR):
            colour = tokens.muted
        inner = option.rect.adjusted(GRID, 0, -GRID, 0)
        painter.setFont(option.font)
        if status := index.data(STATUS):
            painter.setPen(QColor(tokens.muted))
            painter.drawText(inner, _RIGHT, status)
            inner.adjust(0, 0, -QFontMetrics(option.font).horizontalAdvance(status) - GRID, 0)
        painter.setPen(QColor(colour))
        text = QFontMetrics(option.font).elidedText(index.data(), Qt.TextElideMode.ElideRight, inner.width())
        painter.drawText(inner, _LEFT, text)

    def _paint_link(
        self, painter: QPainter, rect: QRect, row: Row, said: str, option: QStyleOptionViewItem
    ) -> None:
        """From the measure, on the right, to the problem, on the left; the lines of a problem share a trunk."""
        tokens = self.tokens
        assert row.answer is not None
        linked = row.answer.proposal is None
        middle, trunk, right = rect.center().y(), rect.left() + _TRUNK, rect.right() - GRID // 2
        painter.setFont(option.font)
        width = QFontMetrics(option.font).horizontalAdvance(said)
        word = QRect((trunk + right - width) // 2 - 4, rect.top(), width + 8, rect.height())
        colour = QColor(tokens.good if linked else tokens.muted)
        trunk_pen = QPen(QColor(tokens.muted), 1)
        painter.setPen(trunk_pen)
        if not (row.first and row.last):
            painter.drawLine(
                trunk,
                rect.top() if not row.first else middle,
                trunk,
                rect.bottom() if not row.last else middle,
            )
        pen = QPen(colour, 2 if linked else 1)
        if not linked:
            pen.setDashPattern([4, 3])
        painter.setPen(pen)
        left = rect.left() + (GRID // 2 if row.first else _TRUNK)
        painter.drawLine(left, middle, word.left(), middle)
        painter.drawLine(word.right(), middle, right, middle)
        painter.setPen(colour)
        painter.drawText(word, Qt.AlignmentFlag.AlignCenter, said)
        if row.first:
            tip = QPoint(rect.left() + GRID // 2 - 2, middle)
            painter.setBrush(QColor(tokens.muted) if not linked else colour)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.drawPolygon(
                QPolygon([tip, tip + QPoint(2 * _ARROW, -_ARROW), tip + QPoint(2 * _ARROW, _ARROW)])
            )
