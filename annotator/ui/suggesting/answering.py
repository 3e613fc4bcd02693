"""What the keys do to the current suggestion: take it over, as it is or otherwise, or leave it; then on to the next."""

import time
from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from annotator.domain.span import Span
from annotator.i18n import _, language, ngettext
from annotator.services.project import short
from annotator.services.suggesting import accept, accept_as, reject, withdraw
from annotator.suggest.pace import Pace
from annotator.suggest.suggestion import Suggestion
from annotator.ui.desk import Desk
from annotator.ui.marking import Marking
from annotator.ui.suggesting.offers import Offers, identity_of, place_of
from annotator.ui.text_view import TextView

PAUSE = 120.0
"""Seconds without an answer after which the next one says nothing about how fast somebody reads."""


class Answering(QObject):
    """Every answer is one step, which undo takes back. With a mark as the current one, the same keys work on it."""

    hasty = Signal()  # a series was accepted faster than it can be read

    def __init__(self, desk: Desk, view: TextView, offers: Offers, marking: Marking) -> None:
        super().__init__(desk)
        self._desk = desk
        self._view = view
        self._offers = offers
        self._marking = marking
        self._pace = Pace()
        self._answered = time.monotonic()

    # -- going about -------------------------------------------------------------------------------

    def show(self, one: Suggestion) -> None:
        """Make a suggestion the current thing and bring it into view."""
        self._desk.set_current(None)
        self._view.set_caret(one.start)
        self._offers.set_current(identity_of(*one.place))
        self._view.ensure_visible(one.start, one.end)

    def walk(self, step: int) -> None:
        """To the next (1) or previous (-1) mark or suggestion by place, around the ends of the text."""
        opened = self._desk.open_document
        if opened is None:
            return
        found = self._beyond(self._here(step), step)
        if found is None:  # behind the last comes the first
            end = len(opened.document.text) + 1
            found = self._beyond((-1, 0, "") if step > 0 else (end, 0, ""), step)
        if isinstance(found, Suggestion):
            self.show(found)
        elif found is not None:
            self._marking.show_span(found)

    def next_offer(self, step: int = 1) -> None:
        """To the next or previous suggestion; past the marks."""
        self._go_on(self._here(step), step)

    # -- answers -----------------------------------------------------------------------------------

    def accept(self) -> None:
        """Take the current suggestion over, and go on to the next; on anything else just go on."""
        document, one = self._desk.document, self._offers.current
        if document is None or one is None:
            self.next_offer()
            return
        made = self._desk.attempt(accept, self._desk.project, document, [one])
        if made is not None:
            self._note_pace([one])
            self._after(one, _("Accepted: {quote}", quote=short(document.text[one.start : one.end])))

    def mark(self, label: str) -> None:
        """A label's key: takes the current suggestion over with this label; without one it marks as ever."""
        document, one = self._desk.document, self._offers.current
        if document is None or one is None or self._view.selection_length():
            self._marking.mark(label)
            return
        if label == one.label:
            self.accept()
            return
        from annotator.services.prefill import prefill

        wanted = self._desk.project.schema.label(label)
        attrs = prefill(document, one.start, one.end, wanted)
        changed = replace(one, label=label, attrs=attrs)
        if self._take_as(one, changed) is not None:
            name = wanted.display(language())
            quote = short(document.text[one.start : one.end])
            self._after(one, _("Accepted as {label}: {quote}", label=name, quote=quote))

    def move(self, edge: str, direction: int, by_word: bool) -> None:
        """A boundary key: takes the current suggestion over with that edge moved, and stays on the mark."""
        document, one = self._desk.document, self._offers.current
        if document is None or one is None:
            self._marking.move(edge, direction, by_word)
            return
        start, end = self._marking.moved(one.start, one.end, edge, direction, by_word)
        if (start, end) == (one.start, one.end):
            return
        made = self._take_as(one, replace(one, start=start, end=end))
        if made is not None:
            self._desk.set_current(made.id)
            self._desk.said.emit(_("Accepted with another boundary: {quote}", quote=short(made.text)), True)

    def remove(self) -> None:
        """Reject the current suggestion and go on; or remove the current mark, which is then not suggested again."""
        document, one, span = self._desk.document, self._offers.current, self._desk.current
        if document is None or (one is None and (span is None or self._offers.like(span) is None)):
            self._marking.remove()
            return
        project = self._desk.project
        if one is not None:
            if self._desk.did(reject, project, document, [one]):
                self._answered = time.monotonic()
                self._after(one, _("Rejected: {quote}", quote=short(document.text[one.start : one.end])))
        elif span is not None and self._desk.did(withdraw, project, document, span, self._offers.like(span)):
            self._desk.said.emit(_("Removed: {quote}", quote=short(span.text)), True)

    def accept_section(self) -> None:
        """Take over all that is shown in the innermost section around the caret that has any, in one step."""
        document = self._desk.document
        if document is None:
            return
        section = self._offers.section_at(self._view.caret())
        if section is None:
            self._desk.said.emit(_("There is no suggestion to accept."), False)
            return
        heading, chosen = section
        made = self._desk.attempt(accept, self._desk.project, document, chosen)
        if made is not None:
            self._note_pace(chosen)
            sentence = ngettext(
                "{count} suggestion accepted in “{section}”",
                "{count} suggestions accepted in “{section}”",
                len(made),
                section=short(heading, 24),
            )
            self._desk.said.emit(sentence, True)

    def only_marks(self) -> bool:
        """Says so and returns True where a suggestion is the current thing, for keys that need a mark."""
        if self._offers.current is None:
            return False
        self._desk.said.emit(
            _("This is a suggestion; {key} makes it a mark first.", key=self._desk.keys("suggest.accept")),
            False,
        )
        return True

    # -- inside ------------------------------------------------------------------------------------

    def _here(self, step: int) -> tuple[int, int, str]:
        current = self._offers.current or self._desk.current
        if current is not None:
            return place_of(current)
        caret = self._view.caret()
        return caret, -len(self._view.text()) - (step > 0), ""

    def _beyond(self, place: tuple[int, int, str], step: int) -> Suggestion | Span | None:
        """The nearer of the next mark and the next suggestion."""
        opened = self._desk.open_document
        mark = opened.beyond(place, step) if opened else None
        offer = self._offers.beyond(place, step)
        if mark is None or offer is None:
            return mark or offer
        both: list[Suggestion | Span] = [mark, offer]
        return min(both, key=place_of) if step > 0 else max(both, key=place_of)

    def _take_as(self, one: Suggestion, changed: Suggestion) -> Span | None:
        made: Span | None = self._desk.attempt(self._accept_as, one, changed)
        if made is not None:
            self._note_pace([one])
        return made

    def _accept_as(self, one: Suggestion, changed: Suggestion) -> Span:
        document = self._desk.document
        assert document is not None
        return accept_as(
            self._desk.project, document, one,
            start=changed.start, end=changed.end, label=changed.label, attrs=changed.attrs,
        )  # fmt: skip

    def _after(self, one: Suggestion, sentence: str) -> None:
        """Say what was done and go on; where nothing follows, say that too."""
        self._desk.said.emit(sentence, True)
        self._go_on(place_of(one), 1, sentence)

    def _go_on(self, place: tuple[int, int, str], step: int, done: str = "") -> None:
        if following := self._offers.beyond(place, step):
            self.show(following)
            return
        left = self._offers.shown_count()
        if step < 0:
            last = _("There is no suggestion before this place.")
        elif left:
            last = ngettext(
                "No suggestion follows; {count} is left further up, {key} goes on there.",
                "No suggestion follows; {count} are left further up, {key} goes on there.",
                left,
                key=self._desk.keys("mark.next_span"),
            )
        else:
            last = _("No suggestion is left in this report.")
        self._desk.said.emit(f"{done}  ·  {last}" if done else last, bool(done))

    def _note_pace(self, chosen: list[Suggestion]) -> None:
        now = time.monotonic()
        seconds, self._answered = now - self._answered, now
        if seconds > PAUSE:
            self._pace.forget()
            return
        self._pace.accept(sum(one.end - one.start for one in chosen), seconds, len(chosen))
        if self._pace.hasty:
            self._pace.forget()
            self.hasty.emit()
