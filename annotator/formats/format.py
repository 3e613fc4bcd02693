"""What a format is: its names, what it can carry, and the two functions that read and write it."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from annotator.domain.errors import UserError
from annotator.formats.record import Record
from annotator.formats.standoff import Standoff
from annotator.i18n import N_

# What a document may bring with it, in the words that people read.
FEATURES = {
    "metadata": N_("metadata of documents"),
    "spans": N_("spans"),
    "overlap": N_("spans that nest or cross"),
    "attributes": N_("attributes of spans"),
    "notes": N_("notes on spans and documents"),
    "relations": N_("relations between spans"),
    "labels": N_("labels of documents"),
    "sections": N_("the outline"),
    "layers": N_("who marked what (layers)"),
    "statuses": N_("status and flags of documents"),
}


class Cancelled(UserError):
    """The person stopped a file from being written; nothing was written."""


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """What a person may tell a reader: which column, or which key, holds the text."""

    text_column: str | None = None


class Writer(Protocol):
    """Writes records to `out`, whole or not at all, and returns how many.

    `progress` hears the count after each record; once `cancelled` says so, Cancelled is raised.
    """

    def __call__(
        self,
        records: Iterable[Record],
        out: Path,
        *,
        progress: Callable[[int], None] | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> int: ...


Reader = Callable[[Path, ReadOptions], Iterator[Record | Standoff]]


@dataclass(frozen=True, slots=True)
class Format:
    """A way to write documents down. `carries` names the `FEATURES` that it keeps."""

    name: str
    description: str
    suffixes: tuple[str, ...]
    carries: frozenset[str]
    reader: Reader | None = None
    writer: Writer | None = None

    @property
    def can_read(self) -> bool:
        return self.reader is not None

    @property
    def can_write(self) -> bool:
        return self.writer is not None

    @property
    def lacks(self) -> tuple[str, ...]:
        """The features that this format cannot carry, in the order of `FEATURES`."""
        return tuple(feature for feature in FEATURES if feature not in self.carries)
