"""The search window: hits as one types, in context, leading to their place, marked together with one undo."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from annotator.domain.change import Change
from annotator.domain.document import Document
from annotator.services.project import Project
from annotator.ui import search_window, searching
from annotator.ui.main_window import MainWindow
from annotator.ui.search_rows import LINE, HitsModel, tick_box
from annotator.ui.search_window import SearchWindow


@pytest.fixture
def dialog(qtbot: QtBot, window: MainWindow) -> SearchWindow:
    window.actions_["edit.search"].trigger()
    made = window.searching.dialog()
    qtbot.waitExposed(made)
    return made


def ask(qtbot: QtBot, dialog: SearchWindow, text: str, *, expression: bool = False) -> None:
    dialog.expression.setChecked(expression)
    dialog.field.setText(text)
    dialog.start()
    qtbot.waitUntil(lambda: not dialog._searching.busy)


def hits(dialog: SearchWindow) -> dict[str, list[str]]:
    """What the list shows: document id → its hits. Which document comes first depends on what is indexed already."""
    shown: dict[str, list[str]] = {}
    for line in (dialog.hits.index(row).data(LINE) for row in range(dialog.hits.rowCount())):
        shown.setdefault(line.found.id, []).extend([line.hit.text] if line.hit else [])
    return shown


def test_hits_come_as_one_types(qtbot: QtBot, dialog: SearchWindow) -> None:
    assert dialog.empty.isVisible()
    assert "year:" in dialog.empty.text()
    qtbot.keyClicks(dialog.field, "47")
    qtbot.waitUntil(lambda: hits(dialog) == {"a": ["47", "47"], "b": ["47"]})
    assert dialog.list.isVisible()
    assert dialog.count.text() == "3 hits in 2 documents"


def test_traditional_words_and_expressions(qtbot: QtBot, dialog: SearchWindow) -> None:
    ask(qtbot, dialog, "審核 檢查")
    assert hits(dialog) == {"b": ["审核", "检查"]}
    ask(qtbot, dialog, r"\d+[份万]", expression=True)
    assert hits(dialog) == {"a": ["47份", "372万", "47份"], "b": ["47份"]}
    ask(qtbot, dialog, "云溪")
    assert hits(dialog) == {"a": ["云溪"]}


def test_what_is_not_there_or_cannot_be_sought_is_said(qtbot: QtBot, dialog: SearchWindow) -> None:
    ask(qtbot, dialog, "没有的词")
    assert (dialog.list.isVisible(), dialog.empty.text()) == (False, "Nothing was found.")
    ask(qtbot, dialog, "(", expression=True)
    assert "is no regular expression" in dialog.empty.text()
    ask(qtbot, dialog, "")
    assert "year:" in dialog.empty.text()


def test_a_click_leads_to_the_hit(qtbot: QtBot, window: MainWindow, dialog: SearchWindow) -> None:
    ask(qtbot, dialog, "三次")
    place = dialog.list.visualRect(dialog.hits.index(1)).center()
    qtbot.mouseClick(dialog.list.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert window.desk.document is not None
    assert window.desk.document.id == "b"
    assert window.selected_text() == "三次"  # after characters that are two units in Qt


def test_the_keyboard_is_enough(qtbot: QtBot, window: MainWindow, dialog: SearchWindow) -> None:
    ask(qtbot, dialog, "合同 云溪")
    dialog.field.setFocus()
    qtbot.keyClick(dialog.field, Qt.Key.Key_Return)
    assert dialog.list.currentIndex().row() == 1
    qtbot.keyClick(dialog.list, Qt.Key.Key_Space)
    assert [(hit.start, hit.text) for _found, hit in dialog.hits.ticked()] == [(0, "云溪")]
    qtbot.keyClick(dialog.list, Qt.Key.Key_Down)
    qtbot.keyClick(dialog.list, Qt.Key.Key_Return)
    assert window.selected_text() == "合同"
    assert window.view.selection()[0] == window.view.text().index("合同")
    qtbot.keyClick(dialog.list, Qt.Key.Key_Escape)
    assert not dialog.isVisible()


def test_ticked_hits_are_marked_in_one_step_with_one_undo(
    qtbot: QtBot, window: MainWindow, dialog: SearchWindow
) -> None:
    ask(qtbot, dialog, "合同")
    assert not dialog.mark_button.isEnabled()
    box = tick_box(dialog.list.visualRect(dialog.hits.index(1)))
    qtbot.mouseClick(dialog.list.viewport(), Qt.MouseButton.LeftButton, pos=box.center())
    assert dialog.mark_button.text() == "Mark 1 hit"
    assert window.selected_text() == ""  # a tick leads nowhere
    dialog._tick_all(True)
    dialog.labels.setCurrentIndex(dialog.labels.findData("problem"))
    dialog.mark_button.click()
    spans = list(window.desk.project.spans(label="problem"))
    assert [(span.doc_id, span.text) for span in spans] == [("a", "合同"), ("a", "合同"), ("b", "合同")]
    assert dialog.hits.ticked() == []
    assert dialog.count.text() == "3 places marked"
    window.undo()
    assert list(window.desk.project.spans()) == []


def test_a_text_that_has_changed_meanwhile_is_not_marked_at_the_wrong_place(
    qtbot: QtBot, window: MainWindow, dialog: SearchWindow
) -> None:
    ask(qtbot, dialog, "三次")
    project = window.desk.project
    document = project.document("b")
    project.commit([Change(document, Document("b", "新" + document.text, version=2))], "correction")
    dialog._tick_all(True)
    dialog.mark()
    assert list(project.spans()) == []


def test_pages_follow_at_the_end_of_the_list(
    qtbot: QtBot, window: MainWindow, dialog: SearchWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    documents = [Document(f"n{i}", f"第{i}篇养老报告") for i in range(30)]
    window.desk.project.commit([Change(None, document) for document in documents], "import")
    monkeypatch.setattr(search_window, "PAGE", 20)
    ask(qtbot, dialog, "养老")
    assert dialog.count.text() == "20 documents so far"  # the index knows nothing yet
    bar = dialog.list.verticalScrollBar()
    bar.setValue(bar.maximum())
    qtbot.waitUntil(lambda: dialog.count.text() == "30 hits in 30 documents")
    assert dialog.hits.rowCount() == 60


def test_a_new_query_drops_the_one_that_runs(qtbot: QtBot, dialog: SearchWindow) -> None:
    dialog.field.setText("合同")
    dialog.start()
    running = dialog._searching._job
    dialog.field.setText("三次")
    dialog.start()
    assert running is not dialog._searching._job
    qtbot.waitUntil(lambda: not dialog._searching.busy)
    qtbot.wait(50)
    assert hits(dialog) == {"b": ["三次"]}


def test_the_selection_is_what_is_sought(qtbot: QtBot, window: MainWindow, dialog: SearchWindow) -> None:
    start = window.view.text().index("普法")
    window.view.select(start, start + 2)
    window.actions_["edit.search"].trigger()
    assert dialog.field.text() == "普法"


def test_the_index_is_made_beside_the_window(
    qtbot: QtBot, window: MainWindow, project_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = window.desk.project.store
    monkeypatch.setattr(searching, "QUIET_MS", 10)
    assert store.texts_waiting() == 2
    window.desk.project.commit([Change(None, Document("c", "又一篇"))], "import")
    qtbot.waitUntil(lambda: store.texts_waiting() == 0)
    with Project(project_path, "other") as other:
        other.commit([Change(None, Document("d", "别人的一篇"))], "import")
    window.desk.poll()
    qtbot.waitUntil(lambda: store.texts_waiting() == 0)


def test_the_list_is_a_sound_model(qtbot: QtBot, dialog: SearchWindow) -> None:
    model = HitsModel()
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    ask(qtbot, dialog, "47")
    found = [dialog.hits.index(row).data(LINE).found for row in (0, 3)]
    model.add(found[:1])
    model.add(found[1:])
    model.tick_all(True)
    assert model.hit_count() == len(model.ticked()) == 3
    assert not model.setData(model.index(0), Qt.CheckState.Checked, Qt.ItemDataRole.CheckStateRole)
    model.empty()
    assert model.rowCount() == 0


def test_it_can_be_drawn_in_both_themes(qtbot: QtBot, window: MainWindow, dialog: SearchWindow) -> None:
    ask(qtbot, dialog, "云溪 民政局")
    for theme in ("light", "dark"):
        window.looks.apply(theme)
        assert not dialog.grab().isNull()
