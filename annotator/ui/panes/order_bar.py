"""In which order the list of documents stands, and how far what it needs has come."""

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QComboBox, QSizePolicy, QWidget

from annotator.i18n import N_, _
from annotator.ui import widgets
from annotator.ui.theme import GRID

AS_IMPORTED = ""
_NAMES = {
    AS_IMPORTED: N_("In import order"),
    "uncertainty": N_("Next: most doubtful"),
    "diversity": N_("Next: most unlike"),
    "disagreement": N_("Next: most disputed"),
    "similar": N_("Next: most like those done"),
}
_EXPLAINED = {
    "uncertainty": N_("Where suggestions are most doubtful, your answers teach the most"),
    "diversity": N_("Reports unlike each other and unlike what is done cover the corpus"),
    "disagreement": N_("Where annotators, or the rules and the model, say different things"),
    "similar": N_("Reports like those that are done go quickest"),
}


class OrderBar(QWidget):
    """Emits `chosen` with a name of `services.next_up.BY`, or '' for the order they came in."""

    chosen = Signal(str)
    stop_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("pane")
        self.box = QComboBox()
        self.box.setAccessibleName(_("Order of the documents"))
        self.box.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        for name, shown in _NAMES.items():
            self.box.addItem(_(shown), name)
        self.state = widgets.label(style="muted", wrap=True)
        self.stop_button = widgets.text_button(_("Stop"), self.stop_wanted.emit)
        told = widgets.row(self.state, self.stop_button, gap=4)
        told.setStretch(0, 1)
        self.setLayout(widgets.column(self.box, told, gap=4, margins=(GRID, 0, GRID, 4)))
        self.box.activated.connect(lambda _row: self.chosen.emit(self.box.currentData()))
        self.show_state("")
        self.select(AS_IMPORTED)

    def select(self, name: str) -> None:
        """Show this order as the one that holds, without saying that somebody chose it."""
        with QSignalBlocker(self.box):
            self.box.setCurrentIndex(max(0, self.box.findData(name)))
        self.box.setToolTip(_(_EXPLAINED[name]) if name else self.box.currentText())

    def show_state(self, sentence: str, *, busy: bool = False) -> None:
        """What is going on, or what is in the way; nothing takes no room."""
        self.state.setText(sentence)
        self.state.setVisible(bool(sentence))
        self.stop_button.setVisible(busy)
