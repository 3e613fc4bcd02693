"""All actions with their keys; each can be given others. A key that two actions would share is refused."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialogButtonBox,
    QHeaderView,
    QKeySequenceEdit,
    QLineEdit,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from annotator.i18n import _
from annotator.ui import widgets
from annotator.ui.actions import MENUS, ActionSpec, bindings, keys_of, plain
from annotator.ui.dialogs.dialog import Dialog
from annotator.ui.settings import Settings
from annotator.ui.theme import GRID


class KeysDialog(Dialog):
    """Changes are kept at once; the caller binds the actions anew when it closes."""

    def __init__(self, specs: tuple[ActionSpec, ...], settings: Settings, parent: QWidget) -> None:
        super().__init__(_("Keys"), parent)
        self.resize(680, 560)
        self._specs = specs
        self._settings = settings
        self.search = QLineEdit()
        self.search.setPlaceholderText(_("Filter by name or key"))
        self.search.setAccessibleName(_("Filter by name or key"))
        self.table = QTableWidget(len(specs), 3)
        self.table.setHorizontalHeaderLabels([_("Action"), _("Menu"), _("Keys")])
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        widgets.plain_rows(self.table)
        self.table.setShowGrid(False)
        self.table.horizontalHeader().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.table.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft)
        widgets.set_widths(self.table.horizontalHeader(), {1: 100, 2: 200})
        self.table.setAccessibleName(_("Keys"))
        self.editor = QKeySequenceEdit()
        self.editor.setAccessibleName(_("New key"))
        self.editor.setMaximumSequenceLength(1)
        self.editor.setClearButtonEnabled(True)
        self.set_button = widgets.push_button(_("Set"), self.bind)
        self.reset_button = widgets.push_button(_("Restore default"), self.reset)
        self.message = widgets.label(style="muted", wrap=True)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.button(QDialogButtonBox.StandardButton.Close).setText(_("Close"))
        buttons.rejected.connect(self.reject)
        edit = widgets.row(widgets.label(_("New key")), self.editor, self.set_button, self.reset_button, None)
        self.setLayout(
            widgets.column(
                self.search, self.table, edit, self.message, buttons, gap=GRID, margins=(GRID * 2,) * 4
            )
        )  # fmt: skip
        self.search.textChanged.connect(self._narrow)
        self.table.currentCellChanged.connect(lambda *_cells: self.message.clear())
        self._fill()
        header = self.table.horizontalHeader()
        header.resizeSection(1, max(header.sectionSize(1), self.table.sizeHintForColumn(1) + GRID))
        self.table.setCurrentCell(0, 0)

    def bind(self) -> None:
        """Give the chosen action the key in the field; an empty field takes its keys away."""
        if spec := self._chosen():
            key = self.editor.keySequence().toString(QKeySequence.SequenceFormat.PortableText)
            self._give(spec, key, [key] if key else [])

    def reset(self) -> None:
        """Give the chosen action its own keys back, unless another has one of them now."""
        if spec := self._chosen():
            self._give(spec, None, [QKeySequence(key).toString() for key in keys_of(spec, {})])

    def _give(self, spec: ActionSpec, kept: str | None, keys: list[str]) -> None:
        bound = bindings(self._specs, self._settings.shortcuts())
        for other in self._specs:
            held = {QKeySequence(key).toString() for key in bound[other.id]} if other.id != spec.id else set()
            for key in keys:
                if key in held:
                    name = other.name
                    self.message.setText(
                        _("{key} belongs to “{name}” already; take it away there first.", key=key, name=name)
                    )
                    return
        self._settings.set_shortcut(spec.id, kept)
        self._after(spec)

    def _after(self, spec: ActionSpec) -> None:
        row = self.table.currentRow()
        self._fill()
        self.table.setCurrentCell(row, 0)
        self.editor.clear()
        self.message.setText(_("“{name}” is changed.", name=spec.name))

    def _chosen(self) -> ActionSpec | None:
        row = self.table.currentRow()
        return self._specs[row] if row >= 0 else None

    def _fill(self) -> None:
        bound = bindings(self._specs, self._settings.shortcuts())
        for row, spec in enumerate(self._specs):
            keys = " / ".join(
                QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText) for key in bound[spec.id]
            )
            for place, text in enumerate([spec.name, plain(_(MENUS[spec.menu])), keys]):
                item = QTableWidgetItem(text)
                item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)
                self.table.setItem(row, place, item)

    def _narrow(self, typed: str) -> None:
        """Show the actions in whose name, menu or keys this occurs; only one that is seen can be chosen."""
        seen = []
        for row in range(self.table.rowCount()):
            cells = [self.table.item(row, place) for place in range(3)]
            text = " ".join(cell.text() for cell in cells if cell is not None).lower()
            self.table.setRowHidden(row, typed.lower() not in text)
            if typed.lower() in text:
                seen.append(row)
        if self.table.currentRow() not in seen:
            self.table.setCurrentCell(seen[0] if seen else -1, 0)
        for button in (self.set_button, self.reset_button):
            button.setEnabled(bool(seen))
