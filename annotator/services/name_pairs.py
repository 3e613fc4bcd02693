"""What a person says on the command line about names that files bring: OLD=NEW, or OLD= to leave out."""

from collections.abc import Iterable, Iterator

from annotator.domain.errors import BadInput
from annotator.domain.schema import LabelSchema
from annotator.i18n import _, listed
from annotator.services.adoption import Choices
from annotator.services.vocabulary import Vocabulary

_LAYER = "layer:"  # before a layer that is called like a label


def choices_of(pairs: Iterable[str], found: Vocabulary) -> Choices:
    """The choices that the pairs make. OLD is a label, a relation type or a layer of the files, “label.attribute”, or
    “label.attribute:value”; “layer:OLD” is the layer where a label has the same name.

    Raises BadInput for what is no pair, and where no file brings OLD.
    """
    choices = Choices()
    for pair in pairs:
        old, equals, new = pair.partition("=")
        if not old or not equals:
            raise BadInput(
                _("“{pair}” does not say what becomes what; write OLD=NEW, or OLD= to leave out", pair=pair)
            )
        _take(old, new or None, choices, found)
    return choices


def define_all(choices: Choices, schema: LabelSchema, found: Vocabulary) -> None:
    """Let labels of the schema have every attribute that they lack and files bring, but those that are left out."""
    for label, name in found.attributes:
        target = choices.labels.get(label, label)
        known = schema.by_name.get(target) if target is not None else None
        if known is not None and not known.attribute(name) and (label, name) not in choices.attributes:
            choices.define.add((label, name))


def _take(old: str, new: str | None, choices: Choices, found: Vocabulary) -> None:
    known = False
    if old in found.labels:
        choices.labels[old] = new
        known = True
    if old in found.relations:
        choices.relations[old] = new
        known = True
    if not known:
        known = _take_layer(old, new, choices, found) or _take_attribute(old, new, choices, found)
    if not known:
        layers = [_LAYER + layer for layer in found.layers if layer is not None]
        raise BadInput(
            _("no file brings a label, a relation or a layer “{name}” (there are: {known}); an attribute is named "
              "LABEL.ATTRIBUTE, a value of it LABEL.ATTRIBUTE:VALUE",
              name=old, known=listed([*found.labels, *found.relations, *layers]) or "–")
        )  # fmt: skip


def _take_layer(old: str, new: str | None, choices: Choices, found: Vocabulary) -> bool:
    layer = old if old in found.layers else old.removeprefix(_LAYER)
    if layer not in found.layers:
        return False
    if new is None:
        raise BadInput(
            _("“{name}” is a layer; it can become another one ({name}=NEW), not be left out", name=old)
        )
    choices.layers[layer] = new
    return True


def _take_attribute(old: str, new: str | None, choices: Choices, found: Vocabulary) -> bool:
    for label, name in _called(old.partition(":")[0], found):
        shown = f"{label}.{name}"
        if old == shown:
            if new is not None:
                raise BadInput(
                    _("“{name}” is an attribute; it can be left out ({name}=), not renamed", name=old)
                )
            choices.attributes[label, name] = None
            return True
        value = old.removeprefix(f"{shown}:")
        if value != old and value in found.attributes[label, name].values:
            choices.values[label, name, value] = new
            return True
    return False


def _called(beginning: str, found: Vocabulary) -> Iterator[tuple[str, str]]:
    """The attributes whose “label.name” may be meant."""
    return (key for key in found.attributes if ".".join(key).partition(":")[0] == beginning)
