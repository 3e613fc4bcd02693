"""Gold without a person: what the layers agree on by the project's rule."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from annotator.domain.change import Change
from annotator.domain.errors import InvalidSpan
from annotator.domain.span import Relation, Span
from annotator.domain.verdict import Verdict
from annotator.i18n import _
from annotator.services import deciding
from annotator.services.cases import Case
from annotator.services.deciding import Desk
from annotator.services.gold_rule import Draft, GoldRule, agreed_on
from annotator.services.standing import stands

if TYPE_CHECKING:
    from annotator.services.review import Review

AGREED = "agreed"


@dataclass
class Settled:
    """How many verdicts a call of `settle` has written and withdrawn."""

    written: int = 0
    withdrawn: int = 0


def settle(
    review: "Review", documents: Iterable[str] | None, progress: Callable[[int, int], None] | None = None
) -> Settled:
    """See `Review.settle`."""
    done = Settled()
    rule = review.rule
    sheets = review.book.sheets
    there = [each for each in (sheets if documents is None else documents) if each in sheets]
    linked: set[str] = set()  # documents with links, or verdicts on links

    def changes() -> Iterator[Change]:
        for at, document in enumerate(there):
            if review.project.store.has_document(document):
                yield from _document(review, document, sheets[document].cases, rule, done, linked)
            if progress is not None:
                progress(at + 1, len(there))
        for document in sorted(linked):  # after all spans, since the ends may lie in any document
            yield from _document(review, document, sheets[document].cases, rule, done, None)

    review.commit(changes(), _("gold by the rule “{rule}”", rule=rule.value))
    return done


def _document(
    review: "Review",
    document: str,
    every: Sequence[Case],
    rule: GoldRule,
    done: Settled,
    linked: set[str] | None,
) -> Iterator[Change]:
    """The changes to the spans of a document, or without `linked` to its links; by kind: few lines of the log."""
    links = linked is None
    cases = [case for case in every if bool(case.links) == links]
    desk = review.desk(document)
    if linked is not None and (
        len(cases) < len(every) or any(verdict.kind == "relation" for verdict in desk.verdicts.values())
    ):
        linked.add(document)
    kept, due = _sorted_out(desk, cases, rule)
    others = {span.layer for span in desk.spans.values()}.difference(review.layers, [desk.gold])
    found: list[Change] = []
    for verdict in list(desk.verdicts.values()):
        is_ours = verdict.choice == AGREED and (verdict.kind == "relation") == links
        if is_ours and verdict.id not in kept and not _is_about(desk, verdict, others):
            done.withdrawn += 1
            found += desk.apply(deciding.withdrawn(desk, verdict))
    for case, drafts in due:
        made = desk.apply(_changes(review, desk, case, drafts, rule))
        done.written += bool(made)
        found += made
    yield from sorted(found, key=lambda change: _KINDS.index(type(change.entity)))


_KINDS: tuple[type, ...] = (Span, Relation, Verdict)


def _sorted_out(
    desk: Desk, cases: Sequence[Case], rule: GoldRule
) -> tuple[set[str], list[tuple[Case, tuple[Draft, ...]]]]:
    """The verdicts that stay, and the cases that are to be settled."""
    kept: set[str] = set()
    due: list[tuple[Case, tuple[Draft, ...]]] = []
    for case in cases:
        named = desk.naming(case.ids)
        if any(verdict.choice != AGREED for verdict in named) or not _is_current(desk, case):
            kept |= {verdict.id for verdict in named}
            continue
        drafts = (() if _supported(case, rule) else None) if case.links else agreed_on(case, rule)
        if drafts is None:
            continue
        same = [verdict for verdict in named if stands(verdict, desk.spans, desk.relations)
                and _says(desk, verdict, case, drafts, rule)]  # fmt: skip
        if same:
            kept.add(same[0].id)
        else:
            due.append((case, drafts))
    return kept, due


def _is_current(desk: Desk, case: Case) -> bool:
    """Whether a case still shows what stands; what another program has changed waits for the next call."""
    if case.links:
        return all(desk.relations.get(link.id) == link for link in case.relations)
    return case.kind != "gone" and all(
        (now := desk.spans.get(span.id)) is not None and (now.start, now.end, now.label, now.attrs)
        == (span.start, span.end, span.label, span.attrs) for span in case.spans
    )  # fmt: skip


def _says(desk: Desk, verdict: Verdict, case: Case, drafts: Sequence[Draft], rule: GoldRule) -> bool:
    """Whether a verdict says of a case what the rule says."""
    if set(verdict.candidates) != case.ids or verdict.rule != rule.text(len(case.candidates)):
        return False
    if case.links:
        return True
    made = [desk.spans[each] for each in verdict.gold]
    return sorted((span.start, span.end, span.label) for span in made) == [
        draft.place for draft in drafts
    ] and {draft.place: dict(draft.attrs) for draft in drafts} == {
        (span.start, span.end, span.label): dict(span.attrs) for span in made
    }


def _supported(case: Case, rule: GoldRule) -> bool:
    return sum(map(bool, case.links.values())) >= rule.needed(len(case.links))


def _changes(
    review: "Review", desk: Desk, case: Case, drafts: Sequence[Draft], rule: GoldRule
) -> Iterator[Change]:
    """The changes that settle a case; none where a hand or another decision is in the way."""
    verdict = deciding.new_verdict(
        case, AGREED, review.project.schema, desk.gold, rule=rule.text(len(case.candidates))
    )
    if case.links:
        takers = [layer for layer, links in case.links.items() if links]
        yield from _unless_refused(review.link_changes(desk, case, "take", takers, verdict))
        return
    room = [Draft(span.start, span.end, span.label, {}) for span in case.spans]
    if not any(draft.overlaps(span) for span in desk.by_hand() for draft in room):
        yield from _unless_refused(deciding.decision(desk, case, drafts, verdict))


def _unless_refused(changes: Iterator[Change]) -> Iterator[Change]:
    """All of the changes, or none where the schema or another decision is in the way: then a person decides."""
    try:
        kept = list(changes)
    except InvalidSpan:
        return
    yield from kept


def _is_about(desk: Desk, verdict: Verdict, layers: set[str]) -> bool:
    """Whether a verdict names a span of one of these layers: another review's business."""
    return any(each in desk.spans and desk.spans[each].layer in layers for each in verdict.candidates)
