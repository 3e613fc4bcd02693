"""What is typed beside the text is saved for the mark it was typed for, or stays and is said not to be saved."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from annotator.domain.change import Change
from annotator.domain.document import Document
from annotator.domain.span import Span
from annotator.services.project import Project
from annotator.ui.enabling import enable
from annotator.ui.main_window import MainWindow

CTRL = Qt.KeyboardModifier.ControlModifier
NEXT = {"Ctrl+PgDown": Qt.Key.Key_PageDown, "Ctrl+Return": Qt.Key.Key_Return}


def mark(window: MainWindow, words: str, label: str = "metric") -> Span:
    window.view.set_caret(window.view.text().index(words) + 1)
    window.marking.mark(label)
    window.desk.settle()
    assert window.desk.current is not None
    return window.desk.current


def stored(window: MainWindow, span: Span) -> Span:
    with Project(window.desk.project.path) as other:
        return other.store.span(span.id)


def line(window: MainWindow, name: str) -> QLineEdit:
    found = window.details_pane._fields[name].findChild(QLineEdit)
    assert isinstance(found, QLineEdit)
    return found


def type_into(qtbot: QtBot, field: QLineEdit, text: str) -> None:
    field.setFocus()
    field.selectAll()
    qtbot.keyClicks(field, text)


@contextmanager
def locked(path: Path) -> Iterator[None]:
    with closing(sqlite3.connect(path, isolation_level=None)) as lock:
        lock.execute("BEGIN IMMEDIATE")
        yield
        lock.execute("ROLLBACK")


@pytest.mark.parametrize("key", NEXT)
def test_a_note_is_saved_on_the_way_to_the_next_document(qtbot: QtBot, window: MainWindow, key: str) -> None:
    span = mark(window, "47份")
    window.marking.note()
    qtbot.keyClicks(window.details_pane.note, "important")
    qtbot.keyClick(window.details_pane.note, NEXT[key], CTRL)
    assert window.desk.document is not None
    assert window.desk.document.id == "b"
    assert stored(window, span).note == "important"


@pytest.mark.parametrize("key", NEXT)
def test_an_attribute_is_saved_on_the_way_to_the_next_document(
    qtbot: QtBot, window: MainWindow, key: str
) -> None:
    span = mark(window, "47份")
    type_into(qtbot, line(window, "indicator"), "contracts")
    qtbot.keyClick(line(window, "indicator"), NEXT[key], CTRL)
    assert stored(window, span).attrs["indicator"] == "contracts"


def test_an_attribute_is_saved_when_the_window_closes(qtbot: QtBot, window: MainWindow) -> None:
    span = mark(window, "47份")
    type_into(qtbot, line(window, "indicator"), "contracts")
    window.close()
    assert stored(window, span).attrs["indicator"] == "contracts"


def test_what_cannot_be_saved_keeps_the_window_open_once(qtbot: QtBot, window: MainWindow) -> None:
    mark(window, "47份")
    type_into(qtbot, line(window, "indicator"), "contracts")
    with locked(window.desk.project.path):
        assert not window.close()
        assert "could not be saved" in window.message_bar.message()
        assert window.close()


def test_what_was_typed_while_the_project_was_locked_stays_and_is_saved_later(
    qtbot: QtBot, window: MainWindow
) -> None:
    span = mark(window, "47份")
    field = line(window, "indicator")
    with locked(window.desk.project.path):
        type_into(qtbot, field, "contracts")
        qtbot.keyClick(field, Qt.Key.Key_Return)
        window.marking.note()
        qtbot.keyClicks(window.details_pane.note, "important")
        window.details_pane.note.commit()
    assert "another program" in window.message_bar.message()
    window.desk.set_current(None)
    assert (stored(window, span).attrs["indicator"], stored(window, span).note) == ("contracts", "important")


@pytest.mark.parametrize(
    ("typed", "meant"), [("48.", "48"), (".5", "0.5"), ("-.5", "-0.5"), ("３,７２０", "3720")]
)
def test_a_number_is_taken_as_it_was_meant(window: MainWindow, typed: str, meant: str) -> None:
    span = mark(window, "47份")
    line(window, "value").setText(typed)
    window.details_pane.commit()
    assert stored(window, span).attrs["value"] == meant
    assert line(window, "value").text() == meant


def test_what_is_no_number_is_refused_with_a_word(window: MainWindow) -> None:
    span = mark(window, "47份")
    line(window, "value").setText("many")
    assert not window.details_pane.commit()
    assert "many" in window.message_bar.message()
    assert stored(window, span).attrs["value"] == "47"


def test_a_click_goes_to_the_mark_that_is_shown(window: MainWindow) -> None:
    first, second = mark(window, "制定", "measure"), mark(window, "开展普法", "measure")
    window.desk.set_current(first.id)
    window.desk.settle()
    window.desk.set_current(second.id)  # the pane still shows the first
    planned = next(b for b in window.details_pane.findChildren(QPushButton) if b.text() == "Planned")
    planned.click()
    assert stored(window, first).attrs["status"] == "planned"
    assert stored(window, second).attrs["status"] == "done"


def test_a_note_of_a_mark_that_another_window_changed_is_saved(qtbot: QtBot, window: MainWindow) -> None:
    span = mark(window, "47份")
    window.marking.note()
    qtbot.keyClicks(window.details_pane.note, "important")
    with Project(window.desk.project.path, "li") as other:
        other.set_attributes(other.store.span(span.id), {"value": "9", "unit": "份"})
    window.desk.poll()
    window.desk.set_current(None)
    assert (stored(window, span).note, stored(window, span).attrs["value"]) == ("important", "9")


def test_what_is_refused_is_not_said_to_be_done(window: MainWindow) -> None:
    mark(window, "47份")
    with locked(window.desk.project.path):
        window.marking.remove()
        assert "another program" in window.message_bar.message()
        window.documents.finish()
        assert "another program" in window.message_bar.message()
        window.documents.remove()
        assert "another program" in window.message_bar.message()
    assert window.desk.document is not None
    assert window.desk.document.id == "a"
    assert not window.message_bar.undo.isVisible()


def test_the_undo_of_a_message_is_gone_when_something_else_was_done(window: MainWindow) -> None:
    mark(window, "47份")
    assert window.message_bar.undo.isVisible()
    window.actions_["mark.end_left_character"].trigger()
    assert not window.message_bar.undo.isVisible()


def test_a_big_step_of_somebody_else_leaves_the_reader_where_they_are(window: MainWindow) -> None:
    span = mark(window, "47份")
    window.view.set_caret(60)
    with Project(window.desk.project.path, "wang") as other:
        other.commit((Change(None, Document(f"d{i}", f"第{i}号")) for i in range(6000)), "many")
    window.desk.poll()
    assert window.view.caret() == 60
    assert window.desk.current is not None
    assert window.desk.current.id == span.id


def test_steps_of_two_windows_of_one_annotator_may_cross(window: MainWindow) -> None:
    document = window.desk.document
    assert document is not None
    window.desk._bridge._timer.stop()
    with Project(window.desk.project.path, "li") as other:
        span = other.annotate(document, 0, 6, "problem")
        window.undo()  # takes back what the other window has just done
        assert list(other.spans()) == []
        other.redo()
        window.desk.poll()
        assert window.desk.open_document is not None
        assert [s.id for s in window.desk.open_document.spans()] == [span.id]


def test_a_read_only_project_can_be_read_and_nothing_else(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    mark(window, "47份")
    monkeypatch.setattr(window.desk.project.store, "writable", False)
    enable(window)
    greyed = {spec.id for spec in window.actions_.specs if not window.actions_[spec.id].isEnabled()}
    assert {"label:measure", "mark.remove", "document.done", "file.import", "edit.undo"} <= greyed
    assert not {"mark.next_span", "mark.grow", "document.next", "file.export", "edit.find"} & greyed
    assert not window.details_pane.note.isEnabled()


def test_every_part_of_the_window_is_reached_by_key(qtbot: QtBot, window: MainWindow) -> None:
    mark(window, "47份")
    qtbot.wait(20)  # the fields are there once Qt has laid them out
    window.view.setFocus()
    reached = []
    for _turn in range(5):
        window.actions_["view.next_pane"].trigger()
        focused = window.focusWidget()
        parts = {
            "documents": window.documents_pane,
            "suggestions": window.suggesting.pane,
            "marks": window.spans_pane,
            "details": window.details_pane,
        }
        reached.append(next((n for n, part in parts.items() if part.isAncestorOf(focused)), "text"))
    assert reached == ["documents", "suggestions", "marks", "details", "text"]
    window.actions_["view.previous_pane"].trigger()
    assert window.details_pane.isAncestorOf(window.focusWidget())


def test_a_project_dropped_onto_the_window_is_opened(qtbot: QtBot, window: MainWindow) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(window.desk.project.path))])
    event = QDropEvent(
        QPoint(5, 5),
        Qt.DropAction.CopyAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    with qtbot.waitSignal(window.open_wanted) as wanted:
        window.dropEvent(event)
    assert wanted.args == [window.desk.project.path]
