"""The XML of a REFI-QDA project: people, codes, variables, sources, links."""

import uuid
from collections.abc import Iterable
from typing import Any

import orjson

from annotator.domain.schema import LabelSchema
from annotator.formats import fields
from annotator.formats.record import Record, RecordSpan

ATTRIBUTES = "annotator: "  # how the line begins that keeps the attributes of a span
ORIGIN = "annotator"  # of projects that we wrote
ID = "annotator:id"  # the variable that keeps the id of a document
_NAMESPACE = uuid.UUID("6f1f2d5c-5a3e-5d0b-9c57-8a7d3a1f0e42")
_NAME = 200  # characters of a selection's name


def guid(*parts: str) -> str:
    """A GUID that depends on nothing but the parts (a UUID of version 5, RFC 9562)."""
    return str(uuid.uuid5(_NAMESPACE, "\x1f".join(parts))).upper()


class Book:
    """The people, codes and variables of a project, as they come up."""

    def __init__(self, schema: LabelSchema | None) -> None:
        self._users: dict[str, None] = {}
        self._variables: dict[str, None] = {}
        self._codes: dict[str, tuple[str, str]] = {}
        if schema is not None:
            self._codes = {label.name: (label.color, label.definition) for label in schema.labels}

    def user(self, layer: str | None) -> dict[str, str]:
        """The attribute that says who made something; none where nobody is known."""
        if layer is None:
            return {}
        self._users.setdefault(layer)
        return {"creatingUser": guid("user", layer)}

    def code(self, name: str) -> str:
        self._codes.setdefault(name, ("", ""))
        return guid("code", name)

    def variable(self, name: str) -> str:
        self._variables.setdefault(name)
        return guid("variable", name)

    def xml(self) -> bytes:
        """The parts that stand before the sources."""
        from lxml import etree

        users, book, variables = (etree.Element(name) for name in ("Users", "CodeBook", "Variables"))
        for layer in self._users:
            etree.SubElement(users, "User", guid=guid("user", layer), name=fields.as_xml_text(layer))
        codes = etree.SubElement(book, "Codes")
        for name, (color, definition) in self._codes.items():
            code = etree.SubElement(
                codes, "Code", guid=guid("code", name), name=fields.as_xml_text(name), isCodable="true"
            )
            if color:
                code.set("color", color)
            if definition:
                etree.SubElement(code, "Description").text = fields.as_xml_text(definition)
        for name in self._variables:
            etree.SubElement(
                variables,
                "Variable",
                guid=guid("variable", name),
                name=fields.as_xml_text(name),
                typeOfVariable="Text",
            )
        return _lines(
            element
            for element in (users, book, variables)
            if len(element) and (element is not book or len(codes))
        )


def source_of(record: Record, number: int, text_id: str, book: Book) -> tuple[bytes, bytes]:
    """A `TextSource` with its selections, codings and variables, and the links between its selections."""
    from lxml import etree

    mark = str(number)
    source = etree.Element(
        "TextSource",
        guid=guid("source", mark, record.id or ""),
        name=fields.as_xml_text(str(record.meta.get("title") or record.id or number)),
        plainTextPath=f"internal://{text_id}.txt",
    )
    ids = {}
    for place, span in enumerate(record.spans):
        ids[span.id] = guid("span", mark, str(place), span.id or "")
        _selection(source, ids[span.id], span, record.text, book)
    for place, label in enumerate(record.labels):
        for name in label.value if type(label.value) is list else [label.value]:
            coding = etree.SubElement(
                source, "Coding", guid=guid("label", mark, str(place), name), **book.user(label.layer)
            )
            etree.SubElement(coding, "CodeRef", targetGUID=book.code(name))
    for name, value in {ID: record.id, **record.meta}.items():
        variable = etree.SubElement(source, "VariableValue")
        etree.SubElement(variable, "VariableRef", targetGUID=book.variable(name))
        etree.SubElement(variable, "TextValue").text = fields.as_xml_text(value)
    links = []
    for place, relation in enumerate(record.relations):
        ends = {"originGUID": ids[relation.head], "targetGUID": ids[relation.tail]}
        link = etree.Element(
            "Link",
            guid=guid("link", mark, str(place)),
            name=fields.as_xml_text(relation.type),
            direction="OneWay",
            **ends,
        )
        links.append(link)
    return _lines([source]), _lines(links)


def description_of(span: RecordSpan) -> str:
    """The note, and the attributes as JSON in a line after it."""
    parts = [fields.as_xml_text(span.note)] if span.note else []
    if span.attrs:
        data = orjson.dumps(span.attrs, option=orjson.OPT_SORT_KEYS).decode()
        parts.append(ATTRIBUTES + (data if fields.as_xml_text(data) == data else _ascii(span.attrs)))
    return "\n".join(parts)


def described(text: str) -> tuple[str, dict[str, Any]]:
    """The note and the attributes that `description_of` was given."""
    rest, mark, data = text.rpartition(ATTRIBUTES)
    if mark and (not rest or rest.endswith("\n")):
        try:
            attrs = orjson.loads(data)
        except orjson.JSONDecodeError:
            attrs = None
        if type(attrs) is dict:
            return str(fields.from_text(rest.removesuffix("\n"))), attrs
    return str(fields.from_text(text)), {}


def _ascii(value: Any) -> str:
    import json

    return json.dumps(value, ensure_ascii=True, sort_keys=True)


def _selection(source: Any, id_: str, span: RecordSpan, text: str, book: Book) -> None:
    from lxml import etree

    selection = etree.SubElement(
        source,
        "PlainTextSelection",
        guid=id_,
        name=_shown(text[span.start : span.end]),
        startPosition=str(span.start),
        endPosition=str(span.end),
        **book.user(span.layer),
    )
    if description := description_of(span):
        etree.SubElement(selection, "Description").text = description
    coding = etree.SubElement(selection, "Coding", guid=guid("coding", id_), **book.user(span.layer))
    etree.SubElement(coding, "CodeRef", targetGUID=book.code(span.label))


def _shown(quote: str) -> str:
    """The quote without characters that XML does not know."""
    cut = quote[:_NAME]
    return (
        cut if fields.as_xml_text(cut) == cut else "".join(c if fields.fits_xml(c) else "\ufffd" for c in cut)
    )


def _lines(elements: Iterable[Any]) -> bytes:
    from lxml import etree

    parts: list[bytes] = [etree.tostring(element, encoding="utf-8") for element in elements]
    return b"".join(part + b"\n" for part in parts)
