"""Dialogs: what they give to whoever asked, what they refuse, and that they go when they are closed."""

from typing import TypeVar

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QDialog, QMessageBox
from pytestqt.qtbot import QtBot

from annotator.ui import app
from annotator.ui.dialogs.export_dialog import ExportDialog
from annotator.ui.dialogs.guideline_dialog import GuidelineDialog
from annotator.ui.dialogs.import_dialog import ImportDialog
from annotator.ui.dialogs.keys_dialog import KeysDialog
from annotator.ui.dialogs.text_dialog import TextDialog
from annotator.ui.dialogs.work import WorkDialog
from annotator.ui.main_window import MainWindow
from annotator.ui.palette import Palette
from annotator.ui.settings import Settings

Dialog = TypeVar("Dialog", bound=QDialog)


def the(kind: type[Dialog], window: MainWindow) -> Dialog:
    """The dialog of a kind that is open."""
    (found,) = window.findChildren(kind)
    return found


def deleted() -> None:
    """Let go of what Qt is about to delete."""
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    QCoreApplication.processEvents()


@pytest.mark.parametrize(
    ("action", "kind"),
    [
        ("file.import", ImportDialog),
        ("file.export", ExportDialog),
        ("file.annotator", TextDialog),
        ("document.note", TextDialog),
        ("edit.palette", Palette),
        ("help.keys", KeysDialog),
        ("help.guideline", GuidelineDialog),
        ("help.about", QMessageBox),
    ],
)
def test_a_closed_dialog_is_gone(window: MainWindow, action: str, kind: type[QDialog]) -> None:
    before = len(window.children())
    window.actions_[action].trigger()
    the(kind, window).close()
    deleted()
    assert window.findChildren(QDialog) == []
    assert len(window.children()) <= before


def test_an_accepted_dialog_is_read_before_it_goes(window: MainWindow) -> None:
    window.actions_["file.annotator"].trigger()
    dialog = the(TextDialog, window)
    assert dialog._line is not None
    dialog._line.setText("wang")
    dialog.accept()
    deleted()
    assert window.desk.project.annotator == "wang"
    assert window.findChildren(QDialog) == []


def test_work_that_is_done_leaves_no_dialog(qtbot: QtBot, window: MainWindow) -> None:
    window.actions_["file.check"].trigger()
    assert window.findChildren(WorkDialog)
    qtbot.waitUntil(lambda: "sound" in window.message_bar.message(), timeout=5_000)
    deleted()
    assert window.findChildren(QDialog) == []


def test_the_name_asked_for_at_the_first_start_is_kept(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.annotator = ""
    windows = app.Windows(settings)

    def answer(dialog: TextDialog) -> int:
        dialog._line.setText("zhou")  # type: ignore[union-attr]
        dialog.accept()
        deleted()
        return 1

    monkeypatch.setattr(TextDialog, "exec", answer)
    windows._ask_name()
    assert settings.annotator == "zhou"
