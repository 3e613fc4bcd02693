"""A report that was copied somewhere comes in like a file."""

from pathlib import Path

from PySide6.QtCore import QMimeData
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from annotator.ui.clipboard import clipboard_file
from annotator.ui.dialogs.import_dialog import ImportDialog
from annotator.ui.main_window import MainWindow

REPORT = "青禾区民政局2024年法治政府建设报告\n开展检查12次，审核合同47份。\n"


def test_text_is_a_text_file(qtbot: QtBot, tmp_path: Path) -> None:
    QGuiApplication.clipboard().setText(REPORT)
    file = clipboard_file(tmp_path)
    assert file is not None
    assert (file.suffix, file.read_text(encoding="utf-8")) == (".txt", REPORT)


def test_a_page_is_a_web_page(qtbot: QtBot, tmp_path: Path) -> None:
    data = QMimeData()
    data.setText(REPORT)
    data.setHtml(f"<h1>报告</h1><p>{REPORT}</p>")
    QGuiApplication.clipboard().setMimeData(data)
    file = clipboard_file(tmp_path)
    assert file is not None
    assert file.suffix == ".html"


def test_nothing_is_nothing(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> None:
    QGuiApplication.clipboard().clear()
    assert clipboard_file(tmp_path) is None
    window.actions_["file.paste"].trigger()
    assert "no text" in window.message_bar.message()


def test_it_comes_in_through_the_import_dialog(qtbot: QtBot, window: MainWindow) -> None:
    QGuiApplication.clipboard().setText(REPORT)
    window.actions_["file.paste"].trigger()
    (dialog,) = window.findChildren(ImportDialog)
    dialog.wait()
    dialog.accept()
    qtbot.waitUntil(lambda: window.documents_pane.model.rowCount() == 3, timeout=5000)
    titles = {document.title for document in window.desk.project.documents()}
    assert "青禾区民政局2024年法治政府建设报告" in titles


def test_the_first_report_of_an_empty_project_is_shown(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    window.desk.project.remove_documents(["a", "b"])
    assert window.desk.document is None
    file = tmp_path / "new.txt"
    file.write_text(REPORT, encoding="utf-8")
    window.tasks._import([file], None, "li")
    qtbot.waitUntil(lambda: window.desk.document is not None, timeout=5000)
    assert window.view.text().startswith("青禾区民政局")
