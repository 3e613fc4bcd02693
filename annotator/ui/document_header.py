"""Above the text: what document this is, how far it is, the way to its neighbours."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from annotator.domain import how_many
from annotator.i18n import _, shown_fact
from annotator.ui import widgets
from annotator.ui.actions import ActionTable
from annotator.ui.desk import Desk
from annotator.ui.icons import icon
from annotator.ui.panes.documents_pane import STATE_ICONS, state_names
from annotator.ui.theme import GRID, Tokens

_BETWEEN = "  ·  "
_STUMP = 4  # characters of a fact that say nothing yet
ICONS = (QSize(14, 14), QSize(20, 14))  # of the buttons, without words and with
TITLE = 240  # pixels that the title needs; the buttons carry words where they leave as much


class DocumentHeader(QWidget):
    """Emits `state_chosen` with a state's name."""

    state_chosen = Signal(str)

    def __init__(self, desk: Desk, tokens: Tokens) -> None:
        super().__init__()
        self._desk = desk
        self._title = self._facts = ""
        self.title = widgets.label(style="title")
        self.title.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.facts = widgets.label(style="muted")
        self.facts.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.states: dict[str, QPushButton] = {}
        for state, name in state_names().items():
            button = QPushButton(name)
            button.setObjectName("segment")
            button.setCheckable(True)
            button.setAccessibleName(name)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.clicked.connect(lambda _checked=False, state=state: self.state_chosen.emit(state))
            self.states[state] = button
        self._neighbours = widgets.row(gap=0)
        self._buttons = widgets.pane(widgets.row(*self.states.values(), self._neighbours, gap=4), "")
        names = widgets.column(None, self.title, self.facts, None, gap=2)
        layout = widgets.row(names, self._buttons, margins=(GRID * 2, GRID, GRID, GRID))
        layout.setStretch(0, 1)
        self.setLayout(widgets.column(widgets.pane(layout, "documentHeader")))
        self.set_tokens(tokens)
        desk.document_opened.connect(self.refresh)
        desk.status_changed.connect(self.refresh)
        self.refresh()

    def add_actions(self, actions: ActionTable) -> None:
        """Put in the way to the neighbours."""
        for identity in ("document.previous", "document.next"):
            self._neighbours.addWidget(widgets.action_button(actions[identity], words=False))

    def set_writable(self, writable: bool) -> None:
        for button in self.states.values():
            button.setEnabled(writable)

    def set_tokens(self, tokens: Tokens) -> None:
        for state, button in self.states.items():
            color = tokens.good if state == "done" else tokens.muted
            button.setIcon(icon(STATE_ICONS[state], color, *ICONS))

    def refresh(self) -> None:
        opened = self._desk.open_document
        self._buttons.setVisible(opened is not None)
        if opened is None:
            self._title = self._desk.project.path.stem
            self._facts = ""
        else:
            document = opened.document
            self._title = document.title
            meta = document.meta
            flag = _("flagged") if opened.status.flag else ""
            length = how_many.characters(len(document.text))
            parts = [shown_fact(meta.get(name)) for name in ("issuer", "doc_number", "published", "region")]
            note = " ".join(opened.status.note.split())
            self._facts = _BETWEEN.join(part for part in (flag, *parts, length, note) if part)
            for state, button in self.states.items():
                button.setChecked(state == opened.status.state)
        self.title.setToolTip(self._title)
        self.facts.setToolTip(self._facts)
        self.facts.setVisible(bool(self._facts))
        self._elide()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._show_words(True)
        self._show_words(self.width() - self._buttons.sizeHint().width() - GRID * 5 >= TITLE)
        self._elide()

    def _show_words(self, wanted: bool) -> None:
        """Words beside the icons while there is room for them."""
        for state, name in state_names().items():
            button = self.states[state]
            button.setText(name if wanted else "")
            button.setIconSize(ICONS[wanted])
            button.setToolTip(name)

    def _elide(self) -> None:
        width = self.width() - GRID * 4
        if self._buttons.isVisibleTo(self):
            width -= self._buttons.sizeHint().width() + GRID
        elide = Qt.TextElideMode.ElideRight
        self.title.setText(self.title.fontMetrics().elidedText(self._title, elide, width))
        self.facts.setText(_without_a_stump(self.facts.fontMetrics().elidedText(self._facts, elide, width)))


def _without_a_stump(line: str) -> str:
    """An elided line of facts whose last one was cut down to nearly nothing, without that one and its separator."""
    before, between, last = line.rpartition(_BETWEEN.strip())
    if between and line.endswith("…") and len(last.strip("… ")) < _STUMP:
        return f"{before.rstrip()} …"
    return line
