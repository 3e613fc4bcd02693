"""Who does the work, and how it comes back: in the order of the parts, whoever did them, whatever became of a worker."""

import errno
import pickle
from collections import Counter
from collections.abc import Callable, Generator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from importlib.util import find_spec
from typing import Any, NamedTuple, Protocol

from annotator import __version__
from annotator.domain.errors import BadInput, DiskFull, Stopped, UserError
from annotator.i18n import _, language, listed, ngettext
from annotator.services.batch.worker import Moved, Order

TRIES = 3  # of a part whose workers are lost, or lack something that may come back
TRIES_OF_MISTAKES = 2  # of a part that goes wrong by itself
_AHEAD = 4  # parts a worker that are under way, or done and not yet asked for
FULL = {errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)}
_LISTEN = 0.2  # seconds between looks at whether the person wants to stop

Progress = Callable[[int, int], None]
Stop = Callable[[], bool]


class Job(NamedTuple):
    """What workers do: `prepare(*arguments)` once, then `work(prepared, content)` for each part.

    Both are functions that can be imported; arguments, contents and results can be pickled.
    """

    prepare: Callable[..., Any]
    arguments: tuple[Any, ...]
    work: Callable[[Any, Any], Any]


class Part(NamedTuple):
    """A part of the work: `name` is what people know it by, `size` what it adds to the progress."""

    content: Any
    name: str
    size: int


class Lost(Exception):
    """The worker that had a part is gone."""


class Team(Protocol):
    """Workers that have taken a job."""

    @property
    def size(self) -> int:
        """How many parts are done at once."""

    def give(self, number: int, content: Any) -> None:
        """Hand a part over."""

    def finished(self, seconds: float) -> list[tuple[int, Any]]:
        """What came back: the number of the part and its result, or the exception in its place; waits so long."""

    def restarted(self) -> list[int]:
        """Parts that were begun again without our doing, since the last time this was asked."""


@dataclass
class Crew:
    """`workers` processes of this machine, or the workers of the Dask cluster at `scheduler`.

    `retried` names, when the work is done, the parts that had to be done again because a worker was lost. `least`, where
    it is given, stands for how much work there must be before processes are started for it. `idle` is a sentence that says
    why workers are of no use for what was asked, else empty. Raises BadInput for a cluster
    without Dask.
    """

    workers: int = 0
    scheduler: str | None = None
    least: int | None = None
    retried: list[str] = field(default_factory=list)
    idle: str = ""

    def __post_init__(self) -> None:
        if self.scheduler is not None and not has_dask():
            raise BadInput(
                _(
                    "--scheduler needs the Python package distributed; install it with “pip install annotator[batch]”, "
                    "or use --workers, which does without"
                )
            )

    def pays(self, amount: int, least: int) -> bool:
        """Whether so much work is worth handing over; `least` is what pays for the start of processes."""
        if self.scheduler is not None:
            return True
        return self.workers > 1 and amount >= (least if self.least is None else self.least)

    def team(self, job: Job) -> AbstractContextManager[Team]:
        """Workers for a job: of Dask where it is installed, else processes of the standard library."""
        order = pickle.dumps(Order(__version__, language(), *job))
        if has_dask():
            from annotator.services.batch.cluster import Cluster

            return Cluster(self.workers, self.scheduler, order)
        from annotator.services.batch.processes import Processes

        return Processes(self.workers, order)


def has_dask() -> bool:
    """Whether Dask can be used."""
    return find_spec("distributed") is not None


def run(
    job: Job,
    parts: Sequence[Part],
    crew: Crew,
    *,
    here: Callable[[Any], Any],
    progress: Progress | None = None,
    cancelled: Stop | None = None,
) -> Generator[Any, None, None]:
    """The results of the parts, in their order; a generator, to be closed when it is left early.

    `here` does a part in this process: what workers would not do alike, because the project has moved on. A part whose
    worker is lost, or that goes wrong, is done again, and named in `crew.retried`. `progress` hears the sizes of the
    parts that are done, and of all. Raises a UserError that a part raises, or that says which part cannot be done
    (`failure`), and Stopped.
    """
    total, done = sum(part.size for part in parts), 0
    with crew.team(job) as team:
        running = _Running(parts, team, crew.retried, here, cancelled)
        for number, part in enumerate(parts):
            yield running.result(number)
            done += part.size
            if progress is not None:
                progress(done, total)


def alone(
    parts: Sequence[Part],
    work: Callable[[Any], Any],
    *,
    progress: Progress | None = None,
    cancelled: Stop | None = None,
) -> Generator[Any, None, None]:
    """The same by this process, one part after the other. Raises what `work` raises, and Stopped."""
    total, done = sum(part.size for part in parts), 0
    for part in parts:
        if cancelled is not None and cancelled():
            raise _stopped()
        yield work(part.content)
        done += part.size
        if progress is not None:
            progress(done, total)


@dataclass
class _Running:
    """The parts under way."""

    parts: Sequence[Part]
    team: Team
    retried: list[str]
    here: Callable[[Any], Any]
    cancelled: Stop | None
    given: int = 0
    made: dict[int, Any] = field(default_factory=dict)
    losses: Counter[int] = field(default_factory=Counter)

    def result(self, number: int) -> Any:
        most = min(len(self.parts), number + _AHEAD * self.team.size)
        for one in range(self.given, most):
            self.team.give(one, self.parts[one].content)
        self.given = max(self.given, most)
        self._listen()
        while number not in self.made:
            for one, outcome in self.team.finished(_LISTEN):
                self._take(one, outcome)
            for one in self.team.restarted():
                self._name(one)
            self._listen()
        outcome = self.made.pop(number)
        if isinstance(outcome, Moved):
            return self.here(self.parts[number].content)
        if isinstance(outcome, BaseException):
            raise outcome
        return outcome

    def _take(self, number: int, outcome: Any) -> None:
        """Keep a result, or hand the part over once more."""
        if not isinstance(outcome, BaseException) or isinstance(outcome, UserError | Moved):
            self.made[number] = outcome
            return
        self.losses[number] += 1
        most = TRIES if isinstance(outcome, Lost | OSError | MemoryError) else TRIES_OF_MISTAKES
        if self.losses[number] < most:
            self._name(number)
            self.team.give(number, self.parts[number].content)
        else:
            self.made[number] = failure(self.parts[number].name, outcome, most)

    def _name(self, number: int) -> None:
        name = self.parts[number].name
        if name not in self.retried:
            self.retried.append(name)

    def _listen(self) -> None:
        if self.cancelled is not None and self.cancelled():
            raise _stopped()


def failure(part: str, error: BaseException, times: int) -> UserError:
    """What people hear of a part that went wrong so many times; the documents that were noted on the error are named."""
    if isinstance(error, Lost):
        said: UserError = UserError(
            ngettext(
                "{part} could not be done: its worker was lost {count} time, perhaps for want of memory; "
                "nothing was written, try fewer workers",
                "{part} could not be done: its worker was lost {count} times, perhaps for want of memory; "
                "nothing was written, try fewer workers",
                times,
                part=part,
            )
        )
    elif isinstance(error, OSError) and error.errno in FULL:
        said = DiskFull(
            _("{part} could not be done: a worker has no room in its temporary folder; nothing was written, make room "
              "there or name another one in TMPDIR", part=part)
        )  # fmt: skip
    else:
        reason = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
        places = [note for note in getattr(error, "__notes__", ()) if note != part]
        said = UserError(
            ngettext(
                "{part} could not be done, {count} time: {reason}; nothing was written",
                "{part} could not be done, {count} times: {reason}; nothing was written",
                times,
                part=listed([*places, part]),
                reason=reason,
            )
        )
    said.__cause__ = error
    return said


def _stopped() -> Stopped:
    return Stopped(_("stopped; nothing is left half-written"))
