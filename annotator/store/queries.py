"""What windows and commands ask the project: documents as a list, counts, spans by place."""

import sqlite3
from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from annotator.domain.document import Document, Section
from annotator.domain.setting import Setting
from annotator.domain.span import Relation, Span
from annotator.domain.status import DocumentLabel, Status
from annotator.store import forms, rows

# id, start, end, label, quote, layer, attributes as JSON, note
SpanRow = tuple[str, int, int, str, str, str, str, str]
# document, layer, label, start, end, id, version of the label schema
MarkRow = tuple[str, str, str, int, int, str, int]
# document, id, start, end, label, quote, attributes as JSON
LayerRow = tuple[str, str, int, int, str, str, str]


@dataclass(frozen=True, slots=True)
class DocumentInfo:
    """A line of the document list: everything but the text. `spans` counts those of one layer, or of all."""

    pk: int
    id: str
    title: str
    chars: int
    version: int
    state: str
    flag: int  # 0 or 1
    spans: int


@dataclass(frozen=True, slots=True)
class DocumentHead:
    """What a document is, without its text and outline."""

    id: str
    title: str
    chars: int
    meta: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Filter:
    """Which documents to list: a part of the title; with respect to a layer a state, flagged ones, its own ones only."""

    title: str = ""
    state: str = ""
    flagged: bool = False
    assigned: bool = False


def document_keys(connection: sqlite3.Connection, layer: str, wanted: Filter) -> "array[int]":
    """Primary keys of the documents that fit, in the order they came in; 8 bytes each."""
    if wanted == Filter() and (whole := _unbroken(connection)) is not None:
        return whole
    conditions, values = ["1"], []
    if wanted.title:
        conditions.append("instr(lower(d.title), lower(?)) > 0")
        values.append(wanted.title)
    if wanted.state or wanted.flagged:
        values.insert(0, layer)
    if wanted.state:
        conditions.append("coalesce(s.state, 'todo') = ?")
        values.append(wanted.state)
    if wanted.flagged:
        conditions.append("coalesce(s.flag, 0) = 1")
    if wanted.assigned:
        conditions.append("EXISTS (SELECT 1 FROM assignment a WHERE a.document = d.pk AND a.layer = ?)")
        values.append(layer)
    join = "LEFT JOIN status s ON s.document = d.pk AND s.layer = ?" if wanted.state or wanted.flagged else ""
    sql = f"SELECT d.pk FROM document d {join} WHERE {' AND '.join(conditions)} ORDER BY d.pk"
    return array("q", (row[0] for row in connection.execute(sql, values)))


def document_infos(
    connection: sqlite3.Connection, keys: Sequence[int], layer: str
) -> dict[int, DocumentInfo]:
    """The list lines of some documents (a page, not all), by primary key."""
    marks = ",".join("?" * len(keys))
    sql = (
        "SELECT d.pk, d.id, d.title, d.chars, d.version, coalesce(s.state, 'todo'), coalesce(s.flag, 0) = 1,"
        " (SELECT count(*) FROM span WHERE document = d.pk AND layer = ?)"
        f" FROM document d LEFT JOIN status s ON s.document = d.pk AND s.layer = ? WHERE d.pk IN ({marks})"
    )
    found = connection.execute(sql, [layer, layer, *keys])
    return {row[0]: DocumentInfo(*row) for row in found}


def document_heads(connection: sqlite3.Connection) -> Iterator[DocumentHead]:
    """All documents without their texts, in the order they came in."""
    sql = "SELECT d.id, d.title, d.chars, e.meta FROM document d JOIN detail e ON e.document = d.pk ORDER BY d.pk"
    return (DocumentHead(row[0], row[1], row[2], forms.loads(row[3])) for row in connection.execute(sql))


def document_title(connection: sqlite3.Connection, document: str) -> str:
    """The title, or the id where there is no such document."""
    row = connection.execute("SELECT title FROM document WHERE id = ?", (document,)).fetchone()
    return row[0] if row else document


def document_digests(connection: sqlite3.Connection) -> dict[str, str]:
    """Document id → digest of its text, in the order they came in."""
    return dict(connection.execute("SELECT id, digest FROM document ORDER BY pk"))


def document_states(connection: sqlite3.Connection) -> dict[str, dict[str, str]]:
    """States other than `todo`: document id → layer → state."""
    states: dict[str, dict[str, str]] = {}
    sql = (
        "SELECT d.id, s.layer, s.state FROM status s JOIN document d ON d.pk = s.document"
        " WHERE s.state <> 'todo' ORDER BY d.pk, s.layer"
    )
    for document, layer, state in connection.execute(sql):
        states.setdefault(document, {})[layer] = state
    return states


def ids_beginning(connection: sqlite3.Connection, beginning: str) -> Iterator[str]:
    """Ids of documents that begin so, sorted."""
    sql = "SELECT id FROM document WHERE substr(id, 1, length(?)) = ? ORDER BY id"
    return (row[0] for row in connection.execute(sql, (beginning, beginning)))


def document_count(connection: sqlite3.Connection) -> int:
    return _number(connection, "SELECT count(*) FROM document")


def state_counts(connection: sqlite3.Connection, layer: str) -> dict[str, int]:
    """How many documents are in which state for one layer; those without a row are `todo`."""
    counts = dict(
        connection.execute("SELECT state, count(*) FROM status WHERE layer = ? GROUP BY state", (layer,))
    )
    counts["todo"] = document_count(connection) - sum(n for state, n in counts.items() if state != "todo")
    return counts


def span_counts(connection: sqlite3.Connection) -> dict[str, dict[str, int]]:
    """Number of spans: layer → label → count."""
    counts: dict[str, dict[str, int]] = {}
    sql = "SELECT layer, label, count(*) FROM span GROUP BY layer, label ORDER BY layer, label"
    for layer, label, number in connection.execute(sql):
        counts.setdefault(layer, {})[label] = number
    return counts


def document_span_counts(connection: sqlite3.Connection) -> dict[str, dict[str, int]]:
    """Number of spans: document id → layer → count."""
    counts: dict[str, dict[str, int]] = {}
    sql = (
        "SELECT d.id, s.layer, count(*) FROM span s JOIN document d ON d.pk = s.document"
        " GROUP BY s.document, s.layer ORDER BY s.document, s.layer"
    )
    for document, layer, number in connection.execute(sql):
        counts.setdefault(document, {})[layer] = number
    return counts


def characters(connection: sqlite3.Connection) -> int:
    return _number(connection, "SELECT coalesce(sum(chars), 0) FROM document")


def layers(connection: sqlite3.Connection) -> list[str]:
    """Names of all layers that ever held something, sorted."""
    return [row[0] for row in connection.execute("SELECT name FROM layer ORDER BY name")]


def actors(connection: sqlite3.Connection) -> list[str]:
    """Names of all who have ever written, sorted."""
    return [row[0] for row in connection.execute("SELECT DISTINCT actor FROM step ORDER BY actor")]


def documents(connection: sqlite3.Connection) -> Iterator[Document]:
    """All documents with their texts, one at a time, in the order they came in."""
    sql = rows.TABLES["document"].select.replace("WHERE d.id = ?", "ORDER BY d.pk")
    return map(rows.document_of, connection.execute(sql))


def document_by_id(connection: sqlite3.Connection, document: str) -> Document | None:
    row = connection.execute(rows.TABLES["document"].select, (document,)).fetchone()
    return rows.document_of(row) if row else None


def document_by_pk(connection: sqlite3.Connection, pk: int) -> Document | None:
    sql = rows.TABLES["document"].select.replace("WHERE d.id = ?", "WHERE d.pk = ?")
    row = connection.execute(sql, (pk,)).fetchone()
    return rows.document_of(row) if row else None


def pk_of(connection: sqlite3.Connection, document: str) -> int | None:
    row = connection.execute("SELECT pk FROM document WHERE id = ?", (document,)).fetchone()
    return row[0] if row else None


def id_by_digest(connection: sqlite3.Connection, digest: str) -> str | None:
    """The id of the first document with this text."""
    row = connection.execute(
        "SELECT id FROM document WHERE digest = ? ORDER BY pk LIMIT 1", (digest,)
    ).fetchone()
    return row[0] if row else None


def has_any_text(connection: sqlite3.Connection, digests: Iterable[str]) -> bool:
    """Whether a document has one of the texts with these digests."""
    sql = "SELECT EXISTS (SELECT 1 FROM json_each(?) JOIN document ON digest = value)"
    return bool(connection.execute(sql, (forms.dumps(list(digests)),)).fetchone()[0])


def ids_with_any(connection: sqlite3.Connection, pieces: Sequence[str]) -> list[str]:
    """The ids of the documents whose text has one of the pieces; reads all texts."""
    # Python finds in a text thrice as fast as SQLite's instr, which goes from character to character.
    texts = connection.execute(
        "SELECT d.id, b.text FROM document d JOIN body b ON b.digest = d.digest ORDER BY d.pk"
    )
    return [identity for identity, text in texts if any(piece in text for piece in pieces)]


def ids_of_source(connection: sqlite3.Connection, name: str) -> list[str]:
    """The ids of the documents with this title, or from a file of this name, with or without folder and suffix."""
    sql = (
        "SELECT d.id, d.title, json_extract(e.source, '$[0]') FROM document d JOIN detail e ON e.document = d.pk"
        " WHERE d.title = ?1 OR instr(e.source, ?2) > 0 ORDER BY d.pk"
    )
    beginning = forms.dumps(name)[1:-1]
    return [
        row[0]
        for row in connection.execute(sql, (name, beginning))
        if name in (row[1], row[2], (file := PurePosixPath(row[2])).name, file.stem)
    ]


def stands(connection: sqlite3.Connection, document: str, digest: str) -> bool:
    """Whether a document has the text with this digest."""
    sql = "SELECT 1 FROM document WHERE id = ? AND digest = ?"
    return connection.execute(sql, (document, digest)).fetchone() is not None


def spans(connection: sqlite3.Connection, document: str | None, layer: str | None) -> Iterator[Span]:
    """Spans by place: of one document or all, of one layer or all; longer ones first where they start together."""
    conditions, values = ["1"], []
    if document is not None:
        conditions.append("s.document = (SELECT pk FROM document WHERE id = ?)")
        values.append(document)
    if layer is not None:
        conditions.append("s.layer = ?")
        values.append(layer)
    sql = (
        f"SELECT {rows.SPAN_COLUMNS} FROM span s JOIN document d ON d.pk = s.document WHERE {' AND '.join(conditions)}"
        " ORDER BY s.document, s.start_char, s.end_char DESC, s.label, s.layer, s.id"
    )
    return map(rows.span_of, connection.execute(sql, values))


def marks(connection: sqlite3.Connection) -> Iterator[MarkRow]:
    """All spans as plain rows, by document in the order they came in: for figures, which need many of them quickly."""
    return connection.execute(
        "SELECT d.id, s.layer, s.label, s.start_char, s.end_char, s.id, s.schema_version FROM document d"
        " JOIN span s ON s.document = d.pk ORDER BY d.pk"
    )


def layer_marks(connection: sqlite3.Connection, layer: str) -> Iterator[LayerRow]:
    """The spans of one layer as plain rows, by document in the order they came in and by place."""
    return connection.execute(
        "SELECT d.id, s.id, s.start_char, s.end_char, s.label, s.quote, s.attrs FROM document d"
        " JOIN span s ON s.document = d.pk AND s.layer = ? ORDER BY d.pk, s.start_char, s.end_char",
        (layer,),
    )


def document_lengths(connection: sqlite3.Connection) -> dict[str, int]:
    """Code points by document, in the order they came in."""
    return dict(connection.execute("SELECT id, chars FROM document ORDER BY pk"))


def outlines(connection: sqlite3.Connection) -> Iterator[tuple[str, tuple[Section, ...]]]:
    """Documents with their sections, in the order they came in."""
    sql = "SELECT d.id, e.outline FROM document d JOIN detail e ON e.document = d.pk ORDER BY d.pk"
    return ((row[0], forms.outline_from_form(forms.loads(row[1]))) for row in connection.execute(sql))


def outline(connection: sqlite3.Connection, document: str) -> tuple[Section, ...]:
    sql = "SELECT outline FROM detail WHERE document = (SELECT pk FROM document WHERE id = ?)"
    row = connection.execute(sql, (document,)).fetchone()
    return forms.outline_from_form(forms.loads(row[0])) if row else ()


def span_rows(connection: sqlite3.Connection, document: str) -> list[SpanRow]:
    """Spans of a document in no order, without what only this project knows of them."""
    return connection.execute(
        "SELECT id, start_char, end_char, label, quote, layer, attrs, note FROM span"
        " WHERE document = (SELECT pk FROM document WHERE id = ?)",
        (document,),
    ).fetchall()


def spans_overlapping(
    connection: sqlite3.Connection, document: str, layer: str, start: int, end: int
) -> Iterator[Span]:
    """Spans of one layer that share a character with `[start, end)`."""
    sql = (
        f"SELECT {rows.SPAN_COLUMNS} FROM span s JOIN document d ON d.pk = s.document"
        " WHERE s.document = (SELECT pk FROM document WHERE id = ?) AND s.layer = ? AND s.start_char < ? AND s.end_char > ?"
    )
    return map(rows.span_of, connection.execute(sql, (document, layer, end, start)))


def relations(connection: sqlite3.Connection, document: str | None) -> list[Relation]:
    """Relations whose head lies in the document (or all), sorted by id."""
    where = "WHERE s.document = (SELECT pk FROM document WHERE id = ?)" if document is not None else ""
    sql = f"SELECT r.id, r.type, r.head, r.tail, r.layer FROM relation r JOIN span s ON s.id = r.head {where} ORDER BY r.id"
    return [Relation(*row) for row in connection.execute(sql, () if document is None else (document,))]


def relation_count(connection: sqlite3.Connection) -> int:
    return _number(connection, "SELECT count(*) FROM relation")


def has_relations(connection: sqlite3.Connection) -> bool:
    return bool(_number(connection, "SELECT EXISTS (SELECT 1 FROM relation)"))


def relations_of_span(connection: sqlite3.Connection, span: str) -> list[Relation]:
    sql = "SELECT id, type, head, tail, layer FROM relation WHERE head = ? OR tail = ? ORDER BY id"
    return [Relation(*row) for row in connection.execute(sql, (span, span))]


def statuses(connection: sqlite3.Connection, document: str) -> list[Status]:
    sql = "SELECT layer, state, flag, note FROM status WHERE document = (SELECT pk FROM document WHERE id = ?) ORDER BY layer"
    return [
        Status(document, row[0], row[1], bool(row[2]), row[3]) for row in connection.execute(sql, (document,))
    ]


def document_labels(connection: sqlite3.Connection, document: str) -> list[DocumentLabel]:
    sql = (
        "SELECT layer, name, value FROM document_label"
        " WHERE document = (SELECT pk FROM document WHERE id = ?) ORDER BY layer, name"
    )
    return [
        DocumentLabel(document, row[0], row[1], forms.loads(row[2]))
        for row in connection.execute(sql, (document,))
    ]


def settings_beginning(connection: sqlite3.Connection, start: str) -> Iterator[Setting]:
    """The settings whose names begin so, by name."""
    sql = "SELECT name, value FROM setting WHERE name >= ? AND name < ? ORDER BY name"
    found = connection.execute(sql, (start, start + chr(0x10FFFF)))
    return (Setting(name, forms.loads(value)) for name, value in found)


def source_counts(connection: sqlite3.Connection, layer: str) -> list[tuple[str, str, int, int]]:
    """Source, label, spans, and how many of these have been changed since they were made; by source and label."""
    sql = (
        "SELECT source, label, count(*), sum(modified <> created) FROM span WHERE layer = ?"
        " GROUP BY source, label ORDER BY source, label"
    )
    return connection.execute(sql, (layer,)).fetchall()


def origin(connection: sqlite3.Connection) -> str:
    """The uuid of the first step; '' where there is none."""
    row = connection.execute("SELECT uuid FROM step ORDER BY id LIMIT 1").fetchone()
    return row[0] if row else ""


def derived(connection: sqlite3.Connection, name: str) -> Any:
    """The derived value of this name, or None."""
    row = connection.execute("SELECT value FROM derived WHERE name = ?", (name,)).fetchone()
    return forms.loads(row[0]) if row else None


def _unbroken(connection: sqlite3.Connection) -> "array[int] | None":
    """All keys where none is missing between the first and the last: then 100,000 rows need not be read."""
    first, last = connection.execute(
        "SELECT (SELECT min(pk) FROM document), (SELECT max(pk) FROM document)"
    ).fetchone()
    if first is None or document_count(connection) != last - first + 1:
        return None
    return array("q", range(first, last + 1))


def _number(connection: sqlite3.Connection, sql: str) -> int:
    number: int = connection.execute(sql).fetchone()[0]
    return number
