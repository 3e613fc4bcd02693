"""How the window of the labels looks: colours on their grounds, rows that show all they say, room in a narrow window."""

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QIcon, QImage
from PySide6.QtWidgets import QLineEdit, QListWidget, QWidget
from pytestqt.qtbot import QtBot

from annotator.ui.flow import wrap_rows
from annotator.ui.main_window import MainWindow
from annotator.ui.schema.labels_window import LabelsWindow
from annotator.ui.schema.swatch import CHIP, GROUNDS, ICON, swatch_icon
from annotator.ui.theme import GRID

BLUE = "#0072B2"
pytestmark = pytest.mark.usefixtures("qapp")  # pictures need one


@pytest.fixture
def labels(qtbot: QtBot, window: MainWindow) -> LabelsWindow:
    window.actions_["edit.labels"].trigger()
    made = window.labels.dialog()
    qtbot.waitUntil(lambda: made.versions.list.count() > 0)
    return made


def drawn(icon: QIcon, mode: QIcon.Mode = QIcon.Mode.Normal) -> QImage:
    size = icon.availableSizes()[0]
    return icon.pixmap(size, 1.0, mode).toImage()


@pytest.mark.parametrize("pattern", ["solid", "dash", "dot"])
def test_the_line_of_a_swatch_begins_and_ends_with_a_whole_dash(pattern: str) -> None:
    image = drawn(swatch_icon(BLUE, pattern))
    low = image.height() - 3
    line = [image.pixelColor(x, low).alpha() > 127 for x in range(image.width())]
    assert line == line[::-1]
    assert line[0]
    assert all(line) is (pattern == "solid")


def test_a_swatch_keeps_its_colour_in_a_row_that_is_chosen() -> None:
    icon = swatch_icon(BLUE, "solid")
    assert drawn(icon, QIcon.Mode.Selected) == drawn(icon)


@pytest.mark.parametrize("ground", GROUNDS)
def test_a_chip_shows_a_colour_on_its_ground(ground: str) -> None:
    image = drawn(swatch_icon(BLUE, "solid", ground))
    assert image.size() == CHIP * 2
    assert image.pixelColor(0, 0) == QColor(ground)
    assert drawn(swatch_icon(BLUE, "solid")).size() == ICON * 2
    assert drawn(swatch_icon("no colour", "solid", ground)).pixelColor(CHIP.width(), CHIP.height()) == QColor(
        ground
    )


def test_rows_that_wrap_have_room_for_all_their_words(qtbot: QtBot, window: MainWindow) -> None:
    rows = QListWidget(window)  # which wears the style of the application
    wrap_rows(rows)
    rows.resize(300, 4_000)
    rows.addItems(["标" * count for count in range(1, 60)])
    rows.show()
    qtbot.waitUntil(lambda: rows.visualItemRect(rows.item(58)).isValid())
    inner = rows.viewport().width() - 2 * GRID - 2 * (rows.style().pixelMetric(
        rows.style().PixelMetric.PM_FocusFrameHMargin, None, rows
    ) + 1)  # fmt: skip
    for number in range(rows.count()):
        item = rows.item(number)
        wanted = rows.fontMetrics().boundingRect(
            QRect(0, 0, inner, 1_000), Qt.TextFlag.TextWrapAnywhere, item.text()
        )
        assert rows.visualItemRect(item).height() >= wanted.height(), item.text()


def test_what_happened_stands_where_else_the_state_of_the_draft_does(labels: LabelsWindow) -> None:
    assert labels.message_bar.geometry().top() == labels.state.geometry().top()
    labels.message_bar.warn("Something went wrong.")
    x, y = labels.width() // 2, labels.state.geometry().center().y()
    assert labels.message_bar.isAncestorOf(labels.childAt(x, y))
    labels.message_bar.clear()
    assert labels.state.isVisible()


def test_fields_stay_whole_in_the_smallest_window(qtbot: QtBot, labels: LabelsWindow) -> None:
    labels.resize(labels.minimumSizeHint())
    assert labels.labels.tabs.currentWidget() is labels.labels.identity
    for field in labels.labels.identity.findChildren(QLineEdit):
        qtbot.waitUntil(lambda field=field: field.height() >= field.sizeHint().height())


def test_tab_reaches_colours_in_the_order_of_reading(labels: LabelsWindow) -> None:
    page, session = labels.colours, labels.session
    session.put(session.draft.removed(session.draft.labels[1].uid, None))
    session.undo()  # its row is a new one
    stops: list[QWidget] = [stop for row in page.rows for stop in row.stops()]
    assert len(stops) == 5 * len(session.draft.labels)
    chain, at = [], stops[0]
    while at is not page.choose_button and len(chain) < 200:
        if at in stops:
            chain.append(at)
        at = at.nextInFocusChain()
    assert chain == stops


def test_values_are_moved_and_deleted_only_where_one_is_chosen(labels: LabelsWindow) -> None:
    choices = labels.labels.attributes.choices
    assert choices.table.rowCount() > 1

    def enabled() -> list[str]:
        return [name for name, button in choices.buttons.items() if button.isEnabled()]

    assert enabled() == ["add"]
    choices.table.setCurrentCell(0, 0)
    assert enabled() == ["add", "down", "delete"]
    choices.table.setCurrentCell(choices.table.rowCount() - 1, 0)
    assert enabled() == ["add", "up", "delete"]
    choices.delete()
    assert enabled() == ["add", "up", "delete"]
