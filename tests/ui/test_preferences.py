"""Preferences take effect and are kept at once; a mistake of the program's own is told without a word of any report."""

import sys
from pathlib import Path

import pytest
from PySide6.QtGui import QFont, QFontMetrics, QGuiApplication
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from annotator import paths
from annotator.store.file import backup_folder, daily_backup
from annotator.ui.crash import CrashDialog, report_of
from annotator.ui.dialogs.preferences_dialog import PreferencesDialog
from annotator.ui.main_window import MainWindow
from annotator.ui.settings import INTERFACE_RANGE, Settings
from annotator.ui.suggesting.choices import Choices


@pytest.fixture
def dialog(window: MainWindow) -> PreferencesDialog:
    window.actions_["edit.preferences"].trigger()
    (made,) = window.findChildren(PreferencesDialog)
    return made


def kept(window: MainWindow) -> Settings:
    window.settings.save()
    return Settings(Path(window.settings._store.fileName()))


def test_the_text_changes_at_once_and_the_choice_lasts(window: MainWindow, dialog: PreferencesDialog) -> None:
    dialog.text_size.setValue(23)
    dialog.columns.setValue(30)
    dialog.usual.setChecked(False)
    assert window.view.zoom() == 23
    assert window.view.page._columns == 30
    assert window.view.page.font.families()[0] == dialog.family.currentFont().family()
    assert (kept(window).columns, kept(window).text_size) == (30, 23)
    assert kept(window).text_family == dialog.family.currentFont().family()
    dialog.usual.setChecked(True)
    assert kept(window).text_family == ""


def test_the_letters_of_the_window_change_at_once_and_it_is_made_anew_when_one_has_chosen(
    window: MainWindow, dialog: PreferencesDialog, qtbot: QtBot, qapp: QApplication
) -> None:
    before = QFont(qapp.font())
    try:
        dialog.window_size.setValue(INTERFACE_RANGE[1])
        dialog.window_usual.setChecked(False)
        assert qapp.font().pointSizeF() == INTERFACE_RANGE[1]
        assert qapp.font().families()[0] == dialog.window_family.currentFont().family()
        assert dialog.fontMetrics().height() > QFontMetrics(before).height()
        assert dialog.tabs.tabBar().sizeHint().width() <= dialog.width()
        with qtbot.waitSignal(window.open_wanted):
            dialog.reject()
        assert kept(window).interface_size == INTERFACE_RANGE[1]
        assert kept(window).interface_family
    finally:
        qapp.setFont(before)


def test_looking_at_the_preferences_makes_no_window_anew(
    window: MainWindow, dialog: PreferencesDialog, qtbot: QtBot
) -> None:
    with qtbot.assertNotEmitted(window.open_wanted):
        dialog.reject()


def test_a_name_a_theme_and_suggestions(window: MainWindow, dialog: PreferencesDialog) -> None:
    dialog.name.setText("zhou")
    dialog.name.editingFinished.emit()
    assert window.desk.project.annotator == "zhou"
    dialog.theme.setCurrentIndex(dialog.theme.findData("dark"))
    assert kept(window).theme == "dark"
    on = Choices(window.settings).on
    (box,) = [b for b in dialog.findChildren(type(dialog.usual)) if b.text() == "Show suggestions"]
    box.toggle()
    assert Choices(window.settings).on is not on


def test_another_language_opens_the_project_anew(
    window: MainWindow, dialog: PreferencesDialog, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(window.open_wanted) as wanted:
        dialog.language.setCurrentIndex(dialog.language.findData("zh_CN"))
    assert wanted.args == [window.desk.project.path]
    assert kept(window).language == "zh_CN"


def test_keys_that_two_actions_want_are_shown(window: MainWindow) -> None:
    window.settings.set_shortcut("view.left", "Ctrl+E")
    window.actions_.bind(window.settings.shortcuts())
    window.actions_["edit.preferences"].trigger()
    (made,) = window.findChildren(PreferencesDialog)
    assert "Ctrl+E" in made.clashes.text()


def test_as_many_backups_stay_as_are_wanted(window: MainWindow, dialog: PreferencesDialog) -> None:
    dialog.kept.setValue(2)
    path = window.desk.project.path
    folder = backup_folder(path)
    folder.mkdir(exist_ok=True)
    for day in range(1, 6):
        (folder / f"day-2020-01-0{day}.annot").write_bytes(b"old")
    daily_backup(path, kept(window).backups_kept)
    assert min(file.name for file in folder.glob("day-*")) == "day-2020-01-05.annot"
    assert len(list(folder.glob("day-*"))) == 2


def test_the_report_of_a_mistake_holds_no_word_of_a_report(qtbot: QtBot, tmp_path: Path) -> None:
    secret = "行政执法力量不足"
    try:
        try:
            raise KeyError(secret)
        except KeyError as error:
            raise ValueError(secret) from error
    except ValueError as error:
        report = report_of(type(error), error, error.__traceback__)
    assert secret not in report
    assert "builtins.ValueError" in report
    assert "from builtins.KeyError" in report
    assert "test_preferences.py" in report
    assert str(tmp_path.parent) not in report
    dialog = CrashDialog(report, tmp_path / "annotator.log", None)
    qtbot.addWidget(dialog)
    dialog.copy.click()
    assert QGuiApplication.clipboard().text() == report


def test_a_portable_copy_keeps_everything_beside_itself(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("ANNOTATOR_HOME", str(tmp_path / "stick"))
    folders = {paths.cache_dir(), paths.config_dir(), paths.data_dir()}
    assert {folder.parent for folder in folders} == {tmp_path / "stick"}
    assert all(folder.is_dir() for folder in folders)
    monkeypatch.delenv("ANNOTATOR_HOME")
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "executable", str(tmp_path / "annotator"))
    assert paths.portable_home() is None
    (tmp_path / "annotator-data").mkdir()
    assert paths.portable_home() == tmp_path / "annotator-data"
