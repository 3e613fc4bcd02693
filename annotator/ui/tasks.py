"""What the file menu does, and other work that takes longer than a key press.

What reads and writes files is imported when it is first asked for: it would make every start a tenth slower.
"""

from collections.abc import Callable, Mapping
from copy import deepcopy
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QThreadPool, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from annotator.domain import how_many
from annotator.domain.change import Step
from annotator.domain.errors import Conflict, UserError
from annotator.domain.span import Span
from annotator.i18n import _, language, listed, ngettext
from annotator.services.project import Project, create_project, short
from annotator.store.file import daily_backup
from annotator.ui.clipboard import clipboard_file
from annotator.ui.desk import Desk
from annotator.ui.dialogs.occurrences import Found, Place, find_places
from annotator.ui.dialogs.occurrences_dialog import OccurrencesDialog
from annotator.ui.dialogs.report_dialog import ReportDialog
from annotator.ui.dialogs.work import WorkDialog
from annotator.ui.jobs import Cancelled as Stopped
from annotator.ui.jobs import Job, Progress
from annotator.ui.theme import tokens_for

if TYPE_CHECKING:
    from annotator.services.adoption import Plan
    from annotator.services.exporting import ExportReport
    from annotator.services.import_report import ImportReport
    from annotator.services.reading import TakenBack
    from annotator.ui.dialogs.export_request import ExportRequest

Cancelled = Callable[[], bool]
SUFFIX = ".annot"


class Tasks(QObject):
    """Dialogs and jobs of one window. Emits `open_wanted` with the path of another project."""

    open_wanted = Signal(object)
    imported = Signal()

    def __init__(self, desk: Desk, pool: QThreadPool, window: QWidget) -> None:
        super().__init__(window)
        self._desk = desk
        self._pool = pool
        self._window = window
        self._pasted: TemporaryDirectory[str] | None = None  # made when first needed, goes with the window

    def handlers(self) -> dict[str, Callable[[], object]]:
        """What the actions of the file menu do."""
        return {
            "file.new": self.new_project,
            "file.open": self.open_project,
            "file.import": self.import_files,
            "file.paste": self.paste,
            "file.export": self.export,
            "file.backup": self.backup,
            "file.check": self.check,
        }

    def new_project(self) -> None:
        name, _kind = QFileDialog.getSaveFileName(
            self._window, _("New project"), str(self._desk.project.path.parent), f"annotator (*{SUFFIX})"
        )
        if name:
            path = Path(name if name.endswith(SUFFIX) else name + SUFFIX)

            def make() -> None:
                create_project(path, actor=self._desk.project.annotator)
                self.open_wanted.emit(path)

            self._desk.attempt(make)

    def open_project(self) -> None:
        name, _kind = QFileDialog.getOpenFileName(
            self._window,
            _("Open project"),
            str(self._desk.project.path.parent),
            f"annotator (*{SUFFIX});;* (*)",
        )
        if name:
            self.open_wanted.emit(Path(name))

    def import_files(self, paths: list[Path] | None = None) -> None:
        """Let the person choose and look, then import beside the window."""
        from annotator.ui.dialogs.import_dialog import ImportDialog

        dialog = ImportDialog(paths or [], self._desk.project, self._pool, self._window)
        dialog.accepted.connect(
            lambda: self._import(
                dialog.chosen,
                dialog.text_column,
                dialog.layer_named,
                clean=dialog.clean,
                taken_back=dialog.cleaning.taken_back,
                plan=dialog.plan,
                named=dialog.named,
            )
        )
        dialog.open()

    def paste(self) -> None:
        """Import what was copied in a browser or a word processor, as if it were a file."""
        if self._pasted is None:
            self._pasted = TemporaryDirectory(prefix="annotator-")
        file = clipboard_file(Path(self._pasted.name))
        if file is None:
            self._desk.said.emit(_("There is no text on the clipboard."), False)
        else:
            self.import_files([file])

    def clean_up(self) -> None:
        """The window closes: what was pasted is in the project or not wanted."""
        if self._pasted is not None:
            self._pasted.cleanup()

    def export(self) -> None:
        """Let the person choose a format, layers and a place, then write beside the window."""
        from annotator.ui.dialogs.export_dialog import ExportDialog

        settings = self._window.settings  # type: ignore[attr-defined]
        recent = settings.recent_exports(self._desk.project.path)
        dialog = ExportDialog(self._desk.project, self._pool, self._window, recent)
        dialog.accepted.connect(lambda: self._export(dialog.request))
        dialog.open()

    def backup(self) -> None:
        project = self._desk.project.path
        name, _kind = QFileDialog.getSaveFileName(
            self._window,
            _("Back up project"),
            str(project.with_stem(project.stem + "-backup")),
            f"annotator (*{SUFFIX})",
        )
        if name:
            self.work(
                _("Back up project"),
                lambda project, _progress, _cancelled: project.store.backup(Path(name)),
                lambda _nothing: self._desk.said.emit(_("Backed up to {file}", file=name), False),
            )

    def check(self) -> None:
        """Prove that the log gives the tables and every quote is true."""

        def show(problems: list[str]) -> None:
            if problems:
                ReportDialog(
                    _("Check project"),
                    ngettext("{count} problem", "{count} problems", len(problems)),
                    problems,
                    self._window,
                ).open()
            else:
                self._desk.said.emit(_("The project is sound: log, tables and quotes agree."), False)

        self.work(
            _("Check project"), lambda project, progress, _cancelled: project.store.check(progress), show
        )

    def apply_all(self, span: Span) -> None:
        """Find the other places of a span's words in all documents, let the person tick, mark them in one step."""

        def find(project: Project, progress: Progress, cancelled: Cancelled) -> Found:
            return find_places(project, span, progress, cancelled)

        def offer(found: Found) -> None:
            if not found.places:
                self._desk.said.emit(_("These words are marked everywhere already."), False)
                return
            label = self._desk.project.schema.label(span.label).display(language())
            dialog = OccurrencesDialog(label, found.places, self._window, found.total)
            dialog.accepted.connect(lambda: self._mark_all(dialog.ticked(), span))
            dialog.open()

        self.work(_("Apply to all occurrences"), find, offer)

    def correct(self) -> None:
        """Let the person edit the text of the document and decide about the marks that this touches."""
        from annotator.ui.dialogs.revise_dialog import ReviseDialog, carries

        document = self._desk.document
        if document is None:
            return
        if not carries(document.text):
            self._desk.warned.emit(
                _("This text holds characters that an editor would change, so it cannot be corrected here.")
            )
            return
        view, settings = self._window.view, self._window.settings  # type: ignore[attr-defined]
        tokens = tokens_for(settings.theme)
        place = view.caret()
        dialog = ReviseDialog(self._desk.project, document, tokens, self._pool, self._window, position=place)

        def corrected() -> None:
            view.set_caret(place)
            view.ensure_visible(view.caret())
            self._desk.said.emit(_("Text corrected: {title}", title=short(document.title, 24)), True)

        dialog.accepted.connect(corrected)
        dialog.open()

    def edit_words(self) -> None:
        """Show the words that the project has for itself."""
        from annotator.ui.dialogs.words_dialog import WordsDialog

        WordsDialog(self._desk, self._window).open()

    def turn(self, kind: str, done: Callable[[Step], None]) -> None:
        """Undo or redo (`kind`), beside the window where that takes long; `done` hears of the step."""
        project = self._desk.project
        if self._desk.attempt(project.store.is_long, project.annotator, kind):
            self._turn_beside(kind, done)
            return
        step = self._desk.attempt(project.undo if kind == "undo" else project.redo)
        if step is not None:
            done(step)

    def daily_backup(self) -> None:
        """Today's backup, quietly, beside the window."""
        path = self._desk.project.path
        if self._desk.project.store.writable:
            kept = self._window.settings.backups_kept  # type: ignore[attr-defined]
            self._quiet(lambda _progress, _cancelled: daily_backup(path, kept))

    def _import(
        self,
        files: list[Path],
        column: str | None,
        layer: str | None,
        *,
        clean: bool = True,
        taken_back: "TakenBack | None" = None,
        plan: "Plan | None" = None,
        named: "Mapping[Path, str] | None" = None,
    ) -> None:
        from annotator.services.exchange import import_paths

        def work(project: Project, progress: Progress, cancelled: Cancelled) -> "ImportReport":
            return import_paths(
                project,
                files,
                layer=layer,
                own_layer=project.annotator,
                text_column=column,
                clean=clean,
                taken_back=taken_back,
                plan=plan,
                named=named,
                beside=True,
                progress=progress,
                cancelled=cancelled,
            )

        self.work(_("Import reports"), work, self._imported)

    def _imported(self, report: "ImportReport") -> None:
        from annotator.services.adoption_words import left_out_in_words

        sentence = _("{documents} imported, {skipped} skipped, {files} could not be read",
                     documents=how_many.documents(report.documents), skipped=len(report.skipped),
                     files=how_many.files(len(report.failed)))  # fmt: skip
        if report.marks_alone:
            added = ngettext(
                "{count:,} mark added from files of marks alone",
                "{count:,} marks added from files of marks alone",
                report.marks_alone,
            )
            sentence = listed((sentence, added), clauses=True)
        if report.made:
            sentence = listed(
                (sentence, _("new in the label schema: {names}", names=listed(report.made))), clauses=True
            )
        self.imported.emit()
        self._desk.said.emit(sentence, bool(report.imported))
        lines = [
            *(_("left out: {what}", what=what) for what in left_out_in_words(report.left_out)),
            *(sentence for _file, sentence in report.failed),
            *(f"{file}: {why}" for file, why in report.skipped),
        ]
        if lines:
            ReportDialog(_("Import reports"), sentence, [str(line) for line in lines], self._window).open()

    def _export(self, request: "ExportRequest") -> None:
        from annotator.formats import KINDS
        from annotator.services.exporting import export

        def work(project: Project, progress: Progress, cancelled: Cancelled) -> "ExportReport":
            return export(
                project,
                request.path,
                format=request.format,
                recipe=request.recipe,
                options=request.options,
                beside=True,
                progress=progress,
                cancelled=cancelled,
            )

        def show(report: "ExportReport") -> None:
            sentence = _("{documents} with {marks} written to {file}", documents=how_many.documents(report.documents),
                         marks=how_many.marks(report.spans), file=request.path)  # fmt: skip
            settings = self._window.settings  # type: ignore[attr-defined]
            settings.add_recent_export(self._desk.project.path, request.as_dict())
            self._desk.said.emit(sentence, False)
            lines = [
                _("{what}: {count} lost", count=f"{number:,}", what=_(KINDS[kind]))
                for kind, number in report.losses.counts().items()
            ]
            if lines:
                ReportDialog(_("Export"), sentence, lines, self._window).open()

        self.work(_("Export"), work, show)

    def _mark_all(self, places: list[Place], span: Span) -> None:
        spots = [(place.document, place.start, place.end) for place in places]
        made = self._desk.attempt(self._desk.project.annotate_many, spots, span.label)
        if made is not None:
            self._desk.said.emit(
                ngettext("{count} place marked", "{count} places marked", len(made)), bool(made)
            )

    def _turn_beside(self, kind: str, done: Callable[[Step], None]) -> None:
        passed = deepcopy(self._desk.project.store.passed)

        def work(project: Project, progress: Progress, cancelled: Cancelled) -> Step | Conflict:
            def heard(ready: int, total: int) -> None:
                if cancelled():
                    raise Stopped(_("Stopped; nothing was changed."))
                progress(ready, total)

            project.store.passed = passed
            try:
                return project.undo(heard) if kind == "undo" else project.redo(heard)
            except Conflict as error:  # an answer too: the next one passes over this step
                return error

        def show(answer: Step | Conflict) -> None:
            self._desk.project.store.passed = passed
            if isinstance(answer, Conflict):
                self._desk.warned.emit(str(answer))
            else:
                done(answer)

        self.work(_("Undo") if kind == "undo" else _("Redo"), work, show)

    def work(
        self, title: str, work: Callable[[Project, Progress, Cancelled], Any], done: Callable[[Any], None]
    ) -> None:
        """Run with a project of its own on another thread, behind a dialog with progress and stop."""
        path, annotator = self._desk.project.path, self._desk.project.annotator

        def run(progress: Progress, cancelled: Cancelled) -> Any:
            with Project(path, annotator) as project:
                return work(project, progress, cancelled)

        dialog = WorkDialog(title, run, self._pool, self._window)

        def finish(result: Any) -> None:
            self._desk.poll()
            done(result)

        dialog.done_with.connect(finish)
        dialog.failed.connect(self._failed)
        dialog.open()

    def _quiet(self, work: Callable[[Progress, Cancelled], Any]) -> None:
        job = Job(work, self)
        job.failed.connect(self._failed)
        job.start(self._pool)

    def _failed(self, error: Exception) -> None:
        if not isinstance(error, UserError):
            raise error
        self._desk.warned.emit(str(error))
