"""Reads the marks of a layer for links beside the window: one reading at a time, of what has changed since the last."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, QThreadPool, QTimer, Signal

from annotator.domain.change import Step
from annotator.domain.document import Document
from annotator.domain.errors import UserError
from annotator.domain.schema import LabelSchema
from annotator.domain.setting import Setting
from annotator.domain.span import Relation, Span
from annotator.services.linking import LinkIndex, is_link_rejection, words_by
from annotator.services.no_collection import no_collection
from annotator.services.project import Project
from annotator.ui.desk import Desk
from annotator.ui.jobs import Job, Progress

SOON_MS = 300
LATER_MS = 1_000  # after a mark: a series of keys is read once, and none waits for it

MANY = 50  # reports

Work = Callable[[Project, LinkIndex, Progress, Callable[[], bool]], Any]


class Reader(QObject):
    """`work` is done in another thread, with a project of its own; `read` tells what it returned.

    What is asked for while it works is done next, and only the last of it.
    """

    read = Signal(object)
    progressed = Signal(int, int)
    failed = Signal(object)  # UserError

    def __init__(self, desk: Desk, pool: QThreadPool, parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk
        self._pool = pool
        self._index: LinkIndex | None = None
        self._changed: set[str] = set()
        self._everything = False
        self._job: Job | None = None
        self._wanted: tuple[str, Work] | None = None
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(SOON_MS)
        self._soon.timeout.connect(self._start)

    @property
    def busy(self) -> bool:
        return self._soon.isActive() or self._job is not None

    def ask(self, layer: str, work: Work, *, after: int = SOON_MS) -> None:
        """Do this with the marks of a layer, after some milliseconds; what is being done is dropped."""
        self._wanted = layer, work
        if self._job is not None:
            self._job.cancel()
        self._soon.start(after)

    def take(self, step: Step) -> bool:
        """Something was written; whether it concerns links."""
        changed = documents_of(step)
        if changed is None:
            self._everything = True
            return True
        self._changed |= changed
        return bool(changed) or any(
            isinstance(one.entity, Relation)
            or (isinstance(one.entity, Setting) and is_link_rejection(one.entity))
            for one in step.changes or ()
        )

    def stop(self) -> None:
        """Nothing that is still on its way will be heard of."""
        self._soon.stop()
        self._wanted = None
        if self._job is not None:
            self._job.cancel()
            self._job = None

    def _start(self) -> None:
        if self._job is not None or self._wanted is None:  # what runs ends soon and starts us then
            return
        layer, work = self._wanted
        self._wanted = None
        index = self._fresh(layer)
        path, annotator = self._desk.project.path, self._desk.project.annotator

        def run(progress: Progress, cancelled: Callable[[], bool]) -> Any:
            # A collection here would take away widgets that only the window's thread may touch.
            with no_collection(), Project(path, annotator) as project, project.store.snapshot():
                known = len(index.reports())
                found = work(project, index, progress, cancelled)
            # What stays for good need not be looked through by the window's next collection.
            with no_collection(lasting=len(index.reports()) > known + MANY):
                return found

        job = self._job = Job(run, self)
        job.progressed.connect(self.progressed)
        job.done.connect(lambda found: self._end(job, found, None))
        job.failed.connect(lambda error: self._end(job, None, error))
        job.start(self._pool)

    def _fresh(self, layer: str) -> LinkIndex:
        """The index, without what has changed since it was read."""
        if self._index is None or self._index.layer != layer:
            from annotator.paths import cache_dir
            from annotator.services.boundaries import Boundaries

            self._index = LinkIndex(layer, words_by(Boundaries(cache_dir())))
        self._index.drop(None if self._everything else self._changed)
        self._changed, self._everything = set(), False
        return self._index

    def _end(self, job: Job, found: Any, error: Exception | None) -> None:
        job.deleteLater()
        if job is not self._job:
            return
        self._job = None
        if self._wanted is not None:
            self._start()
        elif isinstance(error, UserError):
            self.failed.emit(error)
        elif error is not None:
            raise error
        elif found is not None:
            self.read.emit(found)


def documents_of(step: Step) -> set[str] | None:
    """The documents whose marks or texts a step has changed; None: it may be all."""
    if step.changes is None:
        return None
    found: set[str] = set()
    for change in step.changes:
        entity = change.entity
        if isinstance(entity, LabelSchema):
            return None
        if isinstance(entity, Span):
            found.add(entity.doc_id)
        elif isinstance(entity, Document):
            found.add(entity.id)
    return found
