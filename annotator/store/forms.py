"""The JSON form of every entity, as it stands in the log: fields at their default are left out.

A document's form holds the digest of its text, not the text: bodies are kept once, for good, by digest.
A span's form is a list, since there are so many: the fields in the order of the class but for the document's id,
which the log row has, and without the last ones that are at their default.
"""

from collections.abc import Callable, Sequence
from dataclasses import fields
from itertools import starmap
from operator import attrgetter, itemgetter
from typing import Any, NamedTuple

import orjson

from annotator.domain.assignment import Assignment
from annotator.domain.change import Entity
from annotator.domain.document import Document, LedgerEntry, Section, Source
from annotator.domain.schema import LabelSchema, schema_from_dict, schema_to_dict
from annotator.domain.setting import Setting
from annotator.domain.span import Relation, Span
from annotator.domain.status import DocumentLabel, Status
from annotator.domain.verdict import Verdict


class SpanRow(NamedTuple):
    """A span as plain values, for imports, which bring them by the hundred thousand: the fields of `Span`, but for
    the document's id, in their order."""

    id: str
    start: int
    end: int
    label: str
    text: str
    layer: str
    attrs: dict[str, Any]
    source: str
    created: str
    modified: str
    note: str
    schema_version: int


Form = dict[str, Any] | Sequence[Any]

KINDS: dict[type, str] = {
    Document: "document",
    Span: "span",
    Relation: "relation",
    Status: "status",
    DocumentLabel: "document_label",
    LabelSchema: "label_schema",
    Assignment: "assignment",
    Verdict: "verdict",
    Setting: "setting",
}
_DOCUMENT_OF: dict[type, Callable[[Any], str]] = {
    Document: attrgetter("id"),
    Span: attrgetter("doc_id"),
    Relation: lambda _relation: "",
    Status: attrgetter("doc_id"),
    DocumentLabel: attrgetter("doc_id"),
    LabelSchema: lambda _schema: "",
    Assignment: attrgetter("doc_id"),
    Verdict: attrgetter("doc_id"),
    Setting: lambda _setting: "",
}
_CLASSES: dict[str, Any] = {kind: cls for cls, kind in KINDS.items()}


def dumps(value: Any) -> str:
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS).decode()


def dump_bytes(value: Any) -> bytes:
    """As `dumps`, in UTF-8."""
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS)


def fragment(text: str) -> Any:
    """What `dumps` has made, to be put into another value as it stands."""
    return orjson.Fragment(text)


def loads(text: str) -> Any:
    return orjson.loads(text)


def kind_of(entity: Entity) -> str:
    return KINDS[type(entity)]


def document_of(entity: Entity) -> str:
    """The id of the document that an entity belongs to, or '' for what belongs to the whole project."""
    return _DOCUMENT_OF[type(entity)](entity)


def key_of(kind: str, form: Form) -> str:
    """The same key that the entity itself gives."""
    if not isinstance(form, dict):
        return str(form[0])
    match kind:
        case "status" | "assignment":
            return f"{form['doc_id']}\x1f{form['layer']}"
        case "document_label":
            return f"{form['doc_id']}\x1f{form['layer']}\x1f{form['name']}"
        case "label_schema":
            return str(form["version"])
        case "setting":
            return str(form["name"])
        case _:
            return str(form["id"])


def to_form(entity: Entity) -> Form:
    return _FORMS[type(entity)](entity)


def from_form(kind: str, form: Form, document: str, text_of: Callable[[str], str]) -> Entity:
    """The entity of a form that belongs to `document`; `text_of` gives a document's text by its digest."""
    if not isinstance(form, dict):
        return Span(form[0], document, *form[1:])
    if kind == "label_schema":
        return schema_from_dict(form)
    if kind == "document":
        return Document(
            id=form["id"],
            text=text_of(form["digest"]),
            meta=form["meta"],
            source=source_from_form(form["source"]),
            outline=outline_from_form(form["outline"]),
            version=form["version"],
            digest=form["digest"],
        )
    if kind == "verdict":
        return verdict_from_form(form)
    entity: Entity = _CLASSES[kind](**form)
    return entity


def verdict_from_form(form: dict[str, Any]) -> Verdict:
    """JSON knows no tuples."""
    fields_ = dict(form)
    for name in ("taken", "candidates", "gold"):
        fields_[name] = tuple(form.get(name, ()))
    return Verdict(**fields_)


def span_row(span: Span) -> "SpanRow":
    return SpanRow(
        span.id, span.start, span.end, span.label, span.text, span.layer, dict(span.attrs), span.source,
        span.created, span.modified, span.note, span.schema_version,
    )  # fmt: skip


def span_forms(rows: "Sequence[SpanRow]") -> list[Form]:
    """The forms of many spans, as `span_form` gives them one by one."""
    if len(set(map(_AFTER_ATTRS, rows))) == 1:  # as in most imports: then all are as long as the first
        length = len(span_form(rows[0]))
        if length > _ATTRS + 1:
            return [row[:length] for row in rows]
    return [span_form(row) for row in rows]


def span_form(row: "SpanRow") -> Form:
    """The form of a span from its plain values; `to_form` gives the same for the span itself."""
    length = len(row)
    while row[length - 1] == _SPAN_DEFAULTS[length - 1]:
        length -= 1
    return row[:length]


def source_to_form(source: Source) -> list[Any]:
    return [
        source.name,
        source.digest,
        source.encoding,
        [[e.rule, e.start, e.end, e.text] for e in source.ledger],
    ]


def source_from_form(form: list[Any]) -> Source:
    return Source(form[0], form[1], form[2], tuple(LedgerEntry(*entry) for entry in form[3]))


def outline_to_form(outline: tuple[Section, ...]) -> list[Any]:
    return [[s.start, s.end, s.level, s.heading, s.role] for s in outline]


def outline_from_form(form: list[Any]) -> tuple[Section, ...]:
    return tuple(starmap(Section, form))


def _document_form(document: Document) -> Form:
    return {
        "id": document.id,
        "digest": document.digest,
        "meta": dict(document.meta),
        "source": source_to_form(document.source),
        "outline": outline_to_form(document.outline),
        "version": document.version,
    }


def _span_form(span: Span) -> Form:
    return span_form(span_row(span))


def _form_without_defaults(entity: Entity) -> Form:
    return {
        field.name: value
        for field in fields(entity)
        if (value := getattr(entity, field.name)) != field.default
    }


_FORMS: dict[type, Callable[[Any], Form]] = {
    Document: _document_form,
    Span: _span_form,
    Relation: _form_without_defaults,
    Status: _form_without_defaults,
    DocumentLabel: _form_without_defaults,
    LabelSchema: schema_to_dict,
    Assignment: _form_without_defaults,
    Verdict: _form_without_defaults,
    Setting: _form_without_defaults,
}
# What stands at each place of a span's form when it is not given; nothing equals the first ones.
_ATTRS = SpanRow._fields.index("attrs")
_AFTER_ATTRS = itemgetter(slice(_ATTRS + 1, None))
_SPAN_DEFAULTS = (*(object() for _field in range(6)), {}, "manual", "", "", "", 1)
