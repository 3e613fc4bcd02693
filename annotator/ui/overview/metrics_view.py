"""The view of indicators: a list to search, and small multiples of what is chosen."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtWidgets import QLineEdit, QListView, QSplitter, QWidget

from annotator.i18n import _, ngettext, sentences
from annotator.services.overview import metric_view
from annotator.services.overview.indicators import Indicators, key_of
from annotator.services.overview.overview import Overview
from annotator.ui import widgets
from annotator.ui.overview.views import Figure
from annotator.ui.theme import GRID, Tokens

Index = QModelIndex | QPersistentModelIndex
_KEY = Qt.ItemDataRole.UserRole
_NOWHERE = QModelIndex()


class _Name(NamedTuple):
    key: str
    name: str
    values: int
    wordings: tuple[str, ...]


class MetricsView(QWidget):
    """Without a choice the indicators that most reports speak of; a choice shows one, an issuer a panel."""

    def __init__(self, tokens: Tokens) -> None:
        super().__init__()
        self._found: Overview | None = None
        self.field = QLineEdit()
        self.field.setPlaceholderText(_("Find an indicator"))
        self.field.setAccessibleName(_("Find an indicator"))
        self.field.setClearButtonEnabled(True)
        self.names = Names()
        self.list = QListView()
        self.list.setModel(self.names)
        self.list.setObjectName("choices")
        self.list.setUniformItemSizes(True)
        self.list.setAccessibleName(_("Indicators"))
        self.list.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.field.textChanged.connect(self.names.seek)
        self.field.returnPressed.connect(self.list.setFocus)
        self.list.selectionModel().currentChanged.connect(lambda _new, _old: self._show())
        self.panels = Figure(tokens, 1200)
        self.empty = widgets.hint()
        margins = (GRID * 2, GRID * 2, GRID, GRID)
        chooser = widgets.column(self.field, self.list, gap=GRID, margins=margins)
        chooser.setStretchFactor(self.list, 1)
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self.splitter.setHandleWidth(1)
        self.splitter.addWidget(widgets.pane(chooser))
        self.splitter.addWidget(widgets.scrolled(widgets.pane(widgets.column(self.empty, self.panels, None))))
        self.splitter.setSizes([264, 900])
        for part in (0, 1):
            self.splitter.setCollapsible(part, False)
        self.splitter.setStretchFactor(1, 1)
        self.setLayout(widgets.column(self.splitter))

    def figures(self) -> Iterator[Figure]:
        yield self.panels

    @property
    def chosen(self) -> str:
        """The key of the indicator chosen; '' for none."""
        index = self.list.currentIndex()
        return str(index.data(_KEY) or "") if index.isValid() else ""

    def choose(self, key: str) -> None:
        """Choose an indicator, if it is in the list."""
        row = self.names.row_of(key)
        if row is not None:
            self.list.setCurrentIndex(self.names.index(row))

    def show_overview(self, found: Overview) -> None:
        chosen = self.chosen
        self._found = found
        selection = self.list.selectionModel()
        selection.blockSignals(True)  # the choice is the same, and what it shows is made once
        self.names.fill(found.indicators)
        self.choose(chosen)
        selection.blockSignals(False)
        self.list.scrollTo(self.list.currentIndex())
        self._show()

    def _show(self) -> None:
        if (found := self._found) is None:
            return
        numbers, schema, key = found.indicators, found.scoped.corpus.schema, self.chosen
        self.empty.setVisible(not numbers.found)
        self.empty.setText(_no_indicators(numbers))
        if not numbers.found:
            self.panels.show_picture("", None, None)
            return
        notes = [metric_view.reading_note(), metric_view.left_out(numbers)]
        if not key:
            self.panels.show_picture(
                _("Indicators that most reports speak of"),
                lambda width: metric_view.most_spoken_of(numbers, schema, width=width),
                lambda: metric_view.table(numbers),
                sentences(notes),
            )
            return
        panels = metric_view.panel_count(numbers, key)
        if panels > metric_view.MOST:
            notes.append(
                ngettext(
                    "Shown: {shown} of {count} panel; choose issuers above.",
                    "Shown: {shown} of {count} panels; choose issuers above.",
                    panels,
                    shown=metric_view.MOST,
                )
            )
        self.panels.show_picture(
            numbers.named(key)[0].name,
            lambda width: metric_view.one(numbers, key, schema, width=width),
            lambda: metric_view.table(numbers, key),
            sentences(notes),
        )


class Names(QAbstractListModel):
    """Indicators by name, of which only those are listed that have what is sought in one of their wordings."""

    def __init__(self) -> None:
        super().__init__()
        self._all: list[_Name] = []
        self._listed: list[_Name] = []
        self._sought = ""

    def fill(self, numbers: Indicators) -> None:
        """Another project, or another choice of it."""
        names: dict[str, _Name] = {"": _Name("", _("Most spoken of"), 0, ())}
        for each in numbers.found:
            before = names.get(each.key)
            count = len(each.values) + (before.values if before else 0)
            wordings = (*(before.wordings if before else ()), *each.wordings)
            names[each.key] = _Name(each.key, before.name if before else each.name, count, wordings)
        self._all = list(names.values())
        self.seek(self._sought)

    def seek(self, text: str) -> None:
        self.beginResetModel()
        self._sought = text
        wanted = key_of(text)
        self._listed = [
            name
            for name in self._all
            if wanted in name.key or text in name.name or text in "\n".join(name.wordings)
        ]
        self.endResetModel()

    def row_of(self, key: str) -> int | None:
        return next((row for row, name in enumerate(self._listed) if name.key == key), None)

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._listed)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        name = self._listed[index.row()]
        if role == _KEY:
            return name.key
        if role == Qt.ItemDataRole.DisplayRole:
            return f"{name.name}  {name.values:,}" if name.key else name.name
        if role == Qt.ItemDataRole.ToolTipRole and name.key:
            return "\n".join(dict.fromkeys(name.wordings[:20]))
        return None


def _no_indicators(numbers: Indicators) -> str:
    told = _(
        "No mark here has a value and an indicator. Mark metrics and fill in their value, unit and indicator under the "
        "details of the mark."
    )
    return "\n\n".join(filter(None, (told, metric_view.left_out(numbers))))
