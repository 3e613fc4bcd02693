"""The cases that one decision is to settle: a list to tick."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialogButtonBox, QListWidget, QListWidgetItem, QWidget

from annotator.i18n import _, ngettext
from annotator.services.cases import Case
from annotator.ui import widgets
from annotator.ui.dialogs.dialog import Dialog
from annotator.ui.review.session import Session
from annotator.ui.review.versions import pieces
from annotator.ui.theme import GRID

_CASE = Qt.ItemDataRole.UserRole


class BatchDialog(Dialog):
    """For several. All are ticked to begin with; Space unticks, Enter decides. `sentence` says how they are decided."""

    def __init__(self, session: Session, cases: list[Case], sentence: str, parent: QWidget) -> None:
        super().__init__(_("Decide alike"), parent)
        self.resize(760, 480)
        self.list = QListWidget()
        self.list.setUniformItemSizes(True)
        self.list.setAccessibleName(_("Cases"))
        for case in cases:
            words = "".join(piece.text for piece in pieces(case, None, session.versions(case)))
            item = QListWidgetItem(f"{words}　{session.title(case.document)}")
            item.setToolTip(item.text())
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Checked)
            item.setData(_CASE, case)
            self.list.addItem(item)
        self.list.setCurrentRow(0)
        buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel
        )
        buttons.button(QDialogButtonBox.StandardButton.Ok).setText(_("Decide the ticked ones"))
        buttons.button(QDialogButtonBox.StandardButton.Cancel).setText(_("Cancel"))
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        head = widgets.row(
            widgets.label(
                ngettext(
                    "{count} case has nearly the same words and differs in the same way.",
                    "{count} cases have nearly the same words and differ in the same way.",
                    len(cases),
                ),
                "muted",
            ),
            None,
            widgets.push_button(_("Tick all"), lambda: self._tick(Qt.CheckState.Checked)),
            widgets.push_button(_("Tick none"), lambda: self._tick(Qt.CheckState.Unchecked)),
        )
        edge = GRID * 2
        said = widgets.label(sentence, wrap=True)
        self.setLayout(
            widgets.column(said, head, self.list, buttons, gap=GRID, margins=(edge, edge, edge, edge))
        )
        self.list.setFocus()

    def ticked(self) -> list[Case]:
        items = (self.list.item(row) for row in range(self.list.count()))
        return [item.data(_CASE) for item in items if item.checkState() == Qt.CheckState.Checked]

    def _tick(self, state: Qt.CheckState) -> None:
        for row in range(self.list.count()):
            self.list.item(row).setCheckState(state)
