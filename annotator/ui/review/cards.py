"""The versions of a case as cards: the key that takes it, who has it, the words with the difference marked."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QToolButton, QWidget

from annotator.i18n import _
from annotator.services.cases import Case
from annotator.ui import widgets
from annotator.ui.panes.tagging_pane import color_of
from annotator.ui.review.session import Session
from annotator.ui.review.versions import Piece, Version, differing, pieces, shortened
from annotator.ui.review.wording import attribute_name, joined, label_name, value_name
from annotator.ui.text_view import Part, Passage
from annotator.ui.theme import GRID, Tokens


class Card(QFrame):
    """One version. Emits `taken` when its key cap is pressed or it is double-clicked, `picked` with an attribute."""

    taken = Signal()
    picked = Signal(str)

    def __init__(self, session: Session, tokens: Tokens, key: str) -> None:
        super().__init__()
        self.setObjectName("card")
        self._session = session
        self._tokens = tokens
        self.attribute_buttons: dict[str, QToolButton] = {}
        self.button = QToolButton()
        self.button.setObjectName("cardKey")
        self.button.setText(key)
        self.button.clicked.connect(lambda _checked=False: self.taken.emit())
        self._lines = widgets.column(gap=GRID // 2)
        beside = widgets.column(self.button, None)
        whole = widgets.row(beside, self._lines, gap=GRID + 2, margins=(GRID + 2, GRID, GRID + 2, GRID))
        whole.setStretch(1, 1)
        self.setLayout(whole)

    def show_version(self, case: Case, version: Version, versions: Sequence[Version]) -> None:
        names = joined(version.names)
        self.setAccessibleName(names)
        self.button.setAccessibleName(_("Take the version of {names}", names=names))
        self.button.setToolTip(self.button.accessibleName())
        head = widgets.row(widgets.label(names, "cardNames"), None, gap=GRID)
        labels = {each for other in versions for each in other.labels}
        for label in version.labels:
            head.addWidget(self._chip(label, differs=len(labels) > 1))
        self._lines.addWidget(widgets.nested(head))
        if version.is_empty:
            sentence = _("no link here") if case.links else _("nothing marked here")
            self._lines.addWidget(widgets.label(sentence, "muted"))
            return
        passage = Passage()
        passage.set_parts(*self._words(case, version, versions))
        self._lines.addWidget(passage)
        self._show_attributes(version, versions)
        for name, note in version.notes:
            self._lines.addWidget(
                widgets.label(_("{name} notes: {note}", name=name, note=note), "muted", wrap=True)
            )

    def show_picked(self, picked: set[str]) -> None:
        """Which attributes are taken from this version, whichever version is taken."""
        for name, button in self.attribute_buttons.items():
            button.setChecked(name in picked)

    def mouseDoubleClickEvent(self, _event: QMouseEvent) -> None:
        self.taken.emit()

    def _words(self, case: Case, version: Version, versions: Sequence[Version]) -> tuple[list[Part], str]:
        if version.links:
            head, tail = version.spans
            tokens = self._tokens
            arrow = Part("  →  ", tokens.muted)
            parts = [Part(head.text, tokens.text), arrow, Part(tail.text, tokens.text)]
            return parts, f"{head.text} → {tail.text}"
        found = shortened(pieces(case, version, versions))
        return [part_of(piece, self._tokens) for piece in found], _(" / ").join(s.text for s in version.spans)

    def _chip(self, label: str, *, differs: bool) -> QWidget:
        known = self._session.desk.project.schema.by_name.get(label)
        color = color_of(known, self._tokens) if known else self._tokens.muted
        chip = widgets.label(label_name(self._session.desk.project.schema, label), "chip")
        ground = self._tokens.warning_soft if differs else "transparent"
        chip.setStyleSheet(f"border-left: 6px solid {color}; background: {ground}")
        return chip

    def _show_attributes(self, version: Version, versions: Sequence[Version]) -> None:
        """What is the same on one line, muted; what differs below it, to be taken one by one."""
        schema, different, said = self._session.desk.project.schema, differing(versions), version.attributes()
        label = version.labels[0]

        def value(name: str) -> str:
            return _(" / ").join(value_name(schema, label, name, each) for each in said.get(name, (None,)))

        same = [
            f"{attribute_name(schema, label, name)} {value(name)}" for name in said if name not in different
        ]
        if same:
            self._lines.addWidget(widgets.label("　".join(same), "muted", wrap=True))
        for name in different:
            line = self._attribute(name, attribute_name(schema, label, name), value(name))
            self._lines.addWidget(widgets.nested(line))

    def _attribute(self, name: str, title: str, value: str) -> QHBoxLayout:
        button = QToolButton()
        button.setObjectName("different")
        button.setCheckable(True)
        button.setText(title)
        button.setToolTip(_("Take this from here, whichever version is taken"))
        button.setAccessibleName(f"{title} {value}")
        button.clicked.connect(lambda _checked=False: self.picked.emit(name))
        self.attribute_buttons[name] = button
        told = Passage(14)
        told.set_parts([Part(value, self._tokens.text, self._tokens.warning_soft)])
        button.ensurePolished()  # as high as the style makes it: its words and the first line stand beside each other
        lower = max(0, (button.sizeHint().height() - told.minimumSizeHint().height()) // 2)
        beside = widgets.column(told, margins=(0, lower, 0, 0))
        line = widgets.row(widgets.column(button, None), beside, gap=GRID)
        line.setStretch(1, 1)
        return line


class CardStack(QWidget):
    """The cards of one case, one below the other. Emits the number of the version, from 0."""

    taken = Signal(int)
    picked = Signal(str, int)

    def __init__(self, session: Session, tokens: Callable[[], Tokens]) -> None:
        super().__init__()
        self.setObjectName("pane")
        self._session = session
        self._tokens = tokens
        self._column = widgets.column(gap=GRID)
        self.cards: list[Card] = []
        self.setLayout(widgets.column(self._column, None))

    def show_case(self, case: Case, versions: Sequence[Version], keys: Callable[[int], str]) -> None:
        self.clear()
        for number, version in enumerate(versions):
            card = Card(self._session, self._tokens(), keys(number))
            card.show_version(case, version, versions)
            card.taken.connect(lambda number=number: self.taken.emit(number))
            card.picked.connect(lambda name, number=number: self.picked.emit(name, number))
            self._column.addWidget(card)
            self.cards.append(card)

    def show_picked(self, picked: dict[str, int]) -> None:
        for number, card in enumerate(self.cards):
            card.show_picked({name for name, which in picked.items() if which == number})

    def clear(self) -> None:
        for card in self.cards:
            card.hide()
            card.deleteLater()
        self.cards = []


def part_of(piece: Piece, tokens: Tokens) -> Part:
    """A piece in the colours of the theme; what a version leaves out is struck through, not only paler."""
    if piece.kind == "own":
        return Part(piece.text, tokens.text, tokens.warning_soft, heavy=True)
    if piece.kind == "absent":
        return Part(piece.text, tokens.muted, struck=True)
    return Part(piece.text, tokens.text if piece.kind == "common" else tokens.muted)
