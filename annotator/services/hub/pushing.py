"""Push: what the project has and the hub lacks goes there, some documents in a transaction; what was sent is known."""

from collections.abc import Callable, Iterable, Mapping, Sequence

from annotator.domain.errors import HubError
from annotator.i18n import _
from annotator.services.hub.belief import histories_of
from annotator.services.hub.incoming import has_span, rows_by_document, texts_for
from annotator.services.hub.meeting import Meeting
from annotator.services.hub.outgoing import Outgoing, Sender
from annotator.team.hub import Moved
from annotator.team.project_merge import renumbering

PUSHED = 200  # documents in one transaction
TRIES = 50  # of one that others come before


class Push:
    """Of one meeting."""

    def __init__(self, meeting: Meeting) -> None:
        self._meeting = meeting
        self._store, self._hub = meeting.store, meeting.hub

    def run(self) -> None:
        """Send what the hub lacks and may take from us; the rest is counted in `kept`, or is held for the next time."""
        state, store = self._meeting.state, self._store
        upto = state.half[0] if state.half else store.last_group()
        changed = list(store.changed_documents(state.pushed, upto, state.clean))
        done = state.half[1] if state.half else 0
        project_wide = "" in changed or "" in state.held
        changed = [name for name in changed if name]
        again = [name for name in (*state.held, *state.back) if name and name not in changed]
        documents = list(dict.fromkeys([*changed[done:], *again]))
        held: set[str] = set()
        if documents or project_wide:
            schemas = histories_of(self._hub.rows([""], "label_schema"), {})
            numbers = renumbering(schemas, store.histories(""))
            sender = Sender(store, self._hub.self, numbers, frozenset(state.back))
            if project_wide:
                self._send(lambda: self._project_rows(sender, held, coming=False), held)
            self._send_documents(sender, documents, held, (upto, done, len(changed)))
            if project_wide:
                self._send(lambda: self._project_rows(sender, held, coming=True), held)
        state.pushed, state.half, state.held, state.back = upto, [], sorted(held), []
        state.clean = [] if upto == store.last_group() else state.clean
        state.kept = self._meeting.report.kept
        self._meeting.done()

    def _send_documents(
        self, sender: Sender, documents: Sequence[str], held: set[str], whole: tuple[int, int, int]
    ) -> None:
        upto, done, count = whole
        for at in range(0, len(documents), PUSHED):
            self._meeting.tell(at, len(documents))
            chunk = documents[at : at + PUSHED]
            self._send(lambda chunk=chunk: self._document_rows(sender, chunk), held)  # type: ignore[misc]
            self._meeting.state.half = [upto, min(done + at + len(chunk), count)]
            self._meeting.state.held = sorted({*self._meeting.state.held, *held})
            self._meeting.remember()

    def _send(self, make: Callable[[], tuple[Outgoing, int]], held: set[str]) -> None:
        for _try in range(TRIES):
            self._meeting.check()
            out, seen = make()
            try:
                if out.rows:
                    self._meeting.state.pulled = self._hub.push(
                        out.rows, out.texts, seen, self._meeting.state.pulled
                    )
            except Moved:
                continue
            held.update(out.held)
            if out.behind:
                self._meeting.behind = True
                self._meeting.state.waiting = sorted({*self._meeting.state.waiting, *out.behind})
            self._meeting.report.kept += out.kept
            self._meeting.report.pushed += sum(row.changes.count("],[") + 1 for row in out.rows)
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
                if name in self._meeting.state.undecided:
                    out.held.append(document)
                elif rows[name]:
                    sender.document(document, name, histories_of(rows[name], texts), out)
                else:
                    sender.new_document(document, out)
            self._hold_back(out, {names.get(document, document): document for document in chunk})
        return out, seen

    def _hold_back(self, out: Outgoing, documents: Mapping[str, str]) -> None:
        """What somebody else has written into the same layer of the same document is to be pulled first.

        Pushed over it, two marks that may not overlap would both be there, and nobody would be asked.
        """
        news = self._hub.steps_after(self._meeting.state.pulled, {row.document for row in out.rows})
        others = {(name, layer) for name, layer, step in news if not self._store.knows_step(step)}
        held = {row.document for row in out.rows if (row.document, row.layer) in others}
        if held:
            self._meeting.behind = True
            out.held += [documents[name] for name in held]
            out.rows = [row for row in out.rows if row.document not in held]

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
            return bool(held) and has_span(self._store, span) and self._store.span(span).doc_id in held

        seen = self._hub.last_position()
        theirs = histories_of(self._hub.rows([""]), {})
        out = Outgoing()
        with self._store.snapshot():
            sender.project(theirs, out, coming=coming, held=is_held)
            self._hold_back(out, {"": ""})
        return out, seen
