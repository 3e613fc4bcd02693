"""The marks of the document on the desk, in order; one click goes to the place."""

from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QRegularExpression,
    QSize,
    QSortFilterProxyModel,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QComboBox, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from annotator.domain.span import Span
from annotator.i18n import _, language
from annotator.services.open_document import Difference
from annotator.ui import widgets
from annotator.ui.desk import Desk
from annotator.ui.panes.tagging_pane import color_of
from annotator.ui.theme import GRID, Tokens

SPAN = Qt.ItemDataRole.UserRole
LABEL = Qt.ItemDataRole.UserRole + 1
LEAST = 64  # pixels of the list in a window that is low
SHOWN = 200  # characters of a quote that are drawn or told: a mark may be a whole text
Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()


class SpansModel(QAbstractListModel):
    """The spans of the open document; rows come and go one by one."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._spans: list[Span] = []

    def reload(self) -> None:
        self.beginResetModel()
        self._spans = self._desk.open_document.spans() if self._desk.open_document else []
        self.endResetModel()

    def take(self, difference: Difference) -> None:
        """Follow a difference that the open document has taken in already."""
        opened = self._desk.open_document
        if opened is None or len(difference.removed) + len(difference.added) > 20:
            self.reload()
            return
        for span in difference.removed:
            row = next((i for i, other in enumerate(self._spans) if other.id == span.id), -1)
            if row >= 0:
                self.beginRemoveRows(_NOWHERE, row, row)
                del self._spans[row]
                self.endRemoveRows()
        for span in sorted(difference.added, key=lambda s: (s.start, -s.end, s.id)):
            row = opened.index_of(span)
            self.beginInsertRows(_NOWHERE, row, row)
            self._spans.insert(row, span)
            self.endInsertRows()

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._spans)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role == LABEL:
            return self._spans[index.row()].label
        if role == SPAN:
            return self._spans[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return _beginning(self._spans[index.row()].text)
        return None

    def row_of(self, span: Span) -> int:
        opened = self._desk.open_document
        return opened.index_of(span) if opened else -1


class SpansPane(QWidget):
    """Emits `chosen` with a span's id."""

    chosen = Signal(str)

    def __init__(self, desk: Desk, tokens: Tokens) -> None:
        super().__init__()
        self.setObjectName("pane")
        self._desk = desk
        self._pending: list[Difference] = []
        self.model = SpansModel(desk)
        self._filtered = QSortFilterProxyModel()
        self._filtered.setFilterRole(LABEL)
        self._filtered.setSourceModel(self.model)
        self.filter = QComboBox()
        self.filter.setAccessibleName(_("Show marks of"))
        self.list = QListView()
        self.list.setUniformItemSizes(True)
        self.list.setMinimumHeight(LEAST)
        self.list.setModel(self._filtered)
        self.list.setAccessibleName(_("Marks"))
        self._delegate = _Delegate(desk, tokens, self.list)
        self.list.setItemDelegate(self._delegate)
        self.empty = widgets.hint()
        head = widgets.row(
            widgets.label(_("Marks"), "heading"), None, self.filter, margins=(GRID * 2, GRID, GRID * 2, GRID)
        )
        layout = widgets.column(head, self.empty, self.list, None)
        widgets.give_room(layout, self.list)
        self.setLayout(layout)
        self.fill_filter()
        self.filter.currentIndexChanged.connect(self._choose_label)
        self.list.clicked.connect(self._choose)
        self.list.activated.connect(self._choose)
        desk.document_opened.connect(self.reload)
        desk.spans_changed.connect(self._pending.append)
        desk.spans_reloaded.connect(self.reload)
        desk.settled.connect(self.catch_up)

    def fill_filter(self) -> None:
        """Offer the labels of the schema."""
        self.filter.blockSignals(True)
        self.filter.clear()
        self.filter.addItem(_("All"), "")
        for label in self._desk.project.schema.labels:
            self.filter.addItem(label.display(language()), label.name)
        self.filter.blockSignals(False)
        self._choose_label()

    def reload(self) -> None:
        self._pending.clear()
        self.model.reload()
        self._show_emptiness()

    def catch_up(self) -> None:
        """Take in what has changed since the last time."""
        if len(self._pending) == 1:
            self.model.take(self._pending[0])
        elif self._pending:
            self.model.reload()
        self._pending.clear()
        self._show_emptiness()
        self.select_current()

    def set_tokens(self, tokens: Tokens) -> None:
        self._delegate.tokens = tokens
        self.list.viewport().update()

    def select_current(self) -> None:
        """Mark the row of the current span."""
        span = self._desk.current
        index = _NOWHERE
        if span is not None:
            index = self._filtered.mapFromSource(self.model.index(self.model.row_of(span)))
        if index.isValid():
            self.list.selectionModel().setCurrentIndex(
                index, QItemSelectionModel.SelectionFlag.ClearAndSelect
            )
            self.list.scrollTo(index)
        else:
            self.list.clearSelection()

    def _choose(self, index: QModelIndex) -> None:
        self.chosen.emit(index.data(SPAN).id)

    def _choose_label(self) -> None:
        label = self.filter.currentData()
        whole = f"^{QRegularExpression.escape(label)}$" if label else ""
        self._filtered.setFilterRegularExpression(QRegularExpression(whole))
        self._show_emptiness()

    def _show_emptiness(self) -> None:
        nothing = self._filtered.rowCount() == 0
        self.empty.setVisible(nothing)
        self.list.setVisible(not nothing)
        if self._desk.document is None:
            self.empty.setText("")
        else:
            self.empty.setText(_("No marks yet.\nPut the caret into a clause and press a label's key."))


class _Delegate(QStyledItemDelegate):
    """A line: the label's colour, the quote, a dot where there is a note, the most telling attribute."""

    def __init__(self, desk: Desk, tokens: Tokens, parent: QWidget) -> None:
        super().__init__(parent)
        self._desk = desk
        self.tokens = tokens

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: ARG002
        return QSize(160, max(30, option.fontMetrics.height() + GRID + 4))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        span: Span = index.data(SPAN)
        label = self._desk.project.schema.by_name.get(span.label)
        rect: QRect = option.rect
        painter.save()
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, QColor(self.tokens.accent_soft))
        color = color_of(label, self.tokens) if label else self.tokens.muted
        painter.fillRect(QRect(rect.left() + GRID * 2, rect.top() + 7, 4, rect.height() - 14), QColor(color))
        left, right = rect.left() + GRID * 3, rect.right() - GRID * 2
        painter.setFont(option.font)
        middle = Qt.AlignmentFlag.AlignVCenter
        if aside := _beginning(self._aside(span)):
            width = min(option.fontMetrics.horizontalAdvance(aside), (right - left) // 2)
            painter.setPen(QColor(self.tokens.muted))
            text = option.fontMetrics.elidedText(aside, Qt.TextElideMode.ElideRight, width + 1)
            painter.drawText(QRect(right - width, rect.top(), width + 1, rect.height()), middle, text)
            right -= width + GRID
        painter.setPen(QColor(self.tokens.text))
        quote = option.fontMetrics.elidedText(
            " ".join(_beginning(span.text).split()), Qt.TextElideMode.ElideRight, right - left
        )
        painter.drawText(QRect(left, rect.top(), right - left, rect.height()), middle, quote)
        painter.restore()

    def _aside(self, span: Span) -> str:
        label = self._desk.project.schema.by_name.get(span.label)
        note = "✎ " if span.note else ""
        for attribute in label.attributes if label else ():
            value = span.attrs.get(attribute.name)
            if attribute.type == "choice" and value:
                names = attribute.choice_names.get(value, {})
                return note + (names.get(language()[:2]) or str(value))
        if "value" in span.attrs:
            return f"{note}{span.attrs['value']} {span.attrs.get('unit', '')}".rstrip()
        return note.strip()


def _beginning(text: str) -> str:
    return text if len(text) <= SHOWN else text[:SHOWN] + "…"
