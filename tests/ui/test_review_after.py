"""After review: what gold says otherwise, why a span is gold, cases as examples, the group's reasons."""

from pytestqt.qtbot import QtBot
from review_fixtures import Opened, press, verdicts

from annotator.ui.dialogs.report_dialog import ReportDialog
from annotator.ui.main_window import MainWindow
from annotator.ui.review.feedback_window import ROW, FeedbackWindow
from annotator.ui.review.reasons_dialog import ReasonsDialog
from annotator.ui.review_window import ReviewWindow


def main_of(window: ReviewWindow) -> MainWindow:
    main = window.parent()
    assert isinstance(main, MainWindow)
    return main


def feedback_on(qtbot: QtBot, window: ReviewWindow, layer: str) -> FeedbackWindow:
    main = main_of(window)
    made = main.reviewing.feedback()
    made.open_for(layer)
    qtbot.waitUntil(lambda: not made.is_reading)
    return made


def test_each_annotator_sees_where_gold_says_otherwise(qtbot: QtBot, opened: Opened) -> None:
    window = opened()
    press(
        qtbot, window, "2 1 0 1"
    )  # boundary as wang, missing as li, the extra one of zhao out, the attribute of li
    made = feedback_on(qtbot, window, "zhao")
    shown = [made.rows.index(row).data(ROW).kind for row in range(made.rows.rowCount())]
    assert shown == ["boundary", "extra", "attribute"]
    assert "1 of 4 places" in made.summary.text()
    assert made.kinds.itemText(0) == "Any kind"
    made.kinds.setCurrentIndex(made.kinds.findData("extra"))
    made.kinds.activated.emit(made.kinds.currentIndex())
    assert made.rows.rowCount() == 1
    window.close()
    made.list.activated.emit(made.rows.index(0))
    assert main_of(window).view.selection() == (31, 40)


def test_without_gold_there_is_nothing_to_learn_yet(qtbot: QtBot, opened: Opened) -> None:
    made = feedback_on(qtbot, opened(), "wang")
    assert made.rows.rowCount() == 0
    assert made.empty.text() == "Gold says nothing yet about what wang has marked."


def test_a_row_leads_to_its_case_while_the_review_window_is_open(qtbot: QtBot, opened: Opened) -> None:
    window = opened()
    press(qtbot, window, "2")
    made = feedback_on(qtbot, window, "li")
    made.list.activated.emit(made.rows.index(0))
    assert window.session.current is not None
    assert window.session.current.start == 0


def test_a_gold_span_says_why_it_is(qtbot: QtBot, opened: Opened) -> None:
    window = opened()
    press(qtbot, window, "Alt+2 2")
    main = main_of(window)
    main.documents.open_document("d")
    main.view.set_caret(4)
    main.actions_["review.why"].trigger()
    dialog = main.findChild(ReportDialog)
    assert isinstance(dialog, ReportDialog)
    lines = [dialog.list.item(row).text() for row in range(dialog.list.count())]
    assert lines[0].startswith("rev · ")
    assert "boundary" in lines[0]
    assert "wang: 我局审核合同47份" in lines
    dialog.reject()
    main.view.set_caret(46)
    main.actions_["review.why"].trigger()
    assert main.message_bar.message() == "There is no gold here yet."


def test_a_decided_case_becomes_an_example(qtbot: QtBot, opened: Opened) -> None:
    window = opened()
    press(qtbot, window, "G")
    assert "Decide the case first" in window.message_bar.message()
    press(qtbot, window, "2 G")  # the last one decided
    label = window.session.desk.project.schema.label("measure")
    assert "我局审核合同47份" in label.examples


def test_the_group_edits_its_reasons(qtbot: QtBot, opened: Opened) -> None:
    window = opened()
    window.edit_reasons()
    dialog = window.findChild(ReasonsDialog)
    assert isinstance(dialog, ReasonsDialog)
    dialog.list.setCurrentRow(0)
    dialog.take_away()
    dialog.list.item(0).setText("rule 1b")
    dialog.move_reason(1)
    dialog.add()  # and left empty
    dialog.accept()
    assert window.session.review is not None
    reasons = window.session.review.reasons()
    assert reasons[1] == "rule 1b"
    assert all(reasons)
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    press(qtbot, window, "Alt+2 1")
    assert verdicts(window)[0].reason == "rule 1b"
