"""What the pictures of a whole project are counted from: plain rows, and as few of them as will do."""

import sqlite3
from collections.abc import Iterator, Sequence
from typing import Any

from annotator.store import forms

# primary key, id, title, characters, metadata, outline as plain lists (see `Section`)
DocumentRow = tuple[int, str, str, int, dict[str, Any], list[list[Any]]]
# document, span (primary keys), start, end, label, layer, minute it was made (UTC, YYYY-MM-DDTHH:MM), attributes as JSON
MarkRow = tuple[int, int, int, int, str, str, str, str | None]
# layer, type; document, span, label of the head; document, span, label of the tail (primary keys)
LinkRow = tuple[str, str, int, int, str, int, int, str]
# span (primary key), document's id, title, start, end, label, quote
QuoteRow = tuple[int, str, str, int, int, str, str]
# when (UTC, ISO 8601), document's id, layer, state before, state after; None where there was, or is, none
StateChange = tuple[str, str, str, str | None, str | None]


def document_rows(connection: sqlite3.Connection) -> Iterator[DocumentRow]:
    """All documents, in the order they came in."""
    sql = (
        "SELECT d.pk, d.id, d.title, d.chars, e.meta, e.outline FROM document d JOIN detail e ON e.document = d.pk"
        " ORDER BY d.pk"
    )
    return ((*row[:4], forms.loads(row[4]), forms.loads(row[5])) for row in connection.execute(sql))


def texts(connection: sqlite3.Connection) -> Iterator[str]:
    """The text of every document, in the order they came in."""
    sql = "SELECT b.text FROM document d JOIN body b ON b.digest = d.digest ORDER BY d.pk"
    return (row[0] for row in connection.execute(sql))


def mark_rows(
    connection: sqlite3.Connection, with_attributes: Sequence[str], documents: Sequence[int] | None
) -> Iterator[list[MarkRow]]:
    """The spans of all documents, or of some (primary keys), by the thousand, in no order.

    Attributes only of the labels in `with_attributes`.
    """
    asked = ",".join("?" * len(with_attributes))
    where = "" if documents is None else f" WHERE document IN ({','.join('?' * len(documents))})"
    found = connection.execute(
        "SELECT document, pk, start_char, end_char, label, layer, substr(created, 1, 16),"
        f" CASE WHEN label IN ({asked}) THEN attrs END FROM span{where}",
        (*with_attributes, *(documents or ())),
    )
    while rows := found.fetchmany(5_000):
        yield rows


def link_rows(connection: sqlite3.Connection) -> list[LinkRow]:
    """All relations with the labels of their ends."""
    return connection.execute(
        "SELECT r.layer, r.type, h.document, h.pk, h.label, t.document, t.pk, t.label FROM relation r"
        " JOIN span h ON h.id = r.head JOIN span t ON t.id = r.tail ORDER BY r.id"
    ).fetchall()


def quote_rows(connection: sqlite3.Connection, spans: Sequence[int]) -> list[QuoteRow]:
    """Some spans (a page, not all) with their words, by document and place."""
    return connection.execute(
        "SELECT s.pk, d.id, d.title, s.start_char, s.end_char, s.label, s.quote FROM span s"
        f" JOIN document d ON d.pk = s.document WHERE s.pk IN ({','.join('?' * len(spans))})"
        " ORDER BY s.document, s.start_char, s.end_char, s.label",
        list(spans),
    ).fetchall()


def state_changes(connection: sqlite3.Connection) -> Iterator[StateChange]:
    """Every change of a document's state that the log knows, oldest first."""
    sql = (
        "SELECT s.at, l.document, l.changes FROM log l JOIN step s ON s.id = l.step WHERE l.kind = 'status'"
        " ORDER BY l.seq"
    )
    for at, document, text in connection.execute(sql):
        for before, after in forms.loads(text):
            layer = (after or before)["layer"]
            old, new = (form and form.get("state", "todo") for form in (before, after))
            if old != new:
                yield at, document, layer, old, new
