"""Correcting a text in the window: edit, compare, decide, apply, undo."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPlainTextEdit
from pytestqt.qtbot import QtBot

from annotator.domain.change import Change
from annotator.domain.document import Document
from annotator.domain.span import Span, make_span
from annotator.services.project import Project
from annotator.ui.dialogs.revise_dialog import ReviseDialog, carries, text_of
from annotator.ui.main_window import MainWindow


def mark(window: MainWindow, quote: str, label: str = "measure", layer: str = "li") -> Span:
    project, document = window.desk.project, window.desk.document
    assert document is not None
    start = document.text.index(quote)
    span = make_span(document.id, document.text, start, start + len(quote), label, layer)
    project.commit([Change(None, span)], "mark")
    return span


def opened(window: MainWindow) -> ReviseDialog:
    window.actions_["document.correct"].trigger()
    dialogs = window.findChildren(ReviseDialog)
    return dialogs[-1]


def compared(qtbot: QtBot, dialog: ReviseDialog, old: str, new: str) -> None:
    text = text_of(dialog.editor)
    assert old in text
    dialog.editor.setPlainText(text.replace(old, new))
    dialog.compare()
    qtbot.waitUntil(lambda: dialog.revision is not None, timeout=5000)


def text_now(window: MainWindow) -> str:
    return window.desk.project.document("a").text


@pytest.mark.parametrize(
    "text",
    ["𠮷林市\n", "好😀\n\n吧", "一\u00a0二", "表\t格", "全\u3000角", "", "\n", "e\u0301", "\u200b", "a\x85b"],
)
def test_an_unchanged_text_comes_back_as_it_was(qtbot: QtBot, text: str) -> None:
    editor = QPlainTextEdit(text)
    qtbot.addWidget(editor)
    assert text_of(editor) == text
    assert carries(text)


@pytest.mark.parametrize("text", ["一\u2028二", "一\u2029二", "\ufeff一", "一\r二", "\ufdd0"])
def test_what_an_editor_would_change_is_refused(qtbot: QtBot, window: MainWindow, text: str) -> None:
    assert not carries(text)
    project = window.desk.project
    project.commit([Change(None, Document("c", text))], "import")
    window.desk.show_document(project.document("c"))
    window.actions_["document.correct"].trigger()
    assert window.findChildren(ReviseDialog) == []
    assert "cannot be corrected here" in window.message_bar.message()


def test_shift_enter_and_pasted_separators_are_line_breaks(qtbot: QtBot, window: MainWindow) -> None:
    dialog = opened(window)
    qtbot.keyClick(dialog.editor, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    assert text_of(dialog.editor) == "\n" + text_now(window)


def test_a_text_is_corrected_and_one_undo_takes_it_back(qtbot: QtBot, window: MainWindow) -> None:
    mark(window, "审核合同47份")
    mark(window, "行政执法力量不足", "problem", layer="wang")
    before, spans = window.desk.document, list(window.desk.project.spans())
    dialog = opened(window)
    compared(qtbot, dialog, "2024年", "2024年度😀")
    assert dialog.applying.isEnabled()
    assert dialog.view.text().startswith("云溪市民政局2024年度😀")
    dialog.applying.click()
    assert dialog.isHidden()
    assert window.view.text() == text_now(window)
    assert "2024年度😀" in window.view.text()
    assert window.desk.open_document is not None
    assert [s.text for s in window.desk.open_document.spans()] == ["审核合同47份"]
    assert window.message_bar.message().startswith("Text corrected")
    window.undo()
    assert window.desk.document == before
    assert window.view.text() == text_now(window)
    assert list(window.desk.project.spans()) == spans
    window.redo()
    assert "2024年度😀" in window.view.text()
    assert window.desk.project.store.check() == []


def test_changed_marks_are_decided_with_the_keyboard(qtbot: QtBot, window: MainWindow) -> None:
    kept, dropped = mark(window, "审核合同47份"), mark(window, "接收捐款372万元")
    put = mark(window, "开展普法宣传活动12场")
    dialog = opened(window)
    compared(
        qtbot,
        dialog,
        "审核合同47份；二是开展普法宣传活动12场，接收捐款372万元。",
        "审核合同52份；二是组织宣传15场。",
    )
    assert dialog.cases.list.count() == 3
    assert not dialog.applying.isEnabled()
    assert "审核合同47份" in dialog.cases.before.text()
    assert "审核合同52份" in dialog.cases.after.text()
    assert dialog.view.text()[slice(*dialog.view.selection())] == "审核合同52份"
    qtbot.keyClick(dialog.cases.list, Qt.Key.Key_Return)
    case = dialog.cases.case
    assert case is not None
    assert case.span.id == put.id
    start = dialog.view.text().index("组织宣传15场")
    dialog.view.select(start, start + 4)
    qtbot.keyClick(dialog.cases.list, Qt.Key.Key_S)
    assert not dialog.applying.isEnabled()
    assert text_now(window) == dialog.revision.before.text  # type: ignore[union-attr]
    qtbot.keyClick(dialog.cases.list, Qt.Key.Key_Delete)
    assert dialog.applying.isEnabled()
    qtbot.keyClick(dialog.cases.list, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert dialog.isHidden()
    assert {s.id: s.text for s in window.desk.project.spans()} == {
        kept.id: "审核合同52份",
        put.id: "组织宣传",
    }
    assert window.desk.project.store.check() == []
    window.undo()
    assert {s.id for s in window.desk.project.spans()} == {kept.id, dropped.id, put.id}


def test_marks_that_would_overlap_hold_the_correction_back(qtbot: QtBot, window: MainWindow) -> None:
    mark(window, "审核合同47份")
    mark(window, "开展普法宣传活动12场")
    dialog = opened(window)
    compared(qtbot, dialog, "审核合同47份；", "审查合同52份；")
    start = dialog.view.text().index("开展普法宣传")
    dialog.view.select(start, start + 4)
    dialog.cases.select.click()
    assert not dialog.applying.isEnabled()
    assert "overlap" in dialog.message.text()
    dialog.cases.drop.click()
    assert dialog.applying.isEnabled()


def test_nothing_to_correct_and_going_back_to_the_editor(qtbot: QtBot, window: MainWindow) -> None:
    dialog = opened(window)
    dialog.compare()
    qtbot.waitUntil(lambda: "as it was" in dialog.message.text(), timeout=5000)
    assert dialog.revision is None
    assert dialog.comparing.isDefault()
    compared(qtbot, dialog, "2024年", "2025年")
    assert dialog.applying.isDefault()
    dialog.again.click()
    assert dialog.comparing.isDefault()
    assert dialog.left.currentWidget() is dialog.editor
    assert not dialog.editor.isReadOnly()
    assert dialog.applying.isHidden()


def test_escape_does_not_throw_the_corrections_away_at_once(qtbot: QtBot, window: MainWindow) -> None:
    dialog = opened(window)
    qtbot.keyClick(dialog.editor, Qt.Key.Key_X)
    dialog.reject()
    assert dialog.isVisible()
    assert "not applied yet" in dialog.message.text()
    dialog.reject()
    assert dialog.isHidden()
    assert window.desk.project.document("a").version == 1


def test_marks_that_others_made_meanwhile_are_not_lost(qtbot: QtBot, window: MainWindow) -> None:
    dialog = opened(window)
    compared(qtbot, dialog, "2024年", "2025年")
    with Project(window.desk.project.path, "wang") as other:
        other.annotate(other.document("a"), 0, 3, "problem")
    dialog.apply()
    assert dialog.isVisible()
    assert "compare the texts again" in dialog.message.text()
    assert window.desk.project.document("a").version == 1


def test_the_editor_opens_where_one_was_reading(qtbot: QtBot, window: MainWindow) -> None:
    window.view.set_caret(window.view.text().index("三、下一步打算") + 2)
    dialog = opened(window)
    assert dialog.editor.textCursor().block().text() == "三、下一步打算"


def test_the_same_mark_of_several_people_is_decided_once(qtbot: QtBot, window: MainWindow) -> None:
    spans = [mark(window, "审核合同47份", layer=layer) for layer in ("li", "wang", "gold")]
    other = mark(window, "审核合同47份", "metric")
    dialog = opened(window)
    compared(qtbot, dialog, "审核合同47份；", "审核合同52份；")
    while dialog.cases.case is None or dialog.cases.case.span.label != "measure":
        dialog.cases.list.setCurrentRow(dialog.cases.list.currentRow() + 1)
    dialog.cases.keep.click()
    assert set(dialog.cases.decisions) == {span.id for span in spans}
    assert dialog.cases.case.span.id == other.id
    dialog.cases.drop.click()
    dialog.applying.click()
    assert {s.text for s in window.desk.project.spans()} == {"审核合同52份"}
    assert len(list(window.desk.project.spans())) == 3


def test_a_text_is_taken_from_a_file_with_its_source(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    mark(window, "行政执法力量不足", "problem")
    file = tmp_path / "better.txt"
    file.write_text(text_now(window).replace("47份", "48份"), encoding="gb18030")
    dialog = opened(window)
    before = text_of(dialog.editor)
    dialog.read_file(file)
    qtbot.waitUntil(lambda: "48份" in text_of(dialog.editor), timeout=5000)
    dialog.editor.undo()
    assert text_of(dialog.editor) == before
    dialog.editor.redo()
    dialog.compare()
    qtbot.waitUntil(lambda: dialog.revision is not None, timeout=5000)
    dialog.applying.click()
    document = window.desk.document
    assert document is not None
    assert (document.version, document.source.name, document.source.encoding) == (2, "better.txt", "gb18030")
    assert [s.text for s in window.desk.project.spans()] == ["行政执法力量不足"]


def test_a_file_that_cannot_be_read_leaves_the_editor_alone(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    file = tmp_path / "two.jsonl"
    file.write_text('{"text": "甲"}\n{"text": "乙"}\n', encoding="utf-8")
    dialog = opened(window)
    dialog.read_file(file)
    qtbot.waitUntil(lambda: "exactly one text" in dialog.message.text(), timeout=5000)
    assert text_of(dialog.editor) == text_now(window)
    assert not dialog.editor.isReadOnly()


def test_where_no_mark_has_changed_there_is_no_column_for_any(qtbot: QtBot, window: MainWindow) -> None:
    dialog = opened(window)
    assert dialog.right.isVisible()
    compared(qtbot, dialog, "审核合同", "审查合同")
    assert not dialog.right.isVisible()
    dialog.again.click()
    assert dialog.right.isVisible()
