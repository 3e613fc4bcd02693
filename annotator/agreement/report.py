"""All figures of agreement of several layers: pooled, by label, by pair, by document, with intervals and notes.

Definitions and defaults are those of the modules that compute them. Pooled figures come from sums over documents;
F1 is the mean over pairs, alpha over labels the mean over the labels for which it is defined.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from annotator.agreement import figures
from annotator.agreement.corpus import Corpus
from annotator.agreement.f1 import MATCHES, Counts
from annotator.agreement.intervals import (
    FEW_DOCUMENTS,
    LEVEL,
    RESAMPLES,
    Interval,
    jackknife,
    percentiles,
    resampled,
)
from annotator.agreement.notes import Note, notes_on_figures, notes_on_intervals, notes_on_levels
from annotator.agreement.quotient import defined, mean_of_defined
from annotator.agreement.tallies import CHARACTER, Layout, layout_of, tally
from annotator.agreement.units import Units

Float = NDArray[np.float64]
Bool = NDArray[np.bool_]
Figures = dict[str, float | None]

LEVELS = (CHARACTER, "word", "sentence")


@dataclass(frozen=True)
class Report:
    """The figures, under the keys of `agree --json`; None where undefined, and then a note says why.

    Beyond those: `standard_errors` by the jackknife (under ten documents), `parameters`, the counts of each pair, and
    over characters Scott's pi of each pair and, by label, `kappa`: Cohen's and Scott's as means over pairs, Fleiss' and
    Gwet's AC1 (to stand beside alpha, never instead of it) where all layers have finished. Figures of a pair over all
    labels are means over labels, like alpha.
    """

    layers: tuple[str, ...]
    documents: int  # finished by two layers or more
    f1: Figures
    alpha: Figures
    by_label: dict[str, dict[str, Any]]
    pairs: list[dict[str, Any]]
    by_document: list[dict[str, Any]]
    intervals: dict[str, tuple[float, float] | None]
    standard_errors: Figures
    parameters: dict[str, Any]
    notes: tuple[Note, ...]

    def as_dict(self) -> dict[str, Any]:
        """Plain values for JSON; the notes are sentences in the reader's language. Gamma is not in it."""
        return {
            **{name: getattr(self, name) for name in self.__dataclass_fields__},
            "layers": list(self.layers),
            "intervals": {name: each and list(each) for name, each in self.intervals.items()},
            "notes": [str(note) for note in self.notes],
        }


@dataclass(frozen=True)
class Evidence:
    """What a report is made of: the tallies of the compared documents and the sums of their resamples."""

    layout: Layout
    table: Float  # [D, F]
    replicates: Float  # [B, f], f the columns `layout.resampled`
    left_out: int  # documents finished by fewer than two layers
    seed: int
    level: float


def measure(
    corpus: Corpus,
    *,
    units: Mapping[str, Units] | None = None,
    seed: int = 0,
    resamples: int = RESAMPLES,
    level: float = LEVEL,
) -> Report:
    """The report on a corpus.

    `units`: "word" and "sentence", as far as alpha is wanted over them. `seed`, `resamples` (0: no intervals) and
    `level` are those of the bootstrap over documents.
    """
    layout = layout_of(corpus, units or {})
    compared = compared_documents(corpus)
    table = tally(corpus, units or {})[compared]
    replicates = resampled(table[:, layout.resampled], resamples=resamples, seed=seed)
    evidence = Evidence(layout, table, replicates, int((~compared).sum()), seed, level)
    ids = [name for name, is_compared in zip(corpus.documents, compared, strict=True) if is_compared]
    return report(evidence, by_document(layout, ids, corpus.assigned[compared], table))


def compared_documents(corpus: Corpus) -> Bool:
    """`[D]`: finished by two layers or more."""
    return np.asarray(corpus.assigned.sum(axis=1) > 1)


def report(evidence: Evidence, documents: list[dict[str, Any]]) -> Report:
    """The report on tallies, with the rows by document that `by_document` made of them."""
    layout, table = evidence.layout, evidence.table
    sums = table.sum(axis=0)
    intervals = _intervals(evidence)
    notes = [
        *notes_on_levels(layout, LEVELS),
        *notes_on_figures(layout, table, evidence.left_out),
        *(notes_on_intervals(intervals, len(table), len(evidence.replicates)) if len(table) else ()),
    ]
    return Report(
        layers=layout.layers,
        documents=len(table),
        **_nested(figures.summary_names(layout), figures.summary(layout, sums), LEVELS),
        by_label=_by_label(layout, sums),
        pairs=_by_pair(layout, sums),
        by_document=documents,
        intervals={name: _bounds(each) for name, each in intervals.items()},
        standard_errors=_standard_errors(layout, table),
        parameters={"seed": evidence.seed, "resamples": len(evidence.replicates), "level": evidence.level},
        notes=tuple(notes),
    )


def by_document(layout: Layout, ids: Sequence[str], assigned: Bool, table: Float) -> list[dict[str, Any]]:
    """One entry a document: who finished it, how many spans they made, its own F1 and alpha."""
    names = figures.summary_names(layout)
    rows = figures.summary(layout, table)
    spans = layout.of(table, "spans").sum(axis=1)
    return [
        {
            "id": name,
            "layers": [layer for layer, done in zip(layout.layers, finished, strict=True) if done],
            "spans": {
                layer: int(count)
                for layer, count, done in zip(layout.layers, made, finished, strict=True)
                if done
            },
            **_nested(names, row, LEVELS),
        }
        for name, finished, made, row in zip(ids, assigned, spans, rows, strict=True)
    ]


def _by_label(layout: Layout, sums: Float) -> dict[str, dict[str, Any]]:
    names, rows = figures.label_names(layout), figures.of_labels(layout, sums)
    fleiss, gwet = figures.fleiss(layout, sums), figures.gwet_ac1(layout, sums)
    cohen, scott = figures.kappa(layout, sums), figures.pi(layout, sums)
    spans = layout.of(sums, "spans")
    return {
        label: {
            **_nested(names, rows[at], LEVELS),
            "kappa": {
                "cohen": defined(mean_of_defined(cohen[at])),
                "scott": defined(mean_of_defined(scott[at])),
                "fleiss": defined(fleiss[at]),
                "gwet_ac1": defined(gwet[at]),
            },
            "spans": {layer: int(count) for layer, count in zip(layout.layers, spans[at], strict=True)},
        }
        for at, label in enumerate(layout.labels)
    }


def _by_pair(layout: Layout, sums: Float) -> list[dict[str, Any]]:
    counts, labels = figures.pair_counts(layout, sums), figures.label_counts(layout, sums)
    cohen, scott = figures.kappa(layout, sums), figures.pi(layout, sums)
    mean_cohen, mean_scott = mean_of_defined(cohen[:-1].T), mean_of_defined(scott[:-1].T)
    of_pairs, of_labels = _scores(counts), _scores(labels)
    return [
        {
            "layers": [layout.layers[left], layout.layers[right]],
            **_scored(of_pairs[:, :, at]),
            "kappa": {"char": defined(mean_cohen[at]), "any": defined(cohen[-1, at])},
            "pi": {"char": defined(mean_scott[at]), "any": defined(scott[-1, at])},
            "by_label": {
                label: {
                    **_scored(of_labels[:, :, row, at]),
                    "kappa": {"char": defined(cohen[row, at])},
                    "pi": {"char": defined(scott[row, at])},
                }
                for row, label in enumerate(layout.labels)
            },
        }
        for at, (left, right) in enumerate(layout.pairs)
    ]


def _scores(counts: Counts) -> Float:
    """`[6, 3, …]`: F1, precision, recall, and the counts found, left and right, of counts `[3, …]`."""
    shape = counts.found.shape
    columns = (counts.f1, counts.precision, counts.recall, counts.found, counts.left, counts.right)
    return np.stack([np.broadcast_to(each, shape) for each in columns])


def _scored(scores: Float) -> dict[str, Any]:
    """Scores `[6, 3]` by name."""
    f1, precision, recall, found, left, right = scores.tolist()
    named = {"f1": f1, "precision": precision, "recall": recall}
    return {
        **{name: dict(zip(MATCHES, map(defined, each), strict=True)) for name, each in named.items()},
        "counts": {"left": int(left[0]), "right": int(right[0]), **dict(zip(MATCHES, found, strict=True))},
    }


def _intervals(evidence: Evidence) -> dict[str, Interval]:
    """The interval of every figure that is defined; without bounds for one document, or if none were asked for."""
    layout = evidence.layout
    names = _interval_names(layout)
    if len(evidence.table) < 2 or not len(evidence.replicates):
        return {name: Interval(None, None, 0) for name in names}
    known = np.isfinite(_all(layout, evidence.table.sum(axis=0)))
    found = percentiles(_all(layout, evidence.replicates)[:, known], evidence.level)
    defined_names = [name for name, is_known in zip(names, known, strict=True) if is_known]
    return dict.fromkeys(names, Interval(None, None, 0)) | dict(zip(defined_names, found, strict=True))


def _standard_errors(layout: Layout, table: Float) -> Figures:
    if not 1 < len(table) < FEW_DOCUMENTS:
        return {}
    errors = jackknife(table, lambda sums: _all(layout, sums))
    return {name: defined(error) for name, error in zip(_interval_names(layout), errors, strict=True)}


def _interval_names(layout: Layout) -> list[str]:
    of_label = figures.label_names(layout)
    return figures.summary_names(layout) + [
        f"by_label.{label}.{name}" for label in layout.labels for name in of_label
    ]


def _all(layout: Layout, sums: Float) -> Float:
    """`[…, N]`: the figures that have intervals."""
    labels = figures.of_labels(layout, sums)
    return np.concatenate((figures.summary(layout, sums), labels.reshape(*labels.shape[:-2], -1)), axis=-1)


def _bounds(interval: Interval) -> tuple[float, float] | None:
    return None if interval.low is None or interval.high is None else (interval.low, interval.high)


def _nested(names: Sequence[str], values: Float, levels: Sequence[str]) -> dict[str, Any]:
    """Values under their dotted names as nested dictionaries; levels of alpha that were not counted are None."""
    found: dict[str, Any] = {"f1": {}, "alpha": dict.fromkeys(levels)}
    for name, value in zip(names, values.tolist(), strict=True):
        group, _, key = name.partition(".")
        number = value if np.isfinite(value) else None
        if key:
            found[group][key] = number
        else:
            found[group] = number
    return found
