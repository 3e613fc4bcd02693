"""The window around the text: list, outline, find, palette, keys, looks, jobs."""

from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from annotator.domain.change import Change
from annotator.domain.document import Document
from annotator.services.project import Project
from annotator.services.recipe import Recipe
from annotator.store import Filter
from annotator.text.words import Words
from annotator.ui.actions import ACTIONS, LABEL, conflicts, label_specs
from annotator.ui.dialogs.export_request import ExportRequest
from annotator.ui.dialogs.keys_dialog import KeysDialog
from annotator.ui.dialogs.occurrences_dialog import OccurrencesDialog
from annotator.ui.handlers import handlers
from annotator.ui.main_window import MainWindow
from annotator.ui.panes.documents_model import DocumentsModel
from annotator.ui.panes.spans_pane import SpansModel
from annotator.ui.settings import Settings
from annotator.ui.window_menu import palette


def test_every_action_is_in_the_table_with_a_handler_and_in_a_menu(window: MainWindow) -> None:
    made = handlers(window)
    assert set(made) == {spec.id for spec in ACTIONS}
    assert {spec.id for spec in window.actions_.specs} <= set(in_menus(window.menuBar().actions()))


def test_no_key_has_two_meanings(window: MainWindow) -> None:
    assert conflicts((*label_specs(window.desk.project.schema), *ACTIONS), {}) == {}


def test_a_key_can_be_bound_anew_and_given_back(qtbot: QtBot, window: MainWindow, settings: Settings) -> None:
    dialog = KeysDialog(window.actions_.specs, settings, window)
    qtbot.addWidget(dialog)
    row = next(i for i, s in enumerate(window.actions_.specs) if s.id == LABEL + "measure")
    dialog.table.setCurrentCell(row, 0)
    dialog.editor.setKeySequence("2")  # the key of another label
    dialog.bind()
    assert settings.shortcuts() == {}
    assert "2" in dialog.message.text()
    dialog.editor.setKeySequence("Q")
    dialog.bind()
    window.actions_.bind(settings.shortcuts())
    window.view.set_caret(window.view.text().index("审核"))
    qtbot.keyClick(window.view, Qt.Key.Key_Q)
    assert window.desk.current is not None
    assert window.desk.current.label == "measure"
    dialog.reset()
    assert settings.shortcuts() == {}


def test_no_side_of_the_window_is_lost_under_a_splitter(window: MainWindow) -> None:
    width = window.width()
    for sizes in ([0, width, 0], [width, 0, 0]):
        window.columns.setSizes(sizes)
        assert min(window.columns.sizes()) > 0


def test_an_empty_desk_says_what_to_do(qtbot: QtBot, window: MainWindow) -> None:
    assert window.empty_desk.isHidden()
    window.desk.show_document(None)
    assert not window.empty_desk.isHidden()
    assert window.empty_desk.button.isHidden()  # there are reports to choose from
    assert window.outline_pane.tree.isHidden()
    window.documents.open_last()
    assert window.empty_desk.isHidden()


def test_a_message_that_is_too_long_ends_in_dots_and_is_told_whole(qtbot: QtBot, window: MainWindow) -> None:
    sentence = "x" * 400
    window.message_bar.warn(sentence)
    assert window.message_bar.message() == window.message_bar.text.toolTip() == sentence
    assert window.message_bar.text.text().endswith("…")


def test_the_view_menu_tells_which_sides_are_shown(window: MainWindow) -> None:
    assert window.actions_["view.left"].isChecked()
    window.actions_["view.left"].trigger()
    assert not window.actions_["view.left"].isChecked()
    assert window.left.isHidden()


def test_the_palette_narrows_and_does(qtbot: QtBot, window: MainWindow) -> None:
    found = palette(window)
    qtbot.addWidget(found)
    found.field.setText("dark")
    assert found.list.count() == 1
    found.choose()
    assert window.settings.theme == "dark"


def test_find_marks_all_hits_and_walks(qtbot: QtBot, window: MainWindow) -> None:
    window.find_bar.open("")
    window.find_bar.field.setText("合同")
    window.find_bar.search()
    assert window.find_bar.count.text() == "1 of 2"
    first = window.view.selection()
    qtbot.keyClick(window.find_bar.field, Qt.Key.Key_Return)
    assert window.view.selection() > first
    assert window.selected_text() == "合同"
    qtbot.keyClick(window.find_bar.field, Qt.Key.Key_Escape)
    assert window.view.hasFocus()


def test_the_outline_leads_to_its_section_and_follows_the_caret(window: MainWindow) -> None:
    start = window.view.text().index("三、下一步打算")
    window.outline_pane.chosen.emit(start)
    assert window.view.caret() == start
    assert window.outline_pane.tree.currentIndex().data().startswith("三、")


def test_documents_are_filtered_by_title_and_state(window: MainWindow) -> None:
    pane = window.documents_pane
    pane.search.setText("𠮷林")
    pane.reload()
    assert pane.model.rowCount() == 1
    pane.search.clear()
    window.documents.set_state("done")
    pane.state.setCurrentIndex(pane.state.findData("done"))
    assert [pane.model.info(row).id for row in range(pane.model.rowCount())] == ["a"]  # type: ignore[union-attr]
    assert pane.summary.text() == "1 of 2 finished"


def test_done_goes_on_to_the_next_document(window: MainWindow) -> None:
    window.actions_["document.finish"].trigger()
    assert window.desk.document is not None
    assert window.desk.document.id == "b"
    assert window.desk.project.store.status("a", "li").state == "done"


def test_flag_and_note_of_a_document_are_kept_and_undone(window: MainWindow) -> None:
    window.actions_["document.flag"].trigger()
    assert window.desk.project.store.status("a", "li").flag
    window.undo()
    assert not window.desk.project.store.status("a", "li").flag


def test_a_removed_document_comes_back_with_its_marks(window: MainWindow) -> None:
    window.view.set_caret(window.view.text().index("审核"))
    window.marking.mark("measure")
    window.documents.remove()
    assert not window.desk.project.store.has_document("a")
    window.undo()
    assert len(list(window.desk.project.spans("a"))) == 1
    assert window.desk.project.store.check() == []


def test_apply_to_all_occurrences_in_all_documents(qtbot: QtBot, window: MainWindow) -> None:
    window.view.set_caret(window.view.text().index("审核"))
    window.marking.mark("measure")
    window.actions_["mark.apply_all"].trigger()
    qtbot.waitUntil(lambda: bool(window.findChildren(OccurrencesDialog)), timeout=5000)
    (dialog,) = window.findChildren(OccurrencesDialog)
    assert len(dialog.ticked()) == 2
    dialog.list.item(0).setCheckState(Qt.CheckState.Unchecked)
    dialog.accept()
    assert [s.text for s in window.desk.project.spans(label="measure")] == ["审核合同47份"] * 2
    window.undo()
    assert len(list(window.desk.project.spans())) == 1


def test_another_annotator_sees_another_layer(window: MainWindow) -> None:
    window.view.set_caret(window.view.text().index("审核"))
    window.marking.mark("measure")
    window.looks.become("wang")
    assert window.desk.open_document is not None
    assert window.desk.open_document.size == 0
    window.marking.mark("problem")
    assert {s.layer for s in window.desk.project.spans()} == {"li", "wang"}


@pytest.mark.parametrize("theme", ["light", "dark", "system"])
def test_themes_are_worn_and_kept(window: MainWindow, theme: str) -> None:
    window.actions_[f"view.{theme}"].trigger()
    assert window.settings.theme == theme
    assert window.actions_[f"view.{theme}"].isChecked()


def test_export_and_import_through_the_window(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    window.tasks._export(ExportRequest(out, "jsonl", Recipe()))
    qtbot.waitUntil(out.exists, timeout=5000)
    text = tmp_path / "new.txt"
    text.write_text("一份新报告\n开展检查3次。", encoding="utf-8")
    window.tasks._import([text], None, "li")
    qtbot.waitUntil(lambda: window.documents_pane.model.rowCount() == 3, timeout=5000)
    assert "1 document imported" in window.message_bar.message()


def test_a_thousand_documents_are_listed_without_reading_them(window: MainWindow) -> None:
    project = window.desk.project
    project.commit((Change(None, Document(f"d{i}", f"第{i}号报告")) for i in range(1000)), "many")
    model = DocumentsModel(project)
    model.set_filter(Filter())
    assert model.rowCount() == 1002
    assert model.index(700).data() == "第698号报告"
    assert len(model._pages) == 1


def test_the_models_keep_qts_rules(window: MainWindow) -> None:
    documents = DocumentsModel(window.desk.project)
    spans = SpansModel(window.desk)
    testers = [QAbstractItemModelTester(model) for model in (documents, spans)]
    window.desk.spans_changed.connect(spans.take)
    documents.set_filter(Filter())
    window.view.set_caret(window.view.text().index("审核"))
    window.marking.mark("measure")
    window.marking.mark("problem")
    window.undo()
    assert spans.rowCount() == 1
    assert testers


def test_where_one_left_off_is_where_one_comes_back(
    qtbot: QtBot, window: MainWindow, settings: Settings, tmp_path: Path
) -> None:
    window.documents.open_document("b")
    window.view.set_caret(9)
    path = window.desk.project.path
    window.close()
    again = MainWindow(Project(path, "li"), settings, Words(tmp_path))
    qtbot.addWidget(again)
    again.documents.open_last()
    assert again.desk.document is not None
    assert (again.desk.document.id, again.view.caret()) == ("b", 9)
    again.close()


def test_each_document_is_found_again_where_it_was_left(
    window: MainWindow, settings: Settings, tmp_path: Path
) -> None:
    window.view.set_caret(40)
    window.documents.step(1)
    window.view.set_caret(9)
    window.documents.step(-1)
    assert window.view.caret() == 40
    window.documents.step(1)
    assert window.view.caret() == 9
    project = window.desk.project.path
    settings.set_place_in(project, "b", 10**6)  # the text has become shorter since
    settings.set_place_in(project, "c", 0)
    window.documents.step(-1)
    settings.set_place_in(project, "b", 10**6)
    window.documents.step(1)
    assert window.view.caret() == 0
    assert settings.place_in(project, "c") == settings.place_in(tmp_path / "other.annot", "b") == 0


def test_facts_above_the_text_that_find_no_room_are_cut_with_a_sign(qtbot: QtBot, window: MainWindow) -> None:
    window.desk.project.set_document_note("a", "to be read again with the annex of the report " * 8)
    with qtbot.waitExposed(window):
        window.show()
    window.header.refresh()
    shown = window.header.facts
    assert shown.text().endswith("…")
    assert shown.fontMetrics().horizontalAdvance(shown.text()) <= shown.width()
    assert "annex" in shown.toolTip()
    window.documents.flag()
    assert shown.text().startswith("flagged")


def test_facts_above_the_text_end_in_no_mere_separator(qtbot: QtBot, window: MainWindow) -> None:
    window.desk.project.set_document_note("a", "to be read again")
    window.documents.flag()
    with qtbot.waitExposed(window):
        window.show()
    window.header.refresh()
    cut = set()
    for width in range(420, 900, 2):
        window.header.resize(width, window.header.height())
        cut.add(window.header.facts.text())
    assert len(cut) > 4
    assert not [line for line in cut if line.rstrip("… ").endswith("·")]


def test_without_a_document_the_name_of_the_project_stands_alone_in_the_header(window: MainWindow) -> None:
    assert not window.header.facts.isHidden()
    window.desk.show_document(None)
    assert window.header.facts.isHidden()
    assert window.header.title.text() == window.desk.project.path.stem


def test_finding_nothing_leaves_no_way_to_go(qtbot: QtBot, window: MainWindow) -> None:
    with qtbot.waitExposed(window):
        window.show()
    bar = window.find_bar
    bar.open("合同")
    qtbot.waitUntil(lambda: bar.field.width() > 100)
    wide = bar.field.width()
    assert bar.next.isEnabled()
    assert bar.previous.isEnabled()
    bar.field.setText("没有这个词")
    bar.search()
    bar.layout().activate()
    assert not bar.next.isEnabled()
    assert not bar.previous.isEnabled()
    assert bar.field.width() == wide


def test_in_a_low_window_the_details_keep_their_room(qtbot: QtBot, window: MainWindow) -> None:
    window.resize(1280, 700)
    with qtbot.waitExposed(window):
        window.show()
    low = window.marks.sizes()
    window.resize(1280, 1000)
    qtbot.waitUntil(lambda: window.marks.sizes() != low)
    high = window.marks.sizes()
    assert low[1] > low[0]
    assert high[0] - low[0] > high[1] - low[1]


def in_menus(actions: Iterable[QAction]) -> Iterator[str]:
    """The names of actions and of those in their menus."""
    for action in actions:
        yield action.objectName()
        if isinstance(menu := action.menu(), QMenu):
            yield from in_menus(menu.actions())
