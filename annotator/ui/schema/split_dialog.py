"""One label becomes several: by the value of an attribute, or by marks that a person chooses."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QDialogButtonBox,
    QHeaderView,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QTableWidget,
    QTableWidgetItem,
    QTabWidget,
    QWidget,
)

from annotator.domain import colour
from annotator.domain.schema import Label
from annotator.domain.schema_draft import Draft
from annotator.domain.span import Span
from annotator.i18n import _, language
from annotator.services.project import short
from annotator.ui import widgets
from annotator.ui.dialogs.dialog import Dialog
from annotator.ui.schema.session import DraftSession
from annotator.ui.schema.swatch import GROUNDS
from annotator.ui.theme import GRID

EDGE = (GRID * 2, GRID * 2, GRID * 2, GRID * 2)
MOST = 5_000  # marks to choose from
MOST_VALUES = 60  # an attribute with more of them is free text, which nobody splits by


@dataclass(frozen=True)
class Marked:
    """What the marks of a label say: attribute → value → how many, and the marks themselves (`MOST` at the most)."""

    values: dict[str, dict[str, int]]
    spans: Sequence[Span]


class SplitDialog(Dialog):
    """`draft` is the draft with the new labels, to be asked for once it is accepted."""

    def __init__(self, session: DraftSession, marked: Marked, parent: QWidget) -> None:
        super().__init__(_("Split a label"), parent)
        self.resize(680, 520)
        self._session = session
        self._label = session.label
        self.tabs = QTabWidget()
        self.by_value = _ByValue(session, marked)
        self.by_choice = _ByChoice(session, marked)
        self.tabs.addTab(self.by_value, _("By the value of an attribute"))
        self.tabs.addTab(self.by_choice, _("By choosing marks"))
        if not self.by_value.attribute.count():
            self.tabs.setCurrentWidget(self.by_choice)
        buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel
        )
        self.ok = buttons.button(QDialogButtonBox.StandardButton.Ok)
        self.ok.setText(_("Split"))
        buttons.button(QDialogButtonBox.StandardButton.Cancel).setText(_("Cancel"))
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        told = _("Marks of “{label}” that you do not name stay with it.",
                 label=self._label.label.display(language()))  # fmt: skip
        layout = widgets.column(
            widgets.label(told, wrap=True), self.tabs, buttons, gap=GRID * 2, margins=EDGE
        )
        self.setLayout(layout)
        self.by_value.table.itemChanged.connect(lambda _item: self._allow())
        self.by_choice.list.itemChanged.connect(lambda _item: self._allow())
        self.by_choice.name.textChanged.connect(lambda _text: self._allow())
        self.tabs.currentChanged.connect(lambda _at: self._allow())
        self._allow()

    @property
    def draft(self) -> Draft:
        session, uid = self._session, self._label.uid
        if self.tabs.currentWidget() is self.by_value:
            names = self.by_value.chosen()
            made = dict(zip(names, _new_labels(session, list(names.values())), strict=True))
            return session.draft.split_by(uid, self.by_value.attribute.currentData(), made)
        (label,) = _new_labels(session, [self.by_choice.name.text().strip()])
        return session.draft.split_chosen(uid, self.by_choice.chosen(), label)

    def _allow(self) -> None:
        if self.tabs.currentWidget() is self.by_value:
            ready = bool(self.by_value.chosen())
        else:
            ready = bool(self.by_choice.chosen()) and bool(self.by_choice.name.text().strip())
        self.ok.setEnabled(ready)


class _ByValue(QWidget):
    """An attribute, and its values to tick, each with the name of its new label."""

    def __init__(self, session: DraftSession, marked: Marked) -> None:
        super().__init__()
        self._session, self._marked = session, marked
        self.attribute = QComboBox()
        self.attribute.setAccessibleName(_("Attribute"))
        known = session.base.by_name.get(session.label.origin)
        for name in (name for name, values in marked.values.items() if len(values) <= MOST_VALUES):
            attribute = known.attribute(name) if known else None
            self.attribute.addItem(attribute.display(language()) if attribute else name, name)
        self.table = QTableWidget(0, 3)
        self.table.setHorizontalHeaderLabels([_("Value"), _("Marks"), _("Name of the new label")])
        self.table.horizontalHeader().setSectionResizeMode(2, QHeaderView.ResizeMode.Stretch)
        left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        self.table.horizontalHeader().setDefaultAlignment(left)
        count = self.table.horizontalHeaderItem(1)
        assert count is not None
        count.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.table.setColumnWidth(0, 220)
        widgets.plain_rows(self.table)
        self.table.setShowGrid(False)
        self.table.setAccessibleName(_("Values"))
        hint = widgets.label(_("Tick the values that get a label of their own."), "muted", wrap=True)
        head = widgets.row(widgets.label(_("Attribute")), self.attribute, None)
        layout = widgets.column(head, hint, self.table, gap=GRID, margins=EDGE)
        layout.setStretchFactor(self.table, 1)
        self.setLayout(layout)
        self.attribute.currentIndexChanged.connect(lambda _at: self._fill())
        self._fill()

    def chosen(self) -> dict[str, str]:
        """Value → name of its new label."""
        found = {}
        for row in range(self.table.rowCount()):
            value, name = self.table.item(row, 0), self.table.item(row, 2)
            ticked = value is not None and value.checkState() == Qt.CheckState.Checked
            if value is not None and name is not None and ticked and name.text().strip():
                found[str(value.data(Qt.ItemDataRole.UserRole))] = name.text().strip()
        return found

    def _fill(self) -> None:
        name = self.attribute.currentData()
        values = self._marked.values.get(name, {}) if name else {}
        label = self._session.label.label
        known = self._session.base.by_name.get(self._session.label.origin)
        attribute = known.attribute(name) if known and name else None
        self.table.setRowCount(len(values))
        for row, (value, count) in enumerate(values.items()):
            shown = attribute.display_value(value, language()) if attribute else value
            cells = [
                QTableWidgetItem(shown),
                QTableWidgetItem(f"{count:,}"),
                QTableWidgetItem(f"{label.name}-{value}"),
            ]
            cells[0].setData(Qt.ItemDataRole.UserRole, value)
            cells[0].setCheckState(Qt.CheckState.Unchecked)
            cells[1].setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            for cell in cells[:2]:
                cell.setFlags(cell.flags() & ~Qt.ItemFlag.ItemIsEditable)
            for column, cell in enumerate(cells):
                self.table.setItem(row, column, cell)


class _ByChoice(QWidget):
    """The marks themselves to tick, filtered by their words; the name of the new label."""

    def __init__(self, session: DraftSession, marked: Marked) -> None:
        super().__init__()
        self.search = QLineEdit()
        self.search.setPlaceholderText(_("Filter by words or layer"))
        self.search.setAccessibleName(_("Filter by words or layer"))
        self.list = QListWidget()
        self.list.setUniformItemSizes(True)
        self.list.setAccessibleName(_("Marks"))
        for span in marked.spans:
            item = QListWidgetItem(f"{short(span.text, 60)}    {span.layer}")
            item.setData(Qt.ItemDataRole.UserRole, span.id)
            item.setCheckState(Qt.CheckState.Unchecked)
            self.list.addItem(item)
        self.name = QLineEdit(f"{session.label.label.name}-2")
        self.name.setAccessibleName(_("Name of the new label"))
        all_button = widgets.text_button(_("Tick all that are shown"), self.tick_shown)
        all_button.setObjectName("segment")
        foot = widgets.row(widgets.label(_("Name of the new label")), self.name, all_button)
        cut = widgets.label(_("Only the first {count} are listed.", count=f"{MOST:,}"), "muted")
        cut.setVisible(len(marked.spans) == MOST)
        layout = widgets.column(self.search, cut, self.list, foot, gap=GRID, margins=EDGE)
        layout.setStretchFactor(self.list, 1)
        self.setLayout(layout)
        self.search.textChanged.connect(self._narrow)

    def chosen(self) -> list[str]:
        """The ids of the ticked marks."""
        items = (self.list.item(row) for row in range(self.list.count()))
        ticked = (item for item in items if item.checkState() == Qt.CheckState.Checked)
        return [str(item.data(Qt.ItemDataRole.UserRole)) for item in ticked]

    def tick_shown(self) -> None:
        self.list.blockSignals(True)
        last = None
        for row in range(self.list.count()):
            item = self.list.item(row)
            if not item.isHidden():
                item.setCheckState(Qt.CheckState.Checked)
                last = item
        self.list.blockSignals(False)
        if last is not None:
            self.list.itemChanged.emit(last)
            self.list.viewport().update()

    def _narrow(self, typed: str) -> None:
        for row in range(self.list.count()):
            item = self.list.item(row)
            item.setHidden(typed.lower() not in item.text().lower())


def _new_labels(session: DraftSession, names: Sequence[str]) -> list[Label]:
    """Labels like the one in focus, with names, colours and no key of their own."""
    source = session.label
    kept = [
        (each.label.color, each.label.color_dark)
        for each in session.draft.labels
        if colour.is_colour(each.label.color) and colour.is_colour(each.label.color_dark)
    ]
    pairs = colour.distinct(len(names), *GROUNDS, keep=kept)
    return [
        replace(source.whole, name=name, names={}, key="", color=light, color_dark=dark)
        for name, (light, dark) in zip(names, pairs, strict=True)
    ]
