"""A review window on a small project with three annotators."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from reviewed import Mark, project_with

from annotator.domain.verdict import Verdict
from annotator.i18n import set_language
from annotator.services.project import Project
from annotator.text.words import Words
from annotator.ui.main_window import MainWindow
from annotator.ui.review_window import ReviewWindow
from annotator.ui.settings import Settings

Marks = Mapping[str, Sequence[Mark]]
Opened = Callable[..., ReviewWindow]
# One case each: boundary, missing, label, attribute; and one that all agree on.
MARKS: Marks = {
    "li": [(2, 9, "measure", {"status": "done"}), (10, 16, "measure", {"status": "done"}), (24, 30, "problem"),
           (44, 48, "measure", {"status": "planned"})],
    "wang": [(0, 9, "measure", {"status": "done"}), (24, 30, "problem"), (44, 48, "measure", {"status": "done"})],
    "zhao": [(2, 9, "measure", {"status": "done"}), (10, 16, "measure", {"status": "done"}), (24, 30, "problem"),
             (31, 40, "problem"), (44, 48, "measure", {"status": "done"})],
}  # fmt: skip


@pytest.fixture
def opened(qtbot: QtBot, tmp_path: Path) -> Iterator[Opened]:
    """Opens a review window on a project with these marks; the cases are read when it returns."""
    mains: list[MainWindow] = []

    def open_window(
        marks: Marks = MARKS,
        texts: Mapping[str, str] | None = None,
        prepare: Callable[[Project], object] = lambda _project: None,
        **filters: Sequence[str],
    ) -> ReviewWindow:
        set_language("en")
        settings = Settings(tmp_path / "window.ini")
        settings.annotator, settings.theme = "rev", "light"
        project = project_with(tmp_path, marks, texts=texts)
        prepare(project)
        main = MainWindow(project, settings, Words(tmp_path))
        qtbot.addWidget(main)
        mains.append(main)
        main.show()
        main.reviewing.open(filters or None)
        window = main.reviewing.dialog()
        window.resize(1280, 800)
        qtbot.waitUntil(lambda: not window.session.is_reading)
        window.activateWindow()
        qtbot.waitUntil(window.isActiveWindow)
        return window

    yield open_window
    for main in mains:
        main.close()


def press(qtbot: QtBot, window: ReviewWindow, keys: str) -> None:
    """Press keys one after the other as somebody does who looks at the text: `2`, `Shift+1`, `Alt+3`, `Down` …"""
    names = {"Shift": Qt.KeyboardModifier.ShiftModifier, "Alt": Qt.KeyboardModifier.AltModifier,
             "Ctrl": Qt.KeyboardModifier.ControlModifier}  # fmt: skip
    for word in keys.split():
        *held, name = word.split("+")
        modifiers = Qt.KeyboardModifier.NoModifier
        for each in held:
            modifiers |= names[each]
        code = getattr(Qt.Key, f"Key_{name}", None) or Qt.Key(ord(name))
        focused = window.focusWidget() or window
        qtbot.keyClick(focused, code, modifiers)
        QApplication.processEvents()


def verdicts(window: ReviewWindow) -> list[Verdict]:
    return [each for each in window.session.desk.project.store.verdicts() if each.choice != "agreed"]


def gold(window: ReviewWindow) -> list[tuple[int, int, str]]:
    spans = window.session.desk.project.spans(layer="gold")
    return sorted((span.start, span.end, span.label) for span in spans)


def kinds(window: ReviewWindow) -> list[str]:
    """The kinds of the cases in the list."""
    return [case.kind for case in window.session.cases]
