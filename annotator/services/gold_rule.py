"""How gold comes about without a person: the rule under which what the layers agree on goes in by itself."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from annotator.domain.errors import UserError
from annotator.domain.span import Span
from annotator.i18n import _
from annotator.services.cases import Case, attributes_of

SETTING = "gold_rule"
UNANIMOUS = "unanimous"

Place = tuple[int, int, str]  # start, end, label


@dataclass(frozen=True, slots=True)
class Draft:
    """A span of gold to be made: `[start, end)` in code points."""

    start: int
    end: int
    label: str
    attrs: Mapping[str, Any]

    @property
    def place(self) -> Place:
        return self.start, self.end, self.label

    def overlaps(self, span: "Span | Draft") -> bool:
        return self.label == span.label and self.start < span.end and span.start < self.end


@dataclass(frozen=True, slots=True)
class GoldRule:
    """`least` layers must have the same span with the same label and attributes; 0 stands for all of them."""

    least: int = 0

    @property
    def value(self) -> str:
        """As it is kept among the project's settings: `unanimous` or `2 of n`."""
        return f"{self.least} of n" if self.least else UNANIMOUS

    def text(self, layers: int) -> str:
        """As a verdict states it: `unanimous` or `2 of 3`."""
        return f"{self.least} of {layers}" if self.least else UNANIMOUS

    def needed(self, layers: int) -> int:
        return self.least or max(2, layers)


def gold_rule(value: Any) -> GoldRule:
    """The rule that a setting holds; without one, `unanimous`. Raises UserError for anything else."""
    if value in (None, UNANIMOUS):
        return GoldRule()
    found = re.fullmatch(r"(\d{1,3})(?: of n)?", str(value))
    if not found or int(found[1]) < 2:
        raise UserError(
            _(
                "“{value}” is no rule for gold; it is “unanimous”, or “2 of n” with a number from 2 on",
                value=value,
            )
        )
    return GoldRule(int(found[1]))


def agreed_on(case: Case, rule: GoldRule) -> tuple[Draft, ...] | None:
    """The spans that the rule puts into gold here; None where it leaves the case to a person.

    As many layers as the rule asks for have each of these spans, and for each attribute the same value. Whatever
    else a layer has in the case must stand in the place of one of them: what only some have marked is never
    dropped without a person.
    """
    if case.kind == "gone" or case.links:
        return None
    needed = rule.needed(len(case.candidates))
    holders: dict[Place, list[Span]] = {}
    for said in case.candidates.values():
        for span in {(span.start, span.end, span.label): span for span in said}.values():
            holders.setdefault((span.start, span.end, span.label), []).append(span)
    drafts = []
    for (start, end, label), spans in holders.items():
        if len(spans) >= needed:
            attrs = _common(spans, needed)
            if attrs is None:
                return None
            drafts.append(Draft(start, end, label, attrs))
    return tuple(sorted(drafts, key=lambda draft: draft.place)) if _settles(case, drafts) else None


def _settles(case: Case, drafts: Sequence[Draft]) -> bool:
    """Whether every span of the case is one of these or stands in the place of one, and they leave each other room."""
    if any(one.overlaps(other) for at, one in enumerate(drafts) for other in drafts[:at]):
        return False
    return bool(drafts) and all(
        any(span.start < draft.end and draft.start < span.end for draft in drafts) for span in case.spans
    )


def _common(spans: Sequence[Span], needed: int) -> dict[str, Any] | None:
    """For each attribute the value that enough of the spans have; None where no value has enough."""
    said = [attributes_of(span) for span in spans]
    attrs = {}
    for name in sorted({name for each in said for name in each}):
        votes = Counter(orjson.dumps(each.get(name), option=orjson.OPT_SORT_KEYS) for each in said)
        value, count = votes.most_common(1)[0]
        if count < needed:
            return None
        if value != b"null":
            attrs[name] = orjson.loads(value)
    return attrs
