"""The exchange record: one document with everything that travels with it between a file and a project.

Every reader yields records, every writer takes them. Offsets are code points over `text`, end-exclusive.
`None` for an id or a layer says that the file did not give one; whoever takes the record in chooses it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NoReturn

from annotator.domain.document import Section, Source
from annotator.domain.errors import BadInput
from annotator.i18n import _, ngettext

if TYPE_CHECKING:
    from annotator.formats.span_columns import SpanColumns

SHOWN = 60  # characters of a quote that an error sentence shows
NOWHERE = Source()  # a file did not say where its text came from


def check(record: "Record", where: str) -> None:
    """Refuse a record that does not hold together; `where` opens the sentence ("reports.jsonl, line 3").

    Raises BadInput when a span or section lies outside the text, a quote differs from its slice, an id is
    there twice, or a relation's end is missing.
    """
    _check_spans(record, where)
    ids = [span.id for span in record.spans] if record.columns is None else record.columns.ids or []
    known = _ids(ids, where)
    _ids([relation.id for relation in record.relations], where)
    for index, relation in enumerate(record.relations, 1):
        ends = [relation.head] if elsewhere(relation, record) else [relation.head, relation.tail]
        for end in ends:
            if end not in known:
                raise BadInput(
                    _("{where}: relation {index} points to a span “{id}” that this document does not have",
                      where=where, index=index, id=printable(end))
                )  # fmt: skip
    length = len(record.text)
    for index, section in enumerate(record.sections, 1):
        if not 0 <= section.start <= section.end <= length:
            raise BadInput(
                ngettext(
                    "{where}: section {index} goes from {start} to {end}, but the text has {count} character",
                    "{where}: section {index} goes from {start} to {end}, but the text has {count} characters",
                    length,
                    where=where,
                    index=index,
                    start=section.start,
                    end=section.end,
                )
            )


def elsewhere(relation: "RecordRelation", record: "Record") -> bool:
    """Whether the relation's tail lies in another document than `record`."""
    return relation.tail_doc is not None and relation.tail_doc != record.id


def printable(text: str, around: int = 0) -> str:
    """At most `SHOWN` characters of `text` near position `around`, on one line, the invisible ones escaped."""
    first = max(0, around - SHOWN // 3) if len(text) > SHOWN else 0
    cut = text[first : first + SHOWN]
    shown = "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in cut)
    return ("…" if first else "") + shown + ("…" if first + SHOWN < len(text) else "")


def _check_spans(record: "Record", where: str) -> None:
    text = record.text
    length = len(text)
    for index, span in enumerate(record.spans, 1):
        start, end = span.start, span.end
        if not 0 <= start < end <= length:
            raise BadInput(
                ngettext(
                    "{where}: span {index} ({id}) goes from {start} to {end}, but the text has {count} character",
                    "{where}: span {index} ({id}) goes from {start} to {end}, but the text has {count} characters",
                    length,
                    where=where,
                    index=index,
                    id=span.id or "–",
                    start=start,
                    end=end,
                )
            )
        if span.text is not None and span.text != text[start:end]:
            _refuse_quote(span, index, text[start:end], where)


def _refuse_quote(span: "RecordSpan", index: int, found: str, where: str) -> NoReturn:
    quote = span.text or ""
    pairs = enumerate(zip(quote, found, strict=False))
    differs = next((i for i, (a, b) in pairs if a != b), min(len(quote), len(found)))
    raise BadInput(
        _("{where}: span {index} ({id}) is said to read “{quote}”, but the text from {start} to {end} "
          "reads “{found}”",
          where=where, index=index, id=span.id or "–", quote=printable(quote, differs), start=span.start,
          end=span.end, found=printable(found, differs))
    )  # fmt: skip


def _ids(ids: Sequence[str | None], where: str) -> set[str | None]:
    """The ids as a set. Raises BadInput when one is there twice."""
    known = set(ids)
    if len(known) < len(ids):
        seen: set[str | None] = {None}
        for id_ in ids:
            if id_ is not None and id_ in seen:
                raise BadInput(_("{where}: the id “{id}” is there twice", where=where, id=printable(id_)))
            seen.add(id_)
    return known


@dataclass(slots=True)
class RecordSpan:
    """A labelled stretch; `text` is the quote where the file gave one."""

    id: str | None
    start: int
    end: int
    label: str
    text: str | None = None
    attrs: dict[str, Any] = field(default_factory=dict)
    layer: str | None = None
    note: str = ""


@dataclass(slots=True)
class RecordRelation:
    """A link from a span of this record; `tail_doc` names the tail's document where that is another one."""

    id: str | None
    type: str
    head: str
    tail: str
    layer: str | None = None
    tail_doc: str | None = None


@dataclass(slots=True)
class RecordLabel:
    """A named value that one layer gives to the whole document."""

    name: str
    value: Any
    layer: str | None = None


Part = RecordSpan | RecordRelation | RecordLabel
"""What is somebody's: it has a layer."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a record that is a part of a document stands in it: its id, code points, and the layers that looked at it."""

    document: str
    start: int
    end: int
    layers: tuple[str, ...] = ()


@dataclass(slots=True)
class Record:
    """One document of a file. `statuses` and `notes` go by layer, `flags` holds the layers that flagged it.

    `local_ids`: ids of spans and relations hold within this record alone, and are others in the next.
    `certain` is False where the file's encoding was a guess that the person should look at. `as_is`: its text must not be
    changed, even if nothing is marked in it. `origin` is that of a part
    of a document, and is not written but where a format says so. `columns` hold the spans, in the place of `spans`, where a
    reader was asked for that and could.
    """

    id: str | None
    text: str
    meta: dict[str, Any] = field(default_factory=dict)
    spans: list[RecordSpan] = field(default_factory=list)
    relations: list[RecordRelation] = field(default_factory=list)
    labels: list[RecordLabel] = field(default_factory=list)
    sections: list[Section] = field(default_factory=list)
    statuses: dict[str, str] = field(default_factory=dict)
    notes: dict[str, str] = field(default_factory=dict)
    flags: list[str] = field(default_factory=list)
    source: Source = NOWHERE
    certain: bool = True
    as_is: bool = False
    local_ids: bool = False
    origin: Origin | None = None
    columns: "SpanColumns | None" = None

    @property
    def parts(self) -> list[Part]:
        """All spans, relations and document labels."""
        return [*self.spans, *self.relations, *self.labels]
