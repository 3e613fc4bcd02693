"""What an import did, file by file."""

from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple, overload

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


class ImportedDocuments(Sequence[ImportedDocument]):
    """As a list of them, in fifty bytes each: a file may bring a hundred thousand."""

    def __init__(self) -> None:
        self._ids = bytearray()
        self._ends = array("Q")  # of each one's id
        self._chars = array("Q")
        self._spans = array("Q")
        self._alike = array("Q")  # the number of what it has in common with others
        self._kinds: dict[tuple[Any, ...], int] = {}
        self._common: list[tuple[Any, ...]] = []

    def append(self, document: ImportedDocument) -> None:
        id_, file, chars, encoding, spans, certain, removed, title, layers = document
        common = file, encoding, certain, tuple(removed.items()), title, layers
        number = self._kinds.setdefault(common, len(self._common))
        if number == len(self._common):
            self._common.append(common)
        self._ids += id_.encode(errors="surrogatepass")
        self._ends.append(len(self._ids))
        self._chars.append(chars)
        self._spans.append(spans)
        self._alike.append(number)

    def extend(self, documents: Iterable[ImportedDocument]) -> None:
        for document in documents:
            self.append(document)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, ImportedDocuments) and list(self) == list(other)

    def __len__(self) -> int:
        return len(self._ends)

    @overload
    def __getitem__(self, place: int) -> ImportedDocument: ...

    @overload
    def __getitem__(self, place: slice) -> list[ImportedDocument]: ...

    def __getitem__(self, place: int | slice) -> ImportedDocument | list[ImportedDocument]:
        numbers = range(len(self))[place]
        return self._at(numbers) if isinstance(numbers, int) else list(map(self._at, numbers))

    def __iter__(self) -> Iterator[ImportedDocument]:
        return map(self._at, range(len(self)))

    def _at(self, number: int) -> ImportedDocument:
        begin = self._ends[number - 1] if number else 0
        id_ = self._ids[begin : self._ends[number]].decode(errors="surrogatepass")
        file, encoding, certain, removed, title, layers = self._common[self._alike[number]]
        chars, spans = self._chars[number], self._spans[number]
        return ImportedDocument(id_, file, chars, encoding, spans, certain, dict(removed), title, layers)


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

    imported: ImportedDocuments = field(default_factory=ImportedDocuments)
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
        if self.imported:
            self.imported.extend(other.imported)
        else:  # as of one large file
            self.imported = other.imported
        self.skipped += other.skipped
        self.failed += other.failed
        self.left_out.update(other.left_out)
