"""A file that is there whole or not at all."""

import contextlib
import errno
import os
import secrets
from collections.abc import Iterator
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
        with contextlib.suppress(OSError):  # gone already when it was renamed
            temporary.unlink(missing_ok=True)


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
