"""All documents of a project as lines of canonical JSON, in blocks that two processes share.

The short way of an export as JSON lines. A line is byte for byte what `formats.jsonl` makes of the record; documents with
relations or labels of their own, and whatever looks unlike the rest, go by way of the record.
"""

import marshal
from array import array
from collections import deque
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing
from itertools import chain
from operator import lt
from pathlib import Path
from typing import Any, NamedTuple

import orjson

from annotator.formats import jsonl
from annotator.formats.metadata import canonical_meta
from annotator.i18n import _
from annotator.services.beside import Beside
from annotator.services.project import Project
from annotator.services.records import record_of
from annotator.store.json_rows import DocumentRow

AT_ONCE = 50  # documents of a block
CHARACTERS = 500_000  # of a block, but for a document that has more
BESIDE = 40  # blocks from which on a second process pays: half a second's
_ASKED = 2  # blocks that the other process knows it is to make: then it never waits for us
_AHEAD = 12  # blocks that are made here while one of the other process is waited for

Layers = tuple[str, ...] | None
StatusRow = tuple[str, str, int, str]  # layer, state, flag, note


class Block(NamedTuple):
    """Lines of documents, and what is in them; `left_out` counts relations with an end in another layer."""

    lines: bytes
    documents: int
    spans: int
    relations: int = 0
    left_out: int = 0


def blocks(project: Project, layers: Layers, *, beside: bool) -> Generator[Block, None, None]:
    """The lines of all documents in their order. To be called within a snapshot of the project; raises BadInput for a
    document that does not hold together. With `beside`, another process makes some of many (see `beside`)."""
    parts = _parts(project)
    if not beside or len(parts) < BESIDE:
        yield from map(LineMaker(project, layers).block, parts)
        return
    with closing(Beside(made_beside, project.path, project.store.last_moment(), layers)) as other:
        yield from _shared(LineMaker(project, layers), parts, other)


def made_beside(
    orders: Iterator[int], path: Path, moment: tuple[str, str], layers: Layers
) -> Iterator[bytes]:
    """First whether the project stands here as it does there, then the blocks that are asked for."""
    with Project(path, "export") as project, project.store.snapshot(), project.store.streamed():
        if project.store.last_moment() != moment:
            yield b"other"
            return
        yield b"same"
        maker, parts = LineMaker(project, layers), _parts(project)
        for number in orders:
            yield marshal.dumps(tuple(maker.block(parts[number])))


def _shared(maker: "LineMaker", parts: Sequence[Sequence[int]], other: Beside) -> Iterator[Block]:
    """The other process is asked for blocks as soon as it is there and for as long as there are any; where somebody has
    just written, never: only the snapshot here is the one to write."""
    numbers = iter(range(len(parts)))
    theirs, asked = iter(other), deque[int]()
    made: dict[int, Block] = {}
    helps: bool | None = None  # nobody knows yet

    def hear() -> None:
        nonlocal helps
        if helps is None:
            helps = next(theirs) == b"same"
        else:
            made[asked.popleft()] = Block(*marshal.loads(next(theirs)))
        while helps and len(asked) < _ASKED and (number := next(numbers, None)) is not None:
            other.send(number)
            asked.append(number)

    for wanted in range(len(parts)):
        while wanted not in made:
            if helps is not False and other.ready:
                hear()
            elif len(made) < _AHEAD and (number := next(numbers, None)) is not None:
                made[number] = maker.block(parts[number])
            else:
                hear()
        yield made.pop(wanted)


def _parts(project: Project) -> list[Sequence[int]]:
    parts: list[Sequence[int]] = []
    part, room = array("q"), CHARACTERS
    for key, characters in project.store.document_sizes():
        if len(part) == AT_ONCE or (part and characters > room):
            parts.append(part)
            part, room = array("q"), CHARACTERS
        part.append(key)
        room -= characters
    return [*parts, part] if part else parts


class LineMaker:
    """Makes the lines of a project's documents."""

    def __init__(self, project: Project, layers: Layers) -> None:
        self._project = project
        self._layers = layers
        self._encode = jsonl.encoder()
        self._line = jsonl.joiner()

    def block(self, keys: Sequence[int]) -> Block:
        """Raises BadInput."""
        store = self._project.store
        statuses, by_record = store.status_rows(keys), store.with_more(keys)
        made = []
        for row in store.document_rows(keys, self._layers):
            quick = None if row.pk in by_record else self._quickly(row, statuses.get(row.pk, ()))
            made.append(quick or self._by_record(row.pk))
        return Block(
            b"".join(line for line, *_counts in made),
            len(made),
            sum(spans for _line, spans, *_counts in made),
            sum(relations for _line, _spans, relations, _left in made),
            sum(left for *_counts, left in made),
        )

    def _by_record(self, key: int) -> tuple[bytes, int, int, int]:
        document = self._project.store.document_at(key)
        assert document is not None
        record, left_out = record_of(self._project, document, self._layers)
        return self._encode(record), len(record.spans), len(record.relations), left_out

    def _quickly(self, row: DocumentRow, statuses: Sequence[StatusRow]) -> tuple[bytes, int, int, int] | None:
        """None where something is as in no sound document."""
        head = {
            "id": row.id,
            "text": row.text,
            "meta": canonical_meta(orjson.loads(row.meta), _("document “{id}”", id=row.id)),
        }
        tail = {"relations": [], "labels": [], "sections": _sections(row), **self._said(statuses)}
        made = self._line(head, row.spans, tail)
        if made is not None and not _is_in_order(made[1]):
            made = self._line(head, orjson.dumps(sorted(made[1], key=_in_order)), tail)
        if made is None:
            return None
        line, spans = made
        sound = _hold(spans, row.text) and _are_flat(row.spans, spans) and _lie_in(tail["sections"], row.text)
        return (line, len(spans), 0, 0) if sound else None

    def _said(self, rows: Sequence[StatusRow]) -> dict[str, Any]:
        """What layers say of the whole document."""
        if self._layers is not None:
            rows = [row for row in rows if row[0] in self._layers]
        said: dict[str, Any] = {
            "statuses": {layer: state for layer, state, _flag, _note in rows if state != "todo"}
        }
        if notes := {layer: note for layer, _state, _flag, note in rows if note}:
            said["notes"] = notes
        if flags := [layer for layer, _state, flag, _note in rows if flag]:
            said["flags"] = flags
        return said


def _sections(row: DocumentRow) -> list[dict[str, Any]]:
    sections = orjson.loads(row.outline)
    sections.sort(key=lambda s: (s[0], -s[1], s[2], s[3]))
    return [
        {"start": start, "end": end, "level": level, "heading": heading}
        for start, end, level, heading, *_role in sections
    ]


def _lie_in(sections: Sequence[dict[str, Any]], text: str) -> bool:
    length = len(text)
    return all(0 <= section["start"] <= section["end"] <= length for section in sections)


def _is_in_order(spans: Sequence[dict[str, Any]]) -> bool:
    """Mostly so, and cheaper to see than to sort."""
    starts = [span["start"] for span in spans]
    return all(map(lt, starts, starts[1:]))


def _in_order(span: dict[str, Any]) -> tuple[int, int, str, str, str]:
    return span["start"], -span["end"], span["label"], span["layer"], span["id"]


def _hold(spans: Sequence[dict[str, Any]], text: str) -> bool:
    """Whether all lie in the text and read as they say, which are not empty and begin at 0 at the earliest, as the JSON
    Schema has seen. That no id is there twice, the table sees to."""
    ends = [span["end"] for span in spans]
    if not set(map(type, ends)) <= {int} or max(ends, default=0) > len(text):
        return False
    try:
        return [text[span["start"] : span["end"]] for span in spans] == [span["text"] for span in spans]
    except TypeError:  # a number that is no int, however whole
        return False


def _are_flat(json: bytes, spans: Sequence[dict[str, Any]]) -> bool:
    """Whether all that is in the spans are attributes whose values are text, whole numbers, true, false or null: then
    there is nothing that would have to be put in order, is nested too deep or cannot be kept exactly."""
    if json.count(b"{") != 2 * len(spans) or json.count(b"[") != 1:
        return False
    values = chain.from_iterable([span["attrs"].values() for span in spans if span["attrs"]])
    return float not in set(map(type, values))
