"""Links proposed in one window: found beside it, shown for the current mark, answered by one key each."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from annotator.domain.change import Change, Step
from annotator.domain.setting import Setting
from annotator.domain.span import Relation, Span
from annotator.i18n import _, ngettext
from annotator.services.linking import accept, is_link_rejection, key_of_rejection, reject
from annotator.services.project import short
from annotator.suggest.links.proposal import QUANTIFIES, Key, LinkProposal
from annotator.ui import theme
from annotator.ui.linking.offered import Offered, seek
from annotator.ui.linking.opening import AnswersOpening
from annotator.ui.linking.proposals_pane import ProposalsPane
from annotator.ui.linking.reader import LATER_MS, SOON_MS, Reader

if TYPE_CHECKING:
    from annotator.ui.main_window import MainWindow


INSIDE = 0.9
"""The score of a metric that stands in what it quantifies. No other kind of proposal is right so surely."""


class Linking(QObject):
    """Every answer is one step, which undo takes back; then it is the current proposal again.

    Nothing is sought or shown while suggestions are hidden.
    """

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        self._window = window
        desk = self._desk = window.desk
        self.overview = AnswersOpening(window)
        self.reader = Reader(desk, window.pool, self)
        self.pane = ProposalsPane()
        self.offered = Offered()
        self._at = 0  # which of the current mark's proposals is the current one
        self._mark = ""
        self._again: Key | None = None  # what is to be the current one when it is there
        self._visible = window.suggesting.visible
        layout = window.details_pane.layout()
        assert layout is not None
        layout.addWidget(self.pane)
        desk.document_opened.connect(self._open)
        desk.spans_reloaded.connect(lambda: self._seek())
        desk.project_changed.connect(self._hear)
        desk.settled.connect(self.refresh)
        window.suggesting.offers.changed.connect(lambda _gone, _come: self._look())
        self.reader.read.connect(self._take)
        self.reader.failed.connect(lambda error: desk.warned.emit(str(error)))
        self.pane.go_to.connect(self._go_to)
        self.pane.accepted.connect(self.accept)
        self.pane.rejected.connect(self.reject)

    # -- what the window asks ----------------------------------------------------------------------

    def handlers(self) -> dict[str, Callable[[], object]]:
        return {
            "suggest.accept_link": self.accept,
            "suggest.accept_links": self.accept_nested,
            "suggest.reject_link": self.reject,
            "suggest.next_link": partial(self.walk, 1),
            "suggest.previous_link": partial(self.walk, -1),
            "suggest.follow_link": self.follow,
            "view.links": self.overview.open,
        }

    @property
    def current(self) -> LinkProposal | None:
        """The proposal that keys speak of: one of the current mark's."""
        mark = self._desk.current
        proposals = self.offered.of(mark.id) if mark else ()
        return proposals[self._at_of(mark)] if mark and proposals else None

    def refresh(self) -> None:
        """Show what is proposed for the current mark."""
        mark = self._desk.current
        actions = self._window.actions_
        keys = (actions[f"suggest.{name}_link"].shortcut().toString() for name in ("accept", "reject"))
        self.pane.set_keys(*keys)
        at = self._at_of(mark) if mark else 0
        self.pane.show_proposals(mark, self.offered, at, self._desk.project.schema)
        self.pane.set_writable(self._desk.project.store.writable)

    def set_tokens(self, tokens: theme.Tokens) -> None:
        self.overview.set_tokens(tokens)

    def stop(self) -> None:
        self.reader.stop()
        self.overview.stop()

    # -- what the keys do --------------------------------------------------------------------------

    def accept(self) -> None:
        """Make the current proposal a link, and go on to the next."""
        one = self._current_or_word()
        if one is not None and self._desk.did(accept, self._desk.project, [one]):
            head, tail = short(one.head.text), short(one.tail.text)
            self._after(one, _("Linked: {head} → {tail}", head=head, tail=tail))

    def accept_nested(self) -> None:
        """Link all metrics of this report to the mark that each stands in, in one step."""
        chosen = [one for one in self.offered.all() if one.type == QUANTIFIES and one.score >= INSIDE]
        if not chosen:
            self._desk.said.emit(_("No metric of this report stands in a mark without a link to it."), False)
        elif self._desk.did(accept, self._desk.project, chosen):
            self.offered = self.offered.without(*(one.key for one in chosen))
            self.refresh()
            self._desk.said.emit(ngettext("{count} link made", "{count} links made", len(chosen)), True)

    def reject(self) -> None:
        """Do not propose the current one again, and go on to the next."""
        one = self._current_or_word()
        if one is not None and self._desk.did(reject, self._desk.project, [one]):
            head, tail = short(one.head.text), short(one.tail.text)
            self._after(one, _("Not linked: {head} → {tail}", head=head, tail=tail))

    def walk(self, step: int) -> None:
        """To the next (1) or previous (-1) proposal: of this mark, else of the next mark that has any."""
        mark = self._desk.current
        if mark is not None and 0 <= self._at_of(mark) + step < len(self.offered.of(mark.id)):
            self._choose(self._at_of(mark) + step)
            return
        if not self._go_on(step):
            self._desk.said.emit(self._nothing(), False)

    def follow(self) -> None:
        """To the other mark of the current proposal; once more comes back."""
        one, mark = self._current_or_word(), self._desk.current
        if one is not None and mark is not None:
            self._again = one.key
            self._go_to((one.tail if mark.id == one.head.id else one.head).id)

    # -- inside ------------------------------------------------------------------------------------

    def _open(self) -> None:
        if self._desk.document is None or self.offered.document != self._desk.document.id:
            self.offered = Offered()
        self._seek()

    def _look(self) -> None:
        """Suggestions may be shown, or hidden, now."""
        if self._visible != self._window.suggesting.visible:
            self._visible = not self._visible
            self.offered = Offered()
            self.refresh()
            self._seek()

    def _seek(self, after: int = SOON_MS) -> None:
        document = self._desk.document
        if document is not None and self._window.suggesting.visible:
            self.reader.ask(self._desk.project.annotator, seek(document.id), after=after)

    def _hear(self, step: Step) -> None:
        if step.kind == "undo":
            self._again = next((key for change in step.changes or () if (key := _taken_back(change))), None)
        if self.reader.take(step):
            self._seek(LATER_MS if step.kind == "do" else SOON_MS)

    def _take(self, found: Offered) -> None:
        document = self._desk.document
        if document is None or document.id != found.document or not self._visible:
            return
        self.offered = found
        self._bring_back()
        self.refresh()

    def _bring_back(self) -> None:
        """Let the proposal that was followed, or whose answer was undone, be the current one."""
        opened, key = self._desk.open_document, self._again
        if opened is None or key is None:
            return
        current = self._desk.current
        marks = [key[1], key[2]] if current is None or current.id != key[2] else [key[2]]
        for identity in marks:
            mark = opened.span(identity)
            keys = [one.key for one in self.offered.of(identity)]
            if mark is not None and key in keys:
                self._again = None
                if current is None or current.id != identity:
                    self._window.marking.show_span(mark)
                self._mark, self._at = identity, keys.index(key)
                return

    def _at_of(self, mark: Span) -> int:
        """Which of a mark's proposals is the current one: the first, when another mark comes."""
        if mark.id != self._mark:
            self._mark, self._at = mark.id, 0
        return min(self._at, max(0, len(self.offered.of(mark.id)) - 1))

    def _choose(self, at: int) -> None:
        mark = self._desk.current
        if mark is not None:
            self._mark, self._at = mark.id, at
            self.refresh()

    def _go_to(self, mark: str) -> None:
        self._window.details_pane.go_to.emit(mark)
        self._bring_back()

    def _go_on(self, step: int) -> bool:
        """To the next mark that has proposals; its first one, or its last when one walks back."""
        opened, current = self._desk.open_document, self._desk.current
        if opened is None:
            return False
        place = (current.start, current.id) if current else (self._window.view.caret(), "")
        found = self.offered.beyond(place, step)
        mark = opened.span(found) if found else None
        if mark is None:
            return False
        self._window.marking.show_span(mark)
        self._mark, self._at = mark.id, 0 if step > 0 else len(self.offered.of(mark.id)) - 1
        self.refresh()
        return True

    def _after(self, one: LinkProposal, sentence: str) -> None:
        """Say what was done and go on: with the mark's own proposals first."""
        self.offered = self.offered.without(one.key)
        mark = self._desk.current
        if mark is not None and self.offered.of(mark.id):
            self.refresh()
        elif not self._go_on(1):
            sentence = f"{sentence}  ·  {self._nothing()}"
            self.refresh()
        self._desk.said.emit(sentence, True)

    def _current_or_word(self) -> LinkProposal | None:
        one = self.current
        if one is None:
            whole = not self._visible or self.reader.busy or self._desk.current is None
            sentence = self._nothing() if whole else _("No link is proposed for this mark.")
            if self.offered.places:
                key = self._desk.keys("suggest.next_link")
                sentence = _("No link is proposed here; {key} goes to the next one.", key=key)
            self._desk.said.emit(sentence, False)
        return one

    def _nothing(self) -> str:
        if self._window.suggesting.waits_for_first_pass:
            return _(
                "Suggestions stay hidden until you call a report done, or say that your first pass is done."
            )
        if not self._visible:
            return _("Suggestions are hidden; {key} shows them.", key=self._desk.keys("suggest.show"))
        if self.reader.busy:
            return _("Links are still being looked for.")
        return _("No link is proposed in this report.")


def _taken_back(change: Change) -> Key | None:
    """The link, or the rejection, that an undo has taken back."""
    one = change.before
    if isinstance(one, Relation):
        return one.type, one.head, one.tail
    if isinstance(one, Setting) and is_link_rejection(one):
        return key_of_rejection(one)
    return None
