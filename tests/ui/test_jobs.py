"""Work beside the window, and its end."""

import subprocess
import sys

BUSY = """
import sys, time
from PySide6.QtCore import QObject
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from annotator.ui.jobs import Job, pool_of

application = QApplication(sys.argv)
owner, ended = QObject(), []

def work(progress, cancelled):
    until = time.monotonic() + 0.5
    while time.monotonic() < until:  # Python all the time
        sum(range(1_000))
    ended.append(True)

job = Job(work)
job.start(pool_of(owner))
time.sleep(0.1)
owner.deleteLater()
QTest.qWait(100)  # handles events without letting go of the interpreter
assert ended
"""


def test_work_ends_whoever_handles_the_event_that_takes_its_owner_away() -> None:
    """In a process of its own: what this is about would stand still for ever."""
    done = subprocess.run(
        [sys.executable, "-c", BUSY, "-platform", "offscreen"], capture_output=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr.decode()
