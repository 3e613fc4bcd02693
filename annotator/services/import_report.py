"""What an import did, file by file."""

from collections import Counter
from dataclasses import dataclass, field
from typing import NamedTuple

from annotator.services.adoption import LeftOut


class ImportedDocument(NamedTuple):
    """A document that came in, or to which something was added. `spans` counts those that are new.

    `certain` is False where the encoding was a guess that a person should look at. `removed` counts the characters
    that cleaning took away, by rule, the most first. `title` and `layers` are of a document that was there and got
    marks from a file that holds no text; else they are empty.
    """

    id: str
    file: str
    chars: int
    encoding: str
    spans: int
    certain: bool
    removed: dict[str, int]
    title: str = ""
    layers: tuple[str, ...] = ()


class Skipped(NamedTuple):
    """A document that brought nothing new, and why."""

    file: str
    reason: str


class Failed(NamedTuple):
    """A file of which nothing came in, and a sentence that says why."""

    file: str
    error: str


@dataclass(slots=True)
class ImportReport:
    """What an import did, file by file. `left_out` counts what its plan left out, `made` names what that made new."""

    imported: list[ImportedDocument] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    failed: list[Failed] = field(default_factory=list)
    left_out: LeftOut = field(default_factory=Counter)
    made: list[str] = field(default_factory=list)

    @property
    def documents(self) -> int:
        """How many documents came in or got marks from a file that holds their text."""
        return sum(not each.layers for each in self.imported)

    @property
    def marks_alone(self) -> int:
        """How many marks came from files that hold no text."""
        return sum(each.spans for each in self.imported if each.layers)

    def add(self, other: "ImportReport") -> None:
        self.imported += other.imported
        self.skipped += other.skipped
        self.failed += other.failed
        self.left_out.update(other.left_out)
