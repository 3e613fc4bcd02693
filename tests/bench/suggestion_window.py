"""A report of 26,000 characters gets its suggestions in the real window: how long it takes, and how long the window stalls.

    python tests/bench/suggestion_window.py [--report FILE] [--turns N]

Prints, for rules and for the learned model, seconds from opening the report to the dashed lines (bars: 1 s and 2 s), the
longest gap between two turns of the window's event loop meanwhile, and the time of keys pressed meanwhile. Without a report,
it takes the longest of the shared corpus, or makes one up. `learned` is trained on what the rules propose for it.
"""

import argparse
import os
import sys
import tempfile
import time
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
sys.path.insert(0, str(Path(__file__).resolve().parent))

from PySide6.QtCore import QEventLoop, QObject, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from suggestion_keys import SECTION, _train
from suggestions import ROOT, longest

from annotator.domain.change import Change
from annotator.domain.document import Document
from annotator.services.project import Project, create_project
from annotator.suggest.rules import prepare
from annotator.text.outline import outline
from annotator.text.words import Words
from annotator.ui import app
from annotator.ui.main_window import MainWindow
from annotator.ui.marking import warm
from annotator.ui.settings import Settings

KEYS = (Qt.Key.Key_Down, Qt.Key.Key_Period, Qt.Key.Key_1, Qt.Key.Key_Tab)
BREATH = 25  # milliseconds between keys: forty a second
TICK = 4  # milliseconds; a loop that never rests would take the interpreter from the engine half of the time


class Stalls(QObject):
    """Notes the longest time in which the event loop did not come round."""

    def __init__(self) -> None:
        super().__init__()
        self._timer = QTimer(self, interval=TICK)
        self._timer.timeout.connect(self._tick)
        self.longest = 0.0
        self._last = 0.0

    def start(self) -> None:
        self.longest, self._last = 0.0, time.perf_counter()
        self._timer.start()

    def stop(self) -> None:
        self._timer.stop()

    def _tick(self) -> None:
        now = time.perf_counter()
        self.longest, self._last = max(self.longest, now - self._last - TICK / 1000), now


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--report", type=Path)
    options.add_argument("--turns", type=int, default=5)
    given = options.parse_args()
    sys.setswitchinterval(app.GIVE_WAY)
    application = QApplication([])
    with tempfile.TemporaryDirectory() as folder:
        for engine in ("rules", "learned"):
            measure(application, Path(folder) / engine, text_of(given.report), engine, given.turns)


def text_of(report: Path | None) -> str:
    if report:
        return report.read_text(encoding="utf-8")
    found = longest(ROOT.parent / "shared" / "corpus")
    return found.text if found else SECTION * (26_000 // len(SECTION))


def measure(application: QApplication, place: Path, text: str, engine: str, turns: int) -> None:
    place.mkdir()
    settings = Settings(place / "window.ini")
    settings.annotator = "li"
    app.prepare(application, settings)
    words = Words(place)
    words.load()
    warm()
    prepare()
    path = place / "bench.annot"
    create_project(path, actor="bench")
    with Project(path, "bench") as project:
        small = Document("other", SECTION)
        document = Document("d", text, outline=outline(text))
        project.commit([Change(None, one) for one in (document, small)], "import")
        if engine == "learned":
            _train(project, words)
    window = MainWindow(Project(path, "li"), settings, words)
    window.suggesting.choices.engine, window.suggesting.choices.layer = engine, "bench"
    window.resize(1360, 860)
    window.show()
    QTest.qWaitForWindowExposed(window)
    print(f"{engine}, {len(text):,} characters")
    stalls = Stalls()
    for number in range(turns):
        for typing in (False, True):
            tell(number, typing, *one_run(application, window, stalls, typing))
    window.close()


def one_run(
    application: QApplication, window: MainWindow, stalls: Stalls, typing: bool
) -> tuple[float, float, float, list[float], int]:
    """Seconds to the dashed lines, by the clock and of processor (all threads); the longest stall, milliseconds of each
    key, suggestions shown."""
    window.documents.open_document("other")
    wait(window)
    keys: list[float] = []
    window.documents.open_document("d")
    window.view.setFocus()
    application.processEvents()
    stalls.start()
    started, used = time.perf_counter(), time.process_time()
    while window.suggesting.seeking.busy:
        if typing:
            before = time.perf_counter()
            QTest.keyClick(window.view, KEYS[len(keys) % len(KEYS)])
            application.processEvents()
            keys.append((time.perf_counter() - before) * 1000)
        turn(BREATH if typing else TICK)
    seconds, used = time.perf_counter() - started, time.process_time() - used
    stalls.stop()
    return seconds, used, stalls.longest * 1000, keys, window.suggesting.offers.shown_count()


def wait(window: MainWindow) -> None:
    while window.suggesting.seeking.busy:
        turn(5)
    turn(300)


def turn(milliseconds: int) -> None:
    """Let the window's event loop run, as `exec` does: `QTest.qWait` keeps the interpreter from other threads."""
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


def tell(
    number: int, typing: bool, seconds: float, used: float, stall: float, keys: list[float], shown: int
) -> None:
    what = "typing" if typing else "idle  "
    line = f"  {number}  {what}  {shown:5} suggestions after {seconds:5.2f} s ({used:.2f} of processor)"
    line += f"   longest stall {stall:6.1f} ms"
    if keys:
        ordered = sorted(keys)
        line += f"   {len(keys)} keys: {ordered[len(ordered) // 2]:.1f} p50 {ordered[-1]:.1f} worst"
    print(line)


if __name__ == "__main__":
    main()
