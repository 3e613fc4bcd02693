"""Gamma: how far annotators agree on units and their labels together, beyond chance.

Gamma = 1 - D_o / D_e: D_o is the disorder of the best alignment of what was marked (gamma_alignment.py), D_e the mean of
those of random continua (gamma_sampling.py). Gamma-cat and gamma-k (gamma_categories.py) come from the same alignments.
Source: Mathet, Widlöcher & Métivier 2015, "The Unified and Holistic Method Gamma (γ) for Inter-Annotator Agreement
Measure and Alignment", *Computational Linguistics* 41(3).

Several documents: D_o and D_e are means over the documents, weighted by their numbers of units; so a short document with
a wild ratio counts as little as it holds, and the value of a single document is its own. For gamma-cat and
gamma-k, d_o and d_e are weighted alike by the weight of the pairs of units that the best alignment puts together.

Where a figure is undefined it is None, and a Reason says why; never 0, 1 or NaN.
"""

import math
import zlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, get_args

import numpy as np

from annotator.agreement.gamma_alignment import align_columns
from annotator.agreement.gamma_candidates import TooManyCandidates
from annotator.agreement.gamma_categories import (
    Categorization,
    Convention,
    Reason,
    categorization,
    expected_disagreement,
    label_disagreement,
)
from annotator.agreement.gamma_continuum import (
    Columns,
    Continuum,
    Dissimilarity,
    DissimilarityTable,
    Floats,
    columns_of,
)
from annotator.agreement.gamma_sampling import SamplerName, sampler_of
from annotator.domain.errors import UserError
from annotator.i18n import _

Progress = Callable[[int, int], None]
Cancel = Callable[[], bool]

_CONFIDENCE = 1.96  # standard errors at 95 %, two-sided (2015, §5.3)


def gamma(
    documents: Continuum | Sequence[Continuum],
    *,
    alpha: float = 1.0,
    beta: float = 1.0,
    delta_empty: float = 1.0,
    distances: Mapping[tuple[str, str], float] | None = None,
    samples: int = 30,
    precision: float | None = None,
    sampler: SamplerName = "shuffle",
    convention: Convention = "mathet",
    seed: int = 0,
    by: "Measure | None" = None,
    progress: Progress | None = None,
    cancelled: Cancel | None = None,
) -> "Gamma":
    """Gamma of one document or of several, with gamma-cat and the gamma-k of each label.

    `alpha`, `beta`, `delta_empty`, `distances`: see Dissimilarity. `samples` random continua a document; with
    `precision` (0.02: two per cent) as many more as make the mean of their disorders that precise at 95 % (2015, §5.3).
    `sampler`: see gamma_sampling. `convention`: see label_disagreement; it concerns gamma-cat and gamma-k only.

    The same `seed` gives the same figures, in whatever order documents and annotators come and whatever annotators are
    called. `by` measures the documents as `measure` does, somewhere else. `progress` hears alignments made and their total,
    which grows where `precision` asks for more.
    Raises Cancelled soon after `cancelled` says so, ValueError for parameters out of range.
    """
    given = [documents] if isinstance(documents, Continuum) else list(documents)
    apart = dict(distances or {})
    told = tuple(sorted((one, other, distance) for (one, other), distance in apart.items()))
    parameters = Parameters(alpha, beta, delta_empty, told, samples, precision, sampler, convention, seed)
    labels = sorted({label for each in given for label in each.labels})
    work = _work(parameters, labels, _Meter(len(given) * (samples + 1), progress, cancelled))
    done = by(given, parameters, labels) if by is not None else [_measure(each, work) for each in given]
    return _pooled(list(done), work)


def measure(
    documents: Sequence[Continuum], parameters: "Parameters", labels: Sequence[str]
) -> list["Measured"]:
    """What gamma is pooled from, document by document: it depends on the document, the parameters and the labels alone."""
    work = _work(parameters, labels, _Meter(0, None, None))
    return [_measure(each, work) for each in documents]


class Cancelled(UserError):
    """The person stopped the work."""


@dataclass(frozen=True)
class Parameters:
    """All that a gamma depends on besides what was marked, as plain values. Raises ValueError for what is out of range."""

    alpha: float
    beta: float
    delta_empty: float
    distances: tuple[tuple[str, str, float], ...]  # sorted: label, label, distance
    samples: int
    precision: float | None
    sampler: SamplerName
    convention: Convention
    seed: int

    def __post_init__(self) -> None:
        if self.samples < 1 or self.seed < 0 or not (self.precision is None or 0 < self.precision < 1):
            raise ValueError("samples is at least 1, seed at least 0, precision between 0 and 1")
        if self.convention not in get_args(Convention) or self.sampler not in get_args(SamplerName):
            raise ValueError(f"no convention and sampler are called {self.convention!r} and {self.sampler!r}")


@dataclass(frozen=True)
class DocumentGamma:
    """Gamma of one document, from `samples` random continua; `value` lacks where `reason` says why.

    `precision` is the half-width of the 95 % interval of `expected`, relative to it.
    """

    value: float | None
    reason: Reason | None
    cat: Categorization
    by_category: Mapping[str, Categorization] = field(default_factory=dict)
    observed: float | None = None
    expected: float | None = None
    units: int = 0
    samples: int = 0
    precision: float | None = None


@dataclass(frozen=True)
class Gamma:
    """Gamma over the documents for which it is defined; `documents` are all, as given; `samples` counts all continua."""

    value: float | None
    reason: Reason | None
    cat: Categorization
    by_category: Mapping[str, Categorization]
    observed: float | None
    expected: float | None
    samples: int
    parameters: Parameters
    documents: tuple[DocumentGamma, ...]


class _Meter:
    """Counts alignments and listens for the person."""

    def __init__(self, total: int, progress: Progress | None, cancelled: Cancel | None) -> None:
        self._done, self._total = 0, total
        self._progress, self._cancelled = progress, cancelled

    def expect(self, more: int) -> None:
        self._total += more

    def look(self) -> None:
        """Raises Cancelled."""
        if self._cancelled is not None and self._cancelled():
            raise Cancelled(_("cancelled; gamma was not computed"))

    def step(self, count: int = 1) -> None:
        self._done += count
        if self._progress is not None:
            self._progress(self._done, self._total)


class _Work(NamedTuple):
    """What is the same for all documents."""

    parameters: Parameters
    rows: Mapping[str, int]  # label: its row in label_disagreement, one more than its code
    table: DissimilarityTable
    meter: _Meter


class _Labelling(NamedTuple):
    """label_disagreement of what was marked, and expected_disagreement of the random continua."""

    observed: Floats
    expected: Floats


class Measured(NamedTuple):
    """One document: its figures, and what the pooled ones need of it."""

    figures: DocumentGamma
    labelling: _Labelling | None  # None where nothing is defined


Measure = Callable[[Sequence[Continuum], Parameters, Sequence[str]], Iterable[Measured]]


def _work(parameters: Parameters, labels: Sequence[str], meter: _Meter) -> _Work:
    distances = {(one, other): distance for one, other, distance in parameters.distances}
    table = Dissimilarity(parameters.alpha, parameters.beta, parameters.delta_empty, distances).table(labels)
    return _Work(parameters, {label: row for row, label in enumerate(labels, 1)}, table, meter)


def _measure(document: Continuum, work: _Work) -> Measured:
    samples = work.parameters.samples
    if len(document.annotators) < 2 or not document.units:
        work.meter.step(samples + 1)
        few = len(document.annotators) < 2
        return _unmeasured(Reason.TOO_FEW_ANNOTATORS if few else Reason.NOTHING_MARKED, document)
    units, random = _canonical(document, work)
    draw = sampler_of(work.parameters.sampler, units, document.length)
    try:
        observed, disagreement = _aligned(units, work)
        chance = [_aligned(draw(random), work) for _number in range(samples)]
        more = _missing_samples([disorder for disorder, _sums in chance], work.parameters.precision)
        work.meter.expect(more)
        chance += [_aligned(draw(random), work) for _number in range(more)]
    except TooManyCandidates:
        return _unmeasured(Reason.TOO_DENSE, document)
    labelling = _Labelling(
        disagreement, expected_disagreement(np.array([sums for _disorder, sums in chance]))
    )
    return _measured(observed, np.array([disorder for disorder, _sums in chance]), labelling, document, work)


def _canonical(document: Continuum, work: _Work) -> tuple[Columns, np.random.Generator]:
    """The units in an order that the annotators' names and their order have no part in, and a generator of their own.

    So a document has the same figures alone as among others, and no two documents share their chance.
    """
    marked = sorted(sorted(units) for units in document.annotators.values())
    told = [[(float(unit.start), float(unit.end), unit.label) for unit in units] for units in marked]
    own = zlib.crc32(repr(told).encode())
    return columns_of(marked, list(work.rows)), np.random.default_rng([work.parameters.seed, own])


def _aligned(units: Columns, work: _Work) -> tuple[float, Floats]:
    """The least disorder of `units`, and the label disagreement of their alignment."""
    work.meter.look()
    aligned = align_columns(units, work.table)
    work.meter.step()
    return aligned.disorder, label_disagreement(units, aligned, work.table, work.parameters.convention)


def _missing_samples(disorders: Sequence[float], precision: float | None) -> int:
    """How many more random continua make the mean of their disorders precise enough (2015, §5.3)."""
    if precision is None or not any(disorders):
        return 0
    variation = float(np.std(disorders) / np.mean(disorders))
    needed = math.ceil((variation * _CONFIDENCE / precision) ** 2)
    return max(0, needed - len(disorders))


def _measured(
    observed: float, disorders: Floats, labelling: _Labelling, document: Continuum, work: _Work
) -> Measured:
    expected = float(disorders.mean())
    spread = _CONFIDENCE * float(disorders.std()) / len(disorders) ** 0.5
    figures = DocumentGamma(
        value=1 - observed / expected if expected else None,
        reason=None if expected else Reason.NO_VARIATION,
        cat=_categorization([labelling], 0),
        by_category={label: _categorization([labelling], work.rows[label]) for label in document.labels},
        observed=observed,
        expected=expected,
        units=document.units,
        samples=len(disorders),
        precision=spread / expected if expected else None,
    )
    return Measured(figures, labelling)


def _unmeasured(reason: Reason, document: Continuum) -> Measured:
    undefined = Categorization(None, reason, None, None)
    by_category = dict.fromkeys(document.labels, undefined)
    return Measured(DocumentGamma(None, reason, undefined, by_category, units=document.units), None)


def _categorization(some: Sequence[_Labelling], row: int) -> Categorization:
    observed = np.array([each.observed[row] for each in some])
    return categorization(observed, np.array([each.expected[row] for each in some]))


def _pooled(done: Sequence[Measured], work: _Work) -> Gamma:
    documents = tuple(each.figures for each in done)
    labellings = [each.labelling for each in done if each.labelling is not None]
    if not labellings:
        reasons = {each.reason for each in documents if each.reason is not None}
        reason = reasons.pop() if len(reasons) == 1 else Reason.NO_DOCUMENTS
        undefined = Categorization(None, reason, None, None)
        by_category = dict.fromkeys(work.rows, undefined)
        return Gamma(None, reason, undefined, by_category, None, None, 0, work.parameters, documents)
    units = sum(each.units for each in documents if each.samples)
    observed = sum(each.units * (each.observed or 0.0) for each in documents) / units
    expected = sum(each.units * (each.expected or 0.0) for each in documents) / units
    return Gamma(
        value=1 - observed / expected if expected else None,
        reason=None if expected else Reason.NO_VARIATION,
        cat=_categorization(labellings, 0),
        by_category={label: _categorization(labellings, row) for label, row in work.rows.items()},
        observed=observed,
        expected=expected,
        samples=sum(each.samples for each in documents),
        parameters=work.parameters,
        documents=documents,
    )
