"""The store: reads, the one write path, undo and redo, and word of what others have written."""

import sqlite3
from array import array
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from itertools import islice
from pathlib import Path

from annotator.domain.change import Change, Step
from annotator.domain.document import Document
from annotator.domain.errors import Conflict, NotFound, NothingToUndo, ProjectError, ReadOnly
from annotator.domain.schema import LabelSchema, schema_from_dict
from annotator.domain.span import Relation, Span
from annotator.domain.status import DocumentLabel, Status
from annotator.i18n import _
from annotator.store import file, forms, log, queries, rows
from annotator.store.check import Progress, check
from annotator.store.step import CHANGES_KEPT, StepWriter


class Store:
    """One open project file. Belongs to the thread that opened it; other threads open their own."""

    def __init__(self, path: Path, *, busy_seconds: float = 5.0) -> None:
        """Raises NotAProject, ProjectTooNew, ProjectBusy, ReadOnly."""
        self.path = path
        self._connection, self.writable = file.connect(path, busy_seconds=busy_seconds)
        self._own: set[int] = set()
        with file.translated(path):
            self._data_version = self._pragma_data_version()
            self._seen = log.last_step(self._connection)

    def close(self) -> None:
        self._connection.close()

    # -- reading -----------------------------------------------------------------------------------

    def document(self, document: str) -> Document:
        """Raises NotFound."""
        found = queries.document_by_id(self._connection, document)
        if found is None:
            raise NotFound(_("there is no document “{id}” in the project", id=document))
        return found

    def document_at(self, pk: int) -> Document | None:
        return queries.document_by_pk(self._connection, pk)

    def pk_of(self, document: str) -> int | None:
        return queries.pk_of(self._connection, document)

    def has_document(self, document: str) -> bool:
        return queries.pk_of(self._connection, document) is not None

    def id_by_digest(self, digest: str) -> str | None:
        return queries.id_by_digest(self._connection, digest)

    def documents(self) -> Iterator[Document]:
        return queries.documents(self._connection)

    def document_keys(self, layer: str, wanted: queries.Filter) -> "array[int]":
        return queries.document_keys(self._connection, layer, wanted)

    def document_infos(self, keys: Sequence[int], layer: str) -> dict[int, queries.DocumentInfo]:
        return queries.document_infos(self._connection, keys, layer)

    def document_heads(self) -> Iterator[queries.DocumentHead]:
        return queries.document_heads(self._connection)

    def document_states(self) -> dict[str, dict[str, str]]:
        return queries.document_states(self._connection)

    def ids_beginning(self, beginning: str) -> Iterator[str]:
        return queries.ids_beginning(self._connection, beginning)

    def document_count(self) -> int:
        return queries.document_count(self._connection)

    def spans(self, document: str | None = None, layer: str | None = None) -> Iterator[Span]:
        return queries.spans(self._connection, document, layer)

    def span_rows(self, document: str) -> Iterator[queries.SpanRow]:
        """Spans as plain rows, in no order: for exports, where many are needed quickly."""
        return queries.span_rows(self._connection, document)

    def spans_overlapping(self, document: str, layer: str, start: int, end: int) -> Iterator[Span]:
        return queries.spans_overlapping(self._connection, document, layer, start, end)

    def span(self, span: str) -> Span:
        """Raises NotFound."""
        row = self._connection.execute(rows.TABLES["span"].select, (span,)).fetchone()
        if row is None:
            raise NotFound(_("there is no span “{id}” in the project", id=span))
        return rows.span_of(row)

    def relations(self, document: str | None = None) -> list[Relation]:
        return queries.relations(self._connection, document)

    def relation_count(self) -> int:
        return queries.relation_count(self._connection)

    def has_relations(self) -> bool:
        return queries.has_relations(self._connection)

    def relations_of_span(self, span: str) -> list[Relation]:
        return queries.relations_of_span(self._connection, span)

    def status(self, document: str, layer: str) -> Status:
        """The status row, or what it means that there is none."""
        found = rows.fetch(self._connection, "status", Status(document, layer))
        return found if isinstance(found, Status) else Status(document, layer)

    def statuses(self, document: str) -> list[Status]:
        return queries.statuses(self._connection, document)

    def document_labels(self, document: str) -> list[DocumentLabel]:
        return queries.document_labels(self._connection, document)

    def layers(self) -> list[str]:
        return queries.layers(self._connection)

    def actors(self) -> list[str]:
        return queries.actors(self._connection)

    def state_counts(self, layer: str) -> dict[str, int]:
        return queries.state_counts(self._connection, layer)

    def span_counts(self) -> dict[str, dict[str, int]]:
        return queries.span_counts(self._connection)

    def document_span_counts(self) -> dict[str, dict[str, int]]:
        return queries.document_span_counts(self._connection)

    def characters(self) -> int:
        return queries.characters(self._connection)

    def label_schema(self) -> LabelSchema:
        """The newest version of the label schema."""
        with file.translated(self.path):
            sql = "SELECT body FROM label_schema ORDER BY version DESC LIMIT 1"
            row = self._connection.execute(sql).fetchone()
        return schema_from_dict(forms.loads(row[0]))

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """Within the block everything is read as it stood at one moment, whatever others write meanwhile."""
        with file.translated(self.path):
            self._connection.execute("BEGIN")
            try:
                yield
            finally:
                self._roll_back()

    def check(self, progress: Progress | None = None) -> list[str]:
        with self.snapshot():
            return check(self._connection, progress)

    def backup(self, target: Path) -> None:
        """Copy the project to `target`, over an earlier copy if need be. Raises ProjectError, ReadOnly, DiskFull."""
        if target.exists() and (not file.is_project(target) or target.samefile(self.path)):
            raise ProjectError(_("{file} is no earlier backup; choose another name", file=target))
        file.backup(self._connection, target)

    # -- writing -----------------------------------------------------------------------------------

    def commit(
        self,
        changes: Iterable[Change],
        *,
        actor: str,
        title: str,
        kind: str = "do",
        target: int | None = None,
    ) -> Step:
        """Write changes and their log in one transaction, or nothing.

        `changes` may be an iterator of any length; it is read inside the transaction. Raises Conflict when
        something is not any more as a change's `before` says, ProjectBusy, ReadOnly, DiskFull.
        No changes make no step: what is returned then has the id 0.
        """
        with self.step(actor=actor, title=title, kind=kind, target=target) as writer:
            writer.write(changes)
        return writer.done

    @contextmanager
    def step(
        self, *, actor: str, title: str, kind: str = "do", target: int | None = None
    ) -> Iterator[StepWriter]:
        """Write one step piece by piece, in one transaction that ends with the block; if it raises, nothing is left.

        Raises as `commit` does. The writer's `done` is the step once the block has ended.
        """
        if not self.writable:
            raise ReadOnly(_("{file} is read-only; nothing was changed", file=self.path))
        with file.translated(self.path), self._transaction():
            writer = StepWriter(
                self._connection, log.append_step(self._connection, actor, title, kind, target)
            )
            yield writer
            if not writer.written:  # nothing happened: no step that undo would have to take back
                self._roll_back()
                writer.done = Step(0, actor, title, "", kind, target)
                return
            writer.done = replace(log.step_row(self._connection, writer.id), changes=writer.changes)
        self._own.add(writer.id)

    def undo(self, actor: str) -> Step:
        """Take back the actor's newest step that stands. Raises NothingToUndo, Conflict."""
        return self._turn(
            actor, "undo", log.undo_target(self._connection, actor), _("there is nothing to undo")
        )

    def redo(self, actor: str) -> Step:
        """Bring back what the actor took back last. Raises NothingToUndo, Conflict."""
        return self._turn(
            actor, "redo", log.redo_target(self._connection, actor), _("there is nothing to redo")
        )

    def undo_title(self, actor: str) -> str | None:
        """The title of what `undo` would take back, or None."""
        return self._title(log.undo_target(self._connection, actor))

    def redo_title(self, actor: str) -> str | None:
        return self._title(log.redo_target(self._connection, actor))

    def news(self) -> list[Step]:
        """Steps that other connections have committed since the last call, oldest first.

        Costs one pragma when there are none. A step too big to announce has `changes` None.
        """
        version = self._pragma_data_version()
        if version == self._data_version:
            self._seen = max(self._own, default=self._seen)
            self._own.clear()
            return []
        self._data_version = version
        with file.translated(self.path):
            later = log.steps_after(self._connection, self._seen)
            found = [step for step in later if step.id not in self._own]
            # Not the newest there is now: that one may have come while we were reading.
            self._seen = later[-1].id if later else self._seen
            self._own.clear()
            return [replace(step, changes=self._announced(step.id)) for step in found]

    # -- inside ------------------------------------------------------------------------------------

    def _turn(self, actor: str, kind: str, target: int | None, nothing: str) -> Step:
        if target is None:
            raise NothingToUndo(nothing)
        title = log.step_row(self._connection, target).title
        changes = log.changes_of(self._connection, target, self._text_of, backwards=kind == "undo")
        return self.commit(changes, actor=actor, title=title, kind=kind, target=target)

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        # IMMEDIATE: a transaction that reads first and writes later could not be retried in WAL mode.
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            yield
            if self._connection.in_transaction:
                self._connection.execute("COMMIT")
        except sqlite3.IntegrityError as error:
            self._roll_back()
            raise Conflict(
                _(
                    "this would leave something pointing to nothing; nothing was changed ({reason})",
                    reason=error,
                )
            ) from error
        except BaseException:
            self._roll_back()
            raise

    def _roll_back(self) -> None:
        if self._connection.in_transaction:
            self._connection.execute("ROLLBACK")

    def _announced(self, step: int) -> tuple[Change, ...] | None:
        changes = tuple(islice(log.changes_of(self._connection, step, self._text_of), CHANGES_KEPT + 1))
        return changes if len(changes) <= CHANGES_KEPT else None

    def _title(self, step: int | None) -> str | None:
        return None if step is None else log.step_row(self._connection, step).title

    def _text_of(self, digest: str) -> str:
        text: str = self._connection.execute("SELECT text FROM body WHERE digest = ?", (digest,)).fetchone()[
            0
        ]
        return text

    def _pragma_data_version(self) -> int:
        version: int = self._connection.execute("PRAGMA data_version").fetchone()[0]
        return version
