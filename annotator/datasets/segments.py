"""Long reports in parts: sections, sentences or windows of n characters, with offsets counted anew.

A part is a record of its own. Its metadata say where it came from: `source_document`, `source_start`, `source_end` (code
points of the document). White space at its ends is left out. What does not lie whole in any part, and what links two
parts, is lost and counted.
"""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

from annotator.domain.errors import BadInput
from annotator.formats.losses import Losses
from annotator.formats.record import Origin, Record, RecordSpan
from annotator.formats.sentences import sentences
from annotator.i18n import _

DOCUMENT, SECTION, SENTENCE, WINDOW = "document", "section", "sentence", "window"
KINDS = (DOCUMENT, SECTION, SENTENCE, WINDOW)
SOURCE, SOURCE_START, SOURCE_END = "source_document", "source_start", "source_end"

Range = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Segmenting:
    """How to cut: one of `KINDS`; windows have `size` characters, of which `overlap` come again in the next."""

    kind: str = DOCUMENT
    size: int = 0
    overlap: int = 0

    def __str__(self) -> str:
        if self.kind != WINDOW:
            return self.kind
        return f"{WINDOW}:{self.size}" + (f":{self.overlap}" if self.overlap else "")


def segmenting(text: str) -> Segmenting:
    """What `section` or `window:500:50` says. Raises BadInput for anything else."""
    kind, *numbers = text.strip().split(":")
    if kind in KINDS and kind != WINDOW and not numbers:
        return Segmenting(kind)
    if kind == WINDOW and 1 <= len(numbers) <= 2 and all(n.isascii() and n.isdigit() for n in numbers):
        size, overlap = int(numbers[0]), int(numbers[1]) if len(numbers) == 2 else 0
        if size > overlap:
            return Segmenting(WINDOW, size, overlap)
    raise BadInput(
        _("“{text}” is no way to cut documents; write document, section, sentence, window:500 or window:500:50 "
          "(the overlap is smaller than the window)", text=text)
    )  # fmt: skip


def segments(record: Record, how: Segmenting, losses: Losses) -> Iterator[Record]:
    """The parts of a record, in order; the record itself where it is not to be cut."""
    if how.kind == DOCUMENT:
        yield record
        return
    ranges = [_trimmed(record.text, start, end) for start, end in _ranges(record, how)]
    ranges = [(start, end) for start, end in ranges if start < end]
    whole = _Whole(record, ranges)
    whole.count(losses)
    for start, end in ranges:
        yield whole.part(start, end)


def _ranges(record: Record, how: Segmenting) -> Iterator[Range]:
    length = len(record.text)
    if how.kind == SENTENCE:
        yield from sentences(record.text)
    elif how.kind == SECTION:
        edges = sorted({0, length, *(section.start for section in record.sections)})
        yield from pairwise(edges)
    else:
        step = how.size - how.overlap
        for start in range(0, length, step):
            yield start, min(start + how.size, length)
            if start + how.size >= length:
                return


def _trimmed(text: str, start: int, end: int) -> Range:
    stretch = text[start:end]
    return start + len(stretch) - len(stretch.lstrip()), start + len(stretch.rstrip())


class _Whole:
    """A record and the parts it is to be cut into."""

    def __init__(self, record: Record, ranges: Sequence[Range]) -> None:
        self._record = record
        self._ranges = ranges
        self._spans = sorted(record.spans, key=lambda span: span.start)
        self._starts = [span.start for span in self._spans]
        done = (layer for layer, state in record.statuses.items() if state == "done")
        self._layers = tuple(sorted({*done, *(span.layer for span in record.spans if span.layer)}))
        self._given: set[str | None] = set()  # ids, which come a second time where windows overlap

    def count(self, losses: Losses) -> None:
        """What no part can have."""
        record = self._record
        inside: set[int] = set()
        linked: set[str | None] = set()
        for start, end in self._ranges:
            here = self._within(start, end)
            inside.update(map(id, here))
            ids = {span.id for span in here}
            linked.update(
                r.id for r in record.relations if r.head in ids and r.tail in ids and not r.tail_doc
            )
        losses.add("edge", (span.id for span in record.spans if id(span) not in inside))
        losses.add("apart", (r.id for r in record.relations if r.id not in linked))
        if record.labels or record.notes or record.flags:
            losses.add("whole", (record.id,))

    def part(self, start: int, end: int) -> Record:
        record = self._record
        here = self._within(start, end)
        names = {span.id: self._fresh(span.id, start) for span in here}
        spans = [
            replace(span, id=names[span.id], start=span.start - start, end=span.end - start) for span in here
        ]
        relations = [
            replace(r, id=self._fresh(r.id, start), head=names[r.head] or "", tail=names[r.tail] or "")
            for r in record.relations
            if not r.tail_doc and r.head in names and r.tail in names
        ]
        sections = [
            replace(section, start=max(section.start, start) - start, end=min(section.end, end) - start)
            for section in record.sections
            if section.start < end and section.end > start
        ]
        meta: dict[str, Any] = {**record.meta, SOURCE: record.id, SOURCE_START: start, SOURCE_END: end}
        return Record(
            f"{record.id}:{start}-{end}", record.text[start:end], meta, spans, relations,
            sections=sections, statuses=dict(record.statuses), source=record.source,
            origin=Origin(record.id or "", start, end, self._layers),
        )  # fmt: skip

    def _within(self, start: int, end: int) -> list[RecordSpan]:
        first, last = bisect_left(self._starts, start), bisect_left(self._starts, end)
        return [span for span in self._spans[first:last] if span.end <= end]

    def _fresh(self, name: str | None, start: int) -> str | None:
        """The id of a span or relation; where it is in an earlier part already, with the beginning of this one."""
        if name in self._given:
            return f"{name}@{start}"
        self._given.add(name)
        return name
