"""What a script asks of a label schema, `--map measure.status:done=finished --drop metric`, as a migration."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace

from annotator.domain.errors import Conflict, NotFound
from annotator.domain.schema import LabelSchema
from annotator.domain.schema_draft import draft_towards
from annotator.domain.schema_migration import Migration
from annotator.i18n import _
from annotator.services.schema_change import (
    LINKS_LOST,
    NOTES_LOST,
    REMOVED,
    VALUES_LOST,
    Effect,
    Effects,
)

ALL = "all"
LINK, DOCUMENT = "link:", "document:"


def migration_towards(
    old: LabelSchema,
    new: LabelSchema,
    maps: Sequence[tuple[str, str]],
    used: Collection[str] = (),
    *,
    guess: bool = False,
) -> Migration:
    """From `old` to `new`, with what was said of names.

    `maps` are pairs of what is called how in `old` and in `new`: a label, `label.attribute`, `label.attribute:value`
    (the new side the bare name), `link:name` or `document:name`. `used` are the labels that spans have; one of them
    that `new` lacks and nothing is said of goes, and its spans with it (see `check_losses`). `guess`: labels that only
    seem to have got another name keep their spans. Raises NotFound for a name that is not there.
    """
    labels = {one: other for one, other in maps if one in used or one in old.by_name}
    for target in labels.values():
        new.label(target)
    sole = {o: n for o, n in labels.items() if n not in old.by_name and o in old.by_name and _once(n, labels)}
    found = draft_towards(old, new, None if guess and not labels else sole).migration()
    fates: dict[str, str | None] = {
        name: None for name in used if name in old.by_name and name not in new.by_name
    }
    told: Migration = replace(found, labels={**fates, **found.labels, **labels})
    for one, other in maps:
        if one not in labels:
            told = _told(told, one, other)
    return told


def check_losses(effects: Effects, drops: Collection[str], titles: Mapping[str, str]) -> None:
    """Raises Conflict where something would go that nobody has said may go; `titles` are sentences by loss."""
    if ALL in drops:
        return
    removes = any(effect.kind == REMOVED for effect in effects.effects)
    for effect in effects.losses:
        name = _name(effect)
        if name is None or name in drops or (effect.kind == LINKS_LOST and removes):
            continue
        raise Conflict(
            _("{what}; nothing was changed. Say what they become with --map {name}=NEW, or let them go with --drop {name}",
              what=titles[name], name=name)
        )  # fmt: skip


def loss_names(effects: Effects) -> Iterable[tuple[str, Effect]]:
    """What `--drop` calls each loss."""
    return ((name, effect) for effect in effects.losses if (name := _name(effect)) is not None)


def _name(effect: Effect) -> str | None:
    match effect.kind:
        case _ if effect.kind == REMOVED:
            return effect.old
        case _ if effect.kind == VALUES_LOST:
            return f"{effect.label}.{effect.old}"
        case _ if effect.kind == LINKS_LOST:
            return LINK + effect.old
        case _ if effect.kind == NOTES_LOST:
            return DOCUMENT + effect.old
    return None  # overlaps have an option of their own


def _told(migration: Migration, one: str, other: str) -> Migration:
    """One pair that names no label."""
    old = migration.old
    if one.startswith(LINK) and any(LINK + each.name == one for each in old.relations):
        return replace(migration, relations={**migration.relations, one.removeprefix(LINK): other})
    if one.startswith(DOCUMENT) and any(DOCUMENT + each.name == one for each in old.document_labels):
        named = {**migration.document_labels, one.removeprefix(DOCUMENT): other}
        return replace(migration, document_labels=named)
    for label in old.labels:
        for attribute in label.attributes:
            name = f"{label.name}.{attribute.name}"
            if one == name:
                return replace(
                    migration, attributes={**migration.attributes, (label.name, attribute.name): other}
                )
            if one.startswith(name + ":"):
                key = label.name, attribute.name, one.removeprefix(name + ":")
                return replace(migration, choices={**migration.choices, key: other})
    raise NotFound(
        _("there is no “{name}” in the label schema; name a label, label.attribute, label.attribute:value, link:name or "
          "document:name", name=one)
    )  # fmt: skip


def _once(name: str, labels: Mapping[str, str]) -> bool:
    return list(labels.values()).count(name) == 1
