"""Keys and mouse in the text, as an annotator uses them."""

import sqlite3
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

from annotator.domain.span import Span
from annotator.services.project import Project
from annotator.ui.main_window import MainWindow

KEY = Qt.Key
SHIFT, CTRL, NONE = (
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.NoModifier,
)


def press(qtbot: QtBot, window: MainWindow, key: Qt.Key, modifiers: Qt.KeyboardModifier = NONE) -> None:
    qtbot.keyClick(window.view, key, modifiers)


def click(qtbot: QtBot, window: MainWindow, words: str) -> None:
    """Click into the middle of some words of the open document."""
    at = window.view.text().index(words) + len(words) // 2
    window.view.ensure_visible(at)
    point = window.view.rect_of(at, at + 1).center() - QPoint(3, 0)
    qtbot.mouseClick(window.view.viewport(), Qt.MouseButton.LeftButton, pos=point)


def marks(window: MainWindow) -> list[tuple[str, str]]:
    with Project(window.desk.project.path) as other:  # what is in the file, not what the window believes
        return [(s.label, s.text) for s in other.spans(layer="li")]


def mark(qtbot: QtBot, window: MainWindow, words: str, key: Qt.Key) -> Span:
    click(qtbot, window, words)
    press(qtbot, window, key)
    assert window.desk.current is not None
    return window.desk.current


def test_a_click_and_a_key_mark_the_clause(qtbot: QtBot, window: MainWindow) -> None:
    mark(qtbot, window, "普法工作要点", KEY.Key_1)
    mark(qtbot, window, "执法力量", KEY.Key_2)
    assert marks(window) == [("measure", "制定全年普法工作要点"), ("problem", "行政执法力量不足")]


def test_a_metric_comes_with_its_value(qtbot: QtBot, window: MainWindow) -> None:
    span = mark(qtbot, window, "372万", KEY.Key_3)
    assert span.text == "接收捐款372万元"
    assert (span.attrs["value"], span.attrs["unit"]) == ("3720000", "元")


def test_a_measure_comes_with_the_status_of_its_section(qtbot: QtBot, window: MainWindow) -> None:
    assert mark(qtbot, window, "普法工作要点", KEY.Key_1).attrs["status"] == "done"
    assert mark(qtbot, window, "执法人员培训", KEY.Key_1).attrs["status"] == "planned"


def test_behind_the_full_stop_the_clause_before_it_is_meant(qtbot: QtBot, window: MainWindow) -> None:
    window.view.set_caret(window.view.text().index("需要创新。") + 5)
    press(qtbot, window, KEY.Key_2)
    assert marks(window) == [("problem", "法治宣传方式需要创新")]


def test_a_selection_is_marked_trimmed(qtbot: QtBot, window: MainWindow) -> None:
    start = window.view.text().index("审核合同47份；")
    window.view.select(start, start + 7 + 1)
    press(qtbot, window, KEY.Key_1)
    assert marks(window) == [("measure", "审核合同47份")]


def test_undo_and_redo_by_key_reach_the_file(qtbot: QtBot, window: MainWindow) -> None:
    mark(qtbot, window, "普法工作要点", KEY.Key_1)
    mark(qtbot, window, "执法力量", KEY.Key_2)
    press(qtbot, window, KEY.Key_Z, CTRL)
    assert marks(window) == [("measure", "制定全年普法工作要点")]
    press(qtbot, window, KEY.Key_Z, CTRL)
    assert marks(window) == []
    press(qtbot, window, KEY.Key_Y, CTRL)
    assert marks(window) == [("measure", "制定全年普法工作要点")]


def test_the_same_place_is_not_marked_twice(qtbot: QtBot, window: MainWindow) -> None:
    first = mark(qtbot, window, "普法工作要点", KEY.Key_1)
    assert mark(qtbot, window, "普法工作要点", KEY.Key_1).id == first.id
    assert len(marks(window)) == 1


def test_an_overlap_of_one_label_is_refused_with_a_sentence(qtbot: QtBot, window: MainWindow) -> None:
    span = mark(qtbot, window, "普法工作要点", KEY.Key_1)
    window.view.select(span.start + 2, span.end + 8)
    press(qtbot, window, KEY.Key_1)
    assert "marked as measure here already" in window.message_bar.message()
    assert len(marks(window)) == 1


def test_nested_and_crossing_marks_of_other_labels_are_allowed(qtbot: QtBot, window: MainWindow) -> None:
    mark(qtbot, window, "审核合同", KEY.Key_1)
    mark(qtbot, window, "47份", KEY.Key_3)
    start = window.view.text().index("47份；")
    window.view.select(start, start + 8)
    press(qtbot, window, KEY.Key_2)
    assert [label for label, _text in marks(window)] == ["measure", "metric", "problem"] or len(
        marks(window)
    ) == 3


def test_space_grows_and_shift_space_goes_back(qtbot: QtBot, window: MainWindow) -> None:
    click(qtbot, window, "普法工作要点")
    seen = []
    for _turn in range(4):
        press(qtbot, window, KEY.Key_Space)
        seen.append(window.selected_text())
    assert [len(text) for text in seen] == sorted(len(text) for text in seen)
    assert any(text.endswith("制定全年普法工作要点") for text in seen)
    press(qtbot, window, KEY.Key_Space, SHIFT)
    assert window.selected_text() == seen[-2]


def test_brackets_move_the_edges(qtbot: QtBot, window: MainWindow) -> None:
    span = mark(qtbot, window, "执法力量", KEY.Key_2)
    window.actions_["mark.start_right_character"].trigger()
    window.actions_["mark.end_left_character"].trigger()
    assert window.desk.current is not None
    assert (window.desk.current.start, window.desk.current.end) == (span.start + 1, span.end - 1)
    press(qtbot, window, KEY.Key_BracketLeft)
    assert window.desk.current.start == span.start


def test_tab_walks_and_delete_removes(qtbot: QtBot, window: MainWindow) -> None:
    first = mark(qtbot, window, "普法工作要点", KEY.Key_1)
    second = mark(qtbot, window, "执法力量", KEY.Key_2)
    press(qtbot, window, KEY.Key_Tab)
    assert window.desk.current is not None
    assert window.desk.current.id == first.id  # round and round
    press(qtbot, window, KEY.Key_Delete)
    assert [text for _label, text in marks(window)] == [second.text]


def test_relabel_note_attribute_and_status(qtbot: QtBot, window: MainWindow) -> None:
    span = mark(qtbot, window, "执法力量", KEY.Key_2)
    window.marking.relabel(span, "measure")
    press(qtbot, window, KEY.Key_S)
    assert window.desk.current is not None
    assert window.desk.current.attrs["status"] == "done"
    press(qtbot, window, KEY.Key_N)
    assert window.details_pane.note.hasFocus()
    qtbot.keyClicks(window.details_pane.note, "1 check this")
    window.view.setFocus()
    with Project(window.desk.project.path) as other:
        (stored,) = other.spans(layer="li")
    assert (stored.label, stored.note) == ("measure", "1 check this")


def test_two_marks_are_linked_with_l(qtbot: QtBot, window: MainWindow) -> None:
    mark(qtbot, window, "审核合同", KEY.Key_1)
    press(qtbot, window, KEY.Key_L)
    mark(qtbot, window, "47份", KEY.Key_3)
    press(qtbot, window, KEY.Key_L)
    (relation,) = window.desk.project.relations()
    assert relation.type == "quantifies"


def test_all_is_there_after_reopening_and_undo_still_works(
    qtbot: QtBot, window: MainWindow, project_path: Path
) -> None:
    mark(qtbot, window, "普法工作要点", KEY.Key_1)
    window.close()
    with Project(project_path, "li") as again:
        assert len(list(again.spans())) == 1
        again.undo()
        assert list(again.spans()) == []
        assert again.store.check() == []


def test_what_another_program_writes_appears(window: MainWindow, project_path: Path) -> None:
    with Project(project_path, "li") as other:
        document = other.document("a")
        other.annotate(document, 0, 6, "problem")
    window.desk.poll()
    window.desk.settle()
    assert window.desk.open_document is not None
    assert [s.text for s in window.desk.open_document.spans()] == [document.text[:6]]
    assert window.spans_pane.model.rowCount() == 1


def test_a_locked_project_is_one_sentence_and_nothing_is_shown_as_marked(
    qtbot: QtBot, window: MainWindow, project_path: Path
) -> None:
    lock = sqlite3.connect(project_path, isolation_level=None)
    lock.execute("BEGIN IMMEDIATE")
    click(qtbot, window, "执法力量")
    press(qtbot, window, KEY.Key_2)
    assert "another program" in window.message_bar.message()
    assert window.desk.open_document is not None
    assert window.desk.open_document.size == 0
    lock.execute("ROLLBACK")
    press(qtbot, window, KEY.Key_2)
    assert marks(window) == [("problem", "行政执法力量不足")]
    lock.close()


@pytest.mark.parametrize(
    ("words", "key", "expected"), [("47份", KEY.Key_3, "审核合同47份"), ("检查", KEY.Key_1, "开展检查😀三次")]
)
def test_characters_outside_the_basic_plane_shift_nothing(
    qtbot: QtBot, window: MainWindow, words: str, key: Qt.Key, expected: str
) -> None:
    window.documents.open_document("b")
    span = mark(qtbot, window, words, key)
    assert span.text == expected
    assert window.view.text()[span.start : span.end] == expected
