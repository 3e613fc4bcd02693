"""The table of the view: rows of one height, so that no row is asked for that is not shown."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHeaderView, QTableView

from annotator.i18n import _
from annotator.ui import widgets
from annotator.ui.linking.overview_delegate import HEIGHT, LINK_WIDTH
from annotator.ui.linking.overview_model import (
    ANSWER,
    ANSWER_YEAR,
    ISSUER,
    LINK,
    PROBLEM,
    YEAR,
    OverviewModel,
)

_WIDTHS = {ISSUER: 150, YEAR: 64, LINK: LINK_WIDTH, ANSWER_YEAR: 64}


def overview_table(model: OverviewModel) -> QTableView:
    """The keyboard goes from cell to cell; each is about the problem or about the measure."""
    table = QTableView()
    table.setModel(model)
    table.setAccessibleName(_("Problems and measures"))
    table.setShowGrid(False)
    table.setWordWrap(False)
    table.setTabKeyNavigation(False)
    table.setSelectionMode(QTableView.SelectionMode.NoSelection)
    table.setVerticalScrollMode(QTableView.ScrollMode.ScrollPerPixel)
    table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    table.setMouseTracking(True)
    widgets.plain_rows(table, HEIGHT)
    table.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
    header = table.horizontalHeader()
    header.setSectionsClickable(False)
    for column in range(model.columnCount()):
        stretches = column in (PROBLEM, ANSWER)
        mode = QHeaderView.ResizeMode.Stretch if stretches else QHeaderView.ResizeMode.Fixed
        header.setSectionResizeMode(column, mode)
        if not stretches:
            widgets.set_widths(header, {column: _WIDTHS[column]})
    return table
