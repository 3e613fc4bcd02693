"""Starting, switching projects, and the last net under every error."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QMessageBox
from pytestqt.qtbot import QtBot

from annotator.domain.errors import UserError
from annotator.i18n import _
from annotator.services.project import Project, create_project
from annotator.ui import app
from annotator.ui.app import Windows, first_project, speak
from annotator.ui.settings import Settings
from annotator.ui.tour import take


@pytest.fixture
def windows(qtbot: QtBot, settings: Settings, project_path: Path) -> Iterator[Windows]:
    settings.language = "en"
    made = Windows(settings)
    made.open(project_path)
    assert made.window is not None
    qtbot.addWidget(made.window)
    yield made
    made.window.close()
    made._pool.waitForDone()


def test_the_first_start_opens_the_sample_with_its_layers(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(app, "data_dir", lambda: tmp_path)
    path = first_project(settings)
    with Project(path) as sample:
        assert sample.store.document_count() == 4
        assert {"gold", "小周", "小吴"} <= set(sample.layers())
        assert sample.store.check() == []
    assert first_project(settings) == path


def test_a_later_start_opens_the_last_project(settings: Settings, project_path: Path) -> None:
    settings.add_recent(project_path)
    assert first_project(settings) == project_path


def test_another_project_takes_the_place_of_the_first(qtbot: QtBot, windows: Windows, tmp_path: Path) -> None:
    create_project(tmp_path / "other.annot", actor="x")
    first = windows.window
    windows.open(tmp_path / "other.annot")
    assert windows.window is not None
    qtbot.addWidget(windows.window)
    assert windows.window is not first
    assert windows.window.desk.document is None
    assert "other" in windows.window.windowTitle()


def test_a_file_that_is_no_project_is_a_sentence_and_the_window_stays(
    windows: Windows, tmp_path: Path
) -> None:
    (tmp_path / "notes.annot").write_text("hello")
    before = windows.window
    windows.open(tmp_path / "notes.annot")
    assert windows.window is before
    assert before is not None
    assert "is not an annotator project" in before.message_bar.message()


def test_a_refusal_that_nobody_caught_is_a_sentence(windows: Windows) -> None:
    windows.caught(UserError, UserError("not like this"), None)
    assert windows.window is not None
    assert windows.window.message_bar.message() == "not like this"


def test_a_bug_is_a_dialog_and_a_line_in_the_log(
    windows: Windows, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(app, "data_dir", lambda: tmp_path)
    monkeypatch.setattr(app.log, "handlers", [])
    windows.caught(ValueError, ValueError("oops"), None)
    assert windows.window is not None
    (box,) = windows.window.findChildren(QMessageBox)
    assert "made a mistake" in box.text()
    assert "oops" in (tmp_path / "annotator.log").read_text(encoding="utf-8")
    for handler in app.log.handlers:
        handler.close()


def test_the_language_is_ours_and_qts(windows: Windows) -> None:
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    speak(application, "zh_CN")
    assert _("Undo") == "撤销"
    assert application.translate("QPlatformTheme", "Cancel") == "取消"
    speak(application, "en")
    assert _("Undo") == "Undo"
    assert application.translate("QPlatformTheme", "Cancel") == "Cancel"


def test_the_tour_takes_a_picture_of_every_window(
    settings: Settings, project_path: Path, tmp_path: Path
) -> None:
    pictures = take(project_path, tmp_path / "pictures", "li")
    assert {"main-light.png", "main-dark.png", "palette.png", "import.png", "export.png", "keys.png"} <= {
        p.name for p in pictures
    }
    assert all(picture.stat().st_size > 5_000 for picture in pictures)
