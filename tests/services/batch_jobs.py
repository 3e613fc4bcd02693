"""What workers do in tests; a module of its own, since they import it."""

import errno
import os
import pickle
import signal
import time
from pathlib import Path
from typing import Any

from annotator.services.batch import crew, worker


class Here:
    """A team that works in this process; quick, for what is not about processes."""

    def __init__(self, order: bytes) -> None:
        self.size = 2
        self._order = order
        self._done: list[tuple[int, Any]] = []

    @classmethod
    def of(cls, job: crew.Job) -> "Here":
        return cls(pickle.dumps(worker.Order(crew.__version__, "en", *job)))

    def __enter__(self) -> "Here":
        return self

    def __exit__(self, *_exception: object) -> None:
        worker.forget()

    def give(self, number: int, content: Any) -> None:
        try:
            outcome = worker.do(self._order, content)
        except ValueError as error:  # as a real worker hands it back
            outcome = error
        self._done.append((number, outcome))

    def finished(self, seconds: float) -> list[tuple[int, Any]]:
        done, self._done = self._done[::-1], []  # never in the order of the parts
        return done

    def restarted(self) -> list[int]:
        return []


def folder_of(folder: str) -> Path:
    return Path(folder)


def square(folder: Path, number: int) -> int:
    return number * number


def die_once(folder: Path, number: int) -> int:
    """The worker that has part 3 dies of it, once."""
    if number == 3 and first_time(folder):
        time.sleep(0.3)  # so that the cluster has heard of the beginning
        os.kill(os.getpid(), signal.SIGKILL)
    return number * number


def die(folder: Path, number: int) -> int:
    os.kill(os.getpid(), signal.SIGKILL)
    return number


def fail_once(folder: Path, number: int) -> int:
    if number == 3 and first_time(folder):
        raise OSError("the share is away for a moment")
    return number * number


def fail(folder: Path, number: int) -> int:
    if number == 3:
        raise ValueError("a mistake")
    return number


def fail_at_a_document(folder: Path, number: int) -> int:
    with worker.AtWork() as at_work:
        for name in range(10 * number, 10 * number + 10):
            at_work.document = f"d{name}"
            if name == 37:
                raise ValueError("a mistake")
    return number


def have_no_room(folder: Path, number: int) -> int:
    raise OSError(errno.ENOSPC, "No space left on device")


def take_long(folder: Path, number: int) -> int:
    if number:
        time.sleep(60)
    return number


def first_time(folder: Path) -> bool:
    try:
        (folder / "been").touch(exist_ok=False)
    except FileExistsError:
        return False
    return True
