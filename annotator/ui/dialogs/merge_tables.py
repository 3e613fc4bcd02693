"""What a merge brings, file by file, and what is to be decided, side by side."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QPlainTextEdit,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from annotator.domain.span import GOLD
from annotator.i18n import _, ngettext
from annotator.services.merge_words import KIND_NAMES, KINDS_COUNTED, REASONS, describe
from annotator.services.merging import Decisions, MergeReport
from annotator.services.project import short
from annotator.team.conflict import OURS, THEIRS, MergeConflict, Side, Tally
from annotator.ui import widgets
from annotator.ui.collation import by_name
from annotator.ui.theme import GRID

LISTED = 1_000  # conflicts that get a row each


class FileTable(QTableWidget):
    """A row for each file and layer, and one for what is no mark."""

    def __init__(self) -> None:
        super().__init__(0, 5)
        titles = [_("File"), _("What"), _("New"), _("Changed"), _("Removed")]
        _dress(self, titles, stretch=0)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        widgets.set_widths(self.horizontalHeader(), {1: 200, 2: 100, 3: 100, 4: 100})
        for column in (2, 3, 4):
            title = QTableWidgetItem(titles[column])
            title.setTextAlignment(Qt.AlignmentFlag.AlignRight)
            self.setHorizontalHeaderItem(column, title)
        self.setAccessibleName(_("What the files bring"))

    def show_report(self, report: MergeReport | None) -> None:
        rows = [row for side in report.sides for row in _rows(side)] if report else []
        self.setRowCount(len(rows))
        for number, row in enumerate(rows):
            for column, text in enumerate(row):
                item = QTableWidgetItem(text)
                item.setToolTip(text)
                if column >= 2:
                    item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
                self.setItem(number, column, item)
        _widen(self, {1: 200})


class ConflictTable(QWidget):
    """Rows to select, and what is taken for them; both sides of the current one below. Emits `decided`."""

    decided = Signal()

    def __init__(self, labels: Mapping[str, str], decisions: Decisions) -> None:
        """`labels` as they are shown, by name."""
        super().__init__()
        self._labels = labels
        self._conflicts: list[MergeConflict] = []
        self.decisions: dict[tuple[str, ...], str] = dict(decisions)
        self.heading = widgets.label(style="heading")
        self.table = QTableWidget(0, 4)
        _dress(self.table, [_("What"), _("Why"), _("Where"), _("Take")], stretch=2)
        self.table.setAccessibleName(_("Conflicts"))
        widgets.set_widths(self.table.horizontalHeader(), {0: 150, 1: 220, 3: 90})
        self.ours, self.theirs = _page(_("Ours")), _page(_("Theirs"))
        self.their_title = widgets.label(_("In the file"), "muted")
        sides = widgets.row(
            widgets.column(widgets.label(_("In this project"), "muted"), self.ours, gap=4),
            widgets.column(self.their_title, self.theirs, gap=4),
        )
        self.take_ours = widgets.push_button(_("Take ours"), lambda: self.take(OURS))
        self.take_theirs = widgets.push_button(_("Take theirs"), lambda: self.take(THEIRS))
        all_ours = widgets.push_button(_("Ours for all"), lambda: self.take_all(OURS))
        all_theirs = widgets.push_button(_("Theirs for all"), lambda: self.take_all(THEIRS))
        buttons = widgets.row(self.take_ours, self.take_theirs, None, all_ours, all_theirs)
        layout = widgets.column(self.heading, self.table, sides, buttons, gap=GRID)
        layout.setStretchFactor(self.table, 1)
        self.setLayout(layout)
        self.table.itemSelectionChanged.connect(self._show_current)

    def show_conflicts(self, conflicts: Sequence[MergeConflict], titles: Mapping[str, str]) -> None:
        """`titles` of their documents, by id."""
        self._conflicts = list(conflicts)
        shown = self._conflicts[:LISTED]
        self.heading.setText(
            ngettext(
                "{count} conflict; the first {shown} are shown",
                "{count} conflicts; the first {shown} are shown",
                len(conflicts),
                shown=len(shown),
            )
            if len(shown) < len(conflicts)
            else ngettext("{count} conflict", "{count} conflicts", len(conflicts))
            if len(conflicts) != 1
            else _("1 conflict")
        )
        self.table.setRowCount(len(shown))
        for row, conflict in enumerate(shown):
            where = [short(titles.get(conflict.document, conflict.document), 22), conflict.layer]
            where.append(Path(conflict.file).name)
            texts = (
                _(KIND_NAMES[conflict.kind]),
                _(REASONS[conflict.reason]),
                " · ".join(filter(None, where)),
                "",
            )
            for column, text in enumerate(texts):
                item = QTableWidgetItem(text)
                item.setToolTip(text)
                self.table.setItem(row, column, item)
        self._show_decisions()
        if shown:
            self.table.selectRow(0)

    def count(self) -> int:
        return len(self._conflicts)

    def undecided(self) -> int:
        return sum(conflict.key not in self.decisions for conflict in self._conflicts)

    def take(self, side: str) -> None:
        """Decide the selected rows, and go on to the next one that nobody has decided."""
        rows = sorted({index.row() for index in self.table.selectedIndexes()})
        self.decisions |= {self._conflicts[row].key: side for row in rows}
        self._show_decisions()
        waiting = [
            row for row in range(self.table.rowCount()) if self._conflicts[row].key not in self.decisions
        ]
        if waiting and rows:
            self.table.selectRow(next((row for row in waiting if row > rows[-1]), waiting[0]))
        self.decided.emit()

    def take_all(self, side: str) -> None:
        self.decisions |= {conflict.key: side for conflict in self._conflicts}
        self._show_decisions()
        self.decided.emit()

    def _show_decisions(self) -> None:
        names = {OURS: _("Ours"), THEIRS: _("Theirs"), "": _("undecided")}
        for row in range(self.table.rowCount()):
            item = self.table.item(row, 3)
            if item is not None:
                item.setText(names[self.decisions.get(self._conflicts[row].key, "")])
        _widen(self.table, {0: 150, 1: 220, 3: 90})

    def _show_current(self) -> None:
        row = self.table.currentRow()
        conflict = self._conflicts[row] if 0 <= row < len(self._conflicts) else None
        for page, side in ((self.ours, "ours"), (self.theirs, "theirs")):
            page.setPlainText(describe(conflict, side, self._labels) if conflict else "")


def _rows(side: Side) -> list[tuple[str, ...]]:
    name = Path(side.file).name
    rows: list[tuple[str, ...]] = [
        (name, _whose(layer), *_counts(side.layers[layer])) for layer in by_name(side.layers)
    ]
    rows += [(name, _(KINDS_COUNTED[kind]), *_counts(tally)) for kind, tally in sorted(side.others.items())]
    for label, count in sorted(side.strays.items()):
        rows.append((name, _("as “{label}”, no label any more", label=label), f"{count:,}", "", ""))
    if side.left_out:
        rows.append((name, _("not merged"), f"{len(side.left_out):,}", "", ""))
    rows = rows or [(name, _("nothing new"), "", "", "")]
    return [rows[0], *(("", *row[1:]) for row in rows[1:])]


def _whose(layer: str) -> str:
    return _("gold") if layer == GOLD else _("marks of {name}", name=layer)


def _counts(tally: Tally) -> tuple[str, str, str]:
    new, changed, removed = (
        f"{count:,}" if count else "" for count in (tally.added, tally.changed, tally.removed)
    )
    return new, changed, removed


def _dress(table: QTableWidget, titles: list[str], *, stretch: int) -> None:
    table.setHorizontalHeaderLabels(titles)
    table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    table.setTabKeyNavigation(False)
    widgets.plain_rows(table)
    table.setShowGrid(False)
    table.setWordWrap(False)
    table.horizontalHeader().setSectionResizeMode(stretch, QHeaderView.ResizeMode.Stretch)
    table.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft)


def _widen(table: QTableWidget, widths: Mapping[int, int]) -> None:
    """Columns as wide as what is in them needs: the one that takes the rest has most to give."""
    widgets.set_widths(
        table.horizontalHeader(),
        {column: max(least, table.sizeHintForColumn(column)) for column, least in widths.items()},
    )


def _page(name: str) -> QPlainTextEdit:
    page = QPlainTextEdit()
    page.setReadOnly(True)
    page.setMaximumHeight(max(72, 3 * page.fontMetrics().height() + 14))
    page.setAccessibleName(name)
    page.setTabChangesFocus(True)
    return page
