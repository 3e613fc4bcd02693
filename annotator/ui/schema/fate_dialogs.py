"""What becomes of a label's marks: it is merged into another label, or goes with them or without."""

from collections.abc import Mapping

from PySide6.QtWidgets import QComboBox, QDialogButtonBox, QRadioButton, QWidget

from annotator.i18n import _, language, listed
from annotator.ui import widgets
from annotator.ui.dialogs.dialog import Dialog
from annotator.ui.schema.session import DraftSession
from annotator.ui.theme import GRID

WIDTH = 480
EDGE = (GRID * 3, GRID * 3, GRID * 3, GRID * 2)


class MergeDialog(Dialog):
    """`into` is the uid of the label that takes the marks."""

    def __init__(self, session: DraftSession, parent: QWidget) -> None:
        super().__init__(_("Merge labels"), parent)
        name = session.label.label.display(language())
        self.goal = _others(session, session.uid)
        count = how_many(session)
        told = _("“{label}” is merged into another label; its marks ({count}) go there, with their attributes.",
                 label=name, count=count)  # fmt: skip
        more = widgets.label(
            _("Attributes that the other label lacks are added to it. Before anything is saved you see what changes, also "
              "where marks would overlap."),
            "muted", wrap=True,
        )  # fmt: skip
        self.buttons = _buttons(self, _("Merge"))
        into = widgets.row(widgets.label(_("Into")), self.goal, None)
        layout = widgets.column(
            widgets.label(told, wrap=True), into, more, self.buttons, gap=GRID * 2, margins=EDGE
        )
        self.setLayout(layout)
        self.resize(WIDTH, layout.totalHeightForWidth(WIDTH))

    @property
    def into(self) -> int:
        return int(self.goal.currentData())


class DeleteDialog(Dialog):
    """`to` is the uid of the label that takes the marks, or None where they are removed.

    The label is the one that is looked at, or `unknown`, one that marks have and the schema lacks.
    """

    def __init__(self, session: DraftSession, parent: QWidget, unknown: str = "") -> None:
        super().__init__(_("Give marks a label") if unknown else _("Delete a label"), parent)
        name = unknown or session.label.label.display(language())
        layers = session.counts.get(unknown, {}) if unknown else _layers(session)
        count = f"{sum(layers.values()):,}"
        self.relabel = QRadioButton(_("become marks of"))
        self.remove = QRadioButton(_("are removed, with the links that hang on them"))
        self.goal = _others(session, -1 if unknown else session.uid)
        self.relabel.setChecked(True)
        self.remove.toggled.connect(lambda on: self.goal.setEnabled(not on))
        self.buttons = _buttons(self, _("OK") if unknown else _("Delete the label"))
        who = widgets.label(
            listed(f"{layer} {number:,}" for layer, number in layers.items()), "muted", wrap=True
        )
        who.setVisible(bool(who.text()))
        told = widgets.label(_("The marks of “{label}” ({count})", label=name, count=count), wrap=True)
        choice = widgets.row(self.relabel, self.goal, None)
        layout = widgets.column(told, who, choice, self.remove, self.buttons, gap=GRID * 2, margins=EDGE)
        self.setLayout(layout)
        self.resize(WIDTH, layout.totalHeightForWidth(WIDTH))

    @property
    def to(self) -> int | None:
        return None if self.remove.isChecked() else int(self.goal.currentData())


def how_many(session: DraftSession) -> str:
    """How many marks the label in focus has in the project, as far as that is known."""
    return f"{sum(_layers(session).values()):,}"


def _layers(session: DraftSession) -> Mapping[str, int]:
    return session.counts.get(session.label.origin, {}) if session.label.origin else {}


def _others(session: DraftSession, uid: int) -> QComboBox:
    """All labels but the one with this uid."""
    box = QComboBox()
    box.setAccessibleName(_("Label"))
    for each in session.draft.labels:
        if each.uid != uid:
            box.addItem(each.label.display(language()), each.uid)
    return box


def _buttons(dialog: Dialog, accept: str) -> QDialogButtonBox:
    buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
    buttons.button(QDialogButtonBox.StandardButton.Ok).setText(accept)
    buttons.button(QDialogButtonBox.StandardButton.Cancel).setText(_("Cancel"))
    buttons.accepted.connect(dialog.accept)
    buttons.rejected.connect(dialog.reject)
    return buttons
