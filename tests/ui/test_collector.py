"""Garbage is collected in the window's thread, by the clock, and not where the next object happens to be made."""

import gc
import weakref

from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from annotator.ui import collector
from annotator.ui.collector import Collector


class Knot:
    """Refers to itself: nothing but a collection takes it away."""

    def __init__(self) -> None:
        self.me = self


def test_only_a_look_of_the_collector_takes_cycles_away(qtbot: QtBot, qapp: QApplication) -> None:
    gc.enable()
    made = Collector(qapp)
    made._clock.stop()
    assert not gc.isenabled()
    knot = weakref.ref(Knot())
    kept = [
        [] for _each in range(collector.YOUNG)
    ]  # enough for Python to collect by itself, were it allowed to
    assert knot() is not None
    made.look()
    assert knot() is None
    assert len(kept) == collector.YOUNG
    made.setParent(None)


def test_nothing_is_looked_at_while_little_is_made(qapp: QApplication) -> None:
    made = Collector(qapp)
    made._clock.stop()
    gc.collect()
    knot = weakref.ref(Knot())
    made.look()
    assert knot() is not None
    made.collect_all()
    assert knot() is None
    made.setParent(None)
