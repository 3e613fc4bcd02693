"""Which files a path stands for: itself, or all that an import reads in a folder."""

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from annotator import formats
from annotator.datasets.papers import MANIFEST, PAPERS, SUMS
from annotator.i18n import _
from annotator.services.import_report import Failed, ImportReport

_PROJECT_SUFFIXES = (".annot", ".annot-wal", ".annot-shm")


def files_of(paths: Iterable[Path], project: Path, report: ImportReport) -> Iterator[Path]:
    """The files named, and those in the folders named; what is not there goes to the report."""
    for path in paths:
        if _is_folder(path):
            unread = len(report.failed)
            found = sorted(_within(path, project, report))
            if along := formats.read_along(found):
                found = [file for file in found if file not in along]
            if not found and len(report.failed) == unread:
                report.failed.append(Failed(str(path), _("{folder} has no files in it", folder=path)))
            yield from found
        elif os.access(path.parent, os.X_OK) and not os.path.lexists(path):
            report.failed.append(Failed(str(path), _("{file}: there is no such file or folder", file=path)))
        else:
            yield path  # what it is, and whether it may be read, is found out by reading


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except OSError:  # a folder on the way may not be entered
        return False


def _within(folder: Path, project: Path, report: ImportReport) -> Iterator[Path]:
    """All files in a folder and its folders, but hidden ones and project files with their backups."""

    def unreadable(error: OSError) -> None:
        report.failed.append(
            Failed(
                error.filename,
                _("{file} cannot be read: {reason}", file=error.filename, reason=error.strerror),
            )
        )

    ours = (project.name, *(project.name + suffix for suffix in ("-wal", "-shm")))
    for place, folders, names in os.walk(folder, onerror=unreadable):
        folders[:] = [name for name in folders if not name.startswith(".") and not name.endswith(".backups")]
        papers = PAPERS if {MANIFEST, SUMS} <= {*names} else ()  # of a dataset: what it is, not what is in it
        for name in names:
            if (
                name not in papers
                and not name.startswith(".")
                and name not in ours
                and not name.endswith(_PROJECT_SUFFIXES)
            ):
                yield Path(place, name)
