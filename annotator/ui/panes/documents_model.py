"""The list of documents as a model: all keys, and the lines of only the pages that are looked at."""

from array import array
from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt

from annotator.domain import how_many
from annotator.domain.errors import UserError
from annotator.i18n import _
from annotator.services.project import Project
from annotator.store import DocumentInfo, Filter

PAGE = 100
PAGES_KEPT = 20
INFO = Qt.ItemDataRole.UserRole
REASON = INFO + 1
Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()


class DocumentsModel(QAbstractListModel):
    """100,000 documents cost 8 bytes each; a page of lines is read when it comes into view."""

    def __init__(self, project: Project) -> None:
        super().__init__()
        self._project = project
        self._keys: array[int] = array("q")
        self._pages: dict[int, dict[int, DocumentInfo]] = {}
        self._filter = Filter()
        self._reasons: Mapping[int, str] = {}

    def set_order(self, reasons: Mapping[int, str]) -> None:
        """Documents by key in the order that they are to have, with why; others follow as they came in."""
        self._reasons = reasons
        self.reload()

    def set_filter(self, wanted: Filter) -> None:
        self._filter = wanted
        self.reload()

    def reload(self) -> None:
        """Read the keys anew. Raises ProjectError and keeps the old ones when they cannot be read."""
        keys = self._project.store.document_keys(self._project.annotator, self._filter)
        if self._reasons:
            rank = {key: number for number, key in enumerate(self._reasons)}
            keys = array("q", sorted(keys, key=lambda key: rank.get(key, len(rank))))
        self.beginResetModel()
        self._keys = keys
        self._pages.clear()
        self.endResetModel()

    def refresh(self) -> None:
        """The lines may have changed, which documents there are has not."""
        self._pages.clear()
        if self._keys:
            self.dataChanged.emit(self.index(0), self.index(len(self._keys) - 1))

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._keys)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role not in (Qt.ItemDataRole.DisplayRole, INFO, REASON, Qt.ItemDataRole.ToolTipRole):
            return None
        reason = self._reasons.get(self._keys[index.row()], "")
        if role == REASON:
            return reason
        info = self._line(index.row())
        if info is None or role == INFO:
            return info
        if role == Qt.ItemDataRole.ToolTipRole:
            facts = _(
                "{title}\n{characters}, {marks}",
                title=info.title,
                characters=how_many.characters(info.chars),
                marks=how_many.marks(info.spans),
            )
            return f"{facts}\n{reason}" if reason else facts
        return info.title

    def info(self, row: int) -> DocumentInfo | None:
        page = row // PAGE
        if page not in self._pages:
            if len(self._pages) >= PAGES_KEPT:
                self._pages.pop(next(iter(self._pages)))
            keys = self._keys[page * PAGE : (page + 1) * PAGE]
            self._pages[page] = self._project.store.document_infos(keys, self._project.annotator)
        return self._pages[page].get(self._keys[row])

    def key_at(self, row: int) -> int | None:
        return self._keys[row] if 0 <= row < len(self._keys) else None

    def row_of(self, key: int) -> int:
        """The row of a primary key, or -1."""
        try:
            return self._keys.index(key)
        except ValueError:
            return -1

    def _line(self, row: int) -> DocumentInfo | None:
        try:
            return self.info(row)
        except (
            UserError
        ):  # a view that paints cannot be answered with an error; the bridge says what is wrong
            return None
