"""annotator.ui.panes.outline_pane: counts and progress by section, in a window."""

import pytest
from PySide6.QtCore import QModelIndex, Qt
from pytestqt.qtbot import QtBot

from annotator.domain.change import Change
from annotator.domain.document import Document
from annotator.text.outline import outline
from annotator.ui.main_window import MainWindow
from annotator.ui.panes.outline_pane import COUNTS, PROGRESS


@pytest.fixture
def shown(qtbot: QtBot, window: MainWindow) -> MainWindow:
    window.left.setCurrentWidget(window.outline_pane)
    qtbot.waitUntil(window.outline_pane.isVisible)
    return window


def row(window: MainWindow, heading: str) -> QModelIndex:
    model = window.outline_pane.tree.model()
    found = model.match(
        model.index(0, 0),
        Qt.ItemDataRole.DisplayRole,
        heading,
        1,
        Qt.MatchFlag.MatchStartsWith | Qt.MatchFlag.MatchRecursive,
    )
    return found[0]


def mark(window: MainWindow, quote: str, label: str) -> None:
    document = window.desk.document
    assert document is not None
    start = document.text.index(quote)
    window.desk.project.annotate(document, start, start + len(quote), label)
    window.desk.poll()


def test_marks_are_counted_by_section_as_they_come_and_go(shown: MainWindow) -> None:
    mark(shown, "制定全年普法工作要点", "measure")
    mark(shown, "接收捐款372万元", "metric")
    mark(shown, "行政执法力量不足", "problem")
    assert row(shown, "一、").data(COUNTS) == {"measure": 1, "metric": 1}
    assert row(shown, "（一）").data(COUNTS) == {"measure": 1, "metric": 1}
    assert row(shown, "二、").data(COUNTS) == {"problem": 1}
    assert not row(shown, "三、").data(COUNTS)
    assert row(shown, "二、").data(PROGRESS) == 1.0
    assert "1" in row(shown, "二、").data(Qt.ItemDataRole.AccessibleDescriptionRole)
    shown.undo()
    assert not row(shown, "二、").data(COUNTS)
    assert row(shown, "二、").data(PROGRESS) == 0.0


def test_marks_made_while_the_pane_is_hidden_are_counted_when_it_is_seen(
    qtbot: QtBot, window: MainWindow
) -> None:
    mark(window, "行政执法力量不足", "problem")
    assert row(window, "二、").data(COUNTS) is None
    window.left.setCurrentWidget(window.outline_pane)
    qtbot.waitUntil(window.outline_pane.isVisible)
    assert row(window, "二、").data(COUNTS) == {"problem": 1}


def test_another_document_has_its_own_counts(qtbot: QtBot, shown: MainWindow) -> None:
    mark(shown, "行政执法力量不足", "problem")
    shown.documents.open_document("b")
    assert shown.outline_pane.tree.model().rowCount() == 1  # its header
    shown.documents.open_document("a")
    qtbot.waitUntil(lambda: row(shown, "二、").data(COUNTS) == {"problem": 1})


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_row_is_painted(qtbot: QtBot, shown: MainWindow, theme: str) -> None:
    mark(shown, "行政执法力量不足", "problem")
    before = shown.outline_pane.tree.viewport().grab().toImage()
    mark(shown, "法治宣传方式需要创新", "problem")
    shown.looks.apply(theme)
    assert shown.outline_pane.tree.viewport().grab().toImage() != before


def test_a_click_leads_there_and_the_caret_is_followed(qtbot: QtBot, shown: MainWindow) -> None:
    index = row(shown, "三、")
    with qtbot.waitSignal(shown.outline_pane.chosen) as chosen:
        shown.outline_pane.tree.clicked.emit(index)
    assert chosen.args == [shown.view.text().index("三、")]
    shown.view.set_caret(shown.view.text().index("审核合同47份；"))
    assert shown.outline_pane.tree.currentIndex().data().startswith("（一）")


def test_a_large_outline_is_built_piece_by_piece_and_counted_beside_the_window(
    qtbot: QtBot, window: MainWindow
) -> None:
    """Once it is seen; the marks that were made meanwhile count."""
    parts = [
        f"{'一二三四五六七八九'[n % 9]}、第{n}项工作\n（一）审核合同。\n" + "开展检查。" * 15 + "\n"
        for n in range(1_500)
    ]
    text = "".join(parts)
    project, pane = window.desk.project, window.outline_pane
    project.commit([Change(None, Document("large", text, outline=outline(text)))], "bring a large text")
    document = project.document("large")
    assert len(document.outline) > 2_000
    window.documents.open_document("large")
    assert pane.tree.model().rowCount() == 0  # nobody looks
    window.left.setCurrentWidget(pane)
    window.view.set_caret(text.index("第700项"))
    place = text.index("第900项")
    project.annotate(document, place, place + 2, "measure")
    qtbot.waitUntil(lambda: pane.tree.model().rowCount() > 0)
    index = row(window, document.outline[-2].heading)
    assert index.isValid()
    assert "第700项" in pane.tree.currentIndex().data()
    qtbot.waitUntil(lambda: bool(row(window, text[place - 2 : place + 4]).data(COUNTS)))
    assert row(window, text[place - 2 : place + 4]).data(COUNTS) == {"measure": 1}


def test_another_document_takes_the_place_of_a_large_outline(qtbot: QtBot, shown: MainWindow) -> None:
    text = "一、工作\n开展检查。\n" * 30_000
    shown.desk.project.commit([Change(None, Document("large", text, outline=outline(text)))], "bring")
    shown.documents.open_document("large")
    qtbot.wait(20)
    shown.documents.open_document("a")
    assert row(shown, "三、").isValid()
    mark(shown, "行政执法力量不足", "problem")
    qtbot.waitUntil(lambda: row(shown, "二、").data(COUNTS) == {"problem": 1})
    shown.documents.open_document("large")
    qtbot.waitUntil(lambda: shown.outline_pane.tree.model().rowCount() > 0)
    shown.documents.open_document("a")  # while its sentences are counted
    qtbot.waitUntil(lambda: row(shown, "二、").data(COUNTS) == {"problem": 1})
