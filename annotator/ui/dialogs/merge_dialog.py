"""Choose what to merge, see what it brings, decide what conflicts."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QThreadPool
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QDialogButtonBox, QFileDialog, QProgressBar, QWidget

from annotator.domain import how_many
from annotator.domain.errors import UserError
from annotator.i18n import _, language, ngettext
from annotator.services.merging import Decisions, MergeReport, preview_merge
from annotator.services.project import Project
from annotator.ui import widgets
from annotator.ui.dialogs.dialog import Dialog
from annotator.ui.dialogs.merge_tables import ConflictTable, FileTable
from annotator.ui.jobs import Job, Progress
from annotator.ui.theme import GRID


@dataclass(frozen=True, slots=True)
class Found:
    """What a look at the files has found, with the titles of the documents in conflict."""

    report: MergeReport
    titles: dict[str, str]

    @classmethod
    def of(cls, report: MergeReport, project: Project) -> "Found":
        concerned = {conflict.document for conflict in report.conflicts}
        return cls(report, {name: project.store.document_title(name) for name in concerned})


Finder = Callable[[Project, Progress, Callable[[], bool]], Found]


class MergeDialog(Dialog):
    """`files` and `decisions` are what to merge, once it is accepted: then every conflict is decided."""

    def __init__(
        self,
        project: Project,
        files: Sequence[Path],
        pool: QThreadPool,
        parent: QWidget,
        decisions: Decisions | None = None,
    ) -> None:
        super().__init__(_("Merge"), parent)
        self.setAcceptDrops(True)
        self.resize(960, 680)
        self._pool = pool
        self._project = project.path
        self._looking: Job | None = None
        self._report: MergeReport | None = None
        self.files: list[Path] = []
        self.table = FileTable()
        labels = {label.name: label.display(language()) for label in project.schema.labels}
        self.conflicts = ConflictTable(labels, decisions or {})
        self.hint = widgets.hint(_("Add packages that have come back, or other projects, or drop them here."))
        self.progress = QProgressBar()
        self.progress.setTextVisible(False)
        self.summary = widgets.label(style="muted")
        self.add_button = widgets.push_button(_("Add files…"), self._choose)
        self.clear_button = widgets.push_button(_("Clear"), self.clear)
        self.message = widgets.label(style="muted", wrap=True)
        self.buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel
        )
        self.buttons.button(QDialogButtonBox.StandardButton.Ok).setText(_("Merge"))
        self.buttons.button(QDialogButtonBox.StandardButton.Cancel).setText(_("Cancel"))
        self._arrange()
        self._say("")
        self.conflicts.decided.connect(self._show_state)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        self.add(files)

    @property
    def decisions(self) -> Decisions:
        return self.conflicts.decisions

    def add(self, files: Iterable[Path]) -> None:
        """Take files in, and look at what they bring."""
        new = list(dict.fromkeys([*self.files, *files]))
        if new != self.files:
            self.files = new
            self._look()
        self._show_state()

    def clear(self) -> None:
        """Take all files out."""
        self.files = []
        if self._looking:
            self._looking.cancel()
        self._looking = self._report = None
        self._say("")
        self.table.show_report(None)
        self.conflicts.show_conflicts((), {})
        self._show_state()

    def finder(self) -> Finder:
        """Who finds out what the files bring, on a worker's thread."""
        files, decisions = list(self.files), dict(self.decisions)

        def find(project: Project, progress: Progress, cancelled: Callable[[], bool]) -> Found:
            return Found.of(
                preview_merge(project, files, decisions=decisions, progress=progress, cancelled=cancelled),
                project,
            )

        return find

    def wait(self) -> None:
        """Until the preview is there; for pictures and tests."""
        self._pool.waitForDone()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        self.add([Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()])

    def done(self, result: int) -> None:
        if self._looking:
            self._looking.cancel()
            self._looking = None  # what it still says is for nobody
        super().done(result)

    def _arrange(self) -> None:
        top = widgets.row(
            self.add_button,
            self.clear_button,
            None,
            self.summary,
        )
        margins = (GRID * 2, GRID * 2, GRID * 2, GRID * 2)
        layout = widgets.column(
            top,
            self.progress,
            self.hint,
            self.table,
            self.conflicts,
            self.message,
            self.buttons,
            gap=GRID,
            margins=margins,
        )
        for part, share in ((self.hint, 5), (self.table, 2), (self.conflicts, 3)):
            layout.setStretchFactor(part, share)
        self.setLayout(layout)

    def _look(self) -> None:
        """Find out beside the window what the files bring; an older look does not count any more."""
        if self._looking:
            self._looking.cancel()
        path, find = self._project, self.finder()

        def work(progress: Progress, cancelled: Callable[[], bool]) -> Found:
            with Project(path) as project:
                return find(project, progress, cancelled)

        # The dialog may be gone before the work has ended: the window keeps the job.
        self._report = None
        self._looking = job = Job(work, self.parentWidget())
        job.progressed.connect(lambda done, total: self._show_progress(job, done, total))
        job.done.connect(lambda found: self._show(job, found))
        job.failed.connect(lambda error: self._refuse(job, error))
        job.start(self._pool)

    def _show_progress(self, job: Job, done: int, total: int) -> None:
        if job is self._looking:
            self.progress.setRange(0, total)
            self.progress.setValue(done)

    def _show(self, job: Job, found: Found) -> None:
        if job is not self._looking:
            return
        report = found.report
        self._looking, self._report = None, report
        self._say("")
        self.table.show_report(report)
        self.conflicts.show_conflicts(report.conflicts, found.titles)
        self._show_state()
        if self.conflicts.undecided():
            self.conflicts.table.setFocus()

    def _refuse(self, job: Job, error: Exception) -> None:
        if not isinstance(error, UserError):
            raise error
        if job is self._looking:
            self._looking = None
            self._say(str(error))
            self.table.show_report(None)
            self.conflicts.show_conflicts((), {})
            self._show_state()

    def _say(self, sentence: str) -> None:
        self.message.setText(sentence)
        self.message.setVisible(bool(sentence))

    def _show_state(self) -> None:
        waiting = self.conflicts.undecided()
        self.hint.setVisible(not self.files)
        self.clear_button.setEnabled(bool(self.files))
        self.table.setVisible(bool(self.files))
        self.conflicts.setVisible(self.conflicts.count() > 0)
        self.progress.setVisible(self._looking is not None)
        if self._looking is not None:
            text = _("Reading…")
        elif waiting:
            text = (
                ngettext("{count} conflict to decide", "{count} conflicts to decide", waiting)
                if waiting > 1
                else _("1 conflict to decide")
            )
        else:
            text = _told(len(self.files))
        self.summary.setText(text)
        ready = self._report is not None and not waiting
        self.buttons.button(QDialogButtonBox.StandardButton.Ok).setEnabled(ready)

    def _choose(self) -> None:
        names, _kind = QFileDialog.getOpenFileNames(
            self, _("Merge"), str(self._project.parent), "annotator (*.annot);;* (*)"
        )
        self.add([Path(name) for name in names])


def _told(files: int) -> str:
    if files == 1:
        return _("1 file")
    return how_many.files(files) if files else ""
