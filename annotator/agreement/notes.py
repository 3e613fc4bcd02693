"""Why a figure is undefined or should not be trusted, and which figure does hold."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from annotator.agreement import figures
from annotator.agreement.intervals import FEW_DOCUMENTS, Interval
from annotator.agreement.tallies import Layout
from annotator.i18n import N_, NN_, Plural, spoken

Float = NDArray[np.float64]

NOTHING_COMPARED = N_("No document was finished by two of the layers, so that nothing can be compared.")
LEFT_OUT = N_("Left out, since fewer than two of the layers have finished them: {count} of the documents.")
NOT_COUNTED = N_("Alpha over {level} was not asked for: no units were given.")
NO_LABELS = N_("There are no labels, so that nothing can be compared.")
UNUSED = NN_(
    "Nobody marked {label} in {count} document: its figures are undefined and left out of the "
    "means. Observed agreement is 1.",
    "Nobody marked {label} in {count} documents: its figures are undefined and left out of the "
    "means. Observed agreement is 1.",
)
NO_VARIATION = N_(
    "Everybody marked everything with {label} ({level}): alpha is undefined without variation. Observed agreement is 1."
)
ALL_MARKED = N_(
    "Everybody marked every character: alpha of “marked with anything” is undefined without variation."
)
NOTHING_MARKED = NN_(
    "In {empty} of {count} document nothing is marked: such documents have no figures of their own, "
    "stay out of F1, and count fully in the pooled alpha.",
    "In {empty} of {count} documents nothing is marked: such documents have no figures of their "
    "own, stay out of F1, and count fully in the pooled alpha.",
)
APART = N_("{left} and {right} have finished no document in common, so that nothing can be said of them.")
ONE_SIDED = N_("{layer} marked nothing where {other} did: F1 is 0, and precision or recall is undefined.")
PAIR_UNUSED = N_("Where neither of two layers marked a label, the figures of the pair for it are undefined.")
NOT_FULL = NN_(
    "Fleiss' kappa needs every layer: it counts {full} of {count} document.",
    "Fleiss' kappa needs every layer: it counts {full} of {count} documents.",
)
FEW = NN_(
    "There is only {count} document, too few for intervals to be trusted: see the standard errors "
    "by the jackknife.",
    "There are only {count} documents, too few for intervals to be trusted: see the standard errors "
    "by the jackknife.",
)
ONE_DOCUMENT = N_("An interval needs two documents or more.")
DROPPED = NN_(
    "{figure}: left out of the interval, because undefined: {undefined} of {count} resample.",
    "{figure}: left out of the interval, because undefined: {undefined} of {count} resamples.",
)


@dataclass(frozen=True)
class Note:
    """One sentence about the figures whose key begins with `figure`; `str()` gives it in the reader's language."""

    figure: str
    message: str | Plural
    values: Mapping[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return spoken(self.message, **self.values)


def notes_on_figures(layout: Layout, table: Float, left_out: int) -> list[Note]:
    """What is to be said of the figures of the compared documents `[D, F]`."""
    found = [Note("documents", LEFT_OUT, {"count": left_out})] if left_out else []
    if not len(table):
        return [*found, Note("", NOTHING_COMPARED)]
    if not layout.labels:
        return [*found, Note("", NO_LABELS)]
    sums = table.sum(axis=0)
    return [
        *found,
        *_on_labels(layout, sums, len(table)),
        *_on_documents(layout, table),
        *_on_pairs(layout, sums),
    ]


def notes_on_levels(layout: Layout, wanted: tuple[str, ...]) -> list[Note]:
    """The levels of alpha that were not counted."""
    return [
        Note(f"alpha.{level}", NOT_COUNTED, {"level": level})
        for level in wanted
        if level not in layout.levels
    ]


def notes_on_intervals(intervals: dict[str, Interval], documents: int, resamples: int) -> list[Note]:
    """Too few documents, and resamples that were undefined though the figure itself is not."""
    if documents < 2:
        return [Note("intervals", ONE_DOCUMENT)]
    found = [Note("intervals", FEW, {"count": documents})] if documents < FEW_DOCUMENTS else []
    return found + [
        Note(f"intervals.{name}", DROPPED, {"figure": name, "undefined": each.undefined, "count": resamples})
        for name, each in intervals.items()
        if each.undefined
    ]


def _on_labels(layout: Layout, sums: Float, documents: int) -> list[Note]:
    marked, values = layout.of(sums, "marked"), layout.of(sums, "ratings")
    found = []
    for at, label in enumerate(layout.labels):
        if not marked[0, at]:
            found.append(Note(f"by_label.{label}", UNUSED, {"label": label, "count": documents}))
            continue
        found += [
            Note(f"by_label.{label}.alpha.{level}", NO_VARIATION, {"label": label, "level": level})
            for row, level in enumerate(layout.levels)
            if marked[row, at] == values[row]
        ]
    if marked[0, -1] and marked[0, -1] == values[0]:
        found.append(Note("alpha.any", ALL_MARKED))
    return found


def _on_documents(layout: Layout, table: Float) -> list[Note]:
    found = []
    empty = int((layout.of(table, "marked")[:, 0, -1] == 0).sum())
    if empty:
        found.append(Note("by_document", NOTHING_MARKED, {"empty": empty, "count": len(table)}))
    full = int((layout.of(table, "full")[:, 0] > 0).sum())
    if full < len(table):
        found.append(Note("by_label.fleiss", NOT_FULL, {"full": full, "count": len(table)}))
    return found


def _on_pairs(layout: Layout, sums: Float) -> list[Note]:
    found = []
    counts = figures.pair_counts(layout, sums)
    labels = figures.label_counts(layout, sums)
    used = layout.of(sums, "marked")[0, :-1, None] > 0
    for at, (left, right) in enumerate(layout.pairs):
        names = {"left": layout.layers[left], "right": layout.layers[right]}
        if not layout.of(sums, "total")[at]:
            found.append(Note(f"pairs.{at}", APART, names))
        elif bool(counts.left[0, at]) != bool(counts.right[0, at]):
            empty, other = ("left", "right") if not counts.left[0, at] else ("right", "left")
            found.append(Note(f"pairs.{at}", ONE_SIDED, {"layer": names[empty], "other": names[other]}))
    if (np.isnan(labels.f1[0]) & used).any():
        found.append(Note("pairs.by_label", PAIR_UNUSED))
    return found
