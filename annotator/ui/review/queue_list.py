"""The list of cases: what kind of difference, which label, the words with the part that differs, how many alike."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from annotator.i18n import _
from annotator.services.cases import Case
from annotator.ui.panes.tagging_pane import color_of
from annotator.ui.review.session import Session
from annotator.ui.review.versions import Piece, pieces, shortened
from annotator.ui.review.wording import GLYPHS, STATE_GLYPHS, STATES, kind_name, label_name
from annotator.ui.theme import GRID, Tokens

CASE = Qt.ItemDataRole.UserRole
Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()
_BOX = 18  # pixels of a kind's sign
_BREAKS = str.maketrans(dict.fromkeys("\n\r\t\v\f\x85\u2028\u2029\u3000\u00a0", " "))
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


class CasesModel(QAbstractListModel):
    """What the session lists; nothing is worked out for rows that nobody looks at."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._cases: list[Case] = []
        session.listed.connect(self.reload)

    def reload(self) -> None:
        """Take in what the session lists now; where one case has gone or come, only its row does."""
        before, now = self._cases, self._session.cases
        more = len(now) - len(before)
        longer, shorter = (now, before) if more > 0 else (before, now)
        row = _first_apart(longer, shorter) if abs(more) == 1 else -1
        if more == 0 and before == now:
            self._cases = now
            self._repaint()
        elif row >= 0 and longer[row + 1 :] == shorter[row:]:
            (self.beginRemoveRows if more < 0 else self.beginInsertRows)(_NOWHERE, row, row)
            self._cases = now
            (self.endRemoveRows if more < 0 else self.endInsertRows)()
            self._repaint()
        else:
            self.beginResetModel()
            self._cases = now
            self.endResetModel()

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._cases)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        case = self._cases[index.row()]
        if role == CASE:
            return case
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            schema = self._session.desk.project.schema
            state = _(STATES[self._session.standing(case).state])
            return f"{kind_name(case.kind)}, {label_name(schema, case.label)}, {words_of(self._session, case)}, {state}"
        if role == Qt.ItemDataRole.ToolTipRole:
            return self._session.title(case.document) + (f"\n{case.section}" if case.section else "")
        return None

    def _repaint(self) -> None:
        if self._cases:
            self.dataChanged.emit(self.index(0), self.index(len(self._cases) - 1))


class CasesDelegate(QStyledItemDelegate):
    """Two lines a case: sign, kind, label and how many alike; below it the words."""

    def __init__(self, session: Session, tokens: Callable[[], Tokens], parent: QWidget) -> None:
        super().__init__(parent)
        self._session = session
        self._tokens = tokens

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        case: Case = index.data(CASE)
        tokens = self._tokens()
        painter.save()
        rect: QRect = option.rect
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        if chosen:
            painter.fillRect(rect, QColor(tokens.accent_soft))
            painter.fillRect(QRect(rect.left(), rect.top(), 3, rect.height()), QColor(tokens.accent))
        state = self._session.standing(case).state
        painter.setOpacity(1.0 if chosen or state in ("open", "reopened") else 0.6)
        inner = rect.adjusted(GRID + 4, GRID - 2, -GRID - 4, -GRID + 2)
        half = inner.height() // 2
        top = QRect(inner.left(), inner.top(), inner.width(), half)
        self._paint_head(painter, option.font, top, case, state, tokens)
        below = QRect(inner.left() + _BOX + GRID, inner.top() + half, inner.width() - _BOX - GRID, half)
        found = shortened(pieces(case, None, self._session.versions(case)), edge=4)
        paint_pieces(painter, option.font, below, found, tokens)
        painter.restore()
        painter.setPen(QColor(tokens.border))
        painter.drawLine(rect.left() + GRID, rect.bottom(), rect.right() - GRID, rect.bottom())

    def _paint_head(
        self, painter: QPainter, font: QFont, rect: QRect, case: Case, state: str, tokens: Tokens
    ) -> None:
        paint_sign(painter, font, QRect(rect.left(), rect.top() + (rect.height() - _BOX) // 2, _BOX, _BOX),
                   case.kind, tokens)  # fmt: skip
        painter.setFont(font)
        fonts = QFontMetrics(font)
        alike = self._session.size(case)
        right = " ".join(part for part in (f"× {alike}" if alike > 1 else "", STATE_GLYPHS[state]) if part)
        painter.setPen(QColor(tokens.good if state == "decided" else tokens.muted))
        width = fonts.horizontalAdvance(right)
        painter.drawText(rect, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, right)
        left = rect.left() + _BOX + GRID
        room = rect.right() - width - GRID - left
        kinds = " + ".join(kind_name(kind) for kind in case.kinds)
        schema = self._session.desk.project.schema
        painter.setPen(QColor(tokens.text))
        kinds = fonts.elidedText(kinds, Qt.TextElideMode.ElideRight, room * 3 // 5)
        painter.drawText(QRect(left, rect.top(), room, rect.height()), _LEFT, kinds)
        left += fonts.horizontalAdvance(kinds) + GRID + 2
        for label in case.labels:
            known = schema.by_name.get(label)
            color = color_of(known, tokens) if known else tokens.muted
            painter.fillRect(QRect(left, rect.center().y() - 3, 8, 8), QColor(color))
            left += 12
            name = fonts.elidedText(
                label_name(schema, label), Qt.TextElideMode.ElideRight, max(0, rect.right() - width - left)
            )
            painter.setPen(QColor(tokens.muted))
            painter.drawText(QRect(left, rect.top(), rect.right() - left, rect.height()), _LEFT, name)
            left += fonts.horizontalAdvance(name) + GRID


def _first_apart(longer: list[Case], shorter: list[Case]) -> int:
    """The first row at which two lists, one a row longer than the other, have not the same case."""
    return next((at for at, case in enumerate(shorter) if case is not longer[at]), len(shorter))


def words_of(session: Session, case: Case) -> str:
    return "".join(piece.text for piece in pieces(case, None, session.versions(case)))


def paint_sign(painter: QPainter, font: QFont, rect: QRect, kind: str, tokens: Tokens) -> None:
    """A kind as a sign in a box."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QColor(tokens.border))
    painter.setBrush(QColor(tokens.raised))
    painter.drawRoundedRect(QRectF(rect).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
    bold = QFont(font)
    bold.setWeight(QFont.Weight.DemiBold)
    painter.setFont(bold)
    painter.setPen(QColor(tokens.text))
    painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, GLYPHS.get(kind, "?"))
    painter.restore()


def paint_pieces(painter: QPainter, font: QFont, rect: QRect, found: list[Piece], tokens: Tokens) -> None:
    """Words on one line, what differs on a ground of its own; what has no room is cut off at the end."""
    painter.setFont(font)
    fonts = QFontMetrics(font)
    left = rect.left()
    for piece in found:
        room = rect.right() - left
        if room <= fonts.height():
            return
        text = fonts.elidedText(piece.text.translate(_BREAKS), Qt.TextElideMode.ElideRight, room)
        width = fonts.horizontalAdvance(text)
        if piece.kind == "own":
            band = QRect(left, rect.center().y() - fonts.height() // 2, width, fonts.height() + 1)
            painter.fillRect(band, QColor(tokens.warning_soft))
        painter.setPen(QColor(tokens.text if piece.kind in ("own", "common") else tokens.muted))
        painter.drawText(QRect(left, rect.top(), width + 2, rect.height()), _LEFT, text)
        left += width
