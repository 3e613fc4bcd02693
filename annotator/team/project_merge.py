"""Bringing in what belongs to no single document: links, settings, the label schema. Pure, and in memory."""

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import replace
from itertools import pairwise

from annotator.domain.change import Change, Entity
from annotator.domain.history import Histories, Key, last
from annotator.domain.schema import LabelSchema
from annotator.domain.setting import Setting
from annotator.domain.span import Relation, Span
from annotator.team.conflict import (
    CHANGED,
    NO_END,
    OURS,
    REMOVED_HERE,
    REMOVED_THERE,
    THEIRS,
    VERSIONS,
    Side,
)
from annotator.team.lineage import Lineage, compare, content

Plan = dict[Key, list[Entity | None]]
Ends = tuple[str, str, str, str]


def schema_changes(
    ours: Histories, theirs: Histories, side: Side, built_in: Sequence[LabelSchema] = ()
) -> Iterator[Change]:
    """Their newest label schema, where no version of ours was ever like it and the decision is for it.

    It comes in as the newest version. One that was refused is remembered, and not asked for again. `built_in` are the
    copies of the built-in schema that annotator has shipped, the oldest first: of these, the newer one stands
    without a question.
    """
    our, their = newest(ours), newest(theirs)
    if their is None or our is None:
        return
    known = [content(state) for key, states in ours.items() if key[0] is LabelSchema for state in states]
    line = [content(each) for each in built_in]
    place = line.index(content(their)) if content(their) in line else -1
    if content(their) in known or any(each in known for each in line[place + 1 :] if place >= 0):
        return
    grown = content(our) in line[: max(place, 0)]
    answer = THEIRS if grown else side.ask(side.conflict(VERSIONS, "", our, their))
    if answer not in (OURS, THEIRS):
        return
    numbers = [int(key[1]) for key in ours if key[0] is LabelSchema]
    coming = replace(their, version=max([*numbers, their.version - 1]) + 1)
    states: list[Entity | None] = [coming] if answer == THEIRS else [coming, None]
    ours[LabelSchema, coming.key] = states
    side.count((LabelSchema, coming.key), None, states[-1])
    yield from _steps(None, states)


def newest(histories: Histories) -> LabelSchema | None:
    standing = [last(states) for key, states in histories.items() if key[0] is LabelSchema]
    return max((s for s in standing if isinstance(s, LabelSchema)), key=lambda s: s.version, default=None)


def renumbering(ours: Histories, theirs: Histories) -> dict[int, int]:
    """From their numbers of label schema versions to ours, where the same version has another number here."""
    numbers = {}
    for key, states in sorted(theirs.items(), key=lambda item: item[0][1]):
        schema = last(states)
        if key[0] is LabelSchema and isinstance(schema, LabelSchema):
            here = [
                s.version for k, t in ours.items() if k[0] is LabelSchema
                for s in t if isinstance(s, LabelSchema) and content(s) == content(schema)
            ]  # fmt: skip
            if here and schema.version not in here:
                numbers[schema.version] = min(here)
    return numbers


def setting_changes(ours: Histories, theirs: Histories, side: Side) -> Iterator[Change]:
    """What their group has settled since."""
    for key, states in theirs.items():
        if key[0] is not Setting:
            continue
        standing = last(ours.get(key))
        lineage, missing = compare(ours.get(key, ()), states)
        if lineage is Lineage.APART:
            answer = side.ask(side.conflict(CHANGED, "", standing, missing[-1]))
            missing = {OURS: [*missing, standing], THEIRS: missing}.get(answer, [])
        if missing:
            side.count(key, standing, missing[-1])
            ours.setdefault(key, []).extend(missing)
            yield from _steps(standing, missing)


class LinkMerge:
    """All links of the project; `take` brings in those of one file after the other, when its marks are in."""

    def __init__(self, ours: Histories) -> None:
        self._ours = {key: states for key, states in ours.items() if key[0] is Relation}
        self._restored: set[str] = set()

    def take(self, theirs: Histories, side: Side) -> Iterator[Change]:
        """The changes that bring the links in, and bring back marks that one of them needs."""
        plan = self._plan(theirs, side)
        restored: dict[str, Span] = {}
        for key in self._hanging(plan, side):
            self._hang(key, plan, side, restored)
        self._thin(plan)
        for span in restored.values():
            side.count((Span, span.id), None, span)
            yield Change(None, span)
        for key, states in plan.items():
            standing = last(self._ours.get(key))
            side.count(key, standing, states[-1])
            yield from _steps(standing, states)
            self._ours.setdefault(key, []).extend(states)

    def _plan(self, theirs: Histories, side: Side) -> Plan:
        plan: Plan = {}
        for key, states in theirs.items():
            if key[0] is not Relation:
                continue
            standing, their = last(self._ours.get(key)), last(states)
            lineage, missing = compare(self._ours.get(key, ()), states)
            if their is None and _hangs_on(standing, side.kept):
                continue  # its document was to stay as it is
            if lineage is Lineage.KNOWN and standing is None and _hangs_on(their, side.back):
                missing = [their]
            if lineage is Lineage.APART:
                answer = side.ask(side.conflict(CHANGED, "", standing, missing[-1]))
                missing = {OURS: [*missing, standing], THEIRS: missing}.get(answer, [])
            if missing:
                plan[key] = missing
        return plan

    def _hanging(self, plan: Plan, side: Side) -> list[Key]:
        """The links that will stand on a mark that does not."""
        if not side.gone and not side.lost:
            return []
        loose = side.gone.keys() | side.lost
        found = []
        for key in dict.fromkeys([*self._ours, *plan]):
            link = last(plan[key] if key in plan else self._ours[key])
            if _hangs_on(link, loose):
                found.append(key)
        return found

    def _hang(self, key: Key, plan: Plan, side: Side, restored: dict[str, Span]) -> None:
        """Over to the equal mark where there is one; else a person decides: neither mark nor link, or both."""
        states = plan.get(key, [])
        link = last(states or self._ours[key])
        assert isinstance(link, Relation)
        led = replace(link, head=_led(link.head, side.led), tail=_led(link.tail, side.led))
        loose = {end for end in (led.head, led.tail) if end in side.gone or end in side.lost}
        loose -= self._restored
        if led != link:
            plan[key] = states = [*states, led]
        if not loose:
            return
        standing = last(self._ours.get(key))
        if loose & side.lost:
            side.leave_out(NO_END, "", led)
            self._let_go(key, plan)
            return
        reason = REMOVED_HERE if standing is None else REMOVED_THERE
        answer = side.ask(
            side.conflict(reason, side.gone[min(loose)].doc_id, standing, led if standing is None else None)
        )
        if (answer == THEIRS) is (standing is None) and answer in (OURS, THEIRS):
            restored |= {end: side.gone[end] for end in loose}
            self._restored |= loose
        elif answer in (OURS, THEIRS):
            plan[key] = [*states, None]
        else:
            self._let_go(key, plan)

    def _let_go(self, key: Key, plan: Plan) -> None:
        """The link does not come in; one of ours goes."""
        if last(self._ours.get(key)) is None:
            plan.pop(key, None)
        else:
            plan[key] = [*plan.get(key, ()), None]

    def _thin(self, plan: Plan) -> None:
        """Of equal links, that with the smaller id stays."""
        if not plan:
            return
        equals: dict[Ends, list[str]] = {}
        for key in dict.fromkeys([*self._ours, *plan]):
            link = last(plan[key] if key in plan else self._ours[key])
            if isinstance(link, Relation):
                equals.setdefault((link.layer, link.type, link.head, link.tail), []).append(link.id)
        for ids in equals.values():
            if len(ids) > 1 and any((Relation, identity) in plan for identity in ids):
                for identity in sorted(ids)[1:]:
                    key = Relation, identity
                    plan[key] = [*plan.get(key, ()), None]


def _hangs_on(link: Entity | None, spans: Set[str]) -> bool:
    return isinstance(link, Relation) and (link.head in spans or link.tail in spans)


def _led(end: str, led: Mapping[str, str]) -> str:
    while end in led:
        end = led[end]
    return end


def _steps(standing: Entity | None, states: list[Entity | None]) -> list[Change]:
    return [Change(one, other) for one, other in pairwise([standing, *states]) if one != other]
