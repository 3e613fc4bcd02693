"""Computes agreement beside the window, and keeps it fresh while somebody works on the project."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QThreadPool, QTimer, Signal

from annotator.domain.change import Step
from annotator.domain.errors import UserError
from annotator.services.project import Project
from annotator.ui.desk import Desk
from annotator.ui.jobs import Progress, with_project
from annotator.ui.latest import Latest

if TYPE_CHECKING:
    from annotator.services.agreeing import Agreeing, Scope
    from annotator.services.agreement_details import Details

Cancelled = Callable[[], bool]
MANY_DOCUMENTS = 50  # whose words may not have been found yet
QUIET_MS = 300  # after a change, so that a series of marks is measured once
PAUSE_MS = 1_500  # before the details of a big project are computed again: somebody is at work


class Measuring(QObject):
    """One thing at a time, but for gamma, which takes long and has its own job."""

    started = Signal()
    progressed = Signal(int, int)
    measured = Signal(object)  # Agreeing, whenever its report is new
    detailed = Signal(object)  # Details, of the report that came last
    gamma_found = Signal(object)  # Gamma, or None when it was stopped
    gamma_progressed = Signal(int, int)
    failed = Signal(object)  # UserError

    def __init__(self, desk: Desk, pool: QThreadPool, parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk
        self._work = Latest(pool, self)
        self._work.progressed.connect(self.progressed)
        self._gamma = Latest(pool, self)
        self._gamma.progressed.connect(self.gamma_progressed)
        self._agreed: Agreeing | None = None
        self._scope: Scope | None = None
        self._touched: set[str] = set()
        self._everything = False  # must be read anew
        self._refreshing = False  # what is shown is being changed, by a job that must not be dropped
        self._quiet = QTimer(self)
        self._quiet.setSingleShot(True)
        self._quiet.setInterval(QUIET_MS)
        self._quiet.timeout.connect(self._catch_up)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self._detail)

    @property
    def busy(self) -> bool:
        return self._work.busy or self._quiet.isActive() or self._pause.isActive()

    @property
    def computing_gamma(self) -> bool:
        return self._gamma.busy

    def measure(self, scope: "Scope") -> None:
        """Read everything and measure it; what was being measured is dropped."""
        self._scope = scope
        self._drop()
        self.stop_gamma()
        self._touched.clear()
        self._everything = False

        self.started.emit()
        self._read(scope, characters_only=self._desk.project.store.document_count() > MANY_DOCUMENTS)

    def take(self, step: Step) -> None:
        """Something was written."""
        from annotator.services.agreeing import touched

        documents = touched(step)
        if documents is None:
            self._everything = True
        else:
            self._touched |= documents
        if (self._everything or self._touched) and self._scope is not None:
            self._quiet.start()

    def compute_gamma(self) -> None:
        agreed = self._agreed
        if agreed is None or self._gamma.busy:
            return
        self._gamma.do(
            lambda progress, cancelled: agreed.gamma(progress=progress, cancelled=cancelled),
            self.gamma_found.emit,
            lambda _error: self.gamma_found.emit(None),
        )

    def stop_gamma(self) -> None:
        if self._gamma.drop():
            self.gamma_found.emit(None)

    def stop(self) -> None:
        """The window goes: whatever runs ends soon."""
        self._quiet.stop()
        self._drop()
        self.stop_gamma()

    # -- inside ------------------------------------------------------------------------------------

    def _read(self, scope: "Scope", *, characters_only: bool = False) -> None:
        """Read the project; with `characters_only` what takes no time, so that there is something to see."""

        def work(project: Project, progress: Progress, cancelled: Cancelled) -> "Agreeing":
            from annotator.services.agreeing import Agreeing
            from annotator.services.boundaries import LEVELS

            levels = () if characters_only else LEVELS
            return Agreeing(project, scope, levels=levels, progress=progress, cancelled=cancelled)

        self._start(work, self._take_agreed)

    def _start(
        self, work: Callable[[Project, Progress, Cancelled], Any], done: Callable[[Any], None]
    ) -> None:
        def end(result: Any) -> None:
            self._refreshing = False
            done(result)

        self._work.do(with_project(self._desk.project, work), end, self._refuse)

    def _refuse(self, error: UserError) -> None:
        from annotator.services.agreeing import Outdated

        self._refreshing = False
        if isinstance(error, Outdated):
            self._everything = True
            self._quiet.start()
        else:
            self.failed.emit(error)

    def _take_agreed(self, agreed: "Agreeing") -> None:
        self._agreed = agreed
        self.measured.emit(agreed)
        if self._touched or self._everything:
            self._quiet.start()
        elif agreed.report.documents and not agreed.levels:
            self._read(agreed.scope)
        elif agreed.report.documents:
            self._detail()

    def _take_refreshed(self, agreed: "Agreeing") -> None:
        """Show what is new, and the rest when nobody has written anything for a while."""
        if self._touched or self._everything or not agreed.levels or not agreed.report.documents:
            self._take_agreed(agreed)
            return
        self.measured.emit(agreed)
        many = self._desk.project.store.document_count() > MANY_DOCUMENTS
        self._pause.start(PAUSE_MS if many else 0)

    def _detail(self) -> None:
        agreed = self._agreed
        assert agreed is not None

        def work(project: Project, _progress: Progress, cancelled: Cancelled) -> "Details":
            return agreed.details(project, cancelled)

        self._start(work, self.detailed.emit)

    def _catch_up(self) -> None:
        """Measure what has changed since."""
        agreed, scope = self._agreed, self._scope
        if scope is None:
            return
        if self._everything or agreed is None:
            self.measure(scope)
            return
        if self._refreshing:
            self._quiet.start()
            return
        documents, self._touched = self._touched, set()
        self._drop()
        self.stop_gamma()
        self._refreshing = True

        def work(project: Project, _progress: Progress, _cancelled: Cancelled) -> "Agreeing":
            agreed.refresh(project, documents)
            return agreed

        self._start(work, self._take_refreshed)

    def _drop(self) -> None:
        self._pause.stop()
        self._refreshing = False
        self._work.drop()
