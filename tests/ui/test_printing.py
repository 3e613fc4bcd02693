"""The report at hand on paper: what stands on the pages is the report, with the marks of its annotator."""

from itertools import pairwise
from pathlib import Path

import pytest
from PySide6.QtCore import QSizeF
from PySide6.QtPrintSupport import QPrinter
from pytestqt.qtbot import QtBot

from annotator.formats import Record, RecordSpan
from annotator.ui.dialogs.progress import ProgressDialog
from annotator.ui.main_window import MainWindow
from annotator.ui.printing.paper import DOTS, Paper
from annotator.ui.printing.pdf import page_layout
from annotator.ui.printing.printing import _Run


def mark(window: MainWindow, words: str) -> None:
    window.view.set_caret(window.view.text().index(words) + 1)
    window.marking.mark("metric")
    window.desk.settle()


def text_of(file: Path) -> list[str]:
    from pypdfium2 import PdfDocument

    document = PdfDocument(file)
    return [page.get_textpage().get_text_range() for page in document]


@pytest.mark.parametrize("suffix", ["pdf", "html", "docx"])
def test_the_report_is_saved_with_my_marks(
    window: MainWindow, qtbot: QtBot, tmp_path: Path, suffix: str
) -> None:
    mark(window, "47份")
    file = tmp_path / f"报告.{suffix}"
    said: list[str] = []
    window.desk.said.connect(lambda sentence, _undo: said.append(sentence))
    window.printing.save_to(file)
    qtbot.waitUntil(lambda: bool(said), timeout=20_000)
    assert file.name in said[-1]
    assert file.stat().st_size > 1000
    if suffix == "pdf":
        whole = "".join("".join(text_of(file)).split())
        assert "".join(window.view.text().split()) in whole


def test_the_report_is_printed_page_by_page(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    mark(window, "47份")
    printer = QPrinter(QPrinter.PrinterMode.ScreenResolution)
    printer.setPageLayout(page_layout())
    printer.setResolution(DOTS)
    printer.setOutputFileName(str(tmp_path / "printed.pdf"))
    said: list[str] = []
    window.desk.said.connect(lambda sentence, _undo: said.append(sentence))
    window.printing.print_on(printer)
    qtbot.waitUntil(lambda: bool(said), timeout=20_000)
    assert "1" in said[-1]
    assert "47份" in "".join(text_of(tmp_path / "printed.pdf")[0].split())


def test_printing_can_be_stopped(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    printer = QPrinter(QPrinter.PrinterMode.ScreenResolution)
    printer.setOutputFileName(str(tmp_path / "printed.pdf"))
    paper = Paper(Record("d", "\n".join(["审核合同47份。"] * 300), {}, []), None, QSizeF(672, 1000))
    said: list[str] = []
    window.desk.said.connect(lambda sentence, _undo: said.append(sentence))
    _Run(paper, printer, window)
    progress = window.findChild(ProgressDialog)
    assert progress is not None
    progress.reject()
    qtbot.waitUntil(lambda: bool(said))
    assert said == ["Printing was stopped."]
    qtbot.waitUntil(lambda: window.findChild(ProgressDialog) is None)


def test_no_line_is_lost_or_doubled_between_pages(qtbot: QtBot) -> None:
    lines = [f"第{number}段，" + "审核合同" * (number % 40) + "。" for number in range(1, 300)]
    text = "\n".join(lines)
    spans = [RecordSpan(f"s{n}", n * 50, n * 50 + 30, "measure", layer="li") for n in range(200)]
    paper = Paper(Record("d", text, {}, spans), None, QSizeF(672, 1000))
    strips = [strip for page in paper._pages for strip in page]
    rows = [(strip.top, strip.top + strip.height) for strip in strips if strip.part is strips[1].part]
    assert all(before[1] == after[0] for before, after in pairwise(rows))
    assert all(sum(strip.height for strip in page) <= 1000 for page in paper._pages)
    assert len(paper) > 5
