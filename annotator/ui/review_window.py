"""Review: the cases on the left, the text with its lanes in the middle, what can be decided on the right."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from PySide6.QtCore import QEvent, Qt, QThreadPool, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QProgressBar, QSplitter, QWidget

from annotator.domain.errors import UserError
from annotator.domain.schema import LabelSchema
from annotator.domain.span import GOLD
from annotator.i18n import N_, _
from annotator.ui import widgets
from annotator.ui.actions import LABEL
from annotator.ui.desk import Desk
from annotator.ui.dialogs.keys_dialog import KeysDialog
from annotator.ui.message_bar import MessageBar
from annotator.ui.review.actions import (
    DECIDING,
    DIGITS,
    MOVES,
    REASON,
    TAKE,
    TAKE_ALIKE,
    ReviewActions,
    editing_specs,
    label_keys,
)
from annotator.ui.review.decider import Decider
from annotator.ui.review.decision_pane import DecisionPane
from annotator.ui.review.edit_mode import EditMode
from annotator.ui.review.queue_pane import QueuePane
from annotator.ui.review.reasons_dialog import ReasonsDialog
from annotator.ui.review.rule_bar import RuleBar
from annotator.ui.review.session import Session
from annotator.ui.review.text_pane import TextPane
from annotator.ui.schema.guideline_window import GuidelineWindow
from annotator.ui.settings import Settings
from annotator.ui.text_view.navigation import Words
from annotator.ui.theme import GRID, Tokens

BLIND, KEEP = "review_blind", "review_keep_reason"


class ReviewWindow(QWidget):
    """Stands beside the main window on the same project. `open` shows it, for all cases or for some."""

    feedback_wanted = Signal()
    labels_wanted = Signal(str)  # the window in which labels are edited, at this one

    def __init__(
        self,
        desk: Desk,
        pool: QThreadPool,
        settings: Settings,
        words: Words,
        tokens: Callable[[], Tokens],
        parent: QWidget,
    ) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self.setObjectName("pane")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setWindowTitle(_("Review of disagreements"))
        self.settings = settings
        self._desk, self._tokens = desk, tokens
        self._guideline: GuidelineWindow | None = None
        self.session = Session(desk, pool, self)
        self.session.blind = settings.switch(BLIND)
        self.decider = Decider(self.session, pool, self)
        self.decider.keep_reason = settings.switch(KEEP)
        self.text = TextPane(self.session, words, tokens)
        if settings.text_size:
            self.text.view.set_zoom(settings.text_size)
        self.editing = EditMode(self.session, self.decider, self.text, words)
        self.keys = ReviewActions(
            self, self.text.view, desk.project.schema, self._handlers(), settings.shortcuts()
        )
        self.queue = QueuePane(self.session, tokens)
        self.decision = DecisionPane(self.session, self.decider, self.keys, tokens)
        self.rule_bar = RuleBar(self.session, pool, self)
        self.message_bar = MessageBar(tokens())
        self.waiting = widgets.hint()
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.stop_button = widgets.push_button(_("Stop"), self.session.stop)
        self.unfinished_button = widgets.push_button(
            _("Compare unfinished documents, too"), lambda: self.session.set_unfinished(True)
        )
        self._arrange()
        self._connect()

    def open(self, filters: Mapping[str, Any] | None = None) -> None:
        """Show the window; with filters those cases (see Session.set_filters). Reads on first use."""
        self.show()
        self.raise_()
        self.activateWindow()
        if filters is not None:
            self._ask_for(dict(filters))
        if self.session.review is None and not self.session.is_reading:
            self.session.read()
        self.text.view.setFocus()

    def show_guideline(self) -> None:
        """What the label of the case in focus means; the window follows from case to case."""
        if self._guideline is None:
            self._guideline = GuidelineWindow(self._desk, self._tokens, self)
            self._guideline.edit_wanted.connect(self.labels_wanted)
            self.session.shown.connect(self._lead_guideline)
        self._guideline.show_guideline()
        self._guideline.show_label(self.session.current.label if self.session.current is not None else None)

    def shows_labels_of(self, schema: LabelSchema) -> bool:
        """Whether its keys are those of these labels."""
        return self.keys.label_keys == label_keys(schema)

    def _lead_guideline(self) -> None:
        if self._guideline is not None and self.session.current is not None:
            self._guideline.go_to(self.session.current.label)

    def _ask_for(self, filters: dict[str, Any]) -> None:
        """Certain cases; where unfinished documents are to count, or not, all is read anew."""
        unfinished = bool(filters.pop("unfinished", self.session.unfinished))
        self.session.between = ()
        self.queue.show_filters(filters)
        self.session.set_unfinished(unfinished)

    def stop(self) -> None:
        """The main window closes: whatever runs ends soon."""
        self.hide()
        self.session.close()
        self.settings.set_layout("review", self.saveGeometry())
        self.settings.set_layout("review_columns", self.columns.saveState())

    # -- where everything stands -------------------------------------------------------------------

    def _arrange(self) -> None:
        stop = widgets.row(None, self.stop_button, self.unfinished_button, None)
        self._wait = widgets.pane(widgets.column(None, self.waiting, self.bar, stop, None, gap=GRID,
                                                 margins=(GRID * 8, GRID, GRID * 8, GRID)))  # fmt: skip
        self.columns = QSplitter(Qt.Orientation.Horizontal)
        self.columns.setHandleWidth(1)
        for part in (self.queue, self.text, self.decision):
            self.columns.addWidget(part)
            self.columns.setCollapsible(self.columns.indexOf(part), False)
        for at, share in enumerate((1, 5, 1)):
            self.columns.setStretchFactor(at, share)
        self.columns.setSizes([272, 800, 360])
        layout = widgets.column(self.rule_bar, self._wait, self.columns, self.message_bar)
        layout.setStretchFactor(self.columns, 1)
        layout.setStretchFactor(self._wait, 1)
        self.setLayout(layout)
        room = self.screen().availableSize()
        self.resize(min(1440, room.width()), min(900, room.height() - 40))
        self.setMinimumSize(1000, 560)
        for name, restore in (
            ("review", self.restoreGeometry),
            ("review_columns", self.columns.restoreState),
        ):
            if (state := self.settings.layout(name)) is not None:
                restore(state)

    def _connect(self) -> None:
        session, decider = self.session, self.decider
        session.reading_changed.connect(self._show_waiting)
        session.listed.connect(self._show_waiting)
        session.counted.connect(self.rule_bar.show_tally)
        decider.done.connect(lambda sentence: self.message_bar.say(sentence, True))
        decider.refused.connect(self.message_bar.warn)
        self._desk.warned.connect(self.message_bar.warn)
        self.message_bar.undo_wanted.connect(self.undo)
        self.text.draft_clicked.connect(self.editing.choose)
        self.editing.changed.connect(self._show_editing)
        self.editing.refused.connect(self.message_bar.warn)
        self.decision.edit_pane.confirmed.connect(self.editing.confirm)
        self.decision.edit_pane.left.connect(self.editing.leave)
        self.decision.edit_pane.relabelled.connect(self.editing.label)
        self.decision.edit_pane.attribute_set.connect(self.editing.set_attribute)
        self.decision.edit_pane.chosen.connect(self.editing.choose)
        self.decision.said.edit_wanted.connect(self.edit_reasons)
        self.decision.said.left.connect(self.text.view.setFocus)
        self.decision.said.keep.toggled.connect(lambda on: self.settings.set_switch(KEEP, on))
        self.rule_bar.blind.setChecked(session.blind)
        self.rule_bar.blind.toggled.connect(self.set_blind)
        self.rule_bar.feedback_wanted.connect(self.feedback_wanted)
        self.rule_bar.keys_wanted.connect(self.show_keys)
        self.rule_bar.done.connect(lambda sentence: self.message_bar.say(sentence, True))
        self.rule_bar.refused.connect(self.message_bar.warn)
        self._show_waiting()

    def _handlers(self) -> dict[str, Callable[[], object]]:
        decider, session, editing = self.decider, self.session, self.editing
        numbered: dict[str, Callable[[], object]] = {}
        for digit in DIGITS:
            numbered[f"{TAKE}{digit}"] = partial(decider.take, digit - 1)
            numbered[f"{TAKE_ALIKE}{digit}"] = partial(decider.take, digit - 1, alike=True)
            numbered[f"{REASON}{digit}"] = partial(self._choose_reason, digit)
        return {
            **numbered,
            "review.left": lambda: self._take_side(0),
            "review.right": lambda: self._take_side(1),
            "review.both": decider.both,
            "review.both_alike": lambda: decider.both(alike=True),
            "review.neither": decider.neither,
            "review.neither_alike": lambda: decider.neither(alike=True),
            "review.edit": editing.begin,
            "review.attributes": decider.next_attributes,
            "review.keep": decider.keep,
            "review.reopen": decider.reopen,
            "review.skip": decider.skip,
            "review.next": lambda: session.step(1),
            "review.previous": lambda: session.step(-1),
            "review.no_reason": lambda: self._choose_reason(0),
            "review.note": lambda: self.decision.said.note.setFocus(),
            "review.confidence": lambda: self.decision.said.next_confidence(),
            "review.keep_reason": lambda: self.decision.said.keep.toggle(),
            "review.alike": lambda: self.decision.alike.toggle(),
            "review.blind": lambda: self.rule_bar.blind.toggle(),
            "review.example": decider.example,
            "review.settle": lambda: self.rule_bar.settle(),
            "review.guideline": self.show_guideline,
            "review.filter": lambda: self.queue.focus_filters(),
            "review.undo": self.undo,
            "review.redo": self.redo,
            "review.keys": self.show_keys,
            "review.close": self.close,
            **self._editing_handlers(),
        }

    def _editing_handlers(self) -> dict[str, Callable[[], object]]:
        editing = self.editing
        handlers: dict[str, Callable[[], object]] = {
            "mark.next_span": self._next_draft,
            "mark.previous_span": lambda: editing.step(-1),
            "mark.remove": editing.remove,
            "edit.confirm": lambda: self.decision.edit_pane.confirm.click(),
            "edit.leave": editing.leave,
        }
        for name in MOVES:
            edge, _bar, side = name.removeprefix("mark.").partition("_")
            direction = -1 if side.startswith("left") else 1
            by_word = not side.endswith("_character")
            handlers[name] = partial(editing.move, edge, direction, by_word)
        for spec in editing_specs(self._desk.project.schema):
            if spec.id.startswith(LABEL):
                handlers[spec.id] = partial(editing.label, spec.id.removeprefix(LABEL))
        return handlers

    # -- what the connections do -------------------------------------------------------------------

    def undo(self) -> None:
        self._turn(self._desk.project.undo, N_("Undone: {title}"))

    def redo(self) -> None:
        self._turn(self._desk.project.redo, N_("Done again: {title}"))

    def set_blind(self, blind: bool) -> None:
        """Hide the names of the layers, or show them; remembered."""
        self.settings.set_switch(BLIND, blind)
        self.session.blind = blind
        self.message_bar.clear()  # it may name somebody
        self.session.relist()

    def edit_reasons(self) -> None:
        review = self.session.review
        if review is None:
            return
        dialog = ReasonsDialog(review.reasons(), self)

        def keep() -> None:
            if dialog.reasons != review.reasons() and self._desk.did(review.set_reasons, dialog.reasons):
                self.decision.said.fill()

        dialog.accepted.connect(keep)
        dialog.open()

    def show_keys(self) -> None:
        dialog = KeysDialog(DECIDING, self.settings, self)

        def bind() -> None:
            self.keys.bind(self.settings.shortcuts())
            self.decision.show_keys()
            self.decision.show_case()
            self.decision.said.fill()

        dialog.finished.connect(lambda _result: bind())
        dialog.open()

    def _next_draft(self) -> None:
        """To the next of several marks; from the only one to its attributes."""
        if self.editing.editing is not None and len(self.editing.editing.drafts) < 2:
            self.decision.edit_pane.focus_attributes()
        else:
            self.editing.step(1)

    def _choose_reason(self, number: int) -> None:
        self.decision.said.choose_reason(number)

    def _take_side(self, number: int) -> None:
        """Left and right are for two versions; with more of them it would not be clear which is meant."""
        case = self.session.current
        if case is not None and len(self.session.versions(case)) == 2:
            self.decider.take(number)

    def _turn(self, turn: Callable[[], object], sentence: str) -> None:
        try:
            self._desk.poll()
            step = turn()
        except UserError as error:
            self.message_bar.warn(str(error))
            return
        self.session.show_step(step)  # type: ignore[arg-type]
        self.message_bar.say(_(sentence, title=step.title))  # type: ignore[attr-defined]

    def _show_editing(self) -> None:
        """Begun, gone on with, or left."""
        editing = self.editing.editing
        self.keys.set_editing(editing is not None)
        if editing is not None:
            self.decision.edit_pane.show_editing(editing, self.keys.key)
            self.text.show_editing(editing)
        self.decision.set_editing(editing is not None)
        if editing is None:
            self.text.show_case()
        self.text.view.setFocus()

    def _show_waiting(self) -> None:
        """The cases, or why there are none to see."""
        session = self.session
        known = session.review is not None
        nothing = known and not session.review.book.sheets if session.review else False
        two = len(session.review.layers) > 1 if session.review else False
        ready = known and not nothing and two
        self._wait.setVisible(not ready)
        self.columns.setVisible(ready)
        self.rule_bar.setVisible(ready)
        self.bar.setVisible(session.is_reading)
        self.stop_button.setVisible(session.is_reading)
        self.unfinished_button.setVisible(known and not ready and self._more_would_count())
        if session.progress:
            done, total = session.progress
            self.bar.setRange(0, total)
            self.bar.setValue(done)
        else:
            self.bar.setRange(0, 0)
        self.waiting.setText(self._why_waiting())
        if ready and not self.decision.said.reason.count():
            self.decision.said.fill()
        self.text.empty.setText(self._all_done())

    def _more_would_count(self) -> bool:
        """Whether unfinished documents could give something to compare."""
        marked = self._desk.project.store.span_counts().keys() - {GOLD}
        return len(marked) > 1 and not self.session.unfinished

    def _why_waiting(self) -> str:
        session = self.session
        if session.is_reading:
            return _("Comparing what the layers have…")
        if session.trouble:
            return session.trouble
        if session.review is None:
            return _("Nothing was read.")
        return _(
            "There is nothing to compare yet.\n\nReview needs at least two layers that have finished a document: "
            "import a colleague's marks, or merge their project; documents count when they are “done”."
        )

    def _all_done(self) -> str:
        states = self.session.filters.get("state", ())
        if "open" in states and len(self.session.filters) == 1 and not self.session.between:
            return _(
                "All cases are decided.\n\nSee “What gold says otherwise” for what each annotator can learn."
            )
        return _("No case fits these filters.")

    # -- Qt's own ----------------------------------------------------------------------------------

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "columns"):
            self.text.wear()
            self.message_bar.set_tokens(self._tokens())
            self.decision.wear()

    def closeEvent(self, event: QCloseEvent) -> None:
        self.editing.leave()
        if self._guideline is not None:
            self._guideline.close()
        super().closeEvent(event)
