"""What is read from an open project file; what SQLite says against it becomes a sentence."""

import sqlite3
from array import array
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import wraps
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, TypeVar

import orjson

from annotator.domain.assignment import Assignment
from annotator.domain.document import Document, Section
from annotator.domain.errors import NotFound
from annotator.domain.history import Histories
from annotator.domain.schema import LabelSchema, schema_from_dict
from annotator.domain.setting import Setting
from annotator.domain.span import Relation, Span
from annotator.domain.status import DocumentLabel, Status
from annotator.domain.verdict import Verdict
from annotator.i18n import _
from annotator.store import file, forms, group_queries, histories, json_rows, queries, rows
from annotator.store.check import Progress, check

Arguments = ParamSpec("Arguments")
Answer = TypeVar("Answer")
UNREADABLE = (sqlite3.Error, orjson.JSONDecodeError)


def read(
    method: "Callable[Concatenate[Any, Arguments], Answer]",
) -> "Callable[Concatenate[Any, Arguments], Answer]":
    """A method of `Reading` that raises UserErrors instead of SQLite's: the disk may go away at any moment."""

    @wraps(method)
    def guarded(self: Any, /, *arguments: Arguments.args, **options: Arguments.kwargs) -> Answer:
        try:  # no context manager: this stands in the way of every key
            return method(self, *arguments, **options)
        except UNREADABLE as error:
            raise file.sentence(error, self.path) from error

    return guarded


def each(
    method: "Callable[Concatenate[Any, Arguments], Iterator[Answer]]",
) -> "Callable[Concatenate[Any, Arguments], Iterator[Answer]]":
    """As `read`, for what gives one thing after the other: it may fail later, too."""

    @wraps(method)
    def guarded(self: Any, /, *arguments: Arguments.args, **options: Arguments.kwargs) -> Iterator[Answer]:
        try:
            return _guarded(method(self, *arguments, **options), self.path)
        except UNREADABLE as error:
            raise file.sentence(error, self.path) from error

    return guarded


def _guarded(found: Iterator[Answer], path: Path) -> Iterator[Answer]:
    try:
        yield from found
    except UNREADABLE as error:
        raise file.sentence(error, path) from error


class Reading:
    """The reading half of `Store`. All methods raise ProjectError when the file cannot be read any more."""

    path: Path
    _connection: sqlite3.Connection

    @read
    def document(self, document: str) -> Document:
        """Raises NotFound."""
        found = queries.document_by_id(self._connection, document)
        if found is None:
            raise NotFound(_("there is no document “{id}” in the project", id=document))
        return found

    @read
    def document_at(self, pk: int) -> Document | None:
        return queries.document_by_pk(self._connection, pk)

    @read
    def pk_of(self, document: str) -> int | None:
        return queries.pk_of(self._connection, document)

    @read
    def has_document(self, document: str) -> bool:
        return queries.pk_of(self._connection, document) is not None

    @read
    def id_by_digest(self, digest: str) -> str | None:
        return queries.id_by_digest(self._connection, digest)

    @read
    def has_any_text(self, digests: Iterable[str]) -> bool:
        """Whether a document has one of the texts with these digests."""
        return queries.has_any_text(self._connection, digests)

    @read
    def ids_with_any(self, pieces: Sequence[str]) -> list[str]:
        return queries.ids_with_any(self._connection, pieces)

    @read
    def ids_of_source(self, name: str) -> list[str]:
        return queries.ids_of_source(self._connection, name)

    @read
    def stands(self, document: Document) -> bool:
        """Whether the document is there with just this text."""
        return queries.stands(self._connection, document.id, document.digest)

    @each
    def documents(self) -> Iterator[Document]:
        return queries.documents(self._connection)

    @read
    def document_keys(self, layer: str, wanted: queries.Filter) -> "array[int]":
        return queries.document_keys(self._connection, layer, wanted)

    @read
    def document_infos(self, keys: Sequence[int], layer: str) -> dict[int, queries.DocumentInfo]:
        return queries.document_infos(self._connection, keys, layer)

    @each
    def document_heads(self) -> Iterator[queries.DocumentHead]:
        return queries.document_heads(self._connection)

    @read
    def document_title(self, document: str) -> str:
        """The title, or the id where there is no such document."""
        return queries.document_title(self._connection, document)

    @read
    def document_digests(self) -> dict[str, str]:
        """Document id → digest of its text, in the order they came in."""
        return queries.document_digests(self._connection)

    @read
    def document_states(self) -> dict[str, dict[str, str]]:
        return queries.document_states(self._connection)

    @each
    def ids_beginning(self, beginning: str) -> Iterator[str]:
        return queries.ids_beginning(self._connection, beginning)

    @read
    def document_count(self) -> int:
        return queries.document_count(self._connection)

    @each
    def spans(self, document: str | None = None, layer: str | None = None) -> Iterator[Span]:
        return queries.spans(self._connection, document, layer)

    @read
    def span_rows(self, document: str) -> list[queries.SpanRow]:
        """Spans as plain rows, in no order: for exports, where many are needed quickly."""
        return queries.span_rows(self._connection, document)

    @each
    def document_sizes(self) -> Iterator[tuple[int, int]]:
        """The keys of all documents with their characters, in the order they came in."""
        return json_rows.sizes(self._connection)

    @each
    def document_rows(
        self, pks: Sequence[int], layers: Collection[str] | None
    ) -> Iterator[json_rows.DocumentRow]:
        """See `json_rows.document_rows`."""
        return json_rows.document_rows(self._connection, pks, layers)

    @read
    def with_more(self, pks: Sequence[int]) -> set[int]:
        """See `json_rows.with_more`."""
        return json_rows.with_more(self._connection, pks)

    @read
    def status_rows(self, keys: Sequence[int]) -> dict[int, list[tuple[str, str, int, str]]]:
        """Layer, state, flag and note of documents, by key and layer."""
        return json_rows.statuses(self._connection, keys)

    @each
    def marks(self) -> Iterator[queries.MarkRow]:
        return queries.marks(self._connection)

    @each
    def layer_marks(self, layer: str) -> Iterator[queries.LayerRow]:
        return queries.layer_marks(self._connection, layer)

    @read
    def document_lengths(self) -> dict[str, int]:
        return queries.document_lengths(self._connection)

    @each
    def outlines(self) -> Iterator[tuple[str, tuple[Section, ...]]]:
        return queries.outlines(self._connection)

    @read
    def outline(self, document: str) -> tuple[Section, ...]:
        return queries.outline(self._connection, document)

    @each
    def spans_overlapping(self, document: str, layer: str, start: int, end: int) -> Iterator[Span]:
        return queries.spans_overlapping(self._connection, document, layer, start, end)

    @read
    def span(self, span: str) -> Span:
        """Raises NotFound."""
        row = self._connection.execute(rows.TABLES["span"].select, (span,)).fetchone()
        if row is None:
            raise NotFound(_("there is no span “{id}” in the project", id=span))
        return rows.span_of(row)

    @read
    def relations(self, document: str | None = None) -> list[Relation]:
        return queries.relations(self._connection, document)

    @read
    def relation_count(self) -> int:
        return queries.relation_count(self._connection)

    @read
    def has_relations(self) -> bool:
        return queries.has_relations(self._connection)

    @read
    def relations_of_span(self, span: str) -> list[Relation]:
        return queries.relations_of_span(self._connection, span)

    @read
    def status(self, document: str, layer: str) -> Status:
        """The status row, or what it means that there is none."""
        found = rows.fetch(self._connection, "status", Status(document, layer))
        return found if isinstance(found, Status) else Status(document, layer)

    @read
    def statuses(self, document: str) -> list[Status]:
        return queries.statuses(self._connection, document)

    @read
    def document_labels(self, document: str) -> list[DocumentLabel]:
        return queries.document_labels(self._connection, document)

    @read
    def assignments(self, document: str | None = None) -> list[Assignment]:
        return group_queries.assignments(self._connection, document)

    @read
    def assigned_layers(self) -> list[str]:
        return group_queries.assigned_layers(self._connection)

    @read
    def has_assignments(self, layer: str) -> bool:
        return group_queries.has_assignments(self._connection, layer)

    @each
    def verdicts(self, document: str | None = None) -> Iterator[Verdict]:
        return group_queries.verdicts(self._connection, document)

    @read
    def setting(self, name: str) -> Setting | None:
        return group_queries.setting(self._connection, name)

    @each
    def settings_beginning(self, start: str) -> Iterator[Setting]:
        return queries.settings_beginning(self._connection, start)

    @read
    def source_counts(self, layer: str) -> list[tuple[str, str, int, int]]:
        return queries.source_counts(self._connection, layer)

    @read
    def derived(self, name: str) -> Any:
        return queries.derived(self._connection, name)

    @read
    def histories(self, document: str) -> Histories:
        """All states of what belongs to a document ('': to the whole project), by class and key."""
        return histories.histories(self._connection, document)

    @read
    def logged_documents(self) -> list[str]:
        """The ids of all documents that ever were there, in the order they came in."""
        return histories.logged_documents(self._connection)

    @each
    def text_digests(self) -> Iterator[tuple[str, list[str]]]:
        return histories.text_digests(self._connection)

    @read
    def origin(self) -> str:
        """The uuid of the first step: what a project and its copies share, and no other project has; '' before it."""
        return queries.origin(self._connection)

    @read
    def last_moment(self) -> tuple[str, str]:
        return histories.last_moment(self._connection)

    @read
    def layers(self) -> list[str]:
        return queries.layers(self._connection)

    @read
    def actors(self) -> list[str]:
        return queries.actors(self._connection)

    @read
    def state_counts(self, layer: str) -> dict[str, int]:
        return queries.state_counts(self._connection, layer)

    @read
    def span_counts(self) -> dict[str, dict[str, int]]:
        return queries.span_counts(self._connection)

    @read
    def document_span_counts(self) -> dict[str, dict[str, int]]:
        return queries.document_span_counts(self._connection)

    @read
    def characters(self) -> int:
        return queries.characters(self._connection)

    @read
    def label_schema(self) -> LabelSchema:
        """The newest version of the label schema."""
        sql = "SELECT body FROM label_schema ORDER BY version DESC LIMIT 1"
        row = self._connection.execute(sql).fetchone()
        return schema_from_dict(forms.loads(row[0]))

    @read
    def schema_versions(self) -> list[group_queries.SchemaVersion]:
        return group_queries.schema_versions(self._connection)

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """Within the block everything is read as it stood at one moment, whatever others write meanwhile.

        Within another one, it is part of that.
        """
        if self._connection.in_transaction:
            yield
            return
        with file.translated(self.path):
            self._connection.execute("BEGIN")
            try:
                yield
            finally:
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")

    @contextmanager
    def streamed(self) -> Iterator[None]:
        """Within the block little of the file is kept in memory: for what reads all of it, and each page about once."""
        with file.translated(self.path), file.small_cache(self._connection):
            yield

    def check(self, progress: Progress | None = None) -> list[str]:
        with self.snapshot():
            return check(self._connection, progress)
