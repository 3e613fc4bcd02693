"""Gamma of many documents: random continua of each are drawn and aligned by workers, and pooled as ever."""

from collections.abc import Sequence
from contextlib import closing
from typing import TYPE_CHECKING

from annotator.services.batch.crew import Crew, Job, Part, Progress, Stop, run
from annotator.services.batch.parts import balanced, named

if TYPE_CHECKING:  # at run time numpy is imported where it is needed
    from annotator.agreement.gamma import Measure, Measured, Parameters
    from annotator.agreement.gamma_continuum import Continuum

LEAST = 2_000  # spans from which on processes pay


def measure_by(crew: Crew, progress: Progress | None = None, cancelled: Stop | None = None) -> "Measure":
    """What measures documents as `agreement.gamma.measure` does; raises Stopped, UserError."""

    def measured(
        documents: "Sequence[Continuum]", parameters: "Parameters", labels: Sequence[str]
    ) -> "list[Measured]":
        units = [(at, document.units**2) for at, document in enumerate(documents)]
        parts = [
            Part([documents[at] for at in places], named(places[0] + 1, places[-1] + 1), len(places))
            for places in balanced(units, max(1, crew.workers), sum(size for _at, size in units) or 1)
        ]
        given = parameters, tuple(labels)
        results = run(
            Job(_prepare, given, _work),
            parts,
            crew,
            here=lambda some: _work(given, some),
            progress=progress,
            cancelled=cancelled,
        )
        with closing(results):
            return [one for found in results for one in found]

    return measured


def _prepare(parameters: "Parameters", labels: tuple[str, ...]) -> "tuple[Parameters, tuple[str, ...]]":
    return parameters, labels


def _work(given: "tuple[Parameters, tuple[str, ...]]", documents: "Sequence[Continuum]") -> "list[Measured]":
    from annotator.agreement.gamma import measure

    return measure(documents, *given)
