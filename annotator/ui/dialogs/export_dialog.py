"""Choose the layers to export and where to."""

from pathlib import Path

from PySide6.QtWidgets import QCheckBox, QDialogButtonBox, QFileDialog, QLineEdit, QWidget

from annotator.i18n import _
from annotator.services.project import Project
from annotator.ui import widgets
from annotator.ui.dialogs.dialog import Dialog
from annotator.ui.theme import GRID


class ExportDialog(Dialog):
    """Canonical JSON lines of one layer, several or all."""

    def __init__(self, project: Project, parent: QWidget) -> None:
        super().__init__(_("Export"), parent)
        self.setMinimumWidth(520)
        counts = project.store.span_counts()
        self._boxes: dict[str, QCheckBox] = {}
        layers = widgets.column(gap=4)
        for layer in project.layers():
            number = sum(counts.get(layer, {}).values())
            box = QCheckBox(_("{layer} – {count} marks", layer=layer, count=number))
            box.setChecked(True)
            layers.addWidget(box)
            self._boxes[layer] = box
        self.target = QLineEdit(str(project.path.with_suffix(".jsonl")))
        self.target.setAccessibleName(_("File"))
        facts = _("{count} documents as JSON lines: one document a line, offsets in Unicode code points.",
                  count=project.store.document_count())  # fmt: skip
        self.buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel
        )
        self.buttons.button(QDialogButtonBox.StandardButton.Ok).setText(_("Export"))
        self.buttons.button(QDialogButtonBox.StandardButton.Cancel).setText(_("Cancel"))
        self.setLayout(
            widgets.column(
                widgets.label(facts, "muted", wrap=True),
                widgets.label(_("Layers"), "heading"),
                layers,
                widgets.label(_("File"), "heading"),
                widgets.row(self.target, widgets.push_button(_("Choose…"), self._choose)),
                self.buttons,
                gap=GRID * 2,
                margins=(GRID * 3, GRID * 3, GRID * 3, GRID * 2),
            )
        )
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)

    @property
    def path(self) -> Path:
        return Path(self.target.text().strip()).expanduser()

    @property
    def layers(self) -> list[str] | None:
        """The layers that are ticked; None for all of them."""
        ticked = [layer for layer, box in self._boxes.items() if box.isChecked()]
        return None if len(ticked) == len(self._boxes) else ticked

    def _choose(self) -> None:
        name, _kind = QFileDialog.getSaveFileName(
            self, _("Export"), self.target.text(), "JSON Lines (*.jsonl)"
        )
        if name:
            self.target.setText(name)
