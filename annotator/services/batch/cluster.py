"""Workers of Dask: processes that are started here, or those of a cluster that is there already."""

import asyncio
import logging
import os
import signal
import time
import warnings
from collections.abc import Iterable, Mapping
from contextlib import ExitStack, suppress
from pydoc import locate
from queue import Empty, SimpleQueue
from typing import Any
from uuid import uuid4

from annotator import __version__
from annotator.domain.errors import UserError
from annotator.i18n import _, ngettext
from annotator.services.batch.crew import Lost
from annotator.services.batch.worker import do, forget
from annotator.services.unheard import unheard

_PATIENCE = 10  # seconds in which a scheduler answers and a worker has come
_DESERTED = 30  # seconds without any worker: one that is lost is started again in less
_ASK = 5  # seconds between questions who is there
_STRANGE = (OSError, TimeoutError, ValueError, MemoryError, OverflowError, TypeError, KeyError)
"""What comes of an answer that is none of a scheduler: its first bytes are taken for sizes."""


class Cluster:
    """Workers of Dask that have taken an order; to be closed. `address` is that of a scheduler, None for processes here.

    Raises UserError where there is no scheduler, or no worker.
    """

    def __init__(self, workers: int, address: str | None, order: bytes) -> None:
        self._order = order
        self._address = address
        self._run = uuid4().hex
        self._heard: SimpleQueue[tuple[int, Any]] = SimpleQueue()
        self._begun: SimpleQueue[tuple[int, int]] = SimpleQueue()
        self._seen: set[tuple[int, int]] = set()
        self._tries: dict[int, int] = {}
        self._futures: dict[int, Any] = {}
        self._local: Any = None
        self._agrees = False  # whether workers of a cluster are known to have what we have
        self._last = self._asked = time.monotonic()  # when somebody was known to be there
        self._client: Any = None
        with ExitStack() as stack:
            stack.callback(self._end)
            with unheard():
                self._connect(workers)
            stack.pop_all()

    def __enter__(self) -> "Cluster":
        return self

    def __exit__(self, *_exception: object) -> None:
        self._end()

    @property
    def size(self) -> int:
        threads: int = sum(self._client.nthreads().values())
        return max(1, threads)

    def give(self, number: int, content: Any) -> None:
        tried = self._tries[number] = self._tries.get(number, 0) + 1
        future = self._client.submit(
            begun_and_done, self._order, content, self._run, (number, tried),
            key=f"annotator-{self._run}-{number}-{tried}", pure=False,
        )  # fmt: skip
        self._futures[number] = future
        future.add_done_callback(lambda done: self._heard.put((number, _outcome(done))))

    def finished(self, seconds: float) -> list[tuple[int, Any]]:
        found = []
        with suppress(Empty):
            found.append(self._heard.get(timeout=seconds))
            while True:
                found.append(self._heard.get_nowait())
        self._watch(bool(found))
        for number, _outcome in found:
            self._futures.pop(number, None)
        return found

    def restarted(self) -> list[int]:
        """Dask itself gives the part of a lost worker to another one: then we hear of its beginning again."""
        again = []
        with suppress(Empty):
            while True:
                event = self._begun.get_nowait()
                if event in self._seen:
                    again.append(event[0])
                self._seen.add(event)
        return again

    def _watch(self, heard: bool) -> None:
        """Raises UserError where nothing comes and nobody has been at work for a while: the client would wait for ever."""
        at = time.monotonic()
        if heard:
            self._last = at
        if at - self._asked < _ASK:
            return
        self._asked = at
        with suppress(OSError):
            if self._client.nthreads():
                self._last = at
        if at - self._last > _DESERTED:
            raise UserError(
                _("the Dask cluster has no worker any more; nothing was written, start some and try again")
            )

    def _connect(self, workers: int) -> None:
        from distributed import Client, LocalCluster
        from distributed.versions import VersionMismatchWarning

        if self._address is None:
            self._local = LocalCluster(
                n_workers=workers, threads_per_worker=1, processes=True, memory_limit=0, dashboard_address=None,
                silence_logs=logging.CRITICAL, host="127.0.0.1",
                scheduler_kwargs={"dashboard": False, "dashboard_address": "127.0.0.1:0"},  # else it wants port 8787
            )  # fmt: skip
        if self._address is not None:
            check_scheduler(self._address)
        try:
            with (
                warnings.catch_warnings()
            ):  # of patches of Python, in many lines; `check_versions` says what matters
                warnings.simplefilter("ignore", VersionMismatchWarning)
                self._client = Client(self._local or self._address, set_as_default=False, timeout=_PATIENCE)
            self._client.wait_for_workers(1, timeout=_PATIENCE)
        except (OSError, TimeoutError, ValueError) as error:
            raise _no_scheduler(self._address or "", error) from error
        if self._address is not None:
            check_versions(self._client.get_versions())
            check_annotators(self._client.run(locate, "annotator.__version__").values())
            self._agrees = True
        self._client.subscribe_topic(self._run, lambda event: self._begun.put(tuple(event[1])))

    def _end(self) -> None:
        """Let go of the workers; those that were started here and are at work are ended."""
        if self._client is not None:
            left = [future for future in self._futures.values() if not future.done()]
            self._client.cancel(left, force=True)
            if self._local is None and self._agrees:
                self._client.run(forget, on_error="ignore")
            elif self._local is not None and left:
                self._end_processes()
            self._client.close()
        if self._local is not None:
            self._local.close()

    def _end_processes(self) -> None:
        for worker in self._local.workers.values():
            with suppress(ProcessLookupError, AttributeError):
                os.kill(worker.process.pid, signal.SIGTERM)


def check_scheduler(address: str) -> None:
    """Raises UserError where no scheduler answers at the address in time, whatever else does, or does not."""
    from distributed import Security
    from distributed.comm.core import connect

    async def greet() -> None:
        settings = Security().get_connection_args("client")
        comm = await asyncio.wait_for(connect(address, timeout=_PATIENCE, **settings), _PATIENCE)
        comm.abort()

    try:
        asyncio.run(greet())
    except _STRANGE as error:
        raise _no_scheduler(address, error) from error


def check_versions(found: Mapping[str, Any]) -> None:
    """Raises UserError where scheduler or workers have another Python, or another Dask, than there is here.

    `found` is what `distributed.Client.get_versions` gives.
    """
    ours = _versions(found["client"])
    for theirs in map(_versions, (found["scheduler"], *found["workers"].values())):
        if theirs != ours:
            raise UserError(
                _("the cluster has {theirs} and this is {ours}; results might differ, install the same there",
                  theirs=theirs, ours=ours)
            )  # fmt: skip


def check_annotators(found: Iterable[object]) -> None:
    """Raises UserError where a worker has another annotator, or none; `found` are their versions, None for none.

    Asked of Python's own `pydoc.locate`, since a worker that cannot read what it is sent closes without a word.
    """
    for theirs in found:
        if theirs is None:
            raise UserError(
                _(
                    "a worker of the cluster has no annotator; install annotator {ours} there",
                    ours=__version__,
                )
            )
        if theirs != __version__:
            raise UserError(
                _("the workers have annotator {theirs} and this is {ours}; install the same there",
                  theirs=theirs, ours=__version__)
            )  # fmt: skip


def _versions(of: Mapping[str, Any]) -> str:
    packages = of["packages"]
    python = ".".join(str(packages["python"]).split(".")[:2])
    return f"Python {python}, distributed {packages['distributed']}"


def _no_scheduler(address: str, error: BaseException) -> UserError:
    reason = str(error) or ngettext("no answer in {count} second", "no answer in {count} seconds", _PATIENCE)
    if isinstance(error, MemoryError | OverflowError | KeyError):
        reason = _("something else answers there")
    return UserError(
        _("there is no Dask scheduler with a worker at {address}; start them with “dask scheduler” and “dask worker "
          "{address}” ({reason})", address=address, reason=reason)
    )  # fmt: skip


def begun_and_done(order: bytes, content: Any, topic: str, event: tuple[int, int]) -> Any:
    """In the worker: tell that a part is begun, and do it."""
    from distributed import get_worker

    get_worker().log_event(topic, event)
    return do(order, content)


def _outcome(future: Any) -> Any:
    """The result, or the exception in its place; fetched at once, since it is lost with the worker that has it."""
    from distributed import KilledWorker

    if future.cancelled():
        return UserError(_("the connection to the Dask scheduler is lost; nothing was written, try again"))
    error = future.exception()
    if isinstance(error, KilledWorker):
        return Lost()
    if isinstance(error, ImportError | AttributeError):
        return UserError(
            _("the workers of the cluster lack something that is here ({reason}); install the same annotator there",
              reason=error)
        )  # fmt: skip
    return error if error is not None else future.result()
