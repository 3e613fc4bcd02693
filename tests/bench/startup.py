"""From the start of Python to the first usable window, against a bare PySide6 window in the same run.

    python tests/bench/startup.py [--documents 100000] [--runs 5]

Warm: medians of several runs. Cold: one run after the page cache was dropped, where that is allowed (root on Linux).
Bars: 0.6 s warm, 1.5 s cold, also with a project of 100,000 documents.
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BARE = """
import sys, time
from PySide6.QtWidgets import QApplication, QMainWindow
a = QApplication(sys.argv); w = QMainWindow(); w.show(); a.processEvents()
"""
OURS = """
import sys
from pathlib import Path
from PySide6.QtWidgets import QApplication
from annotator.ui import app
a = QApplication(sys.argv[:1])
settings = app.Settings(Path(sys.argv[1]).with_suffix(".ini")); settings.annotator = "li"
app.prepare(a, settings)
windows = app.Windows(settings); windows.open(Path(sys.argv[1]))
a.processEvents(); a.processEvents()
assert windows.window.desk.document is not None
"""
CLOCK = """
import os, time
print(time.time() - float(os.environ["STARTED"]), time.process_time(), flush=True)
os._exit(0)
"""


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--documents", type=int, default=100_000)
    options.add_argument("--runs", type=int, default=5)
    given = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        small, big = Path(folder) / "small.annot", Path(folder) / "big.annot"
        _make(small, 1)
        _make(big, given.documents)
        bare = _warm(BARE, big, given.runs)
        print(f"{'':32}{'wall':>8}{'cpu':>8}  of bare")
        print(f"{'bare PySide6 window':32}{bare[0]:8.3f}{bare[1]:8.3f}")
        for name, path in (("1 document", small), (f"{given.documents:,} documents", big)):
            wall, cpu = _warm(OURS, path, given.runs)
            print(f"{'annotator, ' + name:32}{wall:8.3f}{cpu:8.3f}  {wall / bare[0]:.1f}x")
        if _drop_cache():
            wall, cpu = _run(OURS, big)
            print(f"{'annotator, cold':32}{wall:8.3f}{cpu:8.3f}  {wall / bare[0]:.1f}x")


def _make(path: Path, number: int) -> None:
    from annotator.domain.change import Change
    from annotator.domain.document import Document
    from annotator.services.project import Project, create_project

    def changes() -> Iterator[Change]:
        for i in range(number):
            text = f"第{i}号法治政府建设年度报告\n" + "开展检查三次，审核合同47份。行政执法力量不足。\n" * 40
            yield Change(None, Document(f"d{i:06}", text))

    create_project(path, actor="bench")
    with Project(path, "bench") as project:
        project.commit(changes(), "documents")


def _warm(code: str, project: Path, runs: int) -> tuple[float, float]:
    _run(code, project)
    found = [_run(code, project) for _turn in range(runs)]
    return statistics.median(wall for wall, _cpu in found), statistics.median(cpu for _wall, cpu in found)


def _run(code: str, project: Path) -> tuple[float, float]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "STARTED": str(time.time())}
    environment.setdefault("QT_QPA_PLATFORM", "offscreen")
    command = [sys.executable, "-c", code + CLOCK, str(project)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    wall, cpu = done.stdout.split()
    return float(wall), float(cpu)


def _drop_cache() -> bool:
    try:
        os.sync()
        Path("/proc/sys/vm/drop_caches").write_text("3\n")
    except OSError:
        print("(no cold run: the page cache cannot be dropped here)")
        return False
    return True


if __name__ == "__main__":
    main()
