"""What the label window does with marks: look at them, ask what becomes of them, change them beside the window."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, QThreadPool, Signal
from PySide6.QtWidgets import QWidget

from annotator.domain import colour
from annotator.domain.errors import UserError
from annotator.domain.schema_draft import draft_of
from annotator.domain.schema_migration import LONGEST, Migration
from annotator.i18n import _
from annotator.services import schema_change
from annotator.services.project import Project
from annotator.services.schema_change import Effects
from annotator.services.schema_versions import versions
from annotator.ui.desk import Desk
from annotator.ui.dialogs.work import WorkDialog
from annotator.ui.jobs import Job
from annotator.ui.schema.effects_dialog import EffectsDialog
from annotator.ui.schema.fate_dialogs import DeleteDialog, MergeDialog
from annotator.ui.schema.session import DraftSession
from annotator.ui.schema.split_dialog import MOST, Marked, SplitDialog
from annotator.ui.schema.swatch import GROUNDS

Work = Callable[[Project, Any, Callable[[], bool]], Any]


class SchemaTasks(QObject):
    """Emits `versions_read` with a list of Version, and what is to be said: `said` (whether it can be undone), `warned`."""

    versions_read = Signal(list)
    said = Signal(str, bool)
    warned = Signal(str)

    def __init__(self, desk: Desk, pool: QThreadPool, session: DraftSession, window: QWidget) -> None:
        super().__init__(window)
        self._desk, self._pool, self._session, self._window = desk, pool, session, window

    def save(self) -> None:
        """Show what it would do, and do it when the person wants that."""
        if self._session.grave:
            return
        migration = self._session.draft.migration()

        def look(project: Project, progress: Any, cancelled: Callable[[], bool]) -> Effects:
            return schema_change.preview(
                project, migration, clashes=LONGEST, progress=progress, cancelled=cancelled
            )

        self._work(_("Looking at the marks"), look, lambda effects: self._ask(effects, migration))

    def give(self) -> None:
        """A label for marks whose label is unknown."""
        name = self._session.unknown[0]
        dialog = DeleteDialog(self._session, self._window, name)
        dialog.accepted.connect(lambda: self._session.put(self._session.draft.given(name, dialog.to)))
        dialog.open()

    def merge(self) -> None:
        dialog = MergeDialog(self._session, self._window)
        uid = self._session.uid
        dialog.accepted.connect(
            lambda: self._session.put(self._session.draft.merged(uid, dialog.into), uid=dialog.into)
        )
        dialog.open()

    def delete(self) -> None:
        uid = self._session.uid
        if not self._session.counts.get(self._session.label.origin):
            self._session.put(self._session.draft.removed(uid, None))
            return
        dialog = DeleteDialog(self._session, self._window)
        dialog.accepted.connect(lambda: self._session.put(self._session.draft.removed(uid, dialog.to)))
        dialog.open()

    def split(self) -> None:
        origin = self._session.label.origin

        def look(project: Project, _progress: Any, _cancelled: Any) -> Marked:
            return Marked(
                schema_change.attribute_values(project, origin),
                schema_change.spans_of_label(project, origin, MOST),
            )

        def ask(marked: Marked) -> None:
            dialog = SplitDialog(self._session, marked, self._window)
            dialog.accepted.connect(lambda: self._session.put(dialog.draft))
            dialog.open()

        self._work(_("Looking at the marks"), look, ask)

    def read(self) -> None:
        """How many marks each label has, and the versions, beside the window."""
        path = self._desk.project.path

        def read(_progress: Any, _cancelled: Any) -> tuple[Any, Any]:
            colour.distinct(1, *GROUNDS)  # what it computes is kept, so that a new label comes at once
            with Project(path, "reader") as project:
                return schema_change.label_counts(project), versions(project)

        job = Job(read, self)
        job.done.connect(self._take)
        job.failed.connect(self._failed)
        job.start(self._pool)

    def _take(self, found: tuple[Any, Any]) -> None:
        counts, told_ = found
        self._session.set_counts(counts)
        self.versions_read.emit(told_)

    def _ask(self, effects: Effects, migration: Migration) -> None:
        dialog = EffectsDialog(effects, migration, self._desk.project.annotator, self._window)

        def go() -> None:
            clashes = dialog.clashes

            def write(project: Project, progress: Any, cancelled: Callable[[], bool]) -> Any:
                return schema_change.apply(
                    project, migration, clashes=clashes, progress=progress, cancelled=cancelled
                )

            self._work(_("Saving the labels"), write, self._saved)

        dialog.accepted.connect(go)
        dialog.open()

    def _saved(self, _done: object) -> None:
        self._desk.poll()
        self._session.start(draft_of(self._desk.project.schema))
        number = self._desk.project.schema.version
        self.said.emit(_("Saved: version {number} of the labels.", number=number), True)

    def _work(self, title: str, work: Work, done: Callable[[Any], None]) -> None:
        """With a project of its own on another thread, behind a dialog with progress and stop."""
        path, annotator = self._desk.project.path, self._desk.project.annotator

        def run(progress: Any, cancelled: Callable[[], bool]) -> Any:
            with Project(path, annotator) as project:
                return work(project, progress, cancelled)

        dialog = WorkDialog(title, run, self._pool, self._window)
        dialog.done_with.connect(done)
        dialog.failed.connect(self._failed)
        dialog.open()

    def _failed(self, error: Exception) -> None:
        if not isinstance(error, UserError):
            raise error
        self.warned.emit(str(error))
