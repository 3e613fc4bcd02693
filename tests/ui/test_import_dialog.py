"""The import dialog on files that hold marks and no text."""

import json
from pathlib import Path

from pytestqt.qtbot import QtBot

from annotator.ui.dialogs.import_dialog import ImportDialog
from annotator.ui.dialogs.import_table import BEGINNING
from annotator.ui.main_window import MainWindow


def test_the_preview_says_what_a_file_of_marks_alone_marks(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    """Its text may be in the same choice, behind it; marks go to the layer that the file is named after."""
    text = "某局2023年总结\n审核合同九十九份。"
    (tmp_path / "report.txt").write_text(text, encoding="utf-8")
    at = text.index("审核")
    line = {"start": at, "end": at + 8, "label": "measure", "text": "审核合同九十九份"}
    (tmp_path / "gold.jsonl").write_text(json.dumps(line, ensure_ascii=False), encoding="utf-8")
    lost = line | {"text": "一二三四五六七八"}
    (tmp_path / "lost.jsonl").write_text(json.dumps(lost, ensure_ascii=False), encoding="utf-8")
    window.tasks.import_files([tmp_path / name for name in ("gold.jsonl", "lost.jsonl", "report.txt")])
    dialog = window.findChild(ImportDialog)
    assert dialog is not None
    qtbot.waitUntil(lambda: dialog.summary.text() == "3 files, 1 document, 2 marks")

    def shown(row: int) -> str:
        return dialog.table.item(row, BEGINNING).text()  # type: ignore[union-attr]

    assert shown(0) == "1 mark for layer “gold”, of “某局2023年总结”"
    assert "neither in the project nor" in shown(1)
    dialog.layer.setText("wang")
    dialog._read_fields()
    qtbot.waitUntil(lambda: "wang" in shown(0))
    dialog.layer.clear()
    dialog.accept()
    qtbot.waitUntil(lambda: "1 mark added" in window.message_bar.message(), timeout=5_000)
    project = window.desk.project
    assert [(span.layer, span.text) for span in project.spans()] == [("gold", "审核合同九十九份")]
