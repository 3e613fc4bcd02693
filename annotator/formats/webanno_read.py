"""A document from the rows of WebAnno TSV 3."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from annotator.domain.document import Source
from annotator.domain.errors import BadInput
from annotator.formats import fields
from annotator.formats.brat_config import decoded
from annotator.formats.cas import GRAMMAR, LABELS
from annotator.formats.format import UTF_16
from annotator.formats.offsets import Offsets
from annotator.formats.record import Record, RecordRelation, RecordSpan, printable
from annotator.formats.webanno_text import parts, unescaped_text
from annotator.i18n import _

HEADER = "#FORMAT=WebAnno TSV 3.3"
MOST_BLANKS = 100_000  # between sentences, beyond the length of the file

_VERSION = re.compile(r"#FORMAT=WebAnno TSV 3\.[0-9]+")
_UNIT = re.compile(r"[0-9]+-[0-9]+(?:\.[0-9]+)?")
_PLACE = re.compile(r"([0-9]{1,9})-([0-9]{1,9})")
_SOURCE = re.compile(r"([0-9]+-[0-9]+(?:\.[0-9]+)?)(?:\[([0-9]+)_([0-9]+)\])?")


def read_document(data: str, path: Path) -> Record:
    """The record of a file, without layers. Raises BadInput naming the line."""
    lines = [line.removesuffix("\r") for line in data.split("\n")]
    if not _VERSION.fullmatch(lines[0]):
        raise BadInput(_("{file} is no WebAnno TSV 3: its first line does not say so", file=path))
    reading = _Reading(
        Record(None, "", source=Source(path.name, "", "utf-8"), local_ids=True), MOST_BLANKS + len(data)
    )
    for number, line in enumerate(lines, 1):
        try:
            reading.take(line)
        except (ValueError, IndexError) as error:
            raise BadInput(
                _("{where}: this is no line of WebAnno TSV: “{line}”",
                  where=_("{file}, line {line}", file=path, line=number), line=printable(line))
            ) from error  # fmt: skip
    try:
        return reading.finished()
    except (BadInput, KeyError) as error:
        reason = (
            str(error) if isinstance(error, BadInput) else _("a relation leads to a row that is not there")
        )
        raise BadInput(f"{path}: {reason}") from error


@dataclass(slots=True)
class _Layer:
    """A layer of the header: its type, its features, and the column where they begin."""

    kind: str
    type: str
    features: list[str]
    column: int


@dataclass(slots=True)
class _Mark:
    """A span while its rows come in: UTF-16 units."""

    layer: _Layer
    start: int
    end: int
    values: dict[str, str | None] = field(default_factory=dict)
    id: str = ""


class _Reading:
    """Takes line by line."""

    def __init__(self, record: Record, blanks: int) -> None:
        self._record = record
        self._blanks = blanks  # that may still be put between sentences; offsets claim any
        self._layers: list[_Layer] = []
        self._columns = 0
        self._text: list[str] = []
        self._units = 0  # of UTF-16 in the text so far
        self._sentence: list[str] = []
        self._marks: list[_Mark] = []
        self._by_number: dict[str, _Mark] = {}
        self._by_unit: dict[str, _Mark] = {}
        self._links: list[tuple[str | None, str, str]] = []  # name, source, the unit of the target

    def take(self, line: str) -> None:
        """Raises ValueError or IndexError for a line that makes no sense."""
        if line.startswith(("#T_SP=", "#T_RL=", "#T_CH=")) and not self._text:
            self._take_layer(line)
        elif line.startswith("#Text="):
            self._sentence.append(unescaped_text(line.removeprefix("#Text=")))
        elif line and not line.startswith("#"):
            self._take_row(line)

    def finished(self) -> Record:
        """Raises BadInput for offsets within a character, KeyError for a relation that leads nowhere."""
        record = self._record
        record.text = "".join(self._text).removesuffix("\n")
        offsets = Offsets(record.text, UTF_16)
        for number, mark in enumerate(self._marks, 1):
            mark.id = f"s{number}"
            start, end = offsets.back(mark.start), offsets.back(mark.end)
            if start < end:  # a mark of no length marks nothing
                record.spans.append(self._span(mark, start, end))
        there = {span.id for span in record.spans}
        for name, source, unit in self._links:
            match = _SOURCE.fullmatch(source)
            if match is None:
                raise KeyError(source)
            head = self._by_number[match[2]] if match[2] not in (None, "0") else self._by_unit[match[1]]
            tail = self._by_number[match[3]] if match[3] not in (None, "0") else self._by_unit[unit]
            if head.id in there and tail.id in there:
                type_ = str(fields.from_text(name)) if name else "relation"
                record.relations.append(RecordRelation(None, type_, head.id, tail.id))
        return record

    def _span(self, mark: _Mark, start: int, end: int) -> RecordSpan:
        values = {name: fields.from_text(value) for name, value in mark.values.items() if value is not None}
        named = next((name for name in (*LABELS, *mark.layer.features) if name in values), None)
        label = str(values.pop(named)) if named is not None else mark.layer.type.rpartition(".")[2]
        note = str(values.pop("note", "")) if "note" in mark.layer.features else ""
        attrs: dict[str, Any] = {decoded(name): value for name, value in values.items()}
        return RecordSpan(
            mark.id, start, end, label or mark.layer.type.rpartition(".")[2], None, attrs, None, note
        )

    def _take_layer(self, line: str) -> None:
        kind, _equals, rest = line.removeprefix("#T_").partition("=")
        type_, *features = rest.split("|")
        features = features or [""]
        self._layers.append(_Layer(kind, type_, features, 3 + self._columns))
        self._columns += len(features)

    def _take_row(self, line: str) -> None:
        cells = line.split("\t")
        unit, place = cells[0], _PLACE.fullmatch(cells[1])
        if not _UNIT.fullmatch(unit) or place is None or len(cells) < 3 + self._columns:
            raise ValueError(line)
        start, end = int(place[1]), int(place[2])
        if self._sentence:
            self._begin(start)
        for layer in self._layers:
            if not GRAMMAR.match(layer.type):
                columns = cells[layer.column : layer.column + len(layer.features)]
                if layer.kind == "SP":
                    self._take_spans(layer, columns, unit, start, end)
                elif layer.kind == "RL":
                    self._take_relations(columns, unit)

    def _begin(self, start: int) -> None:
        """A sentence begins at its first token; what lies between it and the one before is a line break and blanks."""
        self._blanks -= max(0, start - self._units)
        if self._blanks < 0 or start < self._units - 1:
            raise ValueError(start)
        if self._units > start:
            self._text[-1] = self._text[-1].removesuffix("\n")
            self._units -= 1
        self._text.append(" " * (start - self._units))
        text = "".join(f"{line}\n" for line in self._sentence)
        self._text.append(text)
        self._units = start + len(text.encode("utf-16-le")) // 2
        self._sentence = []

    def _take_spans(self, layer: _Layer, columns: list[str], unit: str, start: int, end: int) -> None:
        here: dict[int, _Mark] = {}
        for name, cell in self._features(layer, columns):
            for index, (value, number) in enumerate(parts(cell)):
                mark = here.get(index) or (self._by_number.get(number) if number else None)
                if mark is None:
                    mark = _Mark(layer, start, end)
                    self._marks.append(mark)
                here[index] = mark
                if number:
                    self._by_number[number] = mark
                mark.end = max(mark.end, end)
                if name:
                    mark.values[name] = value
                self._by_unit.setdefault(unit, mark)

    def _features(self, layer: _Layer, columns: list[str]) -> Iterator[tuple[str, str]]:
        """Features with their cells; slots of links have no name, their targets are left out."""
        slot = False
        for name, cell in zip(layer.features, columns, strict=True):
            if not slot:
                yield "" if name.startswith("ROLE_") else name, cell
            slot = name.startswith("ROLE_")

    def _take_relations(self, columns: list[str], unit: str) -> None:
        *features, sources = columns
        names = parts(features[0]) if features else []
        for index, source in enumerate(sources.split("|") if sources not in ("_", "") else []):
            name = names[index][0] if index < len(names) else None
            self._links.append((name, source, unit))
