"""A list to choose from is never narrower than its longest entry."""

from PySide6.QtWidgets import QComboBox
from pytestqt.qtbot import QtBot

from annotator.ui.fitting_box import FittingBox


def test_what_comes_later_is_not_cut(qtbot: QtBot) -> None:
    box, filled_at_once = FittingBox(), QComboBox()
    qtbot.addWidget(box)
    qtbot.addWidget(filled_at_once)
    empty = box.minimumSizeHint().width()
    for combo in (box, filled_at_once):
        combo.addItem("a label whose name is longer than an empty list is wide")
    assert box.minimumSizeHint().width() == filled_at_once.minimumSizeHint().width() > empty


def test_short_entries_make_it_narrow_again(qtbot: QtBot) -> None:
    box = FittingBox()
    qtbot.addWidget(box)
    empty = box.minimumSizeHint().width()
    box.addItem("i")
    assert box.minimumSizeHint().width() < empty
