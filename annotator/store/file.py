"""Opening, making, guarding and backing up the project file."""

import os
import shutil
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path, PurePath

import orjson

from annotator.domain.errors import DiskFull, NotAProject, ProjectBusy, ProjectError, ProjectTooNew, ReadOnly
from annotator.i18n import _

APPLICATION_ID = 0x616E6F74  # "anot"
VERSION = 3  # the number of migrations; kept beside them by a test, so that opening need not import them
BACKUPS_KEPT = 7
_UNREADABLE = -1  # in the place of a mark
_CACHE = 65_536  # kibibytes of pages that a connection keeps
_CACHE_STREAMED = 4_096  # the upper levels of every index of 100,000 reports
PAGE_SIZE = 8192  # a report is longer than SQLite's usual 4096


def create(path: Path) -> None:
    """Make an empty project file. Raises ProjectError when `path` exists or cannot be written."""
    if _exists(path):
        raise ProjectError(_("{file} exists already; choose another name", file=path))
    if not path.parent.is_dir():
        raise ProjectError(_("the folder {folder} does not exist", folder=path.parent))
    check_nothing_left(path)
    temporary = path.with_name(f".{path.name}.{os.getpid()}.new")
    with translated(path):
        try:
            with closing(_connect(temporary)) as connection:
                connection.execute(f"PRAGMA page_size = {PAGE_SIZE}")
                _migrate(connection)
            temporary.replace(path)
        except OSError as error:
            raise ReadOnly(_("cannot write {file}: {reason}", file=path, reason=error.strerror)) from error
        finally:
            for leftover in (temporary, temporary.with_name(temporary.name + "-journal")):
                with suppress(OSError):
                    leftover.unlink()


def check_nothing_left(path: Path) -> None:
    """Whether a new file may be given this name. Raises ProjectError where a crash has left what belongs to an old one:
    SQLite finds it by name and would lay it over whatever stands at `path` (https://sqlite.org/howtocorrupt.html, 1.4)."""
    if left := _left(path):
        raise ProjectError(
            _("{side} was left by another project of this name and may hold its last work; put it beside that project, "
              "delete it, or choose another name", side=left[0])
        )  # fmt: skip


def connect(path: Path, *, busy_seconds: float = 5.0) -> tuple[sqlite3.Connection, bool]:
    """Open a project; the flag tells whether it can be written.

    An older file is backed up and migrated first. Raises NotAProject, ProjectTooNew, ProjectBusy.
    """
    if not path.is_file():
        raise NotAProject(_("there is no project {file}", file=path))
    if _mark(path) is None:
        raise NotAProject(_("{file} is not an annotator project", file=path))
    writable = os.access(path, os.W_OK) and os.access(path.parent, os.W_OK)
    with translated(path):
        connection = _connect(path, writable=writable, busy_seconds=busy_seconds)
        try:
            _guard(connection, path, writable)
            _set_pragmas(connection, writable)
        except BaseException:
            connection.close()
            raise
    return connection, writable


def connect_guest(path: Path, folder: Path) -> sqlite3.Connection:
    """Open a project of somebody else, only to read it; the file and its folder stay as they are.

    What would have to be written, since it is of an older annotator, has a write-ahead log or was left in the middle of a
    step, is written to a copy in `folder`. Raises NotAProject, ProjectTooNew, ProjectBusy.
    """
    if not path.is_file():
        raise NotAProject(_("there is no project {file}", file=path))
    given, path = path, _whole(path, folder)
    if _mark(path) != APPLICATION_ID:
        raise NotAProject(
            _("{file} is no annotator project or package, or it is damaged; nothing was merged", file=given)
        )
    logged = path.with_name(path.name + "-wal").exists()
    with translated(path):
        connection = _connect(path, writable=False) if logged else alone(path)
        try:
            version = connection.execute("PRAGMA user_version").fetchone()[0]
            if version > VERSION:
                raise ProjectTooNew(
                    _("{file} was written by a newer annotator; update annotator to merge it", file=path)
                )
            if logged or version < VERSION:
                copy = folder / "copy.annot"
                backup(connection, copy)
                connection.close()
                connection = _connect(copy)
                if version < VERSION:
                    _migrate(connection)
            connection.execute("PRAGMA query_only = ON")
        except BaseException:
            connection.close()
            raise
    return connection


def _whole(path: Path, folder: Path) -> Path:
    """The project, or a copy in `folder` of one that a program left, or is, in the middle of writing (see `bulk`)."""
    journal = path.with_name(path.name + "-journal")
    if not journal.exists():
        return path
    copy = folder / "left.annot"
    try:
        shutil.copyfile(path, copy)
        shutil.copyfile(journal, copy.with_name(copy.name + "-journal"))
    except OSError as error:
        raise NotAProject(_("cannot read {file}: {reason}", file=path, reason=error.strerror)) from error
    with translated(path), closing(_connect(copy)) as connection:
        connection.execute(
            "SELECT count(*) FROM sqlite_master"
        ).fetchone()  # takes back what was not finished
    return copy


def alone(path: Path) -> sqlite3.Connection:
    """The file by itself, without its write-ahead log and without any lock."""
    return sqlite3.connect(_uri(path.absolute()) + "?immutable=1", uri=True, isolation_level=None)


def is_backup(path: Path, project: Path) -> bool:
    """Whether `path` may be written over by a backup: nothing there, or another project file. Raises ReadOnly."""
    return not _exists(path) or (
        path.is_file() and not path.samefile(project) and _mark(path) == APPLICATION_ID
    )


def is_project(path: Path) -> bool:
    """Whether the file carries annotator's mark, of whatever version; or may carry it, being a database that cannot be read
    as it lies there, which a crash in the middle of writing leaves."""
    return path.is_file() and _mark(path) in (APPLICATION_ID, _UNREADABLE)


def backup(
    connection: sqlite3.Connection, target: Path, *, progress: Callable[[int, int], None] | None = None
) -> None:
    """Copy the whole project, as it stands now, to `target`; written under a temporary name and renamed."""
    temporary = target.with_name(f".{target.name}.{os.getpid()}-{threading.get_ident()}.new")
    with translated(target):
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            with closing(sqlite3.connect(temporary)) as copy:
                report = (lambda _status, left, total: progress(total - left, total)) if progress else None
                connection.backup(copy, pages=4096, progress=report, sleep=0)
                copy.execute("PRAGMA journal_mode = DELETE")
            _settle(target)
            temporary.replace(target)
        except OSError as error:
            raise ReadOnly(_("cannot write {file}: {reason}", file=target, reason=error.strerror)) from error
        finally:
            for leftover in (temporary, temporary.with_name(temporary.name + "-journal")):
                with suppress(OSError):  # there may be no such folder, or no such name
                    leftover.unlink()


def backup_folder(path: Path) -> Path:
    return path.with_name(path.name + ".backups")


def daily_backup_due(path: Path) -> bool:
    """Whether today has no backup yet."""
    return not _daily_name(path).exists()


def daily_backup(path: Path, kept: int = BACKUPS_KEPT) -> Path | None:
    """Make today's backup unless there is one, and keep the newest `kept`. Returns what was made.

    Opens a connection of its own, so it may run on any thread.
    """
    target = _daily_name(path)
    if target.exists():
        return None
    with translated(path), closing(_connect(path, writable=False)) as connection:
        backup(connection, target)
    for old in sorted(backup_folder(path).glob("day-????-??-??.annot"))[: -max(1, kept)]:
        old.unlink(missing_ok=True)
    return target


@contextmanager
def translated(path: Path) -> Iterator[None]:
    """Turn SQLite's errors into sentences."""
    try:
        yield
    except sqlite3.Error as error:
        raise sentence(error, path) from error


def sentence(error: Exception, path: Path) -> Exception:
    """The UserError for what SQLite, or JSON that is none, says of a project; other errors as they are."""
    if isinstance(error, sqlite3.OperationalError):
        return _sentence(error, path)
    if isinstance(error, sqlite3.IntegrityError | sqlite3.ProgrammingError):
        return error
    if isinstance(error, sqlite3.DatabaseError | orjson.JSONDecodeError):
        return _damaged(path, error)
    return error


def _damaged(path: Path, reason: Exception) -> NotAProject:
    return NotAProject(
        _("{file} is damaged or is no annotator project ({reason}); a backup may be in {folder}",
          file=path, reason=reason, folder=backup_folder(path))
    )  # fmt: skip


def _sentence(error: sqlite3.OperationalError, path: Path) -> Exception:
    primary = (getattr(error, "sqlite_errorcode", 0) or 0) & 0xFF
    if primary in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return ProjectBusy(
            _(
                "{file} is being written by another program; nothing was changed, try again in a moment",
                file=path,
            )
        )
    if primary in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM):
        return ReadOnly(_("{file} is read-only; nothing was changed", file=path))
    if primary == sqlite3.SQLITE_FULL:
        return DiskFull(
            _("the disk is full; nothing was changed in {file}; make room and try again", file=path)
        )
    if primary == sqlite3.SQLITE_CANTOPEN and not os.access(path.parent, os.W_OK):
        return ReadOnly(
            _(
                "{file} cannot be opened, since nothing can be written in its folder; choose another place",
                file=path,
            )
        )
    if primary in (sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN):
        return ProjectError(_("cannot read or write {file}: {reason}", file=path, reason=error))
    if not primary and "decode" in str(error):  # Python's: letters that are none
        return _damaged(path, error)
    return error


def _exists(path: Path) -> bool:
    """Whether something has this name. Raises ReadOnly where there can be no such name."""
    try:
        return path.exists()
    except OSError as error:
        raise ReadOnly(_("cannot write {file}: {reason}", file=path, reason=error.strerror)) from error


def _left(path: Path) -> list[Path]:
    """What lies beside a project, or where one was, and belongs to its content; where nobody has it open, after a crash."""
    sides = (path.with_name(path.name + suffix) for suffix in ("-wal", "-journal"))
    return [side for side in sides if _exists(side) and side.stat().st_size]


def _settle(target: Path) -> None:
    """Put into the project at `target`, if one is there, what a crash has left beside it: it would be laid over the next
    file of that name, too. Raises ProjectError."""
    if not target.exists():
        check_nothing_left(target)
    elif _left(target):
        with closing(_connect(target)) as connection:
            connection.execute("PRAGMA journal_mode = DELETE")


def _mark(path: Path) -> int | None:
    """The application id of a database, `_UNREADABLE` where it is damaged, None for what is none.

    Raises NotAProject where it cannot be read.

    Read through SQLite, never by `open`: closing a file drops all locks that this process has on it, and another
    program would then take away the write-ahead log of a window that has the same project open
    (https://sqlite.org/howtocorrupt.html, 2.2).
    """
    try:
        with closing(alone(path)) as connection:
            mark: int = connection.execute("PRAGMA application_id").fetchone()[0]
            return mark
    except sqlite3.OperationalError as error:
        raise NotAProject(_("cannot read {file}: {reason}", file=path, reason=error)) from error
    except sqlite3.DatabaseError as error:
        return None if error.sqlite_errorcode == sqlite3.SQLITE_NOTADB else _UNREADABLE


def _connect(path: Path, *, writable: bool = True, busy_seconds: float = 5.0) -> sqlite3.Connection:
    uri = _uri(path.absolute())
    if not writable:
        # Without write access to the folder SQLite cannot make its shared-memory file; nobody else can write then.
        # With what a crash has left beside it, it cannot be read then: SQLite says so.
        alone = not _left(path) and not os.access(path.parent, os.W_OK)
        uri += "?immutable=1" if alone else "?mode=ro"
    return sqlite3.connect(uri, uri=True, isolation_level=None, timeout=busy_seconds, cached_statements=256)


def _uri(path: PurePath) -> str:
    """SQLite takes no host in a URI: a share of Windows becomes a path with two slashes."""
    uri = path.as_uri()
    return uri if uri.startswith("file:///") else uri.replace("file://", "file:////", 1)


def _set_pragmas(connection: sqlite3.Connection, writable: bool) -> None:
    if writable:
        connection.execute("PRAGMA journal_mode = WAL")
        # FULL: what was shown as saved outlives a power cut too.
        connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute(f"PRAGMA cache_size = -{_CACHE}")
    connection.execute("PRAGMA temp_store = MEMORY")


@contextmanager
def small_cache(connection: sqlite3.Connection) -> Iterator[None]:
    """Within the block the connection keeps few pages."""
    connection.execute(f"PRAGMA cache_size = -{_CACHE_STREAMED}")
    try:
        yield
    finally:
        connection.execute(f"PRAGMA cache_size = -{_CACHE}")


def _guard(connection: sqlite3.Connection, path: Path, writable: bool) -> None:
    if connection.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
        raise NotAProject(_("{file} is a database, but not an annotator project", file=path))
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    if version > VERSION:
        raise ProjectTooNew(
            _("{file} was written by a newer annotator; update annotator to open it", file=path)
        )
    if version < VERSION:
        if not writable:
            raise ReadOnly(
                _("{file} is of an older annotator and must be updated, but it is read-only", file=path)
            )
        stamp = time.strftime("%Y%m%d-%H%M%S")
        backup(connection, backup_folder(path) / f"before-migration-{version}-{stamp}.annot")
        _migrate(connection)


def _migrate(connection: sqlite3.Connection) -> None:
    # sqlite_utils costs a tenth of a second to import: paid only when there is something to migrate.
    from sqlite_utils import Database

    from annotator.store.migrations import migrations

    migrations.apply(Database(connection))
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.execute(f"PRAGMA user_version = {VERSION}")


def _daily_name(path: Path) -> Path:
    return backup_folder(path) / f"day-{time.strftime('%Y-%m-%d')}.annot"


def remove_project(path: Path) -> None:
    """Delete a project file with its side files; for projects that annotator made for itself (the sample)."""
    for suffix in ("", "-wal", "-shm", "-journal"):
        with suppress(FileNotFoundError):
            path.with_name(path.name + suffix).unlink()
