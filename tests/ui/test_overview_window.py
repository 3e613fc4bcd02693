"""The overview window: counts by itself, stays fresh, leads to what is behind its numbers, saves what it shows."""

import csv
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path

import pytest
from overview_project import make, many_metrics, metric, small
from pypdfium2 import PdfDocument
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from annotator.domain.change import Change
from annotator.i18n import set_language
from annotator.services.project import Project, create_project
from annotator.text.words import Words
from annotator.ui import theme
from annotator.ui.main_window import MainWindow
from annotator.ui.overview import counting
from annotator.ui.overview.overview_window import OverviewWindow
from annotator.ui.settings import Settings


@pytest.fixture
def project_path(tmp_path: Path, request: pytest.FixtureRequest) -> Path:
    entities = many_metrics() if "metrics" in request.node.name else small()
    return make(tmp_path / "p.annot", entities)


@pytest.fixture
def main(qtbot: QtBot, project_path: Path, settings: Settings, tmp_path: Path) -> Iterator[MainWindow]:
    set_language("en")
    made = MainWindow(Project(project_path, "li", busy_seconds=0.5), settings, Words(tmp_path))
    qtbot.addWidget(made)
    made.show()
    yield made
    made.close()


@pytest.fixture
def dialog(main: MainWindow) -> OverviewWindow:
    main.actions_["view.overview"].trigger()
    made = main.overview.dialog()
    made.resize(1280, 720)
    made.wait()
    return made


def test_gold_is_counted_by_itself(dialog: OverviewWindow) -> None:
    assert dialog.layer.currentData() == "gold"
    assert dialog.status.text() == "4 documents · 8 marks"
    assert not dialog.bar.isVisible()
    assert dialog.progress.states.chart.picture is not None
    assert len(dialog.metrics.panels.chart.picture.cells) == 4  # type: ignore[union-attr]  # three values and their panel


def test_names_of_layers_that_come_when_the_window_stands_open_have_room(
    qtbot: QtBot, dialog: OverviewWindow
) -> None:
    name = "n" * 40
    dialog.layer.addItem(name, name)
    room = dialog.layer.fontMetrics().horizontalAdvance(name)
    qtbot.waitUntil(lambda: dialog.layer.width() > room)


def test_states_are_shown_before_anything_else(qtbot: QtBot, main: MainWindow) -> None:
    dialog = main.overview.dialog()
    order: list[str] = []
    dialog.counting.begun.connect(lambda _states: order.append("states"))
    dialog.counting.counted.connect(lambda _found: order.append("everything"))
    dialog.ask()
    dialog.wait()
    assert order == ["states", "everything"]


def test_another_layer_and_filters(qtbot: QtBot, dialog: OverviewWindow) -> None:
    dialog.show_layer("li")
    dialog.wait()
    assert dialog.status.text() == "4 documents · 2 marks"
    dialog.years.choose(("2024",))
    dialog.wait()
    assert dialog.status.text() == "1 document · 0 marks"
    assert "Choose others" in dialog.note.text()
    dialog.years.choose(None)
    dialog.issuers.choose(("",))
    dialog.wait()
    assert [head.id for head in dialog._found.scoped.heads] == ["c"]  # type: ignore[union-attr]


def test_an_edit_is_counted_by_itself(dialog: OverviewWindow, main: MainWindow) -> None:
    main.desk.project.commit([Change(None, metric("c", 0, "新指标", "3"))], "mark")
    dialog.wait()
    assert dialog.status.text() == "4 documents · 9 marks"
    main.desk.project.undo()
    dialog.wait()
    assert dialog.status.text() == "4 documents · 8 marks"


def test_edits_while_counting_are_not_lost(
    qtbot: QtBot, dialog: OverviewWindow, main: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    dialog.counting._quiet.setInterval(1)
    for at in range(0, 16, 2):
        main.desk.project.commit([Change(None, metric("c", at, f"指标{at}", "3"))], "mark")
        qtbot.wait(7)
        if at == 6:
            dialog.labels.choose(("metric",))  # drops what is being counted
    dialog.wait()
    assert dialog.status.text() == "4 documents · 11 marks"


def test_a_new_document_is_read(dialog: OverviewWindow, main: MainWindow) -> None:
    main.desk.project.remove_documents(["b"])
    dialog.wait()
    assert dialog.status.text() == "3 documents · 4 marks"


def test_a_hidden_window_catches_up_when_it_is_shown(dialog: OverviewWindow, main: MainWindow) -> None:
    dialog.hide()
    main.desk.project.commit([Change(None, metric("c", 0, "新指标", "3"))], "mark")
    assert not dialog.counting.busy
    main.overview.open()
    dialog.wait()
    assert dialog.status.text() == "4 documents · 9 marks"


def test_enter_leads_to_the_marks_and_on_to_their_place(
    qtbot: QtBot, dialog: OverviewWindow, main: MainWindow
) -> None:
    dialog.tabs.setCurrentWidget(dialog.by_label)
    chart = dialog.by_label.roles.chart
    wanted = {"role": "problems", "label": "metric"}
    chart._go(next(at for at, cell in enumerate(chart.picture.cells) if cell.about == wanted))  # type: ignore[union-attr]
    qtbot.keyClick(chart, Qt.Key.Key_Return)
    dialog.wait()
    assert dialog.behind.isVisible()
    assert [dialog.behind.list.item(row).text() for row in range(2)] == [
        "子丑 – Metric · a",
        "寅卯 – Metric · b",
    ]
    dialog.behind.list.setCurrentRow(1)
    dialog.behind.list.itemActivated.emit(dialog.behind.list.currentItem())
    assert main.desk.document is not None
    assert main.desk.document.id == "b"
    assert main.selected_text() == "寅卯"
    dialog.behind.close_button.click()
    assert not dialog.behind.isVisible()


def test_a_click_leads_there_too_and_hover_tells_the_number(qtbot: QtBot, dialog: OverviewWindow) -> None:
    chart = dialog.progress.states.chart
    cell = chart.picture.cells[0]  # type: ignore[union-attr]
    assert cell.name == "gold: 2 of 4 documents Done"
    assert chart._hint(0).endswith("Click or Enter: show what is behind it")
    middle = QPoint(round(cell.x + cell.width / 2), round(cell.y + cell.height / 2))
    qtbot.mouseClick(chart, Qt.MouseButton.LeftButton, pos=middle)
    dialog.wait()
    assert dialog.behind.title.text() == cell.name
    assert dialog.behind.list.count() == 2


def test_charts_can_be_walked_and_are_read_aloud(qtbot: QtBot, dialog: OverviewWindow) -> None:
    chart = dialog.progress.states.chart
    chart.setFocus()
    first = chart.cell
    qtbot.keyClick(chart, Qt.Key.Key_Right)
    assert chart.cell is not first
    assert chart.cell is not None
    assert chart.accessibleDescription() == chart.cell.name
    assert chart.accessibleName() == "Documents by state"


def test_metrics_can_be_sought_and_chosen(qtbot: QtBot, dialog: OverviewWindow) -> None:
    view = dialog.metrics
    assert view.names.rowCount() == 5
    view.field.setText("时限")
    assert view.names.rowCount() == 1
    view.list.setCurrentIndex(view.names.index(0))
    assert view.panels.heading.text() == "办理时限"
    assert view.panels.table is not None
    assert len(view.panels.table().rows) == 9
    assert "1 without a value" in view.panels.note.text()


def test_a_choice_stays_while_others_are_counted_for_metrics(
    dialog: OverviewWindow, main: MainWindow
) -> None:
    dialog.metrics.choose("办理时限")
    main.desk.project.commit([Change(None, metric("无年份", 20, "办理时限", "3", "天"))], "mark")
    dialog.wait()
    assert dialog.metrics.chosen == "办理时限"
    assert len(dialog.metrics.panels.table().rows) == 10  # type: ignore[misc]


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_pictures_and_numbers_are_saved(
    qtbot: QtBot, dialog: OverviewWindow, tmp_path: Path, language: str
) -> None:
    set_language(language)
    figure = dialog.by_label.years
    for kind in ("png", "svg", "pdf", "csv"):
        with qtbot.waitSignal(dialog.saving.said, timeout=20_000):
            dialog.saving.save_picture(figure, kind, tmp_path / f"y.{kind}")
    picture = figure.chart.picture
    assert picture is not None
    assert QImage(str(tmp_path / "y.png")).width() == round(2 * (picture.width + 40))
    ET.parse(tmp_path / "y.svg")
    with PdfDocument(tmp_path / "y.pdf") as pdf:
        assert len(pdf) == 1
        assert "2021-2025" in pdf[0].get_textpage().get_text_bounded()
    with (tmp_path / "y.csv").open(encoding="utf-8-sig", newline="") as file:
        assert len(list(csv.reader(file))) == 5
    for kind in ("html", "pdf", "csv"):
        with qtbot.waitSignal(dialog.saving.said, timeout=20_000):
            dialog.saving.save_all(kind, tmp_path / f"all.{kind}")
        assert (tmp_path / f"all.{kind}").stat().st_size > 2_000


def test_what_cannot_be_written_is_said(qtbot: QtBot, dialog: OverviewWindow, tmp_path: Path) -> None:
    with qtbot.waitSignal(dialog.saving.said, timeout=20_000) as said:
        dialog.saving.save_all("html", tmp_path / "nowhere" / "all.html")
    assert "nowhere" in said.args[0]


def test_the_save_menu_offers_every_picture_that_is_shown(dialog: OverviewWindow) -> None:
    dialog.tabs.setCurrentWidget(dialog.together)
    menu = dialog.save_button.menu()
    menu.aboutToShow.emit()
    titles = [action.text() for action in menu.actions() if action.text()]
    assert titles[:2] == ["Paragraphs with both labels", "Exactly these labels in a paragraph"]
    assert titles[-1] == "The whole overview"


@pytest.mark.parametrize("tokens", [theme.LIGHT, theme.DARK], ids=["light", "dark"])
def test_every_view_is_drawn_in_either_theme(dialog: OverviewWindow, tokens: theme.Tokens) -> None:
    dialog.set_tokens(tokens)
    for at in range(dialog.tabs.count()):
        dialog.tabs.setCurrentIndex(at)
        assert not dialog.grab().isNull()


def test_an_empty_project_says_what_to_do(
    qtbot: QtBot, settings: Settings, tmp_path: Path, main: MainWindow
) -> None:
    create_project(tmp_path / "e.annot", actor="li")
    made = MainWindow(Project(tmp_path / "e.annot", "li"), settings, Words(tmp_path))
    qtbot.addWidget(made)
    made.show()
    made.overview.open()
    dialog = made.overview.dialog()
    dialog.wait()
    assert dialog.stack.currentIndex() == 1
    assert "Import reports" in dialog.hint.text()
    made.close()


def test_a_quick_series_of_marks_is_counted_once(dialog: OverviewWindow, main: MainWindow) -> None:
    counted: list[object] = []
    dialog.counting.counted.connect(counted.append)
    for at in (0, 2, 4):
        main.desk.project.commit([Change(None, metric("c", at, "新指标", "3"))], "mark")
    dialog.wait()
    assert len(counted) == 1
    assert counting.QUIET_MS >= 200
