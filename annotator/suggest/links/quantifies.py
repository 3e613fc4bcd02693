"""What a metric quantifies: the measure or problem that it stands in, or the nearest before or behind it."""

from collections.abc import Iterator, Sequence

from annotator.i18n import N_
from annotator.suggest.links.passages import Passage, Report
from annotator.suggest.links.proposal import MEASURE, METRIC, PROBLEM, QUANTIFIES, LinkProposal
from annotator.suggest.suggestion import Reason

INSIDE = N_("the metric stands inside it")
CROSSING = N_("the metric shares characters with it")
BEHIND = N_("the nearest before the metric in its sentence")
BEHIND_SHARED = N_("the nearest before the metric in its sentence, which also says {words}")
BEFORE = N_("the nearest behind the metric in its sentence")
ITEM = N_("the nearest before the metric in its item")
ITEM_SHARED = N_("the nearest before the metric in its item, which also says {words}")

_SCORES = {
    INSIDE: 0.97,
    CROSSING: 0.85,
    BEHIND_SHARED: 0.8,
    BEHIND: 0.7,
    ITEM_SHARED: 0.6,
    BEFORE: 0.4,
    ITEM: 0.3,
}


LEAST = 0.5
"""Below this score a proposal is wrong more often than right (`tests/bench/links.py`)."""


def quantifies(
    report: Report, heads: Sequence[str] = (METRIC,), tails: Sequence[str] = (MEASURE, PROBLEM)
) -> list[LinkProposal]:
    """At most one proposal for each metric of a report, by place; `heads` and `tails` are labels."""
    targets = list(report.labelled(*tails))
    found = (_of(metric, targets) for metric in report.labelled(*heads))
    return [one for one in found if one is not None]


def _of(metric: Passage, targets: Sequence[Passage]) -> LinkProposal | None:
    for reason, target in _candidates(metric, targets):
        words = _shared(metric, target) if reason in (BEHIND_SHARED, ITEM_SHARED) else ""
        return LinkProposal(
            QUANTIFIES,
            metric.span,
            target.span,
            _SCORES[reason],
            Reason(reason, {"words": words} if words else {}),
        )
    return None


def _candidates(metric: Passage, targets: Sequence[Passage]) -> Iterator[tuple[str, Passage]]:
    """What it may quantify, the likeliest first."""
    start, end = metric.span.start, metric.span.end
    around = [one for one in targets if one.span.start <= start and end <= one.span.end]
    if around:
        yield INSIDE, min(around, key=lambda one: one.span.end - one.span.start)
    crossing = [one for one in targets if one.span.start < end and start < one.span.end]
    if crossing:
        yield CROSSING, max(crossing, key=lambda one: min(end, one.span.end) - max(start, one.span.start))
    before = [one for one in targets if one.span.end <= start and _together(one, metric)]
    if before:
        nearest = max(before, key=lambda one: one.span.end)
        shared = bool(_shared(metric, nearest))
        if nearest.sentence == metric.sentence:
            yield BEHIND_SHARED if shared else BEHIND, nearest
        elif shared:
            yield ITEM_SHARED, nearest
    behind = [one for one in targets if one.span.start >= end and one.sentence == metric.sentence]
    if behind:
        yield BEFORE, min(behind, key=lambda one: one.span.start)
    if before:
        yield ITEM, max(before, key=lambda one: one.span.end)


def _together(one: Passage, other: Passage) -> bool:
    return (one.item, one.section) == (other.item, other.section)


def _shared(metric: Passage, target: Passage) -> str:
    """Words that the metric's clause and the target have in common, without those that lie in a longer one."""
    common = dict.fromkeys(term for term in (*metric.own, *metric.clause) if term in target.own)
    return "、".join(term for term in common if not any(term in other for other in common if other != term))
