"""The 2016 family of alphas for unitizing: did annotators find the same places, and call them the same?

Krippendorff, Mathet, Bouvry & Widlöcher 2016 (Quality & Quantity 50:2347) = Krippendorff 2019, ch. 12.6. Each
annotator parts the continuum into units with a value and gaps. Observed coincidences are lengths of intersections of
the sections of two annotators; expected ones hold units, not characters, to be the random objects.
Where no annotator's units overlap. Labels that do are measured as a binary layer each (`report`), where the
family reduces to one figure.

Documents are laid end to end, each with the annotators that have finished it, so that all statistics are sums over
documents. cu_alpha and (k)u_alpha look at what two annotators have both marked, and a unit counts there with as much
of it as the other has marked, averaged over the others. For three annotators and more the published programs differ
(on how much of a unit counts where only some of the others have marked it), and no printed example decides.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from annotator.agreement.corpus import Corpus
from annotator.agreement.quotient import defined, quotient
from annotator.agreement.sweep import pairs

Int = NDArray[np.int64]
Float = NDArray[np.float64]


@dataclass(frozen=True)
class Continua:
    """Statistics by document, additive over documents; values are the labels, and the gap behind them (`V`)."""

    lengths: Float  # [D, V, V] coincidences: intersections of two annotators' sections, over m - 1
    squares: Float  # [D, V] squared lengths of all units; of gaps the plain length
    both_squares: (
        Float  # [D, V - 1] squared lengths of what another has marked of each unit, mean over the others
    )


@dataclass(frozen=True)
class Family:
    """The four figures, None where undefined."""

    u: float | None  # boundaries and labels
    bar_u: float | None  # marked or not
    cu: float | None  # labels where both have marked
    coverage: float | None  # how much of what is marked both have marked: what cu rests on
    k_u: dict[str, float | None]  # one label against all others, where both have marked


@dataclass(frozen=True)
class _Sections:
    """One annotator's units, sorted on a line on which each document has a place of its own."""

    start: Int
    end: Int
    value: Int

    def at(self, points: Int, gap: int) -> Int:
        """The value of the section that each point lies in."""
        if not len(self.start):
            return np.full(len(points), gap)
        place = np.searchsorted(self.start, points, side="right") - 1
        inside = (place >= 0) & (points < self.end[place])
        return np.where(inside, self.value[place], gap)

    def marked_before(self, points: Int) -> Int:
        """The length of all units before each point."""
        if not len(self.start):
            return np.zeros(len(points), np.int64)
        place = np.searchsorted(self.start, points, side="right") - 1
        upto = np.cumsum(self.end - self.start) - (self.end - self.start)
        inside = np.minimum(points, self.end[place]) - self.start[place]
        return np.where(place < 0, 0, upto[place] + inside)


def family(corpus: Corpus) -> Family:
    """The figures of a whole corpus. Raises ValueError where units of one annotator overlap."""
    kept = continua(corpus)
    lengths, squares, both = (each.sum(axis=0) for each in (kept.lengths, kept.squares, kept.both_squares))
    marked = lengths[:-1].sum()
    return Family(
        u=defined(u_alpha(lengths, squares)),
        bar_u=defined(bar_u_alpha(lengths, squares)),
        cu=defined(cu_alpha(lengths, both)),
        coverage=defined(quotient(lengths[:-1, :-1].sum(), marked)),
        k_u={label: defined(k_u_alpha(lengths, both, at)) for at, label in enumerate(corpus.labels)},
    )


def continua(corpus: Corpus) -> Continua:
    """The statistics of each document that two annotators or more have finished; zeros for others.

    Raises ValueError where units of one annotator overlap.
    """
    values = len(corpus.labels) + 1
    raters = corpus.assigned.sum(axis=1)
    reach = int(corpus.lengths.max(initial=0)) + 1
    sections = [_sections(corpus, layer, reach) for layer in range(len(corpus.layers))]
    lengths = np.zeros((len(corpus.documents), values, values))
    for left, right in pairs(len(sections)):
        both = corpus.assigned[:, left] & corpus.assigned[:, right]
        table = _intersections(sections[left], sections[right], reach, (len(both), values))
        table[:, -1, -1] += corpus.lengths - table.sum(axis=(1, 2))
        lengths += (table + table.swapaxes(1, 2)) * both[:, None, None]
    lengths /= np.maximum(raters - 1, 1)[:, None, None]
    squares = np.zeros((len(corpus.documents), values))
    np.add.at(squares, (corpus.document, corpus.label), (corpus.end - corpus.start) ** 2)
    squares[:, -1] = lengths[:, -1].sum(axis=-1)
    both_squares = _both_squares(sections, reach, (len(corpus.documents), values - 1))
    return Continua(
        lengths, squares * (raters > 1)[:, None], both_squares / np.maximum(raters - 1, 1)[:, None]
    )


def u_alpha(lengths: Float, squares: Float) -> Float:
    """Boundaries and labels, of sums `[…, V, V]` and `[…, V]`; NaN where undefined."""
    expected = _expected(lengths, squares)
    return 1 - quotient(_off_diagonal(lengths), _off_diagonal(expected))


def bar_u_alpha(lengths: Float, squares: Float) -> Float:
    """Marked or not, whatever the label."""
    expected = _expected(lengths, squares)
    return 1 - quotient(lengths[..., -1, :-1].sum(axis=-1), expected[..., -1, :-1].sum(axis=-1))


def cu_alpha(lengths: Float, both_squares: Float) -> Float:
    """Labels, where both have marked."""
    observed = lengths[..., :-1, :-1]
    return 1 - quotient(_off_diagonal(observed), _off_diagonal(_expected(observed, both_squares)))


def k_u_alpha(lengths: Float, both_squares: Float, value: int) -> Float:
    """One label against all others, where both have marked."""
    table = lengths[..., :-1, :-1]
    observed, expected = table[..., value, :], _expected(table, both_squares)[..., value, :]
    scale = quotient(expected.sum(axis=-1), observed.sum(axis=-1))
    apart = observed.sum(axis=-1) - observed[..., value]
    return 1 - scale * quotient(apart, expected.sum(axis=-1) - expected[..., value])


def _expected(lengths: Float, squares: Float) -> Float:
    marked = lengths.sum(axis=-1)
    total = marked.sum(axis=-1)[..., None, None]
    own = squares[..., None] * np.eye(squares.shape[-1])
    both = marked[..., :, None] * marked[..., None, :]
    share = quotient(both - own, total**2 - squares.sum(axis=-1)[..., None, None])
    return np.asarray(total * share)


def _off_diagonal(table: Float) -> Float:
    apart: Float = table.sum(axis=(-2, -1)) - np.trace(table, axis1=-2, axis2=-1)
    return apart


def _sections(corpus: Corpus, layer: int, reach: int) -> _Sections:
    mine = np.flatnonzero(corpus.layer == layer)
    line = corpus.document[mine].astype(np.int64) * reach
    start, end = line + corpus.start[mine], line + corpus.end[mine]
    if (start[1:] < end[:-1]).any():
        raise ValueError(f"units of {corpus.layers[layer]!r} overlap: measure each label on its own")
    return _Sections(start, end, corpus.label[mine].astype(np.int64))


def _both_squares(sections: list[_Sections], reach: int, shape: tuple[int, int]) -> Float:
    """`[D, V - 1]`: the squared lengths of what each other annotator has marked of each unit, summed over the others."""
    squares = np.zeros(shape)
    for at, ours in enumerate(sections):
        for theirs in sections[:at] + sections[at + 1 :]:
            length = theirs.marked_before(ours.end) - theirs.marked_before(ours.start)
            np.add.at(squares, (ours.start // reach, ours.value), length**2)
    return squares


def _intersections(left: _Sections, right: _Sections, reach: int, shape: tuple[int, int]) -> Float:
    """`[D, V, V]`: the lengths where the two have these values; nothing where both have a gap."""
    points = np.sort(np.concatenate((left.start, left.end, right.start, right.end)))
    points = points[np.diff(points, prepend=-1) > 0]  # np.unique would hold up other threads
    size, gap = shape[1], shape[1] - 1
    ours, theirs = left.at(points[:-1], gap), right.at(points[:-1], gap)
    lengths = np.where((ours == gap) & (theirs == gap), 0, np.diff(points))
    cell = (points[:-1] // reach * size + ours) * size + theirs
    table = np.bincount(cell, weights=lengths.astype(float), minlength=shape[0] * size * size)
    return np.asarray(table, float).reshape(shape[0], size, size)
