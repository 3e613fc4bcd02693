"""The outline of the document on the desk; a click goes there, the caret's section is marked."""

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QAbstractItemView, QTreeView, QWidget

from annotator.i18n import _
from annotator.ui import widgets
from annotator.ui.desk import Desk

START = Qt.ItemDataRole.UserRole


class OutlinePane(QWidget):
    """Emits `chosen` with the offset (code points) of a section."""

    chosen = Signal(int)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.setObjectName("pane")
        self._desk = desk
        self._model = QStandardItemModel(self)
        self._items: dict[int, QStandardItem] = {}
        self.tree = QTreeView()
        self.tree.setHeaderHidden(True)
        self.tree.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.tree.setIndentation(16)
        self.tree.setModel(self._model)
        self.tree.setAccessibleName(_("Outline"))
        self.empty = widgets.hint(_("This document has no headings."))
        layout = widgets.column(self.empty, self.tree, None)
        layout.setStretchFactor(self.tree, 100)
        self.setLayout(layout)
        self.tree.clicked.connect(self._choose)
        self.tree.activated.connect(self._choose)
        desk.document_opened.connect(self.reload)

    def reload(self) -> None:
        """Build the tree of the document on the desk."""
        self._model.clear()
        self._items.clear()
        document = self._desk.document
        outline = document.outline if document else ()
        open_items: list[tuple[int, QStandardItem]] = []
        for section in outline:
            item = QStandardItem(section.heading.strip())
            item.setData(section.start, START)
            item.setToolTip(section.heading.strip())
            while open_items and open_items[-1][0] >= section.level:
                open_items.pop()
            (open_items[-1][1] if open_items else self._model.invisibleRootItem()).appendRow(item)
            open_items.append((section.level, item))
            self._items[section.start] = item
        self.tree.expandToDepth(1)
        self.empty.setVisible(not outline)
        self.tree.setVisible(bool(outline))

    def follow(self, position: int) -> None:
        """Mark the innermost section around a position."""
        opened = self._desk.open_document
        path = opened.section_path(position) if opened else []
        item = self._items.get(path[-1].start) if path else None
        if item is not None and self.tree.currentIndex() != item.index():
            self.tree.setCurrentIndex(item.index())

    def _choose(self, index: QModelIndex) -> None:
        self.chosen.emit(index.data(START))
