"""Pieces that keep within the room they have."""

from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from annotator.ui import widgets
from annotator.ui.flow import Chooser, Flow


def lefts(flow: Flow) -> list[int]:
    return [part.x() for part in flow.findChildren(QPushButton) if not part.isHidden()]


def test_what_has_changed_while_nothing_was_seen_has_its_place(qtbot: QtBot) -> None:
    parts = [QPushButton(words) for words in ("Keep", "Open again", "As example")]
    flow = Flow(parts, 8)
    window = widgets.pane(widgets.column(flow, QLabel("below"), None))
    qtbot.addWidget(window)
    window.resize(500, 100)
    window.show()
    flow.hide()
    parts[0].hide()
    parts[1].setText("Open it again, please")
    flow.show()
    first = parts[1].sizeHint().width()
    qtbot.waitUntil(lambda: lefts(flow) == [0, first + 8])
    flow.hide()
    parts[0].show()
    parts[2].hide()
    flow.show()
    qtbot.waitUntil(lambda: lefts(flow) == [0, parts[0].sizeHint().width() + 8])


def test_parts_go_on_in_the_next_row(qtbot: QtBot) -> None:
    flow = Flow([QPushButton(words) for words in ("One of them", "Another one")], 8)
    qtbot.addWidget(flow)
    flow.resize(flow.sizeHint())
    flow.show()
    assert len({part.y() for part in flow.findChildren(QPushButton)}) == 1
    flow.resize(flow.minimumSizeHint().width(), 200)
    assert len({part.y() for part in flow.findChildren(QPushButton)}) == 2
    assert flow.heightForWidth(flow.width()) == 2 * flow.sizeHint().height() + 8


def test_words_too_long_for_a_box_are_whole_in_its_tooltip(qtbot: QtBot) -> None:
    box = Chooser()
    qtbot.addWidget(box)
    box.addItems(["short", "very much longer than the box is wide"])
    box.resize(110, 30)
    box.show()
    assert box.toolTip() == ""
    box.setCurrentIndex(1)
    assert box.toolTip() == box.currentText()
    box.resize(500, 30)
    assert box.toolTip() == ""
