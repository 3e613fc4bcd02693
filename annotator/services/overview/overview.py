"""The numbers behind all pictures, counted step by step so that the first ones can be seen at once."""

from dataclasses import dataclass

from annotator.domain.change import Step
from annotator.domain.document import Document
from annotator.domain.schema import LabelSchema
from annotator.domain.status import STATES
from annotator.services.overview.corpus import Cancelled, Corpus
from annotator.services.overview.indicators import Indicators, indicators
from annotator.services.overview.labels import ByGroup, Lengths, by_role, by_year, lengths
from annotator.services.overview.progress import MARKED, OfLayer, Progress, progress
from annotator.services.overview.scope import Scope, Scoped, gold_first
from annotator.services.overview.together import UNITS, Linked, Together, linked, together
from annotator.services.project import Project


@dataclass(frozen=True)
class Overview:
    """Everything that is shown of one scope."""

    scoped: Scoped
    progress: Progress
    by_role: ByGroup
    by_year: ByGroup
    together: dict[str, Together]  # by unit
    linked: tuple[Linked, ...]
    indicators: Indicators
    lengths: Lengths


def overview(
    project: Project, corpus: Corpus, scope: Scope, cancelled: Cancelled = lambda: False
) -> Overview:
    """Count everything. Raises Stopped."""
    scoped = Scoped(corpus, scope, project.annotator)
    return Overview(
        scoped,
        progress(scoped, project.store.state_changes()),
        by_role(scoped),
        by_year(scoped),
        {unit: together(scoped, unit) for unit in UNITS},
        linked(scoped),
        indicators(scoped, cancelled),
        lengths(scoped),
    )


def early_progress(project: Project) -> Progress:
    """The states that were set, before anything else has been read; without marks and courses."""
    store = project.store
    layers = [
        OfLayer(layer, {state: counts.get(state, 0) for state in (*STATES, MARKED)}, 0, 0, (), ())
        for layer in gold_first(store.layers())
        for counts in (store.state_counts(layer),)
    ]
    return Progress(store.document_count(), tuple(layers))


def touched(step: Step) -> set[str] | None:
    """The documents whose marks a step may have changed (none: states or links may have); None where everything is to
    be read anew."""
    if step.changes is None:
        return None
    found: set[str] = set()
    for change in step.changes:
        if isinstance(change.entity, Document | LabelSchema):
            return None
        document = getattr(change.entity, "doc_id", None)
        if document is not None:
            found.add(document)
    return found
