"""Marks of one layer and label that come to lie on each other when two copies meet."""

from collections.abc import Iterator, Set

from annotator.domain.change import Entity
from annotator.domain.history import Histories, Key, last
from annotator.domain.span import Span
from annotator.team.conflict import OURS, OVERLAP, THEIRS, Side

Plan = dict[Key, list[Entity | None]]


def settle(
    document: str, ours: Histories, theirs: Histories, plan: Plan, side: Side, layers: Set[str]
) -> None:
    """Change the plan so that equal marks are there once, and those that may not overlap do not.

    Of equal marks (place, attributes, note) that with the smaller id stays, whichever side it is from, so that it is
    the same in any order; the rest is asked. Marks that lay on each other already on one of the sides are left alone.
    `layers` are those that anything of ours is or was in: only there something can be in the way.
    """
    if not any(
        isinstance(state, Span) and state.layer in layers for states in plan.values() for state in states[-1:]
    ):
        return
    crowd = _Crowd(document, ours, theirs, plan, side)
    for span in sorted(crowd.arriving(), key=lambda span: span.id):
        crowd.place(span)


class _Crowd:
    def __init__(self, document: str, ours: Histories, theirs: Histories, plan: Plan, side: Side) -> None:
        self._document = document
        self._ours, self._theirs = ours, theirs
        self._plan, self._side = plan, side
        self._standing: dict[tuple[str, str], dict[str, Span]] | None = None
        self._gave_way: set[str] = set()

    def arriving(self) -> Iterator[Span]:
        """Marks that come to stand where they did not stand here, where others of their kind are."""
        for key, states in self._plan.items():
            span = states[-1]
            if isinstance(span, Span) and _place(span) != _place(last(self._ours.get(key))):
                yield span

    def place(self, span: Span) -> None:
        """See what stands where a mark comes to stand."""
        for other in list(self._all().get((span.layer, span.label), {}).values()):
            if self._end(span) != span:
                return  # it had to give way
            if other.id == span.id or not (other.start < span.end and span.start < other.end):
                continue
            if self._end(other) != other or self._are_old_neighbours(span, other):
                continue
            if _equal(span, other):
                winner, loser = sorted((span, other), key=lambda one: one.id)
                self._drop(loser)
                self._side.led[loser.id] = winner.id
            elif span.label not in self._side.overlapping:
                self._ask(*((span, other) if self._stood_here(other) else (other, span)))

    def _ask(self, their: Span, our: Span) -> None:
        """One of the two gives way: it stands as it does on the other side, or not at all."""
        answer = self._side.ask(self._side.conflict(OVERLAP, self._document, our, their))
        if answer == THEIRS:
            self._give_way(our, last(self._theirs.get((Span, our.id))))
        elif answer == OURS:
            self._give_way(their, last(self._ours.get((Span, their.id))))
        else:
            self._plan.pop((Span, their.id), None)

    def _give_way(self, span: Span, state: Entity | None) -> None:
        key = Span, span.id
        if span.id in self._gave_way or _place(state) == _place(span):
            state = None  # it has been there before
        self._gave_way.add(span.id)
        self._plan[key] = [*self._plan.get(key, ()), state]
        if isinstance(state, Span):
            self._all().setdefault((state.layer, state.label), {})[state.id] = state
            self.place(state)

    def _drop(self, span: Span) -> None:
        key = Span, span.id
        self._plan[key] = [*self._plan.get(key, ()), None]

    def _all(self) -> dict[tuple[str, str], dict[str, Span]]:
        """All marks as they will stand, by layer and label."""
        if self._standing is None:
            self._standing = {}
            for key in dict.fromkeys([*self._ours, *self._plan]):
                span = last(self._plan[key] if key in self._plan else self._ours[key])
                if isinstance(span, Span):
                    self._standing.setdefault((span.layer, span.label), {})[span.id] = span
        return self._standing

    def _end(self, span: Span) -> Entity | None:
        key = Span, span.id
        return last(self._plan[key] if key in self._plan else self._ours.get(key))

    def _stood_here(self, span: Span) -> bool:
        return _place(last(self._ours.get((Span, span.id)))) == _place(span)

    def _are_old_neighbours(self, one: Span, other: Span) -> bool:
        for side in (self._ours, self._theirs):
            if all(_place(last(side.get((Span, span.id)))) == _place(span) for span in (one, other)):
                return True
        return False


def _place(entity: Entity | None) -> tuple[str, str, int, int] | None:
    return (entity.layer, entity.label, entity.start, entity.end) if isinstance(entity, Span) else None


def _equal(one: Span, other: Span) -> bool:
    return (one.start, one.end, one.note) == (other.start, other.end, other.note) and dict(one.attrs) == dict(
        other.attrs
    )
