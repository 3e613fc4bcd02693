"""Counts beside the window: states first, then everything, then what is changed; and looks up what is behind a number."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QThreadPool, QTimer, Signal

from annotator.domain.change import Step
from annotator.services.project import Project
from annotator.ui.desk import Desk
from annotator.ui.jobs import Progress, with_project
from annotator.ui.latest import Latest

if TYPE_CHECKING:
    from annotator.services.overview.corpus import Corpus
    from annotator.services.overview.listing import Listing
    from annotator.services.overview.overview import Overview
    from annotator.services.overview.progress import Progress as States
    from annotator.services.overview.scope import Scope

Cancelled = Callable[[], bool]
QUIET_MS = 500  # after a change, so that a series of marks is counted once


class Counting(QObject):
    """One thing at a time; what is asked for later takes the place of what was asked for before."""

    started = Signal()
    progressed = Signal(int, int)
    begun = Signal(object)  # the states, before anything else is there
    counted = Signal(object)  # Overview
    listed = Signal(object)  # Listing
    failed = Signal(object)  # UserError

    def __init__(self, desk: Desk, pool: QThreadPool, parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk
        self._work = Latest(pool, self)
        self._work.progressed.connect(self.progressed)
        self._search = Latest(pool, self)
        self._corpus: Corpus | None = None
        self._scope: Scope | None = None
        self._touched: set[str] = set()
        self._pending: set[str] = set()  # touched, and not yet counted
        self._everything = False  # must be read anew
        self._quiet = QTimer(self)
        self._quiet.setSingleShot(True)
        self._quiet.setInterval(QUIET_MS)
        self._quiet.timeout.connect(self._catch_up)

    @property
    def busy(self) -> bool:
        return self._work.busy or self._search.busy or self._quiet.isActive()

    def count(self, scope: "Scope") -> None:
        """Count what a scope says; of a project that has been read and has not changed since nothing is read again."""
        self._scope = scope
        self._work.drop()
        if self._corpus is None or self._everything:
            self._begin(scope)
        else:
            self._count_again(scope)

    def take(self, step: Step) -> None:
        """Something was written: count it in a moment."""
        self.note(step)
        if self._scope is not None:
            self._quiet.start()

    def note(self, step: Step) -> None:
        """Something was written: remember it for the next time that is counted."""
        from annotator.services.overview.overview import touched

        documents = touched(step)
        if documents is None:
            self._everything = True
        else:
            self._touched |= documents

    def look_behind(self, overview: "Overview", about: Mapping[str, Any], title: str) -> None:
        """Find the marks or documents behind a number."""

        def work(project: Project, _progress: Progress, _cancelled: Cancelled) -> "Listing":
            from annotator.services.overview.listing import listing

            return listing(project, overview.scoped, about, title)

        self._search.do(with_project(self._desk.project, work), self.listed.emit, self.failed.emit)

    def stop(self) -> None:
        """The window goes: whatever runs ends soon."""
        self._quiet.stop()
        self._work.drop()
        self._search.drop()

    # -- inside ------------------------------------------------------------------------------------

    def _begin(self, scope: "Scope") -> None:
        """States, if they are those of all documents; then everything."""
        self.started.emit()
        first = self._corpus is None and scope.issuers is None and scope.years is None
        self._corpus, self._everything = None, False
        self._touched, self._pending = set(), set()
        if not first:
            self._read(scope)
            return

        def work(project: Project, _progress: Progress, _cancelled: Cancelled) -> "States":
            from annotator.services.overview.overview import early_progress

            return early_progress(project)

        def show(states: "States") -> None:
            self.begun.emit(states)
            self._read(scope)

        self._start(work, show)

    def _read(self, scope: "Scope") -> None:
        def work(project: Project, progress: Progress, cancelled: Cancelled) -> Any:
            from annotator.services.overview.corpus import Corpus
            from annotator.services.overview.overview import overview

            corpus = Corpus(project, progress=progress, cancelled=cancelled)
            return corpus, overview(project, corpus, scope, cancelled)

        self._start(work, self._take)

    def _count_again(self, scope: "Scope") -> None:
        """With the marks of the documents touched read anew."""
        corpus = self._corpus
        documents = self._pending = self._pending | self._touched
        self._touched = set()
        assert corpus is not None

        def work(project: Project, _progress: Progress, cancelled: Cancelled) -> Any:
            from annotator.services.overview.overview import overview

            fresh = corpus.refreshed(project, documents)
            return fresh, overview(project, fresh, scope, cancelled)

        def take(found: Any) -> None:
            self._pending = set()
            self._take(found)

        self._start(work, take)

    def _take(self, found: Any) -> None:
        self._corpus, overview = found
        self.counted.emit(overview)

    def _catch_up(self) -> None:
        if self._scope is None:
            return
        if self._work.busy and not self._everything:
            self._quiet.start()  # what is being counted is shown first
            return
        self.count(self._scope)

    def _start(
        self, work: Callable[[Project, Progress, Cancelled], Any], done: Callable[[Any], None]
    ) -> None:
        self._work.do(with_project(self._desk.project, work), done, self.failed.emit)
