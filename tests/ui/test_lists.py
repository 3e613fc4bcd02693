"""The lists on the right: labels and marks, where there are many or one is as long as a text."""

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics

from annotator.domain.change import Change
from annotator.domain.document import Document
from annotator.services.project import short
from annotator.ui.main_window import MainWindow

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
