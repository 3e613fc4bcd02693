"""Processes that leave Ctrl+C to the one that has started them, from their first moment on."""

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def unheard() -> Iterator[None]:
    """What is started within the block never hears of Ctrl+C; this process hears of it at the end of the block.

    Heard in the middle of a start, it would leave a process without its orders, which says so with a traceback. Not on
    Windows, which knows no such thing.
    """
    if sys.platform == "win32":
        yield
        return
    from multiprocessing import resource_tracker  # here, since it is part of every start and seldom needed

    resource_tracker.ensure_running()  # which would let it through again
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
