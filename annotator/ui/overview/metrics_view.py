"""The view of indicators: a list to search, and small multiples of what is chosen."""

from collections.abc import Iterator

from PySide6.QtCore import QSortFilterProxyModel, Qt
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QLineEdit, QListView, QSplitter

from annotator.i18n import _
from annotator.services.overview import metric_view
from annotator.services.overview.indicators import Indicators
from annotator.services.overview.overview import Overview
from annotator.ui import widgets
from annotator.ui.agreement.pages import scrolled
from annotator.ui.overview.views import Figure, View
from annotator.ui.theme import GRID, Tokens

_KEY = Qt.ItemDataRole.UserRole
_SOUGHT = Qt.ItemDataRole.UserRole + 1


class MetricsView(View):
    """Without a choice the indicators that most reports speak of; a choice shows one, an issuer a panel."""

    def __init__(self, tokens: Tokens) -> None:
        super().__init__()
        self._found: Overview | None = None
        self.field = QLineEdit()
        self.field.setPlaceholderText(_("Find an indicator"))
        self.field.setAccessibleName(_("Find an indicator"))
        self.field.setClearButtonEnabled(True)
        self._model = QStandardItemModel(self)
        self._sought = QSortFilterProxyModel(self)
        self._sought.setSourceModel(self._model)
        self._sought.setFilterRole(_SOUGHT)
        self._sought.setFilterCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.list = QListView()
        self.list.setModel(self._sought)
        self.list.setObjectName("choices")
        self.list.setUniformItemSizes(True)
        self.list.setAccessibleName(_("Indicators"))
        self.list.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.field.textChanged.connect(self._sought.setFilterFixedString)
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
        self.splitter.addWidget(scrolled(widgets.pane(widgets.column(self.empty, self.panels, None))))
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
        for row in range(self._sought.rowCount()):
            index = self._sought.index(row, 0)
            if index.data(_KEY) == key:
                self.list.setCurrentIndex(index)

    def show_overview(self, found: Overview) -> None:
        chosen = self.chosen
        self._found = found
        self.list.selectionModel().blockSignals(True)
        self._fill(found.indicators)
        self.list.selectionModel().blockSignals(False)
        self.choose(chosen)
        self._show()

    def _fill(self, numbers: Indicators) -> None:
        self._model.clear()
        first = QStandardItem(_("Most spoken of"))
        first.setData("", _KEY)
        self._model.appendRow(first)
        groups: dict[str, list[str]] = {}
        counts: dict[str, int] = {}
        for each in numbers.found:
            groups.setdefault(each.key, [each.name]).extend(each.wordings)
            counts[each.key] = counts.get(each.key, 0) + len(each.values)
        for key, words in groups.items():
            item = QStandardItem(f"{words[0]}  {counts[key]:,}")
            item.setData(key, _KEY)
            item.setData(" ".join(words), _SOUGHT)
            item.setToolTip("\n".join(dict.fromkeys(words)))
            item.setEditable(False)
            self._model.appendRow(item)
        first.setEditable(False)
        first.setData(_("Most spoken of"), _SOUGHT)

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
                metric_view.table(numbers),
                " ".join(filter(None, notes)),
            )
            return
        panels = metric_view.panel_count(numbers, key)
        if panels > metric_view.MOST:
            notes.append(
                _(
                    "{shown} of {all} panels are shown; choose issuers above.",
                    shown=metric_view.MOST,
                    all=panels,
                )
            )
        self.panels.show_picture(
            numbers.named(key)[0].name,
            lambda width: metric_view.one(numbers, key, schema, width=width),
            metric_view.table(numbers, key),
            " ".join(filter(None, notes)),
        )


def _no_indicators(numbers: Indicators) -> str:
    told = _(
        "No mark here has a value and an indicator. Mark metrics and fill in their value, unit and indicator under the "
        "details of the mark."
    )
    return "\n\n".join(filter(None, (told, metric_view.left_out(numbers))))
