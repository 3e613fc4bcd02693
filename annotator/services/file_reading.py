"""What files hold, checked and made ready as far as that goes without looking into the project.

In this process, or in one beside it: then it is read, parsed and checked there while it is written here.
"""

import marshal
import pickle
from collections import deque
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from annotator import formats
from annotator.datasets.papers import PAPERS
from annotator.domain.errors import BadInput
from annotator.domain.schema import LabelSchema
from annotator.formats import Standoff
from annotator.i18n import _
from annotator.services.adoption import LeftOut, Plan, adopt
from annotator.services.batch import importing
from annotator.services.batch.crew import Crew
from annotator.services.beside import Beside
from annotator.services.import_report import Skipped
from annotator.services.intake import Incoming, prepare
from annotator.services.reading import TakenBack, read_over
from annotator.services.ready import Maker, Ready

Progress = Callable[[int, int], None]
Cancelled = Callable[[], bool]

# So much is read before the project is locked for writing; what is beyond it is read while writing.
READ_AHEAD = 32 * 2**20  # bytes in memory, roughly
BESIDE = 8 * 2**20  # bytes of files from which on a second process pays
_BLOCK = 2**20  # bytes in memory, roughly, that go from process to process at once


class Item(NamedTuple):
    """One record of a file, or the error that ends the file."""

    file: Path
    what: Incoming | Ready | Standoff | Skipped | BadInput
    weight: int  # bytes in memory, roughly
    left_out: LeftOut | None = None


@dataclass(slots=True)
class Reading:
    """Reads files and checks what is in them, without looking into the project.

    What fits is made ready for writing where `ready` says so. `progress` hears kibibytes read and their total.
    """

    schema: LabelSchema
    format: str | None
    layer: str | None
    text_column: str | None
    unit: str | None
    clean: bool
    taken_back: TakenBack | None
    progress: Progress | None = None
    cancelled: Cancelled | None = None
    ready: bool = False
    plan: Plan | None = None
    named: Mapping[Path, str] = field(default_factory=dict)
    _maker: Maker = field(init=False)

    def __post_init__(self) -> None:
        self._maker = Maker(self.schema, self.layer)

    def items(self, files: Sequence[Path]) -> Generator[Item, None, None]:
        """What is in the files, one thing after the other. Raises Cancelled."""
        return self._heard(files, (item for file in files for item in self.of_file(file)))

    def ahead(
        self, files: Sequence[Path], *, beside: bool, crew: Crew | None = None
    ) -> Generator[Item, None, None]:
        """The same, the first of them read at once and not when they are asked for: meanwhile others may write.

        With `beside` they are made ready by another process where that pays, by those of a `crew` where there are many.
        Raises Cancelled, and what `crew.run` raises.
        """
        if crew is not None and importing.pays([_size(file) for file in files], crew):
            return _read_ahead(self._heard(files, self._from_crew(files, crew)))
        if not beside or not self.is_long(files):
            return _read_ahead(self.items(files))
        items = self._heard(files, self._from_beside(files))
        return items if all(map(self._is_quick, files)) else _read_ahead(items)

    def is_long(self, files: Sequence[Path]) -> bool:
        """Whether there is so much in the files that it pays to prepare for it."""
        return sum(map(_size, files)) >= BESIDE

    def of_file(self, file: Path) -> Iterator[Item]:
        """What a file holds; where it cannot be read on, a BadInput is the last of it."""
        try:
            name, ready = self.named.get(file, self.format), self.ready and self.plan is None
            unknown: list[str] = []  # of an archive
            records = formats.read(
                file,
                format=name,
                text_column=self.text_column,
                unit=self.unit,
                columns=ready,
                unknown=unknown,
            )
            marked = formats.format_for(file, name).reads_marks
            for number, record in enumerate(records, 1):
                where = _("{file}, document {number}", file=file, number=number)
                left = adopt(record, self.plan) if self.plan else None
                if isinstance(record, Standoff):
                    yield Item(file, record, 400 * len(record.spans), left)
                elif record.text.strip():
                    if not marked and not record.as_is:
                        read_over(record, clean=self.clean, taken_back=self.taken_back)
                    spans = len(record.spans) if record.columns is None else len(record.columns)
                    what: Incoming | Ready | None = self._maker.ready(record, where) if ready else None
                    if what is None:
                        what = prepare(record, self.schema, self.layer, where)
                    yield Item(file, what, 2_000 + 2 * len(record.text) + 400 * spans, left)
                else:
                    yield Item(file, Skipped(str(file), _("{where} has no text", where=where)), 0)
            yield from (Item(file, _unknown(member), 0) for member in unknown if not _is_paper(member))
        except BadInput as error:
            yield Item(file, error, 0)

    def _is_quick(self, file: Path) -> bool:
        """Whether it is read about as quickly as it is written."""
        try:
            return formats.format_for(file, self.named.get(file, self.format)).verbatim
        except BadInput:  # reading it will tell
            return False

    def _heard(
        self, files: Sequence[Path], items: Generator[Item, None, None]
    ) -> Generator[Item, None, None]:
        sizes = {file: _size(file) for file in files}
        total, done, read = sum(sizes.values()), 0, 0
        current: Path | None = None
        with closing(items):
            for item in items:
                if self.cancelled is not None and self.cancelled():
                    raise formats.Cancelled(_("cancelled; nothing was imported"))
                if item.file != current:
                    done, read = done + (sizes[current] if current else 0), 0
                    current = item.file
                read = min(sizes[item.file], read + item.weight // 3)
                if self.progress is not None:
                    self.progress((done + read) // 1024, total // 1024)
                yield item
        if self.progress is not None:
            self.progress(total // 1024, total // 1024)

    def _from_beside(self, files: Sequence[Path]) -> Generator[Item, None, None]:
        with closing(Beside(packed_beside, self._order(), list(files))) as beside:
            for block in beside:
                yield from _unpacked(block, files)

    def _from_crew(self, files: Sequence[Path], crew: Crew) -> Generator[Item, None, None]:
        sizes = [_size(file) for file in files]
        with closing(importing.read_files(self._order(), files, sizes, crew)) as parts:
            for numbers, blocks in parts:
                for block in blocks:
                    yield from _unpacked(block, [files[number] for number in numbers])

    def _order(self) -> "Reading":
        """The same for another process."""
        return replace(self, progress=None, cancelled=None, ready=True)


def packed_beside(_orders: Iterator[int], reading: Reading, files: Sequence[Path]) -> Iterator[bytes]:
    """As `packed_items`, all in one go."""
    return packed_items(reading, files)


def packed_items(reading: Reading, files: Sequence[Path]) -> Iterator[bytes]:
    """The items of files in blocks that another process unpacks: number of the file, weight, and what it is."""
    block: list[tuple[int, int, object]] = []
    weight = 0
    for number, file in enumerate(files):
        for item in reading.of_file(file):
            what = item.what
            block.append(
                (
                    number,
                    item.weight,
                    what.values() if isinstance(what, Ready) else pickle.dumps((what, item.left_out)),
                )
            )
            weight += item.weight
            if weight > _BLOCK:
                yield marshal.dumps(block)
                block, weight = [], 0
    yield marshal.dumps(block)


def _unpacked(block: bytes, files: Sequence[Path]) -> Iterator[Item]:
    for number, weight, raw in marshal.loads(block):
        what, left = (Ready.of_values(raw), None) if type(raw) is tuple else pickle.loads(raw)
        yield Item(files[number], what, weight, left)


def _read_ahead(items: Generator[Item, None, None]) -> Generator[Item, None, None]:
    first: deque[Item] = deque()
    weight = 0
    for item in items:
        first.append(item)
        weight += item.weight
        if weight > READ_AHEAD:
            break
    return _after(first, items)


def _after(first: deque[Item], items: Generator[Item, None, None]) -> Generator[Item, None, None]:
    with closing(items):
        while first:
            yield first.popleft()
        yield from items


def _unknown(member: str) -> Skipped:
    reason = _(
        "which format this is cannot be seen; unpack it and name the format (--format NAME, see “annotator formats”)"
    )
    return Skipped(member, reason)


def _is_paper(member: str) -> bool:
    """Whether it says what a dataset is, and is none of its data."""
    return PurePosixPath(member).name in PAPERS


def _size(file: Path) -> int:
    try:
        return file.stat().st_size
    except OSError:  # reading it will tell
        return 0
