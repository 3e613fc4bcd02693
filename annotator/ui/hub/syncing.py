"""Syncs the open project with its hub on another thread, by hand or every few minutes, and knows how it stands."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from annotator.domain.errors import HubOffline, UserError
from annotator.i18n import _, ngettext
from annotator.services.project import Project
from annotator.ui.jobs import Job, Progress

if TYPE_CHECKING:
    from annotator.services.hub.meeting import SyncReport
    from annotator.services.hub.standing import Standing
    from annotator.services.merging import Decisions
    from annotator.ui.hub.dialog import HubDialog
    from annotator.ui.main_window import MainWindow

EVERY_MS = 5 * 60_000
BY_ITSELF = "hub.by_itself"  # the switch in the settings


@dataclass(frozen=True, slots=True)
class Came:
    """What a sync has come to, and the document that was taken before it."""

    report: "SyncReport"
    document: str | None = None


class HubSyncing(QObject):
    """Emits `changed` whenever the state is to be shown anew."""

    changed = Signal()

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        self._window = window
        self._job: Job | None = None
        self.failure = ""  # why the last sync did not come about
        self.offline = False
        self.percent = 0
        self._timer = QTimer(self, interval=EVERY_MS)
        self._timer.timeout.connect(self._by_itself)
        self._timer.start()
        window.desk.project_changed.connect(self.changed)

    @property
    def running(self) -> bool:
        return self._job is not None

    def standing(self) -> "Standing | None":
        """How it stands without asking the hub; None where the project has none."""
        from annotator.services.hub.standing import remembered
        from annotator.services.hub.state import hub_of

        project = self._window.desk.project
        state = hub_of(project)
        return None if state is None else remembered(project, state)

    def open(self) -> "HubDialog":
        """Show the dialog."""
        from annotator.ui.hub.dialog import HubDialog

        dialog = HubDialog(self, self._window)
        dialog.open()
        return dialog

    def sync(self) -> None:
        """Sync now; where there is no hub yet, ask for one."""
        if self.standing() is None:
            self.open()
        else:
            self.start()

    def start(
        self, *, decisions: "Decisions | None" = None, take_next: bool = False, quiet: bool = False
    ) -> None:
        """Sync on another thread, once at a time; `take_next` takes the next document first."""
        if self._job is not None or not self._window.desk.project.store.writable:
            return
        path, annotator = self._window.desk.project.path, self._window.desk.project.annotator

        def work(progress: Progress, cancelled: Callable[[], bool]) -> Came:
            from annotator.services.hub.joining import open_hub
            from annotator.services.hub.syncing import Sync

            with Project(path, annotator) as project, open_hub(project) as hub:
                document = hub.next() if take_next else None
                sync = Sync(project, hub, progress=progress, cancelled=cancelled)
                return Came(sync.sync(decisions=decisions), document)

        self.percent = 0
        self._job = job = Job(work, self)
        job.progressed.connect(self._progress)
        job.done.connect(lambda came: self._done(came, take_next))
        job.failed.connect(lambda error: self._failed(error, quiet))
        job.start(self._window.pool)
        self.changed.emit()

    def cancel(self) -> None:
        if self._job is not None:
            self._job.cancel()

    def decide(self) -> None:
        """Show what conflicts in the dialog of merging; what is decided there is synced."""
        from annotator.ui.hub.decide_dialog import DecideDialog

        window = self._window
        dialog = DecideDialog(window.desk.project, window.pool, window)
        dialog.accepted.connect(lambda: self.start(decisions=dict(dialog.decisions)))
        dialog.open()

    def joined(self, annotator: str) -> None:
        """The project has a hub now, where the person's layer bears this name."""
        self._window.settings.set_switch(BY_ITSELF, True)
        self._window.settings.annotator = annotator
        self._window.desk.set_annotator(annotator)
        self.start()

    def by_itself(self) -> bool:
        return self._window.settings.switch(BY_ITSELF)

    def set_by_itself(self, on: bool) -> None:
        self._window.settings.set_switch(BY_ITSELF, on)

    def stop(self) -> None:
        """The window closes."""
        self._timer.stop()
        self.cancel()

    def _by_itself(self) -> None:
        if self.by_itself() and self.standing() is not None:
            self.start(quiet=True)

    def _progress(self, done: int, total: int) -> None:
        self.percent = 100 * done // total if total else 0
        self.changed.emit()

    def _done(self, came: Came, took_next: bool) -> None:
        self._job, self.failure, self.offline = None, "", False
        window, report = self._window, came.report
        window.desk.poll()
        if report.layers or report.others:
            window.tasks.imported.emit()
            window.desk.said.emit(_came(report), False)
        if report.conflicts:
            window.desk.warned.emit(
                ngettext(
                    "{count} conflict waits for a decision.",
                    "{count} conflicts wait for a decision.",
                    len(report.conflicts),
                )
            )
        if report.refused:
            window.desk.warned.emit(report.refused[0])
        if took_next:
            self._show_next(came.document)
        self.changed.emit()

    def _show_next(self, document: str | None) -> None:
        if document is None:
            self._window.desk.said.emit(_("There is no document left for you."), False)
        elif self._window.desk.project.store.has_document(document):
            self._window.documents.open_document(document)

    def _failed(self, error: Exception, quiet: bool) -> None:
        from annotator.services.merging import MergeCancelled

        self._job = None
        if not isinstance(error, UserError):
            raise error
        self.offline = isinstance(error, HubOffline)
        self.failure = "" if isinstance(error, MergeCancelled) else str(error)
        self._window.desk.poll()
        if not quiet and not self.offline:
            self._window.desk.warned.emit(str(error))
        self.changed.emit()


def _came(report: "SyncReport") -> str:
    added = sum(tally.added for tally in report.layers.values())
    changed = sum(tally.changed for tally in report.layers.values())
    removed = sum(tally.removed for tally in report.layers.values())
    if not (added or changed or removed):
        return _("Synced: the others’ work is here.")
    return ngettext(
        "Synced: {count:,} new mark of others, {changed} changed, {removed} removed",
        "Synced: {count:,} new marks of others, {changed} changed, {removed} removed",
        added,
        changed=f"{changed:,}",
        removed=f"{removed:,}",
    )
