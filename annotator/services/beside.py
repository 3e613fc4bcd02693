"""A second process that makes blocks of bytes beside this one.

It is started anew (never forked: a window has threads and Qt), knows the same language, and ends with this process or
when it is no longer asked. The program's main module must be safe to import, as `python -m annotator` is.
"""

import pickle
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from annotator.domain.errors import UserError
from annotator.i18n import _, language, set_language
from annotator.services.no_collection import no_collection
from annotator.services.unheard import unheard

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

Make = Callable[..., Iterator[bytes]]
_BLOCK, _ERROR, _END = b"b", b"e", b"."
_PIPE = 2**20  # bytes; more is for the system's own people


class Beside:
    """The blocks that `make(orders, *arguments)` yields in another process, one after the other; to be closed.

    `orders` are the numbers that it is sent meanwhile. It runs ahead as far as a pipe goes. What it raises is raised here.
    """

    def __init__(self, make: Make, *arguments: Any) -> None:
        import multiprocessing  # here, since it is part of every start and seldom needed

        context = multiprocessing.get_context("spawn")
        self._blocks, theirs = context.Pipe(duplex=False)
        orders, self._orders = context.Pipe(duplex=False)
        _widen(theirs)
        self._process = context.Process(
            target=_run, args=(theirs, orders, language(), make, arguments), daemon=True
        )
        with unheard():
            self._process.start()
        theirs.close()  # so that the end of the process is the end of the pipe
        orders.close()

    def send(self, order: int) -> None:
        """Raises UserError as reading does."""
        try:
            self._orders.send(order)
        except OSError as error:
            raise _ended() from error

    def __iter__(self) -> Iterator[bytes]:
        """Raises UserError where the process was ended from outside."""
        try:
            while (kind := self._blocks.recv_bytes(1)) != _END:
                block = self._blocks.recv_bytes()
                if kind == _ERROR:
                    raise pickle.loads(block)
                yield block
        except (EOFError, OSError) as error:
            raise _ended() from error

    @property
    def ready(self) -> bool:
        """Whether the next block, or the end, is there to be read."""
        return self._blocks.poll()

    def close(self) -> None:
        self._blocks.close()
        self._orders.close()
        self._process.terminate()
        self._process.join()


def _run(
    blocks: "Connection", orders: "Connection", spoken: str, make: Make, arguments: tuple[Any, ...]
) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # it is the first process that answers to Ctrl+C
    set_language(spoken)
    with suppress(BrokenPipeError, ConnectionResetError):  # nobody asks any more
        try:
            with no_collection():
                for block in make(_heard(orders), *arguments):
                    blocks.send_bytes(_BLOCK)
                    blocks.send_bytes(block)
        except Exception as error:  # carried over: the first process shows it like one of its own
            blocks.send_bytes(_ERROR)
            blocks.send_bytes(pickle.dumps(error))
        blocks.send_bytes(_END)


def _heard(orders: "Connection") -> Iterator[int]:
    with suppress(EOFError, OSError):
        while True:
            yield orders.recv()


def _widen(pipe: "Connection") -> None:
    """Let a pipe hold a block, so that the next one can be made before this one is taken; where it cannot, one waits."""
    if sys.platform == "linux":
        import fcntl

        with suppress(OSError):
            fcntl.fcntl(pipe.fileno(), fcntl.F_SETPIPE_SZ, _PIPE)


def _ended() -> UserError:
    return UserError(
        _("a process that annotator had started was ended from outside; nothing was changed, try again")
    )
