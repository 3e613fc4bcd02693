"""What the layers of a project say, read as one corpus: the input of every figure of agreement and of review.

The one place that says when a layer's word on a document counts. A layer has *finished* a document that it has set to
`done`, and one in which it has marks and of which it says neither `doing` nor `skipped` (what was imported has no
status). Everywhere else it is *missing*: that it has not marked a place there means nothing.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import compress
from typing import TYPE_CHECKING

from annotator.domain.errors import NotFound
from annotator.domain.span import GOLD, Span
from annotator.i18n import _
from annotator.services.mark_columns import MarkColumns
from annotator.services.project import Project

if TYPE_CHECKING:
    from annotator.agreement.corpus import Corpus


def has_finished(state: str, marked: bool, *, unfinished: bool = False) -> bool:
    """Whether a layer's word on a document counts; `unfinished` counts what it is still doing, too."""
    if state == "doing":
        return unfinished
    return state == "done" or (marked and state != "skipped")


def corpus_of(
    project: Project,
    *,
    layers: Sequence[str] | None = None,
    documents: Collection[str] | None = None,
    labels: Sequence[str] | None = None,
    unfinished: bool = False,
    schema_version: int | None = None,
) -> "Corpus":
    """The corpus of some layers (all but gold that have finished anything), documents and labels (all that occur).

    With `schema_version`, only what was marked under that version of the label schema: a layer counts in a
    document where all its marks are of it, one without marks where another layer counts.
    Documents stand in the order they came in, labels in that of the schema. Raises NotFound for a layer,
    document or label that is not there.
    """
    with project.store.snapshot():
        lengths = project.store.document_lengths()
        states = project.store.document_states()
        known = project.store.layers()
        check_layers(layers or (), known)
        if documents is not None:
            lengths = _some(lengths, documents)
        marks = MarkColumns.of(project.store.marks(), lengths)
    chosen = [name for name in known if name != GOLD] if layers is None else list(dict.fromkeys(layers))
    marks = marks.of_layers(chosen)
    finished = _finished(lengths, chosen, marks.pairs(), states, unfinished)
    if schema_version is not None:
        finished = _under_version(finished, marks.versions(), schema_version)
    if layers is None:
        heard = {layer for who in finished.values() for layer in who}
        chosen = [name for name in chosen if name in heard]
        marks = marks.of_layers(heard)
    return marks.corpus(lengths, chosen, _labels(project, labels, marks.occurring()), finished)


def unfinished_documents(
    project: Project, documents: Iterable[str], layers: Collection[str] | None = None
) -> int:
    """In how many of the documents one of the layers (all but gold) is still at work, so that its word does not count."""
    states = project.store.document_states()
    return sum(
        any(
            state == "doing" and (layer in layers if layers is not None else layer != GOLD)
            for layer, state in states.get(document, {}).items()
        )
        for document in documents
    )


def _some(lengths: Mapping[str, int], documents: Collection[str]) -> dict[str, int]:
    for document in documents:
        if document not in lengths:
            raise NotFound(_("there is no document “{id}” in the project", id=document))
    wanted = set(documents)
    return {document: length for document, length in lengths.items() if document in wanted}


def check_layers(layers: Iterable[str], known: Collection[str]) -> None:
    """Raises NotFound for a layer that is not among those known."""
    for name in layers:
        if name not in known:
            raise NotFound(
                _("there is no layer “{name}” in the project (it has: {known})",
                  name=name, known=", ".join(known) or "–")
            )  # fmt: skip


def check_labels(labels: Iterable[str], known: Collection[str]) -> None:
    """Raises NotFound for a label that is not among those known."""
    for name in labels:
        if name not in known:
            raise NotFound(
                _("there is no label “{name}” in the label schema (it has: {known})",
                  name=name, known=", ".join(known))
            )  # fmt: skip


def finished_in(
    project: Project, document: str, spans: Iterable[Span], layers: Iterable[str], *, unfinished: bool = False
) -> list[str]:
    """Those of the layers that have finished one document; `spans` are all of its spans."""
    marked = {span.layer for span in spans}
    states = {status.layer: status.state for status in project.store.statuses(document)}
    return [
        layer
        for layer in layers
        if has_finished(states.get(layer, "todo"), layer in marked, unfinished=unfinished)
    ]


def _finished(
    documents: Iterable[str],
    layers: Sequence[str],
    marked: Collection[tuple[str, str]],
    states: Mapping[str, Mapping[str, str]],
    unfinished: bool,
) -> dict[str, list[str]]:
    """Document → the layers whose word on it counts; `marked` says which layer has spans in which document."""
    finished = {}
    for document in documents:
        said = states.get(document, {})
        counts = [
            has_finished(said.get(layer, "todo"), (document, layer) in marked, unfinished=unfinished)
            for layer in layers
        ]
        finished[document] = list(compress(layers, counts))
    return finished


def _under_version(
    finished: Mapping[str, list[str]], versions: Mapping[tuple[str, str], set[int]], version: int
) -> dict[str, list[str]]:
    kept = {}
    for document, layers in finished.items():
        told = {layer: versions.get((document, layer), set()) for layer in layers}
        heard = {version} in told.values()
        kept[document] = [layer for layer in layers if heard and told[layer] <= {version}]
    return kept


def _labels(project: Project, labels: Sequence[str] | None, occurring: set[str]) -> list[str]:
    """The labels asked for, or all that occur: those of the schema first, in its order."""
    schema = [label.name for label in project.schema.labels]
    if labels is not None:
        check_labels(labels, [*schema, *sorted(occurring.difference(schema))])
        return list(dict.fromkeys(labels))
    return [*(name for name in schema if name in occurring), *sorted(occurring.difference(schema))]
