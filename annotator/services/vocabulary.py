"""What names records bring with them: labels with their attributes, relation types, layers; counted."""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Any

import orjson

from annotator.domain.schema import Attribute, LabelSchema
from annotator.formats import Record, RecordSpan, Standoff

MOST_VALUES = 200  # different values of an attribute that are counted one by one
_WORD = 6  # characters; Chinese words and names have one to four, seldom more
_MOST_CHOICES = 12  # different values up to which an attribute is taken for a choice


def shown_value(value: Any) -> str:
    """A value of an attribute as it is counted and named: texts as they are, others as JSON."""
    return value if type(value) is str else orjson.dumps(value, option=orjson.OPT_SORT_KEYS).decode()


@dataclass(slots=True)
class AttributeFound:
    """How many spans have the attribute; `values` counts the first `MOST_VALUES` different ones, `others` the rest."""

    count: int = 0
    values: Counter[str] = field(default_factory=Counter)
    others: int = 0
    kinds: set[type] = field(default_factory=set)

    def add(self, value: Any) -> None:
        self.count += 1
        self.kinds.add(type(value))
        shown = shown_value(value)
        if shown in self.values or len(self.values) < MOST_VALUES:
            self.values[shown] += 1
        else:
            self.others += 1

    def merge(self, other: "AttributeFound") -> None:
        self.count += other.count
        self.kinds |= other.kinds
        self.others += other.others
        for value, number in other.values.items():
            if value in self.values or len(self.values) < MOST_VALUES:
                self.values[value] += number
            else:
                self.others += number

    def proposed(self, name: str) -> Attribute | None:
        """An attribute of a label schema that has room for all values; None for values that none has (lists, objects)."""
        if not self.kinds <= {str, int, float, bool}:
            return None
        if self.kinds == {bool}:
            return Attribute(name, "flag")
        number = Attribute(name, "number")
        if bool not in self.kinds and not self.others and all(map(number.fits, self.values)):
            return number
        few = not self.others and len(self.values) <= _MOST_CHOICES
        if few and self.kinds == {str} and self.count >= 2 * len(self.values):
            return Attribute(name, "choice", choices=tuple(sorted(self.values)))
        return Attribute(name, "text")


@dataclass(slots=True)
class RelationFound:
    """How many relations of a type there are, and the labels at their ends, where the record has the spans."""

    count: int = 0
    heads: set[str] = field(default_factory=set)
    tails: set[str] = field(default_factory=set)


@dataclass(slots=True)
class Vocabulary:
    """The names that records use. `layers` counts spans by layer; None stands for those that name none.

    `characters` are all those that the spans of a label cover, `linked` the ids of spans that relations of other documents
    lead to.
    """

    labels: Counter[str] = field(default_factory=Counter)
    characters: Counter[str] = field(default_factory=Counter)
    attributes: dict[tuple[str, str], AttributeFound] = field(default_factory=dict)  # by label and name
    relations: dict[str, RelationFound] = field(default_factory=dict)
    layers: Counter[str | None] = field(default_factory=Counter)
    linked: set[str] = field(default_factory=set)

    def add(self, record: Record | Standoff) -> None:
        """Count what a record, or a file of spans alone, brings."""
        if isinstance(record, Standoff):
            self._add_spans([item.span for item in record.spans])
            return
        self._add_spans(record.spans)
        for layer in (
            *record.statuses,
            *record.notes,
            *record.flags,
            *(label.layer for label in record.labels),
            *(relation.layer for relation in record.relations),
        ):
            self.layers[layer] += 0
        labels = {span.id: span.label for span in record.spans}
        for relation in record.relations:
            found = self.relations.setdefault(relation.type, RelationFound())
            found.count += 1
            found.heads.update(labels[end] for end in (relation.head,) if end in labels)
            found.tails.update(labels[end] for end in (relation.tail,) if end in labels)
            if relation.tail not in labels:
                self.linked.add(relation.tail)

    def merge(self, other: "Vocabulary") -> None:
        self.labels.update(other.labels)
        self.characters.update(other.characters)
        self.layers.update(other.layers)
        self.linked |= other.linked
        for key, attribute in other.attributes.items():
            self.attributes.setdefault(key, AttributeFound()).merge(attribute)
        for name, relation in other.relations.items():
            there = self.relations.setdefault(name, RelationFound())
            there.count += relation.count
            there.heads |= relation.heads
            there.tails |= relation.tails

    def attributes_of(self, label: str) -> dict[str, AttributeFound]:
        return {name: found for (owner, name), found in self.attributes.items() if owner == label}

    def unit_of(self, label: str) -> str:
        """What a key of the label should mark: a word where its spans are as short as words, else a clause."""
        return "word" if self.characters[label] <= _WORD * self.labels[label] else "clause"

    def unknown_labels(self, schema: LabelSchema) -> list[str]:
        """Labels that the schema lacks, the most used first."""
        return [name for name, _count in self.labels.most_common() if name not in schema.by_name]

    def unknown_relations(self, schema: LabelSchema) -> list[str]:
        known = {relation.name for relation in schema.relations}
        return [name for name in self.relations if name not in known]

    def _add_spans(self, spans: Collection[RecordSpan]) -> None:
        self.labels.update(span.label for span in spans)
        self.layers.update(span.layer for span in spans)
        for span in spans:
            self.characters[span.label] += span.end - span.start
            for name, value in span.attrs.items():
                self.attributes.setdefault((span.label, name), AttributeFound()).add(value)


def vocabulary_of(records: Iterable[Record | Standoff]) -> Vocabulary:
    """That of all the records."""
    found = Vocabulary()
    for record in records:
        found.add(record)
    return found
