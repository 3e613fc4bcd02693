"""A list of sentences to read and to copy."""

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialogButtonBox, QListWidget, QWidget

from annotator.i18n import _
from annotator.ui import widgets
from annotator.ui.dialogs.dialog import Dialog
from annotator.ui.theme import GRID

FEW = 4  # lines that do not need a high window


class ReportDialog(Dialog):
    """What went wrong with which file, a line each."""

    def __init__(self, title: str, summary: str, lines: list[str], parent: QWidget) -> None:
        super().__init__(title, parent)
        self.resize(720, 400 if len(lines) > FEW else 240)
        self.list = QListWidget()
        self.list.setWordWrap(True)
        self.list.setAccessibleName(title)
        self.list.addItems(lines)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.button(QDialogButtonBox.StandardButton.Close).setText(_("Close"))
        buttons.rejected.connect(self.reject)
        copy = widgets.push_button(_("Copy"), lambda: QGuiApplication.clipboard().setText("\n".join(lines)))
        margins = (GRID * 2, GRID * 2, GRID * 2, GRID * 2)
        foot = widgets.row(copy, None, buttons)
        self.setLayout(
            widgets.column(widgets.label(summary, wrap=True), self.list, foot, gap=GRID, margins=margins)
        )
