"""How many cases there are by kind, label, role, document, reason and state: counted in short turns."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field

from annotator.services.casebook import Sheet
from annotator.services.cases import Case
from annotator.services.gold_rule import GoldRule, agreed_on
from annotator.services.standing import Standing
from annotator.ui.review.versions import differ

FACETS = ("state", "kind", "label", "role", "section", "document", "reason")
TO_DO = ("open", "reopened", "skipped")
TURN = 50  # cases


@dataclass
class Tally:
    """`facets`: for each, how many cases with each value fit all other filters. `states` counts all cases.

    `due` is how many the rule would put into gold without a person and has not yet, `settled` how many it has.
    """

    facets: dict[str, Counter[str]] = field(default_factory=lambda: {facet: Counter() for facet in FACETS})
    states: Counter[str] = field(default_factory=Counter)
    due: int = 0
    settled: int = 0

    def add(self, other: "Tally") -> None:
        for facet, counter in other.facets.items():
            self.facets[facet].update(counter)
        self.states.update(other.states)
        self.due += other.due
        self.settled += other.settled

    @property
    def to_do(self) -> int:
        return sum(self.states[state] for state in TO_DO)

    @property
    def decided(self) -> int:
        return self.states["decided"]


class Counts:
    """Counts document by document and remembers them: after a step only its documents are counted again."""

    def __init__(self) -> None:
        self._known: dict[str, tuple[Sheet, Tally]] = {}
        self._with: tuple[object, ...] = ()

    def count(
        self,
        sheets: Mapping[str, Sheet],
        filters: Mapping[str, Sequence[str]],
        rule: GoldRule,
        between: Sequence[str] = (),
    ) -> Iterator[Tally | None]:
        """Yields None now and then, so that a window can do something else, and the tally at last.

        A sheet that has changed must be a new object.
        """
        wanted = {facet: frozenset(values) for facet, values in filters.items() if values}
        if self._with != (wanted, rule, tuple(between)):
            self._known, self._with = {}, (wanted, rule, tuple(between))
        known, whole = self._known, Tally()
        for document, sheet in list(sheets.items()):
            if document not in known or known[document][0] is not sheet:
                tally = Tally()
                for at, (case, state) in enumerate(zip(sheet.cases, sheet.standings, strict=True)):
                    if at % TURN == TURN - 1:
                        yield None
                    _add(tally, case, state, wanted, rule, between)
                known[document] = (sheet, tally)
            whole.add(known[document][1])
            yield None
        yield whole


def _add(
    tally: Tally,
    case: Case,
    state: Standing,
    wanted: Mapping[str, Set[str]],
    rule: GoldRule,
    between: Sequence[str],
) -> None:
    tally.states[state.state] += 1
    tally.settled += state.verdict is not None and state.verdict.choice == "agreed"
    tally.due += _is_due(case, state, rule)
    if between and not differ(case, between):
        return
    values = {facet: values_of(case, state, facet) for facet in FACETS}
    failing = [facet for facet, which in wanted.items() if which.isdisjoint(values.get(facet, ()))]
    if len(failing) <= 1:
        for facet in failing or FACETS:
            if facet in values:
                tally.facets[facet].update(value for value in values[facet] if value)


def _is_due(case: Case, standing: Standing, rule: GoldRule) -> bool:
    if standing.verdict is not None or standing.earlier or standing.gold:
        return False
    if case.kind == "agreed":  # as most are: the quick way
        return len(case.links or case.candidates) >= max(2, rule.least)
    if not rule.least or case.kind == "gone":
        return False
    if case.links:
        return sum(map(bool, case.links.values())) >= rule.needed(len(case.links))
    return agreed_on(case, rule) is not None


def fits(
    case: Case, standing: Standing, filters: Mapping[str, Sequence[str]], between: Sequence[str] = ()
) -> bool:
    """Whether a case is among those that the queue gives for these filters."""
    return all(
        not set(values).isdisjoint(values_of(case, standing, facet))
        for facet, values in filters.items()
        if values
    ) and (not between or differ(case, between))


def values_of(case: Case, standing: Standing, facet: str) -> tuple[str, ...]:
    """What a case is with regard to a facet, as the queue's filters see it."""
    if facet == "kind":
        return case.kinds
    if facet == "label":
        return case.labels
    if facet == "role":
        return (case.role,)
    if facet == "section":
        return (case.section,)
    if facet == "document":
        return (case.document,)
    if facet == "state":
        return (standing.state,)
    told = [standing.verdict] if standing.verdict else standing.earlier
    return tuple(verdict.reason for verdict in told if verdict.choice != "agreed")
