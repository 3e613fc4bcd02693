"""Training the model of a layer, and keeping it in the project: derived data, which the log knows nothing of."""

from bisect import bisect_right
from collections.abc import Callable, Iterator
from itertools import accumulate

from annotator.domain.errors import NotFound
from annotator.domain.span import now
from annotator.i18n import _
from annotator.services.project import Project
from annotator.suggest.course import Example
from annotator.suggest.learned import Facts, Model, train
from annotator.suggest.reading import Cut

LONGEST = 100_000
"""Characters of text that a model is trained on at most: ten seconds of work."""


def train_model(
    project: Project,
    layer: str,
    cut: Cut,
    progress: Callable[[int, int], None] = lambda _done, _total: None,
) -> Model:
    """Train on a layer and keep the model; `progress` as in `learned.train`.

    Raises NotFound where the layer has no marks, what `progress` raises, and as `Store.keep_derived`.
    """
    found = list(examples(project, layer, LONGEST))
    model = train(found, project.schema, facts_of(project, layer, found), cut, progress)
    project.store.keep_derived(_name(layer), model.to_dict())
    return model


def load_model(project: Project, layer: str) -> Model | None:
    """The model kept for a layer; None where there is none, or it was kept by another version of the engine."""
    data = project.store.derived(_name(layer))
    return Model.from_dict(data) if data else None


def examples(project: Project, layer: str, most: int | None = None) -> Iterator[Example]:
    """The documents that a layer has been through: those it calls done, or, where it calls none so, those it has marks in.

    With `most`, only the last of them, so many as have that many characters together, but one at least. What stands
    behind the last mark of a report that the layer is still at work on counts as not yet read.
    Raises NotFound where there is none.
    """
    states, counts = project.store.document_states(), project.store.document_span_counts()
    marked = [document for document, by_layer in counts.items() if layer in by_layer]
    chosen = [document for document, by_layer in states.items() if by_layer.get(layer) == "done"] or marked
    if not marked:
        raise NotFound(_("layer “{layer}” has no marks to learn from", layer=layer))
    for document in _last(project, chosen, most):
        spans = list(project.spans(document, layer=layer))
        at_work = states.get(document, {}).get(layer) == "doing"
        until = max((span.end for span in spans), default=0) if at_work else None
        yield Example(project.document(document), spans, until)


def _last(project: Project, chosen: list[str], most: int | None) -> list[str]:
    if most is None:
        return chosen
    lengths = {head.id: head.chars for head in project.store.document_heads()}
    sums = list(accumulate(lengths[document] for document in reversed(chosen)))
    return chosen[-max(1, bisect_right(sums, most)) :]


def facts_of(project: Project, layer: str, found: list[Example]) -> Facts:
    """What is known before training."""
    documents = tuple(example.document.id for example in found)
    spans = sum(len(example.spans) for example in found)
    return Facts(layer, documents, spans, project.schema.version, now())


def _name(layer: str) -> str:
    return f"model:{layer}"
