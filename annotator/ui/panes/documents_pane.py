"""The documents of the project: filter, state, progress."""

from collections.abc import Mapping

from PySide6.QtCore import (
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QSignalBlocker,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QAction, QColor, QPainter
from PySide6.QtWidgets import (
    QComboBox,
    QLineEdit,
    QMenu,
    QProgressBar,
    QSizePolicy,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from annotator.domain.assignment import Assignment
from annotator.domain.change import Step
from annotator.domain.document import Document
from annotator.domain.status import STATE_NAMES, Status
from annotator.i18n import _
from annotator.store import DocumentInfo, Filter
from annotator.ui import theme, widgets
from annotator.ui.desk import Desk
from annotator.ui.icons import icon
from annotator.ui.one_column import one_column
from annotator.ui.panes.documents_model import INFO, REASON, DocumentsModel
from annotator.ui.panes.order_bar import OrderBar
from annotator.ui.theme import Tokens

ROW = 36
FLAGGED, ASSIGNED = "flagged", "assigned"
STATE_ICONS = {"todo": "circle", "doing": "circle-dot", "done": "circle-check", "skipped": "circle-slash"}


def state_names() -> dict[str, str]:
    return {state: _(name) for state, name in STATE_NAMES.items()}


class DocumentsPane(QWidget):
    """Emits `chosen` with a document's primary key."""

    chosen = Signal(int)

    def __init__(self, desk: Desk, tokens: Tokens) -> None:
        super().__init__()
        self.setObjectName("pane")
        self._desk = desk
        self._stale = ""  # what a step has made untrue: "lines", "states" or "list"
        self.model = DocumentsModel(desk.project)
        self.search = QLineEdit()
        self.search.setPlaceholderText(_("Filter by title"))
        self.search.setToolTip(self.search.placeholderText())  # where the pane is narrow
        self.search.setAccessibleName(_("Filter by title"))
        self.search.setClearButtonEnabled(True)
        self.state = QComboBox()
        self.state.setAccessibleName(_("Filter by state"))
        for value, name in {"": _("All"), **state_names(), FLAGGED: _("Flagged")}.items():
            self.state.addItem(name, value)
        self.order = OrderBar()
        self.list = one_column(self.model, 1, theme.GRID * 2, ROW)
        self.list.setAccessibleName(_("Documents"))
        self.list.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self._delegate = _Delegate(tokens, self.list)
        self.list.setItemDelegate(self._delegate)
        self.menu_actions: list[QAction] = []
        self.empty = widgets.hint()
        self.progress = QProgressBar()
        self.progress.setTextVisible(False)
        self.summary = widgets.label(style="muted")
        self._typing = QTimer(self)
        self._typing.setSingleShot(True)
        self._typing.setInterval(150)
        margins = (theme.GRID, theme.GRID, theme.GRID, 4)
        self.search.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        filters = widgets.row(self.search, self.state, margins=margins)
        foot = widgets.column(
            self.progress,
            self.summary,
            gap=4,
            margins=(theme.GRID * 2, theme.GRID, theme.GRID * 2, theme.GRID),
        )
        layout = widgets.column(filters, self.order, self.empty, self.list, None, foot)
        widgets.give_room(layout, self.list)
        self.setLayout(layout)
        self._connect()
        self.reload()

    def reload(self) -> None:
        """Everything may be another: documents, assignments, the annotator."""
        self._offer_assigned()
        self._filter()

    def _filter(self) -> None:
        state = self.state.currentData()
        self.model.set_filter(
            Filter(
                self.search.text().strip(),
                "" if state in (FLAGGED, ASSIGNED) else state,
                flagged=state == FLAGGED,
                assigned=state == ASSIGNED,
            )
        )
        self._show_summary()
        self.select_current()

    def _offer_assigned(self) -> None:
        """“Assigned to me” stands among the filters where anything is."""
        place = self.state.findData(ASSIGNED)
        wanted = self._desk.project.store.has_assignments(self._desk.project.annotator)
        if wanted == (place >= 0):
            return
        with QSignalBlocker(self.state):
            if wanted:
                self.state.insertItem(1, _("Assigned to me"), ASSIGNED)
            else:
                self.state.removeItem(place)

    def show_order(self, reasons: Mapping[int, str]) -> None:
        """Documents by key in the order they are to have, with why in a second line; {}: as they came in."""
        self.list.set_lines(2 if reasons else 1)
        self.model.set_order(reasons)
        self.select_current()

    def set_tokens(self, tokens: Tokens) -> None:
        self._delegate.set_tokens(tokens)
        self.list.viewport().update()

    def select_current(self) -> None:
        """Mark the row of the document on the desk without opening it again."""
        document = self._desk.document
        key = self._desk.project.store.pk_of(document.id) if document else None
        row = self.model.row_of(key) if key is not None else -1
        if row >= 0:
            self.list.setCurrentIndex(self.model.index(row))
        else:
            self.list.clearSelection()

    def neighbour(self, step: int) -> int | None:
        """The primary key of the next (1) or previous (-1) document in the list as it is filtered."""
        index = self.list.currentIndex()
        row = index.row() + step if index.isValid() else 0
        return self.model.key_at(row)

    def _connect(self) -> None:
        self.search.textChanged.connect(lambda _text: self._typing.start())
        self._typing.timeout.connect(self._filter)
        self.state.currentIndexChanged.connect(lambda _index: self._filter())
        self.list.clicked.connect(self._choose)
        self.list.activated.connect(self._choose)
        self.list.customContextMenuRequested.connect(self._menu)
        self._desk.project_changed.connect(self._take)
        self._desk.settled.connect(self._catch_up)
        self._desk.document_opened.connect(self.select_current)
        self._desk.keys.changed.connect(self._show_summary)

    def _choose(self, index: QModelIndex) -> None:
        key = self.model.key_at(index.row())
        if key is not None:
            self.chosen.emit(key)

    def _menu(self, point: QPoint) -> None:
        index = self.list.indexAt(point)
        if index.isValid() and self.menu_actions:
            self._choose(index)
            menu = QMenu(self)
            menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            menu.addActions(self.menu_actions)
            menu.popup(self.list.viewport().mapToGlobal(point))

    def _take(self, step: Step) -> None:
        entities = [change.entity for change in step.changes or ()]
        if step.changes is None or any(isinstance(entity, Document | Assignment) for entity in entities):
            self._stale = "list"
        elif self._stale != "list":
            states = self._stale == "states" or any(isinstance(entity, Status) for entity in entities)
            self._stale = "states" if states else "lines"

    def _catch_up(self) -> None:
        stale, self._stale = self._stale, ""
        if stale == "list":
            self.reload()
        elif stale:
            self.model.refresh()
            if stale == "states":
                self._show_summary()

    def _show_summary(self) -> None:
        counts = self._desk.project.store.state_counts(self._desk.project.annotator)
        total, done = sum(counts.values()), counts.get("done", 0) + counts.get("skipped", 0)
        self.progress.setRange(0, max(total, 1))
        self.progress.setValue(done)
        self.summary.setText(_("{done} of {total} finished", done=done, total=total))
        shown = self.model.rowCount()
        self.empty.setVisible(shown == 0)
        self.list.setVisible(shown > 0)
        self.empty.setText(
            _("No reports yet.\nDrop files here, or press {key}.", key=self._desk.keys("file.import"))
            if total == 0
            else _("No document fits the filter.")
        )


class _Delegate(QStyledItemDelegate):
    """A line: state, title, flag, number of marks."""

    def __init__(self, tokens: Tokens, parent: QWidget) -> None:
        super().__init__(parent)
        self.set_tokens(tokens)

    def set_tokens(self, tokens: Tokens) -> None:
        self._tokens = tokens
        colours = {"todo": tokens.muted, "doing": tokens.accent, "done": tokens.good, "skipped": tokens.muted}
        self._icons = {state: icon(name, colours[state]) for state, name in STATE_ICONS.items()}
        self._flag = icon("flag", tokens.warning)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        info: DocumentInfo | None = index.data(INFO)
        if info is None:
            return
        painter.save()
        rect: QRect = option.rect
        reason: str = index.data(REASON)
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, QColor(self._tokens.accent_soft))
            painter.fillRect(QRect(rect.left(), rect.top(), 3, rect.height()), QColor(self._tokens.accent))
        inner = rect.adjusted(theme.GRID * 2, 0, -theme.GRID * 2, 0)
        size = 16
        if reason:
            rect = self._paint_reason(
                painter, option, inner.adjusted(size + theme.GRID, 0, theme.GRID, 0), reason
            )
        top = rect.top() + (rect.height() - size) // 2
        self._icons[info.state].paint(painter, QRect(inner.left(), top, size, size))
        right = inner.right()
        painter.setFont(option.font)
        if info.spans:
            number = str(info.spans)
            width = option.fontMetrics.horizontalAdvance(number)
            painter.setPen(QColor(self._tokens.muted))
            painter.drawText(
                QRect(right - width, rect.top(), width + 1, rect.height()),
                Qt.AlignmentFlag.AlignVCenter,
                number,
            )
            right -= width + theme.GRID
        if info.flag:
            self._flag.paint(painter, QRect(right - size, top, size, size))
            right -= size + theme.GRID
        painter.setPen(QColor(self._tokens.muted if info.state == "skipped" else self._tokens.text))
        left = inner.left() + size + theme.GRID
        title = option.fontMetrics.elidedText(info.title, Qt.TextElideMode.ElideRight, right - left)
        painter.drawText(
            QRect(left, rect.top(), right - left, rect.height()), Qt.AlignmentFlag.AlignVCenter, title
        )
        painter.restore()

    def _paint_reason(
        self, painter: QPainter, option: QStyleOptionViewItem, inner: QRect, reason: str
    ) -> QRect:
        """Why the document stands here, in the lower half; the room that is left for the line itself."""
        high = option.fontMetrics.height()
        below = QRect(inner.left(), inner.bottom() - high - 6, inner.width(), high)
        painter.setFont(option.font)
        painter.setPen(QColor(self._tokens.muted))
        shown = option.fontMetrics.elidedText(reason, Qt.TextElideMode.ElideRight, below.width())
        painter.drawText(below, Qt.AlignmentFlag.AlignVCenter, shown)
        return option.rect.adjusted(0, 2, 0, -high)
