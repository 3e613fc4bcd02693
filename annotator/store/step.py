"""A step being written: changes and their log, inside one transaction."""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import groupby

import orjson

from annotator.domain.change import Change, Entity, Step
from annotator.domain.document import Document
from annotator.domain.errors import BadInput, Conflict, UserError
from annotator.domain.span import Span
from annotator.i18n import _
from annotator.store import bulk, forms, log, obstacles, queries, rows
from annotator.store.bulk import ReadyDocument
from annotator.store.forms import SpanRow

# A step with more changes than this is announced without them: listeners read the project anew.
CHANGES_KEPT = 5_000


class StepWriter:
    """Writes changes under one step. Made by `Store.step`, which opens and ends the transaction."""

    def __init__(self, connection: sqlite3.Connection, step: int) -> None:
        self.id = step
        self.written = 0  # changes so far
        self.done = Step(
            0, "", "", "", "do", None
        )  # the step as it stands in the log, once the block has ended
        self._connection = connection
        self._new_texts: set[str] = set()  # documents that the step gives another text
        self._kept: list[Change] | None = []  # never changed in place, so that an attempt can remember it

    @property
    def changes(self) -> tuple[Change, ...] | None:
        """What was written, or None where that is too much to hand around."""
        return None if self._kept is None else tuple(self._kept)

    def write(self, changes: Iterable[Change]) -> None:
        """Write changes of any number, one group of neighbours of a kind and document at a time.

        Raises Conflict when something is not any more as a change's `before` says, or a key is taken, and BadInput
        for text that is none.
        """
        for kind, document, group in log.grouped(changes):
            try:
                self._apply(kind, group)
                log.append_changes(self._connection, self.id, kind, document, list(map(log.pair, group)))
            except (UnicodeEncodeError, orjson.JSONEncodeError) as error:
                raise _not_a_text(error) from error
            self.written += len(group)
            self._keep(group)

    def add(self, entities: Sequence[Entity]) -> None:
        """Write what is new. Raises Conflict when a key is taken."""
        self.write([Change(None, entity) for entity in entities])

    def add_spans(self, document: str, spans: Sequence[SpanRow]) -> None:
        """Write new spans of one document, given as plain values: as `add`, but quicker for many."""
        if not spans:
            return
        try:
            rows.insert_spans(self._connection, document, spans)
            pairs: list[log.Pair] = [(None, form) for form in forms.span_forms(spans)]
            log.append_changes(self._connection, self.id, "span", document, pairs)
        except sqlite3.IntegrityError as error:
            raise self._refused(Span(spans[0].id, document, *spans[0][1:]), error) from error
        except (UnicodeEncodeError, orjson.JSONEncodeError) as error:
            raise _not_a_text(error) from error
        self.written += len(spans)
        if self._kept is not None:
            self._keep([Change(None, Span(span.id, document, *span[1:])) for span in spans])

    def add_ready(self, documents: Sequence[ReadyDocument]) -> None:
        """Write new documents with their spans, made ready before: as `add` and `add_spans`, but quicker for many.

        Raises Conflict where something of them is there; then none of them is written, and which it is shows when they
        are written one by one.
        """
        self._connection.execute("SAVEPOINT ready")
        try:
            bulk.insert(self._connection, self.id, documents)
        except sqlite3.IntegrityError as error:
            self._connection.execute("ROLLBACK TO ready")
            raise Conflict(
                obstacles.cannot_be_added(self._connection, bulk.document_of(documents[0]), error)
            ) from error
        finally:
            if self._connection.in_transaction:
                self._connection.execute("RELEASE ready")
        for made in documents:
            self.written += 1 + len(made.spans[0])
            if self._kept is not None:
                spans = [Change(None, Span(row.id, made.id, *row[1:])) for row in bulk.span_rows(made)]
                self._keep([Change(None, bulk.document_of(made)), *spans])

    @contextmanager
    def attempt(self) -> Iterator[None]:
        """What the block writes stands or falls together: after a UserError, which goes on, none of it is left."""
        written, kept = self.written, self._kept
        self._connection.execute("SAVEPOINT attempt")
        try:
            yield
        except UserError:
            self._connection.execute("ROLLBACK TO attempt")
            self.written, self._kept = written, kept
            raise
        finally:
            if self._connection.in_transaction:  # a full disk has ended it
                self._connection.execute("RELEASE attempt")

    def finish(self) -> None:
        """To be called when all is written. Raises Conflict where a new text leaves a span with a false quote.

        That is somebody's mark on a version of the text that the step takes back.
        """
        for identity in self._new_texts:
            document = queries.document_by_id(self._connection, identity)
            text = document.text if document is not None else ""
            for span in queries.spans(self._connection, identity, None):
                if text[span.start : span.end] != span.text:
                    raise Conflict(
                        _("“{quote}” was marked in the text as it is now, by {layer}; nothing was changed",
                          quote=span.text, layer=span.layer)
                    )  # fmt: skip

    def _keep(self, group: list[Change]) -> None:
        if self._kept is not None:
            self._kept = self._kept + group if len(self._kept) + len(group) <= CHANGES_KEPT else None

    def _apply(self, kind: str, changes: list[Change]) -> None:
        for fresh, run in groupby(changes, lambda change: change.before is None):
            if fresh:
                entities = [change.after for change in run if change.after is not None]
                try:
                    rows.insert(self._connection, kind, entities)
                except sqlite3.IntegrityError as error:
                    raise self._refused(entities[0], error) from error
                continue
            for change in run:
                assert change.before is not None
                self._expect(kind, change.before)
                if change.after is None:
                    rows.delete(self._connection, kind, change.before)
                else:
                    rows.update(self._connection, kind, change.after)
                    self._remember_text(change.before, change.after)

    def _remember_text(self, before: Entity, after: Entity) -> None:
        if isinstance(before, Document) and isinstance(after, Document) and before.digest != after.digest:
            self._new_texts.add(after.id)

    def _expect(self, kind: str, before: Entity) -> None:
        standing = rows.fetch(self._connection, kind, before)
        if standing is None or forms.dumps(forms.to_form(standing)) != forms.dumps(forms.to_form(before)):
            raise Conflict(obstacles.changed_meanwhile(self._connection, self.id, before))

    def _refused(self, entity: Entity, reason: sqlite3.IntegrityError) -> Conflict:
        return Conflict(obstacles.cannot_be_added(self._connection, entity, reason))


def _not_a_text(error: Exception) -> Exception:
    """The sentence for half a character; any other error is our own."""
    if "surrogates" not in str(error):
        return error
    return BadInput(
        _(
            "this holds half a character (a lone surrogate), which cannot be kept; nothing was changed. Type it anew"
        )
    )
