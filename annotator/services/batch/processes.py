"""Workers that are processes of the standard library: one pool of one process each, so that each can be lost alone.

They are started anew and never forked (a window has threads and Qt), and end with this process.
"""

import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from typing import Any

from annotator.services.batch.crew import Lost
from annotator.services.batch.worker import do
from annotator.services.unheard import unheard

_EACH = 2  # parts that one has at a time: the next is there when one is done


class Processes:
    """So many processes that have taken an order; to be closed."""

    def __init__(self, count: int, order: bytes) -> None:
        self._workers = [_Worker(order) for _number in range(count)]
        self._waiting: deque[tuple[int, Any]] = deque()

    def __enter__(self) -> "Processes":
        return self

    def __exit__(self, *_exception: object) -> None:
        for worker in self._workers:
            worker.close()

    @property
    def size(self) -> int:
        return len(self._workers)

    def give(self, number: int, content: Any) -> None:
        self._waiting.append((number, content))
        self._hand_out()

    def finished(self, seconds: float) -> list[tuple[int, Any]]:
        under_way = [future for worker in self._workers for future in worker.under_way]
        wait(under_way, timeout=seconds, return_when=FIRST_COMPLETED)
        found = [outcome for worker in self._workers for outcome in worker.finished()]
        self._hand_out()
        return found

    def restarted(self) -> list[int]:
        return []

    def _hand_out(self) -> None:
        for load in range(_EACH):
            for worker in self._workers:
                if self._waiting and worker.load <= load:
                    worker.give(*self._waiting.popleft())


class _Worker:
    """One process, and what it has to do, in that order."""

    def __init__(self, order: bytes) -> None:
        self._order = order
        self._given: deque[tuple[int, Any, Future[Any]]] = deque()
        self._start()

    @property
    def load(self) -> int:
        return len(self._given)

    @property
    def under_way(self) -> list[Future[Any]]:
        return [future for _number, _content, future in self._given]

    def give(self, number: int, content: Any) -> None:
        self._given.append((number, content, self._submitted(content)))

    def finished(self) -> Iterator[tuple[int, Any]]:
        """What is done. The part at work when the process was lost is lost; those behind it are given to the next process."""
        while self._given and self._given[0][2].done():
            number, _content, future = self._given.popleft()
            error = future.exception()
            if isinstance(error, BrokenProcessPool):
                self._start_again()
                yield number, Lost()
            else:
                yield number, error or future.result()

    def close(self) -> None:
        if self._given:
            with suppress(BrokenProcessPool, ProcessLookupError):
                os.kill(self._pid.result(), signal.SIGTERM)
        self._pool.shutdown(cancel_futures=True)

    def _start(self) -> None:
        self._pool = ProcessPoolExecutor(
            1, mp_context=multiprocessing.get_context("spawn"), initializer=_begin, initargs=(os.getpid(),)
        )
        with unheard():
            self._pid = self._pool.submit(os.getpid)

    def _start_again(self) -> None:
        self._pool.shutdown()
        self._start()
        left, self._given = self._given, deque()
        for number, content, _future in left:
            self.give(number, content)

    def _submitted(self, content: Any) -> Future[Any]:
        try:
            return self._pool.submit(do, self._order, content)
        except BrokenProcessPool as error:  # lost while it had nothing to do
            future: Future[Any] = Future()
            future.set_exception(error)
            return future


def _begin(parent: int) -> None:
    """In the process: leave Ctrl+C to the one that has started it, and end with that."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with, args=(parent,), daemon=True).start()


def _end_with(parent: int) -> None:
    started_by = multiprocessing.parent_process()
    if started_by is not None and started_by.pid == parent:
        started_by.join()
        os._exit(1)
