"""A document of a project as a record that travels."""

from collections.abc import Collection

from orjson import loads

from annotator.domain.document import Document
from annotator.formats import Record, RecordLabel, RecordRelation, RecordSpan
from annotator.services.project import Project


def record_of(
    project: Project, document: Document, layers: Collection[str] | None = None
) -> tuple[Record, int]:
    """A document with all that some layers, or all, hold of it; and how many relations had to be left out.

    A relation goes with its head's document, and only where both its ends go.
    """

    def wanted(layer: str) -> bool:
        return layers is None or layer in layers

    statuses = [status for status in project.store.statuses(document.id) if wanted(status.layer)]
    record = Record(
        document.id,
        document.text,
        dict(document.meta),
        [
            RecordSpan(id_, start, end, label, quote, {} if attrs == "{}" else loads(attrs), layer, note)
            for id_, start, end, label, quote, layer, attrs, note in project.store.span_rows(document.id)
            if layers is None or layer in layers
        ],
        labels=[
            RecordLabel(label.name, label.value, label.layer)
            for label in project.store.document_labels(document.id)
            if wanted(label.layer)
        ],
        sections=list(document.outline),
        statuses={status.layer: status.state for status in statuses if status.state != "todo"},
        notes={status.layer: status.note for status in statuses if status.note},
        flags=[status.layer for status in statuses if status.flag],
        source=document.source,
    )
    if not project.store.has_relations():
        return record, 0
    relations = [relation for relation in project.relations(document.id) if wanted(relation.layer)]
    here = {span.id for span in record.spans}
    for relation in relations:
        tail = None if relation.tail in here else project.store.span(relation.tail)
        if relation.head in here and (tail is None or (wanted(tail.layer) and tail.doc_id != document.id)):
            tail_doc = tail.doc_id if tail else None
            record.relations.append(
                RecordRelation(
                    relation.id, relation.type, relation.head, relation.tail, relation.layer, tail_doc
                )
            )
    return record, len(relations) - len(record.relations)
