"""What can be chosen for each name that files bring: rows with their possibilities, in words. No widgets."""

from collections.abc import Iterator
from dataclasses import dataclass

from annotator.domain.schema import Attribute, LabelSchema
from annotator.i18n import _, language
from annotator.services.adoption import Choices, misfits
from annotator.services.vocabulary import Vocabulary
from annotator.ui.collation import by_name

LABEL, RELATION, LAYER, ATTRIBUTE, VALUE = "label", "relation", "layer", "attribute", "value"
OUT, NEW, KEEP = "out", "new", "keep"  # beside the names that are there, which stand behind "to:"
TO = "to:"


@dataclass(frozen=True, slots=True)
class Row:
    """A name: `key` tells it, `options` are (words, what it means), `chosen` is the meaning of the one that holds."""

    kind: str
    key: tuple[str, ...]
    text: str
    count: int
    options: tuple[tuple[str, str], ...]
    chosen: str


def label_rows(schema: LabelSchema, found: Vocabulary, choices: Choices) -> Iterator[Row]:
    """A row for each label of the files: those that the schema lacks first, then by their number."""
    named = [(_shown(label.display(language()), label.name), TO + label.name) for label in schema.labels]
    options = (*named, (_("New label"), NEW), (_("Leave out"), OUT))
    order = sorted(found.labels.items(), key=lambda item: (item[0] in schema.by_name, -item[1]))
    for name, count in order:
        target = choices.labels.get(name, name)
        own = tuple(option for option in options if name not in schema.by_name or option[1] != NEW)
        yield Row(LABEL, (name,), name, count, own, _meaning(target, target in schema.by_name))


def relation_rows(schema: LabelSchema, found: Vocabulary, choices: Choices) -> Iterator[Row]:
    known = [kind.name for kind in schema.relations]
    named = [(_shown(kind.display(language()), kind.name), TO + kind.name) for kind in schema.relations]
    for name, relation in found.relations.items():
        target = choices.relations.get(name, name)
        new = () if name in known else ((_("New relation type"), NEW),)
        options = (*named, *new, (_("Leave out"), OUT))
        yield Row(RELATION, (name,), name, relation.count, options, _meaning(target, target in known))


def layer_rows(found: Vocabulary, choices: Choices, layers: list[str]) -> Iterator[Row]:
    """A row for each layer that the files name; the possibilities are names, and any other may be typed."""
    for layer in by_name(name for name in found.layers if name is not None):
        names = list(dict.fromkeys([layer, *layers]))
        options = tuple((name, TO + name) for name in names)
        yield Row(LAYER, (layer,), layer, found.layers[layer], options, TO + choices.layers.get(layer, layer))


def attribute_rows(schema: LabelSchema, found: Vocabulary, choices: Choices, label: str) -> Iterator[Row]:
    """Rows for the attributes and values of a label of the files that the label it becomes does not know."""
    target = choices.labels.get(label, label)
    if target is None:
        return
    known = schema.by_name.get(target)
    for name, attribute in found.attributes_of(label).items():
        if known is None or known.attribute(name) is None:
            options = [(_("New attribute"), NEW), (_("Leave out"), OUT)]
            if known is not None:
                options.insert(0, (_("Keep as it is"), KEEP))
            chosen = NEW if known is None or (label, name) in choices.define else KEEP
            chosen = OUT if (label, name) in choices.attributes else chosen
            yield Row(ATTRIBUTE, (label, name), name, attribute.count, tuple(options), chosen)
    for owner, name, value in misfits(schema, found, choices):
        if owner == label and known is not None and (declared := known.attribute(name)) is not None:
            count = found.attributes[owner, name].values[value]
            yield _value_row((owner, name, value), count, declared, choices)


def take(choices: Choices, row: Row, meaning: str, schema: LabelSchema) -> None:
    """What the person chose for a row goes into the choices."""
    target = meaning.removeprefix(TO) if meaning.startswith(TO) else None
    if row.kind == LABEL:
        choices.labels[row.key[0]] = row.key[0] if meaning == NEW else target
    elif row.kind == RELATION:
        choices.relations[row.key[0]] = row.key[0] if meaning == NEW else target
    elif row.kind == LAYER:
        choices.layers[row.key[0]] = target or row.key[0]
    elif row.kind == ATTRIBUTE:
        _take_attribute(choices, (row.key[0], row.key[1]), meaning, schema)
    else:
        choices.values[row.key[0], row.key[1], row.key[2]] = row.key[2] if meaning == NEW else target


def default_values(schema: LabelSchema, found: Vocabulary, choices: Choices) -> None:
    """Values that can be no new choice, since their attribute has none, are left out unless something was said."""
    for label, name, value in misfits(schema, found, choices):
        known = schema.by_name[choices.labels.get(label, label) or ""].attribute(name)
        if known is not None and known.type != "choice":
            choices.values.setdefault((label, name, value), None)


def _value_row(key: tuple[str, str, str], count: int, declared: Attribute, choices: Choices) -> Row:
    options = [
        (_shown(declared.display_value(choice, language()), choice), TO + choice)
        for choice in declared.choices
    ]
    if declared.type == "choice":
        options.append((_("New choice"), NEW))
    options.append((_("Leave out"), OUT))
    target = choices.values.get(key, key[2])
    text = _("{attribute}: {value}", attribute=declared.display(language()), value=key[2])
    return Row(VALUE, key, text, count, tuple(options), _meaning(target, target in declared.choices))


def _take_attribute(choices: Choices, key: tuple[str, str], meaning: str, schema: LabelSchema) -> None:
    choices.attributes.pop(key, None)
    choices.define.discard(key)
    if meaning == OUT:
        choices.attributes[key] = None
    elif meaning == NEW and choices.labels.get(key[0], key[0]) in schema.by_name:
        choices.define.add(key)


def _meaning(target: str | None, known: bool) -> str:
    return OUT if target is None else TO + target if known else NEW


def _shown(words: str, name: str) -> str:
    """What people call it, and its name where that is another word."""
    return words if words == name else _("{words} ({name})", words=words, name=name)
