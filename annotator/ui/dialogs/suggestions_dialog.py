"""The model that learns from marks, and what became of suggestions: to see, to train, to decide how they are used."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialogButtonBox,
    QHeaderView,
    QProgressBar,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from annotator.domain import how_many
from annotator.i18n import _, language, listed, shown_moment
from annotator.services.suggesting import acceptance
from annotator.ui import widgets
from annotator.ui.collation import by_name
from annotator.ui.desk import Desk
from annotator.ui.dialogs.dialog import Dialog
from annotator.ui.panes.suggestions_pane import engine_name
from annotator.ui.suggesting.choices import Choices
from annotator.ui.suggesting.learning import Learning
from annotator.ui.theme import GRID

MOST_ROWS = 6


def share(rate: float | None) -> str:
    """In percent; 100 says all and 0 says none, what lies near them is told with a decimal."""
    if rate is None:
        return "–"
    percent = round(100 * rate)
    if percent in (0, 100) and percent != 100 * rate:
        return f"{min(max(round(100 * rate, 1), 0.1), 99.9)} %"
    return f"{percent} %"


class SuggestionsDialog(Dialog):
    """Training goes on when the dialog is closed."""

    blind_chosen = Signal(bool)

    def __init__(self, desk: Desk, learning: Learning, choices: Choices, parent: QWidget) -> None:
        super().__init__(_("Suggestions: model and figures"), parent)
        self.resize(560, 440)
        self._desk = desk
        self._learning = learning
        self._choices = choices
        self.layer = QComboBox()
        self.layer.setAccessibleName(_("Layer to learn from"))
        self.train_button = widgets.push_button(_("Train"), self.train)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.facts = widgets.label(wrap=True)
        self.again = QCheckBox(_("Train again in the background as marks come in"))
        self.again.setChecked(choices.retrain)
        self.blind = QCheckBox(_("Hide suggestions until my first pass through a report is done"))
        self.blind.setChecked(choices.blind)
        self.table = QTableWidget(0, 5)
        self.nothing = widgets.hint(_("No suggestion has been answered yet."))
        self._arrange()
        self._connect()
        self._fill_layers()
        self._show_training()
        self.show_facts()
        self.show_acceptance()
        learning.look_up(choices.layer)

    def train(self) -> None:
        """Learn from the chosen layer, beside the window."""
        if self.layer.count():
            self._learning.train(self.layer.currentData())

    def show_facts(self) -> None:
        """What the model was trained on, and how well it did on reports that it had not seen."""
        facts = self._learning.facts
        if facts is None:
            self.facts.setText(
                _(
                    "There is no model yet. It learns from the reports that a layer calls done; "
                    "without any, from those it has marked."
                )
            )
            return
        figures = [
            f"{label.display(language())} {_figure(facts.f1[label.name])}"
            for label in self._desk.project.schema.labels
            if label.name in facts.f1
        ]
        self.facts.setText(
            _("Trained on “{layer}”: {documents}, {marks}, {time}.\nCross-validated exact F1: {figures}",
              layer=facts.layer, documents=how_many.documents(len(facts.documents)),
              marks=how_many.marks(facts.spans), time=shown_moment(facts.trained), figures=listed(figures) or "–")
        )  # fmt: skip

    def show_acceptance(self) -> None:
        """By engine, what became of its suggestions in the annotator's layer."""
        rows = acceptance(self._desk.project)
        self.table.setRowCount(len(rows))
        for row, one in enumerate(rows):
            cells = (engine_name(one.engine), one.accepted, one.changed, one.rejected, share(one.rate))
            for column, value in enumerate(cells):
                self.table.setItem(row, column, QTableWidgetItem(str(value)))
        header = self.table.horizontalHeader().sizeHint().height()
        row = self.table.verticalHeader().defaultSectionSize()
        self.table.setFixedHeight(row * min(len(rows), MOST_ROWS) + header + 4)
        self.table.setVisible(bool(rows))
        self.nothing.setVisible(not rows)

    # -- inside ------------------------------------------------------------------------------------

    def _arrange(self) -> None:
        names = [_("Engine"), _("Accepted"), _("Changed since"), _("Rejected"), _("Share accepted")]
        self.table.setHorizontalHeaderLabels(names)
        self.table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        widgets.plain_rows(self.table)
        self.table.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        self.table.setAccessibleName(_("What became of suggestions"))
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.button(QDialogButtonBox.StandardButton.Close).setText(_("Close"))
        buttons.rejected.connect(self.reject)
        training = widgets.row(widgets.label(_("Learn from the layer")), self.layer, self.train_button)
        training.setStretch(1, 1)
        reading = widgets.label(
            _("What is read without suggestions first is your own judgement; it keeps agreement honest."),
            "muted",
            wrap=True,
        )
        parts = (
            widgets.label(_("Learned model"), "heading"), training, self.bar, self.facts, self.again, widgets.gap(),
            widgets.label(_("What became of suggestions"), "heading"), self.table, self.nothing, widgets.gap(),
            self.blind, reading, None, buttons,
        )  # fmt: skip
        layout = widgets.column(*parts, gap=GRID, margins=(GRID * 2,) * 4)
        self.setLayout(layout)

    def _connect(self) -> None:
        self._learning.started.connect(self._show_training)
        self._learning.ended.connect(self._show_training)
        self._learning.progressed.connect(self._progress)
        self._learning.facts_known.connect(self.show_facts)
        self._desk.settled.connect(self.show_acceptance)
        self.again.toggled.connect(self._set_again)
        self.blind.toggled.connect(self.blind_chosen)

    def _fill_layers(self) -> None:
        """The layers that have marks, the annotator's own first."""
        own = self._desk.project.annotator
        layers = self._desk.project.layers()
        for layer in sorted(by_name(layers), key=lambda name: name != own):
            self.layer.addItem(layer, layer)
        if (row := self.layer.findData(self._choices.layer)) >= 0:
            self.layer.setCurrentIndex(row)

    def _show_training(self) -> None:
        busy = self._learning.busy
        self.bar.setRange(0, 0 if busy else 1)
        self.bar.setVisible(busy)
        self.train_button.setEnabled(
            not busy and self.layer.count() > 0 and self._desk.project.store.writable
        )

    def _progress(self, done: int, total: int) -> None:
        if done:
            self.bar.setRange(0, total)
            self.bar.setValue(done)

    def _set_again(self, value: bool) -> None:
        self._choices.retrain = self._learning.again = value


def _figure(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"
