"""The window in which labels are edited: what is typed, what is wrong with it, what saving does, and what follows."""

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from annotator.domain import colour
from annotator.domain.change import Change
from annotator.domain.schema_draft import draft_of
from annotator.services.project import Project
from annotator.services.schema_change import apply
from annotator.services.schema_versions import read_schema, write_schema
from annotator.ui.actions import LABEL
from annotator.ui.main_window import MainWindow
from annotator.ui.panes.tagging_pane import LabelRow
from annotator.ui.schema.effects_dialog import EffectsDialog
from annotator.ui.schema.fate_dialogs import DeleteDialog, MergeDialog
from annotator.ui.schema.labels_window import LabelsWindow
from annotator.ui.schema.split_dialog import SplitDialog

MEASURE, PROBLEM, METRIC = 1, 2, 3


@pytest.fixture
def labels(qtbot: QtBot, window: MainWindow) -> LabelsWindow:
    """The label window on a project in which li and wang have marked."""
    with Project(window.desk.project.path, "wang") as wang:
        document = wang.document("a")
        at = document.text.index("审核合同47份")
        wang.annotate(document, at, at + 7, "measure", attrs={"status": "done"})
        wang.annotate(document, at + 2, at + 7, "metric")
    project = window.desk.project
    document = project.document("a")
    at = document.text.index("开展普法")
    project.annotate(document, at, at + 10, "measure", attrs={"status": "planned"})
    window.actions_["edit.labels"].trigger()
    made = window.labels.dialog()
    qtbot.waitUntil(lambda: made.versions.list.count() > 0)
    return made


def spans(window: LabelsWindow) -> list[str]:
    return [span.label for span in window._desk.project.spans()]


def save(qtbot: QtBot, labels: LabelsWindow) -> EffectsDialog:
    """Press Save; the dialog that tells what it would do."""
    labels.save_button.click()
    qtbot.waitUntil(lambda: labels.findChild(EffectsDialog) is not None)
    dialog = labels.findChild(EffectsDialog)
    assert dialog is not None
    return dialog


def saved(qtbot: QtBot, labels: LabelsWindow) -> None:
    """Save, and wait until it is done."""
    version = labels.session.base.version
    save(qtbot, labels).accept()
    qtbot.waitUntil(lambda: labels.session.base.version == version + 1)
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def listed(labels: LabelsWindow) -> list[str]:
    names = labels.labels.labels.list
    return [names.item(row).text() for row in range(names.count())]


def typed(qtbot: QtBot, field: object, text: str) -> None:
    if text.isascii():
        field.selectAll()  # type: ignore[attr-defined]
        qtbot.keyClicks(field, text)  # type: ignore[arg-type]
    else:  # which comes from an input method, and QTest cannot type it
        field.setText(text)  # type: ignore[attr-defined]
        field.textEdited.emit(text)  # type: ignore[attr-defined]


def test_a_new_name_is_saved_everywhere_and_one_undo_brings_all_back(
    qtbot: QtBot, window: MainWindow, labels: LabelsWindow
) -> None:
    identity = labels.labels.identity
    typed(qtbot, identity.name, "action")
    typed(qtbot, identity.english, "Action")
    assert "2 differences" in labels.state.text()
    dialog = save(qtbot, labels)
    told = [dialog.effects.item(row).text() for row in range(dialog.effects.count())]
    assert told == ["2 marks of “Measure” become “Action” (1 document; li 1, wang 1)"]
    texts = [widget.text() for widget in dialog.findChildren(type(labels.state))]
    assert any("layers of others: wang 1" in text for text in texts)
    dialog.accept()
    qtbot.waitUntil(lambda: labels.session.base.version == 2)
    assert sorted(spans(labels)) == ["action", "action", "metric"]
    assert window.desk.project.store.check() == []
    assert [row.name for row in window.tagging_pane.findChildren(LabelRow)][-3:] == [
        "Action",
        "Problem",
        "Metric",
    ]
    assert window.actions_[LABEL + "action"].shortcut().toString() == "1"
    assert LABEL + "measure" not in {spec.id for spec in window.actions_.specs}
    assert window.spans_pane.filter.findData("action") > 0
    window.undo()
    assert sorted(spans(labels)) == ["measure", "measure", "metric"]
    assert listed(labels)[0] == "Measure"
    assert not labels.session.is_dirty


def test_the_key_of_a_new_label_marks_at_once(qtbot: QtBot, window: MainWindow, labels: LabelsWindow) -> None:
    labels.labels.add()
    typed(qtbot, labels.labels.identity.english, "Risk")
    labels.labels.identity._take_key(labels.labels.identity.key.keySequence().fromString("9"))
    saved(qtbot, labels)
    window.view.set_caret(window.view.text().index("行政执法力量不足"))
    window.activateWindow()
    window.view.setFocus()
    qtbot.waitUntil(window.view.hasFocus)
    qtbot.keyClick(window.view, Qt.Key.Key_9)
    assert "label1" in spans(labels)
    assert "Risk" in [menu_action.text() for menu_action in window.actions_._actions.values()]


def test_what_is_wrong_is_said_at_the_field_and_stops_saving(qtbot: QtBot, labels: LabelsWindow) -> None:
    identity = labels.labels.identity
    typed(qtbot, identity.name, "problem")
    assert "twice" in identity.fields["name"].note.text()
    assert not labels.save_button.isEnabled()
    assert labels.labels.labels.list.item(1).data(Qt.ItemDataRole.UserRole + 1) is True
    identity.name.clear()
    identity.name.typed.emit("")
    assert "needed" in identity.fields["name"].note.text()
    labels.undo_button.click()
    assert not identity.fields["name"].note.isVisible()
    assert labels.session.label.label.name == "measure"


def test_keys_that_others_have_are_told(qtbot: QtBot, labels: LabelsWindow) -> None:
    identity = labels.labels.identity
    sequence = identity.key.keySequence()
    identity.key.setKeySequence(sequence.fromString("2"))
    assert "marks Problem, too" in identity.fields["key"].note.text()
    assert not labels.save_button.isEnabled()
    identity.key.setKeySequence(sequence.fromString("R"))
    assert "“Relabel”" in identity.fields["key"].note.text()
    assert labels.save_button.isEnabled()


def test_a_word_that_is_typed_is_one_step_back(qtbot: QtBot, labels: LabelsWindow) -> None:
    typed(qtbot, labels.labels.identity.english, "Something")
    typed(qtbot, labels.labels.identity.chinese, "事情")
    labels.session.undo()
    assert labels.session.label.label.names == {"zh": "举措", "en": "Something"}
    labels.session.undo()
    assert not labels.session.is_dirty
    assert not labels.session.can_undo
    labels.session.redo()
    labels.session.redo()
    assert labels.session.label.label.names == {"zh": "事情", "en": "Something"}
    labels.again_button.click()
    assert not labels.session.is_dirty


def test_marks_that_would_overlap_are_asked_about(qtbot: QtBot, labels: LabelsWindow) -> None:
    labels.session.choose(METRIC)
    labels.labels.labels.buttons["merge"].click()
    merging = labels.findChild(MergeDialog)
    assert merging is not None
    merging.goal.setCurrentIndex(merging.goal.findData(MEASURE))
    merging.accept()
    assert listed(labels) == ["Measure", "Problem"]
    dialog = save(qtbot, labels)
    assert not dialog.ok.isEnabled()
    dialog.longest.setChecked(True)
    assert dialog.ok.isEnabled()
    dialog.accept()
    qtbot.waitUntil(lambda: labels.session.base.version == 2)
    assert spans(labels) == ["measure", "measure"]


def test_deleting_asks_what_becomes_of_marks_where_there_are_some(qtbot: QtBot, labels: LabelsWindow) -> None:
    labels.session.choose(PROBLEM)
    labels.labels.labels.buttons["delete"].click()
    assert listed(labels) == ["Measure", "Metric"]
    labels.session.choose(MEASURE)
    labels.labels.labels.buttons["delete"].click()
    dialog = labels.findChild(DeleteDialog)
    assert dialog is not None
    assert dialog.to == METRIC
    dialog.remove.setChecked(True)
    dialog.accept()
    saved(qtbot, labels)
    assert spans(labels) == ["metric"]


def test_splitting_by_value_and_by_choice(qtbot: QtBot, labels: LabelsWindow) -> None:
    labels.labels.labels.buttons["split"].click()
    qtbot.waitUntil(lambda: labels.findChild(SplitDialog) is not None)
    dialog = labels.findChild(SplitDialog)
    assert dialog is not None
    assert not dialog.ok.isEnabled()
    table = dialog.by_value.table
    row = next(r for r in range(table.rowCount()) if table.item(r, 0).text() == "Planned")
    table.item(row, 0).setCheckState(Qt.CheckState.Checked)
    table.item(row, 2).setText("plan")
    assert dialog.ok.isEnabled()
    dialog.accept()
    assert [each.label.name for each in labels.session.draft.labels] == [
        "measure",
        "plan",
        "problem",
        "metric",
    ]
    saved(qtbot, labels)
    assert sorted(spans(labels)) == ["measure", "metric", "plan"]
    labels.labels.labels.buttons["split"].click()
    qtbot.waitUntil(lambda: labels.findChild(SplitDialog) is not None)
    dialog = labels.findChild(SplitDialog)
    assert dialog is not None
    dialog.tabs.setCurrentWidget(dialog.by_choice)
    dialog.by_choice.search.setText("wang")
    dialog.by_choice.tick_shown()
    dialog.by_choice.name.setText("audit")
    dialog.accept()
    saved(qtbot, labels)
    assert sorted(spans(labels)) == ["audit", "metric", "plan"]


def test_distinct_colours_are_a_press_away(qtbot: QtBot, labels: LabelsWindow) -> None:
    page = labels.colours
    labels.tabs.setCurrentWidget(page)
    typed(qtbot, page.rows[0].lines[0], "#FFFF00")
    assert "too faint" in page.rows[0].notes[0].text()
    typed(qtbot, page.rows[0].lines[0], "#FFF")
    assert "no colour" in page.rows[0].notes[0].text()
    assert not labels.save_button.isEnabled()
    page.choose()
    qtbot.waitUntil(page.choose_button.isEnabled)
    assert [row.notes[0].text() for row in page.rows] == ["", "", ""]
    colors = [each.label.color for each in labels.session.draft.labels]
    assert min(colour.least_distance(colors, kind) for kind in colour.VISIONS) > colour.ALIKE
    assert len(page.strip.sentences()) == 4
    page.rows[1].pattern.setCurrentIndex(2)
    page.rows[1].pattern.activated.emit(2)
    assert labels.session.draft.labels[1].label.pattern == "dot"


def test_attributes_and_their_values(qtbot: QtBot, labels: LabelsWindow) -> None:
    editor = labels.labels.attributes
    labels.labels.tabs.setCurrentWidget(editor)
    editor.choices.table.item(0, 0).setText("finished")
    editor.choices.table.setCurrentCell(1, 0)
    editor.choices.delete()
    typed(qtbot, editor.name, "state")
    editor.add()
    typed(qtbot, editor.english, "Extra")
    assert [each.attribute.name for each in labels.session.label.attributes] == ["state", "field1"]
    dialog = save(qtbot, labels)
    told = [dialog.effects.item(row).text() for row in range(dialog.effects.count())]
    assert told == ["2 marks of “Measure”: status becomes state (1 document; li 1, wang 1)"]
    dialog.accept()
    qtbot.waitUntil(lambda: labels.session.base.version == 2)
    marks = [span.attrs for span in labels._desk.project.spans(label="measure")]
    assert marks == [{"state": "finished"}, {"state": "planned"}]
    editor.type.setCurrentIndex(editor.type.findData("flag"))
    editor.type.activated.emit(editor.type.currentIndex())
    editor.required.click()
    assert labels.session.label.attributes[1].attribute.required
    editor.move_one(-1)
    editor.delete()
    assert [each.attribute.name for each in labels.session.label.attributes] == ["state"]


def test_links_and_document_labels(qtbot: QtBot, labels: LabelsWindow) -> None:
    page = labels.links
    labels.tabs.setCurrentWidget(page)
    page.add()
    assert "tick at least one" in page.fields["heads"].note.text()
    page.heads.list.item(0).setCheckState(Qt.CheckState.Checked)
    page.tails.list.item(2).setCheckState(Qt.CheckState.Checked)
    typed(qtbot, page.name, "yields")
    labels.document_labels.add()
    typed(qtbot, labels.document_labels.name, "genre")
    saved(qtbot, labels)
    schema = labels._desk.project.schema
    assert (schema.relations[2].name, schema.relations[2].heads, schema.relations[2].tails) == (
        "yields", ("measure",), ("metric",),
    )  # fmt: skip
    assert schema.document_labels[0].name == "genre"
    page._choose(2)
    page.delete()
    assert len(labels.session.draft.relations) == 2


def test_boundaries_and_the_guideline(qtbot: QtBot, labels: LabelsWindow) -> None:
    rules = labels.labels.boundaries.rules
    rules.list.item(0).setCheckState(Qt.CheckState.Unchecked)
    assert "enumerator" not in labels.session.label.label.rules
    guideline = labels.labels.guideline
    guideline.examples.setPlainText("一\n\n二\n")
    assert labels.session.label.label.examples == ("一", "二")
    guideline.definition.setPlainText("")
    assert "guess" in guideline.fields["definition"].note.text()
    assert labels.save_button.isEnabled()
    labels.labels.identity.overlap.click()
    assert labels.session.label.label.overlap


def test_another_who_saves_first_is_not_overwritten(
    qtbot: QtBot, window: MainWindow, labels: LabelsWindow
) -> None:
    typed(qtbot, labels.labels.identity.english, "Mine")
    with Project(window.desk.project.path, "wang") as wang:
        draft = draft_of(wang.schema)
        apply(wang, draft.moved(METRIC, 0).migration())
    window.desk.poll()
    assert "meanwhile" in labels.state.text()
    assert not labels.save_button.isEnabled()
    labels.again_button.click()
    assert listed(labels) == ["Metric", "Measure", "Problem"]


def test_schemas_go_to_files_and_come_back(
    qtbot: QtBot, labels: LabelsWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "labels.json"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_a: (str(tmp_path / "labels"), ""))
    labels.export_button.click()
    schema = read_schema(file)
    assert replace(schema, version=1) == labels.session.base
    write_schema(replace(schema, labels=schema.labels[1:2], relations=()), file)
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_a: (str(file), ""))
    labels.read_file()
    assert listed(labels) == ["Problem", "Measure", "Metric"]  # those with marks stay
    assert "so it stays" in labels.message_bar.message()
    file.write_text('{"labels": 1}', encoding="utf-8")
    labels.read_file()
    assert "wrong at labels" in labels.message_bar.message()


def test_marks_whose_label_is_gone_are_given_another(
    qtbot: QtBot, window: MainWindow, labels: LabelsWindow
) -> None:
    project = window.desk.project
    (lonely,) = project.spans("a", layer="li")
    project.commit([Change(lonely, replace(lonely, label="old"))], "merged")
    qtbot.waitUntil(lambda: labels.unknown.isVisible())
    assert "1 mark has the label “old”" in labels.unknown.text()
    labels.unknown_button.click()
    dialog = labels.findChild(DeleteDialog)
    assert dialog is not None
    dialog.goal.setCurrentIndex(dialog.goal.findData(PROBLEM))
    dialog.accept()
    assert not labels.unknown.isVisible()
    save(qtbot, labels).accept()
    qtbot.waitUntil(lambda: "problem" in spans(labels))
    assert project.schema.version == 1
    assert project.store.check() == []


def test_versions_are_told_and_an_older_one_comes_back(qtbot: QtBot, labels: LabelsWindow) -> None:
    typed(qtbot, labels.labels.identity.name, "action")
    saved(qtbot, labels)
    page = labels.versions
    qtbot.waitUntil(lambda: page.list.count() == 2)
    assert "renamed" in page.words.item(0).text()
    assert not page.restore_button.isEnabled()
    page.list.setCurrentRow(1)
    assert "renamed" in page.since.item(0).text()
    page.restore_button.click()
    assert labels.session.label.label.name == "measure"
    saved(qtbot, labels)
    assert sorted(spans(labels)) == ["measure", "measure", "metric"]


def test_labels_that_are_not_saved_are_not_lost_by_closing(
    qtbot: QtBot, window: MainWindow, labels: LabelsWindow
) -> None:
    typed(qtbot, labels.labels.identity.english, "Other")
    labels.close()
    assert not window.may_close()
    assert "not saved" in window.message_bar.message()
    window.actions_["edit.labels"].trigger()
    assert labels.labels.identity.english.text() == "Other"
    assert window.may_close()  # asked again, the person means it


def test_the_guideline_follows_is_searched_and_leads_to_the_editor(
    qtbot: QtBot, window: MainWindow, labels: LabelsWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    window.actions_["help.guideline"].trigger()
    guideline = window.labels.guideline()
    window.desk.set_current(next(window.desk.project.spans("a", layer="li")).id)
    assert guideline.label() == "measure"
    page = guideline.page.document().toRawText()
    assert "审核合同47份" in page
    assert "Leave out the enumerator" in page
    guideline.search.setText("行政处罚")
    found = guideline.page.document().toRawText()
    assert found.startswith("Metric")
    assert "审核合同47份" not in found
    guideline.search.setText("nowhere")
    assert "Nothing in the guideline" in guideline.page.document().toRawText()
    guideline.search.clear()
    guideline.go_to("problem")
    guideline.edit_button.click()
    assert labels.session.label.label.name == "problem"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_a: (str(tmp_path / "g"), ""))
    guideline.save_pdf()
    assert (tmp_path / "g.pdf").read_bytes().startswith(b"%PDF")
    typed(qtbot, labels.labels.identity.english, "Worry")
    saved(qtbot, labels)
    assert guideline.tabs.tabText(1) == "Worry"
    guideline.close()
    window.actions_["help.guideline"].trigger()
    assert window.labels.guideline() is guideline
    assert guideline.isVisible()


def test_the_review_window_has_the_keys_of_the_labels_as_they_are(
    qtbot: QtBot, window: MainWindow, labels: LabelsWindow
) -> None:
    window.reviewing.open()
    review = window.reviewing.dialog()
    qtbot.waitUntil(lambda: not review.session.is_reading)
    labels.labels.identity.key.setKeySequence(labels.labels.identity.key.keySequence().fromString("8"))
    saved(qtbot, labels)
    assert window.reviewing.dialog() is not review
    assert window.reviewing.dialog().isVisible()
    qtbot.waitUntil(lambda: not window.reviewing.dialog().session.is_reading)


def test_colours_alone_leave_the_review_window_as_it_is(
    qtbot: QtBot, window: MainWindow, labels: LabelsWindow
) -> None:
    window.reviewing.open()
    review = window.reviewing.dialog()
    qtbot.waitUntil(lambda: not review.session.is_reading)
    typed(qtbot, labels.colours.rows[0].lines[0], "#123456")
    saved(qtbot, labels)
    assert window.reviewing.dialog() is review


def test_escape_closes_it_and_what_was_drafted_is_kept(qtbot: QtBot, labels: LabelsWindow) -> None:
    with qtbot.waitExposed(labels):
        labels.show()
    labels.activateWindow()
    names = [each.label.name for each in labels.session.draft.labels]
    qtbot.keyClick(labels, Qt.Key.Key_Escape)
    assert not labels.isVisible()
    assert [each.label.name for each in labels.session.draft.labels] == names
