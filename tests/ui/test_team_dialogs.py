"""Assigning, packaging and merging in the window."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel
from pytestqt.qtbot import QtBot
from team_projects import package, picture

from annotator.services.packaging import make_package, write_assignments
from annotator.services.project import Project
from annotator.ui.app import Windows
from annotator.ui.dialogs.merge_dialog import MergeDialog
from annotator.ui.dialogs.package_dialog import PackageDialog
from annotator.ui.dialogs.report_dialog import ReportDialog
from annotator.ui.dialogs.text_dialog import TextDialog
from annotator.ui.dialogs.work import WorkDialog
from annotator.ui.main_window import MainWindow
from annotator.ui.panes.documents_pane import ASSIGNED
from annotator.ui.settings import Settings


@pytest.fixture
def returned(project_path: Path, tmp_path: Path) -> Path:
    """wang's package, come back with marks."""
    file = package(project_path, tmp_path / "wang.annot", "wang")
    with Project(file, "wang") as project:
        project.annotate(project.document("a"), 25, 31, "measure")
        project.set_state("b", "done")
    return file


def dialog_of(window: MainWindow, kind: type[QDialog]) -> QDialog:
    return next(dialog for dialog in window.findChildren(kind) if dialog.isVisible())


def merge_dialog(qtbot: QtBot, window: MainWindow, *files: Path) -> MergeDialog:
    window.team_tasks.merge(files)
    dialog = dialog_of(window, MergeDialog)
    assert isinstance(dialog, MergeDialog)
    qtbot.waitUntil(lambda: dialog._looking is None)
    return dialog


def ok(dialog: QDialog) -> object:
    box = dialog.findChild(QDialogButtonBox)
    assert isinstance(box, QDialogButtonBox)
    return box.button(QDialogButtonBox.StandardButton.Ok)


def cells(table: object) -> list[list[str]]:
    return [
        [table.item(row, column).text() for column in range(table.columnCount())]  # type: ignore[attr-defined]
        for row in range(table.rowCount())  # type: ignore[attr-defined]
    ]


def idle(qtbot: QtBot, window: MainWindow) -> None:
    qtbot.waitUntil(lambda: not any(d.isVisible() for d in window.findChildren(WorkDialog)), timeout=10_000)


def test_a_package_that_came_back_is_merged_and_undo_takes_it_out(
    qtbot: QtBot, window: MainWindow, project_path: Path, returned: Path
) -> None:
    before = picture(project_path)
    dialog = merge_dialog(qtbot, window, returned)
    assert cells(dialog.table) == [
        ["wang.annot", "marks of wang", "1", "", ""],
        ["", "states of documents", "2", "", ""],
    ]
    assert not dialog.conflicts.isVisible()
    dialog.accept()
    idle(qtbot, window)
    qtbot.waitUntil(lambda: "1 file merged: 1 new mark" in window.message_bar.message())
    assert window.message_bar.undo.isVisible()
    assert [span.layer for span in window.desk.project.spans()] == ["wang"]
    window.message_bar.undo.click()
    assert picture(project_path) == before


def test_what_is_known_is_said_to_be_nothing_new(
    qtbot: QtBot, window: MainWindow, project_path: Path
) -> None:
    file = package(project_path, project_path.with_name("li.annot"), "li")
    dialog = merge_dialog(qtbot, window, file)
    assert cells(dialog.table) == [["li.annot", "nothing new", "", "", ""]]
    dialog.accept()
    idle(qtbot, window)
    qtbot.waitUntil(lambda: window.message_bar.message() == "There was nothing new to merge.")


def test_a_file_that_cannot_be_merged_is_a_sentence(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> None:
    bad = tmp_path / "bad.annot"
    bad.write_text("no")
    dialog = merge_dialog(qtbot, window, bad)
    assert "no annotator project or package" in dialog.message.text()
    assert not ok(dialog).isEnabled()  # type: ignore[attr-defined]
    dialog.clear()
    assert dialog.message.text() == ""
    assert dialog.hint.isVisible()


def test_conflicts_are_decided_row_by_row(
    qtbot: QtBot, window: MainWindow, project_path: Path, returned: Path
) -> None:
    with Project(project_path, "wang") as project:
        project.set_state("b", "skipped")
        project.set_document_note("a", "here")
    with Project(returned, "wang") as project:
        project.set_document_note("a", "there")
    dialog = merge_dialog(qtbot, window, returned)
    assert dialog.conflicts.isVisible()
    assert [row[3] for row in cells(dialog.conflicts.table)] == ["undecided", "undecided"]
    assert dialog.conflicts.ours.document().toRawText() == "To do · here"
    assert dialog.conflicts.theirs.document().toRawText() == "In progress · there"
    assert not ok(dialog).isEnabled()  # type: ignore[attr-defined]
    assert dialog.focusWidget() is dialog.conflicts.table
    dialog.conflicts.take_theirs.click()
    assert dialog.conflicts.table.currentRow() == 1
    assert dialog.summary.text() == "1 conflict to decide"
    dialog.conflicts.take_ours.click()
    assert [row[3] for row in cells(dialog.conflicts.table)] == ["Theirs", "Ours"]
    assert ok(dialog).isEnabled()  # type: ignore[attr-defined]
    dialog.accept()
    idle(qtbot, window)
    store = window.desk.project.store
    qtbot.waitUntil(lambda: store.status("a", "wang").note == "there")
    assert store.status("b", "wang").state == "skipped"


def test_all_conflicts_are_decided_at_once(
    qtbot: QtBot, window: MainWindow, project_path: Path, returned: Path
) -> None:
    with Project(project_path, "wang") as project:
        project.set_state("b", "skipped")
    dialog = merge_dialog(qtbot, window, returned)
    dialog.conflicts.take_all("theirs")
    assert dialog.conflicts.undecided() == 0
    assert set(dialog.decisions.values()) == {"theirs"}


def test_what_has_come_up_since_the_preview_is_asked_for(
    qtbot: QtBot, window: MainWindow, project_path: Path, returned: Path
) -> None:
    dialog = merge_dialog(qtbot, window, returned)
    with Project(project_path, "wang") as project:
        project.set_state("b", "skipped")
    dialog.accept()
    idle(qtbot, window)
    qtbot.waitUntil(lambda: any(d.isVisible() for d in window.findChildren(MergeDialog)))
    assert "more to decide" in window.message_bar.message()
    assert list(window.desk.project.spans()) == []


def test_a_dialog_that_is_closed_while_it_reads_leaves_no_trace(
    qtbot: QtBot, window: MainWindow, returned: Path
) -> None:
    window.team_tasks.merge([returned])
    dialog_of(window, MergeDialog).reject()
    window.team_tasks.package()
    dialog_of(window, PackageDialog).reject()
    window.pool.waitForDone()
    qtbot.wait(50)  # what the jobs still say arrives, and finds nobody


def test_packages_are_made_from_the_window(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> None:
    folder = tmp_path / "out" / "of" / "nothing"  # made on the way
    window.actions_["file.package"].trigger()
    dialog = dialog_of(window, PackageDialog)
    assert isinstance(dialog, PackageDialog)
    dialog.names.setText("li、wang，zhao")
    dialog.wait()
    qtbot.waitUntil(lambda: "cannot be measured" in dialog.message.text())
    dialog.per_document.setValue(2)
    dialog.target.setText(str(folder))
    dialog.wait()
    qtbot.waitUntil(lambda: dialog.table.rowCount() == 3)
    qtbot.waitUntil(lambda: sorted(row[2] for row in cells(dialog.table)) == ["+1", "+1", "+2"])
    assert dialog.message.text() == ""
    dialog.accept()
    idle(qtbot, window)
    qtbot.waitUntil(lambda: "3 packages written" in window.message_bar.message())
    assert sorted(path.name for path in folder.iterdir()) == ["p-li.annot", "p-wang.annot", "p-zhao.annot"]
    assert len(window.desk.project.store.assignments()) == 4


def test_no_assignment_is_left_when_packages_cannot_be_written(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    (tmp_path / "taken").write_text("a file, and no folder")
    window.team_tasks._package(["li"], (1, 1, 0.0), tmp_path / "taken")
    idle(qtbot, window)
    qtbot.waitUntil(lambda: "cannot make" in window.message_bar.message())
    assert window.desk.project.store.assignments() == []


def test_a_wish_that_cannot_be_met_is_a_sentence(qtbot: QtBot, window: MainWindow) -> None:
    dialog = PackageDialog(window.desk.project, window.pool, window)
    dialog.names.setText("li")
    dialog.per_document.setValue(3)
    dialog.wait()
    qtbot.waitUntil(lambda: "not to 3" in dialog.message.text())
    assert not ok(dialog).isEnabled()  # type: ignore[attr-defined]


def test_documents_assigned_to_me_can_be_shown_alone(window: MainWindow) -> None:
    pane = window.documents_pane
    assert pane.state.findData(ASSIGNED) < 0
    write_assignments(window.desk.project, {"b": ("li",), "a": ("wang",)})
    window.desk.settle()
    pane.state.setCurrentIndex(pane.state.findData(ASSIGNED))
    assert [pane.model.info(row).id for row in range(pane.model.rowCount())] == ["b"]  # type: ignore[union-attr]
    window.desk.project.undo()
    window.desk.settle()
    assert pane.state.findData(ASSIGNED) < 0
    assert pane.model.rowCount() == 2


def test_a_package_opens_under_the_name_of_whom_it_is_for(
    qtbot: QtBot, project_path: Path, settings: Settings, tmp_path: Path
) -> None:
    with Project(project_path, "boss") as project:
        make_package(project, tmp_path / "wang.annot", "wang", ["a"])
    settings.language = "en"
    windows = Windows(settings)
    windows.open(tmp_path / "wang.annot")
    window = windows.window
    assert window is not None
    qtbot.addWidget(window)
    assert window.desk.project.annotator == "wang"
    window.looks.ask_annotator()
    dialog = dialog_of(window, TextDialog)
    assert isinstance(dialog, TextDialog)
    assert dialog.text == "wang"
    assert any("This is the package for wang" in label.text() for label in dialog.findChildren(QLabel))
    dialog._line.setText("zhao")  # type: ignore[union-attr]
    dialog.accept()
    assert "what you mark as zhao will not count as theirs" in window.message_bar.message()
    assert window.desk.project.annotator == "zhao"
    assert settings.annotator == "li"
    windows.open(project_path)
    assert windows.window is not None
    qtbot.addWidget(windows.window)
    assert windows.window.desk.project.annotator == "li"
    windows.window.close()
    windows._pool.waitForDone()


def test_marks_that_could_not_be_merged_are_listed(
    qtbot: QtBot, window: MainWindow, project_path: Path, returned: Path
) -> None:
    from annotator.services import revise

    with Project(project_path, "boss") as project:
        document = project.document("a")
        text = document.text[:26] + "另一段话" + document.text[30:]
        revise.apply(project, revise.plan(project, document, text), {})
    dialog = merge_dialog(qtbot, window, returned)
    dialog.conflicts.take_all("ours")
    dialog.accept()
    idle(qtbot, window)
    qtbot.waitUntil(lambda: any(d.isVisible() for d in window.findChildren(ReportDialog)))
    report = dialog_of(window, ReportDialog)
    assert isinstance(report, ReportDialog)
    assert "its words are not in our text" in report.list.item(0).text()


def test_what_a_merge_has_taken_away_is_told(
    qtbot: QtBot, window: MainWindow, project_path: Path, returned: Path
) -> None:
    window.team_tasks._merge([returned], {})
    idle(qtbot, window)
    with Project(returned, "wang") as project:
        project.remove(list(project.spans(layer="wang")))
    window.desk.poll()
    window.team_tasks._merge([returned], {})
    idle(qtbot, window)
    qtbot.waitUntil(
        lambda: "1 file merged: 0 new marks, 0 changed, 1 removed" in window.message_bar.message()
    )
