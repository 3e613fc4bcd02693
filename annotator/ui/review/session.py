"""The state that all parts of the review window share: the cases that fit, the one in focus, what is said with it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from time import monotonic
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QThreadPool, QTimer, Signal

from annotator.domain.change import Step
from annotator.domain.document import Document
from annotator.domain.errors import NotFound, UserError
from annotator.domain.verdict import Verdict
from annotator.services.blind import blind_order
from annotator.services.cases import Case
from annotator.services.gold_rule import GoldRule
from annotator.services.standing import Standing
from annotator.ui.desk import Desk
from annotator.ui.jobs import Cancelled
from annotator.ui.latest import Latest
from annotator.ui.review import reading, tally
from annotator.ui.review.versions import Version, differ, versions_of

if TYPE_CHECKING:
    from annotator.services.review import Review

Filters = Mapping[str, str | Sequence[str]]
TURN_SECONDS = 0.006  # of counting, before somebody else has their turn
PAINTED_MS = 40  # before reading begins: a thread that imports much holds up a window that is being painted
MOST = 50  # documents that are read again in this thread; more of them in another
EVERY = ("open", "reopened", "skipped", "decided")


@dataclass
class Said:
    """What goes with a decision."""

    reason: str = ""
    note: str = ""
    confidence: str = ""


class Session(QObject):
    """Reads the cases beside the window, keeps them true, and knows which one is looked at."""

    reading_changed = Signal()  # reading has begun, gone on, or ended
    listed = Signal()  # other cases fit, or they stand otherwise
    shown = Signal()  # another case is in focus, or the same with something else known of it
    counted = Signal(object)  # Tally

    def __init__(self, desk: Desk, pool: QThreadPool, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.review: Review | None = None
        self.titles: dict[str, str] = {}
        self.filters: dict[str, tuple[str, ...]] = {"state": tally.TO_DO}
        self.between: tuple[str, ...] = ()  # only cases in which these layers differ
        self.layers: tuple[str, ...] | None = None
        self.unfinished = False
        self.blind = False
        self.cases: list[Case] = []
        self.current: Case | None = None
        self.progress: tuple[int, int] | None = None
        self.trouble = ""
        self._reading = Latest(pool, self)
        self._reading.progressed.connect(self._progress)
        self._aside: Review | None = None  # while all is read anew for it
        self._heard: set[str] | None = None  # documents that changed while all was being read; None: too many
        self._counts = tally.Counts()
        self._counting: Iterator[tally.Tally | None] | None = None
        self._touched: set[str] | None = None  # documents of steps since the list was made; None: any
        self._listed: tuple[Filters, tuple[str, ...]] | None = None  # the filters that the list was made with
        self._soon = _timer(self, self.catch_up)
        self._turns = _timer(self, self._count_on)
        desk.project_changed.connect(self._hear)

    # -- reading -----------------------------------------------------------------------------------

    @property
    def is_reading(self) -> bool:
        return self._reading.busy

    @property
    def is_counting(self) -> bool:
        return self._counting is not None

    def read(self) -> None:
        """Read all cases beside the window; what is shown stays until they are there."""
        self.stop()
        project = self.desk.project
        self._heard, self.progress, self.trouble = set(), None, ""
        work = reading.read(project.path, project.annotator, self.layers, self.unfinished)
        self._reading.do(work, self._take_in, self._refuse, after_ms=PAINTED_MS)
        self.reading_changed.emit()

    def set_unfinished(self, unfinished: bool) -> None:
        """Whether documents count that a layer has not finished; all is read anew where that changes."""
        if unfinished != self.unfinished:
            self.unfinished = unfinished
            self._read_anew()

    def stop(self) -> None:
        """Drop what is being read."""
        if self._reading.drop():
            self.reading_changed.emit()

    def close(self) -> None:
        self.stop()
        for timer in (self._soon, self._turns):
            timer.stop()
        for review in (self.review, self._aside):
            if review is not None:
                review.close()
        self.review = self._aside = None
        self.cases, self.current = [], None

    # -- which cases -------------------------------------------------------------------------------

    def set_filters(self, filters: Filters) -> None:
        """Show what fits; the case in focus stays if it does.

        The names are those of the queue's facets, each with a value or several; `layers` are some that differ.
        """
        wanted = {
            facet: (values,) if isinstance(values, str) else tuple(values)
            for facet, values in filters.items()
            if values
        }
        between = wanted.pop("layers", self.between)
        self.between = self._unless_all(between)
        self.filters = {"state": EVERY, **wanted}
        self.relist()

    def relist(self, row: int = -1, fitting: list[Case] | None = None) -> None:
        """Find anew what fits; where the case in focus does no more, the one at `row` or the first comes."""
        if self.review is None:
            return
        self._soon.stop()
        self.cases = self._fitting(self.review) if fitting is None else fitting
        if self.row < 0:
            self.current = self._heir() or self._todo_from(max(0, row))
        self.listed.emit()
        self.shown.emit()
        self._counting = self._counts.count(self.review.book.sheets, self.filters, self.rule(), self.between)
        self._turns.start()

    def go(self, case: Case | None) -> None:
        if case is not self.current:
            self.current = case
            self.shown.emit()

    def step(self, direction: int) -> None:
        """To the next (1) or previous (-1) case of the list."""
        if self.cases:
            row = self.row
            at = (row + direction) % len(self.cases) if row >= 0 else 0 if direction > 0 else -1
            self.go(self.cases[at])

    def advance(self, row: int) -> None:
        """After a decision on what was at `row`: the list anew, and the next case that waits for one."""
        if self.review is None:
            return
        decided, self.current = self.current, None
        self.cases = self._fitting(self.review)
        stays = row < len(self.cases) and self.cases[row] is decided
        self.current = self._todo_from(row + stays)
        self.relist(fitting=self.cases)

    @property
    def row(self) -> int:
        return self.cases.index(self.current) if self.current in self.cases else -1

    def find(self, document: str, start: int, end: int, label: str = "") -> Case | None:
        """The case at a place, of a label if there is one of it."""
        if self.review is None or document not in self.review.book.sheets:
            return None
        here = [
            case
            for case in self.review.book.sheets[document].cases
            if case.start < end and start < case.end and case.kind != "agreed"
        ]
        return next((case for case in here if label in case.labels), here[0] if here else None)

    def rule(self) -> GoldRule:
        """The project's rule; the strictest where its setting makes no sense."""
        try:
            return self.review.rule if self.review else GoldRule()
        except UserError:
            return GoldRule()

    # -- the case in focus -------------------------------------------------------------------------

    def standing(self, case: Case) -> Standing:
        """As it stands; of a case that is no more, and while all is read anew, that nothing is known."""
        try:
            return self.review.standing(case) if self.review else Standing("open")
        except NotFound:
            return Standing("open")

    def order(self, case: Case) -> list[tuple[str, str]]:
        """The layers with the names to show them under; in blind review shuffled, and nameless."""
        layers = self.review.layers if self.review else tuple(case.candidates)
        return blind_order(layers, case) if self.blind else [(layer, layer) for layer in layers]

    def versions(self, case: Case) -> list[Version]:
        return versions_of(case, self.order(case))

    def alike(self, case: Case) -> list[Case]:
        """The undecided cases like this one, itself first."""
        if self.review is None or self.size(case) == 1:
            return [case]
        others = [other for other in self.review.like(case) if other is not case]
        return [case, *others]

    def size(self, case: Case) -> int:
        """How many cases are alike, decided ones too."""
        return self.review.queue.size(case) if self.review else 1

    def document(self) -> Document | None:
        if self.current is None:
            return None
        try:
            return self.desk.project.document(self.current.document)
        except UserError:
            return None

    def title(self, document: str) -> str:
        return self.titles.get(document) or document

    # -- hearing of steps --------------------------------------------------------------------------

    def catch_up(self) -> None:
        """Take in what was announced; the review itself has heard of it already."""
        self._soon.stop()
        if self.review is None:
            return
        if self.review.stale or self.review.pending > MOST:
            self._read_anew()
        else:
            self.relist(self.row)

    def touch(self, document: str) -> None:
        """The cases of a document stand otherwise without a step: one is skipped."""
        if self._touched is not None:
            self._touched.add(document)

    def show_step(self, step: Step) -> None:
        """Go to the case that a step was about, where it is listed: somebody has taken its decision back."""
        self.catch_up()
        for change in step.changes or ():
            entity = change.entity
            if isinstance(entity, Verdict) and entity.choice != "agreed":
                case = self.find(entity.doc_id, entity.start, entity.end, entity.label)
                if case is not None and case in self.cases:
                    self.go(case)
                    return

    def _hear(self, step: Step) -> None:
        if self._reading.busy and self._heard is not None:
            touched = _documents(step)
            self._heard = None if touched is None else self._heard | touched
        if self.review is not None:
            touched = _documents(step)
            if touched is None or len(touched) > MOST:
                self._read_anew()
            else:
                self._touched = None if self._touched is None else self._touched | touched
                self._soon.start()

    def _read_anew(self) -> None:
        """So much has changed that a thread must read it: until then nobody asks the review."""
        self._aside, self.review = self.review or self._aside, None
        self._touched = None
        self.read()

    def _take_in(self, found: reading.Found) -> None:
        from annotator.services.casebook import reread
        from annotator.services.review import Review

        if self._heard is None or len(self._heard) > MOST:
            self.read()  # others are writing: what was read is old already
            return
        self.titles = found.titles
        for document in self._heard & found.queue.book.sheets.keys():
            reread(self.desk.project, found.queue.book, document)
            found.queue.refresh(document)
        known = self._aside or self.review
        self._aside = None
        if known is not None:
            known.reload(found.queue)
        self.review = known or Review(
            self.desk.project, found.queue, layers=self.layers, unfinished=self.unfinished
        )
        self.between = self._unless_all(self.between)
        self._touched = None
        self.reading_changed.emit()
        self.relist()

    def _progress(self, done: int, total: int) -> None:
        self.progress = (done, total)
        self.reading_changed.emit()

    def _refuse(self, error: UserError) -> None:
        self.trouble = "" if isinstance(error, Cancelled) else str(error)
        self.reading_changed.emit()

    def _unless_all(self, between: tuple[str, ...]) -> tuple[str, ...]:
        """Of all layers some always differ in a case: no filter then."""
        return () if self.review is not None and set(between) >= set(self.review.layers) else between

    def _fitting(self, review: "Review") -> list[Case]:
        """What fits now. Where only a few documents have changed, and nothing new fits, the others are not asked."""
        touched, before, self._touched = self._touched, self._listed, set()
        self._listed = (dict(self.filters), self.between)
        if before == self._listed and touched is not None:
            fitting = self._of_documents(review, touched)
            kept = [case for case in self.cases if case.document not in touched or case in fitting]
            if sum(case.document in touched for case in kept) == len(fitting):
                return kept
        found = review.cases(**self.filters)
        return [case for case in found if differ(case, self.between)] if self.between else found

    def _of_documents(self, review: "Review", documents: set[str]) -> set[Case]:
        """The cases of some documents that fit."""
        sheets = review.book.sheets
        return {
            case
            for document in documents & sheets.keys()
            for case, standing in zip(sheets[document].cases, sheets[document].standings, strict=True)
            if tally.fits(case, standing, self.filters, self.between)
        }

    def _heir(self) -> Case | None:
        """Of a case that an edit has changed: what is there now, if it fits."""
        old = self.current
        if old is None:
            return None
        now = self.find(old.document, old.start, old.end, old.label)
        return now if now is not None and now in self.cases else None

    def _todo_from(self, row: int) -> Case | None:
        """The first case from `row` on, round and round, that nobody has decided; skipped ones last."""
        if not self.cases:
            return None
        row = min(row, len(self.cases))
        in_order = self.cases[row:] + self.cases[:row]
        for states in (("open", "reopened"), ("skipped",)):
            if found := next((case for case in in_order if self.standing(case).state in states), None):
                return found
        return in_order[0]

    def _count_on(self) -> None:
        """A few milliseconds of counting."""
        until = monotonic() + TURN_SECONDS
        while self._counting is not None and monotonic() < until:
            if (whole := next(self._counting)) is not None:
                self._counting = None
                self.counted.emit(whole)
        if self._counting is not None:
            self._turns.start()


def _documents(step: Step) -> set[str] | None:
    """The documents that a step is about; None where it cannot be told in detail."""
    if step.changes is None:
        return None
    found = set()
    for change in step.changes:
        entity: Any = change.entity
        found.add(entity.id if isinstance(entity, Document) else getattr(entity, "doc_id", ""))
    return found


def _timer(parent: QObject, act: Callable[[], None]) -> QTimer:
    timer = QTimer(parent)
    timer.setSingleShot(True)
    timer.setInterval(0)
    timer.timeout.connect(act)
    return timer
