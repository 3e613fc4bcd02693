"""From a record of a file to changes of the project: which ids, which layer, and what is there already."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from hashlib import blake2b
from typing import NamedTuple, TypeVar

from annotator.domain.change import Entity
from annotator.domain.document import Document, Section, digest_of
from annotator.domain.errors import BadInput, Conflict, InvalidSpan, NotFound
from annotator.domain.schema import LabelSchema
from annotator.domain.span import Relation
from annotator.domain.status import DocumentLabel, Status
from annotator.formats import Record, RecordSpan
from annotator.formats.record import Part
from annotator.formats.span_columns import SpanColumns
from annotator.i18n import _, listed
from annotator.store import SpanRow, Store
from annotator.text.outline import outline, section_path

Keyed = TypeVar("Keyed", Status, DocumentLabel)

SOURCE = "import"  # of every span that comes from a file

_HEX = 1 << 24  # the offsets below it have six hexadecimal digits
_new = tuple.__new__  # half the time of a named tuple's own


class TailMissing(BadInput):
    """A relation leads to a span that is not in the project; another file may bring it."""


@dataclass(frozen=True, slots=True)
class Incoming:
    """A record that fits the label schema, with its document. `where` opens the sentences about it."""

    record: Record
    document: Document
    where: str


class News(NamedTuple):
    """What a record brings that was not there: for a text that was, in the document `known`."""

    known: Document | None
    document: list[Document]
    spans: list[SpanRow]
    statuses: list[Status]
    labels: list[DocumentLabel]
    relations: list[Relation]

    @property
    def others(self) -> list[Entity]:
        """All that is no span, in the order to write it after the document and its spans."""
        return [*self.statuses, *self.labels, *self.relations]


def prepare(record: Record, schema: LabelSchema, layer: str | None, where: str) -> Incoming:
    """Check a record as far as that goes without looking into the project, and make its document.

    What has no layer takes `layer`. A document without an id takes the beginning of its text's digest, so that
    two people who import the same file agree. Raises BadInput for labels, attributes and relations that the
    label schema does not allow, and for what has no layer when there is none to take.
    """
    if record.columns is not None:
        record.spans, record.columns = record.columns.spans(), None
    for span in record.spans:
        if span.attrs or span.label not in schema.by_name:
            check_span(span, schema, where)
    check_relations(record, schema, where)
    layered(record.parts, layer, where)
    digest = digest_of(record.text)
    if record.local_ids:
        _make_ids(record, digest)
    document = Document(
        record.id or digest[:16],
        record.text,
        record.meta,
        record.source,
        sections_of(record),
        digest=digest,
    )
    return Incoming(record, document, where)


def check_span(span: RecordSpan, schema: LabelSchema, where: str) -> None:
    """Raises BadInput for a label or an attribute that the label schema does not allow."""
    try:
        schema.check_attributes(span.label, span.attrs)
    except InvalidSpan as error:
        raise BadInput(
            _("{where}: {reason}; say in the import window what it becomes, or with --map {name}=OTHER (--map {name}= "
              "leaves it out), or make what is missing with --new-labels", where=where, reason=error, name=span.label)
        ) from error  # fmt: skip


def check_relations(record: Record, schema: LabelSchema, where: str) -> None:
    """Raises BadInput for a type of relation that the label schema does not have."""
    types = {relation.name for relation in schema.relations} if record.relations else ()
    for relation in record.relations:
        if relation.type not in types:
            raise BadInput(
                _("{where}: there is no relation “{name}” in the label schema (it has: {known}); say in the import window "
                  "what it becomes, or with --map {name}=OTHER (--map {name}= leaves it out), or make it with --new-labels",
                  where=where, name=relation.type, known=listed(sorted(types)) or "–")
            )  # fmt: skip


def layered(parts: Iterable[Part], layer: str | None, where: str) -> None:
    """Give `layer` to those that have none. Raises BadInput where that is None."""
    for part in parts:
        if part.layer is None:
            part.layer = layer
            if layer is None:
                raise BadInput(
                    _("{where}: there are marks that do not say whose they are; name the layer that they go to "
                      "(--layer NAME)", where=where)
                )  # fmt: skip


def sections_of(record: Record) -> tuple[Section, ...]:
    """The sections given, or the outline; a section that comes without a role has that of the outline at its beginning."""
    found = outline(record.text)
    if not record.sections:
        return found
    return tuple(
        replace(section, role=_role(found, section.start)) if section.role == "other" else section
        for section in record.sections
    )


def made_ids(digest: str, spans: SpanColumns, layers: Sequence[str]) -> list[str] | None:
    """The ids of spans that have none, in a text with this digest; None where two would have the same."""
    prefix = _prefix(digest)
    if max(spans.ends, default=0) >= _HEX:
        return None
    kinds = list(zip(layers, spans.labels, strict=True))
    heads = {kind: f"{prefix}{_short(*kind)}-" for kind in set(kinds)}
    made = [
        f"{heads[kind]}{start << 24 | end:012x}"
        for kind, start, end in zip(kinds, spans.starts, spans.ends, strict=True)
    ]
    return made if len(set(made)) == len(made) else None


@dataclass(slots=True)
class Intake:
    """Finds out what the records of a file bring that the project lacks, one after the other as they are written.

    What is there is never changed: a text that is known gets the spans, relations, labels and statuses that it
    lacks. Spans of one layer, label and place are equal, whatever their ids; `equals` leads from the id of one
    that was left out to that of the one which is there.
    """

    store: Store
    schema_version: int
    equals: dict[str, str] = field(default_factory=dict)
    _links: list[tuple[Relation, str]] = field(default_factory=list)

    def news(self, incoming: Incoming) -> News:
        """Raises BadInput when the document's id belongs to another text."""
        record, document = incoming.record, incoming.document
        self._links += ((link, incoming.where) for link in self._relations(incoming, across=True))
        known = self.store.id_by_digest(document.digest)
        if known is not None:
            return self._additions(incoming, self.store.document(known))
        if self.store.has_document(document.id):
            raise BadInput(
                _("{where}: the id “{id}” belongs to another text in the project; give this document another",
                  where=incoming.where, id=document.id)
            )  # fmt: skip
        return News(
            None,
            [document],
            self._spans(record, document.text, document.digest),
            _statuses(record, document.id),
            _labels(record, document.id),
            [self._led(relation) for relation in self._relations(incoming, across=False)],
        )

    def beside_spans(self, incoming: Incoming) -> list[Entity]:
        """What a document that was not there brings beside itself and its spans."""
        self._links += ((link, incoming.where) for link in self._relations(incoming, across=True))
        record, document = incoming.record, incoming.document.id
        relations = [self._led(relation) for relation in self._relations(incoming, across=False)]
        return [*_statuses(record, document), *_labels(record, document), *relations]

    def links(self) -> list[Relation]:
        """The relations to spans of other documents; to be asked for when all that the file holds is written.

        Raises TailMissing when such a span is not there.
        """
        links = [(self._led(link), where) for link, where in self._links]
        for link, where in links:
            if self._owner(link.tail) is None:
                raise TailMissing(
                    _("{where}: a relation leads to the span “{id}” of another document, which the project does not "
                      "have; import that document too", where=where, id=link.tail)
                )  # fmt: skip
        heads = {link.head for link, _where in links}
        return _unlinked(
            (link for link, _where in links),
            (r for head in heads for r in self.store.relations_of_span(head)),
        )

    def refusal(self, incoming: Incoming, reason: Conflict) -> BadInput:
        """The sentence for a record that the store refused: it names the span whose id belongs elsewhere."""
        document = self.store.id_by_digest(incoming.document.digest)
        for span in incoming.record.spans:
            owner = self._owner(span.id) if span.id is not None else None
            if owner not in (None, document):
                return BadInput(
                    _("{where}: the span id “{id}” belongs to a span of document “{document}” already; leave the id "
                      "out to get a new one", where=incoming.where, id=span.id, document=owner)
                )  # fmt: skip
        return BadInput(taken_id(incoming.where, reason))

    def _additions(self, incoming: Incoming, known: Document) -> News:
        record = incoming.record
        standing = list(self.store.spans(known.id))
        ids = {span.id for span in standing}
        places = {(span.layer, span.label, span.start, span.end): span.id for span in standing}
        spans = []
        for span in self._spans(record, known.text, known.digest):
            equal = places.get((span.layer, span.label, span.start, span.end))
            if span.id not in ids and equal is None:
                spans.append(span)
            elif span.id not in ids and equal is not None:
                self.equals[span.id] = equal
        relations = [self._led(relation) for relation in self._relations(incoming, across=False)]
        return News(
            known,
            [],
            spans,
            _lacking(_statuses(record, known.id), self.store.statuses(known.id)),
            _lacking(_labels(record, known.id), self.store.document_labels(known.id)),
            _unlinked(relations, self.store.relations(known.id)),
        )

    def _spans(self, record: Record, text: str, digest: str) -> list[SpanRow]:
        spans, version = record.spans, self.schema_version
        ids = _Maker(digest, {s.id for s in spans if s.id is not None}).places(spans)
        return [
            _new(
                SpanRow,
                (
                    id_, s.start, s.end, s.label, text[s.start : s.end], s.layer or "", s.attrs, SOURCE, "", "", s.note,
                    version,
                ),
            )
            for id_, s in zip(ids, spans, strict=True)  # whose layer is never empty: `prepare` saw to it
        ]  # fmt: skip

    def _relations(self, incoming: Incoming, *, across: bool) -> Iterator[Relation]:
        """Those within the document, or those across documents."""
        record = incoming.record
        make = _Maker(incoming.document.digest, {r.id for r in record.relations if r.id is not None}).link
        for r in record.relations:
            identity = r.id or make(r.layer or "", r.type, r.head, r.tail)
            if across == (r.tail_doc not in (None, record.id)):
                yield Relation(identity, r.type, r.head, r.tail, r.layer or "")

    def _led(self, relation: Relation) -> Relation:
        """The relation between the spans that are here in the place of its own."""
        equals = self.equals
        return replace(
            relation,
            head=equals.get(relation.head, relation.head),
            tail=equals.get(relation.tail, relation.tail),
        )

    def _owner(self, span: str) -> str | None:
        try:
            return self.store.span(span).doc_id
        except NotFound:
            return None


def taken_id(where: str, reason: Conflict) -> str:
    """The sentence for what the store refused when no more is known about it."""
    return _("{where}: an id in it belongs to something else already; leave it out to get a new one ({reason})",
             where=where, reason=reason.__cause__ or reason)  # fmt: skip


class _Maker:
    """Makes identifiers that depend on nothing but what they are for: equal files give equal ones.

    They are UUIDs of version 8 (RFC 9562). The first half comes from the text's digest, so that what belongs to
    one document lies together in an index; the second from the parts, and a number that tells equals apart.
    """

    def __init__(self, digest: str, taken: set[str]) -> None:
        self._prefix = _prefix(digest)
        self._taken = taken

    def places(self, spans: Sequence[RecordSpan]) -> Sequence[str]:
        """The ids of spans, made for those that have none; they show the place, which is cheaper than to hash it."""
        kinds = {(s.layer or "", s.label) for s in spans}
        heads = {kind: f"{self._prefix}{_short(*kind)}-" for kind in kinds}
        if not self._taken and all(s.end < _HEX for s in spans):
            made = [f"{heads[s.layer or '', s.label]}{s.start << 24 | s.end:012x}" for s in spans]
            if len(set(made)) == len(made):
                return made
        return [s.id or self._place(heads, s) for s in spans]

    def _place(self, heads: Mapping[tuple[str, str], str], span: RecordSpan) -> str:
        layer, label, start, end = span.layer or "", span.label, span.start, span.end
        made = f"{heads[layer, label]}{start:06x}{end:06x}"
        if end < _HEX and made not in self._taken:
            self._taken.add(made)
            return made
        return self.link(layer, label, str(start), str(end))

    def link(self, layer: str, name: str, one: str, other: str) -> str:
        """The id of a relation between two spans, or of a span that equals another one."""
        number = 0
        while True:
            half = _hashed(f"{layer}\x1f{name}\x1f{one}\x1f{other}\x1f{number}")
            made = f"{self._prefix}{half[:3]}-{half[3:15]}"
            if made not in self._taken:
                self._taken.add(made)
                return made
            number += 1


def _prefix(digest: str) -> str:
    return f"{digest[:8]}-{digest[8:12]}-8{digest[12:15]}-8"


@lru_cache(maxsize=1024)
def _short(layer: str, label: str) -> str:
    return _hashed(f"{layer}\x1f{label}")[:3]


def _hashed(parts: str) -> str:
    return blake2b(parts.encode(), digest_size=8).hexdigest()


def _make_ids(record: Record, digest: str) -> None:
    """Give spans ids that hold everywhere, and relations none, so that they get such ones."""
    given = [span.id for span in record.spans]
    for span in record.spans:
        span.id = None
    made = _Maker(digest, set()).places(record.spans)
    led = {old: new for old, new in zip(given, made, strict=True) if old is not None}
    for span, new in zip(record.spans, made, strict=True):
        span.id = new
    for relation in record.relations:
        relation.id = None
        relation.head, relation.tail = (led.get(end, end) for end in (relation.head, relation.tail))
    record.local_ids = False


def _role(sections: Sequence[Section], pos: int) -> str:
    path = section_path(sections, pos)
    return path[-1].role if path else "other"


def _statuses(record: Record, document: str) -> list[Status]:
    """A row for each layer that says anything: no row means "to do", no flag, no note."""
    layers = {*record.statuses, *record.notes, *record.flags}
    rows = (
        Status(
            document,
            layer,
            record.statuses.get(layer, "todo"),
            layer in record.flags,
            record.notes.get(layer, ""),
        )
        for layer in sorted(layers)
    )
    return [row for row in rows if row != Status(document, row.layer)]


def _labels(record: Record, document: str) -> list[DocumentLabel]:
    return [DocumentLabel(document, label.layer or "", label.name, label.value) for label in record.labels]


def _lacking(wanted: Iterable[Keyed], standing: Iterable[Keyed]) -> list[Keyed]:
    keys = {entity.key for entity in standing}
    return [entity for entity in wanted if entity.key not in keys]


def _unlinked(wanted: Iterable[Relation], standing: Iterable[Relation]) -> list[Relation]:
    """The relations whose id is not there, nor a relation of the same layer, type and ends."""
    there = {key for relation in standing for key in (relation.id, _ends(relation))}
    return [relation for relation in wanted if relation.id not in there and _ends(relation) not in there]


def _ends(relation: Relation) -> tuple[str, str, str, str]:
    return relation.layer, relation.type, relation.head, relation.tail
