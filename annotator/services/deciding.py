"""What a decision does to the gold layer, as pure functions: one document as it stands in, changes out."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from annotator.domain.change import Change, Entity
from annotator.domain.document import Document
from annotator.domain.errors import Conflict, InvalidSpan, NotFound, UserError
from annotator.domain.schema import LabelSchema
from annotator.domain.span import Relation, Span, check_bounds, make_span, new_id, now
from annotator.domain.verdict import CHOICES, CONFIDENCES, Verdict
from annotator.i18n import _
from annotator.services import annotate
from annotator.services.cases import Case, fingerprint_of
from annotator.services.gold_rule import Draft
from annotator.services.project import short
from annotator.services.standing import stretch_of

SOURCE = "adjudicated"


class Desk:
    """One document with everything in it; `apply` takes in the changes of one decision before the next is made."""

    def __init__(
        self,
        document: Document,
        schema: LabelSchema,
        spans: Iterable[Span],
        relations: Iterable[Relation],
        verdicts: Iterable[Verdict],
        gold: str,
    ) -> None:
        """`relations` are those whose head or tail lies here, `verdicts` those of the layer `gold`."""
        self.document, self.schema, self.gold = document, schema, gold
        self.spans = {span.id: span for span in spans}
        self.relations = {link.id: link for link in relations}
        self.verdicts: dict[str, Verdict] = {}
        self.gold_spans = {span.id: span for span in self.spans.values() if span.layer == gold}
        self._of_candidate: dict[str, set[str]] = {}  # id → verdicts that name it
        self._of_gold: dict[str, str] = {}
        self._left: set[str] = set()
        for verdict in verdicts:
            self._put(verdict)

    def apply(self, changes: Iterable[Change]) -> list[Change]:
        kept = list(changes)
        for change in kept:
            if change.before is not None:
                self._take(change.before)
            if change.after is not None:
                self._put(change.after)
        return kept

    def naming(self, candidates: Iterable[str]) -> list[Verdict]:
        """The verdicts that name one of these candidates."""
        found = {each for candidate in candidates for each in self._of_candidate.get(candidate, ())}
        return [self.verdicts[each] for each in sorted(found)]

    def left(self) -> list[Verdict]:
        """The verdicts none of whose candidates is there any more."""
        return [self.verdicts[each] for each in sorted(self._left)]

    def is_decided(self, gold: str) -> bool:
        """Whether a span or link of gold belongs to a verdict."""
        return gold in self._of_gold

    def by_hand(self) -> list[Span]:
        """Gold spans that belong to no verdict."""
        return [span for span in self.gold_spans.values() if span.id not in self._of_gold]

    def _put(self, entity: Entity) -> None:
        if isinstance(entity, Span):
            self.spans[entity.id] = entity
            if entity.layer == self.gold:
                self.gold_spans[entity.id] = entity
        elif isinstance(entity, Relation):
            self.relations[entity.id] = entity
        elif isinstance(entity, Verdict):
            self.verdicts[entity.id] = entity
            self._of_gold |= dict.fromkeys(entity.gold, entity.id)
            for each in entity.candidates:
                self._of_candidate.setdefault(each, set()).add(entity.id)
            if not any(each in self.spans for each in entity.candidates):
                self._left.add(entity.id)

    def _take(self, entity: Entity) -> None:
        if isinstance(entity, Span):
            self.spans.pop(entity.id, None)
            self.gold_spans.pop(entity.id, None)
        elif isinstance(entity, Relation):
            self.relations.pop(entity.id, None)
        elif isinstance(entity, Verdict):
            self.verdicts.pop(entity.id, None)
            self._left.discard(entity.id)
            for each in entity.gold:
                if self._of_gold.get(each) == entity.id:
                    del self._of_gold[each]
            for each in entity.candidates:
                self._of_candidate.get(each, set()).discard(entity.id)


def check_case(desk: Desk, case: Case) -> None:
    """Raises Conflict when what a case shows is not what stands."""
    if case.kind == "gone":
        stands = case.verdict in desk.verdicts
    elif case.links:
        links = [desk.relations[each] for each in case.ids if each in desk.relations]
        stands = fingerprint_of(case.document, (), links) == case.fingerprint
    else:
        spans = [desk.spans[each] for each in case.ids if each in desk.spans]
        stands = fingerprint_of(case.document, spans) == case.fingerprint
    if not stands:
        raise Conflict(
            _("“{quote}” has been changed by an annotator meanwhile; look at it again", quote=quote_of(case))
        )


def check_choice(choice: str, confidence: str, spans: Sequence[Draft] | None) -> None:
    """Raises ValueError for what no window offers."""
    if choice not in CHOICES or choice == "agreed":
        raise ValueError(f"no choice: {choice}")
    if confidence not in CONFIDENCES:
        raise ValueError(f"no confidence: {confidence}")
    if (choice == "edit") != (spans is not None):
        raise ValueError("spans belong to the choice edit, and it needs them")


def check_layers(case: Case, choice: str, taken: Sequence[str], attributes_from: str) -> None:
    """Raises NotFound for a layer that has no say in a case, UserError where none is named."""
    for layer in (*taken, *([attributes_from] if attributes_from else [])):
        if layer not in case.candidates:
            raise NotFound(_("{layer} has no say in this case; the layers are {layers}",
                             layer=layer, layers=", ".join(case.candidates)))  # fmt: skip
    if choice in ("take", "both") and not taken:
        raise UserError(_("say whose spans are to be taken"))


def chosen(
    case: Case, choice: str, taken: Sequence[str], attributes_from: str, spans: Sequence[Draft] | None
) -> Sequence[Draft]:
    """The spans that a choice puts into gold."""
    if choice == "neither":
        return ()
    return spans if spans is not None else drafts_of(case, taken, attributes_from)


def drafts_of(case: Case, taken: Sequence[str], attributes_from: str = "") -> tuple[Draft, ...]:
    """The spans that some layers have in a case, each once; attributes of another layer's answering spans if named."""
    drafts: dict[tuple[int, int, str], Draft] = {}
    for layer in taken:
        for span in case.candidates[layer]:
            attrs = dict(span.attrs)
            if attributes_from and (answer := _answer(span, case.candidates[attributes_from])) is not None:
                attrs = dict(answer.attrs)
            draft = Draft(span.start, span.end, span.label, attrs)
            drafts.setdefault(draft.place, draft)
    return tuple(drafts[place] for place in sorted(drafts))


def decision(desk: Desk, case: Case, drafts: Sequence[Draft], verdict: Verdict) -> Iterator[Change]:
    """The changes that make `drafts` the gold of a case and `verdict` its verdict (`gold` is filled in).

    What earlier verdicts of the case made goes, and so does what a hand made in the gold layer where it shares
    characters and label with a candidate or a draft. A span that stays in its place keeps its id, and with it its
    links. Raises InvalidSpan where another decision's span of the same label is in the way, naming it.
    """
    for draft in drafts:
        check_bounds(draft.start, draft.end, len(desk.document.text))
        desk.schema.check_attributes(draft.label, draft.attrs)
    before = earlier(desk, case)
    shared, replaced = _replaced(desk, case, drafts, before)
    free = dict(replaced)
    _check_room(desk, drafts, replaced.keys())
    made = [_made(desk, draft, free, drafts) for draft in drafts]
    dropped = list(free.values())
    dangling = [
        link
        for link in desk.relations.values()
        if any(link.head == s.id or link.tail == s.id for s in dropped)
    ]
    yield from annotate.remove(dropped, dangling)
    for span in made:
        if (old := replaced.get(span.id)) != span:
            yield Change(old, span)
    yield from _without(desk, {link.id for link in dangling}, [*shared, *(old.id for old in before)])
    for each in before:
        if (after := shared.get(each.id)) != each:
            yield Change(each, after)
    yield Change(None, replace(verdict, gold=tuple(span.id for span in made)))


def link_decision(
    desk: Desk, case: Case, link: Relation | None, ends: tuple[Span, Span] | None, verdict: Verdict
) -> Iterator[Change]:
    """The changes that put a link between two gold spans, or none, into gold. Raises InvalidSpan."""
    standing = [
        desk.relations[each] for old in earlier(desk, case) for each in old.gold if each in desk.relations
    ]
    new = None
    if link is not None:
        assert ends is not None
        alike = [
            each for each in desk.relations.values()
            if (each.layer, each.type, each.head, each.tail) == (desk.gold, link.type, ends[0].id, ends[1].id)
        ]  # fmt: skip
        new = next((each for each in alike if each in standing or not desk.is_decided(each.id)), None)
        if new is None:
            change = annotate.link(*ends, link.type, layer=desk.gold, schema=desk.schema)
            assert isinstance(change.after, Relation)
            new = change.after
            yield change
    yield from (Change(each, None) for each in standing if each != new)
    yield from (Change(old, None) for old in earlier(desk, case))
    yield Change(None, replace(verdict, gold=(new.id,) if new else ()))


def withdrawn(desk: Desk, verdict: Verdict) -> Iterator[Change]:
    """The changes that take a verdict back together with the gold that it has made."""
    spans = [desk.spans[each] for each in verdict.gold if each in desk.spans]
    links = {each: desk.relations[each] for each in verdict.gold if each in desk.relations}
    for link in desk.relations.values():
        if any(link.head == span.id or link.tail == span.id for span in spans):
            links[link.id] = link
    yield from annotate.remove(spans, links.values())
    yield from _without(desk, set(links), [verdict.id])
    yield Change(verdict, None)


def gold_end(spans: Iterable[Span], gold: str, candidates: Iterable[Span]) -> Span | None:
    """The gold span that answers some of the candidates best: of their label, with the most characters in common."""
    best: tuple[int, Span] | None = None
    wanted = list(candidates)
    for span in spans:
        if span.layer == gold:
            shared = max((_shared(span, other) for other in wanted if other.label == span.label), default=0)
            if shared > 0 and (best is None or shared > best[0]):
                best = (shared, span)
    return best[1] if best else None


def new_verdict(case: Case, choice: str, schema: LabelSchema, gold: str, **said: object) -> Verdict:
    """A verdict on a case, not yet with its gold."""
    verdict = Verdict(
        id=new_id(),
        doc_id=case.document,
        case=case.fingerprint,
        kind="relation" if case.links else case.kind,
        choice=choice,
        start=case.start,
        end=case.end,
        label=case.label,
        candidates=tuple(sorted(case.ids)),
        at=now(),
        schema_version=schema.version,
        layer=gold,
    )
    if case.kind == "gone":  # it stands for the place itself
        verdict = replace(verdict, case=f"gone:{verdict.id}")
    return replace(verdict, **said)  # type: ignore[arg-type]


def quote_of(case: Case) -> str:
    """What stands for a case in a sentence: the longest of its candidates."""
    return short(max((span.text for span in case.spans), key=len, default=case.label))


def _answer(span: Span, others: Sequence[Span]) -> Span | None:
    alike = [other for other in others if other.label == span.label and _shared(span, other) > 0]
    return max(alike, key=lambda other: _shared(span, other), default=None)


def _shared(one: Span, other: Span) -> int:
    return min(one.end, other.end) - max(one.start, other.start)


def earlier(desk: Desk, case: Case) -> list[Verdict]:
    """Verdicts that speak of a case: they name a candidate of it, or stood here before these candidates came."""
    if case.kind == "gone":
        return [desk.verdicts[case.verdict]]
    found = desk.naming(case.ids)
    if case.links:
        return found
    known = {verdict.id for verdict in found}
    for verdict in desk.left():
        if verdict.id in known or verdict.label not in case.labels or verdict.kind == "relation":
            continue
        start, end = stretch_of(verdict, desk.spans)
        if start < case.end and case.start < end:
            found.append(verdict)
    return found


def _replaced(
    desk: Desk, case: Case, drafts: Sequence[Draft], before: Iterable[Verdict]
) -> tuple[dict[str, Verdict], dict[str, Span]]:
    """Earlier verdicts that keep something to say elsewhere, as they then are, and the gold spans that go, by id."""
    shared: dict[str, Verdict] = {}
    replaced: dict[str, Span] = {}
    taken = [Draft(span.start, span.end, span.label, {}) for span in case.spans] + list(drafts)
    for verdict in before:
        gold = [desk.spans[each] for each in verdict.gold if each in desk.spans]
        others = [
            desk.spans[each] for each in verdict.candidates
            if each in desk.spans and each not in case.ids
            and not (desk.spans[each].start < case.end and case.start < desk.spans[each].end)
        ]  # fmt: skip
        if others:
            here = [span for span in gold if any(draft.overlaps(span) for draft in taken)]
            shared[verdict.id] = _rest(desk, verdict, case, [span.id for span in here])
            gold = here
        replaced |= {span.id: span for span in gold}
    for span in desk.by_hand():
        if any(draft.overlaps(span) for draft in taken):
            replaced[span.id] = span
    return shared, replaced


def _rest(desk: Desk, verdict: Verdict, case: Case, gone: Sequence[str]) -> Verdict:
    """A verdict on several cases without the one that is decided anew; it stands for the others if it did."""
    there = [desk.spans[each] for each in verdict.candidates if each in desk.spans]
    stood = len(there) == len(verdict.candidates) and verdict.case == fingerprint_of(verdict.doc_id, there)
    kept = tuple(each for each in verdict.candidates if each not in case.ids)
    key = (
        fingerprint_of(verdict.doc_id, [span for span in there if span.id in kept]) if stood else verdict.case
    )
    gold = tuple(each for each in verdict.gold if each not in gone)
    return replace(verdict, candidates=kept, case=key, gold=gold)


def _check_room(desk: Desk, drafts: Sequence[Draft], replaced: Iterable[str]) -> None:
    """Raises InvalidSpan where spans of one label would overlap in the gold layer."""
    going = set(replaced)
    for at, draft in enumerate(drafts):
        if desk.schema.label(draft.label).overlap:
            continue
        text = short(desk.document.text[draft.start : draft.end])
        start, end = draft.start, draft.end
        for other in [span for span in desk.gold_spans.values() if span.start < end and start < span.end]:
            if other.label == draft.label and other.id not in going:
                raise InvalidSpan(
                    _("“{quote}” would overlap “{other}”, which is in {gold} as {label} already; decide that one first",
                      quote=text, other=short(other.text), gold=desk.gold, label=draft.label)
                )  # fmt: skip
        for one in drafts[:at]:
            if draft.overlaps(one):
                raise InvalidSpan(
                    _("“{quote}” and “{other}” would overlap, both as {label}; take one of them",
                      quote=short(desk.document.text[one.start : one.end]), other=text, label=draft.label)
                )  # fmt: skip


def _made(desk: Desk, draft: Draft, free: dict[str, Span], drafts: Sequence[Draft]) -> Span:
    """The gold span of a draft: one that is being replaced, moved, or a new one. Takes it out of `free`."""
    wanted = {other.place for other in drafts}
    same = [span for span in free.values() if (span.start, span.end, span.label) == draft.place]
    near = [
        span for span in free.values()
        if draft.overlaps(span) and (span.start, span.end, span.label) not in wanted
    ]  # fmt: skip
    if not (old := next(iter([*same, *near]), None)):
        return make_span(
            desk.document.id, desk.document.text, draft.start, draft.end, draft.label, desk.gold,
            attrs=dict(draft.attrs), source=SOURCE, schema_version=desk.schema.version,
        )  # fmt: skip
    del free[old.id]
    if old in same and dict(old.attrs) == dict(draft.attrs) and old.source == SOURCE:
        return old
    text = desk.document.text[draft.start : draft.end]
    return replace(
        old, start=draft.start, end=draft.end, text=text, attrs=dict(draft.attrs), source=SOURCE, modified=now(),
        schema_version=desk.schema.version,
    )  # fmt: skip


def _without(desk: Desk, links: set[str], but: Iterable[object]) -> Iterator[Change]:
    """Verdicts on links that are no more lose them with their spans; they are gone themselves."""
    kept = {getattr(each, "id", each) for each in but}
    for verdict in desk.verdicts.values():
        if verdict.id not in kept and verdict.kind == "relation" and links & set(verdict.gold):
            yield Change(verdict, None)
