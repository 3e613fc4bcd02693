"""The outline of the document on the desk: where the marks are, how far they reach; a click goes there."""

from bisect import bisect_left
from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, QThreadPool, QTimer, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetrics,
    QPainter,
    QPalette,
    QShowEvent,
    QStandardItem,
    QStandardItemModel,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTreeView,
    QWidget,
)

from annotator.domain.document import Document, Section
from annotator.domain.schema import Label
from annotator.i18n import _, language
from annotator.services.open_document import Difference
from annotator.services.section_tally import SectionTally
from annotator.ui import widgets
from annotator.ui.desk import Desk
from annotator.ui.jobs import Job
from annotator.ui.theme import GRID

START = Qt.ItemDataRole.UserRole
SECTION = Qt.ItemDataRole.UserRole + 1
COUNTS = Qt.ItemDataRole.UserRole + 2
PROGRESS = Qt.ItemDataRole.UserRole + 3
_BAR = 32  # the width of a section's progress
_AT_ONCE = 1_000  # sections; what has more is built in pieces, and only once it is seen
_EXPANDED = 5_000  # sections; to lay out the lines of more takes too long
_LONG = 200_000  # code points; the sentences of a longer text are counted beside the window
Index = QModelIndex | QPersistentModelIndex


class OutlinePane(QWidget):
    """Emits `chosen` with the offset (code points) of a section."""

    chosen = Signal(int)

    def __init__(self, desk: Desk, pool: QThreadPool) -> None:
        super().__init__()
        self.setObjectName("pane")
        self._desk = desk
        self._pool = pool
        self._model = QStandardItemModel(self)
        self._items: list[QStandardItem] = []
        self._starts: list[int] = []
        self._tally = SectionTally("", ())
        self._stale = False
        self._outline: Sequence[Section] = ()
        self._open_items: list[tuple[int, QStandardItem]] = []
        self._building = QTimer(self, interval=0)
        self._place: int | None = None  # of the caret, where the document on the desk has one
        self._counting: Document | None = None  # whose sentences are being counted
        self._soon = QTimer(self, singleShot=True, interval=0)
        self.tree = QTreeView()
        self.tree.setHeaderHidden(True)
        self.tree.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.tree.setIndentation(GRID * 2)
        self.tree.setUniformRowHeights(True)
        self.tree.setModel(self._model)
        self.tree.setItemDelegate(_Delegate(desk, self.tree))
        self.tree.setAccessibleName(_("Outline"))
        self.empty = widgets.hint(_("No document is open."))
        self.tree.hide()
        layout = widgets.column(self.empty, self.tree, None)
        widgets.give_room(layout, self.tree)
        self.setLayout(layout)
        self.tree.clicked.connect(self._choose)
        self.tree.activated.connect(self._choose)
        self._soon.timeout.connect(self._count)
        self._building.timeout.connect(self._go_on)
        desk.document_opened.connect(self.reload)
        desk.spans_changed.connect(self._take)

    def reload(self) -> None:
        """Build the tree of the document on the desk; a large one is built once it is seen, piece by piece."""
        document = self._desk.document
        self._outline = document.outline if document else ()
        self._starts = [section.start for section in self._outline]
        self._building.stop()
        self._model.deleteLater()
        self._model = QStandardItemModel(self)
        self._items, self._open_items = [], []
        self._place = None
        if len(self._outline) <= _AT_ONCE:
            self._build()
            self._look_at(self._model)
        else:
            self._look_at(QStandardItemModel(self))
        self.empty.setText(_("This document has no headings.") if document else _("No document is open."))
        self.empty.setVisible(not self._outline)
        self.tree.setVisible(bool(self._outline))
        self._stale = True
        if self.isVisible():
            self._soon.start()

    def _go_on(self) -> None:
        self._build()
        if self._is_built:
            self._building.stop()
            self._look_at(self._model)
            if self._place is not None:
                self.follow(self._place)
            self._soon.start()

    def _build(self) -> None:
        """Build the next piece of the tree."""
        done, parents = len(self._items), self._open_items
        for number, section in enumerate(self._outline[done : done + _AT_ONCE], done):
            item = QStandardItem(section.heading.strip())
            item.setData(section.start, START)
            item.setData(number, SECTION)
            while parents and parents[-1][0] >= section.level:
                parents.pop()
            (parents[-1][1] if parents else self._model.invisibleRootItem()).appendRow(item)
            parents.append((section.level, item))
            self._items.append(item)

    def _look_at(self, model: QStandardItemModel) -> None:
        """Let the tree show another model: to clear one that it looks at takes seconds for many headings."""
        selection, former = self.tree.selectionModel(), self.tree.model()
        self.tree.setModel(model)
        selection.deleteLater()
        former.deleteLater()
        if len(self._outline) <= _EXPANDED:
            self.tree.expandToDepth(1)

    @property
    def _is_built(self) -> bool:
        return len(self._items) == len(self._outline)

    def follow(self, position: int) -> None:
        """Mark the innermost section around a position."""
        self._place = position
        opened = self._desk.open_document
        path = opened.section_path(position) if opened and self._items and self._is_built else []
        if not path:
            return
        number = bisect_left(self._starts, path[-1].start)
        index = self._items[number].index()
        if self.tree.currentIndex() != index:
            self.tree.setCurrentIndex(index)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._count()

    def _count(self) -> None:
        """Count the document's marks anew; put off until the text stands, and while nobody sees them."""
        opened = self._desk.open_document
        if not self._stale or opened is None or not self.isVisible():
            return
        if not self._is_built:
            self._building.start()
            return
        document = opened.document
        if len(document.text) <= _LONG:
            self._counted(_sentences(document))
        elif self._counting is not document:
            self._counting = document
            job = Job(lambda _progress, _cancelled: _sentences(document), self)
            job.done.connect(self._counted)
            job.failed.connect(_raise)
            job.start(self._pool)

    def _counted(self, found: tuple[Document, SectionTally]) -> None:
        """Take the sentences of a document; its marks are put in only now, as they are by now."""
        self._counting = None
        document, tally = found
        opened = self._desk.open_document
        if opened is None or opened.document is not document:
            self._count()  # another one has come meanwhile
            return
        self._stale = False
        self._tally = tally
        self._show(tally.put(opened.spans()))

    def _take(self, difference: Difference) -> None:
        if self._stale:
            return
        if self.isVisible():
            self._show(self._tally.take(difference.removed) | self._tally.put(difference.added))
        else:
            self._stale = True

    def _show(self, sections: set[int]) -> None:
        labels = self._desk.project.schema.labels
        for number in sections:
            item, counts = self._items[number], self._tally.counts(number)
            item.setData({label.name: counts[label.name] for label in labels if counts[label.name]}, COUNTS)
            item.setData(self._tally.progress(number), PROGRESS)
            told = " · ".join(
                f"{label.display(language())} {counts[label.name]}" for label in labels if counts[label.name]
            )
            item.setData(told, Qt.ItemDataRole.AccessibleDescriptionRole)
            item.setToolTip(f"{item.text()}\n{told}" if told else item.text())

    def _choose(self, index: QModelIndex) -> None:
        self.chosen.emit(index.data(START))


class _Delegate(QStyledItemDelegate):
    """A line: the heading, a coloured number a label, and below these how much of the section has marks."""

    def __init__(self, desk: Desk, tree: QTreeView) -> None:
        super().__init__(tree)
        self._desk = desk
        self._tree = tree

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: ARG002
        return QSize(120, max(32, option.fontMetrics.height() + GRID + 6))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        whole = QStyleOptionViewItem(option)
        self.initStyleOption(whole, index)
        heading, whole.text = whole.text, ""
        QApplication.style().drawControl(QStyle.ControlElement.CE_ItemViewItem, whole, painter, self._tree)
        rect = option.rect.adjusted(2, 0, -GRID, 0)
        counts: dict[str, int] = index.data(COUNTS) or {}
        painter.save()
        right = self._draw_counts(painter, rect, counts, option) if counts else rect.right()
        painter.setFont(option.font)
        painter.setPen(option.palette.color(QPalette.ColorRole.Text))
        room = right - rect.left() - (GRID if counts else 0)
        shown = option.fontMetrics.elidedText(heading, Qt.TextElideMode.ElideRight, room)
        painter.drawText(
            QRect(rect.left(), rect.top(), room, rect.height()), Qt.AlignmentFlag.AlignVCenter, shown
        )
        if counts:
            self._draw_progress(painter, rect, index.data(PROGRESS) or 0.0, option.palette)
        painter.restore()

    def _draw_counts(
        self, painter: QPainter, rect: QRect, counts: dict[str, int], option: QStyleOptionViewItem
    ) -> int:
        """From the right, in the schema's order; where they stop."""
        small = QFont(option.font)
        small.setPointSizeF(max(7.0, small.pointSizeF() * 0.86))
        metrics = QFontMetrics(small)
        painter.setFont(small)
        dark = option.palette.color(QPalette.ColorRole.Base).lightness() < 128
        right, least = rect.right(), rect.left() + rect.width() // 2
        for label in reversed(self._desk.project.schema.labels):
            if label.name not in counts:
                continue
            number = str(counts[label.name])
            width = metrics.horizontalAdvance(number)
            if right - width - 7 < least:
                break
            painter.setPen(option.palette.color(QPalette.ColorRole.PlaceholderText))
            place = QRect(right - width, rect.top(), width + 1, rect.height() - 6)
            painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, number)
            bar = QRect(
                right - width - 6, rect.center().y() - metrics.ascent() // 2 - 2, 3, metrics.ascent() - 1
            )
            painter.fillRect(bar, QColor(_color(label, dark)))
            right -= width + 6 + GRID
        return right

    def _draw_progress(self, painter: QPainter, rect: QRect, share: float, palette: QPalette) -> None:
        line = QRect(rect.right() - _BAR + 1, rect.bottom() - 4, _BAR, 2)
        painter.fillRect(line, palette.color(QPalette.ColorRole.Mid))
        line.setWidth(max(2, round(_BAR * min(1.0, share))))
        painter.fillRect(line, palette.color(QPalette.ColorRole.Highlight))


def _sentences(document: Document) -> tuple[Document, SectionTally]:
    return document, SectionTally(document.text, document.outline)


def _raise(error: Exception) -> None:
    raise error


def _color(label: Label, dark: bool) -> str:
    return label.color_dark if dark else label.color
