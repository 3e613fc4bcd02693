"""The import dialog on files whose labels and layers the project does not know."""

import json
from pathlib import Path

import pytest
from PySide6.QtWidgets import QDialogButtonBox, QTreeWidgetItem
from pytestqt.qtbot import QtBot

from annotator.formats import Record, RecordSpan
from annotator.services.vocabulary import vocabulary_of
from annotator.ui.actions import ACTIONS, LABEL, free_letters
from annotator.ui.dialogs.import_dialog import NAMES, ImportDialog
from annotator.ui.dialogs.import_table import DOCUMENTS, FORMAT, MARKS
from annotator.ui.dialogs.names_pane import COLOR, KEY, MOST_ROWS, NEW_NAME, SHOWN_AS, NamesPane
from annotator.ui.main_window import MainWindow

TEXT = "张三审核合同47份"


def mark(start: int, end: int, label: str, **fields: object) -> dict[str, object]:
    return {"start": start, "end": end, "label": label, **fields}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    spans = [
        mark(0, 2, "PER", layer="zhang"),
        mark(2, 9, "举措", layer="zhang", attrs={"status": "late", "who": "x"}),
        mark(6, 9, "metric", layer="wang", attrs={"value": "many"}),
    ]
    path = tmp_path / "team.txt"
    path.write_text(
        json.dumps({"id": "t", "text": TEXT, "spans": spans}, ensure_ascii=False) + "\n", encoding="utf-8"
    )
    return path


@pytest.fixture
def dialog(qtbot: QtBot, window: MainWindow, file: Path) -> ImportDialog:
    window.tasks.import_files([file])
    dialog = window.findChild(ImportDialog)
    assert dialog is not None
    qtbot.waitUntil(lambda: dialog.found is not None)
    return dialog


def rows(pane: NamesPane) -> dict[str, QTreeWidgetItem]:
    """The rows by what the files call them."""
    found: dict[str, QTreeWidgetItem] = {}

    def walk(item: QTreeWidgetItem) -> None:
        for number in range(item.childCount()):
            found[item.child(number).text(0)] = item.child(number)
            walk(item.child(number))

    walk(pane.tree.invisibleRootItem())
    return found


def choose(pane: NamesPane, row: str, words: str) -> None:
    combo = pane.combo(rows(pane)[row])
    combo.setCurrentIndex(combo.findText(words))
    assert combo.currentText() == words


def can_import(dialog: ImportDialog) -> bool:
    return dialog.buttons.button(QDialogButtonBox.StandardButton.Ok).isEnabled()


def test_what_is_in_the_files_is_shown(dialog: ImportDialog) -> None:
    cells = [dialog.table.item(0, column).text() for column in (FORMAT, DOCUMENTS, MARKS)]  # type: ignore[union-attr]
    assert cells == ["jsonl", "1", "3"]
    assert dialog.tabs.currentIndex() == NAMES
    assert "2 unknown" in dialog.tabs.tabText(NAMES)
    shown = rows(dialog.names)
    assert [dialog.names.combo(shown[name]).currentText() for name in ("PER", "举措", "metric", "zhang")] == [
        "New label",
        "Measure (measure)",
        "Metric (metric)",
        "zhang",
    ]
    assert [shown["PER"].text(column) for column in (NEW_NAME, SHOWN_AS, KEY)] == ["PER", "PER", "4"]
    assert dialog.names.combo(shown["who"]).currentText() == "Keep as it is"
    assert dialog.names.combo(shown["Status: late"]).currentText() == "New choice"
    assert dialog.names.combo(shown["Value: many"]).currentText() == "Leave out"  # a number can be no text


def test_what_is_chosen_comes_in_as_one_step_and_goes_with_one_undo(
    qtbot: QtBot, window: MainWindow, dialog: ImportDialog
) -> None:
    project = window.desk.project
    before = project.schema
    names = dialog.names
    rows(names)["PER"].setText(NEW_NAME, "person")
    rows(names)["PER"].setText(SHOWN_AS, "人物")
    rows(names)["PER"].setText(KEY, "q")
    names.set_color(rows(names)["PER"], "#AA3377")
    choose(names, "who", "Leave out")
    choose(names, "Status: late", "Planned (planned)")
    names.combo(rows(names)["zhang"]).setCurrentText("li")
    dialog.accept()
    qtbot.waitUntil(lambda: project.schema != before, timeout=5_000)
    person = project.schema.by_name["person"]
    assert (person.color, person.key, person.display("en")) == ("#AA3377", "q", "人物")
    spans = {(s.text, s.label, s.layer): dict(s.attrs) for s in project.spans("t")}
    assert spans == {
        ("张三", "person", "li"): {},
        ("审核合同47份", "measure", "li"): {"status": "planned"},
        ("47份", "metric", "wang"): {},
    }
    assert window.actions_[LABEL + "person"].shortcut().toString() == "Q"
    assert window.tagging_pane.findChildren(type(window.tagging_pane._rows["person"]))
    window.undo()
    assert project.schema == before
    assert not project.store.has_document("t")
    assert LABEL + "person" not in {spec.id for spec in window.actions_.specs}
    assert list(window.tagging_pane._rows) == list(before.by_name)


def test_a_label_that_is_left_out_takes_its_attributes_along(dialog: ImportDialog) -> None:
    choose(dialog.names, "举措", "Leave out")
    assert rows(dialog.names)["举措"].childCount() == 0
    assert dialog.names.choices.labels["举措"] is None
    choose(dialog.names, "举措", "New label")
    assert {rows(dialog.names)[name].parent().text(0) for name in ("who", "status")} == {"举措"}
    assert rows(dialog.names)["举措"].text(NEW_NAME) == "举措"


def test_the_name_of_a_label_that_is_there_means_that_label(dialog: ImportDialog) -> None:
    rows(dialog.names)["PER"].setText(NEW_NAME, "problem")
    assert dialog.names.combo(rows(dialog.names)["PER"]).currentText() == "Problem (problem)"
    assert rows(dialog.names)["PER"].text(COLOR) == ""
    assert dialog.plan is not None
    assert dialog.plan.new_names(dialog.names._schema) == []


def test_two_labels_of_one_key_cannot_be_imported(dialog: ImportDialog) -> None:
    assert can_import(dialog)
    rows(dialog.names)["PER"].setText(KEY, "1")
    assert "twice" in dialog.names.note.text()
    assert not can_import(dialog)
    rows(dialog.names)["PER"].setText(KEY, "")
    assert can_import(dialog)


def test_the_format_of_a_file_can_be_chosen(qtbot: QtBot, dialog: ImportDialog, file: Path) -> None:
    dialog.format.setCurrentIndex(dialog.format.findData("txt"))
    dialog._name_format()
    qtbot.waitUntil(lambda: dialog.found is not None and dialog.found.marks == 0)
    assert dialog.named == {file: "txt"}
    assert dialog.plan is None
    assert not dialog.tabs.isTabEnabled(NAMES)


def test_choices_stay_when_files_are_added(qtbot: QtBot, dialog: ImportDialog, tmp_path: Path) -> None:
    choose(dialog.names, "PER", "Leave out")
    more = {"text": TEXT, "label": [[0, 2, "PER"], [2, 4, "ACT"]]}
    (tmp_path / "more.jsonl").write_text(json.dumps(more, ensure_ascii=False), encoding="utf-8")
    dialog.add([tmp_path / "more.jsonl"])
    qtbot.waitUntil(lambda: dialog.found is not None and len(dialog.found.files) == 2)
    assert dialog.names.combo(rows(dialog.names)["PER"]).currentText() == "Leave out"
    assert dialog.names.combo(rows(dialog.names)["ACT"]).currentText() == "New label"


def test_counting_can_be_stopped(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> None:
    row = json.dumps({"text": TEXT, "label": [[0, 2, "PER"]]}, ensure_ascii=False) + "\n"
    (tmp_path / "many.jsonl").write_text(row * 60_000, encoding="utf-8")
    window.tasks.import_files([tmp_path / "many.jsonl"])
    dialog = window.findChild(ImportDialog)
    assert dialog is not None
    qtbot.waitUntil(lambda: dialog._counting is not None)
    dialog.stop_counting()
    qtbot.waitUntil(lambda: dialog.found is not None)
    assert dialog.found is not None
    assert dialog.found.documents < 60_000
    assert "stopped" in dialog.summary.text()
    assert dialog.stop_button.isHidden()
    assert can_import(dialog)


def test_letters_that_are_proposed_are_free() -> None:
    taken = {key for spec in ACTIONS for key in spec.keys}
    assert free_letters()
    assert not taken & set(free_letters())


def test_names_that_get_no_row_are_told_of(window: MainWindow) -> None:
    spans = [RecordSpan(None, 0, 1, f"L{number}") for number in range(MOST_ROWS + 5)]
    pane = NamesPane(window.desk.project.schema, ["li"], "")
    pane.show_names(vocabulary_of([Record("d", TEXT, spans=spans)]))
    assert "5 more names" in pane.note.text()
    assert pane.plan is not None
    assert len(pane.plan.new_names(window.desk.project.schema)) == MOST_ROWS + 5
