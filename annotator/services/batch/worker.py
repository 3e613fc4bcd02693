"""What runs in a worker: it prepares once, and then does one part after the other."""

import os
import pickle
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from annotator import __version__
from annotator.domain.errors import NotAProject, UserError
from annotator.i18n import _, language, set_language
from annotator.services.no_collection import no_collection
from annotator.services.project import Project

Moment = tuple[str, str]
_THREADS = 64  # of one worker, at most


class Moved(Exception):
    """The project does not stand here as it does where the work is asked for."""


class Order(NamedTuple):
    """A job as it travels, with whose it is."""

    version: str
    language: str
    prepare: Callable[..., Any]
    arguments: tuple[Any, ...]
    work: Callable[[Any, Any], Any]


def do(order: bytes, content: Any) -> Any:
    """Do one part. Raises what it raises, Moved, and UserError where the worker has another annotator."""
    work, prepared = _prepared(threading.get_ident(), order)
    with no_collection():
        return work(prepared, content)


def forget() -> None:
    """Let go of what is open."""
    _prepared.cache_clear()


def opened(path: Path, annotator: str) -> Project:
    """A project that a worker only reads. Raises NotAProject, with what a cluster needs, and as `Project` does."""
    if not os.access(path, os.R_OK):
        raise NotAProject(
            _("a worker cannot open {file}; the workers of a cluster need it under the same path, in a shared folder "
              "(where a folder or a hub is read, let TMPDIR name one)", file=path)
        )  # fmt: skip
    project = Project(path, annotator)
    project.store.writable = False
    return project


class AtWork:
    """Notes on whatever goes wrong within the block which document was being worked on, for those who hear of it."""

    def __init__(self) -> None:
        self.document = ""

    def __enter__(self) -> "AtWork":
        return self

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        if error is not None and self.document:
            error.add_note(_("document “{id}”", id=self.document))


@contextmanager
def standing(project: Project, moment: Moment) -> Iterator[None]:
    """The project as it stood at that moment. Raises Moved where somebody has written since."""
    with project.store.snapshot():
        if project.store.last_moment() != moment:
            raise Moved
        yield


@lru_cache(maxsize=_THREADS)
def _prepared(thread: int, order: bytes) -> tuple[Callable[[Any, Any], Any], Any]:  # noqa: ARG001
    """Kept by thread: an open project belongs to the one that opened it."""
    version, spoken, prepare, arguments, work = Order(*pickle.loads(order))
    if language() != spoken:
        set_language(spoken)
    if version != __version__:
        raise UserError(
            _("the workers have annotator {theirs} and this is {ours}; install the same there",
              theirs=__version__, ours=version)
        )  # fmt: skip
    return work, prepare(*arguments)
