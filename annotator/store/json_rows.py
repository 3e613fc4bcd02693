"""Documents of a project as JSON that SQLite makes of their rows: for exports, where an object a span costs most of all."""

import sqlite3
from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple

from annotator.store import forms

_FIELDS = (
    "'id', id, 'start', start_char, 'end', end_char, 'label', label, 'text', quote, 'attrs', json(attrs),"
    " 'layer', layer"
)
# As bytes: what becomes a part of a line need not become text before.
_SPANS = (
    "SELECT CAST('[' || coalesce(group_concat(CASE note WHEN '' THEN json_object({fields})"
    " ELSE json_object({fields}, 'note', note) END), '') || ']' AS BLOB) FROM span WHERE document = d.pk{only}"
)
_OF_LAYERS = " AND layer IN (SELECT value FROM json_each(?2))"


class DocumentRow(NamedTuple):
    """A document; `meta` and `outline` are JSON as in the table `detail`, `spans` a list of canonical objects in no order,
    in UTF-8."""

    pk: int
    id: str
    text: str
    meta: str
    outline: str
    spans: bytes


def sizes(connection: sqlite3.Connection) -> Iterator[tuple[int, int]]:
    """The keys of all documents with their characters, in the order they came in."""
    return connection.execute("SELECT pk, chars FROM document ORDER BY pk")


def document_rows(
    connection: sqlite3.Connection, pks: Sequence[int], layers: Collection[str] | None
) -> Iterator[DocumentRow]:
    """These documents in the order they came in, with the spans of some layers, or all."""
    spans = _SPANS.format(fields=_FIELDS, only="" if layers is None else _OF_LAYERS)
    values = [forms.dumps(list(pks)), *([] if layers is None else [forms.dumps(list(layers))])]
    found = connection.execute(
        f"SELECT d.pk, d.id, b.text, e.meta, e.outline, ({spans}) FROM document d JOIN body b ON b.digest = d.digest"
        " JOIN detail e ON e.document = d.pk WHERE d.pk IN (SELECT value FROM json_each(?1)) ORDER BY d.pk",
        values,
    )
    return map(DocumentRow._make, found)


def with_more(connection: sqlite3.Connection, pks: Sequence[int]) -> set[int]:
    """The keys of those of these documents that have relations or labels of their own."""
    labelled = connection.execute(
        "SELECT DISTINCT document FROM document_label WHERE document IN (SELECT value FROM json_each(?))",
        (forms.dumps(list(pks)),),
    )
    found = {row[0] for row in labelled}
    if connection.execute("SELECT EXISTS (SELECT 1 FROM relation)").fetchone()[0]:
        linked = connection.execute(
            "SELECT DISTINCT document FROM span s WHERE document IN (SELECT value FROM json_each(?))"
            " AND EXISTS (SELECT 1 FROM relation WHERE head = s.id)",
            (forms.dumps(list(pks)),),
        )
        found.update(row[0] for row in linked)
    return found


def statuses(
    connection: sqlite3.Connection, pks: Sequence[int]
) -> dict[int, list[tuple[str, str, int, str]]]:
    """Layer, state, flag and note of documents, by layer."""
    rows: dict[int, list[tuple[str, str, int, str]]] = {}
    sql = (
        "SELECT document, layer, state, flag, note FROM status WHERE document IN (SELECT value FROM json_each(?))"
        " ORDER BY document, layer"
    )
    for pk, *row in connection.execute(sql, (forms.dumps(list(pks)),)):
        rows.setdefault(pk, []).append((row[0], row[1], row[2], row[3]))
    return rows
