"""What to do next in the window: the list in another order with reasons, the next document, the passages."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from annotator.domain.change import Change
from annotator.domain.document import Document
from annotator.services.project import Project
from annotator.suggest.rules import Rules
from annotator.text.outline import outline
from annotator.ui.main_window import MainWindow
from annotator.ui.nextup import looking
from annotator.ui.nextup.passages_window import PASSAGE
from annotator.ui.panes.documents_model import REASON

DOUBTFUL = "一、下一步打算\n加强殡葬队伍建设，完善殡葬制度建设，推进殡葬工作。\n"


@pytest.fixture
def project_path(project_path: Path) -> Path:
    """With a third document, whose suggestions are all doubtful."""
    with Project(project_path, "setup") as project:
        document = Document("c", DOUBTFUL, outline=outline(DOUBTFUL))
        project.commit([Change(None, document)], "import")
    return project_path


def listed(window: MainWindow) -> list[tuple[str, str]]:
    """The titles' beginnings in the list, and why."""
    model = window.documents_pane.model
    return [(model.index(row).data()[:4], model.index(row).data(REASON)) for row in range(model.rowCount())]


def settled(qtbot: QtBot, window: MainWindow) -> None:
    qtbot.waitUntil(
        lambda: window.next_up._seen is not None and not window.next_up.looking.busy, timeout=10_000
    )


@pytest.fixture
def ordered(qtbot: QtBot, window: MainWindow) -> MainWindow:
    box = window.documents_pane.order.box
    box.setCurrentIndex(box.findData("uncertainty"))
    box.activated.emit(box.currentIndex())
    settled(qtbot, window)
    return window


def test_the_list_is_ordered_with_reasons_and_back(ordered: MainWindow) -> None:
    assert listed(ordered)[0] == ("一、下一", "2 doubtful suggestions, most in 一、下一步打算")
    high = ordered.documents_pane.list.verticalHeader().defaultSectionSize()
    assert ordered.documents_pane.model.index(0).data(Qt.ItemDataRole.ToolTipRole).endswith("一、下一步打算")
    assert ordered.settings.choice("next_up", "") == "uncertainty"
    ordered.next_up.choose("")
    assert [title for title, _reason in listed(ordered)] == ["云溪市民", "𠮷林市民", "一、下一"]
    assert {reason for _title, reason in listed(ordered)} == {""}
    assert ordered.documents_pane.list.verticalHeader().defaultSectionSize() < high


def test_the_next_document_worth_doing_says_why(qtbot: QtBot, window: MainWindow) -> None:
    window.actions_["document.worth"].trigger()  # nothing was looked at yet
    qtbot.waitUntil(lambda: window.desk.document.id == "c", timeout=10_000)
    assert "2 doubtful suggestions" in window.message_bar.message()
    window.actions_["document.worth"].trigger()
    first = window.desk.document.id
    assert first != "c"
    window.desk.project.set_state("c", "done")
    window.desk.project.set_state("a" if first == "b" else "b", "skipped")
    window.actions_["document.worth"].trigger()
    assert window.desk.document.id == first
    assert window.message_bar.message() == "There is no other document to do."


def test_a_document_that_is_done_leaves_the_order(qtbot: QtBot, ordered: MainWindow) -> None:
    ordered.documents.open_document("c")
    ordered.actions_["document.done"].trigger()
    qtbot.waitUntil(lambda: listed(ordered)[-1][0] == "一、下一", timeout=10_000)
    assert listed(ordered)[-1][1] == ""


def test_a_refusal_stands_above_the_list(qtbot: QtBot, window: MainWindow) -> None:
    window.next_up.choose("similar")
    bar = window.documents_pane.order
    qtbot.waitUntil(lambda: "no report is done yet" in bar.state.text(), timeout=10_000)
    assert not bar.stop_button.isVisible()
    window.desk.project.set_state("a", "done")
    qtbot.waitUntil(lambda: bool(listed(window)[0][1]), timeout=10_000)
    assert bar.state.text() == ""


def test_turns_go_on_until_all_was_looked_at(
    qtbot: QtBot, window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(looking, "FIRST_TURN", 0.0)
    monkeypatch.setattr(looking, "LONGEST_TURN", 30.0)
    seen: list[int] = []
    window.next_up.looking.found.connect(lambda one: seen.append(one.seen))
    monkeypatch.setattr(looking.Looking, "_turn", _longer(looking.Looking._turn))
    window.next_up.choose("uncertainty")
    settled(qtbot, window)
    assert (seen[0], seen[-1]) == (0, 3)


def _longer(turn):
    """A first turn without time, and as much as is needed after it."""
    return lambda self, by, seconds: (
        turn(self, by, seconds or -1.0) if seconds == 0.0 else turn(self, by, 30.0)
    )


def test_it_waits_while_somebody_types_and_can_be_stopped(
    qtbot: QtBot, window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(looking, "QUIET", 60.0)
    monkeypatch.setattr(Rules, "suggest", lambda *_given: pytest.fail("somebody types"))
    window.view.set_caret(5)
    window.next_up.choose("uncertainty")
    qtbot.wait(200)
    assert window.next_up.looking.busy
    assert window.documents_pane.order.stop_button.isVisible()
    window.documents_pane.order.stop_button.click()
    assert not window.next_up.looking.busy
    assert not window.documents_pane.order.stop_button.isVisible()
    qtbot.waitUntil(lambda: window.pool.activeThreadCount() == 0)


def test_another_annotator_has_another_order(qtbot: QtBot, ordered: MainWindow) -> None:
    with Project(ordered.desk.project.path, "wang") as other:
        other.set_state("c", "done")
    ordered.desk.set_annotator("wang")
    qtbot.waitUntil(
        lambda: bool(listed(ordered)[0][1]) and listed(ordered)[0][0] != "一、下一", timeout=10_000
    )


def test_the_order_is_remembered(
    qtbot: QtBot, ordered: MainWindow, project_path: Path, tmp_path: Path
) -> None:
    from annotator.text.words import Words

    again = MainWindow(Project(project_path, "li"), ordered.settings, Words(tmp_path))
    qtbot.addWidget(again)
    settled(qtbot, again)
    assert listed(again) == listed(ordered)


def test_passages_are_walked_from_both_windows(qtbot: QtBot, window: MainWindow) -> None:
    window.actions_["suggest.passages"].trigger()
    passages = window.next_up.passages()
    qtbot.waitUntil(lambda: passages.rows.rowCount() > 1 and not passages._looking.busy, timeout=10_000)
    first = passages.rows.index(0).data(PASSAGE)
    assert (first.document, len(first.findings)) == ("c", 2)
    assert passages.rows.doubts(first).startswith("Measure 2")
    assert not passages.grab().isNull()
    qtbot.keyClick(passages.list, Qt.Key.Key_Return)
    assert window.desk.document.id == "c"
    assert window.selected_text() == DOUBTFUL[first.findings[0].start : first.findings[0].end]
    window.actions_["suggest.next_passage"].trigger()
    assert passages.list.currentIndex().row() == 1
    assert window.desk.document.id == passages.rows.index(1).data(PASSAGE).document
    window.actions_["suggest.previous_passage"].trigger()
    window.actions_["suggest.previous_passage"].trigger()
    assert window.message_bar.message() == "There is no further doubtful passage."


def test_the_first_passage_comes_when_it_is_known(qtbot: QtBot, window: MainWindow) -> None:
    window.actions_["suggest.next_passage"].trigger()
    qtbot.waitUntil(lambda: window.desk.document.id == "c", timeout=10_000)
    assert not window.next_up.passages().isVisible()


def test_answers_take_passages_away(
    qtbot: QtBot, window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    window.actions_["suggest.passages"].trigger()
    passages = window.next_up.passages()
    passages._again.setInterval(10)
    qtbot.waitUntil(lambda: passages.rows.rowCount() > 1 and not passages._looking.busy, timeout=10_000)
    count = passages.rows.rowCount()
    document = window.desk.project.document("c")
    for one in passages.rows.index(0).data(PASSAGE).findings:
        window.desk.project.annotate(document, one.start, one.end, one.label)
    qtbot.waitUntil(lambda: passages.rows.rowCount() == count - 1, timeout=10_000)
    assert passages.list.currentIndex().row() == 0
