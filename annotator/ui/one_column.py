"""A list that stays quick with very many rows."""

from PySide6.QtCore import QAbstractItemModel, QEvent, Qt
from PySide6.QtWidgets import QHeaderView, QTableView


def one_column(model: QAbstractItemModel, lines: int, air: int, least: int = 0) -> "OneColumn":
    """A table of one column with rows of one height: unlike a list view it asks for no row that it does not show.

    A row has room for so many `lines` and `air` around them, in pixels, and is at `least` so high.
    """
    table = OneColumn(lines, air, least)
    table.setModel(model)
    table.setShowGrid(False)
    table.setWordWrap(False)
    table.setTabKeyNavigation(False)
    table.setSelectionMode(QTableView.SelectionMode.SingleSelection)
    table.setVerticalScrollMode(QTableView.ScrollMode.ScrollPerPixel)
    table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    table.horizontalHeader().hide()
    table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
    table.verticalHeader().hide()
    table.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
    table.setObjectName("documents")
    return table


class OneColumn(QTableView):
    """Its rows grow with the font."""

    def __init__(self, lines: int, air: int, least: int) -> None:
        super().__init__()
        self._lines, self._air, self._least = lines, air, least
        self._fit()

    def set_lines(self, lines: int) -> None:
        """How many lines a row has room for from now on."""
        self._lines = lines
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._fit()

    def _fit(self) -> None:
        high = self._lines * self.fontMetrics().height() + self._air
        self.verticalHeader().setDefaultSectionSize(max(self._least, high))
