"""A second process that makes blocks of bytes beside this one.

It is started anew (never forked: a window has threads and Qt), knows the same language, and ends with this process or
when it is no longer asked. The program's main module must be safe to import, as `python -m annotator` is.
"""

import pickle
import signal
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from annotator.domain.errors import UserError
from annotator.i18n import _, language, set_language
from annotator.services.no_collection import no_collection

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

Make = Callable[..., Iterator[bytes]]
_BLOCK, _ERROR, _END = b"b", b"e", b"."


class Beside:
    """The blocks that `make(*arguments)` yields in another process, one after the other; to be closed.

    It runs ahead as far as a pipe goes. What it raises is raised here.
    """

    def __init__(self, make: Make, *arguments: Any) -> None:
        import multiprocessing  # here, since it is part of every start and seldom needed

        context = multiprocessing.get_context("spawn")
        self._blocks, theirs = context.Pipe(duplex=False)
        self._process = context.Process(target=_run, args=(theirs, language(), make, arguments), daemon=True)
        self._process.start()
        theirs.close()  # so that the end of the process is the end of the pipe

    def __iter__(self) -> Iterator[bytes]:
        """Raises UserError where the process was ended from outside."""
        try:
            while (kind := self._blocks.recv_bytes(1)) != _END:
                block = self._blocks.recv_bytes()
                if kind == _ERROR:
                    raise pickle.loads(block)
                yield block
        except (EOFError, OSError) as error:
            raise UserError(
                _(
                    "a process that annotator had started was ended from outside; nothing was changed, try again"
                )
            ) from error

    @property
    def ready(self) -> bool:
        """Whether the next block, or the end, is there to be read."""
        return self._blocks.poll()

    def close(self) -> None:
        self._blocks.close()
        self._process.terminate()
        self._process.join()


def _run(blocks: "Connection", spoken: str, make: Make, arguments: tuple[Any, ...]) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # it is the first process that answers to Ctrl+C
    set_language(spoken)
    with suppress(BrokenPipeError, ConnectionResetError):  # nobody asks any more
        try:
            with no_collection():
                for block in make(*arguments):
                    blocks.send_bytes(_BLOCK)
                    blocks.send_bytes(block)
        except Exception as error:  # carried over: the first process shows it like one of its own
            blocks.send_bytes(_ERROR)
            blocks.send_bytes(pickle.dumps(error))
        blocks.send_bytes(_END)
