"""One piece of work at a time: what is asked for takes the place of what is under way."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, QThreadPool, QTimer, Signal

from annotator.domain.errors import UserError
from annotator.ui.jobs import Job, Work


class Latest(QObject):
    """Of work that was dropped nothing is heard again, neither its progress nor its end."""

    progressed = Signal(int, int)  # done, total (0: unknown)

    def __init__(self, pool: QThreadPool, parent: QObject) -> None:
        super().__init__(parent)
        self._pool = pool
        self._job: Job | None = None

    @property
    def busy(self) -> bool:
        return self._job is not None

    def do(
        self,
        work: Work,
        done: Callable[[Any], object],
        refused: Callable[[UserError], object],
        *,
        after_ms: int = 0,
    ) -> None:
        """Work on another thread, begun after some milliseconds, then `done(result)` or `refused(error)` on this one.

        An error that is no UserError is raised here.
        """
        self.drop()
        job = self._job = Job(work, self)
        job.progressed.connect(lambda so_far, total: self._tell(job, so_far, total))
        job.done.connect(lambda result: self._end(job, done, result))
        job.failed.connect(lambda error: self._fail(job, refused, error))
        if after_ms:
            QTimer.singleShot(after_ms, job, lambda: job.start(self._pool))
        else:
            job.start(self._pool)

    def drop(self) -> bool:
        """Give up what is under way; whether anything was."""
        job, self._job = self._job, None
        if job is not None:
            job.cancel()
        return job is not None

    def _tell(self, job: Job, so_far: int, total: int) -> None:
        if job is self._job:
            self.progressed.emit(so_far, total)

    def _end(self, job: Job, then: Callable[[Any], object], what: Any) -> None:
        job.deleteLater()
        if job is self._job:
            self._job = None
            then(what)

    def _fail(self, job: Job, refused: Callable[[UserError], object], error: Exception) -> None:
        if isinstance(error, UserError):
            self._end(job, refused, error)
            return
        wanted = job is self._job
        self._end(job, lambda _error: None, error)
        if wanted:
            raise error
