"""Writing that is whole, can be stopped, and is read back: around the writer of every format."""

import hashlib
from array import array
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import zip_longest
from pathlib import Path

from annotator.domain.errors import BadInput
from annotator.formats.atomic import atomic_path
from annotator.formats.fidelity import carried, fingerprint
from annotator.formats.format import Cancelled, Format, NotFaithful, ReadOptions, WriteOptions
from annotator.formats.losses import Losses
from annotator.formats.record import Record, check
from annotator.i18n import _

Progress = Callable[[int], None]
Stop = Callable[[], bool]


@dataclass(slots=True)
class Written:
    """How much was written, what could not go, and whether what was written was read back and compared."""

    documents: int = 0
    spans: int = 0
    relations: int = 0
    losses: Losses = field(default_factory=Losses)
    compared: bool = False


def write_checked(
    chosen: Format,
    records: Iterable[Record],
    out: Path,
    options: WriteOptions,
    *,
    progress: Progress | None = None,
    cancelled: Stop | None = None,
) -> Written:
    """Write what the format carries of the records, read it back, compare, and only then let it be at `out`.

    Memory holds eight bytes for each document. Raises BadInput for a record that does not hold together, NotFaithful
    where what was written reads back as something else, Cancelled, DiskFull, ReadOnly; then nothing is written.
    """
    assert chosen.writer is not None
    chosen.check(options)
    passing = _Passing(chosen, options, cancelled or _never, out)
    with atomic_path(out, folder=chosen.makes_folder(out)) as place:
        passing.written.documents = chosen.writer(passing.of(records, progress), place, options)
        passing.written.losses.close()
        passing.compare(place)
    return passing.written


def write_part(
    chosen: Format, records: Iterable[Record], place: Path, options: WriteOptions, out: Path
) -> Written:
    """Write to `place`, and compare, a part of what becomes `out`; losses are left open. Raises as `write_checked`."""
    assert chosen.writer is not None
    passing = _Passing(chosen, options, _never, out)
    passing.written.documents = chosen.writer(passing.of(records, None), place, options)
    passing.compare(place)
    return passing.written


def write_lines(blocks: Iterable[bytes], out: Path) -> str:
    """Write what `jsonl` made, read it back, compare, and only then let it be at `out`. Returns its SHA-256, in hex.

    Raises NotFaithful, DiskFull, ReadOnly, and what `blocks` raises; then nothing is written.
    """
    with atomic_path(out) as place:
        digest = hashlib.sha256()
        with place.open("xb", buffering=1 << 20) as file:
            for block in blocks:
                digest.update(block)
                file.write(block)
        if digest_of(place) != digest.hexdigest():
            raise NotFaithful(
                _("{file} was not written: the disk gives back other bytes; try another disk", file=out)
            )
    return digest.hexdigest()


def losses_of(
    chosen: Format, records: Iterable[Record], options: WriteOptions, cancelled: Stop | None = None
) -> Losses:
    """What writing the records would lose, without writing. Raises Cancelled."""
    losses = Losses()
    for record in records:
        if cancelled is not None and cancelled():
            raise Cancelled(_("stopped"))
        carried(record, chosen, options, losses)
    losses.close()
    return losses


def _never() -> bool:
    return False


class _Passing:
    """The records on their way to the writer, and what is kept of them for the comparison."""

    def __init__(self, chosen: Format, options: WriteOptions, cancelled: Stop, out: Path) -> None:
        self.written = Written()
        self._format = chosen
        self._options = options
        self._cancelled = cancelled
        self._out = out
        self._prints = array("Q")
        self._loses = bool(chosen.lacks or chosen.fit) or not chosen.verbatim

    def of(self, records: Iterable[Record], progress: Progress | None) -> Iterator[Record]:
        for count, record in enumerate(records, 1):
            self._stop()
            for fitted in self._fitted(record) if self._loses else [record]:
                self.written.spans += len(fitted.spans)
                self.written.relations += len(fitted.relations)
                yield fitted
            if progress is not None:
                progress(count)

    def _fitted(self, record: Record) -> Iterator[Record]:
        check(record, _("document “{id}”", id=record.id))
        record = _identified(record)
        fitted = carried(record, self._format, self._options, self.written.losses)
        if fitted is None:
            return
        expected = self._format.expect(fitted, self._options) if self._format.expect else fitted
        self._prints.append(self._print(expected))
        yield fitted

    def compare(self, place: Path) -> None:
        """Raises NotFaithful, naming the first document that reads back differently."""
        reader = self._format.reread or self._format.reader
        if self._format.verbatim or reader is None:
            self.written.compared = self._format.verbatim
            return
        try:
            read = reader(place, ReadOptions(unit=self._options.unit)) if self._prints else iter(())
            for number, (record, before) in enumerate(zip_longest(read, self._prints), 1):
                self._stop()
                if not isinstance(record, Record) or self._print(record) != before:
                    raise self._refusal(_("document {number} reads back differently", number=number))
        except BadInput as error:
            raise self._refusal(str(error).replace(str(place), self._out.name)) from error
        self.written.compared = True

    def _print(self, record: Record) -> int:
        return int.from_bytes(fingerprint(record, with_id="metadata" in self._format.carries), "big")

    def _refusal(self, reason: str) -> NotFaithful:
        return NotFaithful(
            _("{file} was not written: the format {name} cannot hold these documents ({reason}); use another format, "
              "jsonl holds everything", file=self._out, name=self._format.name, reason=reason)
        )  # fmt: skip

    def _stop(self) -> None:
        if self._cancelled():
            raise Cancelled(_("cancelled; {file} was not written", file=self._out))


def _identified(record: Record) -> Record:
    """The record with an id for every span, which writers refer to."""
    if all(span.id for span in record.spans):
        return record
    taken = {span.id for span in record.spans}
    fresh = (
        f"s{number}" for number in range(1, len(record.spans) + len(taken) + 1) if f"s{number}" not in taken
    )
    return replace(record, spans=[s if s.id else replace(s, id=next(fresh)) for s in record.spans])


def digest_of(path: Path) -> str:
    """SHA-256, in hex, of a file; of a folder, of the names and digests of all files in it."""
    if path.is_file():
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    digest = hashlib.sha256()
    for file_ in sorted(p for p in path.rglob("*") if p.is_file()):
        digest.update(f"{digest_of(file_)}  {file_.relative_to(path).as_posix()}\n".encode())
    return digest.hexdigest()
