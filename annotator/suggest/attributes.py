"""What the attributes of a span most likely are, read from the text in and around it."""

from collections.abc import Mapping
from typing import Any

from annotator.domain.document import Document
from annotator.domain.schema import Label
from annotator.text.quantities import parse_quantity
from annotator.text.status import guess_status


def attributes(document: Document, start: int, end: int, label: Label) -> dict[str, Any]:
    """Attributes that the schema knows for `label` and the text tells; the others are left to the person."""
    guessed: dict[str, Any] = {}
    names = {attribute.name for attribute in label.attributes}
    if {"value", "unit"} & names:
        guessed |= _quantity(document.text[start:end])
    if "status" in names:
        guessed["status"] = guess_status(document.text, start, end, document.outline)
    return {name: value for name, value in guessed.items() if _fits(label, name, value)}


def _quantity(quote: str) -> Mapping[str, Any]:
    found = parse_quantity(quote)
    if found is None:
        return {}
    fields: dict[str, Any] = {"value": found.value, "unit": found.unit, "indicator": found.indicator}
    if found.approx:
        fields["approx"] = True
    return {name: value for name, value in fields.items() if value}


def _fits(label: Label, name: str, value: Any) -> bool:
    attribute = label.attribute(name)
    return attribute is not None and (not attribute.choices or value in attribute.choices)
