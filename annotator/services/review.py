"""Review: the queue of cases, decisions about them, and the gold that they make. Knows no window.

review = Review(project)                      # or Review(project, read_cases(…)) with what a thread has read
for case in review.cases(kind="boundary"):
    review.decide(case, "take", taken=["wang"], reason="…")
review.settle()                               # what the layers agree on goes into gold by the project's rule
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from itertools import groupby

from annotator.domain.change import Change, Step
from annotator.domain.document import Document
from annotator.domain.errors import Conflict, InvalidSpan, NotFound
from annotator.domain.span import Relation, Span
from annotator.domain.status import Status
from annotator.domain.verdict import Verdict
from annotator.i18n import _, ngettext
from annotator.services import deciding, gold_rule, reasons
from annotator.services.casebook import Casebook, Sheet, read_cases, reread, restand
from annotator.services.cases import Case
from annotator.services.deciding import Desk
from annotator.services.gold_rule import Draft, GoldRule
from annotator.services.layers_read import has_finished
from annotator.services.project import Project
from annotator.services.queue import Queue
from annotator.services.settling import Settled, settle
from annotator.services.standing import OPEN, REOPENED, Standing


class Review:
    """The cases between some layers of a project. Belongs to the project's thread, and hears of its steps.

    Every method that writes is one step, which undo takes back. All of them raise UserErrors and then have written
    nothing. `stale` says that the cases must be read anew (`read_cases`), since too much has changed at once.
    """

    def __init__(
        self,
        project: Project,
        read: Queue | Casebook | None = None,
        *,
        layers: Sequence[str] | None = None,
        unfinished: bool = False,
    ) -> None:
        """`read` is what a background thread has prepared, best `Queue(read_cases(…))`; without, all is read here.

        Raises NotFound for a layer that is not there.
        """
        self.project = project
        self.stale = False
        self._all_layers = layers is None
        self._touched: dict[
            str, bool
        ] = {}  # documents to be read again before the next answer, or verdicts alone
        self._queue = _queue_of(read or read_cases(project, layers=layers, unfinished=unfinished))
        self._stop = project.subscribe(self._hear)

    def close(self) -> None:
        """Hear of no more steps."""
        self._stop()

    def reload(self, read: Queue | Casebook | None = None) -> None:
        """Start anew with what a background thread has read, or read all here; what is skipped stays skipped."""
        old = self._queue.book
        layers = None if self._all_layers else old.layers
        self._queue = _queue_of(read or read_cases(self.project, layers=layers, unfinished=old.unfinished))
        self.stale = False
        self._touched.clear()
        for case in self._queue.cases(state=(OPEN, REOPENED)) if old.skipped else ():
            if case.fingerprint in old.skipped:
                self._queue.skip(case, True)

    @property
    def queue(self) -> Queue:
        """The cases as they now stand: documents that steps have changed are read again first, some milliseconds each."""
        if self._touched:
            touched, self._touched = self._touched, {}
            book = self._queue.book
            # Twice what links into a document that has changed: links are read with the places at both ends.
            moved = [document for document, anew in touched.items() if anew]
            heads = {each for document in moved for each in book.linked_from.get(document, ())}
            for document in (*touched, *sorted(heads)):
                read_again = reread if touched.get(document, True) else restand
                read_again(self.project, book, document)
                self._queue.refresh(document)
        return self._queue

    @property
    def pending(self) -> int:
        """How many documents the next answer has to read again; of very many, a thread had better `reload` all."""
        return len(self._touched)

    @property
    def book(self) -> Casebook:
        return self.queue.book

    def empty(self) -> Casebook:
        """A casebook of the same layers without cases."""
        return Casebook(self.layers, self.gold, self._queue.book.unfinished, {})

    @property
    def layers(self) -> tuple[str, ...]:
        """The layers under review, in their order."""
        return self._queue.book.layers

    @property
    def gold(self) -> str:
        return self._queue.book.gold

    # -- the queue (see Queue for what the filters mean) ---------------------------------------------

    def cases(self, **filters: str | Collection[str]) -> list[Case]:
        """The cases that fit: those with most like them first, then by document and place."""
        return self.queue.cases(**filters)

    def counts(self, **filters: str | Collection[str]) -> dict[str, Counter[str]]:
        """How many cases there are by kind, label, section, role, document, state and reason, among those that fit."""
        return self.queue.counts(**filters)

    def standing(self, case: Case) -> Standing:
        """How far a case is. Raises NotFound when it is no case any more."""
        return self.queue.standing(case)

    def state(self, case: Case) -> str:
        return self.queue.standing(case).state

    def like(self, case: Case, *, undecided: bool = True) -> list[Case]:
        """The near-identical cases, this one among them; with `undecided` those that nobody has decided."""
        return self.queue.like(case, undecided=undecided)

    def case(self, fingerprint: str, document: str = "") -> Case:
        """The case with this fingerprint; quick where its document is known. Raises NotFound."""
        return self.queue.case(fingerprint, document)

    def at(self, document: str, position: int) -> list[Case]:
        """The cases of a document around a position."""
        sheet = self.book.sheets.get(document, Sheet())
        return [case for case in sheet.cases if case.start <= position < case.end]

    def neighbour(self, case: Case | None, step: int, **filters: str | Collection[str]) -> Case | None:
        """The next (`step` 1) or previous (-1) case that fits, from the beginning again after the last one."""
        return self.queue.neighbour(case, step, **filters)

    def skip(self, case: Case, skipped: bool = True) -> None:
        """Leave a case for later, or take it up again. Remembered while the review lasts; nothing is written."""
        self.queue.skip(case, skipped)

    def context(self, case: Case, characters: int = 60) -> tuple[str, str, str]:
        """The text before a case, of it, and after it."""
        text = self.project.document(case.document).text
        return (
            text[max(0, case.start - characters) : case.start],
            text[case.start : case.end],
            text[case.end : case.end + characters],
        )

    # -- deciding ------------------------------------------------------------------------------------

    def decide(
        self,
        case: Case,
        choice: str,
        *,
        taken: Sequence[str] = (),
        attributes_from: str = "",
        spans: Sequence[Draft] | None = None,
        reason: str = "",
        note: str = "",
        confidence: str = "",
    ) -> Verdict:
        """Decide a case, over an earlier decision if there is one.

        `take`: what the layers in `taken` have (nothing, where they have nothing); `both`: what all of them have;
        `neither`: nothing; `edit`: `spans`, or for a link that nobody made as it should be, nothing. With
        `attributes_from` the spans taken get the attributes of that layer's. Raises InvalidSpan where the schema or
        another decision stands in the way, Conflict where the case has changed meanwhile.
        """
        said = {"reason": reason, "note": note, "confidence": confidence}
        title = _("decide “{quote}”", quote=deciding.quote_of(case))
        step = self._decide([case], choice, taken, attributes_from, spans, said, title)
        return _verdict_of(step)

    def decide_all(
        self,
        cases: Sequence[Case],
        choice: str,
        *,
        taken: Sequence[str] = (),
        attributes_from: str = "",
        reason: str = "",
        note: str = "",
        confidence: str = "",
    ) -> Step:
        """Decide many cases alike (`take`, `both`, `neither`), in one step. Raises as `decide` does.

        Of cases in very many documents a thread may do it: cases are plain data, and a review of that thread's own
        project needs none itself, `Review(project, review.empty())`.
        """
        said = {"reason": reason, "note": note, "confidence": confidence}
        title = ngettext("decide {count} case", "decide {count} cases", len(cases))
        return self._decide(cases, choice, taken, attributes_from, None, said, title)

    def confirm(self, case: Case) -> Step:
        """Let the earlier decision of a case that has been opened again stand as it is. Raises NotFound, Conflict."""
        earlier = [each for each in self.standing(case).earlier if each.choice != "agreed"]
        if len(earlier) != 1:
            raise NotFound(_("this case has no single earlier decision to keep; decide it"))

        def changes() -> Iterator[Change]:
            desk = self.desk(case.document)
            deciding.check_case(desk, case)
            if earlier[0] != desk.verdicts.get(earlier[0].id):
                raise Conflict(_("this case has been decided anew meanwhile; look at it again"))
            yield Change(earlier[0], self._renewed(desk, earlier[0], case))

        return self.commit(changes(), _("keep the decision on “{quote}”", quote=deciding.quote_of(case)))

    def reopen(self, case: Case) -> Step:
        """Take back what stands for a case, and its gold: the case is open again. Raises NotFound, Conflict."""
        standing = self.standing(case)
        verdicts = [each for each in (standing.verdict, *standing.earlier) if each]
        if not verdicts:
            raise NotFound(_("nobody has decided this case"))

        def changes() -> Iterator[Change]:
            desk = self.desk(case.document)
            for verdict in verdicts:
                if desk.verdicts.get(verdict.id) != verdict:
                    raise Conflict(_("this case has been decided anew meanwhile; look at it again"))
                yield from desk.apply(deciding.withdrawn(desk, verdict))

        return self.commit(changes(), _("reopen “{quote}”", quote=deciding.quote_of(case)))

    # -- what the layers agree on ----------------------------------------------------------------------

    @property
    def rule(self) -> GoldRule:
        """How gold comes about without a person. Raises UserError where the setting makes no sense."""
        return gold_rule.gold_rule(self.project.setting(gold_rule.SETTING))

    def set_rule(self, rule: GoldRule) -> Step:
        return self.project.set_setting(gold_rule.SETTING, rule.value, _("the rule for gold"))

    def settle(
        self, documents: Iterable[str] | None = None, progress: Callable[[int, int], None] | None = None
    ) -> Settled:
        """Put what the layers agree on by the rule into gold, and withdraw what they agree on no longer: one step.

        What a person has decided, or made in the gold layer by hand, is never touched. A second call changes
        nothing.
        """
        return settle(self, documents, progress)

    # -- the group's reasons ---------------------------------------------------------------------------

    def reasons(self) -> list[str]:
        """The reasons that the group chooses from; some sensible ones until it has made a list of its own."""
        return reasons.reasons(self.project)

    def set_reasons(self, chosen: Sequence[str]) -> Step:
        return reasons.set_reasons(self.project, chosen)

    # -- inside ----------------------------------------------------------------------------------------

    def desk(self, document: str) -> Desk:
        """A document with everything in it as it now stands; to be read inside the transaction."""
        store = self.project.store
        spans = list(self.project.spans(document))
        relations: list[Relation] = []
        if store.has_relations():
            relations = [link for span in spans for link in store.relations_of_span(span.id)]
        verdicts = [each for each in store.verdicts(document) if each.layer == self.gold]
        text = self.project.document(document)
        return Desk(text, self.project.schema, spans, relations, verdicts, self.gold)

    def commit(self, changes: Iterable[Change], title: str) -> Step:
        """Write a step. One too big to be told of in detail has all cases read anew."""
        step = self.project.commit(changes, title)
        if self.stale:
            self.reload()
        return step

    def _decide(
        self,
        cases: Sequence[Case],
        choice: str,
        taken: Sequence[str],
        attributes_from: str,
        spans: Sequence[Draft] | None,
        said: Mapping[str, str],
        title: str,
    ) -> Step:
        deciding.check_choice(choice, said["confidence"], spans)

        def changes() -> Iterator[Change]:  # read inside the transaction: nobody can come in between
            in_order = sorted(cases, key=lambda case: case.document)
            for document, here in groupby(in_order, key=lambda case: case.document):
                desk = self.desk(document)
                for case in here:
                    deciding.check_layers(case, choice, taken, attributes_from)
                    deciding.check_case(desk, case)
                    verdict = deciding.new_verdict(
                        case, choice, self.project.schema, self.gold,
                        taken=tuple(taken), reviewer=self.project.annotator, **said,
                    )  # fmt: skip
                    if case.links:
                        found = self.link_changes(desk, case, choice, taken, verdict)
                    else:
                        drafts = deciding.chosen(case, choice, taken, attributes_from, spans)
                        found = deciding.decision(desk, case, drafts, verdict)
                    yield from desk.apply(found)

        return self.commit(changes(), title)

    def link_changes(
        self, desk: Desk, case: Case, choice: str, taken: Sequence[str], verdict: Verdict
    ) -> Iterator[Change]:
        """The changes of a decision on a link. Raises InvalidSpan while an end of it is not in gold."""
        wanted = [link for layer in taken for link in case.links[layer]] if choice != "neither" else []
        link: Relation | None = wanted[0] if wanted else None
        ends: tuple[Span, Span] | None = None
        if link is not None:
            head = deciding.gold_end(
                desk.spans.values(), desk.gold, [pair[0] for pair in case.candidates.values()]
            )
            tails = [pair[1] for pair in case.candidates.values()]
            others = desk.spans.values() if tails[0].doc_id == case.document else self.project.spans(
                tails[0].doc_id, layer=desk.gold)  # fmt: skip
            tail = deciding.gold_end(others, desk.gold, tails)
            if head is None or tail is None:
                lacking = tails[0] if head is not None else next(iter(case.candidates.values()))[0]
                raise InvalidSpan(
                    _("“{quote}” is not in {gold} yet; decide it before what it is linked to",
                      quote=lacking.text, gold=desk.gold)
                )  # fmt: skip
            ends = (head, tail)
        yield from deciding.link_decision(desk, case, link, ends, verdict)

    def _renewed(self, desk: Desk, verdict: Verdict, case: Case) -> Verdict:
        """A verdict that stands for a case as it now is, with what gold there still is of it."""
        gold = tuple(each for each in verdict.gold if each in desk.spans or each in desk.relations)
        ids = tuple(sorted(case.ids))
        key = case.fingerprint if ids else f"gone:{verdict.id}"
        return replace(verdict, case=key, candidates=ids, gold=gold, start=case.start, end=case.end)

    def _hear(self, step: Step) -> None:
        if step.changes is None:
            self.stale = True
            return
        strangers: set[tuple[str, str]] = set()  # documents and layers that are not under review
        for change in step.changes:
            anew = not self._is_of_gold(change.entity)
            for document in self._documents_of(change, strangers):
                self._touched[document] = anew or self._touched.get(document, False)
        if self._all_layers and not self.stale:
            self.stale = any(self._has_a_say(document, layer) for document, layer in strangers)

    def _is_of_gold(self, entity: object) -> bool:
        """Whether a change is of a verdict or of gold, which changes no case (unless gold is under review itself)."""
        of_gold = isinstance(entity, Span) and entity.layer == self.gold not in self.layers
        return of_gold or isinstance(entity, Verdict)

    def _documents_of(self, change: Change, strangers: set[tuple[str, str]]) -> Iterator[str]:
        entity = change.entity
        if isinstance(entity, Document):
            if change.before is None:
                self.stale = True  # its place in the order, its layers: all is to be read
            else:
                yield entity.id
        elif isinstance(entity, Relation):
            for end in (entity.head, entity.tail):
                with suppress(NotFound):
                    yield self.project.store.span(end).doc_id
        elif isinstance(entity, Span | Status | Verdict):
            if entity.layer not in (*self.layers, self.gold):
                strangers.add((entity.doc_id, entity.layer))
            if entity.doc_id in self._queue.book.sheets:
                yield entity.doc_id

    def _has_a_say(self, document: str, layer: str) -> bool:
        marked = next(self.project.spans(document, layer=layer), None) is not None
        return has_finished(self.project.store.status(document, layer).state, marked)


def _queue_of(read: Queue | Casebook) -> Queue:
    return read if isinstance(read, Queue) else Queue(read)


def _verdict_of(step: Step) -> Verdict:
    assert step.changes is not None
    return next(change.after for change in reversed(step.changes) if isinstance(change.after, Verdict))
