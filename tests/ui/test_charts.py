"""Charts and tables of figures: as large as the letters of the window, whole where they stand, the same on paper."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QImage, QPalette
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from annotator.i18n import set_language
from annotator.services.pictures.matrix import Square, matrix
from annotator.services.pictures.picture import Box, Cell, Picture, Words
from annotator.services.pictures.table import Column, Row, Table
from annotator.ui import theme
from annotator.ui.agreement.headline import Headline
from annotator.ui.agreement.table import TableOf
from annotator.ui.pictures.chart import Chart
from annotator.ui.settings import INTERFACE_SIZE

LARGE = 16.0


@pytest.fixture(autouse=True)
def _no_style(qapp: QApplication) -> Iterator[None]:
    """Windows of other tests leave their style sheet behind, which has a size of letters, too, and their colours."""
    standing, colours = qapp.styleSheet(), qapp.palette()
    qapp.setStyleSheet("")
    qapp.setPalette(QPalette(QColor("white")))
    yield
    qapp.setPalette(colours)
    qapp.setStyleSheet(standing)


def chart_of(qtbot: QtBot, points: float, width: int = 600) -> Chart:
    """One word and one cell, with letters of so many points."""
    chart = Chart(theme.tokens_for("light"))
    qtbot.addWidget(chart)
    with_letters(chart, INTERFACE_SIZE)
    chart.show_picture(_picture)
    chart.resize(width, 300)
    chart.show()
    with_letters(chart, points)
    return chart


def with_letters(chart: Chart, points: float) -> None:
    font = chart.font()
    font.setPointSizeF(points)
    chart.setFont(font)


def dark_rows(image: QImage) -> int:
    return sum(
        any(QColor(image.pixel(x, y)).lightness() < 128 for x in range(image.width()))
        for y in range(image.height())
    )


def test_a_chart_is_as_much_larger_as_the_letters_of_the_window(qtbot: QtBot) -> None:
    usual, large = chart_of(qtbot, INTERFACE_SIZE), chart_of(qtbot, LARGE)
    assert usual.picture is not None
    assert large.picture is not None
    assert usual.picture.width == 600
    assert large.picture.width == pytest.approx(600 * INTERFACE_SIZE / LARGE)
    assert large.minimumHeight() - 2 == pytest.approx(
        (usual.minimumHeight() - 2) * LARGE / INTERFACE_SIZE, abs=1
    )
    tall = [dark_rows(each.grab().toImage()) for each in (usual, large)]
    assert tall[1] / tall[0] == pytest.approx(LARGE / INTERFACE_SIZE, abs=0.2)


def test_what_is_saved_does_not_depend_on_the_letters_of_the_window(qtbot: QtBot) -> None:
    usual, large = chart_of(qtbot, INTERFACE_SIZE), chart_of(qtbot, LARGE)
    assert usual.for_paper == usual.picture
    assert large.for_paper == usual.for_paper


def test_the_mouse_finds_a_cell_where_it_is_drawn(qtbot: QtBot) -> None:
    chart = chart_of(qtbot, LARGE)
    chart.lead_on()
    zoom = LARGE / INTERFACE_SIZE
    inside, outside = QPoint(round(110 * zoom), round(55 * zoom)), QPoint(110, 55)
    heard: list[object] = []
    chart.chosen.connect(heard.append)
    qtbot.mouseDClick(chart, Qt.MouseButton.LeftButton, pos=outside)
    assert heard == []
    qtbot.mouseDClick(chart, Qt.MouseButton.LeftButton, pos=inside)
    assert heard == [{"kind": "x"}]


@pytest.mark.parametrize("points", [INTERFACE_SIZE, LARGE])
def test_what_is_around_scrolls_where_a_matrix_has_no_room(qtbot: QtBot, points: float) -> None:
    chart = chart_of(qtbot, points, width=320)
    names = [f"标注员{at}" for at in range(12)]
    squares = [[Square("1", 0.5, name) for name in names] for _row in names]
    chart.show_picture(lambda width: matrix("t", names, names, squares, width=width))
    assert chart.picture is not None
    assert chart.minimumWidth() >= chart.picture.width * points / INTERFACE_SIZE
    chart.show_picture(_picture)
    assert chart.minimumWidth() < 320


@pytest.mark.parametrize("name", ["light", "dark"])
@pytest.mark.parametrize("fill", ["text", "base"])
def test_the_keys_are_seen_on_any_fill(qtbot: QtBot, name: str, fill: str) -> None:
    tokens = theme.tokens_for(name)
    chart = Chart(tokens)
    qtbot.addWidget(chart)
    with_letters(chart, INTERFACE_SIZE)
    box, cell = Box(20, 20, 80, 60, fill), Cell(20, 20, 80, 60, "one")
    chart.show_picture(lambda width: Picture(width, 100, "t", (box,), (cell,)))
    chart.resize(400, 120)
    chart.show()
    chart.setFocus()
    qtbot.waitUntil(chart.hasFocus)
    image = chart.grab().toImage()
    across = {QColor(image.pixel(round(x * image.devicePixelRatio()), 50)).name() for x in range(18, 30)}
    assert {QColor(tokens.text).name(), QColor(tokens.base).name()} <= across


def test_columns_give_up_the_room_of_the_arrow_where_they_fit_only_so(qtbot: QtBot) -> None:
    table = TableOf()
    qtbot.addWidget(table)
    columns = (Column("Label", figure=False), *(Column(f"Overlap F{at}") for at in range(8)))
    table.resize(2000, 300)
    table.show()
    table.show_table(Table("t", columns, (Row(("one", *([0.5] * 8))),)))
    header = table.horizontalHeader()
    wide = header.length()
    assert all(header.sectionSize(at) > header.sectionSizeHint(at) for at in range(9))
    table.resize(wide - 40, 300)
    assert header.length() <= table.viewport().width()
    assert not table.horizontalScrollBar().isVisible()
    header.setSortIndicator(3, Qt.SortOrder.AscendingOrder)
    assert header.sectionSize(3) > header.sectionSizeHint(3)  # whole, with its arrow
    table.resize(2000, 300)
    assert header.length() < wide  # a width that was changed is left alone


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_cards_are_as_high_as_their_longest_sentence(qtbot: QtBot, language: str) -> None:
    set_language(language)
    headline = Headline()
    qtbot.addWidget(headline)
    headline.show()
    lines = []
    for width in (2400, 400):
        headline.resize(width, 300)
        meanings = [card.meaning for card in headline.cards.values()]
        (height,) = {meaning.minimumHeight() for meaning in meanings}
        lines.append(round(height / meanings[0].fontMetrics().lineSpacing()))
        assert all(meaning.heightForWidth(meaning.width()) <= height for meaning in meanings)
    assert lines[0] == 1
    assert lines[1] > 1


def _picture(width: float) -> Picture:
    return Picture(
        width,
        100,
        "t",
        (Words(10, 40, "国国", size=20),),
        (Cell(100, 50, 40, 20, "one", about={"kind": "x"}),),
    )
