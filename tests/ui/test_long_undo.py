"""Undo and redo of steps with many changes: beside the window, with progress and stop, in the same order as any other."""

import threading
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from annotator.domain.change import Change
from annotator.domain.document import Document
from annotator.domain.span import make_span
from annotator.services.project import Project
from annotator.store import log
from annotator.ui.dialogs.work import WorkDialog
from annotator.ui.main_window import MainWindow

TEXT = "审核合同47份。" * 100
SPANS = 800


@pytest.fixture
def marked(window: MainWindow) -> MainWindow:
    """With a small step, and on it one that is long."""
    project = window.desk.project
    project.commit([Change(None, Document("long", TEXT))], "bring a text")
    spans = [make_span("long", TEXT, n, n + 2, "measure", "li") for n in range(SPANS - 100)]
    spans += [make_span("long", TEXT, n, n + 3, "metric", "li") for n in range(100)]
    project.commit([Change(None, span) for span in spans], "mark it all")
    window.desk.settle()
    assert project.store.is_long("li", "undo")
    return window


def count(window: MainWindow) -> int:
    return len(list(window.desk.project.spans("long")))


def working(window: MainWindow) -> list[WorkDialog]:
    return [dialog for dialog in window.findChildren(WorkDialog) if dialog.isVisible()]


def wait(qtbot: QtBot, window: MainWindow) -> None:
    qtbot.waitUntil(lambda: not working(window))


def test_a_long_step_is_taken_back_and_brought_back_on_another_thread(
    qtbot: QtBot, marked: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    threads = []
    plain = log.changes_of

    def watched(*given: Any, **named: Any) -> Any:
        threads.append((threading.get_ident(), "progress" in named))
        return plain(*given, **named)

    monkeypatch.setattr(log, "changes_of", watched)
    marked.undo()
    assert working(marked)
    wait(qtbot, marked)
    assert count(marked) == 0
    assert marked.message_bar.text.text() == "Undone: mark it all"
    marked.redo()
    wait(qtbot, marked)
    assert count(marked) == SPANS
    assert marked.desk.document is not None
    assert marked.desk.document.id == "long"  # what came back is shown
    written = [thread for thread, with_progress in threads if with_progress]
    assert len(written) == 2
    assert threading.get_ident() not in written
    assert marked.desk.project.store.check() == []


def test_a_short_step_is_taken_back_at_once(qtbot: QtBot, marked: MainWindow) -> None:
    marked.undo()
    wait(qtbot, marked)
    marked.undo()
    assert not working(marked)
    assert not marked.desk.project.store.has_document("long")


def test_stopped_nothing_is_taken_back(
    qtbot: QtBot, marked: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    stopped = threading.Event()
    plain = log.changes_of

    def waiting(*given: Any, **named: Any) -> Any:
        assert stopped.wait(10)
        return plain(*given, **named)

    monkeypatch.setattr(log, "changes_of", waiting)
    marked.undo()
    working(marked)[0].reject()
    stopped.set()
    wait(qtbot, marked)
    assert marked.message_bar.text.text() == "Stopped; nothing was changed."
    assert count(marked) == SPANS
    assert marked.desk.project.store.undo_title("li") == "mark it all"


def test_what_stands_in_the_way_is_passed_over_by_the_next_undo(qtbot: QtBot, marked: MainWindow) -> None:
    project = marked.desk.project
    with Project(project.path, "wang") as other:
        span = next(iter(other.spans("long")))
        other.commit([Change(span, None)], "take one out")
    marked.undo()
    wait(qtbot, marked)
    assert "“mark it all” cannot be taken back" in marked.message_bar.text.text()
    assert count(marked) == SPANS - 1
    assert project.store.undo_title("li") == "bring a text"
