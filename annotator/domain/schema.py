"""The label schema: which labels there are, what they mean, where their boundaries lie, what they carry.

`schemas/label-schema.schema.json` describes the JSON form; `schemas/civil-affairs.json` is the built-in one.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from annotator.domain.errors import InvalidSchema, InvalidSpan
from annotator.i18n import N_, _, listed

UNITS = ("clause", "quantity", "sentence", "word")
PATTERNS = ("solid", "dash", "dot")
ATTRIBUTE_TYPES = ("choice", "text", "number", "flag")


@dataclass(frozen=True, slots=True)
class Attribute:
    """A field of a label: `choices` for type `choice`, names by language."""

    name: str
    type: str
    names: Mapping[str, str] = field(default_factory=dict, hash=False)
    choices: tuple[str, ...] = ()
    choice_names: Mapping[str, Mapping[str, str]] = field(default_factory=dict, hash=False)
    required: bool = False
    help: str = ""

    def display(self, language: str) -> str:
        """The name to show: in `language`, else in any, else the name itself."""
        return _shown(self.names, self.name, language)

    def display_value(self, value: Any, language: str) -> str:
        """A value as people read it: a choice by its name."""
        return _shown(self.choice_names.get(str(value), {}), str(value), language)

    def fits(self, value: Any) -> bool:
        """Whether a value is of its type and, of a choice, on the list."""
        return _fits(self, value)


@dataclass(frozen=True, slots=True)
class Label:
    """A span label. `rules` are the boundary rules that `annotator.text.boundaries` knows by name."""

    name: str
    names: Mapping[str, str] = field(default_factory=dict, hash=False)
    color: str = "#0072B2"
    color_dark: str = "#56B4E9"
    pattern: str = "solid"
    key: str = ""
    unit: str = "clause"
    rules: tuple[str, ...] = ()
    overlap: bool = False
    attributes: tuple[Attribute, ...] = ()
    definition: str = ""
    examples: tuple[str, ...] = ()
    counterexamples: tuple[str, ...] = ()

    def display(self, language: str) -> str:
        """The name to show: in `language`, else in any, else the name itself."""
        return _shown(self.names, self.name, language)

    def attribute(self, name: str) -> Attribute | None:
        return next((a for a in self.attributes if a.name == name), None)


@dataclass(frozen=True, slots=True)
class RelationType:
    """A kind of link, with the labels allowed at its ends."""

    name: str
    names: Mapping[str, str] = field(default_factory=dict, hash=False)
    heads: tuple[str, ...] = ()
    tails: tuple[str, ...] = ()

    def display(self, language: str) -> str:
        """The name to show: in `language`, else in any, else the name itself."""
        return _shown(self.names, self.name, language)


@dataclass(frozen=True)
class LabelSchema:
    """One version of a project's label schema."""

    name: str
    version: int
    labels: tuple[Label, ...]
    relations: tuple[RelationType, ...] = ()
    document_labels: tuple[Attribute, ...] = ()

    @property
    def key(self) -> str:
        return str(self.version)

    @cached_property
    def by_name(self) -> Mapping[str, Label]:
        return {label.name: label for label in self.labels}

    def label(self, name: str) -> Label:
        """Raises InvalidSpan when the schema has no such label."""
        if name not in self.by_name:
            known = listed(self.by_name)
            raise InvalidSpan(
                _("there is no label “{name}” in the label schema (it has: {known})", name=name, known=known)
            )
        return self.by_name[name]

    def check_attributes(self, label_name: str, attrs: Mapping[str, Any]) -> None:
        """Raises InvalidSpan for a choice that is not on the list, or a value of the wrong type."""
        label = self.label(label_name)
        for name, value in attrs.items():
            attribute = label.attribute(name)
            if attribute is None:  # other tools' attributes travel along
                continue
            if not attribute.fits(value):
                expected = "/".join(attribute.choices) or attribute.type
                raise InvalidSpan(
                    _("“{value}” is no {expected} for attribute “{name}” of label “{label}”",
                      value=value, expected=expected, name=name, label=label_name)
                )  # fmt: skip


def _fits(attribute: Attribute, value: Any) -> bool:
    match attribute.type:
        case "choice":
            return value in attribute.choices
        case "flag":
            return isinstance(value, bool)
        case "number":
            return isinstance(value, str) and re.fullmatch(r"-?\d+(\.\d+)?", value) is not None
        case _:
            return isinstance(value, str)


def _shown(names: Mapping[str, str], name: str, language: str) -> str:
    return names.get(language[:2]) or next(iter(names.values()), "") or name


def schema_from_file(path: Path) -> LabelSchema:
    """Read a label schema. Raises InvalidSchema with the file's name and what is wrong."""
    data = json_from_file(path)
    try:
        return schema_from_dict(data)
    except InvalidSchema as error:
        raise InvalidSchema(f"{path}: {error}") from error


def json_from_file(path: Path) -> Any:
    """What the JSON of a label schema's file says. Raises InvalidSchema."""
    try:
        return json.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise InvalidSchema(
            _("cannot read the label schema {file}: {reason}", file=path, reason=error.strerror)
        ) from error
    except ValueError as error:
        raise InvalidSchema(
            _("the label schema {file} is not JSON: {reason}", file=path, reason=error)
        ) from error


def schema_from_dict(data: Any) -> LabelSchema:
    """A schema from its JSON form. Raises InvalidSchema."""
    if not isinstance(data, dict) or not isinstance(data.get("labels"), list) or not data["labels"]:
        raise InvalidSchema(_("a label schema needs a list “labels” with at least one label"))
    try:
        labels = tuple(_label(entry) for entry in data["labels"])
        relations = tuple(_relation(entry) for entry in data.get("relations", []))
        document_labels = tuple(_attribute(entry) for entry in data.get("document_labels", []))
        schema = LabelSchema(
            str(data.get("name", "")), int(data.get("version", 1)), labels, relations, document_labels
        )
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise InvalidSchema(
            _("the label schema does not have the right shape: {reason}", reason=repr(error))
        ) from error
    _check(schema)
    return schema


def schema_to_dict(schema: LabelSchema) -> dict[str, Any]:
    """The JSON form, every field spelled out."""
    return {
        "name": schema.name,
        "version": schema.version,
        "labels": [
            {
                "name": label.name, "names": dict(label.names), "color": label.color, "color_dark": label.color_dark,
                "pattern": label.pattern, "key": label.key, "unit": label.unit, "rules": list(label.rules),
                "overlap": label.overlap, "attributes": [_attribute_dict(a) for a in label.attributes],
                "definition": label.definition, "examples": list(label.examples),
                "counterexamples": list(label.counterexamples),
            }
            for label in schema.labels
        ],
        "relations": [
            {"name": r.name, "names": dict(r.names), "heads": list(r.heads), "tails": list(r.tails)}
            for r in schema.relations
        ],
        "document_labels": [_attribute_dict(a) for a in schema.document_labels],
    }  # fmt: skip


def _label(data: Mapping[str, Any]) -> Label:
    fields = {
        k: v
        for k, v in data.items()
        if k in ("color", "color_dark", "pattern", "key", "unit", "overlap", "definition")
    }
    lists: dict[str, Any] = {k: tuple(data.get(k, ())) for k in ("rules", "examples", "counterexamples")}
    attributes = tuple(_attribute(entry) for entry in data.get("attributes", []))
    return Label(
        name=data["name"], names=dict(data.get("names", {})), attributes=attributes, **fields, **lists
    )


def _attribute(data: Mapping[str, Any]) -> Attribute:
    return Attribute(
        name=data["name"],
        type=data.get("type", "text"),
        names=dict(data.get("names", {})),
        choices=tuple(data.get("choices", ())),
        choice_names={k: dict(v) for k, v in data.get("choice_names", {}).items()},
        required=bool(data.get("required", False)),
        help=data.get("help", ""),
    )


def _attribute_dict(attribute: Attribute) -> dict[str, Any]:
    return {
        "name": attribute.name, "type": attribute.type, "names": dict(attribute.names),
        "choices": list(attribute.choices),
        "choice_names": {k: dict(v) for k, v in attribute.choice_names.items()},
        "required": attribute.required, "help": attribute.help,
    }  # fmt: skip


def _relation(data: Mapping[str, Any]) -> RelationType:
    return RelationType(data["name"], dict(data.get("names", {})), tuple(data["heads"]), tuple(data["tails"]))


def _check(schema: LabelSchema) -> None:
    names = [label.name for label in schema.labels]
    keys = [label.key for label in schema.labels if label.key]
    if not all(isinstance(name, str) and name for name in names):
        raise InvalidSchema(_("every label needs a name"))
    for values, what in ((names, _("label")), (keys, _("key"))):
        if twice := {value for value in values if values.count(value) > 1}:
            raise InvalidSchema(_("the {what} “{value}” is there twice", what=what, value=min(twice)))
    for label in schema.labels:
        _check_label(label)
    for relation in schema.relations:
        if unknown := (set(relation.heads) | set(relation.tails)) - set(names):
            raise InvalidSchema(
                _(
                    "relation “{name}” names a label that is not there: {label}",
                    name=relation.name,
                    label=min(unknown),
                )
            )


def _check_label(label: Label) -> None:
    def refuse(message: str, **values: object) -> None:
        raise InvalidSchema(_("label “{name}”: ", name=label.name) + _(message, **values))

    if label.unit not in UNITS:
        refuse(N_("unit “{unit}” is none of {known}"), unit=label.unit, known=listed(UNITS))
    for color in (label.color, label.color_dark):
        if not re.fullmatch(r"#[0-9A-Fa-f]{6}", color):
            refuse(N_("“{color}” is no colour like #0072B2"), color=color)
    if label.pattern not in PATTERNS:
        refuse(N_("pattern “{pattern}” is none of {known}"), pattern=label.pattern, known=listed(PATTERNS))
    for attribute in label.attributes:
        if attribute.type not in ATTRIBUTE_TYPES:
            refuse(
                N_("attribute type “{type}” is none of {known}"),
                type=attribute.type,
                known=listed(ATTRIBUTE_TYPES),
            )
