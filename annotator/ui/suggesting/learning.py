"""Training the model beside the window: when asked, and again as marks come in."""

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QThreadPool, QTimer, Signal

from annotator.domain.change import Step
from annotator.domain.errors import UserError
from annotator.domain.span import Span
from annotator.i18n import _
from annotator.services.no_collection import no_collection
from annotator.services.project import Project
from annotator.text.words import Words
from annotator.ui.desk import Desk
from annotator.ui.jobs import Cancelled, Job, Progress
from annotator.ui.suggesting.seeking import cut_of

if TYPE_CHECKING:
    from annotator.suggest.learned import Facts

QUIET_MS = 20_000  # without a key: nobody is at work
WORTH_IT = 10  # marks that have changed since the last training


class Learning(QObject):
    """Knows the facts of the model that is kept for a layer; trains one at a time."""

    started = Signal()
    progressed = Signal(int, int)
    trained = Signal()
    ended = Signal()  # trained, failed or stopped
    facts_known = Signal()
    failed = Signal(object)  # UserError

    def __init__(self, desk: Desk, pool: QThreadPool, words: Words, parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk
        self._pool = pool
        self._words = words
        self._job: Job | None = None
        self._changed = self._counted = 0
        self._unasked = False  # what runs was started by nobody, and gives way to whoever is at work
        self.facts: Facts | None = None
        self.again = False  # whether to train anew as marks come in
        self._quiet = QTimer(self)
        self._quiet.setSingleShot(True)
        self._quiet.setInterval(QUIET_MS)
        self._quiet.timeout.connect(self._train_again)
        desk.project_changed.connect(self._hear)

    @property
    def busy(self) -> bool:
        return self._job is not None

    def train(self, layer: str, *, unasked: bool = False) -> None:
        """Train on a layer and keep the model. `unasked`: it ends when a key is pressed, and begins anew later."""
        if self._job is not None:
            return
        self._unasked, self._counted = unasked, self._changed
        words = self._words

        def work(project: Project, progress: Progress, cancelled: Any) -> "Facts":
            from annotator.services.training import train_model

            def tell(done: int, total: int) -> None:
                if cancelled():
                    raise Cancelled(_("training was stopped; the model is what it was"))
                progress(done, total)

            return train_model(project, layer, cut_of(words), tell).facts

        job = self._job = self._with_project(work)
        job.progressed.connect(self.progressed)
        job.done.connect(self._take)
        job.failed.connect(self._fail)
        job.start(self._pool)
        self.started.emit()

    def look_up(self, layer: str) -> None:
        """Find out what model there is: of this layer or, where there is none, of the annotator's own or of gold."""

        def work(project: Project, _progress: Progress, _cancelled: Any) -> "Facts | None":
            from annotator.services.suggesting import model_kept

            model = (model_kept(project, layer) if layer else None) or model_kept(project)
            return model.facts if model else None

        job = self._with_project(work)
        job.done.connect(self._know)
        job.failed.connect(self._fail)
        job.start(self._pool)

    def forget(self) -> None:
        """Another annotator sits here, whose model is another."""
        self.facts = None

    def keep_quiet(self) -> None:
        """A key was pressed: not now."""
        if self._job is not None and self._unasked:
            self._job.cancel()
            self._quiet.start()
        elif self._quiet.isActive():
            self._quiet.start()

    def stop(self) -> None:
        self._quiet.stop()
        if self._job is not None:
            self._job.cancel()

    # -- inside ------------------------------------------------------------------------------------

    def _with_project(self, work: Any) -> Job:
        path, annotator = self._desk.project.path, self._desk.project.annotator

        def run(progress: Progress, cancelled: Any) -> Any:
            # A collection here would take away widgets that only the window's thread may touch.
            with no_collection(), Project(path, annotator) as project:
                return work(project, progress, cancelled)

        return Job(run, self)

    def _hear(self, step: Step) -> None:
        if self.facts is None or not self.again or step.changes is None:
            return
        layer = self.facts.layer
        changed = sum(isinstance(c.entity, Span) and c.entity.layer == layer for c in step.changes)
        if changed:
            self._changed += changed
            self._quiet.start()

    def _train_again(self) -> None:
        if self.again and self.facts is not None and self._changed >= WORTH_IT:
            self.train(self.facts.layer, unasked=True)

    def _take(self, facts: "Facts") -> None:
        self._job = None
        self._changed -= self._counted
        self.facts = facts
        self.ended.emit()
        self.facts_known.emit()
        self.trained.emit()

    def _know(self, facts: "Facts | None") -> None:
        self.facts = facts
        self.facts_known.emit()

    def _fail(self, error: Exception) -> None:
        self._job = None
        self.ended.emit()
        if not isinstance(error, UserError):
            raise error
        if not isinstance(error, Cancelled):
            self.failed.emit(error)
