"""Suggestions in the text: walked, accepted, rejected, moved and undone by key, and never among the marks."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from annotator.domain.span import Span
from annotator.services.project import Project
from annotator.services.suggesting import acceptance, rejections
from annotator.suggest.suggestion import Suggestion
from annotator.ui.main_window import MainWindow
from annotator.ui.suggesting.offers import SUGGESTION

KEY = Qt.Key
SHIFT, CTRL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier
NONE = Qt.KeyboardModifier.NoModifier
Press = Callable[..., None]


@pytest.fixture
def offering(qtbot: QtBot, window: MainWindow) -> MainWindow:
    """The window with suggestions found and shown."""
    window.actions_["suggest.show"].trigger()
    qtbot.waitUntil(lambda: window.suggesting.offers.shown_count() > 0, timeout=10_000)
    return window


@pytest.fixture
def press(qtbot: QtBot, window: MainWindow) -> Press:
    def do(*keys: Qt.Key, modifiers: Qt.KeyboardModifier = NONE) -> None:
        for key in keys:
            qtbot.keyClick(window.view, key, modifiers)

    return do


def marks(window: MainWindow) -> list[Span]:
    with Project(window.desk.project.path) as other:  # what is in the file, not what the window believes
        return list(other.spans("a", layer="li"))


def quote(window: MainWindow) -> str:
    """The words of the current suggestion."""
    current = window.suggesting.offers.current
    return window.view.text()[current.start : current.end] if current else ""


def dashed(window: MainWindow) -> list[tuple[int, int, str]]:
    """What the text view draws as suggestions."""
    return sorted((s.start, s.end, s.label) for s in window.view.page.lanes.index.all() if s.dashed)


def shown(window: MainWindow) -> list[Suggestion]:
    return window.suggesting.offers.shown()


def test_suggestions_are_dashed_in_the_text_and_nowhere_else(offering: MainWindow) -> None:
    assert dashed(offering) == sorted(one.place for one in shown(offering))
    assert all(s.dashed == s.id.startswith(SUGGESTION) for s in offering.view.page.lanes.index.all())
    assert marks(offering) == []
    assert offering.desk.open_document is not None
    assert offering.desk.open_document.size == 0
    offering.desk.settle()
    assert offering.spans_pane.model.rowCount() == 0


def test_enter_accepts_with_attributes_and_goes_on_and_undo_comes_back(
    offering: MainWindow, press: Press
) -> None:
    press(KEY.Key_Tab)
    first = shown(offering)[0]
    assert offering.suggesting.offers.current == first
    press(KEY.Key_Return)
    (mark,) = marks(offering)
    assert (mark.start, mark.end, mark.label, mark.source) == (*first.place, "suggestion:rules")
    assert dict(mark.attrs) == dict(first.attrs)
    assert first.place not in dashed(offering)
    assert offering.suggesting.offers.current == shown(offering)[0]  # the next one
    press(KEY.Key_Z, modifiers=CTRL)
    assert marks(offering) == []
    assert offering.suggesting.offers.current == first
    assert first.place in dashed(offering)


def test_delete_rejects_for_good_and_goes_on_and_undo_comes_back(
    qtbot: QtBot, offering: MainWindow, press: Press
) -> None:
    press(KEY.Key_Tab)
    first, second = shown(offering)[:2]
    press(KEY.Key_Delete)
    assert marks(offering) == []
    assert first.place not in dashed(offering)
    assert offering.suggesting.offers.current == second
    assert len(rejections(offering.desk.project, "a")) == 1
    offering.documents.open_document("b")
    offering.documents.open_document("a")
    qtbot.waitUntil(lambda: offering.suggesting.offers.shown_count() > 0, timeout=10_000)
    assert first.place not in dashed(offering)
    press(KEY.Key_Z, modifiers=CTRL)
    assert rejections(offering.desk.project, "a") == frozenset()
    assert offering.suggesting.offers.current == first


def test_tab_walks_marks_and_suggestions_by_place_around_the_ends(offering: MainWindow, press: Press) -> None:
    offering.view.set_caret(offering.view.text().index("法治宣传") + 1)
    press(KEY.Key_Escape, KEY.Key_2)  # a mark among suggestions
    (mark,) = marks(offering)
    offering.desk.set_current(None)
    offering.view.set_caret(0)
    order = []
    for _turn in range(len(shown(offering)) + 2):
        press(KEY.Key_Tab)
        current = offering.suggesting.offers.current or offering.desk.current
        assert current is not None
        assert (offering.suggesting.offers.current is None) != (offering.desk.current is None)
        assert offering.view.current_span() is not None
        order.append((current.start, -current.end))
    assert order[:-1] == sorted([*((o.start, -o.end) for o in shown(offering)), (mark.start, -mark.end)])
    assert order[-1] == order[0]
    press(KEY.Key_Backtab, modifiers=SHIFT)
    current = offering.suggesting.offers.current or offering.desk.current
    assert current is not None
    assert (current.start, -current.end) == order[-2]


def test_a_labels_key_accepts_under_that_label_and_counts_as_changed(
    offering: MainWindow, press: Press
) -> None:
    press(KEY.Key_Tab)
    first = shown(offering)[0]
    other = KEY.Key_2 if first.label != "problem" else KEY.Key_1
    press(other)
    (mark,) = marks(offering)
    assert (mark.start, mark.end, mark.label) == (
        first.start,
        first.end,
        "problem" if other == KEY.Key_2 else "measure",
    )
    assert "status" not in mark.attrs
    (counted,) = acceptance(offering.desk.project)
    assert (counted.engine, counted.accepted, counted.changed) == ("rules", 1, 1)
    offering.undo()
    assert marks(offering) == []
    assert offering.desk.project.store.check() == []


def test_its_own_labels_key_accepts_it_unchanged(offering: MainWindow, press: Press) -> None:
    press(KEY.Key_Tab)
    first = shown(offering)[0]
    press({"measure": KEY.Key_1, "problem": KEY.Key_2, "metric": KEY.Key_3}[first.label])
    (counted,) = acceptance(offering.desk.project)
    assert (counted.accepted, counted.changed) == (1, 0)


def test_a_boundary_key_accepts_it_moved_and_stays(offering: MainWindow, press: Press) -> None:
    press(KEY.Key_Tab)
    first = shown(offering)[0]
    press(KEY.Key_BracketRight)
    (mark,) = marks(offering)
    assert mark.start > first.start
    assert mark.end == first.end
    assert offering.desk.current is not None
    assert offering.desk.current.id == mark.id
    assert offering.suggesting.offers.current is None
    offering.undo()
    assert marks(offering) == []
    assert first.place in dashed(offering)


def test_a_caret_that_goes_away_leaves_the_suggestion(offering: MainWindow, press: Press) -> None:
    press(KEY.Key_Tab)
    first = shown(offering)[0]
    offering.view.set_caret(offering.view.text().index("执法力量") + 1)
    assert offering.suggesting.offers.current is None
    press(KEY.Key_2)
    assert [(s.label, s.text) for s in marks(offering)] == [("problem", "行政执法力量不足")]
    assert first.place in dashed(offering)


def test_a_mark_by_hand_takes_the_room_of_a_suggestion_and_gives_it_back(
    offering: MainWindow, press: Press
) -> None:
    before = dashed(offering)
    offering.view.set_caret(offering.view.text().index("执法力量") + 1)
    press(KEY.Key_2)
    (mark,) = marks(offering)
    place = (mark.start, mark.end, mark.label)
    assert place in before
    assert dashed(offering) == [one for one in before if one != place]
    offering.undo()
    assert dashed(offering) == before


def test_removing_an_accepted_mark_rejects_it_in_the_same_step(offering: MainWindow, press: Press) -> None:
    press(KEY.Key_Tab)
    first = shown(offering)[0]
    press(KEY.Key_Return)
    press(KEY.Key_Backtab, modifiers=SHIFT)
    assert offering.desk.current is not None
    press(KEY.Key_Delete)
    assert marks(offering) == []
    assert first.place not in dashed(offering)
    offering.undo()
    assert [(s.start, s.end, s.label) for s in marks(offering)] == [first.place]
    assert rejections(offering.desk.project, "a") == frozenset()


def test_a_section_above_the_threshold_is_accepted_and_undone_at_once(
    offering: MainWindow, press: Press
) -> None:
    start = offering.view.text().index("二、存在的问题")
    end = offering.view.text().index("三、下一步打算")
    offering.suggesting.set_least(90)
    here = [one for one in shown(offering) if start <= one.start < end]
    elsewhere = [one for one in shown(offering) if not start <= one.start < end]
    assert here
    assert elsewhere
    assert all(one.score >= 0.9 for one in shown(offering))
    offering.view.set_caret(start + 3)
    press(KEY.Key_Return, modifiers=SHIFT)
    assert [(s.start, s.end, s.label) for s in marks(offering)] == [one.place for one in here]
    assert shown(offering) == elsewhere
    offering.undo()
    assert marks(offering) == []
    assert len(shown(offering)) == len(here) + len(elsewhere)


def test_keys_of_marks_say_what_a_suggestion_needs_first(offering: MainWindow, press: Press) -> None:
    press(KEY.Key_Tab)
    for key in (KEY.Key_N, KEY.Key_L, KEY.Key_A, KEY.Key_R, KEY.Key_S):
        press(key)
        assert "Enter makes it a mark" in offering.message_bar.message()
    assert marks(offering) == []
    press(KEY.Key_Escape)
    assert offering.suggesting.offers.current is None


def test_a_click_on_a_dashed_line_makes_it_current(qtbot: QtBot, offering: MainWindow) -> None:
    one = shown(offering)[0]
    point = offering.view.rect_of(one.start + 1, one.start + 2).center()
    qtbot.mouseClick(offering.view.viewport(), Qt.MouseButton.LeftButton, pos=point)
    current = offering.suggesting.offers.current
    assert current is not None
    assert current.start <= one.start + 1 < current.end
    assert offering.desk.current is None


def test_details_tell_score_reason_and_attributes(offering: MainWindow, press: Press) -> None:
    press(KEY.Key_Tab)
    offering.desk.settle()
    current = offering.suggesting.offers.current
    assert current is not None
    assert offering.suggesting.details.isVisible()
    assert not offering.details_pane.isVisible()
    told = offering.suggesting.details.text()
    assert quote(offering) in told
    assert current.reason.text in told
    assert f"{round(100 * current.score)} %" in told
    assert "Rules" in told
    press(KEY.Key_Escape)
    offering.desk.settle()
    assert offering.details_pane.isVisible()


def test_marks_of_another_window_are_heeded(offering: MainWindow, project_path: Path) -> None:
    one = shown(offering)[-1]
    with Project(project_path, "li") as other:
        other.annotate(other.document("a"), one.start, one.end, one.label)
    offering.desk.poll()
    assert one.place not in dashed(offering)


def test_who_calls_a_report_done_is_told_what_was_not_answered(offering: MainWindow, press: Press) -> None:
    said: list[str] = []
    offering.desk.said.connect(lambda sentence, _undo: said.append(sentence))
    count = len(shown(offering))
    offering.documents.set_state("done")
    offering.documents.set_state("doing")
    press(KEY.Key_Tab)
    while offering.suggesting.offers.shown_count():
        press(KEY.Key_Delete)
    offering.documents.set_state("done")
    assert f"{count} suggestions not answered" in said[0]
    assert "not answered" not in said[1] + said[-1]


def test_the_details_say_what_belongs_to_the_suggestion_and_nothing_of_the_one_before(
    offering: MainWindow, press: Press
) -> None:
    details = offering.suggesting.details
    by_rows = sorted(shown(offering), key=lambda one: -len(one.attrs))
    for one in (by_rows[0], by_rows[-1], by_rows[0]):
        offering.suggesting.answering.show(one)
        offering.desk.settle()
        rows = details.text().splitlines()[2:]
        assert len(rows) == 2 * (2 + len(one.attrs))
