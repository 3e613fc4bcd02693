"""Which of two copies of a thing is ahead of the other, told from what each has gone through.

A copy that the other has gone through already is known; one that has gone through all of the other and more is ahead.
With that, merging needs no clock and no common ancestor, and gives the same in any order: the states of each thing
form a semilattice as long as its copies do not part.
"""

from collections.abc import Sequence
from dataclasses import replace
from enum import Enum, auto
from typing import Any

from annotator.domain.change import Entity
from annotator.domain.document import Document
from annotator.domain.history import States
from annotator.domain.schema import LabelSchema
from annotator.domain.span import Span


class Lineage(Enum):
    """What theirs is to ours."""

    KNOWN = auto()  # nothing new
    AHEAD = auto()  # they went on from where we are, or arrived where we are on another way
    APART = auto()  # both went on, to different ends


def compare(ours: States, theirs: States) -> tuple[Lineage, list[Entity | None]]:
    """What their copy of one thing is to ours, and the states that ours still has to go through.

    States count as equal when they say the same: when it was made or changed is not looked at, nor where a text came
    from. Where both stand at the same, one stamp is taken by a rule that does not depend on who is asked.
    """
    if not ours:
        return (Lineage.AHEAD, list(theirs)) if theirs else (Lineage.KNOWN, [])
    if ours == theirs:
        return Lineage.KNOWN, []
    mine, their = _run(ours), _run(theirs)
    mine_said, their_said = [content(state) for state in mine], [content(state) for state in their]
    same_end = mine_said[-1:] == their_said[-1:]
    shared = embedded(their_said, mine_said)
    if shared == len(their):
        if same_end and stamp(their[-1]) > stamp(mine[-1]):
            return Lineage.AHEAD, [their[-1]]
        return Lineage.KNOWN, []
    missing = their[shared:]
    if same_end and stamp(mine[-1]) > stamp(their[-1]):
        missing.append(mine[-1])
    if same_end or embedded(mine_said, their_said) == len(mine):
        return Lineage.AHEAD, missing
    return Lineage.APART, missing


def embedded(part: Sequence[Any], whole: Sequence[Any]) -> int:
    """How many of the first elements of `part` occur in `whole` in the same order."""
    found = 0
    for element in whole:
        if found == len(part):
            break
        if element == part[found]:
            found += 1
    return found


def content(entity: Entity | None) -> Any:
    """What an entity says, without stamps and provenance; equal for equals."""
    match entity:
        case Span():
            return replace(entity, created="", modified="")
        case Document():
            return entity.id, entity.digest, dict(entity.meta)
        case LabelSchema():
            return replace(entity, version=1)
        case _:
            return entity


def stamp(entity: Entity | None) -> tuple[str, ...]:
    """What content() leaves out, to choose by: the later one wins."""
    match entity:
        case Span():
            return entity.modified, entity.created
        case Document():
            return repr(entity.source), repr(entity.outline), str(entity.version)
        case _:
            return ()


def _run(states: States) -> list[Entity | None]:
    """Without states that say the same as the one before; of those the last is kept."""
    run: list[Entity | None] = []
    for state in states:
        if run and content(run[-1]) == content(state):
            run[-1] = state
        else:
            run.append(state)
    return run
