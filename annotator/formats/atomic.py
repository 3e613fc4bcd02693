"""Files and folders that are there whole or not at all."""

import contextlib
import errno
import os
import secrets
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO

from annotator.domain.errors import DiskFull, ReadOnly, UserError
from annotator.i18n import _

_FULL = {errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)}


@contextlib.contextmanager
def atomic_file(out: Path) -> Iterator[BinaryIO]:
    """A binary file that takes `out`'s place when the block ends well, and leaves no trace when it does not.

    It is written under another name in the same folder, flushed to the disk and renamed; a link is followed.
    Raises DiskFull, and ReadOnly where the folder is missing or cannot be written or `out` is no ordinary file.
    """
    target = Path(os.path.realpath(out))
    if target.exists() and not target.is_file():  # a folder, or /dev/null, which must not be replaced
        raise ReadOnly(_("cannot write {file}: it is no ordinary file; choose another name", file=out))
    temporary = target.with_name(f".annotator-{secrets.token_hex(6)}.tmp")
    try:
        with temporary.open("xb", buffering=1 << 20) as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(target)
        _sync_folder(target.parent)
    except OSError as error:
        raise _sentence(error, out) from error
    finally:
        _remove(temporary)


@contextlib.contextmanager
def atomic_path(
    out: Path, *, folder: bool = False, replaces: Callable[[Path], bool] | None = None
) -> Iterator[Path]:
    """A name for a file, or a folder, that takes `out`'s place when the block ends well and is gone when it does not.

    The block makes it; it has `out`'s suffix. An empty folder may be replaced, one that holds files may not, but where
    `replaces` says so of it. Raises DiskFull, and ReadOnly as `atomic_file` does.
    """
    target = Path(os.path.realpath(out))
    again = folder and replaces is not None and target.is_dir() and replaces(target)
    if not again:
        _check_target(target, out, folder)
    temporary = target.with_name(f".annotator-{secrets.token_hex(6)}{target.suffix}")
    try:
        yield temporary
        for path in temporary.rglob("*") if folder else [temporary]:
            _sync(path)
        if again:
            _take_place(temporary, target)
        else:
            if folder and target.is_dir():
                target.rmdir()
            temporary.replace(target)
        _sync_folder(target.parent)
    except OSError as error:
        raise _sentence(error, out) from error
    finally:
        shutil.rmtree(temporary, ignore_errors=True) if folder else _remove(temporary)


def _take_place(temporary: Path, target: Path) -> None:
    """The new folder in the place of the old one, which goes only when the new one is there."""
    old = target.with_name(f".annotator-{secrets.token_hex(6)}.old")
    target.replace(old)
    try:
        temporary.replace(target)
    except OSError:
        old.replace(target)
        raise
    shutil.rmtree(old, ignore_errors=True)


def _check_target(target: Path, out: Path, folder: bool) -> None:
    if not folder and target.exists() and not target.is_file():
        raise ReadOnly(_("cannot write {file}: it is no ordinary file; choose another name", file=out))
    if folder and os.path.lexists(target) and not (target.is_dir() and not any(target.iterdir())):
        raise ReadOnly(
            _("cannot write {file}: this format makes a folder, and there is something of that name already; "
              "choose another name", file=out)
        )  # fmt: skip


def _sync(path: Path) -> None:
    if path.is_file():
        with path.open("rb+") as file:
            os.fsync(file.fileno())
    else:
        _sync_folder(path)


def _remove(file: Path) -> None:
    with contextlib.suppress(OSError):  # gone already when it was renamed
        file.unlink(missing_ok=True)


def _sync_folder(folder: Path) -> None:
    """Make the new name last over a power cut; Windows cannot open folders and does not need it."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _sentence(error: OSError, out: Path) -> UserError:
    if error.errno in _FULL:
        return DiskFull(
            _("cannot write {file}: the disk is full; nothing was written, make room and try again", file=out)
        )
    if error.errno == errno.ENOENT:
        return ReadOnly(_("cannot write {file}: there is no folder {folder}", file=out, folder=out.parent))
    return ReadOnly(
        _("cannot write {file}: {reason}; choose another place", file=out, reason=error.strerror or error)
    )
