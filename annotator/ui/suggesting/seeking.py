"""Beside the window, each with a project of its own: finding suggestions, and what is known of their engine."""

from collections.abc import Callable
from time import monotonic
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QThreadPool, QTimer, Signal

from annotator.domain.errors import UserError
from annotator.i18n import _
from annotator.services.no_collection import no_collection
from annotator.services.project import Project
from annotator.services.suggesting import engine, model_kept
from annotator.suggest.names import BUILT_IN, LEARNED
from annotator.text.words import Words
from annotator.ui.desk import Desk
from annotator.ui.jobs import Job
from annotator.ui.suggesting.offers import Found

if TYPE_CHECKING:
    from annotator.services.trust import Trust
    from annotator.suggest.reading import Cut

AT_ONCE_MS = 20  # the document is painted first
SOON_MS = 150  # somebody who leafs through documents wants no suggestions for each
LEAFING = 1.0  # seconds within which another search is wanted by somebody who leafs
LATER_MS = 1_500


class Seeking(QObject):
    """One search at a time; what comes too late for the document on the desk is dropped."""

    found = Signal(object)  # Found, of the document on the desk
    known = Signal(object)  # Trust
    failed = Signal(object)  # UserError

    def __init__(self, desk: Desk, pool: QThreadPool, words: Words, parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk
        self._pool = pool
        self._words = words
        self._engine = self._layer = ""
        self._turn = self._asked = 0
        self._last = 0.0
        self._job: Job | None = None
        self._waiting = QTimer(self)
        self._waiting.setSingleShot(True)
        self._waiting.timeout.connect(self._seek)

    @property
    def busy(self) -> bool:
        return self._waiting.isActive() or self._job is not None

    def seek(self, name: str, layer: str, *, later: bool = False) -> None:
        """Ask an engine for suggestions for the document on the desk, in a moment.

        `layer`: whose model is wanted; where there is none, the one that there is.
        """
        self._engine, self._layer = name, layer
        self._turn += 1
        last, self._last = self._last, monotonic()
        soon = SOON_MS if self._last - last < LEAFING else AT_ONCE_MS
        self._waiting.start(LATER_MS if later else soon)

    def ask_trust(self, name: str) -> None:
        """Find out how far the engine can be trusted."""
        self._asked += 1
        turn = self._asked
        words = self._words

        def work(project: Project) -> "Trust":
            from annotator.services.trust import trust

            return trust(project, name, words.words)

        job = self._job_with_project(work)
        job.done.connect(lambda known: self.known.emit(known) if turn == self._asked else None)
        job.failed.connect(self._refuse)
        job.start(self._pool)

    def stop(self) -> None:
        """Nothing that is still on its way will be heard of."""
        self._waiting.stop()
        self._turn += 1
        self._asked += 1

    # -- inside ------------------------------------------------------------------------------------

    def _seek(self) -> None:
        document = self._desk.document
        if document is None:
            return
        if self._job is not None:  # its answer is no longer wanted; ours comes when it has ended
            self._waiting.start(SOON_MS)
            return
        name, layer, turn, words = self._engine, self._layer, self._turn, self._words

        def work(project: Project) -> Found:
            learned = name == LEARNED
            cut = cut_of(words) if learned else words.words
            wanted = layer if learned and layer and model_kept(project, layer) else None
            by = engine(project, name, cut, layer=wanted)
            return Found(document, by.suggest(document, [], project.schema))

        job = self._job = self._job_with_project(work)
        job.done.connect(lambda found: self._take(turn, found))
        job.failed.connect(lambda error: self._fail(turn, error))
        job.start(self._pool)

    def _job_with_project(self, work: Callable[[Project], Any]) -> Job:
        path, annotator = self._desk.project.path, self._desk.project.annotator

        def run(_progress: object, _cancelled: object) -> Any:
            # A collection here would take away widgets that only the window's thread may touch.
            with no_collection(), Project(path, annotator) as project:
                return work(project)

        return Job(run, self)

    def _take(self, turn: int, found: Any) -> None:
        self._job = None
        if turn == self._turn:
            self.found.emit(found)

    def _fail(self, turn: int, error: Exception) -> None:
        self._job = None
        if turn == self._turn:
            self._refuse(error)

    def _refuse(self, error: Exception) -> None:
        if isinstance(error, UserError):
            self.failed.emit(error)
        elif self._engine in BUILT_IN:
            raise error
        else:  # whatever somebody else's engine does must not end in a report of our bugs
            sentence = _("the engine “{name}” has failed: {error}", name=self._engine, error=error)
            self.failed.emit(UserError(sentence))


def cut_of(words: Words) -> "Cut":
    """How words are found, once they are known: a model that sees other words than it was trained with errs.

    For another thread than the window's.
    """
    if not words.ready:  # the window has just opened
        words.load()
    return words.words
