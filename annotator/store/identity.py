"""Whether the file at the project's path is still the one that was opened.

Sync clients and people put other versions of a file in its place, by renaming or by copying over it. SQLite keeps
writing to what it has opened and lays its write-ahead log, found by name, over whatever stands there then: both
versions would be lost (https://sqlite.org/howtocorrupt.html, 4.1 and 1.4).
"""

import os
import shutil
import sqlite3
import time
from contextlib import closing, suppress
from pathlib import Path

from annotator.domain.errors import ProjectError
from annotator.i18n import _
from annotator.store import file

CONFIRM_SECONDS = 0.05
NO_STEP = (0, "")
Place = tuple[int, int]


class Identity:
    """What is known of the file that a connection has opened."""

    def __init__(self, path: Path) -> None:
        """To be made once the file is open and has been read. Raises ProjectError when it is not there."""
        self._path = path
        found = _stat(path)
        self._place = found.st_dev, found.st_ino
        self._written = found.st_mtime_ns, found.st_size
        self._log = _place(
            self._side("-wal")
        )  # where it may be written there is one from the first reading on
        # Of the file alone, without its write-ahead log: what an older version put over it would not have.
        self._newest = _newest_step(path)

    def stands(self, connection: sqlite3.Connection) -> bool:
        """Whether the connection's file stands at the path. One `stat`, unless somebody has written into the file.

        Raises ProjectError when there is nothing at the path.
        """
        found = _stat(self._path)
        if (found.st_dev, found.st_ino) != self._place:
            return False
        written = found.st_mtime_ns, found.st_size
        return written == self._written or self._is_checkpoint(connection, written)

    def give_way(self, *, in_place: bool) -> None:
        """Leave what stands at the path alone for good: nothing of the old file will be written over it."""
        with suppress(OSError):
            if in_place:  # SQLite writes its log into no file that has another place than the one it opened
                copy = self._path.with_name(f".{self._path.name}.{os.getpid()}.new")
                shutil.copy2(self._path, copy)
                copy.replace(self._path)
            if self._log and _place(self._side("-wal")) == self._log:
                for suffix in ("-wal", "-shm"):
                    self._side(suffix).unlink(missing_ok=True)

    def was_moved(self) -> bool:
        """Whether the path has another file now, not only other content."""
        return _place(self._path) != self._place

    def _is_checkpoint(self, connection: sqlite3.Connection, written: tuple[int, int]) -> bool:
        """Whether SQLite has written: then the newest step in the file alone is one of ours, and no older one."""
        for _attempt in range(2):
            newest = _newest_step(self._path)
            found = _stat(self._path)
            if newest is None or (found.st_mtime_ns, found.st_size) != written:
                return True  # it is being written just now: for the next look to tell
            if self._is_ours(connection, newest):
                self._written, self._newest = written, newest
                return True
            time.sleep(CONFIRM_SECONDS)
        return False

    def _is_ours(self, connection: sqlite3.Connection, newest: tuple[int, str]) -> bool:
        if self._newest is not None and newest[0] < self._newest[0]:
            return False
        try:
            known = connection.execute("SELECT uuid FROM step WHERE id = ?", newest[:1]).fetchone()
        except sqlite3.DatabaseError:  # a mixture of two versions
            return False
        return newest == NO_STEP or bool(known == newest[1:])

    def _side(self, suffix: str) -> Path:
        return self._path.with_name(self._path.name + suffix)


def _stat(path: Path) -> os.stat_result:
    try:
        return path.stat()
    except OSError as error:
        raise ProjectError(
            _("{file} is not there any more ({reason}); nothing was changed. Put it back and try again",
              file=path, reason=error.strerror)
        ) from error  # fmt: skip


def _place(path: Path) -> Place | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def _newest_step(path: Path) -> tuple[int, str] | None:
    """Of the file alone, without its write-ahead log; None where it cannot be read, as while it is written."""
    try:
        with closing(file.alone(path)) as connection:
            row = connection.execute("SELECT id, uuid FROM step ORDER BY id DESC LIMIT 1").fetchone()
    except sqlite3.DatabaseError:
        return None
    return row or NO_STEP
