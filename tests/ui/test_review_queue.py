"""The queue of the review window: filters with counts, blind review, what others do meanwhile, empty states."""

from collections import Counter
from itertools import pairwise

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from review_fixtures import MARKS, Opened, gold, kinds, press, verdicts

from annotator.services.cases import Case
from annotator.services.project import Project
from annotator.ui.main_window import MainWindow
from annotator.ui.review import session as session_module
from annotator.ui.review.queue_list import CASE
from annotator.ui.review.tally import Tally
from annotator.ui.review_window import ReviewWindow
from annotator.ui.schema.guideline_window import GuidelineWindow


def settled(qtbot: QtBot, window: ReviewWindow) -> None:
    """Until the counts are there."""
    qtbot.waitUntil(lambda: not window.session.is_counting)


def box(window: ReviewWindow, facet: str) -> list[str]:
    combo = window.queue.boxes[facet]
    return [combo.itemText(at) for at in range(combo.count())]


def choose(window: ReviewWindow, facet: str, value: str) -> None:
    combo = window.queue.boxes[facet]
    combo.setCurrentIndex(combo.findData(value))
    combo.activated.emit(combo.currentIndex())


def test_filters_tell_how_many_there_are_and_narrow_the_list(qtbot: QtBot, opened: Opened) -> None:
    window = opened()
    settled(qtbot, window)
    assert box(window, "kind") == ["Any kind", "Boundary  1", "Missing  1", "Extra  1", "Attribute  1"]
    assert box(window, "label") == ["Any label", "Measure  3", "Problem  1"]
    assert window.queue.progress.text() == "0 of 4 decided"
    choose(window, "label", "problem")
    settled(qtbot, window)
    assert kinds(window) == ["extra"]
    assert box(window, "label") == ["Any label", "Measure  3", "Problem  1"]  # what else could be chosen
    assert box(window, "kind") == ["Any kind", "Extra  1"]
    assert window.session.current is window.session.cases[0]
    choose(window, "label", "")
    assert len(window.session.cases) == 4


def test_decided_cases_are_listed_apart_with_what_was_decided(qtbot: QtBot, opened: Opened) -> None:
    window = opened()
    press(qtbot, window, "Alt+1 2")
    settled(qtbot, window)
    assert window.queue.progress.text() == "1 of 4 decided"
    assert window.queue.shows["decided"].text() == "Decided 1"
    window.queue.shows["decided"].click()
    assert kinds(window) == ["boundary"]
    assert "version of wang taken" in window.decision.earlier.text()
    assert "rev" in window.decision.earlier.text()
    settled(qtbot, window)
    assert len(box(window, "reason")) == 2
    press(qtbot, window, "U")
    assert verdicts(window) == []
    assert gold(window) == []


def test_another_window_can_ask_for_certain_cases(qtbot: QtBot, opened: Opened) -> None:
    window = opened(label=["measure"], kind=["attribute", "boundary"])
    assert sorted(kinds(window)) == ["attribute", "boundary"]
    window.open({"layers": ["li", "zhao"]})
    assert kinds(window) == ["extra", "attribute"]
    assert window.queue.between.text() == "Where li, zhao differ  ✕"
    assert window.queue.clear_button.isVisible()
    window.queue.between.click()
    assert len(window.session.cases) == 4


def test_filters_that_nothing_fits_offer_a_way_back(qtbot: QtBot, opened: Opened) -> None:
    window = opened(kind=["split"])
    assert window.session.current is None
    assert window.queue.empty.text() == "No case fits these filters."
    window.queue.clear_button.click()
    assert len(window.session.cases) == 4


def test_blind_review_hides_names_and_is_remembered(qtbot: QtBot, opened: Opened) -> None:
    window = opened()
    names = {name for card in card_names(window) for name in card}
    assert names == {"li", "wang", "zhao"}
    press(qtbot, window, "Ctrl+B")
    shown = {name for card in card_names(window) for name in card}
    assert shown == {"A", "B", "C"}
    assert set(window.text.view.tracks().names) == {"A", "B", "C", "gold"}
    assert not any(word in window.message_bar.message() for word in names)
    press(qtbot, window, "1")
    assert not any(word in window.message_bar.message() for word in names)
    assert verdicts(window)[0].taken[0] in names  # what is written names them
    assert window.settings.switch("review_blind")


def card_names(window: ReviewWindow) -> list[list[str]]:
    case = window.session.current
    assert case is not None
    return [list(version.names) for version in window.session.versions(case)]


def test_a_case_that_an_annotator_changes_is_open_again(qtbot: QtBot, opened: Opened) -> None:
    window = opened()
    press(qtbot, window, "Alt+2 2")
    desk = window.session.desk
    with Project(desk.project.path, "zhao") as other:
        span = next(iter(other.spans("d", layer="zhao")))
        other.resize(span, other.document("d"), 3, 9)
    desk.poll()
    qtbot.waitUntil(lambda: len(window.session.cases) == 4)
    case = window.session.find("d", 0, 9)
    window.session.go(case)
    assert case is not None
    assert window.session.standing(case).state == "reopened"
    assert "changed something" in window.decision.earlier.text()
    assert "version of wang taken" in window.decision.earlier.text()
    press(qtbot, window, "K")
    assert window.session.standing(case).state == "decided"
    assert gold(window) == [(0, 9, "measure")]


def test_gold_made_by_hand_is_shown_as_it_stands(qtbot: QtBot, opened: Opened) -> None:
    window = opened()
    desk = window.session.desk
    with Project(desk.project.path, "gold") as other:
        other.annotate(other.document("d"), 1, 9, "measure")
    desk.poll()
    qtbot.waitUntil(lambda: "made by hand" in window.decision.earlier.text())
    press(qtbot, window, "2")
    assert gold(window) == [(0, 9, "measure")]


def test_a_decision_made_elsewhere_takes_the_case_off_the_list(qtbot: QtBot, opened: Opened) -> None:
    from annotator.services.review import Review

    window = opened()
    with Project(window.session.desk.project.path, "other") as other:
        review = Review(other)
        review.decide(review.cases()[0], "neither")
        review.close()
    window.session.desk.poll()
    qtbot.waitUntil(lambda: len(window.session.cases) == 3)
    assert window.session.current is window.session.cases[0]


def test_a_decision_on_a_case_that_has_changed_is_refused_with_a_sentence(
    qtbot: QtBot, opened: Opened
) -> None:
    window = opened()
    with Project(window.session.desk.project.path, "wang") as other:
        other.resize(next(iter(other.spans("d", layer="wang"))), other.document("d"), 1, 9)
    press(qtbot, window, "2")  # before the window has heard of it
    assert verdicts(window) == []
    assert "changed" in window.message_bar.message()


def test_a_flood_of_steps_is_read_on_another_thread(
    qtbot: QtBot, opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(session_module, "MOST", 0)
    window = opened()
    press(qtbot, window, "S")
    with Project(window.session.desk.project.path, "wang") as other:
        other.resize(next(iter(other.spans("d", layer="wang"))), other.document("d"), 1, 9)
    window.session.desk.poll()
    assert window.session.is_reading
    monkeypatch.setattr(session_module, "MOST", 50)
    qtbot.waitUntil(lambda: not window.session.is_reading)
    assert window.columns.isVisible()
    assert len(window.session.cases) == 4


def test_what_all_agree_on_goes_into_gold_by_the_rule(qtbot: QtBot, opened: Opened) -> None:
    window = opened()
    settled(qtbot, window)
    assert window.rule_bar.settle_button.text() == "Put 1 agreed place into gold"
    press(qtbot, window, "Ctrl+G")
    qtbot.waitUntil(lambda: gold(window) == [(24, 30, "problem")])
    qtbot.waitUntil(lambda: window.message_bar.message() == "1 agreed place put into gold")
    settled(qtbot, window)
    assert not window.rule_bar.settle_button.isEnabled()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    press(qtbot, window, "Ctrl+Z")
    assert gold(window) == []


def test_another_rule_makes_more_of_it_due(qtbot: QtBot, opened: Opened) -> None:
    from annotator.ui.review.rule_dialog import RuleDialog

    window = opened()
    window.rule_bar.choose_rule()
    dialog = window.findChild(RuleDialog)
    assert isinstance(dialog, RuleDialog)
    dialog.some.setChecked(True)
    dialog.accept()
    settled(qtbot, window)
    assert "at least 2 layers" in window.rule_bar.rule.text()
    assert window.rule_bar.settle_button.text() == "Put 4 agreed places into gold"


def test_the_list_and_the_buttons_of_a_line_end_where_their_neighbours_end(opened: Opened) -> None:
    window = opened()
    assert window.queue.list.geometry().bottom() == window.queue.rect().bottom()
    bar = window.rule_bar
    buttons = (bar.settle_button, bar.unfinished, bar.blind)
    assert len({(each.geometry().top(), each.geometry().bottom()) for each in buttons}) == 1


def test_nothing_to_compare_says_what_to_do(qtbot: QtBot, opened: Opened) -> None:
    window = opened({"li": [(2, 9, "measure")]})
    assert window.waiting.isVisible()
    assert "at least two layers" in window.waiting.text()
    assert not window.columns.isVisible()
    assert not window.unfinished_button.isVisible()  # one layer is one layer, finished or not


def test_the_list_is_a_well_behaved_model(qtbot: QtBot, opened: Opened) -> None:
    window = opened()
    QAbstractItemModelTester(window.queue.model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    press(qtbot, window, "1 Ctrl+Z Down 1")
    window.queue.shows["all"].click()
    row = window.queue.model.index(0)
    assert isinstance(row.data(CASE), Case)
    assert row.data(Qt.ItemDataRole.DisplayRole) == "Boundary, Measure, 我局审核合同47份, open"


def test_lanes_hold_what_each_layer_has_and_never_collide(qtbot: QtBot, opened: Opened) -> None:
    marks = {**MARKS, "li": [*MARKS["li"], (2, 40, "metric")]}
    window = opened(marks)
    case = window.session.find("d", 2, 9, "measure")
    window.session.go(case)
    assert case is not None
    tracks = window.text.view.tracks()
    assert tracks.names == ("li", "wang", "zhao", "gold")
    assert (tracks.start, tracks.end) == (case.start, case.end)
    shown = list(window.text.view.page.lanes.index.all())
    assert {span.label for span in shown} == {"measure"}
    for lane in range(3):
        spans = sorted((span.start, span.end) for span in shown if span.lane == lane)
        assert all(one[1] <= other[0] for one, other in pairwise(spans))


def test_the_agreement_window_leads_here(qtbot: QtBot, opened: Opened) -> None:
    window = opened()
    main = window.parent()
    assert isinstance(main, MainWindow)
    agreement = main.agreement.dialog()
    about = {"layers": ("li", "wang", "zhao"), "label": ("measure", "problem"), "unfinished": False}
    agreement.review_wanted.emit(about)
    assert len(window.session.cases) == 4
    assert not window.queue.between.isVisible()  # all layers are no filter
    settled(qtbot, window)
    assert window.queue.boxes["label"].currentText() == "2 chosen"
    agreement.review_wanted.emit({"layers": ("li", "wang"), "role": "problems", "unfinished": True})
    assert window.session.is_reading
    qtbot.waitUntil(lambda: not window.session.is_reading)
    assert window.session.unfinished
    assert kinds(window) == ["attribute"]
    window.queue.clear_button.click()
    assert len(window.session.cases) == 4


def test_a_click_on_a_bar_goes_to_its_case(qtbot: QtBot, opened: Opened) -> None:
    window = opened()
    case = window.session.cases[-1]
    window.text.view.span_clicked.emit(next(case.spans).id)
    assert window.session.current is case
    agreed = next(span for span in window.session.desk.project.spans("d", layer="li") if span.start == 24)
    window.text.view.span_clicked.emit(agreed.id)
    assert window.session.current is case  # nothing to decide there


def test_unfinished_documents_count_when_asked_for(qtbot: QtBot, opened: Opened) -> None:
    def begin_again(project: Project) -> None:
        with Project(project.path, "wang") as other:
            other.set_state("d", "doing")

    window = opened({"li": [(2, 9, "measure")], "wang": [(0, 9, "measure")]}, prepare=begin_again)
    assert window.waiting.isVisible()
    window.unfinished_button.click()
    qtbot.waitUntil(lambda: not window.session.is_reading)
    assert kinds(window) == ["boundary"]
    assert window.rule_bar.unfinished.isChecked()
    window.rule_bar.unfinished.click()
    qtbot.waitUntil(lambda: not window.session.is_reading)
    assert not window.columns.isVisible()


def test_the_guideline_of_the_label_is_a_key_away(qtbot: QtBot, opened: Opened) -> None:
    window = opened()
    press(qtbot, window, "F1")
    assert window.findChild(GuidelineWindow) is not None


def test_numbers_stand_whole_above_the_list(qtbot: QtBot, opened: Opened) -> None:
    window = opened()
    settled(qtbot, window)
    window.columns.setSizes([1, 2000, 1])
    window.queue._count(Tally(states=Counter(open=26_650, decided=10_001)))
    QApplication.processEvents()
    for button in window.queue.shows.values():
        assert button.width() >= button.sizeHint().width()
