"""Choose a format, what goes and where to; see the first records and what will be lost before anything is written."""

from functools import partial
from itertools import chain, count
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, QThreadPool
from PySide6.QtWidgets import (
    QComboBox,
    QDialogButtonBox,
    QFileDialog,
    QLayout,
    QLineEdit,
    QWidget,
)

from annotator import formats
from annotator.formats.format import CODE_POINTS, TOKENS
from annotator.i18n import N_, _, listed, ngettext
from annotator.services.exporting import makes_dataset
from annotator.services.project import Project
from annotator.ui import widgets
from annotator.ui.dialogs.dialog import Dialog
from annotator.ui.dialogs.export_choices import ExportChoices
from annotator.ui.dialogs.export_outlook import ExportOutlook
from annotator.ui.dialogs.export_request import ExportRequest, request_from
from annotator.ui.flow import Chooser
from annotator.ui.theme import GRID

SIZE = (1120, 800)
_UNITS = {CODE_POINTS: N_("code points"), TOKENS: N_("tokens")}  # the others are names


def free_name(wanted: Path) -> Path:
    """The file wanted where there is none of this name yet, else one beside it with a name that is free."""
    if not wanted.exists():
        return wanted
    names = chain(["-export"], (f"-export-{number}" for number in count(2)))
    return next(path for name in names if not (path := wanted.with_stem(wanted.stem + name)).exists())


class ExportDialog(Dialog):
    """What is there is replaced only when confirmed, but by a recent export that is done again.

    `request` says what the person wants when the dialog was accepted.
    """

    def __init__(
        self, project: Project, pool: QThreadPool, parent: QWidget, recent: list[dict[str, Any]] | None = None
    ) -> None:
        super().__init__(_("Export"), parent)
        self.resize(*SIZE)
        self._project = project
        self._confirmed: Path | None = None  # the file that may be replaced
        self._again: ExportRequest | None = None
        self.recent = [request for entry in recent or [] if (request := request_from(entry)) is not None]
        self.format = Chooser()
        self.format.setAccessibleName(_("Format"))
        for known in formats.FORMATS.values():
            if known.can_write:
                self.format.addItem(_(known.description), known.name)
        self.format.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.format.setMinimumContentsLength(16)
        self.variant = QComboBox()
        self.variant.setAccessibleName(_("Variant"))
        self._variant_row = widgets.pane(
            widgets.row(widgets.label(_("Variant"), "muted"), self.variant, None), ""
        )
        self.notes = widgets.label(style="muted", wrap=True)
        self.choices = ExportChoices(project)
        self.outlook = ExportOutlook(project, pool)
        self.losses = self.outlook.losses
        self.target = QLineEdit()
        self.target.setAccessibleName(_("File"))
        self.message = widgets.label(style="fieldNote", wrap=True)
        self.message.hide()
        self.buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel
        )
        self.buttons.button(QDialogButtonBox.StandardButton.Ok).setText(_("Export"))
        self.buttons.button(QDialogButtonBox.StandardButton.Cancel).setText(_("Cancel"))
        self._arrange()
        self._connect()
        self._offered = ""  # the name that stands there unless the person has written another
        self._show_format()

    @property
    def path(self) -> Path:
        return Path(self.target.text().strip()).expanduser()

    @property
    def layers(self) -> list[str] | None:
        """The layers that are ticked; None for all of them."""
        ticked = self.choices.layers
        return None if ticked is None else list(ticked)

    @property
    def format_name(self) -> str:
        return str(self.format.currentData())

    @property
    def options(self) -> formats.WriteOptions:
        return formats.WriteOptions(self.variant.currentData())

    @property
    def request(self) -> ExportRequest:
        if self._again is not None:
            return self._again
        return ExportRequest(self.path, self.format_name, self.choices.recipe, self.options.variant)

    def choose_format(self, name: str) -> None:
        """Show the format called `name`, as if it had been picked from the list."""
        self.format.setCurrentIndex(self.format.findData(name))

    def repeat(self, request: ExportRequest) -> None:
        """Do what was done before, to the same place."""
        self._again = request
        super().accept()

    def accept(self) -> None:
        """The first time, where a file would be replaced, ask; the second time do it."""
        path = self.path
        if path.is_file() and path != self._confirmed:
            self._ask(path)
        else:
            super().accept()

    def wait(self) -> None:
        """Until what is being found out about the choices is there; for pictures."""
        self.outlook.wait()

    def done(self, result: int) -> None:
        self.outlook.stop()
        super().done(result)

    def _connect(self) -> None:
        self.format.currentIndexChanged.connect(lambda _index: self._show_format())
        self.variant.currentIndexChanged.connect(lambda _index: self._look())
        self.choices.changed.connect(self._change)
        self.target.textChanged.connect(lambda _text: self._ask(None))
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)

    def _arrange(self) -> None:
        documents = ngettext(
            "Format of {count} document", "Format of {count} documents", self._project.store.document_count()
        )
        left = QWidget()
        left.setLayout(
            widgets.column(
                *self._again_parts(),
                widgets.label(documents, "heading"),
                self.format,
                self._variant_row,
                self.notes,
                widgets.label(_("What is exported"), "heading"),
                self.choices,
                None,
                gap=GRID + 4,
                margins=(0, 0, GRID * 2, 0),
            )
        )
        area = widgets.scrolled(left)
        area.setAccessibleName(_("What is exported"))
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.viewport().setAutoFillBackground(False)
        left.setAutoFillBackground(False)
        area.setMinimumWidth(left.sizeHint().width() + GRID * 2)
        halves = widgets.row(area, self.outlook, gap=GRID * 3)
        halves.setStretch(0, 1)
        halves.setStretch(1, 1)
        outer = widgets.column(
            halves,
            widgets.row(
                widgets.label(_("File"), "heading"),
                self.target,
                widgets.push_button(_("Choose…"), self._choose),
            ),
            self.message,
            self.buttons,
            gap=GRID * 2,
            margins=(GRID * 2, GRID * 2, GRID * 2, GRID * 2),
        )
        outer.setStretch(0, 1)
        self.setLayout(outer)

    def _again_parts(self) -> list[QLayout]:
        """A button for each recent export; nothing where there is none."""
        if not self.recent:
            return []
        buttons = []
        for request in self.recent:
            text = _("{format} to {file}", format=request.format, file=request.path.name)
            button = widgets.push_button(text, partial(self.repeat, request))
            button.setToolTip(
                f"{request.path}\n{request.recipe.command(request.format, request.variant, None)}"
            )
            buttons.append(button)
        pairs = [widgets.row(*buttons[at : at + 2], None) for at in range(0, len(buttons), 2)]
        return [widgets.column(widgets.label(_("Again"), "heading"), *pairs, gap=GRID)]

    def _show_format(self) -> None:
        chosen = formats.FORMATS[self.format_name]
        self.variant.blockSignals(True)
        self.variant.clear()
        for name in chosen.variants:
            self.variant.addItem(name, name)
        if chosen.optional:
            self.variant.insertItem(0, _("What fits"), None)
            self.variant.setCurrentIndex(0)
        self.variant.blockSignals(False)
        self._variant_row.setVisible(bool(chosen.variants))
        lacks = listed(_(formats.FEATURES[name]) for name in chosen.lacks)
        unit = _("Offsets: {unit}.", unit=_units(chosen.unit))
        parts = [
            unit,
            _(chosen.hint) if chosen.hint else "",
            _("Cannot carry: {things}.", things=lacks) if lacks else "",
        ]
        self.notes.setText("\n".join(part for part in parts if part))
        self._change()

    def _change(self) -> None:
        self._offer_name()
        self._look()

    def _offer_name(self) -> None:
        """The project's name with the format's suffix, a dataset's without, unless the person has written another."""
        if self.target.text() == self._offered:
            folder = makes_dataset(self.choices.recipe, self.format_name)
            ending = "" if folder else formats.FORMATS[self.format_name].ending
            self._offered = str(free_name(self._project.path.with_suffix(ending)))
            self.target.setText(self._offered)

    def _look(self) -> None:
        self.outlook.look(self.request)

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


def _units(unit: str) -> str:
    """A format's unit of offsets, or several with commas between them, in the reader's language."""
    return listed(_(_UNITS[name]) if name in _UNITS else name for name in unit.split(", "))
