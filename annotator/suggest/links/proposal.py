"""A link between two marks that an annotator may confirm."""

from dataclasses import dataclass, field

from annotator.domain.span import Span
from annotator.suggest.suggestion import Reason

QUANTIFIES, ADDRESSES = "quantifies", "addresses"
"""The relation types of the built-in schema that links are proposed for; see the design, section 4."""

MEASURE, PROBLEM, METRIC = "measure", "problem", "metric"

Key = tuple[str, str, str]  # type, id of the head, id of the tail


@dataclass(frozen=True, slots=True)
class LinkProposal:
    """From `head` to `tail`, which may lie in another document; `score` from 0 to 1, higher for surer ones."""

    type: str
    head: Span
    tail: Span
    score: float
    reason: Reason = field(hash=False)

    @property
    def key(self) -> Key:
        """What makes two proposals the same, and what a rejection is remembered by."""
        return self.type, self.head.id, self.tail.id


def by_score(one: LinkProposal) -> tuple[float, str, int, int, str]:
    """The surest first; then by the place of the head, so that the order is always the same."""
    return -one.score, one.head.doc_id, one.head.start, one.tail.start, one.tail.id
