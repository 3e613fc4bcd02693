"""How many of an engine's suggestions are right, as far as a project can tell: the number beside the threshold.

A model says it itself: its scores are calibrated, so their mean is the share expected to be right. For any other
engine its suggestions are held against the gold layer, or where there is none against the reports that the annotator
calls done, as `evaluating` does; failing both, what became of its suggestions so far is told; failing that, nothing.
"""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from annotator.domain.span import GOLD
from annotator.services.project import Project
from annotator.services.suggesting import Acceptance, acceptance, engine, memory
from annotator.services.training import LONGEST, examples
from annotator.suggest.course import Example
from annotator.suggest.learned import Learned
from annotator.suggest.names import LLM
from annotator.suggest.reading import Cut
from annotator.suggest.repeats import Repeats
from annotator.suggest.suggestion import Suggestion

FEW = 20
"""Fewer decisions than this tell nothing."""


@dataclass(frozen=True)
class Trust:
    """What is known of an engine: `basis` is `calibration`, `layer` (named), `decisions`, or `` for nothing."""

    basis: str = ""
    layer: str = ""
    documents: int = 0
    judged: tuple[tuple[float, bool], ...] = ()
    """Score, and whether the layer has exactly this mark; by score."""
    decided: Acceptance | None = None

    def precision(self, least: float, offered: Sequence[Suggestion]) -> float | None:
        """The share expected to be right of the suggestions with at least this score; None where it is not known.

        `offered` are those that it is asked of.
        """
        if self.basis == "calibration":
            scores = [one.score for one in offered if one.score >= least]
            return sum(scores) / len(scores) if scores else None
        if self.basis == "layer":
            above = self.judged[bisect_left(self.judged, (least, False)) :]
            return sum(right for _score, right in above) / len(above) if len(above) >= FEW else None
        return self.decided.rate if self.decided else None


def trust(project: Project, name: str, cut: Cut) -> Trust:
    """What the project can tell of an engine. Reads and computes: for another thread, with a project of its own there.

    Raises NotFound for a name that there is no engine of.
    """
    if name == Learned.name:
        return Trust("calibration")
    if reference := _reference(project):
        layer, found = reference
        if name == LLM:  # its silence on reports that it was not asked about says nothing
            from annotator.services.llm.engine import was_asked

            found = [example for example in found if was_asked(project, example.document)]
        judged = sorted(pair for example in found for pair in _judged(project, name, example, cut))
        if len(judged) >= FEW:
            return Trust("layer", layer, len(found), tuple(judged))
    for one in acceptance(project):
        if one.engine == name and one.accepted + one.rejected >= FEW:
            return Trust("decisions", decided=one)
    return Trust()


def _reference(project: Project) -> tuple[str, list[Example]] | None:
    counts = project.store.document_span_counts().values()
    if any(GOLD in by_layer for by_layer in counts):
        return GOLD, list(examples(project, GOLD, LONGEST))
    own = project.annotator
    states = project.store.document_states().values()
    if any(by_layer.get(own) == "done" for by_layer in states) and any(
        own in by_layer for by_layer in counts
    ):
        return own, list(examples(project, own, LONGEST))
    return None


def _judged(project: Project, name: str, example: Example, cut: Cut) -> list[tuple[float, bool]]:
    """`repeats` never knows the document that it is asked about."""
    document = example.document
    own = project.annotator
    by = (
        Repeats(memory(project, own, without=document.id))
        if name == Repeats.name
        else engine(project, name, cut)
    )
    marked = {(span.start, span.end, span.label) for span in example.spans}
    return [(one.score, one.place in marked) for one in by.suggest(document, [], project.schema)]
