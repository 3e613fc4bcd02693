"""Pull and push: what the hub has comes in by the rules of merging, then what the project has goes there.

Both may be broken off at any moment and begun anew: what has arrived is known on either side.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from annotator.domain.change import Entity
from annotator.domain.errors import Conflict, HubError, NotFound
from annotator.domain.history import Histories, Key, key_of, last
from annotator.domain.span import now
from annotator.i18n import _
from annotator.services.hub.incoming import HubCopy, histories_of, rows_by_document, texts_for
from annotator.services.hub.outgoing import Outgoing, Sender
from annotator.services.hub.state import ACTOR, known_hub, remember
from annotator.services.merging import (
    Cancelled,
    Decisions,
    MergeCancelled,
    MergeReport,
    Progress,
    Undecided,
    bring_in,
    preview_copy,
)
from annotator.services.project import Project
from annotator.team.conflict import UNDECIDED, LeftOut, MergeConflict, Tally
from annotator.team.hub import Hub, Moved
from annotator.team.lineage import content
from annotator.team.project_merge import renumbering

AT_ONCE = 50  # documents in one step of a pull: some 100 ms, so that a window beside it can write
PUSHED = 200  # documents in one transaction of a push
TRIES = 50  # of a push that others come before


@dataclass(slots=True)
class SyncReport:
    """What has come and gone. `conflicts` wait for a decision, `left_out` has no place here; both come again.

    `waiting` are changes that the hub has not taken yet, `kept` those that only a reviewer may share.
    """

    hub: str
    annotator: str
    role: str
    layers: dict[str, Tally] = field(default_factory=dict)  # marks that came, by layer
    others: dict[str, Tally] = field(default_factory=dict)
    documents: int = 0  # that were looked at
    pushed: int = 0  # changes
    conflicts: list[MergeConflict] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)  # documents that could not be merged, and why
    waiting: int = 0
    kept: int = 0

    def count(self, report: MergeReport) -> None:
        for side in report.sides:
            self.left_out += side.left_out
            for mine, theirs in ((self.layers, side.layers), (self.others, side.others)):
                for name, tally in theirs.items():
                    sum_ = mine.setdefault(name, Tally())
                    sum_.added += tally.added
                    sum_.changed += tally.changed
                    sum_.removed += tally.removed


class Sync:
    """One meeting of a project and its hub, on the thread that both were opened on.

    `at_once` is how many documents come in within one step: while it is written nobody else can write.
    Raises HubOffline, HubError, MergeCancelled; what was brought in or sent until then stays.
    """

    def __init__(
        self,
        project: Project,
        hub: Hub,
        *,
        progress: Progress | None = None,
        cancelled: Cancelled | None = None,
        at_once: int = AT_ONCE,
    ) -> None:
        self._project, self._store, self._hub = project, project.store, hub
        self._progress = progress or (lambda _done, _total: None)
        self._cancelled = cancelled or (lambda: False)
        self._at_once = at_once
        self._path = PurePosixPath(hub.address.place)
        self.state = known_hub(project)
        self.state.meet(hub.self, hub.last_position(), self._store.merges_taken_back())
        self.report = SyncReport(hub.address.place, hub.self.annotator, hub.self.role)

    def sync(self, *, take: str = UNDECIDED, decisions: Decisions | None = None) -> SyncReport:
        """Pull, then push. Nothing is pushed that would have to be pulled first."""
        self.pull(take=take, decisions=decisions)
        return self.push()

    # -- pull --------------------------------------------------------------------------------------

    def pull(self, *, take: str = UNDECIDED, decisions: Decisions | None = None) -> SyncReport:
        """Bring in what is new. What conflicts waits, with its document, and the rest comes; as `merge` does otherwise.

        Only a label schema that is not decided on keeps everything out: marks are to be read by it.
        """
        state = self.state
        news = self._hub.changed(state.pulled)
        top = news[-1][1] if news else state.pulled
        others = [one for one in self._hub.doings(state.pulled) if one.author != self._hub.self.annotator]
        if others:
            state.doings = [[one.author, str(one.changes), one.last.isoformat()] for one in others]
        places = dict.fromkeys(state.waiting, 0) | dict(news)
        project_wide = places.pop("", None) is not None
        if project_wide and "" not in state.waiting:
            state.waiting.append("")
        pulling = _Pulling(take, decisions or {})
        self._bring_all(places, project_wide, pulling)
        self.report.conflicts = list(pulling.conflicts.values())
        state.conflicts = len(self.report.conflicts)
        if not pulling.blocked:
            state.waiting = sorted(pulling.again)
            state.pulled = max(state.pulled, top)
        self._done()
        return self.report

    def preview(self, decisions: Decisions) -> MergeReport:
        """What a pull would bring, with all its conflicts; of very much news only the first."""
        places = [*self.state.waiting, *(document for document, _at in self._hub.changed(self.state.pulled))]
        wanted = dict.fromkeys(places[: 10 * self._at_once])
        copy = self._copy([document for document in wanted if document], "" in wanted, last_one=True)
        return preview_copy(self._project, copy, decisions=decisions, progress=self._tell)

    def _bring_all(self, places: Mapping[str, int], project_wide: bool, pulling: "_Pulling") -> None:
        documents = list(places)
        chunks = [documents[at : at + self._at_once] for at in range(0, len(documents), self._at_once)]
        if project_wide and not chunks:
            chunks = [[]]
        for number, chunk in enumerate(chunks):
            self._tell(number, len(chunks))
            self._bring(chunk, project_wide, number == len(chunks) - 1, pulling)
            if pulling.blocked:
                return
            self.report.documents += len(chunk)
            if chunk:  # in the order of their last changes: so far nothing is missing
                self.state.pulled = max(self.state.pulled, places[chunk[-1]])
            self.state.waiting = sorted({*self.state.waiting, *pulling.again})
            remember(self._project, self.state)

    def _bring(self, chunk: Sequence[str], project_wide: bool, last_one: bool, pulling: "_Pulling") -> None:
        copy = self._copy(chunk, project_wide, last_one=last_one)
        while True:
            ends: dict[Key, Entity | None] = {}
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

    def _merge(self, copy: HubCopy, ends: dict[Key, Entity | None], pulling: "_Pulling") -> MergeReport:
        """Merge, and put into `ends` how everything stands that was written."""
        return bring_in(
            self._project,
            copy,
            actor=self._project.annotator if pulling.decides else ACTOR,
            title=_("sync with {hub}", hub=self._hub.address.place),
            take=pulling.take,
            decisions=pulling.decisions,
            progress=lambda _done, _total: self._check(),
            heard=lambda change: ends.update({key_of(change.entity): change.after}),
        )

    def _note(
        self,
        report: MergeReport,
        copy: HubCopy,
        chunk: Sequence[str],
        ends: Mapping[Key, Entity | None],
        pulling: "_Pulling",
    ) -> None:
        self.report.count(report)
        pulling.again.update(one.document for side in report.sides for one in side.left_out)
        if copy.loose:
            pulling.again.add("")
        if report.step is not None and _is_theirs(ends, [copy.histories(name) for name in ("", *chunk)]):
            self.state.clean.append(report.step)

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
            names = self._names(conflict.document, copy)
            copy.leave(conflict, names)
            pulling.again.update(names if conflict.document and conflict.kind != "relation" else [""])
        assert (
            pulling.blocked or len(copy.left) + len(copy.refused) > before
        )  # else this would go on for ever
        return not pulling.blocked

    def _one_by_one(
        self, chunk: Sequence[str], project_wide: bool, last_one: bool, pulling: "_Pulling", error: Conflict
    ) -> None:
        """One of the documents cannot be merged: the others can."""
        if len(chunk) <= 1:
            pulling.again.update(chunk or [""])
            self.report.refused.append(str(error))
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
        return HubCopy(self._path, rows, texts, self._has_span, links=last_one)

    def _has_span(self, identity: str) -> bool:
        try:
            self._store.span(identity)
        except NotFound:
            return False
        return True

    # -- push --------------------------------------------------------------------------------------

    def push(self) -> SyncReport:
        """Send what the hub lacks and may take from us; the rest is counted in `kept`, or is held for the next time."""
        state, store = self.state, self._store
        upto = state.half[0] if state.half else store.last_group()
        changed = list(store.changed_documents(state.pushed, upto, state.clean))
        done = state.half[1] if state.half else 0
        project_wide = "" in changed or "" in state.held
        changed = [name for name in changed if name]
        documents = list(dict.fromkeys([*changed[done:], *(n for n in state.held if n and n not in changed)]))
        held: set[str] = set()
        if documents or project_wide:
            schemas = histories_of(self._hub.rows([""], "label_schema"), {})
            sender = Sender(store, self._hub.self, renumbering(schemas, store.histories("")))
            if project_wide:
                self._send(lambda: self._project_rows(sender, held, coming=False), held)
            self._send_documents(sender, documents, held, (upto, done, len(changed)))
            if project_wide:
                self._send(lambda: self._project_rows(sender, held, coming=True), held)
        state.pushed, state.half, state.held = upto, [], sorted(held)
        state.clean = [] if upto == store.last_group() else state.clean
        state.kept = self.report.kept
        self._done()
        return self.report

    def _send_documents(
        self, sender: Sender, documents: Sequence[str], held: set[str], whole: tuple[int, int, int]
    ) -> None:
        upto, done, count = whole
        for at in range(0, len(documents), PUSHED):
            self._tell(at, len(documents))
            chunk = documents[at : at + PUSHED]
            self._send(lambda chunk=chunk: self._document_rows(sender, chunk), held)  # type: ignore[misc]
            self.state.half = [upto, min(done + at + len(chunk), count)]
            self.state.held = sorted({*self.state.held, *held})
            remember(self._project, self.state)

    def _send(self, make: Callable[[], tuple[Outgoing, int]], held: set[str]) -> None:
        for _try in range(TRIES):
            self._check()
            out, seen = make()
            try:
                if out.rows:
                    self.state.pulled = self._hub.push(out.rows, out.texts, seen, self.state.pulled)
            except Moved:
                continue
            held.update(out.held)
            self.report.kept += out.kept
            self.report.pushed += sum(row.changes.count("],[") + 1 for row in out.rows)
            return
        raise HubError(
            _("the hub {hub} is busy with others; your work is kept here, sync again in a moment",
              hub=self._hub.address.place)
        )  # fmt: skip

    def _document_rows(self, sender: Sender, chunk: Sequence[str]) -> tuple[Outgoing, int]:
        seen = self._hub.last_position()
        rows = rows_by_document(self._hub, chunk)
        names = self._aliases([document for document in chunk if not rows[document]])
        rows |= rows_by_document(self._hub, set(names.values()) - rows.keys()) if names else {}
        texts = texts_for(self._hub, (row for some in rows.values() for row in some), self._store.text)
        out = Outgoing()
        with self._store.snapshot():
            for document in chunk:
                name = names.get(document, document)
                if rows[name]:
                    sender.document(document, name, histories_of(rows[name], texts), out)
                else:
                    sender.new_document(document, out)
        return out, seen

    def _aliases(self, unknown: Sequence[str]) -> dict[str, str]:
        """Documents of ours that the hub knows by another id, since it has the same text."""
        if not unknown:
            return {}
        digests = self._store.document_digests()
        mine = {document: digests[document] for document in unknown if document in digests}
        there = self._hub.documents_with(set(mine.values()))
        return {document: there[digest] for document, digest in mine.items() if digest in there}

    def _project_rows(self, sender: Sender, held: Iterable[str], *, coming: bool) -> tuple[Outgoing, int]:
        held = set(held)

        def is_held(span: str) -> bool:
            return bool(held) and self._has_span(span) and self._store.span(span).doc_id in held

        seen = self._hub.last_position()
        theirs = histories_of(self._hub.rows([""]), {})
        out = Outgoing()
        with self._store.snapshot():
            sender.project(theirs, out, coming=coming, held=is_held)
        return out, seen

    # -- both --------------------------------------------------------------------------------------

    def _done(self) -> None:
        self.state.synced = now()
        remember(self._project, self.state)
        store = self._store
        counts = store.changed_documents(self.state.pushed, store.last_group(), self.state.clean)
        self.report.waiting = sum(counts.values()) + len(set(self.state.held) - counts.keys())

    def _tell(self, done: int, total: int) -> None:
        self._check()
        self._progress(done, max(total, 1))

    def _check(self) -> None:
        if self._cancelled():
            raise MergeCancelled(_("stopped; what has been synced stays"))


@dataclass(slots=True)
class _Pulling:
    """How conflicts are decided in one pull, and which are not; `again` are the hub's documents to come back to."""

    take: str
    decisions: Decisions
    conflicts: dict[tuple[str, ...], MergeConflict] = field(default_factory=dict)
    again: set[str] = field(default_factory=set)
    blocked: bool = False

    @property
    def decides(self) -> bool:
        return bool(self.take or self.decisions)

    def answer(self, conflict: MergeConflict) -> str:
        return self.decisions.get(conflict.key, self.take)


def _is_theirs(ends: Mapping[Key, Entity | None], theirs: Iterable[Histories]) -> bool:
    """Whether all that was written stands as it does on the hub, so that it need not go there."""
    there: Histories = {}
    for histories in theirs:
        there |= histories
    return all(content(end) == content(last(there.get(key))) for key, end in ends.items())
