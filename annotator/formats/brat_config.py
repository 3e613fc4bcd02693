"""brat's configuration for what was written, and names as brat can have them."""

import re
from pathlib import Path
from typing import Any

from annotator.domain.schema import LabelSchema
from annotator.formats import fields

_SAFE = re.compile(r"[A-Za-z0-9_-]+")
_SPELLED = re.compile(r"u(?:_[0-9A-F]{2,6})+")
_SHOWN = re.compile(r"[\x00-\x20|,\x7f-\xa0\u2028\u2029]+")
MOST_VALUES = 200  # values of an attribute that the configuration lists


def encoded(name: str) -> str:
    """A name that brat takes: itself, or its code points: “举措” is u_4E3E_63AA."""
    if _SAFE.fullmatch(name) and not _SPELLED.fullmatch(name):
        return name
    return "u" + "".join(f"_{ord(char):02X}" for char in name)


def decoded(name: str) -> str:
    """What `encoded` was given; other names as they are."""
    if not _SPELLED.fullmatch(name):
        return name
    codes = [int(code, 16) for code in name[2:].split("_")]
    return "".join(map(chr, codes)) if all(c < 0x110000 and not 0xD800 <= c < 0xE000 for c in codes) else name


class Config:
    """Collects the names that are used, beside those of the label schema."""

    def __init__(self, schema: LabelSchema | None) -> None:
        self._labels: dict[str, str] = {}
        self._relations: dict[str, None] = {}
        self._attributes: dict[str, dict[str, None]] = {}
        if schema is not None:
            self._labels = {label.name: label.color for label in schema.labels}
            self._relations = dict.fromkeys(relation.name for relation in schema.relations)
            for attribute in (a for label in schema.labels for a in label.attributes):
                self._attributes.setdefault(attribute.name, {}).update(dict.fromkeys(attribute.choices))

    def label(self, name: str) -> str:
        self._labels.setdefault(name, "")
        return encoded(name)

    def relation(self, name: str) -> str:
        self._relations.setdefault(name)
        return encoded(name)

    def attribute(self, name: str, value: Any) -> str:
        values = self._attributes.setdefault(name, {})
        if value is not True and len(values) < MOST_VALUES:
            values.setdefault(fields.as_text(value))
        return encoded(name)

    def write(self, folder: Path) -> None:
        """annotation.conf and visual.conf."""
        attributes = []
        for name, values in self._attributes.items():
            shown = [value for value in values if value and not _SHOWN.search(value)]
            attributes.append(
                f"{encoded(name)}\tArg:<ENTITY>" + (f", Value:{'|'.join(shown)}" if shown else "")
            )
        sections = {
            "entities": [encoded(name) for name in self._labels],
            "relations": [f"{encoded(name)}\tArg1:<ENTITY>, Arg2:<ENTITY>" for name in self._relations],
            "events": [],
            "attributes": attributes,
        }
        names = {encoded(name): name for name in (*self._labels, *self._relations, *self._attributes)}
        looks = {
            "labels": [f"{code} | {_SHOWN.sub(' ', name)}" for code, name in names.items()],
            "drawing": [f"{encoded(name)}\tbgColor:{color}" for name, color in self._labels.items() if color],
        }
        for file, parts in (("annotation.conf", sections), ("visual.conf", looks)):
            text = "\n".join("\n".join([f"[{name}]", *lines, ""]) for name, lines in parts.items())
            (folder / file).write_bytes(text.encode())
