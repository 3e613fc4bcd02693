"""Which verdict stands for which case: what is decided, and what an edit has opened again."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from annotator.domain.span import Relation, Span
from annotator.domain.verdict import Verdict
from annotator.services.cases import Case, fingerprint_of

OPEN, DECIDED, SKIPPED, REOPENED, AGREED = STATES = ("open", "decided", "skipped", "reopened", "agreed")


@dataclass(frozen=True, slots=True)
class Standing:
    """How far a case is. `verdict` stands for it; `earlier` did, until somebody changed what it was about.

    `gold` are spans of the gold layer here that belong to no verdict: somebody made them by hand.
    """

    state: str
    verdict: Verdict | None = None
    earlier: tuple[Verdict, ...] = ()
    gold: tuple[Span, ...] = ()


def stands(verdict: Verdict, spans: Mapping[str, Span], relations: Mapping[str, Relation]) -> bool:
    """Whether all that a verdict was made of and all that it has made is as it was; by id, of its document."""
    if verdict.kind == "relation":
        if not {*verdict.candidates, *verdict.gold} <= relations.keys():
            return False
        return verdict.case == fingerprint_of(
            verdict.doc_id, (), [relations[each] for each in verdict.candidates]
        )
    if not {*verdict.candidates, *verdict.gold} <= spans.keys():
        return False
    if verdict.case == f"gone:{verdict.id}":
        return True
    return verdict.case == fingerprint_of(verdict.doc_id, [spans[each] for each in verdict.candidates])


def attached(
    cases: Sequence[Case],
    verdicts: Iterable[Verdict],
    spans: Mapping[str, Span],
    relations: Mapping[str, Relation],
) -> tuple[list[list[Verdict]], list[Case]]:
    """The verdicts of one document that speak of each case, and cases for those that speak of none (`gone`).

    A verdict speaks of the cases that have candidates of its own; where none is left, of those of its label where
    its gold spans stand, or where it was made.
    """
    of_id = {each: at for at, case in enumerate(cases) for each in case.ids}
    found: list[list[Verdict]] = [[] for _case in cases]
    gone = []
    for verdict in verdicts:
        touched = {of_id[each] for each in verdict.candidates if each in of_id}
        if not touched:
            touched = _at_its_place(cases, verdict, spans)
        for at in sorted(touched):
            found[at].append(verdict)
        leaves = any(each in spans or each in relations for each in verdict.gold)
        if not touched and leaves and not _is_of_others(verdict, spans, relations):
            gone.append(_gone(verdict, spans))
    return found, gone


def standing(
    case: Case, verdicts: Sequence[Verdict], fresh: Mapping[str, bool], gold: Iterable[Span], *, skipped: bool
) -> Standing:
    """How far a case is, given the verdicts that speak of it and which of them `stands`."""
    by_hand = tuple(span for span in gold if any(_same_place(span, other) for other in case.spans))
    valid = [
        verdict for verdict in verdicts
        if fresh[verdict.id] and (case.ids <= set(verdict.candidates) or case.kind == "gone")
    ]  # fmt: skip
    if valid:
        verdict = min(valid, key=lambda each: each.choice == "agreed")
        return Standing(AGREED if verdict.choice == "agreed" else DECIDED, verdict, (), by_hand)
    if verdicts:
        return Standing(SKIPPED if skipped else REOPENED, None, tuple(verdicts), by_hand)
    state = AGREED if case.kind == "agreed" else SKIPPED if skipped else OPEN
    return _PLAIN[state] if not by_hand else Standing(state, None, (), by_hand)


_PLAIN = {state: Standing(state) for state in STATES}  # most of an unreviewed project are one of these


def _at_its_place(cases: Sequence[Case], verdict: Verdict, spans: Mapping[str, Span]) -> set[int]:
    if verdict.kind == "relation":
        return set()
    start, end = stretch_of(verdict, spans)
    return {
        at
        for at, case in enumerate(cases)
        if not case.links and verdict.label in case.labels and case.start < end and start < case.end
    }


def stretch_of(verdict: Verdict, spans: Mapping[str, Span]) -> tuple[int, int]:
    """Where a verdict stands: where its gold is now, which moves with the text, else where it was made."""
    made = [spans[each] for each in verdict.gold if each in spans]
    if made:
        return min(span.start for span in made), max(span.end for span in made)
    return verdict.start, verdict.end


def _is_of_others(verdict: Verdict, spans: Mapping[str, Span], relations: Mapping[str, Relation]) -> bool:
    """Whether what a verdict is about is still there, in layers that are not under review."""
    return any(each in spans or each in relations for each in verdict.candidates)


def _gone(verdict: Verdict, spans: Mapping[str, Span]) -> Case:
    start, end = stretch_of(verdict, spans)
    return Case(verdict.doc_id, start, end, ("gone",), (verdict.label,), {}, verdict=verdict.id)


def _same_place(span: Span, other: Span) -> bool:
    return span.label == other.label and span.start < other.end and other.start < span.end
