"""Looking through the documents beside the window, in turns: what is known is shown while the rest is looked at."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QThreadPool, Signal

from annotator.domain.errors import UserError
from annotator.i18n import _
from annotator.paths import cache_dir
from annotator.services.project import Project
from annotator.text.words import Words
from annotator.ui.desk import Desk
from annotator.ui.jobs import Cancelled, Progress, with_project
from annotator.ui.latest import Latest

if TYPE_CHECKING:
    from annotator.services.doubtful_passages import Passage

FIRST_TURN, LONGEST_TURN = 3.0, 30.0  # seconds
QUIET = 0.7  # seconds after a key in which no further document is begun: whoever types has the machine


@dataclass(frozen=True)
class Seen:
    """What a turn has found: reasons by key of the document, in order; documents looked at, and all there are."""

    by: str
    reasons: dict[int, str]
    open: Sequence[int]
    """Keys of those that are to be done, the first one next."""

    seen: int
    passages: Sequence["Passage"] = ()


class Looking(QObject):
    """One order at a time, turn by turn until every document was looked at."""

    found = Signal(object)  # Seen
    progressed = Signal(int, int)
    ended = Signal()  # all was looked at, it failed, or was stopped
    failed = Signal(object)  # UserError

    def __init__(self, desk: Desk, pool: QThreadPool, words: Words, parent: QObject) -> None:
        super().__init__(parent)
        self._desk, self._words = desk, words
        self._work = Latest(pool, self)
        self._work.progressed.connect(self.progressed)
        self._last_key = 0.0
        self._passages = False

    @property
    def busy(self) -> bool:
        return self._work.busy

    def look(self, by: str, *, passages: bool = False) -> None:
        """Begin anew; what was under way is dropped, but what it found is kept in the project."""
        self._passages = passages
        self._turn(by, FIRST_TURN)

    def stir(self) -> None:
        """A key was pressed."""
        self._last_key = time.monotonic()

    def stop(self) -> None:
        """Leave it at what is known."""
        if self._work.drop():
            self.ended.emit()

    def _turn(self, by: str, seconds: float) -> None:
        words, passages = self._words, self._passages

        def work(project: Project, progress: Progress, cancelled: Callable[[], bool]) -> Seen:
            def pause() -> None:
                while not cancelled() and time.monotonic() - self._last_key < QUIET:
                    time.sleep(0.05)
                if cancelled():
                    raise Cancelled(_("stopped"))

            return seen_by(project, by, words, _Bounds(seconds, progress, pause), passages=passages)

        own = with_project(self._desk.project, work)
        self._work.do(own, lambda seen: self._take(seen, seconds), self._refuse)

    def _take(self, seen: Seen, seconds: float) -> None:
        if seen.seen < len(seen.open):
            self._turn(seen.by, min(seconds * 2, LONGEST_TURN))
            self.found.emit(seen)
        else:
            self.found.emit(seen)
            self.ended.emit()

    def _refuse(self, error: UserError) -> None:
        self.ended.emit()
        self.failed.emit(error)


@dataclass(frozen=True)
class _Bounds:
    seconds: float
    progress: Progress
    pause: Callable[[], None]


def seen_by(project: Project, by: str, words: Words, bounds: _Bounds, *, passages: bool) -> Seen:
    """A turn, on another thread."""
    from annotator.services.boundaries import Boundaries
    from annotator.services.doubtful_passages import doubtful_passages
    from annotator.services.findings import Look
    from annotator.services.next_up import rank, words_of
    from annotator.store import Filter
    from annotator.ui.suggesting.seeking import cut_of

    look = replace(Look(), seconds=bounds.seconds, progress=bounds.progress, pause=bounds.pause)
    ranking = rank(project, by, cut_of(words), words_of(Boundaries(cache_dir())), look=look)
    with project.store.snapshot():
        keys = dict(
            zip(
                project.store.document_digests(),
                project.store.document_keys(project.annotator, Filter()),
                strict=True,
            )
        )
    there = [one for one in ranking.documents if one.id in keys]  # some may have gone meanwhile
    found = doubtful_passages(project, ranking.findings) if passages else ()
    reasons = {keys[one.id]: one.reason.text for one in there}
    return Seen(by, reasons, list(reasons), len(there) - sum(one.value is None for one in there), found)
