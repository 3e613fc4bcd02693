"""What an export would lose, found out beside the window and shown as a few lines."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QThreadPool, QTimer
from PySide6.QtWidgets import QLabel

from annotator.formats import KINDS, Losses, WriteOptions
from annotator.i18n import _
from annotator.services.project import Project
from annotator.ui.jobs import Job, Progress

if TYPE_CHECKING:
    from annotator.domain.errors import AnnotatorError

PAUSE = 120  # milliseconds without another choice before the look begins


class LossesLabel(QLabel):
    """Looks through the project as the export would, anew for every choice; an older look does not count."""

    def __init__(self, project: Project, pool: QThreadPool) -> None:
        super().__init__()
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        self.setAccessibleName(_("What will be lost"))
        self._path, self._annotator = project.path, project.annotator
        self._pool = pool
        self._job: Job | None = None
        self._wanted: tuple[str, Sequence[str] | None, WriteOptions] | None = None
        self._pause = QTimer(self, singleShot=True, interval=PAUSE)
        self._pause.timeout.connect(self._look)

    def look(self, name: str, layers: Sequence[str] | None, options: WriteOptions) -> None:
        """Find out, in a moment; what was being found out before is stopped."""
        self.stop()
        self.setText(_("looking…"))
        self._wanted = (name, layers, options)
        self._pause.start()

    def stop(self) -> None:
        """Whatever is still being found out is not wanted any more."""
        self._pause.stop()
        if self._job is not None:
            self._job.cancel()
            self._job = None

    def _look(self) -> None:
        if self._wanted is None:
            return
        (name, layers, options), path, annotator = self._wanted, self._path, self._annotator

        def work(_progress: Progress, cancelled: Callable[[], bool]) -> Losses:
            from annotator.services.exporting import losses_of_export

            with Project(path, annotator) as project:
                return losses_of_export(
                    project, format=name, layers=layers, options=options, cancelled=cancelled
                )

        # The dialog may be gone before the work has ended: the window keeps the job.
        window = self.window().parentWidget() if self.window() is not self else None
        self._job = job = Job(work, window)
        job.done.connect(lambda losses: self._show(job, losses))
        job.failed.connect(lambda error: self._fail(job, error))
        for end in (job.done, job.failed):
            end.connect(job.deleteLater)
        job.start(self._pool)

    def _show(self, job: Job, losses: Losses) -> None:
        if job is self._job:
            self._job = None
            lines = [
                _("{kind} dropped: {count} ({what})", kind=kind, count=number, what=_(KINDS[kind]))
                for kind, number in losses.counts().items()
            ]
            self.setText("\n".join(lines) or _("Nothing: this format carries all that there is."))

    def _fail(self, job: Job, error: "AnnotatorError") -> None:
        if job is self._job:
            self._job = None
            self.setText(str(error))
