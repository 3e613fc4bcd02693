"""The two lists of consistency: groups of the same words, and the places of one group in their context."""

from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRect, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from annotator.datasets.consistency import Variant
from annotator.domain.errors import UserError
from annotator.i18n import _, language
from annotator.services.consistency import HEADING, Group, Spot
from annotator.services.consistent_words import variant_name
from annotator.services.project import short
from annotator.ui.desk import Desk
from annotator.ui.review.wording import role_name
from annotator.ui.theme import GRID, Tokens

ITEM = Qt.ItemDataRole.UserRole
Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()
_TEXTS = 32  # documents whose text is at hand
_AROUND = 60  # characters to either side of the words
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_BREAKS = str.maketrans(dict.fromkeys("\n\r\t\v\f\x85\u2028\u2029", " "))


@dataclass(frozen=True, slots=True)
class Line:
    """A place as it is shown."""

    spot: Spot
    title: str
    name: str
    before: str
    words: str
    after: str
    usual: bool


class GroupsModel(QAbstractListModel):
    """What is not marked alike."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._groups: list[Group] = []

    def show_groups(self, groups: Sequence[Group]) -> None:
        self.beginResetModel()
        self._groups = list(groups)
        self.endResetModel()

    def group(self, row: int) -> Group | None:
        return self._groups[row] if 0 <= row < len(self._groups) else None

    def row_of(self, group: Group) -> int:
        """Where the group with the same words and role stands, or -1."""
        wanted = (group.words, group.role)
        return next((i for i, one in enumerate(self._groups) if (one.words, one.role) == wanted), -1)

    def put(self, row: int, group: Group) -> None:
        """Another state of a group; one in which nothing is open goes."""
        if group.open:
            self._groups[row] = group
            self.dataChanged.emit(self.index(row), self.index(row))
        else:
            self.beginRemoveRows(_NOWHERE, row, row)
            del self._groups[row]
            self.endRemoveRows()

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._groups)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        group = self._groups[index.row()]
        if role == ITEM:
            return group
        if role in (
            Qt.ItemDataRole.DisplayRole,
            Qt.ItemDataRole.AccessibleTextRole,
            Qt.ItemDataRole.ToolTipRole,
        ):
            return f"{short(group.words, 80)}\n{self.counts(group)}"
        return None

    def counts(self, group: Group) -> str:
        """`9 × 举措 · 已完成   1 × unmarked`, and where."""
        parts = [f"{count} × {self.name(variant)}" for variant, count in group.counts()]
        where = _("heading") if group.role == HEADING else role_name(group.role) if group.role else ""
        near = _("nearly the same words") if group.near else ""
        return "   ".join(part for part in (*parts, where, near) if part)

    def name(self, variant: Variant) -> str:
        return variant_name(variant, self._desk.project.schema, language())


class SpotsModel(QAbstractListModel):
    """The places of one group; texts are read for those that are looked at."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._group: Group | None = None
        self._texts: OrderedDict[str, tuple[str, str]] = OrderedDict()

    def show_group(self, group: Group | None) -> None:
        self.beginResetModel()
        self._group = group
        self._texts.clear()
        self.endResetModel()

    def first_open(self, start: int = 0) -> int:
        """The row of the first place from `start` on, or else of all, that waits for an answer; -1 for none."""
        group = self._group
        if group is None:
            return -1
        waiting = set(group.open)
        rows = [row for row, spot in enumerate(group.spots) if spot in waiting]
        return next((row for row in rows if row >= start), rows[0] if rows else -1)

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() or self._group is None else len(self._group.spots)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role == ITEM:
            return self.line(index.row())
        if role in (
            Qt.ItemDataRole.DisplayRole,
            Qt.ItemDataRole.AccessibleTextRole,
            Qt.ItemDataRole.ToolTipRole,
        ):
            line = self.line(index.row())
            return f"{line.title}: {line.name}\n{line.before}{line.words}{line.after}"
        return None

    def line(self, row: int) -> Line:
        assert self._group is not None
        spot = self._group.spots[row]
        title, text = self._text_of(spot.document)
        name = variant_name(spot.variant, self._desk.project.schema, language())
        if spot.left:
            name = _("{name}, left so", name=name)
        before = text[max(0, spot.start - _AROUND) : spot.start].translate(_BREAKS)
        after = text[spot.end : spot.end + _AROUND].translate(_BREAKS)
        words = text[spot.start : spot.end].translate(_BREAKS)
        return Line(spot, title, name, before, words, after, spot.variant == self._group.usual)

    def _text_of(self, document: str) -> tuple[str, str]:
        if document not in self._texts:
            try:
                found = self._desk.project.document(document)
            except UserError:  # it is gone; the list is on its way to be made anew
                return "", ""
            self._texts[document] = found.title, found.text
            if len(self._texts) > _TEXTS:
                self._texts.popitem(last=False)
        return self._texts[document]


class GroupsDelegate(QStyledItemDelegate):
    """Two lines: the words, and how often they are marked how."""

    def __init__(self, tokens: Callable[[], Tokens], parent: QWidget) -> None:
        super().__init__(parent)
        self._tokens = tokens

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        tokens = self._tokens()
        painter.save()
        paint_ground(painter, option, tokens)
        words, counts = str(index.data()).split("\n")
        first, second = lines_of(option)
        painter.setFont(option.font)
        for place, text, colour in ((first, words, tokens.text), (second, counts, tokens.muted)):
            painter.setPen(QColor(colour))
            shown = option.fontMetrics.elidedText(text, Qt.TextElideMode.ElideRight, place.width())
            painter.drawText(place, _LEFT, shown)
        painter.restore()


class SpotsDelegate(QStyledItemDelegate):
    """Two lines: the report and how the words are marked there; the words with what stands around them."""

    def __init__(self, tokens: Callable[[], Tokens], parent: QWidget) -> None:
        super().__init__(parent)
        self._tokens = tokens

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        tokens, line = self._tokens(), index.data(ITEM)
        fonts = option.fontMetrics
        painter.save()
        paint_ground(painter, option, tokens)
        first, second = lines_of(option)
        painter.setFont(option.font)
        waits = not line.usual and not line.spot.left
        sign = "≠  " if waits else "✓  "
        name = fonts.elidedText(sign + line.name, Qt.TextElideMode.ElideRight, first.width() * 2 // 3)
        painter.setPen(QColor(tokens.warning if waits else tokens.muted))
        painter.drawText(first, _LEFT, name)
        room = first.width() - fonts.horizontalAdvance(name) - GRID * 2
        painter.setPen(QColor(tokens.muted))
        painter.drawText(first, _RIGHT, fonts.elidedText(line.title, Qt.TextElideMode.ElideRight, room))
        before = fonts.elidedText(line.before, Qt.TextElideMode.ElideLeft, second.width() // 4)
        for part, colour in ((before, tokens.muted), (line.words, tokens.text), (line.after, tokens.muted)):
            shown = fonts.elidedText(part, Qt.TextElideMode.ElideRight, second.width())
            painter.setPen(QColor(colour))
            painter.drawText(second, _LEFT, shown)
            second = second.adjusted(min(fonts.horizontalAdvance(shown), second.width()), 0, 0, 0)
        painter.restore()


def paint_ground(painter: QPainter, option: QStyleOptionViewItem, tokens: Tokens) -> None:
    """The row that is looked at, as in the other lists; a line below every row."""
    rect = option.rect
    if option.state & QStyle.StateFlag.State_Selected:
        painter.fillRect(rect, QColor(tokens.accent_soft))
        painter.fillRect(QRect(rect.left(), rect.top(), 3, rect.height()), QColor(tokens.accent))
    painter.setPen(QColor(tokens.border))
    painter.drawLine(rect.left() + GRID, rect.bottom(), rect.right() - GRID, rect.bottom())


def lines_of(option: QStyleOptionViewItem) -> tuple[QRect, QRect]:
    """Where the two lines of a row stand."""
    high = option.fontMetrics.height()
    inner = option.rect.adjusted(GRID * 2, GRID, -GRID * 2, -GRID)
    first = QRect(inner.left(), inner.top(), inner.width(), high)
    return first, QRect(inner.left(), inner.bottom() - high, inner.width(), high)
