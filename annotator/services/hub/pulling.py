"""Pull: what the hub has comes in by the rules of merging, a few documents in a step; what conflicts waits."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from annotator.domain.change import Entity
from annotator.domain.errors import Conflict
from annotator.domain.history import Histories, Key, key_of, last
from annotator.i18n import _
from annotator.services.hub.belief import layer_of
from annotator.services.hub.incoming import HubCopy, rows_by_document, texts_for
from annotator.services.hub.meeting import Meeting
from annotator.services.hub.state import ACTOR
from annotator.services.merging import Decisions, MergeReport, Undecided, bring_in, preview_copy
from annotator.store.forms import document_of
from annotator.team.conflict import OURS, REMOVED_THERE, UNDECIDED, MergeConflict
from annotator.team.lineage import content


class Pull:
    """`at_once` is how many documents come in within one step: while it is written nobody else can write."""

    def __init__(self, meeting: Meeting, at_once: int) -> None:
        self._meeting = meeting
        self._project, self._store, self._hub = meeting.project, meeting.store, meeting.hub
        self._at_once = at_once
        self._path = PurePosixPath(meeting.hub.address.place)

    def run(self, take: str, decisions: Decisions) -> None:
        """Bring in what is new. What conflicts waits, with its document, and the rest comes; as `merge` does otherwise.

        Only a label schema that is not decided on keeps everything out: marks are to be read by it.
        """
        state = self._meeting.state
        news = self._hub.changed(state.pulled)
        top = news[-1][1] if news else state.pulled
        others = [one for one in self._hub.doings(state.pulled) if one.author != self._hub.self.annotator]
        if others:
            state.doings = [[one.author, str(one.changes), one.last.isoformat()] for one in others]
        places = dict.fromkeys(state.waiting, 0) | self._wanted(news)
        project_wide = places.pop("", None) is not None
        if project_wide and "" not in state.waiting:
            state.waiting.append("")
        pulling = _Pulling(take, decisions)
        self._bring_all(places, project_wide, pulling)
        self._meeting.report.conflicts = list(pulling.conflicts.values())
        state.conflicts, state.undecided = len(self._meeting.report.conflicts), sorted(pulling.undecided)
        if not pulling.blocked:
            state.waiting = sorted(pulling.again)
            state.pulled = max(state.pulled, top)
        self._meeting.done()

    def _wanted(self, news: Sequence[tuple[str, int]]) -> dict[str, int]:
        """Documents to look at, with the place of their last change: all of them, or those that were given to us."""
        if not self._meeting.state.mine:
            return dict(news)
        given = [document for document, _state in self._hub.taken()]
        missing = [document for document in given if not self._store.has_document(document)]
        return dict.fromkeys(missing, 0) | {name: at for name, at in news if name in {"", *given}}

    def preview(self, decisions: Decisions) -> MergeReport:
        """What a pull would bring, with all its conflicts; of very much news only the first."""
        places = [
            *self._meeting.state.waiting,
            *(document for document, _at in self._hub.changed(self._meeting.state.pulled)),
        ]
        wanted = dict.fromkeys(places[: 10 * self._at_once])
        copy = self._copy([document for document in wanted if document], "" in wanted, last_one=True)
        return preview_copy(self._project, copy, decisions=decisions, progress=self._meeting.tell)

    def _bring_all(self, places: Mapping[str, int], project_wide: bool, pulling: "_Pulling") -> None:
        documents = list(places)
        chunks = [documents[at : at + self._at_once] for at in range(0, len(documents), self._at_once)]
        if project_wide and not chunks:
            chunks = [[]]
        for number, chunk in enumerate(chunks):
            self._meeting.tell(number, len(chunks))
            self._bring(chunk, project_wide, number == len(chunks) - 1, pulling)
            if pulling.blocked:
                return
            self._meeting.report.documents += len(chunk)
            if chunk:  # in the order of their last changes: so far nothing is missing
                self._meeting.state.pulled = max(self._meeting.state.pulled, places[chunk[-1]])
            self._meeting.state.waiting = sorted({*self._meeting.state.waiting, *pulling.again})
            self._meeting.remember()

    def _bring(self, chunk: Sequence[str], project_wide: bool, last_one: bool, pulling: "_Pulling") -> None:
        copy = self._copy(chunk, project_wide, last_one=last_one)
        while True:
            ends: dict[Key, tuple[Entity, Entity | None]] = {}
            try:
                report = self._merge(copy, ends, pulling)
            except Undecided as error:
                if not self._put_off(error.report, copy, pulling):
                    return
                continue
            except Conflict as error:
                self._one_by_one(chunk, project_wide, last_one, pulling, error)
                return
            break
        self._note(report, copy, chunk, ends, pulling)

    def _merge(
        self, copy: HubCopy, ends: dict[Key, tuple[Entity, Entity | None]], pulling: "_Pulling"
    ) -> MergeReport:
        """Merge, and put into `ends` how everything stands that was written."""
        return bring_in(
            self._project,
            copy,
            actor=self._project.annotator if pulling.decides else ACTOR,
            title=_("sync with {hub}", hub=self._hub.address.place),
            take=pulling.take,
            decisions=pulling.decisions,
            progress=lambda _done, _total: self._meeting.check(),
            heard=lambda change: ends.update({key_of(change.entity): (change.entity, change.after)}),
        )

    def _note(
        self,
        report: MergeReport,
        copy: HubCopy,
        chunk: Sequence[str],
        ends: Mapping[Key, tuple[Entity, Entity | None]],
        pulling: "_Pulling",
    ) -> None:
        self._meeting.report.count(report)
        stays = {one.document for one in report.conflicts if _stays(one) and pulling.answer(one) == OURS}
        self._meeting.state.back = sorted({*self._meeting.state.back, *stays})
        pulling.again.update(one.document for side in report.sides for one in side.left_out)
        if copy.loose and not self._meeting.state.mine:  # else the mark is of a document that is not for us
            pulling.again.add("")
        own = _not_theirs(ends, [copy.histories(name) for name in ("", *chunk)])
        if report.step is not None and not own:
            self._meeting.state.clean.append(report.step)
        for entity in own:
            if not self._hub.self.may_write(layer_of(entity)):  # it was seen half-done: look again
                pulling.again.update([document_of(entity)] if document_of(entity) in chunk else [""])

    def _put_off(self, report: MergeReport, copy: HubCopy, pulling: "_Pulling") -> bool:
        """Keep out what somebody has to decide; False where nothing can come in before that."""
        before = len(copy.left) + len(copy.refused)
        for conflict in report.conflicts:
            if pulling.answer(conflict) != UNDECIDED:
                continue
            pulling.conflicts[conflict.key] = conflict
            if conflict.kind == "schema":
                pulling.blocked = True
                continue
            pulling.undecided.update(copy.leave(conflict, self._names(conflict.document, copy)))
            pulling.again |= pulling.undecided
        assert (
            pulling.blocked or len(copy.left) + len(copy.refused) > before
        )  # else this would go on for ever
        return not pulling.blocked

    def _one_by_one(
        self, chunk: Sequence[str], project_wide: bool, last_one: bool, pulling: "_Pulling", error: Conflict
    ) -> None:
        """One of the documents cannot be merged: the others can."""
        if len(chunk) <= 1:
            pulling.again.update(
                [*chunk, ""] if last_one or not chunk else chunk
            )  # links come with the last one
            self._meeting.report.refused.append(str(error))
            return
        for number, document in enumerate(chunk):
            self._bring([document], project_wide, last_one and number == len(chunk) - 1, pulling)

    def _names(self, document: str, copy: HubCopy) -> list[str]:
        """What the hub calls a document of ours."""
        logged = copy.logged_documents()
        if document in logged or not document:
            return [document]
        digest = self._store.document_digests().get(document)
        return [name for name, digests in copy.text_digests() if digest in digests] or logged

    def _copy(self, chunk: Sequence[str], project_wide: bool, *, last_one: bool) -> HubCopy:
        """What the hub has of some documents; all of it is fetched before anything is written here."""
        rows = rows_by_document(self._hub, chunk)
        rows[""] = self._hub.rows([""]) if project_wide else self._hub.rows([""], "label_schema")
        texts = texts_for(self._hub, (row for some in rows.values() for row in some), self._store.text)
        return HubCopy(
            self._path,
            rows,
            texts,
            self._store,
            self._hub.self.may_write,
            self._meeting.pending,
            links=last_one,
        )


@dataclass(slots=True)
class _Pulling:
    """How conflicts are decided in one pull, and which are not; `again` are the hub's documents to come back to."""

    take: str
    decisions: Decisions
    conflicts: dict[tuple[str, ...], MergeConflict] = field(default_factory=dict)
    again: set[str] = field(default_factory=set)
    undecided: set[str] = field(default_factory=set)
    blocked: bool = False

    @property
    def decides(self) -> bool:
        return bool(self.take or self.decisions)

    def answer(self, conflict: MergeConflict) -> str:
        return self.decisions.get(conflict.key, self.take)


def _stays(conflict: MergeConflict) -> bool:
    """Whether it is about a document that somebody has removed, and that may stay here."""
    return conflict.kind == "document" and conflict.reason == REMOVED_THERE


def _not_theirs(
    ends: Mapping[Key, tuple[Entity, Entity | None]], theirs: Iterable[Histories]
) -> list[Entity]:
    """What was written and does not stand as it does on the hub, or of which it was not asked."""
    there: Histories = {}
    for histories in theirs:
        there |= histories
    return [thing for key, (thing, end) in ends.items() if key not in there or _differ(end, last(there[key]))]


def _differ(one: Entity | None, other: Entity | None) -> bool:
    return one is not other and content(one) != content(other)
