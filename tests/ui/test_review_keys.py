"""The review window's keys: one decides and the next case comes; batches, undo, edits, reasons."""

import pytest
from pytestqt.qtbot import QtBot
from review_fixtures import Opened, gold, kinds, press, verdicts

from annotator.services.project import Project
from annotator.ui.review import decider
from annotator.ui.review.batch_dialog import BatchDialog
from annotator.ui.review_window import ReviewWindow


def now(window: ReviewWindow) -> str:
    assert window.session.current is not None
    return window.session.current.kind


def test_one_key_decides_and_the_next_case_comes(qtbot: QtBot, opened: Opened) -> None:
    window = opened()
    assert kinds(window) == ["boundary", "missing", "extra", "attribute"]
    assert [card.button.text() for card in window.decision.cards.cards] == ["1", "2"]
    press(qtbot, window, "2")
    (verdict,) = verdicts(window)
    assert (verdict.choice, verdict.taken, verdict.reviewer) == ("take", ("wang",), "rev")
    assert gold(window) == [(0, 9, "measure")]
    assert now(window) == "missing"
    press(qtbot, window, "1 0 2")
    assert [verdict.choice for verdict in verdicts(window)] == ["take", "take", "neither", "take"]
    assert gold(window) == [(0, 9, "measure"), (10, 16, "measure"), (44, 48, "measure")]
    assert window.session.current is None
    assert "All cases are decided" in window.text.empty.text()
    assert window.message_bar.message().startswith("Taken from wang, zhao")


def test_left_and_right_are_for_two_versions_alone(qtbot: QtBot, opened: Opened) -> None:
    window = opened()
    press(qtbot, window, "Right")
    assert gold(window) == [(0, 9, "measure")]
    press(qtbot, window, "Ctrl+Z Left")
    assert gold(window) == [(2, 9, "measure")]


def test_what_overlaps_cannot_be_taken_together(qtbot: QtBot, opened: Opened) -> None:
    window = opened()
    assert not window.decision.buttons["both"].isEnabled()
    press(qtbot, window, "B")
    assert verdicts(window) == []
    assert "exclude each other" in window.message_bar.message()


def test_all_are_taken_where_labels_differ(qtbot: QtBot, opened: Opened) -> None:
    window = opened({"li": [(2, 9, "measure")], "wang": [(2, 9, "problem")]})
    assert kinds(window) == ["label"]
    press(qtbot, window, "B")
    assert gold(window) == [(2, 9, "measure"), (2, 9, "problem")]


def test_nobody_is_right_and_nothing_here_are_told_apart(qtbot: QtBot, opened: Opened) -> None:
    window = opened()
    press(qtbot, window, "Down")
    press(qtbot, window, "2")  # wang has nothing here
    press(qtbot, window, "X")
    assert [(each.choice, each.taken) for each in verdicts(window)] == [("take", ("wang",)), ("neither", ())]
    assert gold(window) == []


def test_undo_brings_the_case_back_and_redo_decides_it_again(qtbot: QtBot, opened: Opened) -> None:
    window = opened()
    first = window.session.current
    press(qtbot, window, "2 Ctrl+Z")
    assert verdicts(window) == []
    assert window.session.current is first
    assert window.message_bar.message().startswith("Undone")
    press(qtbot, window, "Ctrl+Y")
    assert len(verdicts(window)) == 1
    assert window.session.current is not first or window.session.current not in window.session.cases


def test_a_skipped_case_waits_until_the_others_are_done(qtbot: QtBot, opened: Opened) -> None:
    window = opened()
    press(qtbot, window, "S")
    assert now(window) == "missing"
    press(qtbot, window, "1 0 2")
    assert now(window) == "boundary"
    assert window.session.standing(window.session.cases[0]).state == "skipped"
    press(qtbot, window, "S")
    assert window.session.standing(window.session.cases[0]).state == "open"


def test_reason_note_and_confidence_go_with_one_decision(qtbot: QtBot, opened: Opened) -> None:
    window = opened()
    press(qtbot, window, "Alt+2 C T")
    assert window.decision.said.note.hasFocus()
    qtbot.keyClicks(window.decision.said.note, "see 1b")
    press(qtbot, window, "Return")
    assert verdicts(window) == []  # digits typed into the note decide nothing
    press(qtbot, window, "1")
    (verdict,) = verdicts(window)
    assert window.session.review is not None
    assert (verdict.reason, verdict.note, verdict.confidence) == (
        window.session.review.reasons()[1],
        "see 1b",
        "sure",
    )
    press(qtbot, window, "1")
    assert [(each.reason, each.note) for each in verdicts(window)][1] == ("", "")


def test_a_reason_can_be_kept(qtbot: QtBot, opened: Opened) -> None:
    window = opened()
    press(qtbot, window, "R Alt+1 1 1")
    assert len({verdict.reason for verdict in verdicts(window)}) == 1
    assert verdicts(window)[1].reason
    assert window.settings.switch("review_keep_reason")


def test_attributes_may_come_from_another_version(qtbot: QtBot, opened: Opened) -> None:
    marks = {
        "li": [(2, 9, "measure", {"status": "done"})],
        "wang": [(0, 9, "measure", {"status": "planned"})],
    }
    window = opened(marks)
    press(qtbot, window, "A A")  # from the second version
    assert window.decision.cards.cards[1].attribute_buttons["status"].isChecked()
    press(qtbot, window, "1")
    (span,) = window.session.desk.project.spans(layer="gold")
    assert (span.start, span.end, span.attrs["status"]) == (2, 9, "planned")
    assert verdicts(window)[0].choice == "take"


def test_alike_cases_are_decided_in_one_step(qtbot: QtBot, opened: Opened) -> None:
    texts = dict.fromkeys("abc", "我局审核合同47份，开展检查12次。")
    window = opened({"li": [(2, 9, "measure")], "wang": [(0, 9, "measure")]}, texts)
    assert len(window.session.cases) == 3
    assert window.decision.alike.text() == "and 2 alike (L)"
    press(qtbot, window, "Shift+1")
    assert len(verdicts(window)) == 3
    press(qtbot, window, "Ctrl+Z")
    assert verdicts(window) == []
    window.decision.alike.setChecked(True)
    press(qtbot, window, "0")
    assert [verdict.choice for verdict in verdicts(window)] == ["neither"] * 3


def test_many_alike_are_ticked_first(qtbot: QtBot, opened: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(decider, "LIST_FIRST", 1)
    texts = dict.fromkeys("abc", "我局审核合同47份，开展检查12次。")
    window = opened({"li": [(2, 9, "measure")], "wang": [(0, 9, "measure")]}, texts)
    press(qtbot, window, "Shift+1")
    (dialog,) = window.findChildren(BatchDialog)
    assert dialog.list.count() == 3
    dialog.list.item(2).setCheckState(dialog.list.item(0).checkState().Unchecked)
    dialog.accept()
    assert len(verdicts(window)) == 2
    assert len(window.session.cases) == 1


def test_very_many_are_decided_beside_the_window(
    qtbot: QtBot, opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(decider, "BESIDE", 1)
    texts = dict.fromkeys("abc", "我局审核合同47份，开展检查12次。")
    window = opened({"li": [(2, 9, "measure")], "wang": [(0, 9, "measure")]}, texts)
    press(qtbot, window, "Shift+2")
    qtbot.waitUntil(lambda: len(verdicts(window)) == 3)
    qtbot.waitUntil(lambda: window.session.current is None)


def test_an_edit_moves_boundaries_with_the_keys_of_the_main_window(qtbot: QtBot, opened: Opened) -> None:
    window = opened()
    press(qtbot, window, "E")
    assert window.editing.editing is not None
    press(qtbot, window, "Alt+[ Alt+] Alt+] Alt+{ Return")
    (verdict,) = verdicts(window)
    assert verdict.choice == "edit"
    assert gold(window) == [(3, 8, "measure")]
    assert now(window) == "missing"
    assert window.editing.editing is None


def test_digits_are_labels_while_one_edits(qtbot: QtBot, opened: Opened) -> None:
    window = opened()
    press(qtbot, window, "E 2")
    assert verdicts(window) == []
    press(qtbot, window, "Return")
    assert gold(window) == [(2, 9, "problem")]


def test_words_selected_in_an_edit_become_another_mark(qtbot: QtBot, opened: Opened) -> None:
    window = opened()
    press(qtbot, window, "E")
    window.text.view.select(4, 6)
    press(qtbot, window, "2 Return")
    assert gold(window) == [(2, 9, "measure"), (4, 6, "problem")]


def test_escape_leaves_an_edit_and_then_the_window(qtbot: QtBot, opened: Opened) -> None:
    window = opened()
    press(qtbot, window, "E Alt+[ Escape")
    assert window.editing.editing is None
    assert window.isVisible()
    assert verdicts(window) == []
    press(qtbot, window, "Escape")
    assert not window.isVisible()


def test_an_edit_that_is_refused_goes_on(qtbot: QtBot, opened: Opened) -> None:
    window = opened()
    press(qtbot, window, "Down 1 Up")  # 10–16 is in gold
    press(qtbot, window, "E")
    editing = window.editing.editing
    assert editing is not None
    for _time in range(4):
        press(qtbot, window, "Alt+}")
    press(qtbot, window, "Return")
    assert len(verdicts(window)) == 1
    assert window.editing.editing is editing
    assert "overlap" in window.message_bar.message()


def test_an_edit_ends_when_an_annotator_changes_the_case(qtbot: QtBot, opened: Opened) -> None:
    window = opened()
    press(qtbot, window, "E")
    desk = window.session.desk
    with Project(desk.project.path, "li") as other:
        document = other.document("d")
        span = next(iter(other.spans("d", layer="li")))
        other.resize(span, document, 3, 9)
    desk.poll()
    qtbot.waitUntil(lambda: window.editing.editing is None)
    assert "changed" in window.message_bar.message()
