"""From the project's listeners to one Qt signal, and an eye on what other programs write."""

from PySide6.QtCore import QObject, QTimer, Signal

from annotator.domain.change import Step
from annotator.domain.errors import UserError
from annotator.services.project import Project

POLL_MS = 700
SLOWEST_MS = 12_000  # while the project cannot be read


class Bridge(QObject):
    """Emits `changed` once a step: ours when it is written, others' within a second."""

    changed = Signal(object)  # Step
    failed = Signal(object)  # UserError, once for as long as the project cannot be read for the same reason

    def __init__(self, project: Project, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._project = project
        self._failure = ""  # what was said last, as long as it is so
        self._unsubscribe = project.subscribe(self._tell)
        self._timer = QTimer(self, interval=POLL_MS)
        self._timer.timeout.connect(self.poll)
        self._timer.start()

    def poll(self) -> None:
        """Look now. When that fails it is said once and tried again, ever more seldom."""
        try:
            self._project.poll()
        except UserError as error:
            self._timer.setInterval(min(self._timer.interval() * 2, SLOWEST_MS))
            said, self._failure = self._failure, str(error)
            if said != self._failure:
                self.failed.emit(error)
        else:
            if self._failure:
                self._failure = ""
                self._timer.setInterval(POLL_MS)

    def close(self) -> None:
        self._timer.stop()
        self._unsubscribe()

    def _tell(self, step: Step) -> None:
        self.changed.emit(step)
