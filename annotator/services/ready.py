"""From a record of a file to what is written of it: rows and log of a document that is new to the project.

The short way of most documents of a large file. For those that need another look there is `intake`.
"""

import pickle
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import orjson

from annotator.domain.document import Document, digest_of
from annotator.domain.errors import InvalidSpan
from annotator.domain.schema import LabelSchema
from annotator.formats import Record, RecordSpan
from annotator.formats.span_columns import SpanColumns
from annotator.services.intake import SOURCE, Incoming, check_relations, layered, made_ids, sections_of
from annotator.store import ReadyDocument
from annotator.store.bulk import document_of, ready, span_rows
from annotator.store.forms import loads

_NO_SPANS = SpanColumns(None, [], [], [], [], [], [])


class Ready(NamedTuple):
    """A document with its spans that goes as it is if the project has neither its text nor its id.

    `where` opens the sentences about it; `rest` is what it brings beside (pickled), empty where that is nothing.
    """

    document: ReadyDocument
    where: str
    certain: bool
    rest: bytes

    def values(self) -> tuple[Any, ...]:
        """Plain values, for `of_values` in another process."""
        return (tuple(self.document), *self[1:])

    @classmethod
    def of_values(cls, values: tuple[Any, ...]) -> "Ready":
        return cls(ReadyDocument(*values[0]), *values[1:])

    def incoming(self) -> Incoming:
        """The same as `intake` takes it."""
        document = document_of(self.document)
        spans = [
            RecordSpan(row.id, row.start, row.end, row.label, None, row.attrs, row.layer, row.note)
            for row in span_rows(self.document)
        ]
        record = Record(document.id, document.text, dict(document.meta), spans, source=document.source)
        record.certain = self.certain
        if self.rest:
            record.id, record.relations, record.labels, record.statuses, record.notes, record.flags = (
                pickle.loads(self.rest)
            )
        return Incoming(record, document, self.where)


@dataclass(slots=True)
class Maker:
    """Makes documents ready; remembers which attributes it has seen to fit the label schema."""

    schema: LabelSchema
    layer: str | None
    _fit: set[tuple[str, str]] = field(default_factory=set)

    def ready(self, record: Record, where: str) -> Ready | None:
        """None for a record that needs another look: something may be wrong with it.

        Raises BadInput for relations that the label schema does not allow, and what has no layer where there is none.
        """
        columns = _NO_SPANS if record.columns is None and not record.spans else record.columns
        if columns is None or record.local_ids or not self._fits_all(columns):
            return None
        digest = digest_of(record.text)
        layers = [layer or self.layer or "" for layer in columns.layers]
        ids = columns.ids or made_ids(digest, columns, layers)
        if ids is None:
            return None
        check_relations(record, self.schema, where)
        layered([*record.relations, *record.labels], self.layer, where)
        document = Document(
            record.id or digest[:16],
            record.text,
            record.meta,
            record.source,
            sections_of(record),
            digest=digest,
        )
        spans = ids, columns.starts, columns.ends, columns.labels, layers, columns.attrs, columns.notes
        rest = record.relations, record.labels, record.statuses, record.notes, record.flags
        try:
            made = ready(document, spans, SOURCE, self.schema.version)
        except (UnicodeEncodeError, orjson.JSONEncodeError):
            return None
        return Ready(
            made,
            where,
            record.certain,
            pickle.dumps((record.id, *rest)) if any(rest) else b"",
        )

    def _fits_all(self, columns: SpanColumns) -> bool:
        if self.layer is None and None in columns.layers:
            return False
        pairs = {*zip(columns.labels, columns.attrs, strict=True)}
        return all(pair in self._fit or self._fits(pair) for pair in pairs)

    def _fits(self, pair: tuple[str, str]) -> bool:
        try:
            self.schema.check_attributes(pair[0], loads(pair[1]))
        except InvalidSpan:
            return False
        self._fit.add(pair)
        return True
