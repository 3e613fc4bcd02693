"""Documents of a project as JSON that SQLite makes of their rows: for exports, where an object a span costs most of all."""

import sqlite3
from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple

from annotator.store import forms

_FIELDS = (
    "'id', id, 'start', start_char, 'end', end_char, 'label', label, 'text', quote, 'attrs', json(attrs),"
    " 'layer', layer"
)
_OF_LAYERS = " AND layer IN (SELECT value FROM json_each(?))"


class DocumentRow(NamedTuple):
    """A document; `meta` and `outline` are JSON as in the table `detail`."""

    id: str
    text: str
    meta: str
    outline: str


def sizes(connection: sqlite3.Connection) -> Iterator[tuple[int, int]]:
    """The keys of all documents with their characters, in the order they came in."""
    return connection.execute("SELECT pk, chars FROM document ORDER BY pk")


def document_row(connection: sqlite3.Connection, pk: int) -> DocumentRow:
    row = connection.execute(
        "SELECT d.id, b.text, e.meta, e.outline FROM document d JOIN body b ON b.digest = d.digest"
        " JOIN detail e ON e.document = d.pk WHERE d.pk = ?",
        (pk,),
    ).fetchone()
    return DocumentRow(*row)


def spans_json(connection: sqlite3.Connection, pk: int, layers: Collection[str] | None) -> tuple[str, bool]:
    """The spans of a document, of some layers or all, as a list of canonical JSON objects, in no order and without notes;
    and whether there are notes."""
    found = connection.execute(
        f"SELECT json_group_array(json_object({_FIELDS})), max(note) FROM span WHERE document = ?{_only(layers)}",
        _values(pk, layers),
    ).fetchone()
    return found[0], bool(found[1])


def ordered_spans_json(connection: sqlite3.Connection, pk: int, layers: Collection[str] | None) -> str:
    """The same with their notes, by place, the longer first."""
    made = f"CASE note WHEN '' THEN json_object({_FIELDS}) ELSE json_object({_FIELDS}, 'note', note) END"
    found: str = connection.execute(
        f"SELECT json_group_array(json(made)) FROM (SELECT {made} AS made FROM span WHERE document = ?{_only(layers)}"
        " ORDER BY start_char, end_char DESC, label, layer, id)",
        _values(pk, layers),
    ).fetchone()[0]
    return found


def with_more(connection: sqlite3.Connection) -> set[int]:
    """The keys of documents that have relations or labels of their own."""
    found = connection.execute(
        "SELECT s.document FROM relation r JOIN span s ON s.id = r.head UNION SELECT document FROM document_label"
    )
    return {row[0] for row in found}


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


def _only(layers: Collection[str] | None) -> str:
    return "" if layers is None else _OF_LAYERS


def _values(pk: int, layers: Collection[str] | None) -> tuple[int] | tuple[int, str]:
    return (pk,) if layers is None else (pk, forms.dumps(list(layers)))
