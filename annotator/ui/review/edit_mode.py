"""Editing in place: the keys of the main window move boundaries and relabel, Enter confirms, Escape leaves."""

from PySide6.QtCore import QObject, Signal

from annotator.i18n import _
from annotator.services.cases import Case
from annotator.services.gold_rule import Draft
from annotator.ui.review.decider import Decider
from annotator.ui.review.editing import Editing, Words, begin_with
from annotator.ui.review.session import Session
from annotator.ui.review.text_pane import TextPane


class EditMode(QObject):
    """`editing` is there while somebody edits. Ends by itself when the case in focus becomes another."""

    changed = Signal()
    refused = Signal(str)

    def __init__(self, session: Session, decider: Decider, text: TextPane, words: Words) -> None:
        super().__init__(text)
        self._session, self._decider, self._text, self._words = session, decider, text, words
        self.editing: Editing | None = None
        self._case: Case | None = None
        session.shown.connect(self._follow)

    def begin(self) -> None:
        """Begin with what most layers have; of a case that is decided, with what is in gold."""
        case, document = self._session.current, self._session.document()
        if case is None or document is None or case.links or case.kind == "gone" or self._session.is_reading:
            return
        drafts = self._in_gold() or begin_with(self._session.versions(case))
        self._case = case
        self.editing = Editing(document.text, drafts, self._session.desk.project.schema, self._words)
        self.changed.emit()

    def move(self, edge: str, direction: int, by_word: bool) -> None:
        if self.editing is not None:
            self.editing.move(edge, direction, by_word=by_word)
            self.changed.emit()

    def label(self, name: str) -> None:
        """Relabel the current draft; with words selected in the text, make one of them."""
        if self.editing is None:
            return
        start, end = self._text.view.selection()
        if start < end:
            self.editing.add(start, end, name)
            self._text.view.set_caret(end)
        else:
            self.editing.relabel(name)
        self.changed.emit()

    def set_attribute(self, name: str, value: object) -> None:
        if self.editing is not None:
            self.editing.set_attribute(name, value)

    def choose(self, number: int) -> None:
        if self.editing is not None and number < len(self.editing.drafts):
            self.editing.at = number
            self.changed.emit()

    def step(self, direction: int) -> None:
        if self.editing is not None:
            self.editing.step(direction)
            self.changed.emit()

    def remove(self) -> None:
        if self.editing is not None:
            self.editing.remove()
            self.changed.emit()

    def confirm(self) -> None:
        """Decide the case by what is edited; refused, the edit goes on."""
        editing = self.editing
        if editing is None:
            return
        self.editing = None  # so that the next case, which comes at once, does not end it
        if self._decider.edit(editing.drafts):
            self.changed.emit()
        elif self._session.current is self._case:
            self.editing = editing
            self.changed.emit()

    def leave(self) -> None:
        if self.editing is not None:
            self.editing = None
            self.changed.emit()

    def _follow(self) -> None:
        current = self._session.current
        if self.editing is None or self._case is None:
            return
        if current is not None and current.fingerprint == self._case.fingerprint:
            self._case = current  # the same, though all may have been read anew
            self.changed.emit()
        else:
            self.leave()
            self.refused.emit(_("The case has changed meanwhile; the edit was dropped."))

    def _in_gold(self) -> tuple[Draft, ...]:
        case = self._session.current
        assert case is not None
        standing = self._session.standing(case)
        wanted = {
            each for verdict in (standing.verdict, *standing.earlier) if verdict for each in verdict.gold
        }
        spans = self._session.desk.project.spans(case.document, layer="gold") if wanted else ()
        return tuple(Draft(s.start, s.end, s.label, dict(s.attrs)) for s in spans if s.id in wanted)
