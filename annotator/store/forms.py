"""The JSON form of every entity, as it stands in the log: fields at their default are left out.

A document's form holds the digest of its text, not the text: bodies are kept once, for good, by digest.
"""

from collections.abc import Callable
from dataclasses import MISSING, fields
from typing import Any

import orjson

from annotator.domain.change import Entity
from annotator.domain.document import Document, LedgerEntry, Section, Source
from annotator.domain.schema import LabelSchema, schema_from_dict, schema_to_dict
from annotator.domain.span import Relation, Span
from annotator.domain.status import DocumentLabel, Status

Form = dict[str, Any]

KINDS: dict[type, str] = {
    Document: "document",
    Span: "span",
    Relation: "relation",
    Status: "status",
    DocumentLabel: "document_label",
    LabelSchema: "label_schema",
}
_CLASSES: dict[str, Any] = {kind: cls for cls, kind in KINDS.items()}


def dumps(value: Any) -> str:
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS).decode()


def loads(text: str) -> Any:
    return orjson.loads(text)


def kind_of(entity: Entity) -> str:
    return KINDS[type(entity)]


def document_of(entity: Entity) -> str:
    """The id of the document that an entity belongs to, or '' for what belongs to the whole project."""
    if isinstance(entity, Document):
        return entity.id
    return getattr(entity, "doc_id", "")


def key_of(kind: str, form: Form) -> str:
    """The same key that the entity itself gives."""
    match kind:
        case "status":
            return f"{form['doc_id']}\x1f{form['layer']}"
        case "document_label":
            return f"{form['doc_id']}\x1f{form['layer']}\x1f{form['name']}"
        case "label_schema":
            return str(form["version"])
        case _:
            return str(form["id"])


def to_form(entity: Entity) -> Form:
    if isinstance(entity, LabelSchema):
        return schema_to_dict(entity)
    if isinstance(entity, Document):
        return {
            "id": entity.id,
            "digest": entity.digest,
            "meta": dict(entity.meta),
            "source": source_to_form(entity.source),
            "outline": outline_to_form(entity.outline),
            "version": entity.version,
        }
    return {
        name: value
        for name, default in _DEFAULTS[type(entity)]
        if (value := getattr(entity, name)) != default
    }


def from_form(kind: str, form: Form, text_of: Callable[[str], str]) -> Entity:
    """The entity of a form; `text_of` gives a document's text by its digest."""
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
    entity: Entity = _CLASSES[kind](**form)
    return entity


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
    return tuple(Section(*entry) for entry in form)


def _defaults(cls: type) -> tuple[tuple[str, Any], ...]:
    found = []
    for field in fields(cls):
        default = field.default
        if default is MISSING:
            default = field.default_factory() if field.default_factory is not MISSING else _NEVER
        found.append((field.name, default))
    return tuple(found)


_NEVER = object()
_DEFAULTS = {cls: _defaults(cls) for cls in (Span, Relation, Status, DocumentLabel)}
