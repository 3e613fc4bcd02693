"""Files read, cleaned and checked by workers; what is in them is written by the one process that has asked for it."""

import os
from collections.abc import Generator, Sequence
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from annotator.domain.errors import BadInput
from annotator.i18n import _, ngettext
from annotator.services.batch.crew import Crew, Job, Part, run
from annotator.services.batch.parts import balanced

if TYPE_CHECKING:
    from annotator.services.file_reading import Reading

LARGEST = 8 * 2**20  # bytes of files in a part
TOO_LARGE = 32 * 2**20  # bytes of a file that is not read at once and handed over
LEAST = 8 * 2**20  # bytes of files from which on processes pay

Blocks = tuple[list[int], list[bytes]]
"""Numbers of files, and what is in them as `file_reading.packed_items` makes it, which counts the files from 0."""


def pays(sizes: Sequence[int], crew: Crew) -> bool:
    """Whether others should read files of such sizes; where one is too large for that, `crew.idle` says so."""
    if max(sizes, default=0) > TOO_LARGE:
        crew.idle = _(
            "a file of more than {size} MB is read by one process besides this one; more workers do not help there",
            size=TOO_LARGE // 2**20,
        )
        return False
    return len(sizes) > 1 and crew.pays(sum(sizes), LEAST)


def read_files(
    reading: "Reading", files: Sequence[Path], sizes: Sequence[int], crew: Crew
) -> Generator[Blocks, None, None]:
    """What is in the files, in their order. A generator, to be closed."""
    numbers = balanced(enumerate(sizes), max(1, crew.workers), LARGEST)
    results = run(
        Job(_prepare, (reading,), _read),
        [Part([(files[n], sizes[n] > 0) for n in some], _name(files, some), len(some)) for some in numbers],
        crew,
        here=lambda some: _read(reading, some),
    )
    with closing(results):
        yield from zip(numbers, results, strict=True)


def _prepare(reading: "Reading") -> "Reading":
    return reading


def _read(reading: "Reading", files: Sequence[tuple[Path, bool]]) -> list[bytes]:
    from annotator.services.file_reading import packed_items

    for file, is_there in files:
        if is_there and not os.access(file, os.R_OK):
            raise BadInput(
                _("a worker cannot open {file}; the workers of a cluster need the files under the same paths: put them "
                  "into a shared folder, and name it from the root on", file=file)
            )  # fmt: skip
    return list(packed_items(reading, [file for file, _there in files]))


def _name(files: Sequence[Path], numbers: Sequence[int]) -> str:
    if len(numbers) == 1:
        return str(files[numbers[0]])
    return ngettext(
        "{first} to {last} ({count} file)",
        "{first} to {last} ({count} files)",
        len(numbers),
        first=files[numbers[0]],
        last=files[numbers[-1]],
    )
