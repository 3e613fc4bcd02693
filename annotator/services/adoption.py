"""How the names that files bring fit a project's label schema: what they become, what is made new, what is left out.

`Choices` are what a person decided, `plan_of` makes of them a `Plan` with the next version of the schema, and `adopt`
carries it out on each record, counting what it leaves out.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from annotator.domain.errors import BadInput
from annotator.domain.label_looks import propose_colors, propose_keys
from annotator.domain.schema import (
    PATTERNS,
    Attribute,
    Label,
    LabelSchema,
    RelationType,
    schema_from_dict,
    schema_to_dict,
)
from annotator.formats import Record, RecordRelation, RecordSpan, Standoff
from annotator.i18n import _, listed
from annotator.services.vocabulary import AttributeFound, RelationFound, Vocabulary, shown_value

LABEL, RELATION, HANGING, ATTRIBUTE, VALUE = "label", "relation", "hanging", "attribute", "value"

LeftOut = Counter[tuple[str, str]]
"""(kind, name) → how many: spans by `LABEL`, relations by `RELATION`, those whose ends were left out by `HANGING`
(their type), attributes of spans by `ATTRIBUTE` ("label.attribute") and by `VALUE` ("label.attribute:value")."""

Name = tuple[str, str]  # of an attribute: its label, its name
ValueName = tuple[str, str, str]  # of a value: label, attribute, the value as `shown_value` gives it


@dataclass(slots=True)
class Choices:
    """What names of the files become; None leaves out, what is not there keeps its name.

    `define` holds attributes that labels of the schema are to get; those that are in none of the two travel along as
    they are. `looks` are the new labels as a person wants them, by name.
    """

    labels: dict[str, str | None] = field(default_factory=dict)
    relations: dict[str, str | None] = field(default_factory=dict)
    attributes: dict[Name, None] = field(default_factory=dict)
    define: set[Name] = field(default_factory=set)
    values: dict[ValueName, str | None] = field(default_factory=dict)
    layers: dict[str, str] = field(default_factory=dict)
    looks: dict[str, Label] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be done with each record, and the schema that the project has then.

    `linked` are the ids of spans that relations of other documents lead to, so that they must stay.
    """

    schema: LabelSchema
    choices: Choices
    linked: frozenset[str] = frozenset()

    def new_names(self, before: LabelSchema) -> list[str]:
        """The labels and relation types that `before` does not have."""
        known = {*before.by_name, *(relation.name for relation in before.relations)}
        names = [*self.schema.by_name, *(relation.name for relation in self.schema.relations)]
        return [name for name in names if name not in known]


def plan_of(
    schema: LabelSchema, found: Vocabulary, choices: Choices, *, create: bool, letters: str = ""
) -> Plan:
    """The plan for `choices`; `create` makes what the schema lacks of the names that are left.

    `letters` may be proposed as keys when no digit is left. Raises BadInput where a name is to become one that there
    is not, InvalidSchema for new labels that do not hold together.
    """
    become = _renamed(found, choices)
    if not create:
        _refuse_missing(schema, choices)
        return Plan(schema, choices, frozenset(found.linked))
    labels = [_extended(label, become, choices) for label in schema.labels]
    labels += _new_labels(schema, become, choices, letters)
    relations = [*schema.relations, *_new_relations(schema, become)]
    grown = replace(schema, labels=tuple(labels), relations=tuple(relations))
    if grown == schema:
        return Plan(schema, choices, frozenset(found.linked))
    grown = replace(grown, version=schema.version + 1)
    return Plan(schema_from_dict(schema_to_dict(grown)), choices, frozenset(found.linked))


def matching_choices(schema: LabelSchema, found: Vocabulary) -> Choices:
    """What unknown names of the files most likely mean: a label, a type or a value that people call so."""
    choices = Choices()
    labels = {key: label.name for label in schema.labels for key in _called(label)}
    types = {key: kind.name for kind in schema.relations for key in _called(kind)}
    for name in found.unknown_labels(schema):
        if name.casefold() in labels:
            choices.labels[name] = labels[name.casefold()]
    for name in found.unknown_relations(schema):
        if name.casefold() in types:
            choices.relations[name] = types[name.casefold()]
    for (label, name), attribute in found.attributes.items():
        known = _attribute(schema, choices.labels.get(label, label), name)
        if known is not None and known.type == "choice":
            calls = {
                shown.casefold(): value
                for value, names in known.choice_names.items()
                for shown in names.values()
            }
            for value in attribute.values:
                if value not in known.choices and value.casefold() in calls:
                    choices.values[label, name, value] = calls[value.casefold()]
    return choices


def misfits(schema: LabelSchema, found: Vocabulary, choices: Choices) -> list[ValueName]:
    """Values that the attribute of the schema does not allow, in the order of the vocabulary."""
    unfit = []
    for (label, name), attribute in found.attributes.items():
        target = choices.labels.get(label, label)
        known = _attribute(schema, target, name) if target is not None else None
        if known is not None:
            unfit += [
                (label, name, value) for value in attribute.values if not known.fits(_fitting(known, value))
            ]
    return unfit


def adopt(record: Record | Standoff, plan: Plan) -> LeftOut:
    """Give the record the names of the plan, in place; returns what was left out of it."""
    left: LeftOut = Counter()
    if isinstance(record, Standoff):
        record.spans = [item for item in record.spans if _adopted(item.span, plan, left)]
        return left
    there = {span.id for span in record.spans}
    record.spans = [span for span in record.spans if _adopted(span, plan, left)]
    gone = there - {span.id for span in record.spans}
    record.relations = [r for r in record.relations if _adopted_relation(r, plan, gone, left)]
    if plan.choices.layers:
        _move_layers(record, plan.choices.layers)
    if plan.choices.layers or plan.choices.labels:
        _fold_equals(record, plan.linked)
    return left


def _adopted(span: RecordSpan, plan: Plan, left: LeftOut) -> bool:
    """Rename the span; whether it stays."""
    choices, label = plan.choices, span.label
    target = choices.labels.get(label, label)
    if target is None:
        left[LABEL, label] += 1
        return False
    span.label = target
    if span.layer is not None:
        span.layer = choices.layers.get(span.layer, span.layer)
    if span.attrs:
        span.attrs = _attributes(span, label, plan, left)
    return True


def _attributes(span: RecordSpan, label: str, plan: Plan, left: LeftOut) -> dict[str, Any]:
    """The attributes that stay, as the schema wants them; `label` is the name that the file gives the span."""
    choices = plan.choices
    kept = {}
    for name, value in span.attrs.items():
        target: Any = value
        if (label, name) in choices.attributes:
            left[ATTRIBUTE, f"{label}.{name}"] += 1
            continue
        if choices.values and (key := (label, name, shown_value(value))) in choices.values:
            target = choices.values[key]
            if target is None:
                left[VALUE, f"{label}.{name}:{key[2]}"] += 1
                continue
        known = _attribute(plan.schema, span.label, name)
        kept[name] = target if known is None else _fitting(known, target)
    return kept


def _adopted_relation(relation: RecordRelation, plan: Plan, gone: set[str | None], left: LeftOut) -> bool:
    """Rename the relation; whether it stays."""
    choices = plan.choices
    target = choices.relations.get(relation.type, relation.type)
    if target is None:
        left[RELATION, relation.type] += 1
        return False
    if relation.head in gone or relation.tail in gone:
        left[HANGING, relation.type] += 1
        return False
    relation.type = target
    if relation.layer is not None:
        relation.layer = choices.layers.get(relation.layer, relation.layer)
    return True


def _move_layers(record: Record, layers: Mapping[str, str]) -> None:
    """Give all but spans and relations to the layers that theirs become; what the first says of a document stands."""
    for label in record.labels:
        if label.layer is not None:
            label.layer = layers.get(label.layer, label.layer)
    for said in (record.statuses, record.notes):
        moved: dict[str, str] = {}
        for layer, value in said.items():
            moved.setdefault(layers.get(layer, layer), value)
        said.clear()
        said.update(moved)
    record.flags = list(dict.fromkeys(layers.get(layer, layer) for layer in record.flags))


def _fold_equals(record: Record, linked: Collection[str]) -> None:
    """Marks that say the same, since two layers or labels became one, are one; relations lead to the first of them."""
    first: dict[tuple[Any, ...], RecordSpan] = {}
    stands: dict[str | None, str | None] = {}
    kept = []
    for span in record.spans:
        says = (span.layer, span.label, span.start, span.end, shown_value(span.attrs), span.note)
        there = first.setdefault(says, span)
        if there is span or span.id in linked:
            kept.append(span)
        elif span.id:
            stands[span.id] = there.id = there.id or span.id
    if len(kept) == len(record.spans):
        return
    record.spans = kept
    seen = set()
    for relation in list(record.relations):
        relation.head = stands.get(relation.head) or relation.head
        relation.tail = stands.get(relation.tail) or relation.tail
        link = (relation.layer, relation.type, relation.head, relation.tail, relation.tail_doc)
        if link in seen:
            record.relations.remove(relation)
        seen.add(link)


def _fitting(attribute: Attribute, value: Any) -> Any:
    """The value in the type that the attribute wants, where it says the same."""
    if attribute.fits(value):
        return value
    if attribute.type == "flag":
        return {"true": True, "false": False}.get(shown_value(value).casefold(), value)
    shown = shown_value(value)
    return shown if attribute.fits(shown) else value


def _renamed(found: Vocabulary, choices: Choices) -> Vocabulary:
    """The vocabulary in the names that things become."""
    become = Vocabulary()
    for name, count in found.labels.most_common():
        if (target := choices.labels.get(name, name)) is not None:
            become.labels[target] += count
            become.characters[target] += found.characters[name]
    for (label, name), attribute in found.attributes.items():
        target = choices.labels.get(label, label)
        if target is not None and (label, name) not in choices.attributes:
            mapped = AttributeFound(kinds=set(attribute.kinds), others=attribute.others)
            for value, count in attribute.values.items():
                if (wanted := choices.values.get((label, name, value), value)) is not None:
                    mapped.values[wanted] += count
            mapped.count = mapped.values.total() + mapped.others
            become.attributes.setdefault((target, name), AttributeFound()).merge(mapped)
    for name, relation in found.relations.items():
        if (target := choices.relations.get(name, name)) is not None:
            ends = [
                {choices.labels.get(label, label) for label in end} - {None}
                for end in (relation.heads, relation.tails)
            ]
            there = become.relations.setdefault(target, RelationFound())
            there.count += relation.count
            there.heads.update(label for label in ends[0] if label)
            there.tails.update(label for label in ends[1] if label)
    return become


def _refuse_missing(schema: LabelSchema, choices: Choices) -> None:
    for names, known in (
        (choices.labels, list(schema.by_name)),
        (choices.relations, [relation.name for relation in schema.relations]),
    ):
        for old, new in names.items():
            if new is not None and new not in known:
                raise BadInput(
                    _("“{old}” cannot become “{new}”, which the label schema does not have (it has: {known}); make it "
                      "with --new-labels", old=old, new=new, known=listed(known) or "–")
                )  # fmt: skip


def _extended(label: Label, become: Vocabulary, choices: Choices) -> Label:
    """The label with the choices and attributes that it is to get."""
    found = become.attributes_of(label.name)
    attributes = []
    for attribute in label.attributes:
        if attribute.type == "choice" and attribute.name in found:
            fresh = [value for value in found[attribute.name].values if value not in attribute.choices]
            attribute = replace(attribute, choices=(*attribute.choices, *fresh))
        attributes.append(attribute)
    wanted = {name for owner, name in choices.define if choices.labels.get(owner, owner) == label.name}
    made = (found[name].proposed(name) for name in found if name in wanted and not label.attribute(name))
    return replace(label, attributes=(*attributes, *(attribute for attribute in made if attribute)))


def _new_labels(schema: LabelSchema, become: Vocabulary, choices: Choices, letters: str) -> list[Label]:
    names = [name for name in become.labels if name not in schema.by_name]
    looks = [choices.looks[name] for name in names if name in choices.looks]
    plain = [name for name in names if name not in choices.looks]
    there = [*schema.labels, *looks]
    colors = propose_colors([label.color for label in there], len(plain))
    keys = propose_keys([label.key for label in there], len(plain), letters)
    made = {
        name: Label(
            name,
            color=light,
            color_dark=dark,
            key=key,
            pattern=PATTERNS[(len(there) + number) % len(PATTERNS)],
            unit=become.unit_of(name),
        )
        for number, (name, (light, dark), key) in enumerate(zip(plain, colors, keys, strict=True))
    }
    return [
        replace(choices.looks.get(name) or made[name], name=name, attributes=_attributes_of_new(become, name))
        for name in names
    ]


def _attributes_of_new(become: Vocabulary, label: str) -> tuple[Attribute, ...]:
    made = (found.proposed(name) for name, found in become.attributes_of(label).items())
    return tuple(attribute for attribute in made if attribute is not None)


def _new_relations(schema: LabelSchema, become: Vocabulary) -> list[RelationType]:
    """A type for each unknown one, between the labels that it was seen between."""
    return [
        RelationType(
            name,
            heads=tuple(sorted(become.relations[name].heads or become.labels)),
            tails=tuple(sorted(become.relations[name].tails or become.labels)),
        )
        for name in become.unknown_relations(schema)
    ]


def _called(thing: Label | RelationType) -> Iterable[str]:
    """What people call it."""
    return (name.casefold() for name in (thing.name, *thing.names.values()))


def _attribute(schema: LabelSchema, label: str | None, name: str) -> Attribute | None:
    known = schema.by_name.get(label) if label is not None else None
    return known.attribute(name) if known is not None else None
