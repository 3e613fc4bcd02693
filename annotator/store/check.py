"""`annotator check`: does the log, replayed from nothing, give exactly the tables? Is every quote true?"""

import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import replace

from annotator.domain.change import Entity
from annotator.domain.document import Document, Source, digest_of
from annotator.domain.span import Span
from annotator.i18n import _
from annotator.store import forms, group_queries, queries, rows
from annotator.store.forms import Form

Progress = Callable[[int, int], None]
State = dict[tuple[str, str], Form]


def check(connection: sqlite3.Connection, progress: Progress | None = None) -> list[str]:
    """Everything that is wrong with the project, a sentence each; an empty list is a clean bill."""
    return [
        *_sqlite_says(connection),
        *_bodies(connection),
        *_replay(connection, progress or (lambda _done, _total: None)),
        *_quotes(connection),
        *_layers(connection),
    ]


def _sqlite_says(connection: sqlite3.Connection) -> Iterator[str]:
    for (line,) in connection.execute("PRAGMA integrity_check"):
        if line != "ok":
            yield _("SQLite: {line}", line=line)
    for table, row, parent, _key in connection.execute("PRAGMA foreign_key_check"):
        yield _(
            "row {row} of table {table} points to nothing in {parent}", row=row, table=table, parent=parent
        )


def _bodies(connection: sqlite3.Connection) -> Iterator[str]:
    for digest, text in connection.execute("SELECT digest, text FROM body"):
        if digest_of(text) != digest:
            yield _("the text with digest {digest} has been altered", digest=digest[:16])


def _replay(connection: sqlite3.Connection, progress: Progress) -> Iterator[str]:
    """Document by document, so that memory stays flat; what belongs to no document comes first."""
    logged = [row[0] for row in connection.execute("SELECT DISTINCT document FROM log ORDER BY document")]
    lines = {row[0]: row[1:] for row in connection.execute("SELECT id, title, chars FROM document")}
    documents = ["", *sorted(lines.keys() | set(logged) - {""})]
    for number, document in enumerate(documents):
        progress(number, len(documents))
        replayed: State = {}
        yield from _replay_into(replayed, connection, document)
        found = queries.document_by_id(connection, document) if document else None
        yield from _differences(replayed, _tabled(connection, document, found))
        if found is not None and not _listed(found, *lines[document]):
            yield _("the list says another title or length of {document} than its text", document=document)


def _listed(document: Document, title: str, chars: int) -> bool:
    """Whether the list says what the text does; lists once had the beginning of a long first line for a title."""
    return chars == len(document.text) and title in (document.title, replace(document, source=Source()).title)


def _replay_into(state: State, connection: sqlite3.Connection, document: str) -> Iterator[str]:
    """Yields what does not follow from what went before."""
    query = "SELECT step, kind, changes FROM log WHERE document = ? ORDER BY seq"
    for step, kind, changes in connection.execute(query, (document,)):
        for before, after in forms.loads(changes):
            key = (kind, forms.key_of(kind, before if before is not None else after))
            if state.get(key) != before:
                yield _(
                    "step {step} of the log does not follow from the ones before it ({kind} {key})",
                    step=step,
                    kind=kind,
                    key=_shown(key[1]),
                )
            if after is None:
                state.pop(key, None)
            else:
                state[key] = after


def _tabled(connection: sqlite3.Connection, document: str, found: Document | None) -> State:
    # Through JSON, as the log went, so that a tuple equals a list.
    return {
        (forms.kind_of(entity), entity.key): forms.loads(forms.dumps(forms.to_form(entity)))
        for entity in _standing(connection, document, found)
    }


def _standing(connection: sqlite3.Connection, document: str, found: Document | None) -> Iterator[Entity]:
    if not document:
        yield from rows.every(connection, "relation")
        yield from rows.every(connection, "label_schema")
        yield from rows.every(connection, "setting")
        return
    if found is not None:
        yield found
    yield from queries.spans(connection, document, None)
    yield from queries.statuses(connection, document)
    yield from queries.document_labels(connection, document)
    yield from group_queries.assignments(connection, document)
    yield from group_queries.verdicts(connection, document)


def _differences(replayed: State, tabled: State) -> Iterator[str]:
    for key in sorted(replayed.keys() | tabled.keys()):
        if replayed.get(key) != tabled.get(key):
            yield _("the log and the table differ on {kind} {key}", kind=key[0], key=_shown(key[1]))


def _quotes(connection: sqlite3.Connection) -> Iterator[str]:
    document: Document | None = None
    for span in queries.spans(connection, None, None):
        if document is None or document.id != span.doc_id:
            document = queries.document_by_id(connection, span.doc_id)
        if document is not None and document.text[span.start : span.end] != span.text:
            yield _wrong_quote(document, span)


def _layers(connection: sqlite3.Connection) -> Iterator[str]:
    listed = set(queries.layers(connection))
    for table in ("span", "relation", "status", "document_label", "assignment", "verdict"):
        for (layer,) in connection.execute(f"SELECT DISTINCT layer FROM {table} ORDER BY layer"):
            if layer not in listed:
                listed.add(layer)
                yield _("the layer {layer} is missing in the list of layers", layer=layer)


def _wrong_quote(document: Document, span: Span) -> str:
    return _("span {id} of {document} says “{quote}”, but the text there is “{text}”",
             id=span.id, document=document.id, quote=span.text, text=document.text[span.start : span.end])  # fmt: skip


def _shown(key: str) -> str:
    return key.replace("\x1f", " / ")
