"""Choose a format, the layers to export and where to; see what the format cannot carry before it is written."""

from itertools import chain, count
from pathlib import Path

from PySide6.QtCore import QThreadPool
from PySide6.QtWidgets import QCheckBox, QComboBox, QDialogButtonBox, QFileDialog, QLineEdit, QWidget

from annotator import formats
from annotator.i18n import _, listed
from annotator.services.project import Project
from annotator.ui import widgets
from annotator.ui.dialogs.dialog import Dialog
from annotator.ui.dialogs.export_losses import LossesLabel
from annotator.ui.theme import GRID


def free_name(wanted: Path) -> Path:
    """The file wanted where there is none of this name yet, else one beside it with a name that is free."""
    if not wanted.exists():
        return wanted
    names = chain(["-export"], (f"-export-{number}" for number in count(2)))
    return next(path for name in names if not (path := wanted.with_stem(wanted.stem + name)).exists())


class ExportDialog(Dialog):
    """One layer, several or all in a format. A file that is there is replaced only when confirmed."""

    def __init__(self, project: Project, pool: QThreadPool, parent: QWidget) -> None:
        super().__init__(_("Export"), parent)
        self.setMinimumWidth(560)
        self._project = project
        self._boxes: dict[str, QCheckBox] = {}
        self._confirmed: Path | None = None  # the file that may be replaced
        self.format = QComboBox()
        self.format.setAccessibleName(_("Format"))
        for known in formats.FORMATS.values():
            if known.can_write:
                self.format.addItem(_(known.description), known.name)
        self.variant = QComboBox()
        self.variant.setAccessibleName(_("Variant"))
        self.notes = widgets.label(style="muted", wrap=True)
        self.losses = LossesLabel(project, pool)
        self.target = QLineEdit()
        self.target.setAccessibleName(_("File"))
        self.message = widgets.label(style="muted", wrap=True)
        self.message.hide()
        self.buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel
        )
        self.buttons.button(QDialogButtonBox.StandardButton.Ok).setText(_("Export"))
        self.buttons.button(QDialogButtonBox.StandardButton.Cancel).setText(_("Cancel"))
        self._arrange()
        self.format.currentIndexChanged.connect(lambda _index: self._show_format())
        self.variant.currentIndexChanged.connect(lambda _index: self._show_losses())
        self.target.textChanged.connect(lambda _text: self._ask(None))
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        self._offered = ""  # the name that stands there unless the person has written another
        self._show_format()

    @property
    def path(self) -> Path:
        return Path(self.target.text().strip()).expanduser()

    @property
    def layers(self) -> list[str] | None:
        """The layers that are ticked; None for all of them."""
        ticked = [layer for layer, box in self._boxes.items() if box.isChecked()]
        return None if len(ticked) == len(self._boxes) else ticked

    @property
    def format_name(self) -> str:
        return str(self.format.currentData())

    @property
    def options(self) -> formats.WriteOptions:
        return formats.WriteOptions(self.variant.currentData())

    def choose_format(self, name: str) -> None:
        """Show the format called `name`, as if it had been picked from the list."""
        self.format.setCurrentIndex(self.format.findData(name))

    def accept(self) -> None:
        """The first time, where a file would be replaced, ask; the second time do it."""
        path = self.path
        if path.is_file() and path != self._confirmed:
            self._ask(path)
        else:
            super().accept()

    def done(self, result: int) -> None:
        self.losses.stop()
        super().done(result)

    def _arrange(self) -> None:
        counts = self._project.store.span_counts()
        layers = widgets.column(gap=4)
        for layer in self._project.layers():
            number = sum(counts.get(layer, {}).values())
            box = QCheckBox(_("{layer} – {count} marks", layer=layer, count=number))
            box.setChecked(True)
            box.toggled.connect(lambda _on: self._show_losses())
            layers.addWidget(box)
            self._boxes[layer] = box
        documents = _("Format of {count} documents", count=self._project.store.document_count())
        self.setLayout(
            widgets.column(
                widgets.label(documents, "heading"),
                widgets.row(self.format, self.variant),
                self.notes,
                widgets.label(_("Layers"), "heading"),
                layers,
                widgets.label(_("What will be lost"), "heading"),
                self.losses,
                widgets.label(_("File"), "heading"),
                widgets.row(self.target, widgets.push_button(_("Choose…"), self._choose)),
                self.message,
                self.buttons,
                gap=GRID * 2,
                margins=(GRID * 3, GRID * 3, GRID * 3, GRID * 2),
            )
        )

    def _show_format(self) -> None:
        chosen = formats.FORMATS[self.format_name]
        self.variant.blockSignals(True)
        self.variant.clear()
        for name in chosen.variants:
            self.variant.addItem(name, name)
        if chosen.optional:
            self.variant.insertItem(0, _("what fits"), None)
            self.variant.setCurrentIndex(0)
        self.variant.blockSignals(False)
        self.variant.setVisible(bool(chosen.variants))
        lacks = listed(_(formats.FEATURES[name]) for name in chosen.lacks)
        unit = _("Offsets: {unit}.", unit=chosen.unit)
        parts = [
            unit,
            _(chosen.hint) if chosen.hint else "",
            _("cannot carry: {things}", things=lacks) if lacks else "",
        ]
        self.notes.setText("\n".join(part for part in parts if part))
        self._offer_name(chosen.ending)
        self._show_losses()

    def _offer_name(self, ending: str) -> None:
        """The project's name with the format's suffix, unless the person has written another."""
        if self.target.text() == self._offered:
            self._offered = str(free_name(self._project.path.with_suffix(ending)))
            self.target.setText(self._offered)

    def _show_losses(self) -> None:
        self.losses.look(self.format_name, self.layers, self.options)

    def _ask(self, path: Path | None) -> None:
        """Whether this file may be replaced; None: there is nothing to ask any more."""
        self._confirmed = path
        self.message.setVisible(path is not None)
        if path is not None:
            self.message.setText(_("{file} is there already. Replace it?", file=path))
        button = self.buttons.button(QDialogButtonBox.StandardButton.Ok)
        button.setText(_("Export") if path is None else _("Replace"))

    def _choose(self) -> None:
        ending = formats.FORMATS[self.format_name].ending
        kind = f"{self.format.currentText()} (*{ending})" if ending else "* (*)"
        name, _kind = QFileDialog.getSaveFileName(self, _("Export"), self.target.text(), kind)
        if name:
            self.target.setText(name)
            self._confirmed = self.path  # the file dialog has asked already
