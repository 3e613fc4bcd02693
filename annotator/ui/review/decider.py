"""What a key decides: from the case in focus and a choice to one step of the project, and on to the next case."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QThreadPool, Signal
from PySide6.QtWidgets import QWidget

from annotator.domain.errors import UserError
from annotator.i18n import N_, _, ngettext
from annotator.services.cases import Case
from annotator.services.gold_rule import Draft
from annotator.ui.dialogs.work import WorkDialog
from annotator.ui.review import reading
from annotator.ui.review.batch_dialog import BatchDialog
from annotator.ui.review.mixing import mixed
from annotator.ui.review.session import Said, Session
from annotator.ui.review.versions import Version, can_take_all, differing
from annotator.ui.review.wording import joined, quoted

if TYPE_CHECKING:
    from annotator.services.review import Review

_READING = N_("All cases are being read anew; decide again in a moment.")
LIST_FIRST = 12  # more alike than this are listed and ticked before they are decided
BESIDE = 300  # more than this are decided on another thread


class Decider(QObject):
    """Writes through the review. `said` is what goes with the next decision; `picked` attribute → version number."""

    done = Signal(str)  # a sentence about what was decided
    refused = Signal(str)
    picked_changed = Signal()
    said_changed = Signal()

    def __init__(self, session: Session, pool: QThreadPool, window: QWidget) -> None:
        super().__init__(window)
        self.session = session
        self.said = Said()
        self.keep_reason = False
        self.all_alike = False
        self.picked: dict[str, int] = {}
        self._pool = pool
        self._window = window
        self._last: Case | None = None
        self._picked_in: Case | None = None
        session.shown.connect(self._forget)

    # -- the choices -------------------------------------------------------------------------------

    def take(self, number: int, *, alike: bool = False) -> None:
        """Take the version with this number, from 0; where there is no such version, nothing happens."""
        case, versions = self._here()
        if case is None or not 0 <= number < len(versions):
            return
        if case.kind == "gone":
            self.keep()
            return
        version = versions[number]
        mix = mixed(version, versions, self.picked)
        sentence = _("Taken from {names}: {quote}", names=joined(version.names), quote=_of(case))
        if mix.drafts is not None:
            self._edit(case, mix.drafts, sentence)
            return
        options = {"taken": list(version.layers), "attributes_from": mix.attributes_from}
        self._decide(case, "take", options, sentence, alike)

    def both(self, *, alike: bool = False) -> None:
        """Take what all have."""
        case, versions = self._here()
        if case is None or case.kind == "gone":
            return
        if case.links or not can_take_all(versions, self.session.desk.project.schema):
            self.refused.emit(
                _("These versions exclude each other, so not all of them can be in gold; take one, or edit.")
            )
            return
        layers = [layer for version in versions for layer in version.layers]
        self._decide(case, "both", {"taken": layers}, _("All taken: {quote}", quote=_of(case)), alike)

    def neither(self, *, alike: bool = False) -> None:
        """Nobody is right: nothing of this goes into gold."""
        case, _versions = self._here()
        if case is not None:
            self._decide(case, "neither", {}, _("Nobody is right: {quote}", quote=_of(case)), alike)

    def edit(self, drafts: Sequence[Draft]) -> bool:
        """The reviewer's own spans; whether they could be written."""
        case = self.session.current
        return case is not None and self._edit(case, drafts, _("Edited: {quote}", quote=_of(case)))

    def keep(self) -> None:
        """Let the earlier decision of a case that is open again stand."""
        case, _versions = self._here()
        if case is not None:
            self._write(case, lambda review: review.confirm(case), _("Kept: {quote}", quote=_of(case)))

    def reopen(self) -> None:
        """Take back what stands for the case; it stays in focus."""
        case, _versions = self._here()
        review = self.session.review
        if case is None or review is None:
            return
        try:
            review.reopen(case)
        except UserError as error:
            self.refused.emit(str(error))
            return
        self.session.catch_up()
        self.done.emit(_("Open again: {quote}", quote=_of(case)))

    def skip(self) -> None:
        """Leave the case for later, or take it up again."""
        case, _versions = self._here()
        review = self.session.review
        if case is not None and review is not None:
            row = self.session.row
            skipped = self.session.standing(case).state != "skipped"
            review.skip(case, skipped)
            self.session.touch(case.document)
            if skipped:
                self.session.advance(row)
            else:
                self.session.relist()

    def example(self) -> None:
        """Take the case in focus, if it is decided, or the last one that was, into the guideline."""
        from annotator.services.after_review import example_from

        for case in (self.session.current, self._last):
            verdict = self.session.standing(case).verdict if case is not None else None
            if case is not None and verdict is not None:
                try:
                    example_from(self.session.desk.project, case, verdict)
                except UserError as error:
                    self.refused.emit(str(error))
                    return
                self.done.emit(_("An example in the guideline now: {quote}", quote=_of(case)))
                return
        self.refused.emit(_("Decide the case first; then it can be an example."))

    # -- what goes with it -------------------------------------------------------------------------

    def next_attributes(self) -> None:
        """Attributes from the first version that differs, from the next, …, from each its own again."""
        case, versions = self._here()
        names = differing(versions)
        if case is None or not names:
            self.refused.emit(_("The attributes do not differ here."))
            return
        saying = [at for at, version in enumerate(versions) if not version.is_empty]
        at = self.picked.get(names[0], -1)
        following = next((each for each in saying if each > at), -1)
        self.picked = dict.fromkeys(names, following) if following >= 0 else {}
        self._picked_in = case
        self.picked_changed.emit()

    def pick(self, name: str, number: int) -> None:
        """An attribute from one version, whichever is taken; picked again, no more."""
        if self.picked.get(name) == number:
            del self.picked[name]
        else:
            self.picked[name] = number
        self._picked_in = self.session.current
        self.picked_changed.emit()

    def say(self, **what: str) -> None:
        """Change what goes with the next decision: reason, note, confidence."""
        for name, value in what.items():
            setattr(self.said, name, value)
        self.said_changed.emit()

    # -- inside ------------------------------------------------------------------------------------

    def _here(self) -> tuple[Case | None, list[Version]]:
        case = self.session.current
        if case is None or self.session.review is None or self.session.is_reading:
            return None, []
        return case, self.session.versions(case)

    def _decide(self, case: Case, choice: str, options: dict[str, Any], sentence: str, alike: bool) -> None:
        told = {**options, **vars(self.said)}
        others = self.session.alike(case) if alike or self.all_alike else [case]
        if len(others) == 1:
            self._write(case, lambda review: review.decide(case, choice, **told), sentence)
        elif len(others) <= LIST_FIRST:
            self._decide_all(case, others, choice, told)
        else:
            dialog = BatchDialog(self.session, others, sentence, self._window)
            dialog.accepted.connect(lambda: self._decide_all(case, dialog.ticked(), choice, told))
            dialog.open()

    def _decide_all(self, case: Case, cases: list[Case], choice: str, told: dict[str, Any]) -> None:
        if not cases:
            return
        sentence = ngettext("{count} case decided alike", "{count} cases decided alike", len(cases))
        if len(cases) <= BESIDE:
            self._write(case, lambda review: review.decide_all(cases, choice, **told), sentence)
            return
        project, review = self.session.desk.project, self.session.review
        if review is None:
            self.refused.emit(_(_READING))
            return
        work = reading.decide_all(project.path, project.annotator, review.empty(), cases, choice, told)
        dialog = WorkDialog(_("Decide alike"), work, self._pool, self._window)
        dialog.done_with.connect(lambda _step: self._batch_done(case, sentence))
        dialog.failed.connect(self._failed)
        dialog.open()

    def _batch_done(self, case: Case, sentence: str) -> None:
        self.session.desk.poll()
        self._after(case, 0, sentence)

    def _edit(self, case: Case, drafts: Sequence[Draft], sentence: str) -> bool:
        told = vars(self.said)
        return self._write(
            case, lambda review: review.decide(case, "edit", spans=list(drafts), **told), sentence
        )

    def _write(self, case: Case, write: "Callable[[Review], object]", sentence: str) -> bool:
        review, row = self.session.review, self.session.row
        if review is None:
            self.refused.emit(_(_READING))
            return False
        try:
            write(review)
        except UserError as error:
            self.session.catch_up()
            self.refused.emit(str(error))
            return False
        self._after(case, row, sentence)
        return True

    def _after(self, case: Case, row: int, sentence: str) -> None:
        self._last = case
        if not self.keep_reason:
            self.said.reason = ""
        self.said = Said(self.said.reason)
        self.said_changed.emit()
        self.session.advance(row)
        self.done.emit(sentence)

    def _failed(self, error: Exception) -> None:
        if not isinstance(error, UserError):
            raise error
        self.refused.emit(str(error))

    def _forget(self) -> None:
        if self.picked and self._picked_in is not self.session.current:
            self.picked = {}
            self.picked_changed.emit()


def _of(case: Case) -> str:
    span = next((span for span in case.spans), None)
    return quoted(span.text) if span else ""
