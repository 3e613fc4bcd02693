"""Which problem a measure addresses: one that its issuer has admitted, in the same report or in an earlier one.

A problem is the query, all measures of its issuer are the texts (see `bm25`). The score is the share of the best
possible one, so that problems of few and of many words can be compared, turned into something like a probability.
"""

from collections.abc import Callable, Iterator, Sequence
from math import exp, log

from annotator.i18n import N_
from annotator.suggest.links.bm25 import Index, weights
from annotator.suggest.links.passages import Passage, Report
from annotator.suggest.links.proposal import ADDRESSES, MEASURE, PROBLEM, LinkProposal, by_score
from annotator.suggest.suggestion import Reason

PLANNED = N_("both say {words}; planned in the same report")
LATER = N_("both say {words}; reported {years} years later")
NEXT_YEAR = N_("both say {words}; reported a year later")
SAME_YEAR = N_("both say {words}; reported in the same year")

LEAST = 0.5
"""Below this score a proposal is wrong more often than right (`tests/bench/links.py`)."""

_TWO_OF_THREE = 0.2
"""The share of the best possible BM25 at which about two of three proposals were right, in reports of ours."""

_AROUND = 0.3
"""What a word of the heading counts beside one of the mark itself."""

_BEST = 0.75
"""A measure's problems in one report are proposed down to this share of the score of its best one there, and so are a
problem's measures."""


class Issuer:
    """The reports of one issuer (see `issuers.groups`), made into an index."""

    def __init__(
        self, reports: Sequence[Report], heads: Sequence[str] = (MEASURE,), tails: Sequence[str] = (PROBLEM,)
    ) -> None:
        """`heads` and `tails`: the labels of what may address and of what may be addressed."""
        self._reports = reports
        self._tails = tails
        self._measures = [(report, passage) for report in reports for passage in report.labelled(*heads)]
        self._index = Index([weights(one.own, one.around, _AROUND) for _report, one in self._measures])

    def proposals(self, least: float = LEAST) -> list[LinkProposal]:
        """All proposals that score at least so much, the surest first."""
        found = [
            one
            for report in self._reports
            for problem in report.labelled(*self._tails)
            for one in self._of(report, problem, least)
        ]
        return sorted(_best(_best(found, _of_measure), _of_problem), key=by_score)

    def _of(self, report: Report, problem: Passage, least: float) -> Iterator[LinkProposal]:
        query = weights(problem.own, problem.around, _AROUND)
        best = self._index.best(query)
        if not problem.own or not best:
            return
        shares = self._index.scores(query) / best
        for at in (shares >= _share(least)).nonzero()[0].tolist():
            later, measure = self._measures[at]
            if _may_address(measure, later, report) and (words := _shared(measure, problem)):
                reason = _reason(report, later, "、".join(words))
                score = _probability(float(shares[at]))
                yield LinkProposal(ADDRESSES, measure.span, problem.span, score, reason)


def _probability(share: float) -> float:
    return 1 - exp(-share / _TWO_OF_THREE)


def _share(probability: float) -> float:
    """What `_probability` was given."""
    return -_TWO_OF_THREE * log(1 - min(probability, 0.999999))


def _may_address(measure: Passage, later: Report, report: Report) -> bool:
    """What was done before a report that still admits a problem has not addressed it; what it plans may."""
    if report.document == later.document:
        return measure.planned
    return 0 < report.year <= later.year


def _reason(report: Report, later: Report, words: str) -> Reason:
    if report.document == later.document:
        return Reason(PLANNED, {"words": words})
    years = later.year - report.year
    if years > 1:
        return Reason(LATER, {"words": words, "years": years})
    return Reason(NEXT_YEAR if years else SAME_YEAR, {"words": words})


def _shared(measure: Passage, problem: Passage) -> list[str]:
    """Terms in common, the longest first, without those that lie in a longer one; in the mark itself on one side."""
    one, other = {*measure.own, *measure.around}, {*problem.own, *problem.around}
    common = (one & other) & {*measure.own, *problem.own}
    if not common & ({*problem.own}):
        return []
    found: list[str] = []
    for term in sorted(common, key=lambda term: (-len(term), term)):
        if not any(term in longer for longer in found):
            found.append(term)
    return found


def _of_measure(one: LinkProposal) -> tuple[object, ...]:
    """A measure, and the report whose problems it may address."""
    return one.head.id, one.tail.doc_id


def _of_problem(one: LinkProposal) -> tuple[object, ...]:
    """A problem, and the report whose measures may address it: what it has done, and what it plans."""
    return one.tail.id, one.head.doc_id, one.head.attrs.get("status") == "planned"


def _best(
    found: Sequence[LinkProposal], group: Callable[[LinkProposal], tuple[object, ...]]
) -> list[LinkProposal]:
    """Of each group those that come as near the best of it."""
    top: dict[tuple[object, ...], float] = {}
    for one in found:
        top[group(one)] = max(one.score, top.get(group(one), 0.0))
    return [one for one in found if one.score >= _BEST * top[group(one)]]
