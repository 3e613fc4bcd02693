"""Bringing what a file has gone through in one document into ours: pure, and in memory."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import pairwise

from annotator.domain.change import Change, Entity
from annotator.domain.document import Document
from annotator.domain.history import Histories, Key, States, last
from annotator.domain.span import Span
from annotator.domain.verdict import Verdict
from annotator.team.conflict import (
    CHANGED,
    NO_LABEL,
    OURS,
    REMOVED_HERE,
    REMOVED_THERE,
    THEIRS,
    VERSIONS,
    WORDS,
    Side,
)
from annotator.team.crowding import settle
from annotator.team.lineage import Lineage, compare, content
from annotator.team.shift import Shift

Plan = dict[Key, list[Entity | None]]  # the states that each thing goes through now


class DocumentMerge:
    """One document with all that belongs to it, as it stands here; `take` brings in one file after the other."""

    def __init__(self, document: str, ours: Histories) -> None:
        self._id = document
        self._key: Key = (Document, document)
        self._ours = ours
        self._gone_for: list[tuple[Side, list[str]]] = []
        self._layers = {span.layer for states in ours.values() for span in states if isinstance(span, Span)}

    def take(self, theirs: Histories, side: Side) -> Iterator[Change]:
        """The changes that bring `theirs` in, to be written in this order.

        Raises Conflict where their text is chosen and a mark of ours has no place in it.
        """
        plan = self._plan(theirs, side) or {}
        stands = last(plan.get(self._key, self._ours.get(self._key))) is not None
        if stands:
            settle(self._id, self._ours, theirs, plan, side, self._layers)
        gone = self._gone(theirs, plan)
        self._lead(plan, gone, side)
        if not stands:
            side.lost |= gone.keys()  # there is no text that they could come back to
        for key, states in plan.items():
            side.count(key, last(self._ours.get(key)), last(states))
        yield from self._changes(plan)
        for key, states in plan.items():
            self._ours.setdefault(key, []).extend(states)
            self._layers |= {span.layer for span in states if isinstance(span, Span)}

    def close(self) -> None:
        """After the last file: marks that a later file has brought are not gone."""
        for side, gone in self._gone_for:
            for identity in gone:
                if last(self._ours.get((Span, identity))) is not None:
                    side.gone.pop(identity, None)

    # -- what each thing has to go through ---------------------------------------------------------

    def _plan(self, theirs: Histories, side: Side) -> Plan | None:
        """None: nothing of this document comes in."""
        standing, their = last(self._ours.get(self._key)), last(theirs.get(self._key))
        assert standing is None or isinstance(standing, Document)
        assert their is None or isinstance(their, Document)
        lineage, missing = self._compare_documents(theirs)
        if self._key not in self._ours or (
            standing is None and their is not None and lineage is Lineage.AHEAD
        ):
            return None if their is None else self._entities(theirs, side, {self._key: missing})
        if standing is None:
            return None if their is None else self._removed_here(theirs, their, side)
        if their is None:
            if self._key not in theirs or lineage is Lineage.KNOWN:
                return self._entities(theirs, side, {})
            return self._removed_there(theirs, standing, side)
        if standing.digest != their.digest:
            return self._two_texts(theirs, standing, their, side)
        if lineage is Lineage.APART:
            answer = side.ask(side.conflict(CHANGED, self._id, standing, their))
            missing = {OURS: [*missing, standing], THEIRS: missing}.get(answer, [])
        return self._entities(theirs, side, {self._key: missing} if missing else {})

    def _compare_documents(self, theirs: Histories) -> tuple[Lineage, list[Entity | None]]:
        """A document that went and came back there does not do so again here: marks of others may stand in it."""
        ours, their = self._ours.get(self._key, []), theirs.get(self._key, [])
        lineage, missing = compare(ours, their)
        if lineage is Lineage.KNOWN or last(ours) is None:
            return lineage, missing
        return compare(_without_gaps(ours), _without_gaps(their))

    def _entities(self, theirs: Histories, side: Side, plan: Plan, shift: Shift | None = None) -> Plan:
        """Adds what everything but the document itself has to go through."""
        for key, states in theirs.items():
            if key == self._key:
                continue
            ours = self._ours.get(key, [])
            lineage, missing = compare(ours, states)
            if lineage is Lineage.KNOWN:
                continue
            wanted = missing[-1]
            if isinstance(wanted, Span) and wanted.label not in side.labels:
                side.leave_out(NO_LABEL, self._id, wanted)
                continue
            if shift is not None and wanted is not None:
                moved = shift.move(wanted)
                if moved is None:
                    side.leave_out(WORDS, self._id, wanted)
                    continue
                missing = missing if moved == wanted else [*missing, moved]
            if lineage is Lineage.APART:
                missing = self._decided(ours[-1], missing, side)
            if missing:
                plan[key] = missing
        return plan

    def _decided(
        self, standing: Entity | None, missing: list[Entity | None], side: Side
    ) -> list[Entity | None]:
        answer = side.ask(side.conflict(CHANGED, self._id, standing, missing[-1]))
        return {OURS: [*missing, standing], THEIRS: missing}.get(answer, [])

    # -- documents that are not there any more -----------------------------------------------------

    def _removed_here(self, theirs: Histories, their: Document, side: Side) -> Plan | None:
        """Removed here, and worked on there since."""
        news = any(compare(self._ours.get(k, ()), s)[0] is not Lineage.KNOWN for k, s in theirs.items())
        if not news or side.ask(side.conflict(REMOVED_HERE, self._id, None, their)) != THEIRS:
            return None
        side.back |= {key[1] for key, states in theirs.items() if key[0] is Span and last(states)}
        plan: Plan = {}
        for key, states in theirs.items():
            missing = compare(self._ours.get(key, ()), states)[1]
            standing = missing[-1] if missing else last(self._ours.get(key))
            if missing or standing != states[-1]:
                plan[key] = missing if standing == states[-1] else [*missing, states[-1]]
        return plan

    def _removed_there(self, theirs: Histories, standing: Document, side: Side) -> Plan | None:
        """A removal is never taken over by itself: whoever removed it may only have wanted it out of the way."""
        if side.ask(side.conflict(REMOVED_THERE, self._id, standing, None)) != THEIRS:
            side.kept |= {key[1] for key, states in self._ours.items() if key[0] is Span and last(states)}
            return None
        plan: Plan = {}
        for key, states in self._ours.items():
            missing = [] if key == self._key else compare(states, theirs.get(key, ()))[1]
            end = missing[-1] if missing else last(states)
            if end is not None:
                missing = [*missing, None]
                if isinstance(end, Span):
                    side.lost.add(end.id)
            if missing:
                plan[key] = missing
        return plan

    # -- two versions of the text ------------------------------------------------------------------

    def _two_texts(self, theirs: Histories, standing: Document, their: Document, side: Side) -> Plan | None:
        lineage, missing = self._compare_documents(theirs)
        if lineage is Lineage.KNOWN and not self._brings_places(theirs):
            return self._entities(theirs, side, {})
        answer = side.ask(side.conflict(VERSIONS, self._id, standing, their, "text"))
        if answer == OURS:
            plan: Plan = {self._key: [*missing, standing]} if missing else {}
            return self._entities(
                theirs, side, plan, Shift(their.text, standing.text, map(last, theirs.values()))
            )
        if answer != THEIRS:
            return None
        if not missing or missing[-1] != their:
            missing = [*missing, their]
        plan = self._entities(theirs, side, {self._key: missing})
        self._move_ours(theirs, plan, Shift(standing.text, their.text, map(last, self._ours.values())))
        return plan

    def _brings_places(self, theirs: Histories) -> bool:
        return any(
            compare(self._ours.get(key, ()), states)[0] is not Lineage.KNOWN
            for key, states in theirs.items()
            if key[0] in (Span, Verdict) and states[-1] is not None
        )

    def _move_ours(self, theirs: Histories, plan: Plan, shift: Shift) -> None:
        """What stands here and not there goes along with the text."""
        for key, states in self._ours.items():
            standing = last(plan.get(key, states))
            if standing is None or key == self._key or content(standing) == content(last(theirs.get(key))):
                continue
            moved = shift.moved(standing)
            if moved != standing:
                plan[key] = [*plan.get(key, ()), moved]

    # -- what comes of it --------------------------------------------------------------------------

    def _gone(self, theirs: Histories, plan: Plan) -> dict[str, Span]:
        """Marks of either side that do not stand afterwards, though a link may hang on them."""
        gone = {}
        for key, states in theirs.items():
            span = states[-1]
            if isinstance(span, Span) and last(plan.get(key, self._ours.get(key))) is None:
                gone[span.id] = span
        for key, states in plan.items():
            span = last(self._ours.get(key))
            if isinstance(span, Span) and states[-1] is None:
                gone[span.id] = span
        return gone

    def _lead(self, plan: Plan, gone: dict[str, Span], side: Side) -> None:
        """From marks that are gone to equal ones that stand, and decisions about them along."""
        if not gone:
            return
        side.gone |= gone
        self._gone_for.append((side, list(gone)))
        standing = self._standing(plan)
        equals = {place_of(span): span.id for span in standing if isinstance(span, Span)}
        led = {
            identity: equals[place] for identity, span in gone.items() if (place := place_of(span)) in equals
        }
        side.led |= led
        for verdict in [entity for entity in standing if isinstance(entity, Verdict)]:
            renamed = led_verdict(verdict, led)
            if renamed != verdict:
                plan[Verdict, verdict.id] = [*plan.get((Verdict, verdict.id), ()), renamed]

    def _standing(self, plan: Plan) -> list[Entity]:
        keys = dict.fromkeys([*self._ours, *plan])
        ends = (last(plan[key] if key in plan else self._ours[key]) for key in keys)
        return [entity for entity in ends if entity is not None]

    def _changes(self, plan: Plan) -> Iterator[Change]:
        """In rounds, so that equal kinds of changes are neighbours; the document first, its removal last."""
        own = _steps(last(self._ours.get(self._key)), _without_gaps(plan.get(self._key, [])))
        removal = own.pop() if own and own[-1].after is None else None
        yield from own
        rest = [_steps(last(self._ours.get(key)), states) for key, states in plan.items() if key != self._key]
        for number in range(max(map(len, rest), default=0)):
            turn = [steps[number] for steps in rest if number < len(steps)]
            yield from sorted(
                turn, key=lambda change: (type(change.entity).__name__, change.before is not None)
            )
        if removal is not None:
            yield removal


def _without_gaps(states: list[Entity | None]) -> list[Entity | None]:
    return [state for state in states[:-1] if state is not None] + states[-1:]


def place_of(span: Span) -> tuple[object, ...]:
    """What makes two marks of one document equal, whoever made them when."""
    return span.layer, span.label, span.start, span.end, repr(sorted(span.attrs.items())), span.note


def led_verdict(verdict: Verdict, led: Mapping[str, str]) -> Verdict:
    """A decision that names the marks which stand for its own."""
    candidates = tuple(led.get(span, span) for span in verdict.candidates)
    gold = tuple(led.get(span, span) for span in verdict.gold)
    return replace(verdict, candidates=candidates, gold=gold)


def _steps(standing: Entity | None, states: States) -> list[Change]:
    return [Change(one, other) for one, other in pairwise([standing, *states]) if one != other]
