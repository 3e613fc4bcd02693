"""What of a project goes into an export or a dataset: layers, labels, documents, statuses; one value for all who ask."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from annotator.datasets.majority import MAJORITY, majority_of
from annotator.domain.document import Document
from annotator.domain.errors import BadInput, NotFound
from annotator.domain.span import GOLD
from annotator.domain.status import STATES
from annotator.formats.record import Record, RecordRelation, RecordSpan
from annotator.i18n import _, listed
from annotator.services.layers_read import check_labels, check_layers, has_finished
from annotator.services.project import Project
from annotator.services.records import record_of


@dataclass(frozen=True, slots=True)
class Selection:
    """None is all there is. `layers` may hold `majority`, a virtual layer (see datasets.majority) unless the project has
    one of this name; `documents` are ids, or beginnings that only one id has. With `status`, of each layer only the
    documents are taken that it has in this state (the majority's are `done`), and documents without any are left out.
    """

    layers: tuple[str, ...] | None = None
    labels: tuple[str, ...] | None = None
    documents: tuple[str, ...] | None = None
    status: str | None = None


@dataclass
class Selected:
    """A selection made on a project.

    `left_out` counts relations of these layers, in the records given, an end of which was not selected.
    """

    project: Project
    selection: Selection
    layers: tuple[str, ...] | None  # those of the project; None: all
    majority: bool
    left_out: int = 0
    _annotators: tuple[str, ...] = ()

    def __len__(self) -> int:
        return self.project.store.document_count() if self.whole else len(self.ids)

    @cached_property
    def ids(self) -> list[str]:
        """The ids of the documents, in their order; read when they are asked for."""
        return _ids(self.project, self.selection, self)

    @property
    def whole(self) -> bool:
        """Whether every document of the project is in it."""
        return self.selection.documents is None and self.selection.status is None

    def check(self) -> None:
        """Raises NotFound, BadInput for documents or a status that select nothing."""
        if not self.whole:
            len(self.ids)

    def records(self, ids: Collection[str] | None = None) -> Iterator[Record]:
        """The records, or those of some ids, one at a time in the project's order."""
        for document in self._documents(ids):
            yield self._record(document)

    def finished(self, record: Record) -> list[str]:
        """The layers but gold whose word on a document counts; `record` holds all layers."""
        marked = {span.layer for span in record.spans}
        said = self._states.get(record.id or "", {})
        return [name for name in self._annotators if has_finished(said.get(name, "todo"), name in marked)]

    def _documents(self, ids: Collection[str] | None) -> Iterator[Document]:
        if ids is None and self.whole:
            yield from self.project.documents()
            return
        for identity in self.ids if ids is None else ids:
            yield self.project.document(identity)

    def _record(self, document: Document) -> Record:
        layers = self.layers
        if self.selection.status is not None:
            said = self._states.get(document.id, {})
            layers = tuple(
                name
                for name in (self._all() if layers is None else layers)
                if said.get(name, "todo") == self.selection.status
            )
        record, left_out = record_of(self.project, document, layers)
        if self.majority and self.selection.status in (None, "done"):
            whole, _left_out = record_of(self.project, document)
            agreed = majority_of(whole, self.finished(whole))
            if agreed is not None:
                record.spans += agreed.spans
                record.relations += agreed.relations
                record.labels += agreed.labels
                record.statuses |= agreed.statuses
        if self.selection.labels is not None:
            record.spans = [span for span in record.spans if span.label in self.selection.labels]
        if record.relations and self.selection != Selection(self.selection.layers):
            here = {span.id for span in record.spans}
            kept = [r for r in record.relations if r.head in here and self._has_tail(r, here)]
            left_out += len(record.relations) - len(kept)
            record.relations = kept
        self.left_out += left_out
        return record

    def _has_tail(self, relation: RecordRelation, here: Collection[str | None]) -> bool:
        if relation.tail_doc is None:
            return relation.tail in here
        if not self.whole and relation.tail_doc not in self._set:
            return False
        labels = self.selection.labels
        return labels is None or self.project.store.span(relation.tail).label in labels

    @cached_property
    def _states(self) -> Mapping[str, Mapping[str, str]]:
        return self.project.store.document_states()

    @cached_property
    def _set(self) -> frozenset[str]:
        return frozenset(self.ids)

    def _all(self) -> tuple[str, ...]:
        return (*self._annotators, GOLD)


def select(project: Project, selection: Selection) -> Selected:
    """Find what is meant. Raises NotFound for a name that is not there, BadInput for no state or no document left."""
    known = project.layers()
    layers = None if selection.layers is None else tuple(dict.fromkeys(selection.layers))
    majority = layers is not None and MAJORITY in layers and MAJORITY not in known
    if layers is not None and majority:
        layers = tuple(name for name in layers if name != MAJORITY)
    check_layers(layers or (), known)
    if selection.labels is not None:
        counts = project.store.span_counts()
        check_labels(
            selection.labels,
            sorted({*project.schema.by_name, *(label for of_layer in counts.values() for label in of_layer)}),
        )
    if selection.status is not None and selection.status not in STATES:
        raise BadInput(
            _("there is no status “{status}” (there are: {known})",
              status=selection.status, known=listed(STATES))
        )  # fmt: skip
    annotators = tuple(name for name in known if name != GOLD)
    made = Selected(project, selection, layers, majority, _annotators=annotators)
    made.check()
    return made


def _ids(project: Project, selection: Selection, made: Selected) -> list[str]:
    ids = [head.id for head in project.store.document_heads()]
    if selection.documents is not None:
        wanted = {_one(project, word) for word in selection.documents}
        ids = [identity for identity in ids if identity in wanted]
    if selection.status is not None:
        layers = made._all() if made.layers is None else made.layers
        states = made._states
        ids = [
            identity
            for identity in ids
            if any(states.get(identity, {}).get(layer, "todo") == selection.status for layer in layers)
            or (made.majority and selection.status == "done" and _has_majority(project, made, identity))
        ]
        if not ids:
            raise BadInput(
                _("no document has the status “{status}” in the layers chosen", status=selection.status)
            )
    return ids


def _has_majority(project: Project, made: Selected, identity: str) -> bool:
    marks = [RecordSpan(None, 0, 0, "", layer=span.layer) for span in project.spans(identity)]
    return len(made.finished(Record(identity, "", spans=marks))) > 1


def _one(project: Project, word: str) -> str:
    """The document with this id, or the only one whose id begins so."""
    if project.store.has_document(word):
        return word
    found = list(project.store.ids_beginning(word))
    if len(found) == 1:
        return found[0]
    if found:
        raise NotFound(_("“{id}” begins the ids of several documents: {ids}", id=word, ids=listed(found[:4])))
    raise NotFound(_("there is no document “{id}” in the project", id=word))
