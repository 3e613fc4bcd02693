"""From the project's listeners to one Qt signal, and an eye on what other programs write."""

from PySide6.QtCore import QObject, QTimer, Signal

from annotator.domain.change import Step
from annotator.domain.errors import UserError
from annotator.services.project import Project

POLL_MS = 700


class Bridge(QObject):
    """Emits `changed` once a step: ours when it is written, others' within a second."""

    changed = Signal(object)  # Step
    failed = Signal(object)  # UserError, when the project cannot be read any more

    def __init__(self, project: Project, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._project = project
        self._unsubscribe = project.subscribe(self._tell)
        self._timer = QTimer(self, interval=POLL_MS)
        self._timer.timeout.connect(self.poll)
        self._timer.start()

    def poll(self) -> None:
        try:
            self._project.poll()
        except UserError as error:
            self._timer.stop()
            self.failed.emit(error)

    def close(self) -> None:
        self._timer.stop()
        self._unsubscribe()

    def _tell(self, step: Step) -> None:
        self.changed.emit(step)
