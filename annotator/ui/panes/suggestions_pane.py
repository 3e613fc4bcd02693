"""Which suggestions are shown: engine, threshold, how far they can be trusted, how many are left."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QComboBox, QSlider, QWidget

from annotator.domain.span import GOLD
from annotator.i18n import N_, _, ngettext
from annotator.suggest.names import BUILT_IN, LLM
from annotator.ui import widgets
from annotator.ui.desk import Desk
from annotator.ui.icons import icon
from annotator.ui.suggesting.choices import Choices
from annotator.ui.suggesting.offers import Offers
from annotator.ui.theme import GRID, Tokens

if TYPE_CHECKING:
    from annotator.services.trust import Trust

_NAMES = {
    "rules": N_("Rules"),
    "repeats": N_("Earlier marks"),
    "learned": N_("Learned model"),
    "llm": N_("Language model"),
}
_SLIDING_MS = 60  # the text follows the slider a moment later
_RESTING_MS = 120


class SuggestionsPane(QWidget):
    """Says what holds; decides nothing."""

    engine_chosen = Signal(str)
    least_chosen = Signal(int)
    reveal_wanted = Signal()
    train_wanted = Signal()

    def __init__(self, desk: Desk, offers: Offers, choices: Choices, tokens: Tokens) -> None:
        super().__init__()
        self.setObjectName("pane")
        self._desk = desk
        self._offers = offers
        self._choices = choices
        self.trust: Trust | None = None
        self.problem = ""
        self._hasty = False
        self.engine = QComboBox()
        self.engine.setAccessibleName(_("Suggestions by"))
        self.engine.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.offer_engines(BUILT_IN)
        self.left = widgets.label(style="muted")
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setRange(0, 100)
        self.slider.setSingleStep(5)
        self.slider.setPageStep(10)
        self.slider.setAccessibleName(_("Least score of the suggestions that are shown"))
        self.slider.setToolTip(_("Only suggestions with at least this score are shown and accepted"))
        self.percent = widgets.label(style="muted")
        self.percent.setMinimumWidth(self.percent.fontMetrics().horizontalAdvance(_at_least(100)))
        self.expected = widgets.label(style="muted", wrap=True)
        self.state = widgets.label(style="muted", wrap=True)
        self.symbol = widgets.label()
        self.reveal = widgets.text_button(_("Show them now"), self.reveal_wanted.emit)
        self.train = widgets.text_button("", self.train_wanted.emit)
        self.train.setToolTip(_("Train the model, see figures…"))
        self.train.setAccessibleName(_("Train the model, see figures…"))
        self._arrange()
        self.set_tokens(tokens)
        self._sliding = QTimer(self)
        self._sliding.setSingleShot(True)
        self._sliding.setInterval(_SLIDING_MS)
        self._sliding.timeout.connect(lambda: self.least_chosen.emit(self.slider.value()))
        self.slider.valueChanged.connect(self._slide)
        self.engine.activated.connect(lambda _row: self.engine_chosen.emit(self.engine.currentData()))
        self._waits = self._busy = False
        self._caret = 0
        self._resting = QTimer(self)
        self._resting.setSingleShot(True)
        self._resting.setInterval(_RESTING_MS)
        self._resting.timeout.connect(self._show_counts)
        desk.settled.connect(self._show)
        desk.keys.changed.connect(self._show)

    def _arrange(self) -> None:
        head = widgets.row(widgets.label(_("Suggestions"), "heading"), None, self.engine, self.train, gap=4)
        least = widgets.row(self.slider, self.percent)
        notice = widgets.row(self.symbol, self.state, gap=4)
        notice.setStretch(1, 1)
        counts = widgets.row(self.left, None, self.reveal)
        layout = widgets.column(
            head, least, self.expected, counts, notice, gap=4, margins=(GRID * 2, GRID, GRID, GRID)
        )
        self.setLayout(layout)

    def set_tokens(self, tokens: Tokens) -> None:
        self.train.setIcon(icon("chart-column", tokens.text))
        self.symbol.setPixmap(icon("triangle-alert", tokens.warning).pixmap(16, 16))

    def offer_engines(self, engines: Iterable[str]) -> None:
        """Let these be chosen, too; to look for plug-ins takes a moment, which the start of the window has not."""
        for name in engines:
            if self.engine.findData(name) < 0:
                self.engine.addItem(engine_name(name), name)

    def show_trust(self, trust: "Trust | None") -> None:
        self.trust = trust
        self._show()

    def follow(self, caret: int) -> None:
        """The caret is somewhere else; its section is counted when it rests."""
        self._caret = caret
        self._resting.start()

    def warn_of_haste(self) -> None:
        """Many were accepted faster than they could be read; said here, and away with the next document."""
        self._hasty = True
        self._show()

    def forget_haste(self) -> None:
        """What was waved through has been taken back."""
        self._hasty = False

    def refresh(self, *, waits: bool, busy: bool) -> None:
        """`waits`: for the first pass; `busy`: suggestions are being looked for."""
        self._waits, self._busy = waits, busy
        if self._offers.computed == 0:
            self._hasty = False
        row = self.engine.findData(self._choices.engine)
        if row != self.engine.currentIndex():
            self.engine.setCurrentIndex(row)
        if not self._sliding.isActive() and self.slider.value() != self._choices.least:
            self.slider.blockSignals(True)
            self.slider.setValue(self._choices.least)
            self.slider.blockSignals(False)
        self._show()

    # -- inside ------------------------------------------------------------------------------------

    def _slide(self, percent: int) -> None:
        self.percent.setText(_at_least(percent))
        self._sliding.start()

    def _show(self) -> None:
        shown = self._offers.shown_count()
        here = self._desk.document is not None
        self.percent.setText(_at_least(self.slider.value()))
        self._show_counts()
        self.expected.setText(self._expectation())
        self.expected.setVisible(self._choices.on)
        self.slider.setVisible(self._choices.on)
        self.percent.setVisible(self._choices.on)
        self.symbol.setVisible(self._hasty)
        sentence = self._sentence(shown) if here else ""
        self.state.setText(sentence)
        self.state.setVisible(bool(sentence))
        self.reveal.setVisible(here and self._choices.on and self._waits)

    def _show_counts(self) -> None:
        counts = self._counts(self._offers.shown_count())
        self.left.setText(counts)
        self.left.setVisible(bool(counts))

    def _counts(self, shown: int) -> str:
        """All that are left, and how many of them the key for a section would take at the caret."""
        if not shown:
            return ""
        here = self._offers.section_at(self._caret)
        if here is None or len(here[1]) == shown:
            return _("{count} left", count=shown)
        return _("{count} left, {here} in this section", count=shown, here=len(here[1]))

    def _expectation(self) -> str:
        trust = self.trust
        if trust is None:
            return ""
        offered = self._offers.open() if trust.basis == "calibration" else ()
        share = trust.precision(self._choices.least / 100, offered)
        if share is None:
            return _("Nothing is known yet of how many of these are right.")
        percent = round(100 * share)
        if trust.basis == "calibration":
            return _("Right: about {percent} of 100, if this report is like those the model has learned from.",
                     percent=percent)  # fmt: skip
        if trust.basis == "layer" and trust.layer == GOLD:
            return ngettext(
                "Right in {count} report of the gold layer: {percent} of 100.",
                "Right in {count} reports of the gold layer: {percent} of 100.",
                trust.documents,
                percent=percent,
            )
        if trust.basis == "layer":
            return ngettext(
                "Marked so in {count} report that you call done: {percent} of 100.",
                "Marked so in {count} reports that you call done: {percent} of 100.",
                trust.documents,
                percent=percent,
            )
        return _("You have accepted {percent} of 100 so far.", percent=percent)

    def _sentence(self, shown: int) -> str:
        if not self._choices.on:
            return _("Suggestions are hidden; {key} shows them.", key=self._desk.keys("suggest.show"))
        if self.problem:
            return self.problem
        if self._waits:
            return _("Hidden until you call this report done: your first pass is your own.")
        if self._hasty:
            return _(
                "The last ones were accepted faster than they can be read. Are they what you would have marked?"
            )
        if self._busy:
            return _("Looking for suggestions…")
        below = self._offers.open_count() - shown
        if shown:
            return ""
        if below:
            return ngettext(
                "{count} has a lower score; move the slider to see it.",
                "{count} have a lower score; move the slider to see them.",
                below,
            )
        if self._offers.computed:
            return _("Everything suggested here has been answered.")
        if self._choices.engine == LLM:
            return _(
                "The model was not asked about this report, or found nothing; the menu Suggestions asks it."
            )
        return _("This engine suggests nothing here.")


def engine_name(name: str) -> str:
    """What people call an engine."""
    return _(_NAMES[name]) if name in _NAMES else name


def _at_least(percent: int) -> str:
    return "≥ " + _("{percent} %", percent=percent)
