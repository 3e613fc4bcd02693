"""The right of the review window: what the case is, its versions as cards, what can be decided and said."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QFrame,
    QPushButton,
    QScrollArea,
    QToolButton,
    QWidget,
)

from annotator.i18n import _
from annotator.services.cases import Case
from annotator.services.standing import Standing
from annotator.ui import widgets
from annotator.ui.flow import Flow
from annotator.ui.icons import icon
from annotator.ui.review.actions import DIGITS, REASON, TAKE, ReviewActions
from annotator.ui.review.cards import CardStack
from annotator.ui.review.decider import Decider
from annotator.ui.review.edit_pane import EditPane
from annotator.ui.review.said_bar import SaidBar
from annotator.ui.review.session import Session
from annotator.ui.review.versions import can_take_all
from annotator.ui.review.wording import STATES, decision_of, kind_name, label_name, who_and_when
from annotator.ui.theme import GRID, Tokens


class DecisionPane(QWidget):
    """Shows the case in focus; its buttons do what the keys do."""

    def __init__(
        self, session: Session, decider: Decider, actions: ReviewActions, tokens: Callable[[], Tokens]
    ) -> None:
        super().__init__()
        self.setObjectName("pane")
        self._session, self._decider, self._actions, self._tokens = session, decider, actions, tokens
        self.title = widgets.label(style="title", wrap=True)
        self.place = widgets.label(style="muted", wrap=True)
        self.earlier = widgets.label(style="earlier", wrap=True)
        self.keep_button = widgets.push_button("", decider.keep)
        self.reopen_button = widgets.push_button("", decider.reopen)
        self.example_button = widgets.push_button("", decider.example)
        self.steps = [self._step_button("review.previous"), self._step_button("review.next")]
        self.cards = CardStack(session, tokens)
        self.edit_pane = EditPane(lambda: session.desk.project.schema, tokens)
        self.edit_pane.hide()
        self.buttons = {
            name: widgets.push_button("", actions[f"review.{name}"].trigger)
            for name in ("both", "neither", "edit", "skip")
        }
        self.alike = widgets.toggle("")
        self.alike.toggled.connect(lambda on: setattr(decider, "all_alike", on))
        self.said = SaidBar(session, decider, partial(self._key, REASON))
        self._arrange()
        self.cards.taken.connect(decider.take)
        self.cards.picked.connect(decider.pick)
        decider.picked_changed.connect(lambda: self.cards.show_picked(decider.picked))
        session.shown.connect(self.show_case)
        self.show_keys()
        self.wear()

    def wear(self) -> None:
        """Take on the colours of the theme."""
        for button, name in zip(self.steps, ("chevron-up", "chevron-down"), strict=True):
            button.setIcon(icon(name, self._tokens().text))
        self.show_case()

    def show_keys(self) -> None:
        """Tell the keys on the buttons; they may be others now."""
        names = {"both": _("All"), "neither": _("Neither"), "edit": _("Edit"), "skip": _("Skip")}
        for name, button in self.buttons.items():
            self._caption(button, names[name], f"review.{name}")
        self._caption(self.keep_button, _("Keep it"), "review.keep")
        self._caption(self.reopen_button, _("Open again"), "review.reopen")
        self._caption(self.example_button, _("As example"), "review.example")
        for arrow, name in zip(self.steps, ("review.previous", "review.next"), strict=True):
            arrow.setToolTip(self._actions.hint(name))
            arrow.setAccessibleName(arrow.toolTip())
        if (case := self._session.current) is not None:
            self._show_alike(case)

    def show_case(self) -> None:
        """The case in focus as it stands now."""
        case = self._session.current
        self.foot.setVisible(case is not None)
        self._area.setVisible(case is not None)
        if case is None:
            self.title.setText("")
            self.place.setText("")
            for part in (*self._about_standing, *self.steps):
                part.hide()
            self.cards.clear()
            return
        for button in self.steps:
            button.show()
        schema, standing = self._session.desk.project.schema, self._session.standing(case)
        kinds = " + ".join(kind_name(kind) for kind in case.kinds)
        labels = " / ".join(label_name(schema, label) for label in case.labels)
        self.title.setText(f"{kinds}　{labels}")
        at = _("{number} of {total}", number=self._session.row + 1, total=len(self._session.cases))
        where = [self._session.title(case.document), case.section]
        self.place.setText(" · ".join([at, *(part for part in where if part)]))
        self._show_standing(case, standing)
        versions = self._session.versions(case)
        self.cards.show_case(case, versions, lambda number: self._key(TAKE, number + 1))
        self.cards.show_picked(self._decider.picked)
        gone = case.kind == "gone"
        self.buttons["both"].setEnabled(
            len(versions) > 1 and not gone and not case.links and can_take_all(versions, schema)
        )
        self.buttons["edit"].setEnabled(not case.links and not gone)
        self._show_alike(case)
        self._area.verticalScrollBar().setValue(0)

    def set_editing(self, editing: bool) -> None:
        # No stack: that would be as high as the higher of the two, and the pane would scroll for what is not shown.
        self.cards.setVisible(not editing)
        self.edit_pane.setVisible(editing)
        self._choices.setVisible(not editing)
        self.edit_pane.foot.setVisible(editing)
        for part in (*self.buttons.values(), self.alike, self.keep_button, self.reopen_button):
            part.setEnabled(not editing)
        if not editing:
            self.show_case()

    def _arrange(self) -> None:
        edge = GRID * 2
        self.turning = Flow([self.keep_button, self.reopen_button, self.example_button], GRID)
        standing = widgets.column(self.earlier, self.turning, gap=GRID // 2)
        title = widgets.row(self.title, *self.steps, gap=2)
        title.setStretch(0, 1)
        head = widgets.column(title, self.place, gap=GRID // 2, margins=(edge, edge, edge, GRID))
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        inside = widgets.pane(
            widgets.column(
                standing, self.cards, self.edit_pane, None, gap=GRID, margins=(edge, 0, edge, GRID)
            )
        )
        self._area.setWidget(inside)
        self._choices = Flow(list(self.buttons.values()), GRID // 2, fill=True)
        self.edit_pane.foot.hide()
        switches = widgets.row(self.said.keep, self.alike, None, gap=GRID // 2)
        self.foot = widgets.pane(
            widgets.column(
                self._choices,
                self.edit_pane.foot,
                self.said,
                switches,
                gap=GRID,
                margins=(edge, GRID, edge, GRID),
            ),
            "decisionFoot",
        )
        layout = widgets.column(head, self._area, self.foot)
        layout.setStretchFactor(self._area, 1)
        self.setLayout(layout)
        self.setMinimumWidth(360)

    def _show_standing(self, case: Case, standing: Standing) -> None:
        """What was decided already, and by whom; a decision that an edit has opened again stands beside the case."""
        names = dict(self._session.order(case))
        told = [standing.verdict] if standing.verdict else list(standing.earlier)
        lines = []
        for verdict in told:
            state = _(STATES[standing.state])
            lines.append(_("{title}: {text}", title=state, text=decision_of(verdict, names)))
            if detail := who_and_when(verdict):
                lines.append(detail)
        if standing.earlier:
            lines.insert(0, _("An annotator has changed something here since it was decided."))
        if standing.gold:
            made = " / ".join(span.text for span in standing.gold)
            lines.append(_("Already in gold, made by hand: {quotes}", quotes=made))
        self.earlier.setText("\n".join(lines))
        self.earlier.setVisible(bool(lines))
        self.keep_button.setVisible(bool([each for each in standing.earlier if each.choice != "agreed"]))
        self.reopen_button.setVisible(bool(told))
        self.example_button.setVisible(standing.state == "decided")
        self.turning.setVisible(bool(told))

    @property
    def _about_standing(self) -> list[QWidget]:
        return [self.earlier, self.turning]

    def _step_button(self, action: str) -> QToolButton:
        return widgets.text_button("", self._actions[action].trigger)

    def _key(self, actions: str, number: int) -> str:
        """The key of one of nine numbered actions; '' for a number beyond them."""
        return self._actions.key(f"{actions}{number}") if number in DIGITS else ""

    def _show_alike(self, case: Case) -> None:
        """How many are decided with this one while the button is down, and the key that presses it."""
        alike = len(self._session.alike(case)) - 1
        key = self._actions.key("review.alike")
        self.alike.setVisible(alike > 0)
        self.alike.setText(_("and {count} alike", count=alike) + (f" ({key})" if key else ""))

    def _caption(self, button: QPushButton, name: str, action: str) -> None:
        key = self._actions.key(action)
        button.setText(f"{name}  {key}" if key else name)
        button.setToolTip(self._actions.hint(action))
