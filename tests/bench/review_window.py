"""How long the review window keeps others waiting in a big project. `python tests/bench/review_window.py [DOCUMENTS]`.

Made-up text, three layers of 200 spans a document, of which half differ. For each gesture: milliseconds of the call,
and of the longest turn of the event loop that follows from it. No screen is needed.
"""

import json
import os
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from PySide6.QtWidgets import QApplication

from annotator.services.exchange import import_paths
from annotator.services.project import Project, create_project
from annotator.text.words import Words
from annotator.ui import app
from annotator.ui.main_window import MainWindow
from annotator.ui.review_window import ReviewWindow
from annotator.ui.settings import Settings

LABELS = ("measure", "problem", "metric")


def main(documents: int) -> None:
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    application = QApplication([])
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        make(folder, documents)
        settings = Settings(folder / "window.ini")
        settings.annotator, settings.theme, settings.language = "rev", "light", "en"
        app.prepare(application, settings)
        main_window = MainWindow(Project(folder / "p.annot", "rev"), settings, Words(folder))
        main_window.show()
        began = time.perf_counter()
        main_window.reviewing.open()
        window = main_window.reviewing.dialog()
        longest = turns(lambda: window.session.is_reading or window.session.is_counting)
        print(
            f"{len(window.session.cases)} cases read in {time.perf_counter() - began:.1f} s, longest turn {longest:.0f} ms"
        )
        for title, act in gestures(window):
            call = clock(act)
            print(f"{title:<24} {call:6.1f} ms, then {turns(lambda: window.session.is_counting):6.1f} ms")
        main_window.close()


def gestures(window: ReviewWindow) -> Iterator[tuple[str, Callable[[], object]]]:
    for _time in range(3):
        yield "decide", lambda: window.decider.take(0)
    yield "next case", lambda: window.session.step(1)
    yield "undo", window.undo
    yield "filter", lambda: window.queue.show_filters({"kind": "boundary", "label": "measure"})
    yield "where two differ", lambda: window.queue.show_filters({"layers": ("a", "b")})
    yield "no filter", window.queue.clear
    yield "hide names", lambda: window.set_blind(True)


def make(folder: Path, documents: int) -> None:
    generator = random.Random(1)
    create_project(folder / "p.annot", actor="setup")
    with (folder / "all.jsonl").open("w", encoding="utf-8") as file:
        for number in range(documents):
            text = "".join(chr(generator.randrange(0x4E00, 0x9000)) for _each in range(4000))
            spans = [
                {"start": at * 20 + (generator.randrange(3) if at % 2 else 0), "end": at * 20 + 12,
                 "label": LABELS[at % 3], "layer": layer}
                for at in range(200) for layer in "abc"
            ]  # fmt: skip
            file.write(json.dumps({"id": f"d{number}", "text": text, "spans": spans}) + "\n")
    with Project(folder / "p.annot", "rev") as project:
        import_paths(project, [folder / "all.jsonl"])


def clock(act: Callable[[], object]) -> float:
    began = time.perf_counter()
    act()
    return 1000 * (time.perf_counter() - began)


def turns(busy: Callable[[], bool]) -> float:
    """The longest time between two looks at the event loop while something is going on, in milliseconds."""
    longest = clock(QApplication.processEvents)
    while busy():
        longest = max(longest, clock(lambda: (time.sleep(0.001), QApplication.processEvents())))
    return longest


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 300)
