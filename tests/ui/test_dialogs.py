"""Dialogs: what they give to whoever asked, what they refuse, and that they go when they are closed."""

from pathlib import Path
from threading import Semaphore
from typing import TypeVar

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QFileDialog, QPushButton
from pytestqt.qtbot import QtBot

from annotator.domain.change import Change
from annotator.domain.document import Document
from annotator.domain.schema import schema_from_dict, schema_from_file, schema_to_dict
from annotator.domain.span import Span
from annotator.paths import schema as schema_file
from annotator.services.annotate import free_of, occurrences
from annotator.services.project import Project, create_project
from annotator.services.recipe import Recipe
from annotator.services.selection import Selection
from annotator.text.words import Words
from annotator.ui import app
from annotator.ui.actions import ACTIONS, LABEL, ActionSpec, bindings, conflicts
from annotator.ui.dialogs.about_dialog import AboutDialog
from annotator.ui.dialogs.dialog import Dialog as PlainDialog
from annotator.ui.dialogs.export_dialog import ExportDialog
from annotator.ui.dialogs.export_request import ExportRequest, request_from
from annotator.ui.dialogs.import_dialog import ImportDialog
from annotator.ui.dialogs.import_table import BEGINNING
from annotator.ui.dialogs.keys_dialog import KeysDialog
from annotator.ui.dialogs.occurrences import Place, _free
from annotator.ui.dialogs.occurrences_dialog import OccurrencesDialog
from annotator.ui.dialogs.text_dialog import TextDialog
from annotator.ui.dialogs.work import WorkDialog
from annotator.ui.main_window import MainWindow
from annotator.ui.palette import Palette
from annotator.ui.settings import Settings
from annotator.ui.widgets import column, push_button

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
        ("help.about", AboutDialog),
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


def test_a_click_beside_the_palette_closes_it(window: MainWindow) -> None:
    window.actions_["edit.palette"].trigger()
    assert the(Palette, window).windowType() == Qt.WindowType.Popup


@pytest.fixture
def table(tmp_path: Path) -> Path:
    file = tmp_path / "table.csv"
    file.write_text("id,body,extra\n1,审核合同九十九份。,短\n", encoding="utf-8")
    return file


@pytest.mark.parametrize("how", ["enter", "click"])
def test_another_column_just_before_import_loses_no_file(
    qtbot: QtBot, window: MainWindow, table: Path, how: str
) -> None:
    window.tasks.import_files([table])
    dialog = the(ImportDialog, window)
    qtbot.waitUntil(lambda: dialog.files == [table])
    dialog.column.setFocus()
    qtbot.keyClicks(dialog.column, "body")
    if how == "enter":
        qtbot.keyClick(dialog.column, Qt.Key.Key_Return)
    else:
        button = dialog.buttons.button(QDialogButtonBox.StandardButton.Ok)
        button.setFocus(Qt.FocusReason.MouseFocusReason)
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "1 document imported" in window.message_bar.message(), timeout=5_000)


def test_import_pressed_before_the_preview_is_there_takes_all(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    folder = tmp_path / "reports"
    folder.mkdir()
    files = [folder / f"{number}.txt" for number in range(3)]
    for number, file in enumerate(files):
        file.write_text(f"第{number}号报告。", encoding="utf-8")
    window.pool.setMaxThreadCount(1)
    held = Semaphore(0)
    window.pool.start(held.acquire)  # nothing else is read before this is let go
    window.tasks.import_files([folder, files[0]])
    dialog = the(ImportDialog, window)
    assert dialog.chosen == [folder, files[0]]
    qtbot.mouseClick(dialog.buttons.button(QDialogButtonBox.StandardButton.Ok), Qt.MouseButton.LeftButton)
    held.release()
    qtbot.waitUntil(lambda: "3 documents imported" in window.message_bar.message(), timeout=5_000)


def test_the_preview_shows_the_latest_choice(
    qtbot: QtBot, window: MainWindow, table: Path, tmp_path: Path
) -> None:
    window.tasks.import_files([table])
    dialog = the(ImportDialog, window)
    dialog.column.setText("body")
    dialog._read_fields()  # while the first look goes on
    (tmp_path / "more.txt").write_text("又一份。", encoding="utf-8")
    dialog.add([tmp_path / "more.txt", table])
    qtbot.waitUntil(lambda: dialog.summary.text().startswith("2 files, 2 documents"))
    shown = [dialog.table.item(row, BEGINNING).text() for row in range(dialog.table.rowCount())]  # type: ignore[union-attr]
    assert shown == ["审核合同九十九份。", "又一份。"]
    assert dialog.chosen == [table, tmp_path / "more.txt"]


def test_a_choice_without_files_cannot_be_imported(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    window.tasks.import_files([tmp_path / "empty"])
    dialog = the(ImportDialog, window)
    button = dialog.buttons.button(QDialogButtonBox.StandardButton.Ok)
    qtbot.waitUntil(lambda: not button.isEnabled())
    assert not dialog.hint.isHidden()


def test_export_offers_a_name_that_is_free(window: MainWindow) -> None:
    project = window.desk.project.path
    for taken, offered in (
        (None, "p.jsonl"),
        ("p.jsonl", "p-export.jsonl"),
        ("p-export.jsonl", "p-export-2.jsonl"),
    ):
        if taken:
            project.with_name(taken).write_text("my only copy")
        assert ExportDialog(window.desk.project, window.pool, window).path == project.with_name(offered)


def test_export_says_what_a_format_loses_and_writes_it(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    project = window.desk.project
    document = next(project.documents())
    project.annotate(document, 0, 4, "measure")
    project.annotate(document, 1, 3, "metric")
    window.tasks.export()
    dialog = the(ExportDialog, window)
    qtbot.waitUntil(lambda: "Nothing" in dialog.losses.text(), timeout=5_000)
    dialog.choose_format("conll")
    assert dialog.path.suffix == ".conll"
    assert "spans that nest or cross" in dialog.notes.text()
    assert dialog.variant.count() == 4
    qtbot.waitUntil(lambda: "spans that nest or cross: 1 lost" in dialog.losses.text(), timeout=5_000)
    dialog.target.setText(str(tmp_path / "mine"))
    dialog.choose_format("doccano")
    assert dialog.path == tmp_path / "mine"  # a name of one's own stays
    assert not dialog.options.variant
    dialog.accept()
    qtbot.waitUntil(lambda: "written to" in window.message_bar.message(), timeout=5_000)
    assert b'"label":[[0,4,"measure"],[1,3,"metric"]]' in (tmp_path / "mine").read_bytes()


def test_export_shows_records_and_splits_before_it_writes_a_dataset(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    project = window.desk.project
    project.annotate(next(project.documents()), 0, 4, "measure")
    window.tasks.export()
    dialog = the(ExportDialog, window)
    shown = dialog.outlook.preview
    qtbot.waitUntil(lambda: shown.toPlainText().startswith('{"id":"a","text":'), timeout=5_000)
    dialog.choices.split.setCurrentText("1:1")
    assert dialog.path.suffix == ""  # a folder
    qtbot.waitUntil(lambda: len(dialog.outlook.bars.lines()) == 2, timeout=5_000)
    assert all("1 document, 50 %" in line for line in dialog.outlook.bars.lines())
    assert "nearly the same" in dialog.outlook.notes.text()
    dialog.choices.segment.setCurrentIndex(2)
    qtbot.waitUntil(lambda: '"source_start":' in shown.toPlainText(), timeout=5_000)
    dialog.choices.split.setCurrentText("1:")
    qtbot.waitUntil(lambda: "is no split" in dialog.losses.text(), timeout=5_000)
    dialog.choices.split.setCurrentText("1:1")
    dialog.target.setText(str(tmp_path / "set"))
    dialog.accept()
    qtbot.waitUntil(lambda: "written to" in window.message_bar.message(), timeout=5_000)
    assert (tmp_path / "set" / "SHA256SUMS").is_file()


def test_a_recent_export_is_done_again_with_one_click(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    recipe = Recipe(
        Selection(labels=("measure",)), split="1:1", pseudonyms="secret", negatives=1.0, segment="sentence"
    )
    request = ExportRequest(tmp_path / "set", "jsonl", recipe)
    window.tasks._export(request)
    qtbot.waitUntil(lambda: "written to" in window.message_bar.message(), timeout=5_000)
    before = (tmp_path / "set" / "train.jsonl").read_bytes()
    window.settings.save()
    entries = Settings(tmp_path / "window.ini").recent_exports(window.desk.project.path)
    assert [request_from(entry) for entry in entries] == [request]
    window.settings.add_recent_export(window.desk.project.path, {"from": "another version"})
    document = next(window.desk.project.documents())
    window.desk.project.annotate(document, 0, 4, "measure")
    window.tasks.export()
    dialog = the(ExportDialog, window)
    assert len(dialog.recent) == 1
    button = next(b for b in dialog.findChildren(QPushButton) if b.text() == "jsonl to set")
    button.click()
    assert not dialog.isVisible()
    qtbot.waitUntil(lambda: (tmp_path / "set" / "train.jsonl").read_bytes() != before, timeout=5_000)


def test_export_replaces_a_file_only_when_told_twice(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    source, other = tmp_path / "source.jsonl", tmp_path / "other.jsonl"
    for file in (source, other):
        file.write_text("my only copy")
    window.tasks.export()
    dialog = the(ExportDialog, window)
    button = dialog.buttons.button(QDialogButtonBox.StandardButton.Ok)
    dialog.target.setText(str(other))
    button.click()
    assert dialog.isVisible()
    assert "Replace" in button.text()
    dialog.target.setText(str(source))  # another file: the answer does not hold for it
    assert "Export" in button.text()
    button.click()
    assert source.read_text() == other.read_text() == "my only copy"
    button.click()
    qtbot.waitUntil(lambda: "written to" in window.message_bar.message(), timeout=5_000)
    assert "my only copy" not in source.read_text(encoding="utf-8")
    assert other.read_text() == "my only copy"


def test_a_file_chosen_in_the_file_dialog_is_not_asked_for_again(
    window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    chosen = tmp_path / "chosen.jsonl"
    chosen.write_text("old")
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_how: (str(chosen), ""))
    dialog = ExportDialog(window.desk.project, window.pool, window)
    dialog.open()
    dialog._choose()
    dialog.accept()
    assert not dialog.isVisible()


def many(window: MainWindow, text: str) -> Span:
    """A document with a text of repeated words, open, its first characters marked."""
    project = window.desk.project
    project.commit([Change(None, Document("many", text))], "one more")
    window.documents.open_document("many")
    return project.annotate(project.document("many"), 0, 4, "measure")


def test_the_list_of_places_says_how_many_it_leaves_out(qtbot: QtBot, window: MainWindow) -> None:
    span = many(window, "开展检查。" * 2_600)
    window.tasks.apply_all(span)
    qtbot.waitUntil(lambda: bool(window.findChildren(OccurrencesDialog)), timeout=5_000)
    dialog = the(OccurrencesDialog, window)
    assert dialog.list.count() == 2_000
    assert "2000 of 2600" in dialog.message.text()  # one of them in document b


def test_a_title_that_is_cut_off_in_the_list_of_places_ends_in_dots(window: MainWindow) -> None:
    text = "开展检查。"
    titles = ["云溪市民政局年报", "云溪市青禾区民政局2022年度法治政府建设工作报告"]
    places = [Place(Document(title, text, {"title": title}), 0, 4) for title in titles]
    dialog = OccurrencesDialog("Measure", places, window)
    shown = [dialog.list.item(row).text().split("　")[0] for row in range(2)]
    assert shown == ["云溪市民政局年报", "云溪市青禾区民政局2022年度法治…"]
    assert [dialog.list.item(row).toolTip() for row in range(2)] == titles


def test_a_search_for_places_that_is_stopped_says_so(qtbot: QtBot, window: MainWindow) -> None:
    span = many(window, "开展检查。" * 2_600)
    window.pool.setMaxThreadCount(1)
    held = Semaphore(0)
    window.pool.start(held.acquire)
    window.tasks.apply_all(span)
    the(WorkDialog, window).reject()
    held.release()
    qtbot.waitUntil(lambda: "Stopped" in window.message_bar.message(), timeout=5_000)
    assert window.findChildren(OccurrencesDialog) == []


@given(
    st.lists(st.tuples(st.integers(0, 60), st.integers(1, 20), st.sampled_from(["a", "b"])), max_size=12),
    st.text("甲乙", min_size=1, max_size=2),
    st.text("甲乙丙", max_size=60),
)
def test_free_places_are_those_that_no_span_of_the_label_touches(
    spans: list[tuple[int, int, str]], words: str, text: str
) -> None:
    standing = [
        Span(str(n), "d", start, start + length, label, "", "li")
        for n, (start, length, label) in enumerate(spans)
    ]
    places = list(occurrences(text, words))
    found = list(_free(iter(places), (s for s in standing if s.label == "a")))
    assert found == [place for place in places if free_of(*place, "a", standing)]


def row_of(dialog: KeysDialog, action: str) -> int:
    return next(row for row, spec in enumerate(dialog._specs) if spec.id == action)


def give(dialog: KeysDialog, action: str, key: str) -> None:
    dialog.table.setCurrentCell(row_of(dialog, action), 0)
    dialog.editor.setKeySequence(key)
    dialog.set_button.click()


def test_a_key_goes_to_an_action_that_is_seen(window: MainWindow) -> None:
    dialog = KeysDialog(window.actions_.specs, window.settings, window)
    dialog.search.setText("Export")
    dialog.editor.setKeySequence("Ctrl+Alt+U")
    dialog.set_button.click()
    assert window.settings.shortcuts() == {"file.export": "Ctrl+Alt+U"}
    dialog.search.setText("no such action")
    assert not dialog.set_button.isEnabled()
    assert not dialog.reset_button.isEnabled()
    dialog.bind()
    assert window.settings.shortcuts() == {"file.export": "Ctrl+Alt+U"}


def test_an_action_gets_its_own_key_back_only_when_that_is_free(window: MainWindow) -> None:
    dialog = KeysDialog(window.actions_.specs, window.settings, window)
    give(dialog, "mark.note", "Ctrl+Alt+U")
    give(dialog, "mark.attribute", "N")
    dialog.table.setCurrentCell(row_of(dialog, "mark.note"), 0)
    dialog.reset_button.click()
    assert "N belongs to" in dialog.message.text()
    assert window.settings.shortcuts() == {"mark.note": "Ctrl+Alt+U", "mark.attribute": "N"}
    assert conflicts(window.actions_.specs, window.settings.shortcuts()) == {}


@given(
    st.dictionaries(
        st.sampled_from([spec.id for spec in ACTIONS]),
        st.sampled_from(["N", "S", "Ctrl+Alt+U", "Del; Backspace", "", "Ctrl+Z"]),
        max_size=6,
    ),
    st.lists(st.sampled_from(["n", "s", "Space", "Ctrl+Z", "9"]), max_size=3, unique=True),
)
def test_no_key_is_bound_twice_and_labels_keep_theirs(own: dict[str, str], keys: list[str]) -> None:
    labels = [ActionSpec(LABEL + key, "mark", key, (key,), text_only=True) for key in keys]
    bound = bindings([*ACTIONS, *labels], own)
    everything = [QKeySequence(key).toString() for held in bound.values() for key in held]
    assert len(everything) == len(set(everything))
    assert all(bound[label.id] == label.keys for label in labels)


@pytest.mark.parametrize("key", ["s", "Space", "Ctrl+Z"])
def test_a_label_with_the_key_of_an_action_marks(
    qtbot: QtBot, settings: Settings, tmp_path: Path, key: str
) -> None:
    schema = schema_to_dict(schema_from_file(schema_file("civil-affairs.json")))
    schema["labels"][0]["key"] = key
    path = tmp_path / "keys.annot"
    create_project(path, schema_from_dict(schema), actor="setup")
    with Project(path, "setup") as project:
        project.commit([Change(None, Document("a", "一是制定工作要点。二是开展检查。"))], "one")
    window = MainWindow(Project(path, "li"), settings, Words(tmp_path))
    qtbot.addWidget(window)
    window.documents.open_last()
    window.show()
    window.activateWindow()
    window.view.setFocus()
    qtbot.waitUntil(window.view.hasFocus)
    window.view.set_caret(4)
    qtbot.keySequence(window.view, QKeySequence(key))
    assert window.desk.current is not None
    assert window.desk.current.label == schema["labels"][0]["name"]
    window.close()


def test_another_document_shows_its_hits_and_selects_none(qtbot: QtBot, window: MainWindow) -> None:
    window.find_bar.open("合同")
    assert window.selected_text() == "合同"
    window.documents.step(1)
    assert window.find_bar.count.text() == "1 hit"
    assert window.selected_text() == ""
    window.find_bar.field.setFocus()
    qtbot.keyClick(window.find_bar.field, Qt.Key.Key_Return)
    assert window.selected_text() == "合同"
    window.documents.step(-1)
    window.view.set_caret(len(window.view.text()))
    window.find_bar.step(-1)
    assert window.view.selection()[0] == window.view.text().rindex("合同")
    window.documents.step(1)
    window.documents.step(-1)
    window.view.set_caret(len(window.view.text()))
    window.find_bar.step(1)  # round to the first one
    assert window.view.selection()[0] == window.view.text().index("合同")


def test_a_dialog_is_never_larger_than_the_screen(qtbot: QtBot) -> None:
    dialog = PlainDialog("large", None)
    qtbot.addWidget(dialog)
    dialog.resize(9000, 9000)
    dialog.show()
    room = dialog.screen().availableSize()
    assert dialog.width() <= room.width()
    assert dialog.height() < room.height()


def test_a_dialog_that_nobody_has_sized_fits_its_content(qtbot: QtBot) -> None:
    dialog = PlainDialog("small", None)
    qtbot.addWidget(dialog)
    dialog.setLayout(column(push_button("Add", lambda: None)))
    dialog.show()
    assert dialog.height() < 200


def test_enter_presses_the_button_with_the_focus_where_no_default_can_be_pressed(qtbot: QtBot) -> None:
    dialog = PlainDialog("buttons", None)
    qtbot.addWidget(dialog)
    pressed: list[str] = []
    add = push_button("Add", lambda: pressed.append("add"))
    box = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok)
    ok = box.button(QDialogButtonBox.StandardButton.Ok)
    box.accepted.connect(lambda: pressed.append("ok"))
    dialog.setLayout(column(add, box))
    ok.setDefault(True)
    ok.setEnabled(False)
    dialog.show()
    add.setFocus()
    qtbot.keyClick(add, Qt.Key.Key_Return)
    ok.setEnabled(True)
    qtbot.keyClick(add, Qt.Key.Key_Return)
    assert pressed == ["add", "ok"]
