"""How two versions of a label schema differ, in words; and which label of the one is which of the other. Pure."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeVar

from annotator.domain.schema import Attribute, Label, LabelSchema, RelationType
from annotator.i18n import N_, _, language, listed

Named = TypeVar("Named", Label, Attribute, RelationType)

# What a label says besides its name, with what it is called.
_LABEL_FIELDS = {
    "key": N_("key"),
    "color": N_("colour"),
    "color_dark": N_("colour in the dark"),
    "pattern": N_("line"),
    "unit": N_("unit"),
}
UNIT_NAMES = {
    "clause": N_("clause"),
    "quantity": N_("quantity"),
    "sentence": N_("sentence"),
    "word": N_("word"),
}
PATTERN_NAMES = {"solid": N_("solid"), "dash": N_("dashed"), "dot": N_("dotted")}
TYPE_NAMES = {"choice": N_("choice"), "text": N_("text"), "number": N_("number"), "flag": N_("yes or no")}


def renames(old: Sequence[Named], new: Sequence[Named]) -> dict[str, str]:
    """Old name → new name of what has most likely only got another one: all that tells the two apart is the name.

    Display names or the definition, or key and colour together, must be the same; what has kept its name is out.
    """
    gone = [each for each in old if all(each.name != other.name for other in new)]
    come = [each for each in new if all(each.name != other.name for other in old)]
    found = {}
    for each in gone:
        likely = [other for other in come if _is_like(each, other)]
        if len(likely) == 1:
            found[each.name] = likely[0].name
            come.remove(likely[0])
    return found


def differences(old: LabelSchema, new: LabelSchema, renamed: Mapping[str, str] | None = None) -> list[str]:
    """A sentence for each difference, in the order of the schema; empty where both say the same.

    `renamed` tells which label has become which; without it, that is guessed.
    """
    pairs = dict(renames(old.labels, new.labels) if renamed is None else renamed)
    return [
        *_of_labels(old, new, pairs),
        *_of_order(old, new, pairs),
        *_of_relations(old, new, pairs),
        *_of_attributes(_("document labels"), old.document_labels, new.document_labels),
    ]


def _of_labels(old: LabelSchema, new: LabelSchema, pairs: Mapping[str, str]) -> Iterator[str]:
    came_from = {target: source for source, target in pairs.items()}
    for label in old.labels:
        if label.name not in new.by_name and label.name not in pairs:
            yield _("label {label} removed", label=_shown(label))
    for label in new.labels:
        before = old.by_name.get(came_from.get(label.name, label.name))
        if before is None:
            yield _("label {label} added", label=_shown(label))
        else:
            yield from _of_label(before, label)


def _of_label(old: Label, new: Label) -> Iterator[str]:
    shown = _shown(new)
    if old.name != new.name:
        yield _(
            "label {label} renamed: “{old}” is “{new}” now", label=_shown(old), old=old.name, new=new.name
        )
    yield from _of_names(shown, old.names, new.names)
    for field, what in _LABEL_FIELDS.items():
        before, after = getattr(old, field), getattr(new, field)
        if before != after:
            yield _("{label}: {what} {old} → {new}",
                    label=shown, what=_(what), old=_value(field, before), new=_value(field, after))  # fmt: skip
    yield from _of_rules(shown, old, new)
    if old.overlap != new.overlap:
        sentence = (
            N_("{label}: may overlap itself now")
            if new.overlap
            else N_("{label}: may not overlap itself now")
        )
        yield _(sentence, label=shown)
    if old.definition != new.definition:
        yield _("{label}: another definition", label=shown)
    yield from _of_list(N_("{label}: example added: {what}"), N_("{label}: example removed: {what}"),
                        shown, old.examples, new.examples)  # fmt: skip
    yield from _of_list(N_("{label}: counter-example added: {what}"), N_("{label}: counter-example removed: {what}"),
                        shown, old.counterexamples, new.counterexamples)  # fmt: skip
    yield from _of_attributes(shown, old.attributes, new.attributes)


def _of_names(shown: str, old: Mapping[str, str], new: Mapping[str, str]) -> Iterator[str]:
    for tongue in dict.fromkeys([*old, *new]):
        before, after = old.get(tongue, ""), new.get(tongue, "")
        if before != after:
            yield _("{label}: name in “{language}”: {old} → {new}",
                    label=shown, language=tongue, old=before or _("none"), new=after or _("none"))  # fmt: skip


def _of_rules(shown: str, old: Label, new: Label) -> Iterator[str]:
    yield from _of_list(N_("{label}: boundary rule added: {what}"), N_("{label}: boundary rule removed: {what}"),
                        shown, old.rules, new.rules)  # fmt: skip


def _of_list(added: str, removed: str, shown: str, old: Sequence[str], new: Sequence[str]) -> Iterator[str]:
    for each in new:
        if each not in old:
            yield _(added, label=shown, what=each)
    for each in old:
        if each not in new:
            yield _(removed, label=shown, what=each)


def _of_attributes(shown: str, old: Sequence[Attribute], new: Sequence[Attribute]) -> Iterator[str]:
    pairs = renames(old, new)
    came_from = {target: source for source, target in pairs.items()}
    before = {each.name: each for each in old}
    for each in old:
        if each.name not in pairs and all(each.name != other.name for other in new):
            yield _("{label}: attribute {name} removed", label=shown, name=_shown(each))
    for each in new:
        was = before.get(came_from.get(each.name, each.name))
        if was is None:
            yield _("{label}: attribute {name} added", label=shown, name=_shown(each))
        else:
            yield from _of_attribute(shown, was, each)


def _of_attribute(shown: str, old: Attribute, new: Attribute) -> Iterator[str]:
    name = _("{label}, {attribute}", label=shown, attribute=_shown(new))
    if old.name != new.name:
        yield _("{label}: attribute renamed: “{old}” is “{new}” now", label=shown, old=old.name, new=new.name)
    yield from _of_names(name, old.names, new.names)
    if old.type != new.type:
        yield _("{label}: type {old} → {new}",
                label=name, old=_(TYPE_NAMES[old.type]), new=_(TYPE_NAMES[new.type]))  # fmt: skip
    yield from _of_list(N_("{label}: choice added: {what}"), N_("{label}: choice removed: {what}"),
                        name, old.choices, new.choices)  # fmt: skip
    if old.required != new.required:
        required = N_("{label}: required now") if new.required else N_("{label}: no longer required")
        yield _(required, label=name)
    if old.help != new.help or dict(old.choice_names) != dict(new.choice_names):
        yield _("{label}: other words beside the field", label=name)


def _of_order(old: LabelSchema, new: LabelSchema, pairs: Mapping[str, str]) -> Iterator[str]:
    before = [pairs.get(label.name, label.name) for label in old.labels]
    stayed = [label.name for label in new.labels if label.name in before]
    if [name for name in before if name in stayed] != stayed:
        yield _("labels in another order: {labels}", labels=listed(_shown(label) for label in new.labels))


def _of_relations(old: LabelSchema, new: LabelSchema, pairs: Mapping[str, str]) -> Iterator[str]:
    moved = renames(old.relations, new.relations)
    came_from = {target: source for source, target in moved.items()}
    before = {each.name: each for each in old.relations}
    for each in old.relations:
        if each.name not in moved and all(each.name != other.name for other in new.relations):
            yield _("link {name} removed", name=_shown(each))
    for each in new.relations:
        was = before.get(came_from.get(each.name, each.name))
        if was is None:
            yield _("link {name} added", name=_shown(each))
            continue
        if was.name != each.name:
            yield _(
                "link {name} renamed: “{old}” is “{new}” now", name=_shown(was), old=was.name, new=each.name
            )
        yield from _of_names(_("link {name}", name=_shown(each)), was.names, each.names)
        ends = [_ends(one, pairs) for one in (was.heads, was.tails)]
        if ends != [set(each.heads), set(each.tails)]:
            yield _("link {name}: goes from {heads} to {tails} now", name=_shown(each),
                    heads=_labels(new, each.heads), tails=_labels(new, each.tails))  # fmt: skip


def _ends(names: Iterable[str], pairs: Mapping[str, str]) -> set[str]:
    return {pairs.get(name, name) for name in names}


def _labels(schema: LabelSchema, names: Iterable[str]) -> str:
    return listed(_shown(schema.by_name[name]) for name in names if name in schema.by_name) or _("none")


def _is_like(one: Any, other: Any) -> bool:
    names = {text for text in one.names.values() if text} & {text for text in other.names.values() if text}
    match one:
        case Label():
            same_look = (one.key, one.color) == (other.key, other.color) and one.key != ""
            return bool(names) or same_look or (one.definition != "" and one.definition == other.definition)
        case Attribute():
            return one.type == other.type and (
                bool(names) or (one.choices != () and one.choices == other.choices)
            )
        case _:
            return bool(names) or (one.heads, one.tails) == (other.heads, other.tails)


def _value(field: str, value: str) -> str:
    table = {"unit": UNIT_NAMES, "pattern": PATTERN_NAMES}.get(field, {})
    return _(table[value]) if value in table else value or _("none")


def _shown(each: Label | Attribute | RelationType) -> str:
    return each.display(language())
