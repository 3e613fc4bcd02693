"""What things of a project have gone through: the way that two copies of a project are compared."""

from collections.abc import Sequence

from annotator.domain.change import Entity

Key = tuple[type, str]  # the class of an entity, and its key
States = Sequence[Entity | None]  # one after the other, after nothing; None: it was removed
Histories = dict[Key, list[Entity | None]]


def key_of(entity: Entity) -> Key:
    return type(entity), entity.key


def last(states: States | None) -> Entity | None:
    """How it stands, None where it does not."""
    return states[-1] if states else None
