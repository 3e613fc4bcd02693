"""What helps people see: high contrast, text as large as wanted, a caret that stands still, words within their room."""

import pytest
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from annotator.ui import theme, widgets
from annotator.ui.dialogs.preferences_dialog import PreferencesDialog
from annotator.ui.flow import Flow, Line
from annotator.ui.main_window import MainWindow
from annotator.ui.text_view.theme import DEFAULT_SIZE, LARGEST


def test_high_contrast_is_in_the_menu_and_lasts(window: MainWindow, qapp: QApplication) -> None:
    window.actions_["view.contrast"].trigger()
    assert window.settings.theme == "contrast"
    assert qapp.palette().text().color().name().upper() in (
        theme.CONTRAST_LIGHT.text,
        theme.CONTRAST_DARK.text,
    )
    assert window.actions_["view.contrast"].isChecked()
    window.actions_["view.light"].trigger()
    assert qapp.palette().text().color().name().upper() == theme.LIGHT.text


def test_text_grows_to_three_times_its_size_and_the_caret_stays_in_sight(window: MainWindow) -> None:
    assert LARGEST >= 3 * DEFAULT_SIZE
    view = window.view
    view.set_caret(len(view.text()) // 2)
    view.ensure_visible(view.caret())
    view.set_zoom(3 * DEFAULT_SIZE)
    assert view.zoom() == 3 * DEFAULT_SIZE
    start, end = view.visible_range()
    assert start <= view.caret() <= end


def test_a_caret_that_stands_still(window: MainWindow, qapp: QApplication) -> None:
    pace = qapp.cursorFlashTime()
    window.actions_["edit.preferences"].trigger()
    (dialog,) = window.findChildren(PreferencesDialog)
    dialog.still.setChecked(True)
    assert (qapp.cursorFlashTime(), window.settings.still_caret) == (0, True)
    dialog.still.setChecked(False)
    assert (qapp.cursorFlashTime(), window.settings.still_caret) == (pace, False)


@pytest.mark.parametrize(("width", "rows"), [(400, 1), (200, 2), (100, 3)])
def test_buttons_go_on_in_the_next_row(qtbot: QtBot, width: int, rows: int) -> None:
    buttons = [QPushButton() for _number in range(3)]
    for button in buttons:
        button.setFixedWidth(90)
    flow = Flow(buttons, 10)
    qtbot.addWidget(flow)
    flow.resize(width, 300)
    flow.show()
    high = buttons[0].height()
    assert len({button.y() for button in buttons}) == rows
    assert flow.heightForWidth(width) == rows * high + (rows - 1) * 10
    assert all(button.geometry().right() < width for button in buttons)


def test_a_row_that_is_filled_ends_where_its_room_ends(qtbot: QtBot) -> None:
    buttons = [QPushButton(str(number)) for number in range(3)]
    flow = Flow(buttons, 10, fill=True)
    qtbot.addWidget(flow)
    flow.resize(620, 40)
    flow.show()
    assert 617 <= buttons[-1].geometry().right() <= 619


def test_a_button_that_goes_leaves_its_room_to_the_others(qtbot: QtBot) -> None:
    buttons = [QPushButton() for _number in range(3)]
    for button in buttons:
        button.setFixedWidth(90)
    flow = Flow(buttons, 10)
    beside = widgets.pane(widgets.column(flow, None))
    qtbot.addWidget(beside)
    beside.resize(200, 300)
    beside.show()
    assert buttons[2].y() > buttons[0].y()
    high = flow.height()
    buttons[1].hide()
    qtbot.waitUntil(lambda: buttons[2].y() == buttons[0].y())
    assert flow.height() < high


def test_a_line_that_is_cut_is_whole_in_its_tooltip(qtbot: QtBot) -> None:
    line = Line()
    qtbot.addWidget(line)
    line.resize(600, 20)
    line.show()
    line.setText("云溪市民政局")
    assert line.toolTip() == ""
    line.resize(30, 20)
    assert line.toolTip() == line.text() == "云溪市民政局"
