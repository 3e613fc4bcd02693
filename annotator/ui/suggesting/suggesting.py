"""Suggestions of one window: what is shown when, who finds it, which key does what."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QStackedWidget, QWidget

from annotator.domain.change import Step
from annotator.domain.errors import NotFound, UserError
from annotator.domain.setting import Setting
from annotator.i18n import N_, _
from annotator.services.open_document import Difference
from annotator.services.suggesting import is_rejection, names
from annotator.suggest.names import BUILT_IN, LEARNED, REPEATS
from annotator.text.words import Words
from annotator.ui import theme
from annotator.ui.panes.suggestion_details import SuggestionDetails
from annotator.ui.panes.suggestions_pane import SuggestionsPane
from annotator.ui.suggesting.answering import Answering
from annotator.ui.suggesting.choices import Choices
from annotator.ui.suggesting.learning import Learning
from annotator.ui.suggesting.offers import SUGGESTION, Found, Offers, identity_of
from annotator.ui.suggesting.seeking import Seeking
from annotator.ui.text_view import ViewSpan

if TYPE_CHECKING:
    from annotator.ui.dialogs.suggestions_dialog import SuggestionsDialog
    from annotator.ui.main_window import MainWindow

STEP = 5  # percent by which a key moves the threshold
_EXPLANATION = N_(
    "Dashed lines are suggestions: {walk} goes to them, {accept} accepts, {reject} rejects, and {hide} hides them all."
)


class Suggesting(QObject):
    """Made before the window connects its parts, so that it hears of everything before the text is painted."""

    def __init__(self, window: "MainWindow", words: Words) -> None:
        super().__init__(window)
        self._window = window
        desk = self._desk = window.desk
        self.choices = Choices(window.settings)
        self.offers = Offers(desk)
        self.answering = Answering(desk, window.view, self.offers, window.marking)
        self.seeking = Seeking(desk, window.pool, words, self)
        self.learning = Learning(desk, window.pool, words, self)
        self.learning.again = self.choices.retrain
        tokens = theme.tokens_for(window.settings.theme)
        self.pane = SuggestionsPane(desk, self.offers, self.choices, tokens)
        self.details = SuggestionDetails(desk, self.offers)
        self._stack = QStackedWidget()
        self._whose = desk.project.annotator
        self._revealed: set[str] = set()  # documents whose first pass somebody says is done
        self._connect()
        self.offers.set_look(self.choices.least / 100, self.visible)

    def _connect(self) -> None:
        desk, view = self._desk, self._window.view
        desk.leaving.connect(self.offers.forget_returned)
        desk.document_opened.connect(self._open)
        desk.spans_reloaded.connect(self.offers.look_again)
        desk.status_changed.connect(self._look)
        desk.current_changed.connect(lambda: self.offers.set_current(None) if desk.current else None)
        desk.project_changed.connect(self._hear)
        desk.settled.connect(lambda: self._stack.setCurrentIndex(1 if self.offers.current else 0))
        view.caret_moved.connect(self._follow)
        self.offers.changed.connect(view.update_spans)
        self.offers.current_changed.connect(self._show_current)
        self.answering.hasty.connect(self.pane.warn_of_haste)
        self.seeking.found.connect(self._take)
        self.seeking.failed.connect(self._refuse)
        self.seeking.known.connect(self.pane.show_trust)
        self.learning.trained.connect(self._use_model)
        self.learning.failed.connect(lambda error: desk.warned.emit(str(error)))
        self.pane.engine_chosen.connect(self.choose)
        self.pane.least_chosen.connect(self.set_least)
        self.pane.reveal_wanted.connect(self.reveal)
        self.pane.train_wanted.connect(self.open_dialog)

    # -- what the window asks ----------------------------------------------------------------------

    @property
    def visible(self) -> bool:
        """Whether suggestions may be seen in the open document now."""
        return self.choices.on and not self.waits_for_first_pass

    @property
    def waits_for_first_pass(self) -> bool:
        """Whether the open document is still to be read without suggestions."""
        opened = self._desk.open_document
        return (
            self.choices.blind
            and opened is not None
            and opened.status.state != "done"
            and opened.document.id not in self._revealed
        )

    @property
    def current_id(self) -> str | None:
        """The current suggestion as the text view knows it."""
        current = self.offers.current
        return identity_of(*current.place) if current else None

    def beside(self, details: QWidget) -> QWidget:
        """The details of marks, and in their place those of the current suggestion."""
        self._stack.addWidget(details)
        self._stack.addWidget(self.details)
        return self._stack

    def take(self, difference: Difference) -> tuple[list[str], list[ViewSpan]]:
        """What the change of some marks changes among the suggestions in the view."""
        return self.offers.take(difference)

    def click(self, span: str) -> None:
        """A mark, a suggestion or neither was clicked."""
        one = self.offers.get(span) if span.startswith(SUGGESTION) else None
        self._desk.set_current(None if one or not span else span)
        self.offers.set_current(span if one else None)

    def show_again(self) -> None:
        """After an undo, what is to be answered again is the current suggestion again."""
        back, caret = self.offers.returned, self._window.view.caret()
        if back:
            self.pane.forget_haste()
            self.answering.show(next((one for one in back if one.end > caret), back[0]))

    def follow_labels(self) -> None:
        """The labels are others now: what was proposed for the old ones goes."""
        self._seek()

    def handlers(self) -> dict[str, Callable[[], object]]:
        """What the keys of suggestions do, and those of marks while a suggestion is the current thing."""
        answering, marking = self.answering, self._window.marking
        moves = {
            f"mark.{edge}_{side}{suffix}": partial(answering.move, edge, step, word)
            for edge in ("start", "end")
            for side, step in (("left", -1), ("right", 1))
            for suffix, word in (("", True), ("_character", False))
        }
        on_marks = {
            "mark.relabel": marking.choose_label,
            "mark.attribute": self._window.details_pane.next_choice,
            "mark.note": marking.note,
            "mark.link": marking.link,
            "mark.apply_all": marking.apply_all,
        }
        return {
            **moves,
            **{name: partial(self._on_marks_only, handler) for name, handler in on_marks.items()},
            "mark.next_span": partial(answering.walk, 1),
            "mark.previous_span": partial(answering.walk, -1),
            "mark.remove": answering.remove,
            "mark.cancel": self._cancel,
            "document.finish": self.finish,
            "suggest.accept": answering.accept,
            "suggest.accept_section": answering.accept_section,
            "suggest.next": partial(answering.next_offer, 1),
            "suggest.previous": partial(answering.next_offer, -1),
            "suggest.show": self.toggle,
            "suggest.blind": partial(self._set_blind, None),
            "suggest.reveal": self.reveal,
            **{f"suggest.{name}": partial(self.choose, name) for name in BUILT_IN},
            "suggest.stricter": partial(self._step_least, STEP),
            "suggest.looser": partial(self._step_least, -STEP),
            "suggest.train": self.open_dialog,
        }

    def set_tokens(self, tokens: theme.Tokens) -> None:
        self.pane.set_tokens(tokens)

    def stop(self) -> None:
        self.seeking.stop()
        self.learning.stop()

    # -- what can be chosen ------------------------------------------------------------------------

    def toggle(self) -> None:
        """Show suggestions, or hide them all."""
        self.choices.on = not self.choices.on
        self._desk.said.emit(
            _("Suggestions are shown.")
            if self.choices.on
            else _("Suggestions are hidden; {key} shows them.", key=self._desk.keys("suggest.show")),
            False,
        )
        self._look()
        if self.choices.on:
            self._seek()
            self._ask_trust()

    def reveal(self) -> None:
        """The first pass through this document is done."""
        if (document := self._desk.document) is not None:
            self._revealed.add(document.id)
            self._look()

    def finish(self) -> None:
        """Done, and on to the next document; but after a first pass without suggestions they are to be looked at first."""
        documents = self._window.documents
        if not (self.choices.on and self.waits_for_first_pass):
            documents.finish()
        elif documents.set_state("done") and self.offers.shown_count():
            self._desk.said.emit(
                _("Done. These are the suggestions for what you have left unmarked; the same key goes on."),
                False,
            )
        elif not self.waits_for_first_pass:
            documents.step(1)

    def choose(self, engine: str) -> None:
        """Take another engine."""
        self.choices.engine = engine
        if self._desk.document is not None:
            self.offers.put(self._desk.document, Found())
        self.check_actions()
        self.pane.show_trust(None)
        self._seek()
        self._ask_trust()

    def set_least(self, percent: int) -> None:
        """Show what has at least this score."""
        self.choices.least = percent
        self._look()

    def check_actions(self) -> None:
        """Ticks in the menu, words in the pane."""
        actions = self._window.actions_
        actions["suggest.show"].setChecked(self.choices.on)
        actions["suggest.blind"].setChecked(self.choices.blind)
        for name in BUILT_IN:
            actions[f"suggest.{name}"].setChecked(name == self.choices.engine)
        self.pane.refresh(waits=self.waits_for_first_pass, busy=self.seeking.busy)

    def open_dialog(self) -> None:
        """The model, what became of suggestions, and the rest that is seldom changed."""
        self.dialog().open()

    def dialog(self) -> "SuggestionsDialog":
        """The dialog, not yet shown."""
        from annotator.ui.dialogs.suggestions_dialog import SuggestionsDialog

        made = SuggestionsDialog(self._desk, self.learning, self.choices, self._window)
        made.blind_chosen.connect(self._set_blind)
        return made

    # -- inside ------------------------------------------------------------------------------------

    def _open(self) -> None:
        self.offers.clear()
        self.pane.problem = ""
        if self._whose != self._desk.project.annotator:
            self._whose = self._desk.project.annotator
            self._revealed.clear()
            self.learning.forget()
            self.pane.show_trust(None)
        self._look()
        self._seek()
        if self._desk.document is not None and (self.pane.trust is None or self.pane.trust.basis != "layer"):
            self._ask_trust()  # against a layer it takes a while, and holds for all documents

    def _seek(self, *, later: bool = False) -> None:
        if self._desk.document is not None and self.choices.on:
            self.seeking.seek(self.choices.engine, self.choices.layer, later=later)
        self.check_actions()

    def _ask_trust(self) -> None:
        if self.choices.on:
            self.seeking.ask_trust(self.choices.engine)

    def _look(self) -> None:
        self.offers.set_look(self.choices.least / 100, self.visible)
        self.check_actions()

    def _take(self, found: Found) -> None:
        document = self._desk.document
        if document is None:
            return
        self.pane.problem = ""
        self.pane.offer_engines(names())
        self.offers.put(document, found)
        self.check_actions()
        if self.choices.engine == LEARNED and self.learning.facts is None:
            self.learning.look_up(self.choices.layer)
        if self.offers.shown_count() and not self.choices.explained:
            self.choices.explained = True
            keys = self._desk.keys
            named = {
                "walk": "mark.next_span",
                "accept": "suggest.accept",
                "reject": "mark.remove",
                "hide": "suggest.show",
            }
            sentence = _(_EXPLANATION, **{name: keys(action) for name, action in named.items()})
            self._desk.said.emit(sentence, False)

    def _refuse(self, error: UserError) -> None:
        untrained = self.choices.engine == LEARNED and isinstance(error, NotFound)
        self.pane.problem = (
            _("There is no model yet: the button beside the list trains one.") if untrained else str(error)
        )
        self.check_actions()

    def _use_model(self) -> None:
        facts = self.learning.facts
        if facts is not None:
            self.choices.layer = facts.layer
        if self.choices.engine == LEARNED:
            self._seek()
            self._ask_trust()

    def _hear(self, step: Step) -> None:
        changes = step.changes
        if changes is None or any(
            isinstance(change.entity, Setting) and is_rejection(change.entity) for change in changes
        ):
            self.offers.take_rejections()
        if self.choices.engine == REPEATS:  # it learns with every mark
            self._seek(later=True)

    def _follow(self, position: int) -> None:
        """A suggestion that the caret has left is no longer what keys speak of."""
        self.learning.keep_quiet()
        self.pane.follow(position)
        current = self.offers.current
        if current is not None and not current.start <= position <= current.end:
            self.offers.set_current(None)

    def _show_current(self) -> None:
        current = self._desk.current
        self._window.view.set_current_span(self.current_id or (current.id if current else None))

    def _on_marks_only(self, handler: Callable[[], object]) -> None:
        if not self.answering.only_marks():
            handler()

    def _cancel(self) -> None:
        if self.offers.current is not None:
            self.offers.set_current(None)
        else:
            self._window.marking.cancel()

    def _set_blind(self, value: bool | None) -> None:
        """Hide suggestions until the first pass is done, or do not; None: the other way round."""
        self.choices.blind = (not self.choices.blind) if value is None else value
        self._desk.said.emit(
            _("Suggestions stay hidden until you call a report done, or say that your first pass is done.")
            if self.choices.blind
            else _("Suggestions are shown from the start."),
            False,
        )
        self._look()

    def _step_least(self, step: int) -> None:
        self.set_least(min(max(self.choices.least + step, 0), 100))
        sentence = _("Suggestions from {percent} % on", percent=self.choices.least)
        self._desk.said.emit(sentence, False)
