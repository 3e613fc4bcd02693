"""What the attributes of a span most likely are, read from the text in and around it."""

from collections.abc import Mapping
from typing import Any

from annotator.domain.document import Document
from annotator.domain.schema import Label
from annotator.suggest.indicators import measured_at
from annotator.text.quantities import Quantity, parse_quantity, quantities
from annotator.text.status import guess_status

BESIDE = frozenset({"comparator"})  # what words beside a span may say of its number
_NEAR = 16  # characters beside a span in which they may stand


def attributes(document: Document, start: int, end: int, label: Label) -> dict[str, Any]:
    """Attributes that the schema knows for `label` and the text tells; the others are left to the person."""
    guessed: dict[str, Any] = {}
    names = {attribute.name for attribute in label.attributes}
    if {"value", "unit"} & names:
        guessed |= _quantity(document.text, start, end)
    if "status" in names:
        guessed["status"] = guess_status(document.text, start, end, document.outline)
    return {name: value for name, value in guessed.items() if _fits(label, name, value)}


def told_beside(text: str, start: int, end: int) -> Mapping[str, Any]:
    """What only the words beside a span say of its number: of spans with the same words, some have it and some not."""
    found = parse_quantity(text[start:end])
    if found is None or found.comparator:
        return {}
    comparator = _comparator_beside(text, start, end, found)
    return {"comparator": comparator} if comparator else {}


def _quantity(text: str, start: int, end: int) -> Mapping[str, Any]:
    found = parse_quantity(text[start:end])
    if found is None:
        return {}
    fields: dict[str, Any] = {
        "value": found.value,
        "unit": found.unit,
        "comparator": found.comparator or _comparator_beside(text, start, end, found),
        "upper": found.upper,
        "indicator": measured_at(text, start, end, found.indicator),
    }
    if found.approx:
        fields["approx"] = True
    return {name: value for name, value in fields.items() if value}


def _comparator_beside(text: str, start: int, end: int, marked: Quantity) -> str:
    """What the words beside a span say of its number: 不少于|30%|的机构, 5个工作日|以内."""
    near = quantities(text, max(0, start - _NEAR), min(len(text), end + _NEAR))
    same = (
        q
        for q in near
        if q.start < end and start < q.end and (q.value, q.unit) == (marked.value, marked.unit)
    )
    return next((quantity.comparator for quantity in same), "")


def _fits(label: Label, name: str, value: Any) -> bool:
    attribute = label.attribute(name)
    return attribute is not None and (not attribute.choices or value in attribute.choices)
