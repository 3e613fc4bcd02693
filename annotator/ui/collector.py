"""When Python looks for cycles of objects that nobody refers to: in the window's thread, between events, never elsewhere.

Left to itself, Python collects wherever the next object happens to be made. On a worker's thread that destroys widgets
whose thread it is not; in the middle of an event it takes them from under Qt. Either ends the program. So does the last
collection of all, when the interpreter ends: it may take the engine of an icon (`icons.py`) before the icon, which then
destroys it a second time. What is there at the end goes with the process instead.
"""

import atexit
import gc
import time

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication

TICK_MS = 1_000
YOUNG = 2_000  # new objects that are worth a look, which takes a millisecond
OLDER_EVERY = 20  # looks at the young ones
ALL_EVERY = 600.0  # seconds; of a million objects it takes a quarter of one


class Collector(QObject):
    """Collects by the clock from when it is made, and everything when the person has turned to another window."""

    def __init__(self, application: QApplication) -> None:
        super().__init__(application)
        gc.disable()
        atexit.register(gc.freeze)
        self._looks = 0
        self._all_at = time.monotonic()
        self._clock = QTimer(self)
        self._clock.setInterval(TICK_MS)
        self._clock.timeout.connect(self.look)
        self._clock.start()
        application.applicationStateChanged.connect(self._turned)

    def look(self) -> None:
        """Collect what is due; costs nothing when little was made."""
        if time.monotonic() - self._all_at > ALL_EVERY:
            self.collect_all()
        elif gc.get_count()[0] > YOUNG:
            self._looks += 1
            gc.collect(1 if self._looks % OLDER_EVERY == 0 else 0)

    def collect_all(self) -> None:
        self._all_at = time.monotonic()
        gc.collect()

    def _turned(self, state: Qt.ApplicationState) -> None:
        if state != Qt.ApplicationState.ApplicationActive:
            QTimer.singleShot(0, self, self.collect_all)  # between events
