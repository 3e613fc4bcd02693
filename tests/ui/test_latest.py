"""One piece of work at a time."""

import threading
from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QObject, QThreadPool
from pytestqt.qtbot import QtBot

from annotator.domain.errors import UserError
from annotator.ui.jobs import Progress
from annotator.ui.latest import Latest


@pytest.fixture
def latest(qapp: QObject) -> Iterator[Latest]:
    pool = QThreadPool()
    parent = QObject()
    yield Latest(pool, parent)
    pool.waitForDone()


def test_what_is_asked_for_later_is_all_that_is_heard_of(qtbot: QtBot, latest: Latest) -> None:
    begun, go_on = threading.Event(), threading.Event()
    heard: list[object] = []
    latest.progressed.connect(lambda done, total: heard.append((done, total)))

    def slow(progress: Progress, cancelled: Callable[[], bool]) -> str:
        begun.set()
        assert go_on.wait(10)
        progress(1, 2)
        return "stopped" if cancelled() else "to the end"

    gave: list[object] = []
    latest.do(lambda p, c: gave.append(slow(p, c)), heard.append, heard.append)
    assert begun.wait(10)
    latest.do(lambda progress, _cancelled: progress(3, 4), lambda _none: heard.append("second"), heard.append)
    go_on.set()
    qtbot.waitUntil(lambda: not latest.busy and bool(gave), timeout=10_000)
    qtbot.wait(50)
    assert heard == [(3, 4), "second"]
    assert gave == ["stopped"]


def test_a_refusal_is_told_and_the_next_work_may_begin(qtbot: QtBot, latest: Latest) -> None:
    def refuse(_progress: Progress, _cancelled: Callable[[], bool]) -> None:
        raise UserError("no")

    heard: list[str] = []
    latest.do(refuse, lambda _result: heard.append("done"), lambda error: heard.append(str(error)))
    assert latest.busy
    qtbot.waitUntil(lambda: heard == ["no"], timeout=10_000)
    assert not latest.busy
    assert not latest.drop()


def test_an_error_of_ours_is_raised(qtbot: QtBot, latest: Latest) -> None:
    with qtbot.captureExceptions() as raised:
        latest.do(lambda _progress, _cancelled: 1 / 0, lambda _result: None, lambda _error: None)
        qtbot.waitUntil(lambda: bool(raised), timeout=10_000)
    assert raised[0][0] is ZeroDivisionError
    assert not latest.busy
