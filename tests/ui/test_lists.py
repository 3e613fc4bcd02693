"""The lists on the right: labels and marks, where there are many or one is as long as a text."""

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics
from pytestqt.qtbot import QtBot

from annotator.domain.change import Change
from annotator.domain.document import Document
from annotator.domain.schema import schema_from_dict, schema_from_file, schema_to_dict
from annotator.paths import schema as schema_file
from annotator.services.project import Project, create_project, short
from annotator.text.words import Words
from annotator.ui.main_window import MainWindow
from annotator.ui.settings import Settings

LONG = "审核合同四十七份。\n" * 2_000


def test_a_mark_as_long_as_the_text_is_listed_by_its_beginning(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = window.desk.project
    project.commit([Change(None, Document("long", LONG))], "one more")
    project.annotate(project.document("long"), 0, len(LONG), "measure")
    window.documents.open_document("long")
    index = window.spans_pane.list.model().index(0, 0)
    for role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
        assert index.data(role).startswith("审核合同四十七份。")
        assert len(index.data(role)) <= 201
    elided: list[int] = []
    real = QFontMetrics.elidedText

    def elided_text(metrics: QFontMetrics, text: str, *how: Any) -> str:
        elided.append(len(text))
        return real(metrics, text, *how)

    monkeypatch.setattr(QFontMetrics, "elidedText", elided_text)
    window.spans_pane.grab()
    assert max(elided) <= 201


def test_a_quote_for_a_message_looks_only_at_the_ends_of_a_long_text() -> None:
    class Watched(str):
        def split(self, *_how: Any) -> Any:
            raise AssertionError("the whole text was split")

    assert short(Watched("一" * 300_000 + "结尾处的六个字")) == "一" * 13 + "…" + "尾处的六个字"
    assert short("一 句  话") == "一 句 话"
    assert short("一二三四五" * 6) == "一二三四五一二三四五一二三…五一二三四五"
    assert len(short("a " * 5_000)) <= 20


def test_many_labels_scroll_and_leave_the_window_small(
    qtbot: QtBot, settings: Settings, tmp_path: Path
) -> None:
    schema = schema_to_dict(schema_from_file(schema_file("civil-affairs.json")))
    first = schema["labels"][0]
    extra = [
        {**first, "name": f"l{n}", "names": {"en": f"Label {n}", "zh": f"标签{n}"}, "key": ""}
        for n in range(20)
    ]
    schema["labels"] += extra
    path = tmp_path / "labels.annot"
    create_project(path, schema_from_dict(schema), actor="setup")
    window = MainWindow(Project(path, "li"), settings, Words(tmp_path))
    qtbot.addWidget(window)
    with qtbot.waitExposed(window):
        window.show()
    assert window.minimumSizeHint().height() <= 720
    pane = window.tagging_pane
    last = pane._rows["l19"]
    assert last.visibleRegion().isEmpty()
    pane.area.ensureWidgetVisible(last)
    assert not last.visibleRegion().isEmpty()
    window.close()


def test_few_labels_are_all_seen_without_scrolling(window: MainWindow) -> None:
    pane = window.tagging_pane
    assert pane.area.verticalScrollBar().maximum() == 0
    for row in pane._rows.values():
        assert row.visibleRegion().boundingRect() == row.rect()
