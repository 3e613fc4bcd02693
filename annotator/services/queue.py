"""The cases of a casebook in the order in which people go through them, filtered and counted."""

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping
from itertools import chain

from annotator.domain.errors import NotFound
from annotator.i18n import _
from annotator.services.casebook import Casebook, Sheet
from annotator.services.cases import Case
from annotator.services.standing import AGREED, DECIDED, OPEN, REOPENED, SKIPPED, Standing

FACETS = ("kind", "label", "section", "role", "document", "state", "reason")
TO_DO = frozenset((OPEN, REOPENED, SKIPPED))
Filters = str | Collection[str]


class Queue:
    """Filters are the names in FACETS; each takes a value or several of which one must fit.

    `kind` and `label` fit a case that is of several of them; `state` (open, decided, skipped, reopened, agreed)
    leaves out what is agreed on when it is not given; `reason` is that of the decision that stands or stood.
    """

    def __init__(self, book: Casebook) -> None:
        self.book = book
        self._standing: dict[Case, Standing] = {}
        self._of: dict[str, list[Case]] = {}
        self._sizes: Counter[str] = Counter()
        self._order: list[Case] | None = None
        for document in book.sheets:
            self._take_in(document)
        self._in_order()

    def cases(self, **filters: Filters) -> list[Case]:
        return list(self._fitting(filters))

    def counts(self, **filters: Filters) -> dict[str, Counter[str]]:
        found = self.cases(**filters)
        counts = {
            facet: Counter(chain.from_iterable(self._values(case, facet) for case in found))
            for facet in FACETS
        }
        for counter in counts.values():
            del counter[""]
        return counts

    def standing(self, case: Case) -> Standing:
        """Raises NotFound."""
        found = self._standing.get(case)
        if found is not None:
            return found
        return self._standing[self.case(case.fingerprint, case.document)]

    def case(self, fingerprint: str, document: str = "") -> Case:
        """The case with this fingerprint; quick where its document is known. Raises NotFound."""
        for case in self._of.get(document, self._standing):
            if case.fingerprint == fingerprint:
                return case
        raise NotFound(_("there is no such case any more; an annotator has changed something there"))

    def size(self, case: Case) -> int:
        """How many cases are like this one, itself among them."""
        return self._sizes[case.group] if self._is_counted(case) else 1

    def like(self, case: Case, *, undecided: bool) -> list[Case]:
        alike = [other for other in self._in_order() if other.group == case.group and self._is_counted(other)]
        return [other for other in alike if not undecided or self._standing[other].state in TO_DO]

    def neighbour(self, case: Case | None, step: int, **filters: Filters) -> Case | None:
        fitting = self.cases(**filters)
        others = set(fitting) - {case}
        if not others:
            return None
        order = self._in_order()
        if case is None or case not in self._standing:
            return fitting[0] if step > 0 else fitting[-1]
        at = order.index(case)
        after = [*order[at + 1 :], *order[:at]]
        return next(other for other in (after if step > 0 else reversed(after)) if other in others)

    def skip(self, case: Case, skipped: bool) -> None:
        standing = self.standing(case)
        if skipped and standing.state in TO_DO:
            self.book.skipped.add(case.fingerprint)
            state = SKIPPED
        elif not skipped and standing.state == SKIPPED:
            self.book.skipped.discard(case.fingerprint)
            state = REOPENED if standing.earlier else OPEN
        else:
            return
        new = Standing(state, standing.verdict, standing.earlier, standing.gold)
        sheet = self.book.sheets[case.document]
        sheet.standings[sheet.cases.index(case)] = self._standing[case] = new

    def refresh(self, document: str) -> None:
        """Take in what has been read anew of one document."""
        before = self._of.get(document, [])
        after = self.book.sheets.get(document, Sheet()).cases
        if list(map(id, before)) != list(map(id, after)):
            self._order = None
        for case in before:
            del self._standing[case]
            if self._is_counted(case):
                self._sizes[case.group] -= 1
        self._take_in(document)

    def _take_in(self, document: str) -> None:
        sheet = self.book.sheets.get(document, Sheet())
        self._of[document] = list(sheet.cases)
        for case, standing in zip(sheet.cases, sheet.standings, strict=True):
            self._standing[case] = standing
            if self._is_counted(case):
                self._sizes[case.group] += 1

    def _is_counted(self, case: Case) -> bool:
        return case.kind != "agreed"

    def _in_order(self) -> list[Case]:
        """Disagreements first, those with most like them at the head; then what all agree on, by place."""
        if self._order is None:
            place = {document: at for at, document in enumerate(self.book.sheets)}
            cases = sorted(self._standing, key=lambda case: (place[case.document], case.start, case.end))
            counted = [case for case in cases if self._is_counted(case)]
            first: dict[str, int] = {}
            for at, case in enumerate(counted):
                first.setdefault(case.group, at)
            counted.sort(key=lambda case: (-self._sizes[case.group], first[case.group]))  # stable: by place
            self._order = counted + [case for case in cases if not self._is_counted(case)]
        return self._order

    def _fitting(self, filters: Mapping[str, Filters]) -> Iterator[Case]:
        if unknown := set(filters) - set(FACETS):
            raise ValueError(f"no filter: {min(unknown)}")
        wanted = {
            facet: {value} if isinstance(value, str) else set(value)
            for facet, value in filters.items()
            if value
        }
        states = wanted.pop("state", {OPEN, DECIDED, SKIPPED, REOPENED})
        standing = self._standing
        found: Iterator[Case] = (case for case in self._in_order() if standing[case].state in states)
        for (
            facet,
            values,
        ) in wanted.items():  # one sieve after the other: a project has tens of thousands of cases
            found = self._sifted(found, facet, values)
        return found

    def _sifted(self, cases: Iterator[Case], facet: str, values: set[str]) -> Iterator[Case]:
        of_case = _OF_CASE.get(facet)
        if of_case is not None:
            return (case for case in cases if not values.isdisjoint(of_case(case)))
        return (case for case in cases if not values.isdisjoint(self._values(case, facet)))

    def _values(self, case: Case, facet: str) -> tuple[str, ...]:
        static = _OF_CASE.get(facet)
        if static is not None:
            return static(case)
        standing = self._standing[case]
        if facet == "state":
            return (standing.state,)
        told = [standing.verdict] if standing.verdict else standing.earlier
        return tuple(verdict.reason for verdict in told if verdict.choice != AGREED)


_OF_CASE: Mapping[str, Callable[[Case], tuple[str, ...]]] = {
    "kind": lambda case: case.kinds,
    "label": lambda case: case.labels,
    "section": lambda case: (case.section,),
    "role": lambda case: (case.role,),
    "document": lambda case: (case.document,),
}
