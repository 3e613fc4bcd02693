"""Starting, switching projects, and the last net under every error."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication, QMessageBox
from pytestqt.qtbot import QtBot

from annotator.domain.errors import UserError
from annotator.i18n import _
from annotator.services.project import Project, create_project
from annotator.ui import app
from annotator.ui.app import Windows, first_projects, speak
from annotator.ui.crash import CrashDialog
from annotator.ui.documents import Documents
from annotator.ui.main_window import MainWindow
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
    (path,) = first_projects(settings)
    with Project(path) as sample:
        assert sample.store.document_count() == 4
        assert {"gold", "小周", "小吴"} <= set(sample.layers())
        assert sample.store.check() == []
    assert list(first_projects(settings)) == [path]


def test_a_later_start_opens_the_last_project(settings: Settings, project_path: Path) -> None:
    settings.add_recent(project_path)
    assert next(first_projects(settings)) == project_path


def test_a_damaged_last_project_is_a_sentence_in_the_window_of_the_one_before(
    qtbot: QtBot, settings: Settings, project_path: Path, tmp_path: Path
) -> None:
    damaged = tmp_path / "damaged.annot"
    damaged.write_bytes(b"SQLite format 3\0" + bytes(range(256)) * 40)
    settings.language = "en"
    for path in (project_path, damaged):
        settings.add_recent(path)
    windows = Windows(settings)
    windows.start()
    assert windows.window is not None
    qtbot.addWidget(windows.window)
    assert windows.window.desk.project.path == project_path
    assert "damaged.annot" in windows.window.message_bar.message()
    windows.window.close()


def test_a_project_that_cannot_be_read_leaves_no_window_behind(
    qtbot: QtBot, settings: Settings, project_path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    create_project(tmp_path / "other.annot", actor="x")
    opened: list[Path] = []

    def open_last(documents: Documents) -> None:
        path = documents._desk.project.path
        opened.append(path)
        if path == project_path:
            raise UserError("page 7 is damaged")

    monkeypatch.setattr(Documents, "open_last", open_last)
    settings.language = "en"
    for path in (tmp_path / "other.annot", project_path):
        settings.add_recent(path)
    before = {id(w) for w in QApplication.topLevelWidgets() if isinstance(w, MainWindow)}
    windows = Windows(settings)
    windows.start()
    assert opened == [project_path, tmp_path / "other.annot"]
    assert windows.window is not None
    qtbot.addWidget(windows.window)
    assert windows.window.message_bar.message() == "page 7 is damaged"
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    now = [w for w in QApplication.topLevelWidgets() if isinstance(w, MainWindow) and id(w) not in before]
    assert now == [windows.window]
    windows.window.close()


def test_a_named_project_that_cannot_be_opened_opens_no_other(
    settings: Settings, project_path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    monkeypatch.setattr(QMessageBox, "warning", lambda *words: said.append(words[-1]))
    settings.add_recent(project_path)
    windows = Windows(settings)
    windows.start(tmp_path / "gone.annot")
    assert windows.window is None
    assert len(said) == 1
    assert "gone.annot" in said[0]


def test_a_double_click_on_macos_opens_the_project() -> None:
    """In a process of its own: there can be only one application, and here it is pytest-qt's."""
    script = """
from pathlib import Path
from PySide6.QtCore import QCoreApplication, QUrl
from PySide6.QtGui import QFileOpenEvent
from annotator.ui import app

wanted = []
event = QFileOpenEvent(QUrl.fromLocalFile("/reports/报告 1.annot"))
app.Windows.open = lambda windows, path: wanted.append(path)
app.Windows.start = lambda windows, path: QCoreApplication.sendEvent(QCoreApplication.instance(), event)
app.run()
assert wanted == [Path("/reports/报告 1.annot")], wanted
"""
    root = Path(app.__file__).parent.parent.parent
    environment = {**os.environ, "PYTHONPATH": str(root)}
    done = subprocess.run([sys.executable, "-c", script], env=environment, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()


def test_another_language_keeps_the_place(qtbot: QtBot, windows: Windows, project_path: Path) -> None:
    assert windows.window is not None
    windows.window.documents.open_document("b")
    windows.window.view.set_caret(9)
    windows.settings.language = "zh_CN"
    windows.open(project_path)
    qtbot.addWidget(windows.window)
    assert windows.window.desk.document is not None
    assert (windows.window.desk.document.id, windows.window.view.caret()) == ("b", 9)


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
    (box,) = windows.window.findChildren(CrashDialog)
    assert "made a mistake" in box.text.text()
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
    with Project(project_path, "li") as project:
        actors = project.store.actors()
    pictures = take(project_path, tmp_path / "pictures", "li")
    with Project(project_path, "li") as project:
        assert project.store.actors() == actors  # as it was, so that a second tour may take its place
    names = ("main", "import", "export", "assign-and-package", "merge", "labels-1", "suggestions")
    expected = {f"{name}-light" for name in names} | {"main-dark", "suggestions-dark"}
    assert expected <= {picture.stem for picture in pictures}
    assert all(picture.stat().st_size > 1_000 for picture in pictures)
