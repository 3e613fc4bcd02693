"""Choose the layers to export and where to."""

from itertools import chain, count
from pathlib import Path

from PySide6.QtWidgets import QCheckBox, QDialogButtonBox, QFileDialog, QLineEdit, QWidget

from annotator.i18n import _
from annotator.services.project import Project
from annotator.ui import widgets
from annotator.ui.dialogs.dialog import Dialog
from annotator.ui.theme import GRID


def free_name(wanted: Path) -> Path:
    """The file wanted where there is none of this name yet, else one beside it with a name that is free."""
    if not wanted.exists():
        return wanted
    names = chain(["-export"], (f"-export-{number}" for number in count(2)))
    return next(path for name in names if not (path := wanted.with_stem(wanted.stem + name)).exists())


class ExportDialog(Dialog):
    """Canonical JSON lines of one layer, several or all. A file that is there is replaced only when confirmed."""

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
        self.target = QLineEdit(str(free_name(project.path.with_suffix(".jsonl"))))
        self.target.setAccessibleName(_("File"))
        self.message = widgets.label(style="muted", wrap=True)
        self.message.hide()
        self._confirmed: Path | None = None  # the file that may be replaced
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
                self.message,
                self.buttons,
                gap=GRID * 2,
                margins=(GRID * 3, GRID * 3, GRID * 3, GRID * 2),
            )
        )
        self.target.textChanged.connect(lambda _text: self._ask(None))
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

    def accept(self) -> None:
        """The first time, where a file would be replaced, ask; the second time do it."""
        path = self.path
        if path.is_file() and path != self._confirmed:
            self._ask(path)
        else:
            super().accept()

    def _ask(self, path: Path | None) -> None:
        """Whether this file may be replaced; None: there is nothing to ask any more."""
        self._confirmed = path
        self.message.setVisible(path is not None)
        if path is not None:
            self.message.setText(_("{file} is there already. Replace it?", file=path))
        button = self.buttons.button(QDialogButtonBox.StandardButton.Ok)
        button.setText(_("Export") if path is None else _("Replace"))

    def _choose(self) -> None:
        name, _kind = QFileDialog.getSaveFileName(
            self, _("Export"), self.target.text(), "JSON Lines (*.jsonl)"
        )
        if name:
            self.target.setText(name)
            self._confirmed = self.path  # the file dialog has asked already
