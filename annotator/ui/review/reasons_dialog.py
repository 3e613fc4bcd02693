"""The reasons that the group chooses from: added, changed, put in order, taken away."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QDialogButtonBox, QListWidget, QListWidgetItem, QWidget

from annotator.i18n import _
from annotator.ui import widgets
from annotator.ui.dialogs.dialog import Dialog
from annotator.ui.theme import GRID


class ReasonsDialog(Dialog):
    """`reasons` is the list when it is accepted: no empty ones, none twice."""

    def __init__(self, reasons: list[str], parent: QWidget) -> None:
        super().__init__(_("Reasons"), parent)
        self.resize(520, 440)
        self.list = QListWidget()
        self.list.setAccessibleName(_("Reasons"))
        self.list.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        for reason in reasons:
            self.list.addItem(_item(reason))
        self.up = widgets.push_button(_("Up"), lambda: self.move_reason(-1))
        self.down = widgets.push_button(_("Down"), lambda: self.move_reason(1))
        self.list.currentRowChanged.connect(self._allow)
        self.list.setCurrentRow(0)
        tools = widgets.row(
            widgets.push_button(_("Add"), self.add),
            widgets.push_button(_("Change"), self._change),
            self.up,
            self.down,
            widgets.push_button(_("Remove"), self.take_away),
            None,
            gap=GRID // 2,
        )
        told = widgets.label(_("Everybody on the project chooses from this list; the first nine have keys."),
                             "muted", wrap=True)  # fmt: skip
        buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel
        )
        buttons.button(QDialogButtonBox.StandardButton.Ok).setText(_("Use this list"))
        buttons.button(QDialogButtonBox.StandardButton.Cancel).setText(_("Cancel"))
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        edge = GRID * 2
        self.setLayout(
            widgets.column(told, self.list, tools, buttons, gap=GRID, margins=(edge, edge, edge, edge))
        )

    @property
    def reasons(self) -> list[str]:
        texts = (self.list.item(row).text().strip() for row in range(self.list.count()))
        return list(dict.fromkeys(text for text in texts if text))

    def add(self) -> None:
        item = _item("")
        self.list.insertItem(self.list.currentRow() + 1, item)
        self.list.setCurrentItem(item)
        self.list.editItem(item)

    def move_reason(self, direction: int) -> None:
        row = self.list.currentRow()
        if 0 <= row + direction < self.list.count() and row >= 0:
            item = self.list.takeItem(row)
            self.list.insertItem(row + direction, item)
            self.list.setCurrentRow(row + direction)

    def take_away(self) -> None:
        if self.list.currentRow() >= 0:
            self.list.takeItem(self.list.currentRow())

    def _allow(self, row: int) -> None:
        self.up.setEnabled(row > 0)
        self.down.setEnabled(0 <= row < self.list.count() - 1)

    def _change(self) -> None:
        if (item := self.list.currentItem()) is not None:
            self.list.editItem(item)


def _item(text: str) -> QListWidgetItem:
    item = QListWidgetItem(text)
    item.setFlags(item.flags() | Qt.ItemFlag.ItemIsEditable)
    return item
