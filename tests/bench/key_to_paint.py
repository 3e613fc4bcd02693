"""From a key press in the real window to the painted span, everything on the way included.

    python tests/bench/key_to_paint.py [--chars 1000000] [--spans 5000]

Milliseconds of the GUI thread's CPU time (offscreen), for marking, undo, opening and walking; the bar for a mark and its
undo is 8 ms at p95, for opening 100 ms. The commit's write and sync to the disk are inside.
"""

import argparse
import os
import random
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from annotator.domain.change import Change
from annotator.domain.document import Document
from annotator.domain.span import make_span
from annotator.services.project import Project, create_project
from annotator.text.words import Words
from annotator.ui import app
from annotator.ui.main_window import MainWindow
from annotator.ui.marking import warm
from annotator.ui.settings import Settings

CLAUSE = "开展行政执法检查12次，制定全年普法工作要点，接收捐款372万元；行政执法力量不足。"


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--chars", type=int, default=1_000_000)
    options.add_argument("--spans", type=int, default=5_000)
    options.add_argument("--turns", type=int, default=100)
    given = options.parse_args()
    application = QApplication([])
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        for chars, spans in ((10_000, 50), (given.chars, given.spans)):
            path = place / f"{chars}.annot"
            _make(path, chars, spans)
            _measure(application, path, place, given.turns, f"{chars:,} characters, {spans:,} spans")


def _measure(application: QApplication, path: Path, place: Path, turns: int, name: str) -> None:
    settings = Settings(place / "window.ini")
    settings.annotator = "li"
    app.prepare(application, settings)
    words = Words(place)
    words.load()
    warm()  # as the window does after its first frame
    window = MainWindow(Project(path, "li"), settings, words)
    window.resize(1360, 860)
    window.show()
    QTest.qWaitForWindowExposed(window)
    view = window.view
    opening = _cpu(application, window.documents.open_last)
    view.setFocus()
    chooser = random.Random(7)
    marks, undos, walks = [], [], []
    for _turn in range(turns):
        at = chooser.randrange(len(view.text()) - 100)
        view.set_caret(view.text().index("制定", at) + 2)
        view.ensure_visible(view.caret())
        application.processEvents()
        before = window.desk.open_document.size
        marks.append(_cpu(application, lambda: QTest.keyClick(view, Qt.Key.Key_1)))
        if window.desk.open_document.size > before:
            undos.append(
                _cpu(
                    application,
                    lambda: QTest.keyClick(view, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier),
                )
            )
        walks.append(_cpu(application, lambda: QTest.keyClick(view, Qt.Key.Key_Tab)))
    print(f"\n{name}\n  open          {opening:7.1f}")
    for title, values in (("mark", marks), ("undo", undos), ("next mark", walks)):
        values.sort()
        middle, late = values[len(values) // 2], values[int(len(values) * 0.95)]
        print(f"  {title:12} {middle:7.1f} p50 {late:7.1f} p95 {values[-1]:7.1f} max   ({len(values)} times)")
    window.close()


def _cpu(application: QApplication, action: Callable[[], object]) -> float:
    started = time.thread_time()
    action()
    application.processEvents()
    return (time.thread_time() - started) * 1000


def _make(path: Path, chars: int, number: int) -> None:
    chooser = random.Random(5)
    body = (CLAUSE * 6 + "\n") * (chars // (len(CLAUSE) * 6 + 1) + 1)
    document = Document("d", body[:chars])
    spans, at = [], 0
    step = chars // number
    for turn in range(number):
        at = min(turn * step + chooser.randrange(step), chars - 50)
        label = chooser.choice(["problem", "metric"])
        spans.append(make_span("d", document.text, at, at + chooser.randrange(4, 40), label, "li"))
    create_project(path, actor="bench")
    with Project(path, "bench") as project:
        project.commit([Change(None, document), *(Change(None, span) for span in spans)], "import")


if __name__ == "__main__":
    main()
