"""What is kept of each document, so that every figure is a function of sums over documents.

A tally is one row of numbers a document: lengths marked, lengths marked alike, spans matched. Pooled figures come
from the sum of the rows, those of a document from its row, resamples from weighted sums, the jackknife from the sum
less a row; when a document is edited, its row alone is made anew.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from math import prod

import numpy as np
from numpy.typing import NDArray

from annotator.agreement.corpus import Corpus
from annotator.agreement.f1 import MATCHES, matched
from annotator.agreement.sweep import coverage, pairs
from annotator.agreement.units import Units, in_units

Float = NDArray[np.float64]

CHARACTER = "char"


@dataclass(frozen=True)
class Layout:
    """Which columns of a tally mean what. `K` binary layers: the labels, then "any"; `P` pairs of layers."""

    layers: tuple[str, ...]
    labels: tuple[str, ...]
    levels: tuple[str, ...]  # `CHARACTER`, then the names of units

    @property
    def pairs(self) -> list[tuple[int, int]]:
        return pairs(len(self.layers))

    @cached_property
    def shapes(self) -> dict[str, tuple[int, ...]]:
        """The blocks of a tally, in order."""
        levels, labels, any_, both = len(self.levels), len(self.labels), len(self.labels) + 1, len(self.pairs)
        return {
            "ratings": (levels,),  # values that can be paired: length times annotators, where there are two
            "marked": (levels, any_),  # of which marked
            "differing": (levels, any_),  # coincidences of marked with not marked, over m - 1
            "squares": (any_,),  # squared lengths of units, in characters
            "found": (len(MATCHES), labels, both),  # spans that match
            "ours": (labels, both),  # spans of the first where both have finished
            "theirs": (labels, both),  # up to here: what figures with intervals are made of
            "spans": (labels, len(self.layers)),
            "full": (1,),  # characters of documents that all layers have finished, times layers
            "full_marked": (any_,),
            "full_differing": (any_,),
            "total": (both,),  # characters that both of a pair have finished
            "left": (any_, both),  # of which the first marked
            "right": (any_, both),
            "both": (any_, both),
        }

    @cached_property
    def columns(self) -> dict[str, slice]:
        ends = np.cumsum([prod(shape) for shape in self.shapes.values()]).tolist()
        return {
            name: slice(low, high) for name, low, high in zip(self.shapes, [0, *ends], ends, strict=False)
        }

    @property
    def width(self) -> int:
        return sum(prod(shape) for shape in self.shapes.values())

    @property
    def resampled(self) -> slice:
        """The columns that figures with intervals are made of; a table of them alone can be read by `of`."""
        return slice(0, self.columns["theirs"].stop)

    def of(self, table: Float, block: str) -> Float:
        """One block of tallies `[…, F]` in its own shape, `[…, *shape]`."""
        return table[..., self.columns[block]].reshape(*table.shape[:-1], *self.shapes[block])


def layout_of(corpus: Corpus, units: Mapping[str, Units]) -> Layout:
    return Layout(corpus.layers, corpus.labels, (CHARACTER, *units))


def tally(corpus: Corpus, units: Mapping[str, Units]) -> Float:
    """`[D, F]`: the row of each document, columns by `layout_of`."""
    layout, table = layout_of(corpus, units), tally_lengths(corpus, units)
    spans = matched(corpus)
    layout.of(table, "found")[...] = spans.found
    layout.of(table, "ours")[...] = spans.left
    layout.of(table, "theirs")[...] = spans.right
    layout.of(table, "spans")[...] = spans.spans
    return table


def tally_lengths(corpus: Corpus, units: Mapping[str, Units]) -> Float:
    """The same with spans not matched, for who needs no F1."""
    layout = layout_of(corpus, units)
    table = np.zeros((len(corpus.documents), layout.width))
    for at, level in enumerate(layout.levels):
        counted = in_units(corpus, units[level]) if at else corpus
        _put_lengths(layout, table, counted, at)
    return table


def _put_lengths(layout: Layout, table: Float, counted: Corpus, level: int) -> None:
    """The blocks of lengths at one level; those that are kept of characters only, at the first."""
    raters = counted.assigned.sum(axis=1)
    compared = raters > 1
    lengths = coverage(counted)
    who = layout.pairs
    left, right = [a for a, _ in who], [b for _, b in who]
    both = (counted.assigned[:, left] & counted.assigned[:, right]).astype(float)
    ours, theirs = lengths.covered[..., left] * both[:, None], lengths.covered[..., right] * both[:, None]
    differing = (ours + theirs - 2 * lengths.shared).sum(axis=-1) / np.maximum(raters - 1, 1)[:, None]
    marked = lengths.covered.sum(axis=-1) * compared[:, None]
    ratings = counted.lengths * raters * compared
    layout.of(table, "ratings")[:, level] = ratings
    layout.of(table, "marked")[:, level] = marked
    layout.of(table, "differing")[:, level] = differing
    if level:
        return
    full = (compared & counted.assigned.all(axis=1)).astype(float)[:, None]
    layout.of(table, "squares")[...] = lengths.squares.sum(axis=-1) * compared[:, None]
    layout.of(table, "full")[...] = ratings[:, None] * full
    layout.of(table, "full_marked")[...] = marked * full
    layout.of(table, "full_differing")[...] = differing * full
    layout.of(table, "total")[...] = both * counted.lengths[:, None]
    layout.of(table, "left")[...] = ours
    layout.of(table, "right")[...] = theirs
    layout.of(table, "both")[...] = lengths.shared
