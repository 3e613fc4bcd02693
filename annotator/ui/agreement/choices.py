"""A button that opens a list of things to tick: which annotators, labels, documents, sections are compared."""

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QSize, QSortFilterProxyModel, Qt, Signal
from PySide6.QtGui import QKeyEvent, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QFrame, QLineEdit, QListView, QToolButton, QWidget

from annotator.i18n import _
from annotator.ui import widgets
from annotator.ui.theme import GRID

NAME = Qt.ItemDataRole.UserRole
_SEARCH_FROM = 10
Choice = tuple[str, str]  # name, words for people


class Choices(QToolButton):
    """Emits `changed` when the list closes and something else is ticked than when it opened."""

    changed = Signal()

    def __init__(self, title: str) -> None:
        super().__init__()
        self._title = title
        self._offered: list[Choice] = []
        self._standard: set[str] = set()  # ticked until somebody chooses
        self._ticked: set[str] = set()
        self.setObjectName("segment")
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.popup = _Popup(self)
        self.popup.closed.connect(self._take)
        self.clicked.connect(self._open)
        self._show()

    def offer(self, choices: Sequence[Choice], standard: Sequence[str] | None = None) -> None:
        """What there is, and what is ticked by itself (all, when not given); what was ticked before stays ticked."""
        untouched = self._ticked == self._standard
        self._offered = list(choices)
        names = {name for name, _words in choices}
        self._standard = names if standard is None else names.intersection(standard)
        self._ticked = set(self._standard) if untouched else self._ticked & names
        self._show()

    def chosen(self) -> tuple[str, ...] | None:
        """The names that are ticked in their order; None where it is what is ticked by itself, or nothing."""
        if not self._ticked or self._ticked == self._standard:
            return None
        return tuple(name for name, _words in self._offered if name in self._ticked)

    def choose(self, names: Sequence[str] | None) -> None:
        """Tick these, or what is ticked by itself."""
        self._ticked = set(self._standard if names is None else names)
        self._show()
        self.changed.emit()

    def _open(self) -> None:
        self.popup.ask(self._offered, self._ticked, self.mapToGlobal(QPoint(0, self.height() + 2)))

    def _take(self, ticked: set[str]) -> None:
        if ticked != self._ticked:
            self._ticked = ticked
            self._show()
            self.changed.emit()

    def _show(self) -> None:
        chosen = self.chosen()
        if chosen is None:
            told = _("all")
        elif len(chosen) == 1:
            told = next(words for name, words in self._offered if name == chosen[0])
        else:
            told = _("{count} of {all}", count=len(chosen), all=len(self._offered))
        told = told if len(told) <= 14 else told[:13] + "…"
        self.setText(f"{self._title}  {told}  ▾")
        self.setAccessibleName(f"{self._title}: {told}")


class _Popup(QFrame):
    """The list itself. Emits `closed` with the names that are ticked."""

    closed = Signal(object)  # set[str]

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setObjectName("popup")
        self._model = QStandardItemModel(self)
        self._found = QSortFilterProxyModel(self)
        self._found.setSourceModel(self._model)
        self._found.setFilterCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.field = QLineEdit()
        self.field.setPlaceholderText(_("Filter"))
        self.field.textChanged.connect(self._found.setFilterFixedString)
        self.list = QListView()
        self.list.setModel(self._found)
        self.list.setUniformItemSizes(True)
        every = widgets.text_button(_("Tick all"), lambda: self._tick_all(True))
        none = widgets.text_button(_("Tick none"), lambda: self._tick_all(False))
        margins = (GRID, GRID, GRID, GRID)
        self.setLayout(
            widgets.column(self.field, self.list, widgets.row(every, none, None), gap=4, margins=margins)
        )

    def ask(self, choices: Sequence[Choice], ticked: set[str], at: QPoint) -> None:
        self._model.clear()
        metrics = self.list.fontMetrics()
        high = max(28, metrics.height() + GRID)
        for name, words in choices:
            item = QStandardItem(words)
            item.setData(name, NAME)
            item.setEditable(False)
            item.setCheckable(True)
            item.setCheckState(Qt.CheckState.Checked if name in ticked else Qt.CheckState.Unchecked)
            item.setSizeHint(QSize(0, high))
            self._model.appendRow(item)
        self.field.clear()
        self.field.setVisible(len(choices) >= _SEARCH_FROM)
        widest = max((metrics.horizontalAdvance(words) for _name, words in choices), default=0)
        wide = max(200, min(460, widest + 72))
        self.list.setFixedSize(wide, min(320, high * max(1, len(choices)) + 8))
        self.adjustSize()
        self.move(at)
        self.show()
        (self.field if len(choices) >= _SEARCH_FROM else self.list).setFocus()
        self.list.setCurrentIndex(self._found.index(0, 0))

    def hideEvent(self, event: object) -> None:
        items = [self._model.item(row) for row in range(self._model.rowCount())]
        self.closed.emit({item.data(NAME) for item in items if item.checkState() == Qt.CheckState.Checked})
        super().hideEvent(event)  # type: ignore[arg-type]

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.hide()
        else:
            super().keyPressEvent(event)

    def _tick_all(self, ticked: bool) -> None:
        """What the filter shows."""
        state = Qt.CheckState.Checked if ticked else Qt.CheckState.Unchecked
        for row in range(self._found.rowCount()):
            self._model.itemFromIndex(self._found.mapToSource(self._found.index(row, 0))).setCheckState(state)
