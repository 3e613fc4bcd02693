"""Entities as rows: for each kind how to insert, update, delete and read one."""

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain
from operator import itemgetter
from sys import intern
from typing import Any

from annotator.domain.assignment import Assignment
from annotator.domain.change import Entity
from annotator.domain.document import Document
from annotator.domain.schema import LabelSchema, schema_from_dict, schema_to_dict
from annotator.domain.setting import Setting
from annotator.domain.span import Relation, Span
from annotator.domain.status import DocumentLabel, Status
from annotator.store import forms

Row = Sequence[Any]


@dataclass(frozen=True)
class Table:
    """SQL of one kind. `row` gives the values of `insert` and `update`, `key` those of `delete` and `select`.

    Where a row belongs to a document, `row` takes what stands for it: its primary key for `insert`, its id for
    `update`, which looks the key up itself.
    """

    insert: str
    update: str
    delete: str
    select: str
    row: Callable[[Any, Any], Row]
    key: Callable[[Any], Row]
    entity: Callable[[Row], Any]


def fetch(connection: sqlite3.Connection, kind: str, entity: Entity) -> Entity | None:
    """The entity with the same key as it now stands, or None."""
    table = TABLES[kind]
    row = connection.execute(table.select, table.key(entity)).fetchone()
    return table.entity(row) if row else None


def insert(connection: sqlite3.Connection, kind: str, entities: Sequence[Entity]) -> None:
    """Insert entities of one kind and one document."""
    table = TABLES[kind]
    if kind == "document":
        for document in entities:
            assert isinstance(document, Document)
            _put_body(connection, document)
            connection.execute(table.insert, table.row(document, None))
            connection.execute(_DETAIL, _detail_row(document))
        return
    pk = _pk_of(connection, forms.document_of(entities[0]))
    _insert_rows(connection, table, [table.row(entity, pk) for entity in entities])
    put_layers(connection, _layers_of(entities))


def insert_spans(connection: sqlite3.Connection, document: str, spans: Sequence[forms.SpanRow]) -> None:
    """Insert spans of one document: as `insert`, but quicker for many."""
    pk = _pk_of(connection, document)
    common = set(map(_COMMON, spans))
    layers = {one[0] for one in common}
    if len(common) == 1:
        _insert_alike(connection, pk, common.pop(), spans)
    else:
        _insert_rows(connection, TABLES["span"], [_span_values(span, pk) for span in spans])
    put_layers(connection, layers)


def update(connection: sqlite3.Connection, kind: str, entity: Entity) -> None:
    table = TABLES[kind]
    if isinstance(entity, Document):
        _put_body(connection, entity)
        connection.execute(_DETAIL, _detail_row(entity))
    connection.execute(table.update, [*table.row(entity, forms.document_of(entity)), *table.key(entity)])
    put_layers(connection, _layers_of([entity]))


def delete(connection: sqlite3.Connection, kind: str, entity: Entity) -> None:
    table = TABLES[kind]
    connection.execute(table.delete, table.key(entity))


def put_layers(connection: sqlite3.Connection, layers: set[str]) -> None:
    """Remember the layers that something was put into."""
    for layer in layers:
        connection.execute("INSERT OR IGNORE INTO layer (name) VALUES (?)", (layer,))


def every(connection: sqlite3.Connection, kind: str) -> Iterator[Entity]:
    """All entities of a kind, in a stable order."""
    table = TABLES[kind]
    sql = table.select[: table.select.rindex(" WHERE ")]
    return map(table.entity, connection.execute(sql))


SPAN_COLUMNS = (
    "s.id, d.id, s.start_char, s.end_char, s.label, s.quote, s.layer, s.attrs, s.source, s.created, s.modified,"
    " s.note, s.schema_version"
)


def span_of(row: Row) -> Span:
    """A span from `SPAN_COLUMNS`."""
    fields = list(row)
    # Of a million spans there are a handful of labels, layers and sources: one string each, not one a row.
    fields[4], fields[6], fields[8] = intern(fields[4]), intern(fields[6]), intern(fields[8])
    fields[7] = {} if row[7] == "{}" else forms.loads(row[7])
    return Span(*fields)


def document_of(row: Row) -> Document:
    """A document from the columns of its `select`."""
    identity, text, meta, source, outline, version, digest = row
    return Document(
        identity,
        text,
        forms.loads(meta),
        forms.source_from_form(forms.loads(source)),
        forms.outline_from_form(forms.loads(outline)),
        version,
        digest,
    )


def _put_body(connection: sqlite3.Connection, document: Document) -> None:
    connection.execute(
        "INSERT OR IGNORE INTO body (digest, text) VALUES (?, ?)", (document.digest, document.text)
    )


def _layers_of(entities: Sequence[Entity]) -> set[str]:
    return {entity.layer for entity in entities if not isinstance(entity, Document | LabelSchema | Setting)}


def _pk_of(connection: sqlite3.Connection, document: str) -> int | None:
    # Looked up once and not in SQL for every row: an import brings many.
    found = connection.execute(_PK, (document,)).fetchone()
    return found[0] if found else None


def _insert_alike(
    connection: sqlite3.Connection, document: int | None, common: Row, spans: Sequence[forms.SpanRow]
) -> None:
    """Insert spans that agree in the `_COMMON` fields, which are bound once: to bind costs more than to insert."""
    for start in range(0, len(spans), _AT_ONCE):
        ids, starts, ends, labels, quotes, _, attrs, *_ = zip(*spans[start : start + _AT_ONCE], strict=True)
        own = zip(
            ids,
            starts,
            ends,
            labels,
            quotes,
            [forms.dumps(each) if each else "{}" for each in attrs],
            strict=True,
        )
        values = [document, *common, *chain.from_iterable(own)]
        connection.execute(_insert_many_alike(len(ids)), values)


def _insert_rows(connection: sqlite3.Connection, table: Table, rows: Sequence[Row]) -> None:
    for start in range(0, len(rows), _AT_ONCE):
        some = rows[start : start + _AT_ONCE]
        connection.execute(_insert_many(table.insert, len(some)), list(chain.from_iterable(some)))


_AT_ONCE = 64  # rows in one statement; a quarter quicker than one by one


@cache
def _insert_many(insert: str, count: int) -> str:
    """The statement that inserts `count` rows."""
    head, row = insert.split(" VALUES ")
    return f"{head} VALUES " + ", ".join([row] * count)


@cache
def _insert_many_alike(count: int) -> str:
    """As `_insert_many` for spans: ?1 is the document, ?2 to ?7 the common fields, then come each one's own."""
    head, _row = TABLES["span"].insert.split(" VALUES ")
    values = (
        f"(?{n}, ?1, ?{n + 1}, ?{n + 2}, ?{n + 3}, ?{n + 4}, ?2, ?{n + 5}, ?3, ?4, ?5, ?6, ?7)"
        for n in range(8, 8 + 6 * count, 6)
    )
    return f"{head} VALUES " + ", ".join(values)


_COMMON = itemgetter(
    5, 7, 8, 9, 10, 11
)  # layer, source, created, modified, note, version of the label schema
_PK = "SELECT pk FROM document WHERE id = ?"
_DETAIL = f"INSERT OR REPLACE INTO detail (document, meta, source, outline) VALUES (({_PK}), ?, ?, ?)"


def _detail_row(document: Document) -> Row:
    return (
        document.id,
        forms.dumps(dict(document.meta)),
        forms.dumps(forms.source_to_form(document.source)),
        forms.dumps(forms.outline_to_form(document.outline)),
    )


def _span_values(span: forms.SpanRow, document: Any) -> Row:
    attrs = forms.dumps(span[6]) if span[6] else "{}"
    return span[0], document, *span[1:6], attrs, *span[7:]


TABLES: dict[str, Table] = {
    "document": Table(
        insert="INSERT INTO document (id, digest, title, chars, version) VALUES (?, ?, ?, ?, ?)",
        update="UPDATE document SET id = ?, digest = ?, title = ?, chars = ?, version = ? WHERE id = ?",
        delete="DELETE FROM document WHERE id = ?",
        select="SELECT d.id, b.text, e.meta, e.source, e.outline, d.version, d.digest FROM document d"
        " JOIN body b ON b.digest = d.digest JOIN detail e ON e.document = d.pk WHERE d.id = ?",
        row=lambda d, _document: (d.id, d.digest, d.title, len(d.text), d.version),
        key=lambda d: (d.id,),
        entity=document_of,
    ),
    "span": Table(
        insert="INSERT INTO span (id, document, start_char, end_char, label, quote, layer, attrs, source, created,"
        " modified, note, schema_version) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        update=f"UPDATE span SET id = ?, document = ({_PK}), start_char = ?, end_char = ?, label = ?, quote = ?,"
        " layer = ?, attrs = ?, source = ?, created = ?, modified = ?, note = ?, schema_version = ? WHERE id = ?",
        delete="DELETE FROM span WHERE id = ?",
        select=f"SELECT {SPAN_COLUMNS} FROM span s JOIN document d ON d.pk = s.document WHERE s.id = ?",
        row=lambda s, document: _span_values(forms.span_row(s), document),
        key=lambda s: (s.id,),
        entity=span_of,
    ),
    "relation": Table(
        insert="INSERT INTO relation (id, type, head, tail, layer) VALUES (?, ?, ?, ?, ?)",
        update="UPDATE relation SET id = ?, type = ?, head = ?, tail = ?, layer = ? WHERE id = ?",
        delete="DELETE FROM relation WHERE id = ?",
        select="SELECT id, type, head, tail, layer FROM relation WHERE id = ?",
        row=lambda r, _document: (r.id, r.type, r.head, r.tail, r.layer),
        key=lambda r: (r.id,),
        entity=lambda row: Relation(*row),
    ),
    "status": Table(
        insert="INSERT INTO status (document, layer, state, flag, note) VALUES (?, ?, ?, ?, ?)",
        update=f"UPDATE status SET document = ({_PK}), layer = ?, state = ?, flag = ?, note = ?"
        f" WHERE document = ({_PK}) AND layer = ?",
        delete=f"DELETE FROM status WHERE document = ({_PK}) AND layer = ?",
        select="SELECT d.id, s.layer, s.state, s.flag, s.note FROM status s JOIN document d ON d.pk = s.document"
        " WHERE d.id = ? AND s.layer = ?",
        row=lambda s, document: (document, s.layer, s.state, int(s.flag), s.note),
        key=lambda s: (s.doc_id, s.layer),
        entity=lambda row: Status(row[0], row[1], row[2], bool(row[3]), row[4]),
    ),
    "document_label": Table(
        insert="INSERT INTO document_label (document, layer, name, value) VALUES (?, ?, ?, ?)",
        update=f"UPDATE document_label SET document = ({_PK}), layer = ?, name = ?, value = ?"
        f" WHERE document = ({_PK}) AND layer = ? AND name = ?",
        delete=f"DELETE FROM document_label WHERE document = ({_PK}) AND layer = ? AND name = ?",
        select="SELECT d.id, l.layer, l.name, l.value FROM document_label l JOIN document d ON d.pk = l.document"
        " WHERE d.id = ? AND l.layer = ? AND l.name = ?",
        row=lambda label, document: (document, label.layer, label.name, forms.dumps(label.value)),
        key=lambda label: (label.doc_id, label.layer, label.name),
        entity=lambda row: DocumentLabel(row[0], row[1], row[2], forms.loads(row[3])),
    ),
    "label_schema": Table(
        insert="INSERT INTO label_schema (version, body) VALUES (?, ?)",
        update="UPDATE label_schema SET version = ?, body = ? WHERE version = ?",
        delete="DELETE FROM label_schema WHERE version = ?",
        select="SELECT body FROM label_schema WHERE version = ?",
        row=lambda schema, _document: (schema.version, forms.dumps(schema_to_dict(schema))),
        key=lambda schema: (schema.version,),
        entity=lambda row: schema_from_dict(forms.loads(row[0])),
    ),
    "assignment": Table(
        insert="INSERT INTO assignment (document, layer) VALUES (?, ?)",
        update=f"UPDATE assignment SET document = ({_PK}), layer = ? WHERE document = ({_PK}) AND layer = ?",
        delete=f"DELETE FROM assignment WHERE document = ({_PK}) AND layer = ?",
        select="SELECT d.id, a.layer FROM assignment a JOIN document d ON d.pk = a.document"
        " WHERE d.id = ? AND a.layer = ?",
        row=lambda a, document: (document, a.layer),
        key=lambda a: (a.doc_id, a.layer),
        entity=lambda row: Assignment(*row),
    ),
    "verdict": Table(
        insert="INSERT INTO verdict (id, document, case_key, layer, body) VALUES (?, ?, ?, ?, ?)",
        update=f"UPDATE verdict SET id = ?, document = ({_PK}), case_key = ?, layer = ?, body = ? WHERE id = ?",
        delete="DELETE FROM verdict WHERE id = ?",
        select="SELECT body FROM verdict WHERE id = ?",
        row=lambda v, document: (v.id, document, v.case, v.layer, forms.dumps(forms.to_form(v))),
        key=lambda v: (v.id,),
        entity=lambda row: forms.verdict_from_form(forms.loads(row[0])),
    ),
    "setting": Table(
        insert="INSERT INTO setting (name, value) VALUES (?, ?)",
        update="UPDATE setting SET name = ?, value = ? WHERE name = ?",
        delete="DELETE FROM setting WHERE name = ?",
        select="SELECT name, value FROM setting WHERE name = ?",
        row=lambda s, _document: (s.name, forms.dumps(s.value)),
        key=lambda s: (s.name,),
        entity=lambda row: Setting(row[0], forms.loads(row[1])),
    ),
}
