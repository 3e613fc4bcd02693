"""The window of consistency: walked and answered by key, undone, led back to the text."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from annotator.domain.change import Change
from annotator.domain.document import Document
from annotator.domain.span import GOLD, make_span
from annotator.services.project import Project
from annotator.ui.consistency import window as module
from annotator.ui.consistency.window import ConsistencyWindow
from annotator.ui.main_window import MainWindow

KEY, SHIFT, NONE = Qt.Key, Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.NoModifier
WORDS, OTHER = "组织开展法律培训3次", "健全完善救助管理制度"
TEXT = f"{WORDS}；{OTHER}。"


def documents(count: int) -> list[Change]:
    return [Change(None, Document(f"c{number}", TEXT)) for number in range(count)]


@pytest.fixture
def project_path(project_path: Path) -> Path:
    """Four reports with the same words: one leaves the first unmarked, one has another status; one another label."""
    with Project(project_path, "li") as project:
        project.commit(documents(4), "import")
        spans = []
        for number in range(4):
            status = "planned" if number == 2 else "done"
            if number != 3:
                spans.append((number, 0, len(WORDS), "measure", {"status": status}))
            at = TEXT.index(OTHER)
            label = "problem" if number == 1 else "measure"
            attrs = {} if number == 1 else {"status": "done"}
            spans.append((number, at, at + len(OTHER), label, attrs))
        made = [
            make_span(f"c{n}", TEXT, start, end, label, "li", attrs=attrs)
            for n, start, end, label, attrs in spans
        ]
        project.commit([Change(None, span) for span in made], "mark")
    return project_path


@pytest.fixture
def opened(qtbot: QtBot, window: MainWindow) -> ConsistencyWindow:
    window.actions_["suggest.consistency"].trigger()
    made = window.consistency.dialog()
    made._again.setInterval(10)
    qtbot.waitUntil(lambda: made.groups.rowCount() == 2 and not made.busy, timeout=10_000)
    made.activateWindow()
    qtbot.waitUntil(lambda: made.isActiveWindow() and made.spot_list.hasFocus())
    return made


def press(qtbot: QtBot, made: ConsistencyWindow, key: Qt.Key, modifiers: Qt.KeyboardModifier = NONE) -> None:
    qtbot.keyClick(made.spot_list, key, modifiers)


def marks(window: MainWindow, document: str) -> list[tuple[str, str, dict[str, object]]]:
    with Project(window.desk.project.path) as other:  # what is in the file, not what the window believes
        return [(span.text, span.label, dict(span.attrs)) for span in other.spans(document, layer="li")]


def quiet(qtbot: QtBot, made: ConsistencyWindow) -> None:
    """The list has been made anew."""
    qtbot.waitUntil(lambda: not made.busy and not made._again.isActive(), timeout=10_000)


def rows(made: ConsistencyWindow) -> list[str]:
    return [str(made.groups.index(row).data()).replace("\n", ": ") for row in range(made.groups.rowCount())]


def places(made: ConsistencyWindow) -> list[tuple[str, str]]:
    lines = [made.spots.line(row) for row in range(made.spots.rowCount())]
    return [(line.spot.document, line.name) for line in lines]


def test_groups_with_counts_and_places_in_context(opened: ConsistencyWindow) -> None:
    assert rows(opened) == [
        f"{OTHER}: 3 × Measure · Done   1 × Problem",
        f"{WORDS}: 2 × Measure · Done   1 × Measure · Planned   1 × unmarked",
    ]
    assert places(opened) == [
        ("c0", "Measure · Done"), ("c1", "Problem"), ("c2", "Measure · Done"), ("c3", "Measure · Done")
    ]  # fmt: skip
    assert opened.spot_list.currentIndex().row() == 1
    line = opened.spots.line(1)
    assert line.text[slice(*line.words)] == OTHER
    assert [line.text[start:end] for start, end, _label in line.marks] == [OTHER]
    assert opened.state.text() == "2 groups"
    assert not opened.grab().isNull()


def test_like_most_then_on_to_the_next_group(
    qtbot: QtBot, window: MainWindow, opened: ConsistencyWindow
) -> None:
    press(qtbot, opened, KEY.Key_M)
    assert (OTHER, "measure", {"status": "done"}) in marks(window, "c1")
    assert rows(opened) == [f"{WORDS}: 2 × Measure · Done   1 × Measure · Planned   1 × unmarked"]
    assert opened.spot_list.currentIndex().row() == 2
    assert opened.said.text() == f"Now “Measure · Done” (1): {OTHER}"
    press(qtbot, opened, KEY.Key_M, SHIFT)
    assert opened.groups.rowCount() == 0
    assert (WORDS, "measure", {"status": "done"}) in marks(window, "c3")
    assert opened.empty.isVisible()
    quiet(qtbot, opened)
    assert opened.groups.rowCount() == 0
    press(qtbot, opened, KEY.Key_Z, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: opened.groups.rowCount() == 1, timeout=10_000)
    assert marks(window, "c3") == [(OTHER, "measure", {"status": "done"})]


def test_all_like_this_one(qtbot: QtBot, window: MainWindow, opened: ConsistencyWindow) -> None:
    press(qtbot, opened, KEY.Key_T)
    assert all((OTHER, "problem", {}) in marks(window, f"c{number}") for number in range(4))
    quiet(qtbot, opened)
    assert len(rows(opened)) == 1


def test_left_as_it_is_and_back(qtbot: QtBot, window: MainWindow, opened: ConsistencyWindow) -> None:
    press(qtbot, opened, KEY.Key_Right)
    press(qtbot, opened, KEY.Key_K)
    assert places(opened)[2] == ("c2", "Measure · Planned, left so")
    assert opened.spot_list.currentIndex().row() == 3
    press(qtbot, opened, KEY.Key_K, SHIFT)
    quiet(qtbot, opened)
    assert rows(opened) == [f"{OTHER}: 3 × Measure · Done   1 × Problem"]
    window.undo()
    qtbot.waitUntil(lambda: opened.groups.rowCount() == 2, timeout=10_000)


def test_keys_walk_over_the_ends_of_groups(qtbot: QtBot, opened: ConsistencyWindow) -> None:
    for _turn in range(3):
        press(qtbot, opened, KEY.Key_Down)
    assert opened.group_list.currentIndex().row() == 1
    assert opened.spot_list.currentIndex().row() == 2  # the first that waits
    press(qtbot, opened, KEY.Key_Left)
    assert opened.group_list.currentIndex().row() == 0
    press(qtbot, opened, KEY.Key_Up)
    assert opened.spot_list.currentIndex().row() == 0
    assert not opened.buttons["leave"].isEnabled()


def test_enter_leads_to_the_text(qtbot: QtBot, window: MainWindow, opened: ConsistencyWindow) -> None:
    press(qtbot, opened, KEY.Key_Return)
    assert window.desk.document.id == "c1"
    assert window.selected_text() == OTHER


def test_marks_made_elsewhere_bring_the_list_up_to_date(
    qtbot: QtBot, window: MainWindow, opened: ConsistencyWindow
) -> None:
    window.desk.project.annotate(window.desk.project.document("c3"), 0, len(WORDS), "problem")
    qtbot.waitUntil(
        lambda: rows(opened)[1] == f"{WORDS}: 2 × Measure · Done   1 × Measure · Planned   1 × Problem",
        timeout=10_000,
    )


def test_gold_is_compared_apart(qtbot: QtBot, window: MainWindow, opened: ConsistencyWindow) -> None:
    project = window.desk.project
    made = [
        make_span(f"c{n}", TEXT, 0, len(WORDS), label, GOLD) for n, label in ((0, "measure"), (1, "problem"))
    ]
    project.commit([Change(None, span) for span in made], "gold")
    quiet(qtbot, opened)
    opened.ask()
    opened.layers.setCurrentIndex(opened.layers.findData(GOLD))
    opened.layers.activated.emit(opened.layers.currentIndex())
    quiet(qtbot, opened)
    assert rows(opened) == [f"{WORDS}: 1 × Measure   1 × Problem"]


def test_other_boundaries_are_no_pattern(qtbot: QtBot, window: MainWindow, opened: ConsistencyWindow) -> None:
    project = window.desk.project
    span = next(span for span in project.spans("c0") if span.text == WORDS)
    project.resize(span, project.document("c0"), 2, len(WORDS))
    quiet(qtbot, opened)
    opened.step_group(1)
    opened.spot_list.setCurrentIndex(opened.spots.index(0))
    assert places(opened)[0] == ("c0", "Measure, other boundaries")
    assert not opened.buttons["all_this"].isEnabled()
    assert [opened.spots.line(0).text[a:b] for a, b, _label in opened.spots.line(0).marks] == [WORDS[2:]]


def test_long_steps_are_written_beside_the_window(
    qtbot: QtBot, window: MainWindow, opened: ConsistencyWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MANY", 1)
    press(qtbot, opened, KEY.Key_M)
    assert opened.said.text() == "Writing…"
    press(qtbot, opened, KEY.Key_M)  # one after the other
    qtbot.waitUntil(lambda: opened.groups.rowCount() == 1, timeout=10_000)
    assert (OTHER, "measure", {"status": "done"}) in marks(window, "c1")
    quiet(qtbot, opened)
    window.undo()
    qtbot.waitUntil(lambda: opened.groups.rowCount() == 2, timeout=10_000)


def test_a_refusal_is_said_and_nothing_moves(
    qtbot: QtBot, window: MainWindow, opened: ConsistencyWindow
) -> None:
    from annotator.services import revise

    opened._again.setInterval(60_000)  # the list does not know yet
    project = window.desk.project
    revision = revise.plan(project, project.document("c1"), "全年召开工作会议。")
    decisions = {case.span.id: None for case in revise.undecided(revision, {})}
    revise.apply(project, revision, decisions)
    press(qtbot, opened, KEY.Key_M)
    assert "corrected meanwhile" in opened.said.text()
    assert opened.groups.rowCount() == 2


def test_keys_can_be_bound_otherwise(qtbot: QtBot, window: MainWindow, opened: ConsistencyWindow) -> None:
    window.settings.set_shortcut("consistency.usual", "G")
    opened.actions_.bind(window.settings.shortcuts())
    opened._name_buttons()
    assert opened.buttons["usual"].text() == "Like most  G"
    press(qtbot, opened, KEY.Key_M)
    assert opened.groups.rowCount() == 2
    press(qtbot, opened, KEY.Key_G)
    assert opened.groups.rowCount() == 1
