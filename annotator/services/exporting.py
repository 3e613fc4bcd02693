"""A project into files."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from orjson import loads

from annotator import formats
from annotator.domain.document import Document
from annotator.domain.errors import NotFound, ProjectError
from annotator.formats import PLAIN, Losses, Record, RecordLabel, RecordRelation, RecordSpan, WriteOptions
from annotator.i18n import _, listed
from annotator.services.project import Project
from annotator.store import is_project


@dataclass(slots=True)
class ExportReport:
    """What was written where. `digest` is the file's SHA-256, in hex; a folder's, of the names and digests in it.

    `relations_left_out` counts those of the layers written whose ends lie in other layers; `losses` what the format
    could not carry. `compared` says that what was written was read back and found equal to what was to be written.
    """

    path: Path
    documents: int = 0
    spans: int = 0
    relations: int = 0
    relations_left_out: int = 0
    digest: str = ""
    format: str = "jsonl"
    losses: Losses = field(default_factory=Losses)
    compared: bool = False


def export_jsonl(
    project: Project,
    out: Path,
    *,
    layers: Sequence[str] | None = None,
    progress: Callable[[int, int], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> ExportReport:
    """Write all documents as canonical JSON lines, with what some layers, or all, hold; see `export`."""
    return export(project, out, format="jsonl", layers=layers, progress=progress, cancelled=cancelled)


def export(
    project: Project,
    out: Path,
    *,
    format: str,  # noqa: A002
    layers: Sequence[str] | None = None,
    options: WriteOptions = PLAIN,
    progress: Callable[[int, int], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> ExportReport:
    """Write the project as it stands at this moment to `out`, whole or not at all, and compare what is there with it.

    `out` becomes a folder for formats that write several files. `progress` hears documents written and their total.
    Raises NotFound for a layer that the project does not have, BadInput for a format or a variant that cannot be
    written, ProjectError where `out` is a project, NotFaithful, ReadOnly, DiskFull, Cancelled.
    """
    if is_project(out):
        raise ProjectError(_("{file} is an annotator project; choose another name", file=out))
    report = ExportReport(out, format=format)
    with project.store.snapshot():
        _check_layers(project, layers)
        total = project.store.document_count()
        told = (lambda done: progress(done, total)) if progress else None
        written = formats.write(
            _records(project, layers, report),
            out,
            format=format,
            options=_completed(options, project),
            progress=told,
            cancelled=cancelled,
        )
    report.documents, report.spans, report.relations = written.documents, written.spans, written.relations
    report.losses, report.compared = written.losses, written.compared
    report.digest = formats.digest_of(out)
    return report


def losses_of_export(
    project: Project,
    *,
    format: str,  # noqa: A002
    layers: Sequence[str] | None = None,
    options: WriteOptions = PLAIN,
    cancelled: Callable[[], bool] | None = None,
) -> Losses:
    """What `export` would lose, without writing anything. Raises as it does."""
    chosen = formats.writable(format)
    with project.store.snapshot():
        _check_layers(project, layers)
        records = _records(project, layers, ExportReport(project.path))
        return formats.losses_of(chosen, records, _completed(options, project), cancelled)


def record_of(
    project: Project, document: Document, layers: Sequence[str] | None = None
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


def _records(project: Project, layers: Sequence[str] | None, report: ExportReport) -> Iterator[Record]:
    for document in project.documents():
        record, left_out = record_of(project, document, layers)
        report.relations_left_out += left_out
        yield record


def _completed(options: WriteOptions, project: Project) -> WriteOptions:
    return replace(options, schema=project.schema, relations=project.store.has_relations())


def _check_layers(project: Project, layers: Sequence[str] | None) -> None:
    known = project.layers()
    if unknown := [layer for layer in layers or () if layer not in known]:
        raise NotFound(
            _("there is no layer “{name}” in the project (it has: {known})",
              name=unknown[0], known=listed(known) or "–")
        )  # fmt: skip
