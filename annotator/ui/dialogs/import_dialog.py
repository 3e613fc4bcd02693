"""Choose what to import, see what will be read before it is."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from PySide6.QtCore import Qt, QThreadPool
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialogButtonBox,
    QFileDialog,
    QHeaderView,
    QLineEdit,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from annotator import formats
from annotator.domain.errors import UserError
from annotator.i18n import _
from annotator.services.exchange import ImportReport, files_of
from annotator.services.project import Project
from annotator.ui import widgets
from annotator.ui.dialogs.dialog import Dialog
from annotator.ui.jobs import Job, Progress
from annotator.ui.theme import GRID

PREVIEWED = 200  # files whose first record is read for the preview
SNIPPET = 60


@dataclass(frozen=True, slots=True)
class Preview:
    """A line of the preview: what the first record of a file looks like, or why it cannot be read."""

    file: Path
    chars: int = 0
    encoding: str = ""
    beginning: str = ""
    error: str = ""


def preview_of(file: Path, text_column: str | None) -> Preview:
    """Read the first record of a file."""
    try:
        record = next(iter(islice(formats.read(file, text_column=text_column), 1)), None)
    except UserError as error:
        return Preview(file, error=str(error))
    if record is None:
        return Preview(file, error=_("nothing in it"))
    beginning = " ".join(record.text[: SNIPPET * 4].split())[:SNIPPET]
    encoding = record.source.encoding
    if not record.certain:
        encoding = _("{encoding}, a guess", encoding=encoding)
    return Preview(file, len(record.text), encoding, beginning)


class ImportDialog(Dialog):
    """`paths` are the files chosen when it is accepted; `text_column` and `layer` what the fields say."""

    def __init__(self, paths: list[Path], project: Project, pool: QThreadPool, parent: QWidget) -> None:
        super().__init__(_("Import reports"), parent)
        self.setAcceptDrops(True)
        self.resize(840, 520)
        self._pool = pool
        self._project = project.path
        self._jobs: list[Job] = []
        self.files: list[Path] = []
        self.table = QTableWidget(0, 4)
        self.table.setHorizontalHeaderLabels(
            [_("File"), _("Characters"), _("Encoding"), _("Beginning of the text")]
        )
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.verticalHeader().hide()
        self.table.setShowGrid(False)
        header = self.table.horizontalHeader()
        header.setSectionResizeMode(3, QHeaderView.ResizeMode.Stretch)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft)
        self.table.setColumnWidth(0, 240)
        self.table.setAccessibleName(_("Files to import"))
        self.hint = widgets.hint(
            _("Add files or a folder, or drop them here.\nText, CSV and JSON lines can be read.")
        )
        self.column = QLineEdit()
        self.column.setPlaceholderText(_("found by itself"))
        self.layer = QLineEdit(project.annotator)
        self.summary = widgets.label(style="muted")
        self.buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel
        )
        self.buttons.button(QDialogButtonBox.StandardButton.Ok).setText(_("Import"))
        self.buttons.button(QDialogButtonBox.StandardButton.Cancel).setText(_("Cancel"))
        self._arrange()
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        self.column.editingFinished.connect(self._again)
        self.add(paths)

    @property
    def text_column(self) -> str | None:
        return self.column.text().strip() or None

    def add(self, paths: list[Path]) -> None:
        """Take in files and folders; the preview is read beside the window."""
        if not paths:
            self._show_state()
            return
        self.summary.setText(_("Reading…"))
        known = set(self.files)
        column, place = self.text_column, self._project

        def work(_progress: Progress, cancelled: Callable[[], bool]) -> tuple[list[Path], list[Preview]]:
            found = [file for file in files_of(paths, place, ImportReport()) if file not in known]
            previews = []
            for file in found[:PREVIEWED]:
                if cancelled():
                    break
                previews.append(preview_of(file, column))
            return found, previews

        job = Job(work, self)
        job.done.connect(self._show_previews)
        job.failed.connect(lambda error: self.summary.setText(str(error)))
        self._jobs.append(job)
        job.start(self._pool)

    def wait(self) -> None:
        """Until the preview that is being read is there; for pictures and tests."""
        self._pool.waitForDone()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        self.add([Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()])

    def done(self, result: int) -> None:
        for job in self._jobs:
            job.cancel()
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
        margins = (GRID * 2, GRID * 2, GRID * 2, GRID * 2)
        self.setLayout(
            widgets.column(add, self.hint, self.table, options, self.buttons, gap=GRID * 2, margins=margins)
        )

    def _again(self) -> None:
        """Another column: read the preview anew."""
        files, self.files = self.files, []
        self.table.setRowCount(0)
        self.add(files)

    def _show_previews(self, result: tuple[list[Path], list[Preview]]) -> None:
        found, previews = result
        self.files.extend(found)
        for preview in previews:
            row = self.table.rowCount()
            self.table.insertRow(row)
            cells = [preview.file.name, f"{preview.chars:,}" if preview.chars else "", preview.encoding]
            for place, text in enumerate([*cells, preview.error or preview.beginning]):
                item = QTableWidgetItem(text)
                item.setToolTip(str(preview.file) if place == 0 else text)
                self.table.setItem(row, place, item)
        self._show_state()

    def _show_state(self) -> None:
        self.hint.setVisible(not self.files)
        self.table.setVisible(bool(self.files))
        self.buttons.button(QDialogButtonBox.StandardButton.Ok).setEnabled(bool(self.files))
        shown = self.table.rowCount()
        text = _("{count} files", count=len(self.files)) if self.files else ""
        if len(self.files) > shown:
            text = _("{count} files; the first {shown} are shown", count=len(self.files), shown=shown)
        self.summary.setText(text)

    def _add_files(self) -> None:
        names, _kind = QFileDialog.getOpenFileNames(self, _("Import reports"))
        self.add([Path(name) for name in names])

    def _add_folder(self) -> None:
        if name := QFileDialog.getExistingDirectory(self, _("Import reports")):
            self.add([Path(name)])
