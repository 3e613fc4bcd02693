"""The two lists of consistency: groups of the same words, and the places of one group in their context."""

from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRect, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from annotator.datasets.consistency import Variant
from annotator.domain.errors import UserError
from annotator.i18n import _, language
from annotator.services.consistency import HEADING, Group, Spot
from annotator.services.consistent_words import variant_name
from annotator.services.project import short
from annotator.text.roles import OTHER
from annotator.ui.desk import Desk
from annotator.ui.panes.tagging_pane import color_of
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
    text: str
    words: tuple[int, int]
    """Where in `text` the words stand."""

    marks: tuple[tuple[int, int, str], ...]
    """What is marked of `text` with which label."""

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
        where = (
            _("heading")
            if group.role == HEADING
            else role_name(group.role)
            if group.role not in ("", OTHER)
            else ""
        )
        near = _("nearly the same words") if group.near else ""
        return "   ".join(part for part in (*parts, where, near) if part)

    def name(self, variant: Variant) -> str:
        return variant_name(variant, self._desk.project.schema, language())


class SpotsModel(QAbstractListModel):
    """The places of one group; texts are read for those that are looked at."""

    def __init__(self, desk: Desk, layer: Callable[[], str]) -> None:
        super().__init__()
        self._desk, self._layer = desk, layer
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
            return f"{line.title}: {line.name}\n{line.text}"
        return None

    def line(self, row: int) -> Line:
        assert self._group is not None
        spot = self._group.spots[row]
        title, text = self._text_of(spot.document)
        name = variant_name(spot.variant, self._desk.project.schema, language())
        if spot.left:
            name = _("{name}, left so", name=name)
        first, last = max(0, spot.start - _AROUND), spot.end + _AROUND
        shown = text[first:last].translate(_BREAKS)
        words = spot.start - first, spot.end - first
        return Line(
            spot, title, name, shown, words, self._marks(spot, first), spot.variant == self._group.usual
        )

    def _marks(self, spot: Spot, first: int) -> tuple[tuple[int, int, str], ...]:
        """The marks that the place is about, as they stand now."""
        labels = {label for label, _attrs in spot.variant.marks}
        try:
            spans = list(
                self._desk.project.store.spans_overlapping(spot.document, self._layer(), spot.start, spot.end)
            )
        except UserError:  # the bridge says what is wrong
            return ()
        return tuple(
            (max(0, span.start - first), span.end - first, span.label)
            for span in spans
            if span.label in labels
        )

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
    """Two lines: how the words are marked in which report; the words with what stands around them, marks underlined."""

    def __init__(self, desk: Desk, tokens: Callable[[], Tokens], parent: QWidget) -> None:
        super().__init__(parent)
        self._desk, self._tokens = desk, tokens

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
        painter.setClipRect(second.adjusted(0, 0, 0, GRID // 2))
        self._paint_words(painter, fonts, second, line)
        painter.restore()

    def _paint_words(self, painter: QPainter, fonts: QFontMetrics, place: QRect, line: Line) -> None:
        tokens, (low, high) = self._tokens(), line.words
        first = low  # what stands before the words has a quarter of the room
        while first > 0 and fonts.horizontalAdvance(line.text[first - 1 : low]) < place.width() // 4:
            first -= 1

        def x(at: int) -> int:
            return place.left() + fonts.horizontalAdvance(line.text[first : max(first, at)])

        parts = ((first, low, tokens.muted), (low, high, tokens.text), (high, len(line.text), tokens.muted))
        for start, end, colour in parts:
            painter.setPen(QColor(colour))
            room = place.right() - x(start)
            shown = fonts.elidedText(line.text[start:end], Qt.TextElideMode.ElideRight, room)
            painter.drawText(x(start), place.top() + fonts.ascent(), shown)
        for start, end, label in line.marks:
            known = self._desk.project.schema.by_name.get(label)
            colour = color_of(known, tokens) if known else tokens.muted
            left = x(start)
            painter.fillRect(QRect(left, place.top() + fonts.height(), x(end) - left, 2), QColor(colour))


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
