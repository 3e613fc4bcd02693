"""The start page and the tour: from nothing to a first mark, done with the keys that the tour names."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog
from pytestqt.qtbot import QtBot

from annotator.i18n import set_language
from annotator.services.project import Project
from annotator.ui.app import Windows
from annotator.ui.settings import Settings
from annotator.ui.start import opening, start_dialog
from annotator.ui.start.guide import Guide
from annotator.ui.start.start_dialog import PROJECT, SAMPLE, TOUR, StartDialog
from annotator.ui.start.steps import LESSONS
from annotator.ui.suggesting.choices import Choices


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    set_language("en")
    monkeypatch.setattr(opening, "data_dir", lambda: tmp_path)


@pytest.fixture
def windows(qtbot: QtBot, settings: Settings) -> Iterator[Windows]:
    settings.language = "en"
    Choices(settings).on = True
    made = Windows(settings)
    yield made
    if made.window is not None:
        qtbot.addWidget(made.window)
        made.window.close()
    made._pool.waitForDone()


def press(windows: Windows, key: str) -> None:
    assert windows.window is not None
    combination = QKeySequence(key)[0]
    QTest.keyClick(windows.window.view, combination.key(), combination.keyboardModifiers())
    windows.window.desk.settle()


def test_the_first_start_asks_for_a_name_and_opens_what_was_chosen(
    windows: Windows, monkeypatch: pytest.MonkeyPatch
) -> None:
    windows.settings.annotator = ""

    def answer(dialog: StartDialog) -> int:
        dialog.name.setText("周")
        dialog.buttons[TOUR].click()
        return int(dialog.result())

    monkeypatch.setattr(StartDialog, "exec", answer)
    windows.start()
    assert windows.window is not None
    assert windows.settings.annotator == "周"
    assert windows.window.desk.project.path.name == opening.TOUR_FILE
    QTest.qWait(10)
    assert windows.window.start.guide is not None


def test_another_language_shows_the_page_again(windows: Windows, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[str] = []

    def answer(dialog: StartDialog) -> int:
        seen.append(dialog.windowTitle() + dialog.buttons[SAMPLE].accessibleName())
        if len(seen) == 1:
            dialog.language.setCurrentIndex(dialog.language.findData("zh_CN"))
            return int(dialog.result())
        dialog.buttons[SAMPLE].click()
        return int(dialog.result())

    monkeypatch.setattr(StartDialog, "exec", answer)
    windows.start()
    assert [text.endswith(name) for text, name in zip(seen, ("Sample project", "示例项目"), strict=True)] == [
        True,
        True,
    ]
    assert windows.settings.language == "zh_CN"


def test_closing_the_page_is_looking_at_the_sample(windows: Windows, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(StartDialog, "exec", lambda dialog: QDialog.DialogCode.Rejected)
    windows.start()
    assert windows.window is not None
    assert windows.window.desk.project.path.name == opening.SAMPLE_FILE


def test_a_new_project_and_a_recent_one(
    qtbot: QtBot, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wanted = tmp_path / "mine"
    monkeypatch.setattr(start_dialog.QFileDialog, "getSaveFileName", lambda *_words: (str(wanted), ""))
    dialog = StartDialog(settings, None)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    qtbot.addWidget(dialog)
    dialog.buttons["new"].click()
    assert (dialog.choice, dialog.path) == (PROJECT, tmp_path / "mine.annot")
    with Project(tmp_path / "mine.annot") as project:
        assert project.schema.by_name.keys() == {"measure", "problem", "metric"}
    settings.add_recent(tmp_path / "mine.annot")
    again = StartDialog(settings, None)
    again.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    qtbot.addWidget(again)
    again.buttons["new"].click()  # the same name: one sentence, and the page stays
    assert "mine.annot" in again.message.text()
    assert again.path is None
    again.recent.itemActivated.emit(again.recent.item(0))
    assert again.path == tmp_path / "mine.annot"


def test_nobody_begins_without_a_name(qtbot: QtBot, settings: Settings) -> None:
    dialog = StartDialog(settings, None, "")
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    qtbot.addWidget(dialog)
    dialog.name.clear()
    assert not any(button.isEnabled() for button in dialog.buttons.values())


def test_the_whole_tour_by_its_own_keys(windows: Windows, qtbot: QtBot) -> None:
    windows.tour()
    window = windows.window
    assert window is not None
    window.show()
    guide = window.start.guide
    assert isinstance(guide, Guide)
    guide._pause.setInterval(1)
    guide.on.click()

    def next_lesson(number: int) -> None:
        qtbot.waitUntil(lambda: guide.number == number, timeout=5_000)

    text = window.view.text()
    clause = text.index("，", text.index("一是")) - 2
    window.view.set_caret(clause)
    next_lesson(2)
    press(windows, window.actions_["label:measure"].shortcut().toString())
    next_lesson(3)
    press(windows, "S")
    next_lesson(4)
    press(windows, "]")
    next_lesson(5)
    metric = next(m.start() for m in re.finditer(r"\d+(?=[件份人场次个万])", text))
    window.view.set_caret(metric)
    press(windows, window.actions_["label:metric"].shortcut().toString())
    next_lesson(6)
    window.actions_["edit.undo"].trigger()
    window.desk.settle()
    next_lesson(7)
    qtbot.waitUntil(
        lambda: not window.suggesting.seeking.busy and window.suggesting.offers.shown_count() > 0,
        timeout=20_000,
    )
    press(windows, "J")
    press(windows, "Return")
    next_lesson(8)
    window.actions_["document.finish"].trigger()
    next_lesson(9)
    assert guide.on.text() == "Finish"
    guide.on.click()
    QTest.qWait(10)
    assert window.start.guide is None


def test_every_action_that_the_tour_names_has_a_key_now(windows: Windows) -> None:
    windows.tour()
    assert windows.window is not None
    guide = windows.window.start.guide
    assert guide is not None
    named = [name for lesson in LESSONS for name in re.findall(r"\{([a-z_.:]+)\}", lesson.text)]
    assert len(named) > 10
    assert all(windows.window.actions_[name].shortcut().toString() for name in named)
    windows.settings.set_shortcut("mark.attribute", "Ctrl+Alt+S")
    windows.window.actions_.bind(windows.settings.shortcuts())
    assert "Ctrl+Alt+S" in guide.with_keys("{mark.attribute}")


def test_the_tour_begins_with_nothing_marked_each_time(tmp_path: Path) -> None:
    path = opening.tour_project()
    with Project(path, "li") as project:
        document = next(project.documents())
        project.annotate(document, 0, 5, "measure")
    with Project(opening.tour_project()) as project:
        assert list(project.store.spans()) == []
        assert project.store.document_count() == 3


def test_a_name_can_be_typed_at_once(qtbot: QtBot, settings: Settings) -> None:
    dialog = StartDialog(settings, None, "root")
    qtbot.addWidget(dialog)
    assert dialog.focusWidget() is dialog.name
    qtbot.keyClicks(dialog.name, "Li")
    assert dialog.name.text() == "Li"


def test_enter_goes_on_with_the_project_before(qtbot: QtBot, settings: Settings, project_path: Path) -> None:
    settings.add_recent(project_path)
    dialog = StartDialog(settings, None)
    chosen: list[tuple[str, Path | None]] = []
    dialog.accepted.connect(lambda: chosen.append((dialog.choice, dialog.path)))
    with qtbot.waitExposed(dialog):
        dialog.show()
    assert dialog.focusWidget() is dialog.recent
    qtbot.keyClick(dialog.recent, Qt.Key.Key_Return)
    assert chosen == [(PROJECT, project_path)]


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_what_there_is_to_choose_from_stands_in_equal_columns(
    qtbot: QtBot, settings: Settings, language: str
) -> None:
    set_language(language)
    dialog = StartDialog(settings, None, "li")
    qtbot.addWidget(dialog)
    with qtbot.waitExposed(dialog):
        dialog.show()
    assert len({button.width() for button in dialog.buttons.values()}) == 1
    set_language("en")
