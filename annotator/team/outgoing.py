"""What a copy has gone through and the hub has not yet: the other half of `lineage.compare`, pure."""

from collections.abc import Sequence

from annotator.domain.history import States
from annotator.team.lineage import Lineage, compare, content, stamp


def missing_states(hub: States, mine: States) -> list[int] | None:
    """The places in `mine` of the states that the hub still has to go through; None: they have parted, so pull first.

    Where both stand at the same and the hub has seen every state of ours, nothing is missing, even if ours has gone
    to and fro more often: else two copies that each decided a conflict would answer each other for ever. What the hub
    has stays embedded in what such a copy has, so that the next real change is still ahead.
    """
    if hub == mine:
        return []
    if hub and mine and content(hub[-1]) == content(mine[-1]):
        seen = [content(state) for state in hub]
        if all(content(state) in seen for state in mine):
            return [len(mine) - 1] if stamp(mine[-1]) > stamp(hub[-1]) else []
    lineage, missing = compare(hub, mine)
    if lineage is Lineage.APART:
        return None
    return _places(mine, missing) if lineage is Lineage.AHEAD else []


def _places(mine: States, missing: Sequence[object]) -> list[int]:
    """Where the missing ones are in `mine`: its last ones, but for a last stamp of the hub's own, which is no news."""
    places: list[int] = []
    at = len(mine) - 1
    for state in reversed(missing):
        found = next((place for place in range(at, -1, -1) if mine[place] is state), None)
        if found is not None:
            places.append(found)
            at = found - 1
    return places[::-1]
