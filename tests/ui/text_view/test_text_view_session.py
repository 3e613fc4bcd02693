"""Whole sessions at random: after every action the bar agrees with the page, and what stands on the
screen, painted piece by piece, is what a fresh paint gives.
"""

import random

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from annotator.ui.text_view import TextView, ViewSpan

KEYS = [
    getattr(Qt.Key, f"Key_{name}")
    for name in ["Left", "Right", "Up", "Down", "Home", "End", "PageUp", "PageDown"]
]
MODIFIERS = [
    Qt.KeyboardModifier.NoModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.ControlModifier,
]
PIECES = [
    "字",
    "𠮷",
    "😀",
    "e\u0301",
    " ",
    "\u00a0",
    "\u2028",
    "\t",
    "\r\n",
    "\n",
    "\n\n",
    "，",
    "。",
    "word ",
    "长" * 10,
]


class Session:
    def __init__(self, view: TextView, chance: random.Random) -> None:
        self.view, self.chance = view, chance
        self.size = len(view.text())
        self.spans = {f"s{number}": self.span(f"s{number}") for number in range(chance.randint(0, 30))}
        view.set_spans(self.spans.values())

    def span(self, name: str) -> ViewSpan:
        start = self.chance.randint(0, self.size)
        end = min(self.size, start + self.chance.choice([0, 3, 20, 100, 9000]))
        return ViewSpan(
            name, start, end, self.chance.choice(["measure", "problem", "x"]), self.chance.random() < 0.3
        )

    def act(self, turn: int) -> None:
        view, chance = self.view, self.chance
        bar = view.verticalScrollBar()
        actions = [
            lambda: view.resize(chance.randint(100, 900), chance.randint(60, 600)),
            lambda: bar.setValue(chance.randint(0, bar.maximum())),
            lambda: QTest.keyClick(view, chance.choice(KEYS), chance.choice(MODIFIERS)),
            lambda: view.set_zoom(chance.randint(10, 30)),
            lambda: view.select(chance.randint(0, self.size), chance.randint(0, self.size)),
            lambda: view.ensure_visible(chance.randint(0, self.size), centre=chance.random() < 0.5),
            lambda: view.set_current_span(chance.choice([None, *self.spans])),
            lambda: view.scroll_by(chance.randint(-300, 300)),
            lambda: self.mark(turn),
        ]
        chance.choice(actions)()
        for _ in range(4):  # the second lets the bar follow heights that painting has made exact
            QApplication.processEvents()

    def mark(self, turn: int) -> None:
        gone = self.chance.sample(sorted(self.spans), min(2, len(self.spans)))
        new = self.span(f"n{turn}")
        self.spans = {name: span for name, span in self.spans.items() if name not in gone} | {new.id: new}
        self.view.update_spans(gone, [new])


def on_screen(view: TextView):
    image = view.screen().grabWindow(view.winId()).toImage()
    return image.copy(view.viewport().geometry())


@pytest.mark.parametrize("seed", range(25))
def test_a_session(make_view, seed: int) -> None:
    chance = random.Random(seed)
    pieces = [*PIECES, "句子" * chance.randint(1, 700)]
    view = make_view("".join(chance.choice(pieces) for _ in range(chance.randint(0, 120))))
    session = Session(view, chance)
    for turn in range(20):
        session.act(turn)
        start, end = view.visible_range()
        assert 0 <= start <= end <= session.size
        assert 0 <= view.page.value <= max(0, view.page.height - view.page.view_height)
    view.clearFocus()
    while view.page.shape_ahead():
        pass
    for _ in range(4):
        QApplication.processEvents()
    assert view.verticalScrollBar().value() == view.page.value
    shown = on_screen(view)
    assert shown == view.viewport().grab().toImage().convertToFormat(shown.format())


def test_a_paragraph_that_grows_moves_those_below(make_view) -> None:
    view = make_view("坚持稳中求进工作总基调。\n" * 30)
    spans = [ViewSpan(f"s{number}", 15, 20 + number, "measure") for number in range(6)]
    for removed, added in (((), spans), (["s1", "s2", "s3"], ())):
        QApplication.processEvents()
        height = view.page.height
        view.update_spans(removed, added)
        assert view.page.height != height
        for _ in range(4):
            QApplication.processEvents()
        shown = on_screen(view)
        assert shown == view.viewport().grab().toImage().convertToFormat(shown.format())
