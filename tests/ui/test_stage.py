"""What scenes stand on: a picture shows a window as it is once it has done what it had put off."""

from pathlib import Path

from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from annotator.text.words import Words
from annotator.ui.main_window import MainWindow
from annotator.ui.scenes import Stage
from annotator.ui.scenes.settings import start
from annotator.ui.scenes.stage import settle
from annotator.ui.start.start_dialog import StartDialog


def test_a_scene_shows_what_the_window_had_put_off(window: MainWindow) -> None:
    text = window.view.text()
    document = window.desk.document
    assert document is not None
    span = window.desk.project.annotate(document, 0, 4, "measure")
    window.desk.set_current(span.id)
    settle(window)
    assert window.details_pane.hint.isHidden()
    assert window.view._bar.marks()[0] > 0
    window.desk.set_current(None)
    window.find_bar.open(text[:2])
    settle(window)
    assert window.details_pane.hint.isVisible()
    assert window.view._bar.marks()[1] > 0


def test_a_scene_stands_in_front(qtbot: QtBot, window: MainWindow) -> None:
    settle(window)
    other = QLabel("other")
    qtbot.addWidget(other)
    settle(other)
    assert other.isActiveWindow()
    settle(window)
    assert window.isActiveWindow()


def test_a_first_start_knows_no_project(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> None:
    window.settings.add_recent(window.desk.project.path)
    pages = {}
    for scene in start(Stage(window, Words(tmp_path), tmp_path, (640, 480))):
        assert isinstance(scene.widget, StartDialog)
        qtbot.addWidget(scene.widget)
        pages[scene.name] = scene.widget.recent.count()
    assert pages == {"start-first": 0, "start": 1}
