"""Choose what to import, see what will be read before it is."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Qt, QThreadPool
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QDialogButtonBox,
    QFileDialog,
    QHeaderView,
    QLineEdit,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from annotator.i18n import _
from annotator.services.files import files_of
from annotator.services.import_report import ImportReport
from annotator.services.project import Project
from annotator.ui import widgets
from annotator.ui.dialogs.cleaning_pane import CleaningPane
from annotator.ui.dialogs.dialog import Dialog
from annotator.ui.dialogs.import_preview import Preview, previews_of
from annotator.ui.jobs import Job, Progress
from annotator.ui.theme import GRID

PREVIEWED = 200  # files whose first record is read for the preview


def _table() -> QTableWidget:
    """The files, a row each."""
    table = QTableWidget(0, 4)
    table.setHorizontalHeaderLabels([_("File"), _("Characters"), _("Encoding"), _("Beginning of the text")])
    table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    table.verticalHeader().hide()
    table.setShowGrid(False)
    table.setWordWrap(False)  # a sentence that is too long ends where the cell does
    header = table.horizontalHeader()
    header.setSectionResizeMode(3, QHeaderView.ResizeMode.Stretch)
    header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft)
    for place, width in enumerate((260, 96, 80)):
        table.setColumnWidth(place, width)
    table.setAccessibleName(_("Files to import"))
    return table


@dataclass(frozen=True, slots=True)
class Reading:
    """What a look through the files has found; `number` tells an outdated one."""

    number: int
    files: list[Path]
    previews: list[Preview]


class ImportDialog(Dialog):
    """`chosen` is what to import when it is accepted; `text_column` and `layer` what the fields say.

    The preview is only to look at: whoever presses Import before it is there gets all they have chosen.
    """

    def __init__(self, paths: list[Path], project: Project, pool: QThreadPool, parent: QWidget) -> None:
        super().__init__(_("Import reports"), parent)
        self.setAcceptDrops(True)
        self.resize(920, 640)
        self._pool = pool
        self._project = project.path
        self._annotator = project.annotator
        self._added: list[Path] = []  # files and folders
        self._reading: Job | None = None
        self._readings = 0
        self._fields_read: tuple[str | None, ...] = ()
        self._previews: list[Preview] = []
        self.files: list[Path] = []  # those that the last preview has found in what was added
        self.table = _table()
        self.hint = widgets.hint(
            _(
                "Add files or a folder, or drop them here.\nWord, PDF, web pages, text, tables, JSON lines, zip archives "
                "and files of other annotation tools can be read."
            )
        )
        self.cleaning = CleaningPane()
        self.clean_box = QCheckBox(_("Clean texts of what is not the report"))
        self.clean_box.setChecked(True)
        self.column = QLineEdit()
        self.column.setPlaceholderText(_("found by itself"))
        self.layer = QLineEdit()
        self.layer.setPlaceholderText(
            _("{annotator}; for files of marks alone, the file’s name", annotator=project.annotator)
        )
        self.summary = widgets.label(style="muted")
        self.buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel
        )
        self.buttons.button(QDialogButtonBox.StandardButton.Ok).setText(_("Import"))
        self.buttons.button(QDialogButtonBox.StandardButton.Cancel).setText(_("Cancel"))
        self._arrange()
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        for field in (self.column, self.layer):
            field.editingFinished.connect(self._read_fields)
        self.clean_box.toggled.connect(lambda _on: self._read())
        self.table.itemSelectionChanged.connect(self._show_cleaning)
        self.add(paths)

    @property
    def text_column(self) -> str | None:
        return self.column.text().strip() or None

    @property
    def layer_named(self) -> str | None:
        """The layer for marks that name none; None where the person leaves it to us."""
        return self.layer.text().strip() or None

    @property
    def clean(self) -> bool:
        return self.clean_box.isChecked()

    @property
    def chosen(self) -> list[Path]:
        """What to import: the files found, or what was added while it is still being looked through."""
        return list(self._added if self._reading else self.files)

    def add(self, paths: list[Path]) -> None:
        """Take in files and folders; the preview is read beside the window."""
        self._added = list(dict.fromkeys([*self._added, *paths]))
        if paths:
            self._read()
        self._show_state()

    def wait(self) -> None:
        """Until the preview that is being read is there; for pictures and tests."""
        self._pool.waitForDone()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        self.add([Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()])

    def done(self, result: int) -> None:
        if self._reading:
            self._reading.cancel()
        super().done(result)

    def _arrange(self) -> None:
        add = widgets.row(
            widgets.push_button(_("Add files…"), self._add_files),
            widgets.push_button(_("Add folder…"), self._add_folder),
            None,
            self.summary,
        )
        options = widgets.row(
            widgets.label(_("Text column of tables"), "muted"),
            self.column,
            widgets.label(_("Layer of marks that name none"), "muted"),
            self.layer,
        )
        options.setStretchFactor(self.column, 1)
        options.setStretchFactor(self.layer, 2)
        margins = (GRID * 2, GRID * 2, GRID * 2, GRID * 2)
        layout = widgets.column(
            add,
            self.hint,
            self.table,
            self.clean_box,
            self.cleaning,
            options,
            self.buttons,
            gap=GRID,
            margins=margins,
        )
        # The hint stands for the table and the cleaning until there are files: the rest keeps its place.
        for part, share in ((self.hint, 5), (self.table, 3), (self.cleaning, 2)):
            layout.setStretchFactor(part, share)
        self.setLayout(layout)

    def _read_fields(self) -> None:
        """Another column or layer: read the preview anew."""
        if self._added and self._fields_read != (self.text_column, self.layer_named):
            self._read()
            self._show_state()

    def _read(self) -> None:
        """Look through all that was added; what a look before this one finds does not count any more."""
        if self._reading:
            self._reading.cancel()
        self._readings += 1
        self._fields_read = (self.text_column, self.layer_named)
        number, added, place, annotator = self._readings, self._added, self._project, self._annotator
        column, layer, clean = self.text_column, self.layer_named, self.clean

        def work(_progress: Progress, cancelled: Callable[[], bool]) -> Reading:
            files = list(dict.fromkeys(files_of(added, place, ImportReport())))
            with Project(place, annotator) as project:
                previews = previews_of(
                    files[:PREVIEWED],
                    project,
                    text_column=column,
                    clean=clean,
                    layer=layer,
                    cancelled=cancelled,
                )
            return Reading(number, files, previews)

        # The dialog may be gone before the work has ended: the window keeps the job.
        self._reading = job = Job(work, self.parentWidget())
        job.done.connect(self._take)
        job.failed.connect(self._failed)
        for end in (job.done, job.failed):
            end.connect(job.deleteLater)
        job.start(self._pool)

    def _failed(self, error: Exception) -> None:
        self._reading = None
        self._show_state()
        self.summary.setText(str(error))

    def _take(self, reading: Reading) -> None:
        if reading.number != self._readings:
            return
        self._reading = None
        self.files = reading.files
        self._previews = reading.previews
        self.table.setRowCount(0)
        names = Counter(preview.file.name for preview in reading.previews)
        for preview in reading.previews:
            row = self.table.rowCount()
            self.table.insertRow(row)
            alone = names[preview.file.name] == 1
            cells = (
                preview.file.name if alone else f"{preview.file.parent.name}/{preview.file.name}",
                f"{preview.chars:,}" if preview.chars else "",
                preview.encoding,
                preview.error.removeprefix(str(preview.file)).lstrip(",:，： ") or preview.beginning,
            )
            for place, text in enumerate(cells):
                item = QTableWidgetItem(text)
                item.setToolTip(str(preview.file) if place == 0 else preview.error or text)
                self.table.setItem(row, place, item)
        if self._previews:
            self.table.selectRow(0)
        self._show_cleaning()
        self._show_state()

    def _show_cleaning(self) -> None:
        row = self.table.currentRow()
        self.cleaning.show_preview(self._previews[row] if 0 <= row < len(self._previews) else None)

    def _show_state(self) -> None:
        shown, there = self.table.rowCount(), bool(self.files)
        self.hint.setVisible(not there)
        for part in (self.table, self.clean_box, self.cleaning):
            part.setVisible(there)
        self.buttons.button(QDialogButtonBox.StandardButton.Ok).setEnabled(bool(self.chosen))
        if self._reading:
            text = _("Reading…")
        elif len(self.files) > shown:
            text = _("{count} files; the first {shown} are shown", count=len(self.files), shown=shown)
        else:
            text = _("{count} files", count=len(self.files)) if there else ""
        self.summary.setText(text)

    def _add_files(self) -> None:
        names, _kind = QFileDialog.getOpenFileNames(self, _("Import reports"))
        self.add([Path(name) for name in names])

    def _add_folder(self) -> None:
        if name := QFileDialog.getExistingDirectory(self, _("Import reports")):
            self.add([Path(name)])
