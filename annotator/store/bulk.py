"""New documents in bulk: what is written of them is made before, elsewhere, and comes in as plain values.

Rows and log are those that `StepWriter.add` and `add_spans` write for the same documents one by one.
"""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from itertools import chain, islice, repeat
from typing import Any, NamedTuple

from annotator.domain.document import Document, Source
from annotator.store import forms, rows

SpanColumns = tuple[list[str], list[int], list[int], list[str], list[str], list[str], list[str]]
"""Ids, starts, ends, labels, layers, attributes as canonical JSON, notes."""


_AT_ONCE = 64  # rows in one statement


class ReadyDocument(NamedTuple):
    """A new document with its spans. `text` is UTF-8; `meta`, `cited` (where the text came from) and `outline` are JSON as
    in the table `detail`; `logged` and `spans_logged` are the changes of its rows in the log, the latter empty where there
    are no spans. All spans have one source and one version of the label schema."""

    id: str
    digest: str
    text: bytes
    title: str
    meta: str
    cited: str
    outline: str
    logged: bytes
    chars: int
    spans: SpanColumns
    source: str
    schema_version: int

    @property
    def where_from(self) -> Source:
        return forms.source_from_form(forms.loads(self.cited))


def ready(document: Document, spans: SpanColumns, source: str, schema_version: int) -> ReadyDocument:
    """The document and its spans as they will be written.

    Raises UnicodeEncodeError and orjson.JSONEncodeError for half a character.
    """
    text = document.text
    logged = forms.dump_bytes([(None, forms.to_form(document))])
    for column in (spans[0], spans[3], spans[4], spans[6]):
        "".join(column).encode()
    return ReadyDocument(
        document.id,
        document.digest,
        text.encode(),
        document.title,
        forms.dumps(dict(document.meta)),
        forms.dumps(forms.source_to_form(document.source)),
        forms.dumps(forms.outline_to_form(document.outline)),
        logged,
        len(text),
        spans,
        source,
        schema_version,
    )


def document_of(made: ReadyDocument) -> Document:
    """The document itself."""
    return Document(
        made.id,
        made.text.decode(),
        forms.loads(made.meta),
        made.where_from,
        forms.outline_from_form(forms.loads(made.outline)),
        digest=made.digest,
    )


def span_rows(made: ReadyDocument) -> list[forms.SpanRow]:
    """The spans as plain values."""
    return list(_span_rows(made.spans, _quotes(made), made.source, made.schema_version))


def insert(connection: sqlite3.Connection, step: int, documents: Sequence[ReadyDocument]) -> None:
    """Write documents that are not there, and their log. Raises sqlite3.IntegrityError where one is, or a key is taken."""
    first: int = connection.execute("SELECT coalesce(max(pk), 0) + 1 FROM document").fetchone()[0]
    keys = range(first, first + len(documents))
    connection.executemany(
        "INSERT OR IGNORE INTO body (digest, text) VALUES (?, CAST(? AS TEXT))",
        ((made.digest, made.text) for made in documents),
    )
    connection.executemany(
        "INSERT INTO document (pk, id, digest, title, chars, version) VALUES (?, ?, ?, ?, ?, 1)",
        (
            (key, made.id, made.digest, made.title, made.chars)
            for key, made in zip(keys, documents, strict=True)
        ),
    )
    connection.executemany(
        "INSERT INTO detail (document, meta, source, outline) VALUES (?, ?, ?, ?)",
        ((key, made.meta, made.cited, made.outline) for key, made in zip(keys, documents, strict=True)),
    )
    quotes = list(map(_quotes, documents))
    _insert_spans(connection, keys, documents, quotes)
    connection.executemany(
        "INSERT INTO log (step, kind, document, changes) VALUES (?, ?, ?, CAST(? AS TEXT))",
        (
            (step, kind, made.id, changes)
            for made, quoted in zip(documents, quotes, strict=True)
            for kind, changes in (("document", made.logged), ("span", _spans_logged(made, quoted)))
            if changes
        ),
    )
    rows.put_layers(connection, set(chain.from_iterable(made.spans[4] for made in documents)))


@contextmanager
def written_once(connection: sqlite3.Connection) -> Iterator[None]:
    """What the block writes goes into the file itself, and what was there before into a journal that a crash is undone from.

    With a write-ahead log all pages are written twice. Nobody else may have the project open, and nobody can read it
    meanwhile: for a project that is empty so far. Where somebody has it open, all is as ever.
    """
    waits = connection.execute("PRAGMA busy_timeout").fetchone()[0]
    connection.execute("PRAGMA busy_timeout = 0")
    try:
        alone = connection.execute("PRAGMA journal_mode = DELETE").fetchone()[0] == "delete"
    except sqlite3.OperationalError:
        alone = False
    connection.execute(f"PRAGMA busy_timeout = {waits}")
    if alone:
        connection.execute("PRAGMA synchronous = EXTRA")  # the journal's end outlives a power cut, too
    try:
        yield
    finally:
        if alone:
            with suppress(sqlite3.OperationalError):  # somebody has come: the next one to open it sets it
                connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = FULL")


def _insert_spans(
    connection: sqlite3.Connection,
    keys: range,
    documents: Sequence[ReadyDocument],
    quotes: Sequence[Sequence[str]],
) -> None:
    for source, version in dict.fromkeys((made.source, made.schema_version) for made in documents):
        assert source.isidentifier()
        values = chain.from_iterable(
            zip(
                ids, repeat(key), starts, ends, labels, quoted, layers, attrs, notes,
            )
            for key, made, quoted in zip(keys, documents, quotes, strict=True)
            if (made.source, made.schema_version) == (source, version)
            for ids, starts, ends, labels, layers, attrs, notes in (made.spans,)
        )  # fmt: skip
        # What all have in common is no parameter, and many rows are one statement: to bind costs as much as to insert.
        head = (
            "INSERT INTO span (id, document, start_char, end_char, label, quote, layer, attrs, note, source, created,"
            " modified, schema_version) VALUES "
        )
        row = f"(?, ?, ?, ?, ?, ?, ?, ?, ?, '{source}', '', '', {version:d})"
        while some := list(islice(values, _AT_ONCE)):
            connection.execute(head + ", ".join([row] * len(some)), list(chain.from_iterable(some)))


def _quotes(made: ReadyDocument) -> list[str]:
    text = made.text.decode()
    return [text[start:end] for start, end in zip(made.spans[1], made.spans[2], strict=True)]


def _spans_logged(made: ReadyDocument, quotes: Sequence[str]) -> bytes:
    """The changes of the spans as they stand in the log, empty where there are none: pairs of nothing and the forms of
    `forms.span_form`, whose last fields are left out where they are at their default."""
    if not quotes:
        return b""
    if made.schema_version != 1:
        rows_ = _span_rows(made.spans, quotes, made.source, made.schema_version)
        return forms.dump_bytes([(None, forms.span_form(row)) for row in rows_])
    source = made.source
    given: dict[str, Any] = {form: forms.fragment(form) for form in set(made.spans[5])}
    return forms.dump_bytes([
        (None, (id_, start, end, label, quote, layer, given[form], source, "", "", note))
        if note
        else (None, (id_, start, end, label, quote, layer, given[form], source))
        for id_, start, end, label, layer, form, note, quote in zip(*made.spans, quotes, strict=True)
    ])  # fmt: skip


def _span_rows(
    spans: SpanColumns, quotes: Sequence[str], source: str, schema_version: int
) -> Iterator[forms.SpanRow]:
    for id_, start, end, label, layer, form, note, quote in zip(*spans, quotes, strict=True):
        attrs = forms.loads(form)
        yield forms.SpanRow(
            id_, start, end, label, quote, layer, attrs, source, "", "", note, schema_version
        )  # fmt: skip
