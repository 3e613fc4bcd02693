"""All documents of a project as lines of canonical JSON, in blocks that two processes make by turns.

The short way of an export as JSON lines. A line is byte for byte what `formats.jsonl` makes of the record; documents with
relations or labels of their own, and whatever looks unlike the rest, go by way of the record.
"""

import marshal
from array import array
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing
from itertools import chain
from operator import itemgetter, lt
from pathlib import Path
from typing import Any, NamedTuple

import orjson

from annotator.formats import jsonl
from annotator.formats.metadata import canonical_meta
from annotator.i18n import _
from annotator.services.beside import Beside
from annotator.services.project import Project
from annotator.services.records import record_of

AT_ONCE = 50  # documents of a block
CHARACTERS = 500_000  # of a block, but for a document that has more
BESIDE = 10  # blocks from which on a second process pays
_AHEAD = 12  # blocks that are made here while one of the other process is waited for
_PLACE = itemgetter("start", "end", "text")

Layers = tuple[str, ...] | None


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
    maker = LineMaker(project, layers)
    parts = _parts(project)
    if not beside or len(parts) < BESIDE:
        yield from map(maker.block, parts)
        return
    with closing(Beside(made_beside, project.path, project.store.last_moment(), layers)) as other:
        if next(iter(other)) == b"same":
            yield from _by_turns(maker, parts, other)
            return
    yield from map(
        maker.block, parts
    )  # somebody has just written: only the snapshot here is the one to write


def made_beside(path: Path, moment: tuple[str, str], layers: Layers) -> Iterator[bytes]:
    """First whether the project stands here as it does there, then the blocks that are made here."""
    with Project(path, "export") as project, project.store.snapshot(), project.store.streamed():
        if project.store.last_moment() != moment:
            yield b"other"
            return
        yield b"same"
        maker = LineMaker(project, layers)
        for number, part in enumerate(_parts(project)):
            if _is_theirs(number):
                yield marshal.dumps(tuple(maker.block(part)))


def _by_turns(maker: "LineMaker", parts: Sequence[Sequence[int]], beside: Beside) -> Iterator[Block]:
    theirs = iter(beside)
    ours = iter([number for number in range(len(parts)) if not _is_theirs(number)])
    made: dict[int, Block] = {}

    def make_one() -> bool:
        one = next(ours, None)
        if one is not None:
            made[one] = maker.block(parts[one])
        return one is not None

    for number in range(len(parts)):
        if _is_theirs(number):
            while not beside.ready and len(made) < _AHEAD and make_one():
                pass
            yield Block(*marshal.loads(next(theirs)))
        else:
            while number not in made:
                make_one()
            yield made.pop(number)


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


def _is_theirs(number: int) -> bool:
    """Three of five: here they are written, too."""
    return number % 5 in (0, 2, 4)


class LineMaker:
    """Makes the lines of a project's documents."""

    def __init__(self, project: Project, layers: Layers) -> None:
        self._project = project
        self._layers = layers
        self._by_record = project.store.keys_with_more()
        self._encode = jsonl.encoder()
        self._line = jsonl.joiner()

    def block(self, keys: Sequence[int]) -> Block:
        """Raises BadInput."""
        statuses = self._project.store.status_rows(keys)
        made = [self._one(key, statuses.get(key, ())) for key in keys]
        return Block(
            b"".join(line for line, *_counts in made),
            len(made),
            sum(spans for _line, spans, *_counts in made),
            sum(relations for _line, _spans, relations, _left in made),
            sum(left for *_counts, left in made),
        )

    def _one(self, key: int, statuses: Sequence[tuple[str, str, int, str]]) -> tuple[bytes, int, int, int]:
        if key not in self._by_record and (made := self._quickly(key, statuses)):
            return made
        document = self._project.store.document_at(key)
        assert document is not None
        record, left_out = record_of(self._project, document, self._layers)
        return self._encode(record), len(record.spans), len(record.relations), left_out

    def _quickly(
        self, key: int, statuses: Sequence[tuple[str, str, int, str]]
    ) -> tuple[bytes, int, int, int] | None:
        """None where something is as in no sound document."""
        document = self._project.store.document_row(key)
        json, spans = self._spans(key)
        if not (_hold(spans, document.text) and _are_flat(json, spans)):
            return None
        sections = orjson.loads(document.outline)
        if not all(0 <= section[0] <= section[1] <= len(document.text) for section in sections):
            return None
        sections.sort(key=lambda s: (s[0], -s[1], s[2], s[3]))
        said = [row for row in statuses if self._layers is None or row[0] in self._layers]
        head = {
            "id": document.id,
            "text": document.text,
            "meta": canonical_meta(orjson.loads(document.meta), _("document “{id}”", id=document.id)),
        }
        tail: dict[str, Any] = {
            "relations": [],
            "labels": [],
            "sections": [
                {"start": start, "end": end, "level": level, "heading": heading}
                for start, end, level, heading, *_role in sections
            ],
            "statuses": {layer: state for layer, state, _flag, _note in said if state != "todo"},
        }
        if notes := {layer: note for layer, _state, _flag, note in said if note}:
            tail["notes"] = notes
        if flags := [layer for layer, _state, flag, _note in said if flag]:
            tail["flags"] = flags
        line = self._line(head, json, spans, tail)
        return None if line is None else (line, len(spans), 0, 0)

    def _spans(self, key: int) -> tuple[str, list[dict[str, Any]]]:
        """The spans in their order, as JSON and as what that reads as."""
        json, noted = self._project.store.spans_json(key, self._layers)
        if not noted:
            spans: list[dict[str, Any]] = orjson.loads(json)
            starts = [span["start"] for span in spans]
            if all(map(lt, starts, starts[1:])):  # mostly so, and cheaper to see than to sort
                return json, spans
        json = self._project.store.ordered_spans_json(key, self._layers)
        return json, orjson.loads(json)


def _hold(spans: Sequence[dict[str, Any]], text: str) -> bool:
    """Whether all lie in the text and read as they say. That no id is there twice, the table sees to."""
    if not spans:
        return True
    starts, ends, quotes = zip(*map(_PLACE, spans), strict=True)
    return (
        {*map(type, starts), *map(type, ends)} == {int}
        and min(starts) >= 0
        and max(ends) <= len(text)
        and all(map(lt, starts, ends))
        and list(quotes) == [text[start:end] for start, end in zip(starts, ends, strict=True)]
    )


def _are_flat(json: str, spans: Sequence[dict[str, Any]]) -> bool:
    """Whether all that is in the spans are attributes whose values are text, whole numbers, true, false or null: then
    there is nothing that would have to be put in order, is nested too deep or cannot be kept exactly."""
    if json.count("{") != 2 * len(spans) or json.count("[") != 1:
        return False
    values = chain.from_iterable(span["attrs"].values() for span in spans if span["attrs"])
    return float not in set(map(type, values))
