"""What saving the labels would do, before it is done."""

from collections.abc import Sequence

from PySide6.QtWidgets import QDialogButtonBox, QListWidget, QRadioButton, QWidget

from annotator.domain.schema_migration import KEEP, LONGEST, Migration
from annotator.i18n import _
from annotator.services import schema_words
from annotator.services.schema_change import Effects
from annotator.ui import widgets
from annotator.ui.dialogs.dialog import Dialog
from annotator.ui.schema.fields import sentences
from annotator.ui.theme import GRID

EDGE = (GRID * 3, GRID * 3, GRID * 3, GRID * 2)
ROW = 30
MOST_ROWS = 6


class EffectsDialog(Dialog):
    """Accepted when the person wants it; `clashes` is what is to become of marks that would overlap."""

    def __init__(self, effects: Effects, migration: Migration, annotator: str, parent: QWidget) -> None:
        super().__init__(_("Save the labels"), parent)
        self.resize(720, 620)
        self.words = _list(_("Differences"), effects.words)
        told = schema_words.lines(effects, migration.old, migration.new)
        self.effects = _list(_("Effects on marks"), told)
        head = list(schema_words.headline(effects, annotator))
        others = bool(effects.of_others(annotator))
        parts: list[QWidget] = [widgets.label(_("Differences"), "heading"), self.words]
        parts += [widgets.label(sentence, wrap=True) for sentence in head]
        if others:  # said plainly: their layers are theirs
            parts[3].setObjectName("earlier")
        if told:
            parts += [widgets.label(_("Effects on marks"), "heading"), self.effects]
        self.longest = QRadioButton(_("Of marks that would overlap, keep the longest and remove the others"))
        self.keep = QRadioButton(_("Keep them all, overlapping"))
        self.longest.toggled.connect(lambda _on: self._allow())
        self.keep.toggled.connect(lambda _on: self._allow())
        self._asks = bool(effects.clashes)
        if self._asks:
            parts += [
                widgets.label(_("Marks of one label would overlap"), "heading"),
                self.longest,
                self.keep,
            ]
        buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel
        )
        self.ok = buttons.button(QDialogButtonBox.StandardButton.Ok)
        self.ok.setText(_("Save"))
        buttons.button(QDialogButtonBox.StandardButton.Cancel).setText(_("Back"))
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        foot = widgets.label(_("All of it is one step: Undo takes it back as a whole."), "muted", wrap=True)
        layout = widgets.column(*parts, foot, buttons, gap=GRID, margins=EDGE)
        layout.setStretchFactor(self.words, 1)
        layout.setStretchFactor(self.effects, 2)
        self.setLayout(layout)
        self._allow()

    @property
    def clashes(self) -> str:
        return KEEP if self.keep.isChecked() else LONGEST

    def _allow(self) -> None:
        self.ok.setEnabled(not self._asks or self.longest.isChecked() or self.keep.isChecked())


def _list(name: str, lines: Sequence[str]) -> QListWidget:
    made = sentences(name, lines or [_("None.")])
    made.setMinimumHeight(ROW * min(MOST_ROWS, max(2, len(lines))))
    return made
