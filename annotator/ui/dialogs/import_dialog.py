"""Choose what to import, see what will be read before it is."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PySide6.QtCore import QCoreApplication, QThreadPool
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialogButtonBox,
    QFileDialog,
    QLineEdit,
    QProgressBar,
    QTabWidget,
    QWidget,
)

from annotator import formats
from annotator.domain import how_many
from annotator.i18n import _, listed
from annotator.services.adoption import Plan
from annotator.services.files import files_of
from annotator.services.import_report import ImportReport
from annotator.services.project import Project
from annotator.services.survey import Survey, survey
from annotator.ui import widgets
from annotator.ui.actions import free_letters
from annotator.ui.dialogs.cleaning_pane import CleaningPane
from annotator.ui.dialogs.dialog import Dialog
from annotator.ui.dialogs.import_preview import Preview, previews_of
from annotator.ui.dialogs.import_table import ImportTable
from annotator.ui.dialogs.names_pane import NamesPane
from annotator.ui.flow import Flow
from annotator.ui.jobs import Job, Progress
from annotator.ui.theme import GRID

SIZE = (1120, 690)
PREVIEWED = 200  # files whose first record is read for the preview
SHOWN = 90  # characters of the beginning of a document
NAMES = 1  # the tab


@dataclass(frozen=True, slots=True)
class Reading:
    """What a look through the files has found; `number` tells an outdated one."""

    number: int
    files: list[Path]
    previews: list[Preview]


class ImportDialog(Dialog):
    """`chosen` is what to import when it is accepted; `text_column` and `layer` what the fields say; `named` the formats
    that were chosen for single files, `plan` what the names that they bring become.

    The preview is only to look at: whoever presses Import before it is there gets all they have chosen. After it, the
    files are counted through; who imports before that is done, or stops it, may meet names that nobody decided about.
    """

    def __init__(self, paths: list[Path], project: Project, pool: QThreadPool, parent: QWidget) -> None:
        super().__init__(_("Import reports"), parent)
        self.setAcceptDrops(True)
        self.resize(*SIZE)
        self._pool = pool
        self._project = project.path
        self._annotator = project.annotator
        self._added: list[Path] = []  # files and folders
        self._reading: Job | None = None
        self._readings = 0
        self._counting: Job | None = None
        self._fields_read: tuple[str | None, ...] = ()
        self._previews: list[Preview] = []
        self.files: list[Path] = []  # those that the last preview has found in what was added
        self.named: dict[Path, str] = {}
        self.found: Survey | None = None
        self.table = ImportTable()
        self.hint = widgets.hint(
            _(
                "Add files or a folder, or drop them here.\nWord, PDF, web pages, text, tables, JSON lines, zip archives "
                "and files of other annotation tools can be read."
            )
        )
        self.cleaning = CleaningPane()
        self.names = NamesPane(project.schema, _layers(project), free_letters())
        self.texts = widgets.label(style="muted")
        self.format = _formats()
        self.bar = _bar()
        self.stop_button = widgets.push_button(_("Stop"), self.stop_counting)
        self.tabs = QTabWidget()
        self.clean_box = QCheckBox(_("Clean texts of what is not the report"))
        self.clean_box.setChecked(True)
        self.column = QLineEdit()
        self.column.setPlaceholderText(_("Found by itself"))
        self.column.setAccessibleName(_("Text column of tables"))
        self.layer = QLineEdit()
        self.layer.setPlaceholderText(
            _("{annotator}; for marks alone, the file’s name", annotator=project.annotator)
        )
        self.layer.setAccessibleName(_("Layer of marks that name none"))
        self.summary = widgets.label(style="muted")
        self.buttons = _buttons()
        self._arrange()
        self._connect()
        self.add(paths)

    def _connect(self) -> None:
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        for field in (self.column, self.layer):
            field.editingFinished.connect(self._read_fields)
        self.clean_box.toggled.connect(lambda _on: self._read())
        self.table.itemSelectionChanged.connect(self._show_cleaning)
        self.format.activated.connect(lambda _index: self._name_format())
        self.names.changed.connect(self._show_state)

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
    def plan(self) -> Plan | None:
        """What the names of the files become; None as long as they are not counted, or where nothing is to be said."""
        return self.names.plan if self.found is not None and self.found.marks else None

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
        """Until all is read and counted; for pictures and tests."""
        while self._reading or self._counting:
            self._pool.waitForDone()
            QCoreApplication.processEvents()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        self.add([Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()])

    def done(self, result: int) -> None:
        for job in (self._reading, self._counting):
            if job:
                job.cancel()
        super().done(result)

    def stop_counting(self) -> None:
        """What was counted until now is what is known."""
        if self._counting:
            self._counting.cancel()

    def _arrange(self) -> None:
        add = widgets.row(
            widgets.push_button(_("Add files…"), self._add_files),
            widgets.push_button(_("Add folder…"), self._add_folder),
            None,
            self.summary,
            self.bar,
            self.stop_button,
        )
        fields = (
            widgets.named(_("Format of the files selected"), self.format),
            widgets.named(_("Text column of tables"), self.column),
            widgets.named(_("Layer of marks that name none"), self.layer),
        )
        options = Flow(fields, GRID, fill=True)
        margins = (GRID * 2, GRID * 2, GRID * 2, GRID * 2)
        text = widgets.column(
            self.texts, self.clean_box, self.cleaning, gap=GRID // 2, margins=(0, GRID, 0, 0)
        )
        text.setStretchFactor(self.cleaning, 1)
        self.tabs.setDocumentMode(True)
        self.tabs.addTab(widgets.pane(text, ""), _("Text"))
        self.tabs.addTab(self.names, _("Labels and layers"))
        layout = widgets.column(
            add, self.hint, self.table, self.tabs, options, self.buttons, gap=GRID, margins=margins
        )
        # The hint stands for the table and the tabs until there are files: the rest keeps its place.
        for part, share in ((self.hint, 2), (self.table, 1), (self.tabs, 1)):
            layout.setStretchFactor(part, share)
        self.setLayout(layout)

    def _read_fields(self) -> None:
        """Another column or layer: read the preview anew."""
        if self._added and self._fields_read != (self.text_column, self.layer_named):
            self._read()
            self._show_state()

    def _read(self) -> None:
        """Look through all that was added; what a look before this one finds does not count any more."""
        for job in (self._reading, self._counting):
            if job:
                job.cancel()
        self._counting, self.found = None, None
        self._readings += 1
        self._fields_read = (self.text_column, self.layer_named)
        number, added, place, annotator = self._readings, self._added, self._project, self._annotator
        column, layer, clean, named = self.text_column, self.layer_named, self.clean, dict(self.named)

        def work(_progress: Progress, cancelled: Callable[[], bool]) -> Reading:
            files = list(dict.fromkeys(files_of(added, place, ImportReport())))
            with Project(place, annotator) as project:
                previews = previews_of(
                    files[:PREVIEWED],
                    project,
                    text_column=column,
                    clean=clean,
                    layer=layer,
                    named=named,
                    cancelled=cancelled,
                )
            return Reading(number, files, previews)

        self._reading = self._started(work, self._take)

    def _started(
        self, work: Callable[[Progress, Callable[[], bool]], Any], take: Callable[[Any], None]
    ) -> Job:
        """The dialog may be gone before the work has ended: the window keeps the job."""
        job = Job(work, self.parentWidget())
        job.progressed.connect(self._show_progress)
        job.done.connect(take)
        job.failed.connect(self._failed)
        for end in (job.done, job.failed):
            end.connect(job.deleteLater)
        job.start(self._pool)
        return job

    def _count(self) -> None:
        """Read all that is in the files, beside the window; what was counted when it was stopped counts."""
        number, files, column, named = self._readings, list(self.files), self.text_column, dict(self.named)

        def work(progress: Progress, cancelled: Callable[[], bool]) -> tuple[int, Survey]:
            return number, survey(
                files, named=named, text_column=column, progress=progress, cancelled=cancelled
            )

        self._counting = self._started(work, self._take_counted)
        self.bar.setRange(0, 0)

    def _show_progress(self, done: int, total: int) -> None:
        self.bar.setRange(0, 1000)
        self.bar.setValue(1000 * done // max(1, total))

    def _take_counted(self, counted: tuple[int, Survey]) -> None:
        number, found = counted
        if number != self._readings:
            return
        self._counting, self.found = None, found
        self.table.show_found(self._previews, found.files)
        self.names.show_names(found.vocabulary)
        if self.names.unknown:
            self.tabs.setCurrentIndex(NAMES)
        self._show_cleaning()
        self._show_state()

    def _failed(self, error: Exception) -> None:
        self._reading = self._counting = None
        self._show_state()
        self.summary.setText(str(error))

    def _take(self, reading: Reading) -> None:
        if reading.number != self._readings:
            return
        self._reading = None
        self.files = reading.files
        self._previews = reading.previews
        self.table.show_previews(reading.previews)
        self._show_cleaning()
        if self.files:
            self._count()
        self._show_state()

    def _show_cleaning(self) -> None:
        row = self.table.currentRow()
        preview = self._previews[row] if 0 <= row < len(self._previews) else None
        self.cleaning.show_preview(preview)
        found = {each.file: each for each in self.found.files} if self.found else {}
        texts = found[preview.file].beginnings if preview and preview.file in found else []
        self.texts.setText("\n".join(f"{number}.  {text[:SHOWN]}" for number, text in enumerate(texts, 1)))
        self.texts.setVisible(len(texts) > 1)
        name = self.named.get(preview.file, "") if preview else ""
        self.format.setCurrentIndex(max(0, self.format.findData(name)))

    def _name_format(self) -> None:
        """Read the selected files as the format that was chosen, or as what they seem to be."""
        name = self.format.currentData()
        rows = {index.row() for index in self.table.selectedIndexes()}
        for row in rows:
            file = self._previews[row].file
            if name:
                self.named[file] = name
            else:
                self.named.pop(file, None)
        if rows:
            self._read()
            self._show_state()

    def _show_state(self) -> None:
        there = bool(self.files)
        self.hint.setVisible(not there)
        for part in (self.table, self.tabs):
            part.setVisible(there)
        for waiting in (self.bar, self.stop_button):
            waiting.setVisible(self._counting is not None)
        marks = self.found is not None and bool(self.found.marks or self.names.unknown)
        self.tabs.setTabEnabled(NAMES, marks)
        new = self.names.unknown if marks else 0
        self.tabs.setTabText(
            NAMES, _("Labels and layers ({count} unknown)", count=new) if new else _("Labels and layers")
        )
        accept = self.buttons.button(QDialogButtonBox.StandardButton.Ok)
        accept.setEnabled(bool(self.chosen) and not (marks and self.names.error))
        self.summary.setText(self._said())

    def _said(self) -> str:
        shown = self.table.rowCount()
        if self._reading:
            return _("Reading…")
        if not self.files:
            return ""
        text = how_many.files(len(self.files))
        if len(self.files) > shown:
            text = _("{files}; the first {shown} are shown", files=text, shown=shown)
        if self._counting:
            return listed((text, _("counting…")))
        if self.found is None:
            return text
        broken = {preview.file for preview in self._previews if preview.error}
        documents = sum(each.documents for each in self.found.files if each.file not in broken)
        counts = [how_many.documents(documents)]
        if self.found.marks:
            counts.append(how_many.marks(self.found.marks))
        if not self.found.whole:
            counts.append(_("stopped before the end"))
        return listed((text, *counts))

    def _add_files(self) -> None:
        names, _kind = QFileDialog.getOpenFileNames(self, _("Import reports"))
        self.add([Path(name) for name in names])

    def _add_folder(self) -> None:
        if name := QFileDialog.getExistingDirectory(self, _("Import reports")):
            self.add([Path(name)])


def _bar() -> QProgressBar:
    bar = QProgressBar()
    bar.setTextVisible(False)
    bar.setFixedWidth(120)
    return bar


def _buttons() -> QDialogButtonBox:
    buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
    buttons.button(QDialogButtonBox.StandardButton.Ok).setText(_("Import"))
    buttons.button(QDialogButtonBox.StandardButton.Cancel).setText(_("Cancel"))
    return buttons


def _formats() -> QComboBox:
    """Every format that can be read, after what is found by itself."""
    combo = QComboBox()
    combo.addItem(_("Found by itself"), "")
    for known in formats.FORMATS.values():
        if known.can_read:
            combo.addItem(known.name, known.name)
    combo.setAccessibleName(_("Format of the files selected"))
    return combo


def _layers(project: Project) -> list[str]:
    """The layers that there are, and the annotator's own."""
    return list(dict.fromkeys([project.annotator, *project.layers()]))
