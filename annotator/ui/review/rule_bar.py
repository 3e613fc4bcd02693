"""What all agree on: by which rule gold comes about by itself, and the button that lets it; the window's switches."""

from PySide6.QtCore import QThreadPool, Signal
from PySide6.QtWidgets import QWidget

from annotator.domain.errors import UserError
from annotator.i18n import _, ngettext
from annotator.services.settling import Settled
from annotator.ui import widgets
from annotator.ui.dialogs.work import WorkDialog
from annotator.ui.flow import Line
from annotator.ui.review import reading
from annotator.ui.review.rule_dialog import RuleDialog, sentence_of
from annotator.ui.review.session import Session
from annotator.ui.review.tally import Tally
from annotator.ui.theme import GRID


class RuleBar(QWidget):
    """Over the whole window."""

    done = Signal(str)
    refused = Signal(str)
    feedback_wanted = Signal()
    keys_wanted = Signal()

    def __init__(self, session: Session, pool: QThreadPool, window: QWidget) -> None:
        super().__init__()
        self._session, self._pool, self._window = session, pool, window
        self.rule = Line(wide=True)
        self.change = widgets.text_button(_("Change…"), self.choose_rule)
        self.change.setAccessibleName(_("What goes into gold by itself"))
        self.settle_button = widgets.text_button("", self.settle)
        self.settle_button.setObjectName("segment")  # as high as the switches beside it
        self.blind = widgets.toggle(_("Hide names"))
        self.unfinished = widgets.toggle(_("Unfinished too"))
        self.unfinished.setToolTip(_("Compare documents, too, that somebody has begun and not finished"))
        self.unfinished.clicked.connect(session.set_unfinished)
        bar = widgets.row(
            self.rule, self.change, None, self.settle_button, self.unfinished, self.blind,
            widgets.text_button(_("What gold says otherwise…"), self.feedback_wanted.emit),
            widgets.text_button(_("Keys…"), self.keys_wanted.emit),
            gap=GRID, margins=(GRID + 4, 4, GRID, 4),
        )  # fmt: skip
        self.setLayout(widgets.column(widgets.pane(bar, "ruleBar")))
        session.listed.connect(self._show_rule)
        self._tally = Tally()

    def show_tally(self, tally: Tally) -> None:
        """How many places wait to be put into gold."""
        self._tally = tally
        self.settle_button.setEnabled(tally.due > 0)
        self.settle_button.setText(
            ngettext(
                "Put {count:,} agreed place into gold", "Put {count:,} agreed places into gold", tally.due
            )
            if tally.due
            else ngettext(
                "{count:,} agreed place is in gold", "{count:,} agreed places are in gold", tally.settled
            )
            if tally.settled
            else _("No agreed place is waiting")
        )

    def choose_rule(self) -> None:
        review = self._session.review
        if review is None:
            return
        dialog = RuleDialog(self._session.rule(), len(review.layers), self._window)

        def keep() -> None:
            if self._session.desk.did(review.set_rule, dialog.rule):
                self._session.relist()

        dialog.accepted.connect(keep)
        dialog.open()

    def settle(self) -> None:
        """Put what is agreed on into gold, beside the window; one step, one undo."""
        session, project = self._session, self._session.desk.project
        if session.review is None:
            return
        work = reading.settle(project.path, project.annotator, session.layers, session.unfinished)
        dialog = WorkDialog(_("What all agree on"), work, self._pool, self._window)
        dialog.done_with.connect(self._settled)
        dialog.failed.connect(self._failed)
        dialog.open()

    def _settled(self, settled: Settled) -> None:
        self._session.desk.poll()
        self._session.catch_up()
        sentence = ngettext(
            "{count:,} agreed place put into gold", "{count:,} agreed places put into gold", settled.written
        )
        if settled.withdrawn:
            sentence += _(", {count} withdrawn", count=f"{settled.withdrawn:,}")
        self.done.emit(sentence)

    def _failed(self, error: Exception) -> None:
        if not isinstance(error, UserError):
            raise error
        self.refused.emit(str(error))

    def _show_rule(self) -> None:
        self.unfinished.setChecked(self._session.unfinished)
        self.rule.setText(_("Goes into gold by itself: {rule}", rule=sentence_of(self._session.rule())))
