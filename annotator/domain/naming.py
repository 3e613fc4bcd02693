"""What people call the things that projects and files call by a key, in the reader’s language."""

from collections.abc import Mapping
from typing import Any

from annotator.domain.schema import LabelSchema
from annotator.domain.status import STATE_NAMES
from annotator.i18n import N_, _, language, listed

_META = {
    "title": N_("title"),
    "issuer": N_("issuer"),
    "doc_number": N_("document number"),
    "index_number": N_("index number"),
    "published": N_("published"),
    "year": N_("year"),
    "region": N_("region"),
    "source": N_("source"),
    "source_url": N_("web address"),
}


def state_name(state: str) -> str:
    return _(STATE_NAMES[state])


def meta_name(key: str) -> str:
    return _(_META[key]) if key in _META else key


def label_name(schema: LabelSchema, name: str) -> str:
    label = schema.by_name.get(name)  # a label of an older schema may be gone
    return label.display(language()) if label else name


def relation_name(schema: LabelSchema, name: str) -> str:
    return next((r.display(language()) for r in schema.relations if r.name == name), name)


def document_label(schema: LabelSchema, name: str, value: Any) -> tuple[str, str]:
    """A document label's name and value."""
    known = next((label for label in schema.document_labels if label.name == name), None)
    if known is None:
        return name, str(value)
    return known.display(language()), known.display_value(value, language())


def attributes(schema: LabelSchema, label: str, attrs: Mapping[str, Any]) -> str:
    """A span's attributes in a row."""
    known = schema.by_name.get(label)
    parts = []
    for name, value in attrs.items():
        attribute = known.attribute(name) if known else None
        if attribute is None:
            parts.append(f"{name}={value}")
        elif attribute.type == "flag":
            parts.append(attribute.display(language()) if value else "")
        else:
            parts.append(f"{attribute.display(language())}={attribute.display_value(value, language())}")
    return listed(part for part in parts if part)
