"""The numbers behind all pictures, counted step by step so that the first ones can be seen at once."""

from dataclasses import dataclass

from annotator.services.overview.corpus import Cancelled, Corpus
from annotator.services.overview.indicators import Indicators, indicators
from annotator.services.overview.labels import ByGroup, Lengths, by_role, by_year, lengths
from annotator.services.overview.progress import Progress, progress
from annotator.services.overview.scope import Scope, Scoped
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
