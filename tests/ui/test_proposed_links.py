"""Proposed links in the window: shown for the current mark, one key each, one undo each, across reports."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QToolButton
from pytestqt.qtbot import QtBot

from annotator.domain.change import Change
from annotator.i18n import set_language
from annotator.services.linking import rejections
from annotator.services.project import Project, create_project
from annotator.text.words import Words
from annotator.ui.actions import ACTIONS, conflicts, label_specs
from annotator.ui.main_window import MainWindow
from annotator.ui.settings import Settings
from annotator.ui.suggesting.choices import Choices
from tests.suggest.linked_reports import linked

KEY = Qt.Key
SHIFT, CTRL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier
NONE = Qt.KeyboardModifier.NoModifier
Press = Callable[..., None]


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path, settings: Settings) -> MainWindow:
    """A window on three years of one issuer, all marked by li, with the last one open."""
    set_language("en")
    Choices(settings).on = True
    path = tmp_path / "links.annot"
    create_project(path, actor="setup")
    with Project(path, "setup") as project:
        some = linked("qinghe", "li")
        project.commit([Change(None, one) for one in (*some.documents, *some.spans)], "import")
    made = MainWindow(Project(path, "li", busy_seconds=0.1), settings, Words(tmp_path))
    qtbot.addWidget(made)
    made.resize(1280, 720)
    made.documents.open_document("qinghe-2023")
    with qtbot.waitExposed(made):
        made.show()
    made.activateWindow()
    made.view.setFocus()
    found(qtbot, made)
    return made


def found(qtbot: QtBot, window: MainWindow) -> None:
    """Wait until all links of the open document have been looked for."""
    qtbot.waitUntil(lambda: not window.linking.reader.busy, timeout=15_000)


@pytest.fixture
def press(qtbot: QtBot, window: MainWindow) -> Press:
    def do(*keys: Qt.Key, modifiers: Qt.KeyboardModifier = NONE) -> None:
        for key in keys:
            qtbot.keyClick(window.view, key, modifiers)
            window.desk.settle()

    return do


def stand(window: MainWindow, mark: str) -> None:
    """Make a mark the current one."""
    window._go_to_span(mark)
    window.desk.settle()


def links(window: MainWindow) -> set[tuple[str, str, str]]:
    with Project(window.desk.project.path) as other:  # what is in the file
        return {(one.type, one.head, one.tail) for one in other.relations()}


def test_the_current_mark_shows_where_it_may_lead_and_why(window: MainWindow) -> None:
    stand(window, "qinghe-m305")
    pane = window.linking.pane
    assert pane.isVisible()
    assert pane.text() == (
        "Proposed: Addresses → Problem\n99 %\n未成年人保护工作机制不健全\n2022 · 青禾市民政局2022年法治政府建设工作报告\n"
        "both say 未成年人、保护; reported a year later"
    )
    stand(window, "qinghe-m307")
    assert pane.heading.text().startswith("Proposed: Quantifies ← Metric")
    assert not pane.where.isVisible()
    window.desk.set_current(None)
    window.desk.settle()
    assert not pane.isVisible()


def test_one_key_links_one_rejects_and_undo_brings_back(
    qtbot: QtBot, window: MainWindow, press: Press
) -> None:
    stand(window, "qinghe-m305")
    key = ("addresses", "qinghe-m305", "qinghe-p203")
    press(KEY.Key_Y)
    assert links(window) == {key}
    assert window.desk.current is not None
    assert window.desk.current.id != "qinghe-m305"  # on to the next mark
    press(KEY.Key_Z, modifiers=CTRL)
    assert links(window) == set()
    qtbot.waitUntil(lambda: (one := window.linking.current) is not None and one.key == key, timeout=10_000)
    assert window.desk.current.id == "qinghe-m305"
    press(KEY.Key_X)
    assert rejections(window.desk.project) == {key}
    found(qtbot, window)
    stand(window, "qinghe-m305")
    assert not window.linking.pane.isVisible()
    press(KEY.Key_Z, modifiers=CTRL)
    assert rejections(window.desk.project) == frozenset()
    qtbot.waitUntil(lambda: (one := window.linking.current) is not None and one.key == key, timeout=10_000)


def test_a_link_that_is_taken_away_is_not_proposed_again(
    qtbot: QtBot, window: MainWindow, press: Press
) -> None:
    stand(window, "qinghe-m305")
    proposed = window.linking.current
    press(KEY.Key_Y)
    stand(window, "qinghe-m305")
    buttons = window.details_pane.findChildren(QToolButton)
    next(one for one in buttons if one.text() == "Unlink").click()
    window.desk.settle()
    found(qtbot, window)
    assert links(window) == set()
    assert proposed is not None
    assert rejections(window.desk.project) == {proposed.key}
    assert proposed.key not in [one.key for one in window.linking.offered.of("qinghe-m305")]
    window.undo()
    assert links(window) == {proposed.key}
    assert rejections(window.desk.project) == frozenset()


def test_the_keys_walk_all_proposals_of_a_report_both_ways(window: MainWindow, press: Press) -> None:
    window.view.set_caret(0)
    offered = window.linking.offered
    steps = sum(len(offered.of(mark)) for _start, mark in offered.places)
    seen = []
    for _step in range(steps):
        press(KEY.Key_K)
        seen.append((window.desk.current.id, window.linking.current.key))  # type: ignore[union-attr]
    assert len(set(seen)) == steps
    press(KEY.Key_K)
    assert (window.desk.current.id, window.linking.current.key) == seen[0]  # type: ignore[union-attr]
    press(KEY.Key_K, modifiers=SHIFT)
    assert (window.desk.current.id, window.linking.current.key) == seen[-1]  # type: ignore[union-attr]
    press(KEY.Key_K, modifiers=SHIFT)
    assert (window.desk.current.id, window.linking.current.key) == seen[-2]  # type: ignore[union-attr]


def test_one_key_goes_to_the_other_report_and_back(qtbot: QtBot, window: MainWindow, press: Press) -> None:
    stand(window, "qinghe-m305")
    press(KEY.Key_G)
    assert window.desk.document is not None
    assert (window.desk.document.id, window.desk.current.id) == ("qinghe-2022", "qinghe-p203")  # type: ignore[union-attr]
    qtbot.waitUntil(lambda: window.linking.current is not None, timeout=10_000)
    assert window.linking.current.head.id == "qinghe-m305"  # type: ignore[union-attr]
    assert "2023 · " in window.linking.pane.text()
    press(KEY.Key_G)
    assert window.desk.document.id == "qinghe-2023"
    assert window.desk.current.id == "qinghe-m305"  # type: ignore[union-attr]


def test_a_click_on_the_other_mark_goes_there(qtbot: QtBot, window: MainWindow) -> None:
    stand(window, "qinghe-m305")
    qtbot.mouseClick(window.linking.pane.other, Qt.MouseButton.LeftButton)
    assert window.desk.current is not None
    assert window.desk.current.id == "qinghe-p203"


def test_the_buttons_do_what_the_keys_do(qtbot: QtBot, window: MainWindow) -> None:
    stand(window, "qinghe-m305")
    assert (window.linking.pane.accept.text(), window.linking.pane.reject.text()) == (
        "Link (Y)",
        "Reject (X)",
    )
    qtbot.mouseClick(window.linking.pane.accept, Qt.MouseButton.LeftButton)
    assert links(window) == {("addresses", "qinghe-m305", "qinghe-p203")}


def test_all_metrics_in_other_marks_are_linked_in_one_step(
    qtbot: QtBot, window: MainWindow, press: Press
) -> None:
    marks = {span.id: span for span in window.desk.project.spans("qinghe-2023")}
    sure = {
        one.key
        for one in window.linking.offered.all()
        if one.type == "quantifies"
        and marks[one.tail.id].start <= one.head.start
        and one.head.end <= marks[one.tail.id].end
    }
    assert len(sure) > 5
    press(KEY.Key_Y, modifiers=SHIFT)
    assert links(window) == sure
    said = []
    window.desk.said.connect(lambda sentence, _undo: said.append(sentence))
    press(KEY.Key_Y, modifiers=SHIFT)
    assert said == ["No metric of this report stands in a mark without a link to it."]
    press(KEY.Key_Z, modifiers=CTRL)
    assert links(window) == set()


def test_keys_say_what_to_do_where_nothing_is_proposed(window: MainWindow, press: Press) -> None:
    said = []
    window.desk.said.connect(lambda sentence, _undo: said.append(sentence))
    window.desk.set_current(None)
    press(KEY.Key_Y)
    assert said == ["No link is proposed here; K goes to the next one."]
    window.documents.open_document("qinghe-2021")
    press(KEY.Key_X)
    assert said[1:] == ["Links are still being looked for."]


def test_they_are_hidden_with_all_suggestions(qtbot: QtBot, window: MainWindow, press: Press) -> None:
    stand(window, "qinghe-m305")
    said = []
    window.desk.said.connect(lambda sentence, _undo: said.append(sentence))
    window.actions_["suggest.show"].trigger()
    assert not window.linking.pane.isVisible()
    press(KEY.Key_Y)
    assert said[1:] == ["Suggestions are hidden; F7 shows them."]
    assert links(window) == set()
    window.actions_["suggest.show"].trigger()
    found(qtbot, window)
    assert window.linking.pane.isVisible()
    window.actions_["suggest.blind"].trigger()
    assert not window.linking.pane.isVisible()
    window.documents.set_state("done")
    found(qtbot, window)
    window.desk.settle()
    assert window.linking.pane.isVisible()


def test_a_new_mark_is_looked_at_in_a_moment(qtbot: QtBot, window: MainWindow, press: Press) -> None:
    window.desk.project.remove([window.desk.project.store.span("qinghe-m305")])
    found(qtbot, window)
    assert window.linking.offered.of("qinghe-m305") == ()
    press(KEY.Key_Z, modifiers=CTRL)
    found(qtbot, window)
    assert len(window.linking.offered.of("qinghe-m305")) == 1


def test_another_name_has_its_own_proposals(qtbot: QtBot, window: MainWindow) -> None:
    window.desk.set_annotator("wang")
    found(qtbot, window)
    assert window.linking.offered.all() == []


def test_the_new_keys_fight_with_no_other(window: MainWindow) -> None:
    specs = (*label_specs(window.desk.project.schema), *ACTIONS)
    ours = {spec.id for spec in ACTIONS if spec.id.endswith(("_link", "_links")) or spec.id == "view.links"}
    assert len(ours) == 7
    assert [ids for ids in conflicts(specs, {}).values() if ours & set(ids)] == []
