"""Long work beside the window: plain data in, plain data out, progress and cancel; errors come back as objects."""

from collections.abc import Callable
from contextlib import suppress
from typing import Any

from PySide6.QtCore import QObject, QRunnable, QThreadPool, Signal

from annotator.domain.errors import UserError
from annotator.services.no_collection import no_collection
from annotator.services.project import Project

Progress = Callable[[int, int], None]
Work = Callable[[Progress, Callable[[], bool]], Any]
"""`work(progress, cancelled)`: `progress(done, total)` is told, `cancelled()` asked now and then."""


def pool_of(owner: QObject) -> QThreadPool:
    """Threads that end with their owner, which waits for what they do. Qt would do so with Python's lock in its hands
    where whoever lets events be handled has not let go of it: work that needs the lock would never end then.
    """
    before = QObject(owner)  # goes before the pool, as what is made first does
    pool = QThreadPool(owner)
    before.destroyed.connect(lambda: pool.waitForDone())
    return pool


def with_project(project: Project, work: Callable[[Project, Progress, Callable[[], bool]], Any]) -> Work:
    """`work(project, progress, cancelled)` with a project of its own, as another thread must have."""
    path, annotator = project.path, project.annotator

    def run(progress: Progress, cancelled: Callable[[], bool]) -> Any:
        # A collection here would take away widgets that only the window's thread may touch.
        with Project(path, annotator) as own, no_collection():
            return work(own, progress, cancelled)

    return run


class Cancelled(UserError):
    """The person stopped the work; nothing was written."""


class Job(QObject):
    """Work on another thread. `work(progress, cancelled)` must not touch widgets or this thread's Project."""

    progressed = Signal(int, int)  # done, total (0: unknown)
    done = Signal(object)
    failed = Signal(object)  # the exception

    def __init__(self, work: Work, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._work = work
        self._cancelled = False

    def start(self, pool: QThreadPool) -> None:
        pool.start(_Runner(self))

    def cancel(self) -> None:
        """Ask the work to stop; it answers with `failed(Cancelled)` when it has."""
        self._cancelled = True

    def run(self) -> None:
        try:
            result = self._work(self.progressed.emit, lambda: self._cancelled)
        except Exception as error:
            self._tell(self.failed, error)
        else:
            self._tell(self.done, result)

    def _tell(self, signal: Any, value: object) -> None:
        with suppress(RuntimeError):  # the window is gone, and this object with it
            signal.emit(value)


class _Runner(QRunnable):
    def __init__(self, job: Job) -> None:
        super().__init__()
        self._job = job

    def run(self) -> None:
        self._job.run()
