"""Keys on suggestions in the real window, from the key to the painted span, and keys while an engine is at work.

    python tests/bench/suggestion_keys.py [--report FILE.txt] [--engine rules|learned]

Milliseconds of the GUI thread's CPU time, and of the clock (offscreen); the bar is 8 ms of CPU time at p95. Without a
report the text is made up, of 26,000 characters. `learned` is trained on what the rules propose for it.
"""

import argparse
import os
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
from annotator.services import suggesting
from annotator.services.project import Project, create_project
from annotator.services.training import train_model
from annotator.text.outline import outline
from annotator.text.words import Words
from annotator.ui import app
from annotator.ui.main_window import MainWindow
from annotator.ui.marking import warm
from annotator.ui.settings import Settings

SECTION = (
    "一、工作开展情况\n"
    + "开展行政执法检查12次，制定全年普法工作要点，接收捐款372万元；行政执法力量不足。" * 20
    + "\n"
)
KEY, CTRL = Qt.Key, Qt.KeyboardModifier.ControlModifier


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--report", type=Path)
    options.add_argument("--engine", default="rules")
    options.add_argument("--turns", type=int, default=100)
    given = options.parse_args()
    text = given.report.read_text(encoding="utf-8") if given.report else SECTION * (26_000 // len(SECTION))
    sys.setswitchinterval(app.GIVE_WAY)
    application = QApplication([])
    with tempfile.TemporaryDirectory() as folder:
        _measure(application, Path(folder), text, given.engine, given.turns)


def _measure(application: QApplication, place: Path, text: str, engine: str, turns: int) -> None:
    settings = Settings(place / "window.ini")
    settings.annotator = "li"
    app.prepare(application, settings)
    words = Words(place)
    words.load()
    warm()  # as the window does after its first frame
    path = place / "bench.annot"
    create_project(path, actor="bench")
    with Project(path, "bench") as project:
        project.commit([Change(None, Document("d", text, outline=outline(text)))], "import")
        if engine == "learned":
            _train(project, words)
    window = MainWindow(Project(path, "li"), settings, words)
    window.suggesting.choices.engine, window.suggesting.choices.layer = engine, "bench"
    window.resize(1360, 860)
    window.show()
    QTest.qWaitForWindowExposed(window)
    started = time.perf_counter()
    window.documents.open_last()
    window.view.setFocus()
    while window.suggesting.seeking.busy:
        QTest.qWait(5)
    count = window.suggesting.offers.shown_count()
    print(
        f"{len(text):,} characters, {count} suggestions by {engine} after {time.perf_counter() - started:.2f} s"
    )
    window.suggesting.choose(engine)
    _tell("label, engine busy", _keys_while_busy(application, window))
    for name, values in _keys(application, window, turns).items():
        _tell(name, values)
    window.close()


def _train(project: Project, words: Words) -> None:
    document = project.document("d")
    found = suggesting.suggestions(project, document, suggesting.engine(project, "rules", words.words))
    suggesting.accept(project, document, found)
    started = time.perf_counter()
    train_model(project, "bench", words.words)
    print(f"trained in {time.perf_counter() - started:.2f} s")


def _keys_while_busy(application: QApplication, window: MainWindow) -> list[tuple[float, float]]:
    view, taken = window.view, []
    while window.suggesting.seeking.busy:
        at = (100 + 60 * len(taken)) % (len(view.text()) - 1)
        view.set_caret(at)
        view.ensure_visible(at)
        taken.append(_time(application, lambda: QTest.keyClick(view, KEY.Key_1)))
        QTest.qWait(20)
    return taken


def _keys(application: QApplication, window: MainWindow, turns: int) -> dict[str, list[tuple[float, float]]]:
    view = window.view
    view.set_caret(2000)
    taken: dict[str, list[tuple[float, float]]] = {
        "walk": [],
        "accept": [],
        "undo": [],
        "reject": [],
        "label": [],
    }
    for _turn in range(turns):
        taken["walk"].append(_time(application, lambda: QTest.keyClick(view, KEY.Key_Tab)))
        if window.suggesting.offers.current is None:
            continue
        taken["accept"].append(_time(application, lambda: QTest.keyClick(view, KEY.Key_Return)))
        taken["undo"].append(_time(application, lambda: QTest.keyClick(view, KEY.Key_Z, CTRL)))
        taken["reject"].append(_time(application, lambda: QTest.keyClick(view, KEY.Key_Delete)))
        taken["label"].append(_time(application, lambda: QTest.keyClick(view, KEY.Key_2)))
        QTest.qWait(60)
    return taken


def _time(application: QApplication, action: Callable[[], object]) -> tuple[float, float]:
    cpu, clock = time.thread_time(), time.perf_counter()
    action()
    application.processEvents()
    return (time.thread_time() - cpu) * 1000, (time.perf_counter() - clock) * 1000


def _tell(name: str, values: list[tuple[float, float]]) -> None:
    if values:
        figures = []
        for kind in (0, 1):
            sorted_ = sorted(pair[kind] for pair in values)
            figures += [sorted_[len(sorted_) // 2], sorted_[int(len(sorted_) * 0.95)]]
        print("  {:20} cpu {:6.1f} p50 {:6.1f} p95   clock {:6.1f} p50 {:6.1f} p95".format(name, *figures))


if __name__ == "__main__":
    main()
