"""A table of agreement: sortable by any column, each row leading to its disagreements."""

from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QSortFilterProxyModel,
    Qt,
    Signal,
)
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from annotator.i18n import _
from annotator.services.pictures.table import Row, Table, shown
from annotator.ui import widgets
from annotator.ui.theme import GRID

Index = QModelIndex | QPersistentModelIndex
RAW = Qt.ItemDataRole.UserRole
_WIDEST_FIRST = 360
_MEASURED = (
    40  # rows whose widths are looked at; all of a thousand would hold up the window for a third of a second
)


class TableModel(QAbstractTableModel):
    """A Table as Qt sees it; `RAW` gives values as they are."""

    def __init__(self) -> None:
        super().__init__()
        self.table = Table("", (), ())
        self.leads_on = False

    def set_table(self, table: Table) -> None:
        self.beginResetModel()
        self.table = table
        self.endResetModel()

    def row(self, at: int) -> Row:
        return self.table.rows[at]

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  Qt's own default
        return 0 if parent.isValid() else len(self.table.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.table.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        value = self.table.rows[index.row()].values[index.column()]
        if role == Qt.ItemDataRole.DisplayRole:
            return shown(value)
        if role == RAW:
            return value
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return self._alignment(index.column())
        if role == Qt.ItemDataRole.ToolTipRole:
            how = _("Double click or Enter: show the disagreements") if self.leads_on else ""
            long = shown(value) if index.column() == 0 else ""
            return "\n".join(part for part in (long, how) if part)
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation != Qt.Orientation.Horizontal:
            return None
        column = self.table.columns[section]
        if role == Qt.ItemDataRole.DisplayRole:
            return column.name
        if role == Qt.ItemDataRole.ToolTipRole:
            return column.hint
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return self._alignment(section)
        return None

    def _alignment(self, column: int) -> Qt.AlignmentFlag:
        side = (
            Qt.AlignmentFlag.AlignRight if self.table.columns[column].figure else Qt.AlignmentFlag.AlignLeft
        )
        return side | Qt.AlignmentFlag.AlignVCenter


class _Order(QSortFilterProxyModel):
    """By value; what has none comes last in either direction."""

    def lessThan(self, left: Index, right: Index) -> bool:
        one, other = (_number(index.data(RAW)) for index in (left, right))
        if one is None or other is None:
            if one is None and other is None:
                return str(left.data(RAW) or "") < str(right.data(RAW) or "")
            last = one is None
            return last != (self.sortOrder() == Qt.SortOrder.AscendingOrder)
        return one < other


class TableOf(QTableView):
    """Emits `chosen` with what a row is about, when that can be looked at."""

    chosen = Signal(object)  # Mapping[str, Any]

    def __init__(self) -> None:
        self._given: list[int] = []  # widths of columns, as long as nobody has changed them
        super().__init__()
        self.rows = TableModel()
        self._fits = False
        self._roomy: list[int] = []
        self._tight: list[int] = []
        self._order = _Order(self)
        self._order.setSourceModel(self.rows)
        self.setModel(self._order)
        self.setSortingEnabled(True)
        self._order.sort(-1)
        self.horizontalHeader().setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        self.horizontalHeader().setSortIndicatorClearable(True)
        self.horizontalHeader().setResizeContentsPrecision(_MEASURED)
        widgets.plain_rows(self, 32)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.doubleClicked.connect(self._choose)
        self.horizontalHeader().sortIndicatorChanged.connect(lambda column, _order: self._make_way(column))

    def show_table(self, table: Table) -> None:
        """With the columns as they were, these keep their widths: measuring them takes long, and a person may have
        changed them.
        """
        anew = table.columns != self.rows.table.columns or not self.rows.table.rows
        self.rows.set_table(table)
        self.setAccessibleName(table.title)
        if anew:
            self._fit_columns()
        self.horizontalHeader().setStretchLastSection(False)
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Interactive)

    def _fit_columns(self) -> None:
        """By the first rows; further down a count may be a digit longer."""
        header, columns = self.horizontalHeader(), range(self.rows.columnCount())
        limits = [_WIDEST_FIRST if column == 0 else 10_000 for column in columns]
        contents = [self.sizeHintForColumn(column) for column in columns]
        names = [header.sectionSizeHint(column) for column in columns]
        header.setSortIndicatorShown(False)
        bare = [header.sectionSizeHint(column) for column in columns]
        header.setSortIndicatorShown(True)
        self._roomy = [
            min(max(pair) + GRID, limit) for *pair, limit in zip(contents, names, limits, strict=True)
        ]
        self._tight = [min(max(pair), limit) for *pair, limit in zip(contents, bare, limits, strict=True)]
        self._spread()

    def _spread(self) -> None:
        """Each name with the room that the arrow of the order takes; of that, where there is less, what there is."""
        spare = max(0, self.viewport().width() - sum(self._tight)) // max(1, len(self._tight))
        self._given = [
            min(roomy, tight + spare) for roomy, tight in zip(self._roomy, self._tight, strict=True)
        ]
        if sum(self._roomy) <= self.viewport().width():
            self._given = self._roomy
        for column, width in enumerate(self._given):
            self.setColumnWidth(column, width)

    def _make_way(self, column: int) -> None:
        """For the arrow, at the column that it came to."""
        if 0 <= column < len(self._roomy):
            self.setColumnWidth(column, max(self.columnWidth(column), self._roomy[column]))

    def fit_height(self) -> None:
        """As high as its rows, for a page that scrolls as a whole."""
        self._fits = True
        bar = self.horizontalScrollBar()
        wider = self.horizontalHeader().length() > self.viewport().width()
        header = self.horizontalHeader().sizeHint().height()
        high = header + self.verticalHeader().length() + 2 + (bar.sizeHint().height() if wider else 0)
        self.setFixedHeight(high)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and self._given:
            self._fit_columns()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._given == [self.columnWidth(column) for column in range(self.rows.columnCount())]:
            self._spread()
        if self._fits and event.size().width() != event.oldSize().width():
            self.fit_height()

    def lead_on(self) -> None:
        """Somebody listens to `chosen`."""
        self.rows.leads_on = True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._choose(self.currentIndex())
        else:
            super().keyPressEvent(event)

    def _choose(self, index: QModelIndex) -> None:
        if self.rows.leads_on and index.isValid():
            self.chosen.emit(self.rows.row(self._order.mapToSource(index).row()).about)


def _number(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) else None
