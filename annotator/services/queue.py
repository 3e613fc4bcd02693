"""The cases of a casebook in the order in which people go through them, filtered and counted."""

from bisect import bisect_left, insort
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from itertools import chain
from operator import attrgetter

from annotator.domain.errors import NotFound
from annotator.i18n import _
from annotator.services.casebook import Casebook, Sheet
from annotator.services.cases import Case
from annotator.services.standing import AGREED, DECIDED, OPEN, REOPENED, SKIPPED, Standing

FACETS = ("kind", "label", "section", "role", "document", "state", "reason")
TO_DO = frozenset((OPEN, REOPENED, SKIPPED))
Filters = str | Collection[str]
_Place = tuple[int, int, int, bool]
_Rank = tuple[int, _Place, str]
_PLACE = attrgetter("start", "end")


class Queue:
    """Filters are the names in FACETS; each takes a value or several of which one must fit.

    `kind` and `label` fit a case that is of several of them; `state` (open, decided, skipped, reopened, agreed)
    leaves out what is agreed on when it is not given; `reason` is that of the decision that stands or stood.
    """

    def __init__(self, book: Casebook) -> None:
        self.book = book
        self._standing: dict[Case, Standing] = {}
        self._of: dict[str, list[Case]] = {}
        self._place = {document: at for at, document in enumerate(book.sheets)}
        self._alike: dict[str, list[Case]] = {}  # group → its cases by place
        self._ranks: list[_Rank] = []  # of all groups, kept in order
        self._agreed: dict[str, list[Case]] = {}  # what all agree on, by place
        self._spoken: set[str] = set()  # documents where somebody has decided such a case otherwise
        self._counted: list[Case] | None = None  # all disagreements in order
        for document in book.sheets:
            self._take_in(document)
        for case in filter(_is_counted, self._standing):
            self._alike.setdefault(case.group, []).append(case)
        for alike in self._alike.values():
            alike.sort(key=self._place_of)
        self._ranks = sorted(self._rank(group) for group in self._alike)
        self._in_order()

    def cases(self, **filters: Filters) -> list[Case]:
        return self._fitting(filters)

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
        return len(self._alike.get(case.group, ())) if _is_counted(case) else 1

    def like(self, case: Case, *, undecided: bool) -> list[Case]:
        alike = self._alike.get(case.group, ()) if _is_counted(case) else ()
        return [other for other in alike if not undecided or self._standing[other].state in TO_DO]

    def neighbour(self, case: Case | None, step: int, **filters: Filters) -> Case | None:
        fitting = self.cases(**filters)
        others = set(fitting) - {case}
        if not others:
            return None
        if case is None or case not in self._standing:
            return fitting[0] if step > 0 else fitting[-1]
        order = [*self._in_order(), *chain.from_iterable(map(self._agreed.__getitem__, self.book.sheets))]
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
        self._standing[case] = new
        sheet = self.book.sheets[case.document]
        standings = [
            new if other is case else old for other, old in zip(sheet.cases, sheet.standings, strict=True)
        ]
        self.book.sheets[case.document] = Sheet(sheet.cases, standings)  # a new one: it is not as it was

    def refresh(self, document: str) -> None:
        """Take in what has been read anew of one document."""
        before = dict.fromkeys(self._of.get(document, []))
        after = dict.fromkeys(self.book.sheets.get(document, Sheet()).cases)
        for case in before.keys() - after.keys():
            del self._standing[case]
        self._regroup(
            [case for case in before if case not in after and _is_counted(case)],
            [case for case in after if case not in before and _is_counted(case)],
        )
        self._take_in(document)

    def _take_in(self, document: str) -> None:
        sheet = self.book.sheets.get(document, Sheet())
        self._of[document] = list(sheet.cases)
        self._standing.update(zip(sheet.cases, sheet.standings, strict=True))
        agreed = [case for case in sheet.cases if not _is_counted(case)]
        self._agreed[document] = sorted(agreed, key=_PLACE)
        if any(self._standing[case].state != AGREED for case in agreed):
            self._spoken.add(document)
        else:
            self._spoken.discard(document)

    def _regroup(self, gone: Iterable[Case], come: Iterable[Case]) -> None:
        """Let cases leave their groups and others join theirs; only the ranks of these groups change."""
        changes = [*((case, False) for case in gone), *((case, True) for case in come)]
        for case, joins in changes:
            self._counted = None
            group = case.group
            alike = self._alike.setdefault(group, [])
            if alike:
                del self._ranks[bisect_left(self._ranks, self._rank(group))]
            if joins:
                insort(alike, case, key=self._place_of)
            else:
                alike.remove(case)
            if alike:
                insort(self._ranks, self._rank(group))
            else:
                del self._alike[group]

    def _rank(self, group: str) -> _Rank:
        """Those with most like them at the head, then by place."""
        alike = self._alike[group]
        return -len(alike), self._place_of(alike[0]), group

    def _place_of(self, case: Case) -> _Place:
        return self._place[case.document], case.start, case.end, bool(case.links)

    def _in_order(self) -> list[Case]:
        """All disagreements, those with most like them at the head."""
        if self._counted is None:
            self._counted = list(chain.from_iterable(self._alike[group] for _size, _at, group in self._ranks))
        return self._counted

    def _fitting(self, filters: Mapping[str, Filters]) -> list[Case]:
        if unknown := set(filters) - set(FACETS):
            raise ValueError(f"no filter: {min(unknown)}")
        wanted = {
            facet: {value} if isinstance(value, str) else set(value)
            for facet, value in filters.items()
            if value
        }
        states = wanted.pop("state", {OPEN, DECIDED, SKIPPED, REOPENED})
        spoken = (
            self.book.sheets
            if AGREED in states
            else [each for each in self.book.sheets if each in self._spoken]
        )
        standing = self._standing
        found = [case for case in self._in_order() if standing[case].state in states]
        found += [
            case for document in spoken for case in self._agreed[document] if standing[case].state in states
        ]
        for (
            facet,
            values,
        ) in wanted.items():  # one sieve after the other: there are tens of thousands of cases
            found = self._sifted(found, facet, values)
        return found

    def _sifted(self, cases: list[Case], facet: str, values: set[str]) -> list[Case]:
        if facet == "kind":
            return [case for case in cases if not values.isdisjoint(case.kinds)]
        if facet == "label":
            return [case for case in cases if not values.isdisjoint(case.labels)]
        if facet == "document":
            return [case for case in cases if case.document in values]
        return [case for case in cases if not values.isdisjoint(self._values(case, facet))]

    def _values(self, case: Case, facet: str) -> tuple[str, ...]:
        static = _OF_CASE.get(facet)
        if static is not None:
            return static(case)
        standing = self._standing[case]
        if facet == "state":
            return (standing.state,)
        told = [standing.verdict] if standing.verdict else standing.earlier
        return tuple(verdict.reason for verdict in told if verdict.choice != AGREED)


def _is_counted(case: Case) -> bool:
    return case.kind != "agreed"


_OF_CASE: Mapping[str, Callable[[Case], tuple[str, ...]]] = {
    "kind": lambda case: case.kinds,
    "label": lambda case: case.labels,
    "section": lambda case: (case.section,),
    "role": lambda case: (case.role,),
    "document": lambda case: (case.document,),
}
