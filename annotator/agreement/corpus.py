"""What several layers say about the same documents, as columns: the one input of every figure of agreement."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import compress
from typing import Any

import numpy as np
from numpy.typing import NDArray

Int = NDArray[np.int64]
Bool = NDArray[np.bool_]
Stretch = tuple[int, int]
Row = tuple[str, str, str, int, int, str]  # document, layer, label, start, end, id
DocumentRow = tuple[str, str, int, int, str]  # layer, label, start, end, id


@dataclass(frozen=True)
class Corpus:
    """What several layers say about the same documents, as columns.

    `D` documents, `L` layers, `S` spans `[start, end)` in code points; the span columns hold indices into
    `documents`, `layers` and `labels`, and stand in the order (document, layer, start, end, label, id).
    `assigned` is true where a layer has finished a document: without spans there it is *empty*, where it is
    false its word is *missing*, and spans of it there are not in the columns.
    Make one with `from_rows` or `from_columns`, which sort, check and leave out; the arrays are never written to.
    """

    documents: tuple[str, ...]
    lengths: Int  # [D] code points
    layers: tuple[str, ...]
    labels: tuple[str, ...]
    assigned: Bool  # [D, L]
    document: NDArray[np.int32]  # [S]
    layer: NDArray[np.int16]  # [S]
    label: NDArray[np.int16]  # [S]
    start: Int  # [S]
    end: Int  # [S]
    ids: tuple[str, ...] | None = None

    @classmethod
    def from_rows(
        cls,
        rows: Iterable[Row],
        *,
        lengths: Mapping[str, int],
        layers: Sequence[str],
        labels: Sequence[str] | None = None,
        assigned: Mapping[str, Iterable[str]] | None = None,
    ) -> "Corpus":
        """The corpus of `rows` (document, layer, label, start, end, id).

        `lengths` names the documents and their code points, in order; `assigned` the layers that have finished
        each document (all layers all documents, when not given). Labels not given are those of the rows, sorted.
        Raises KeyError for a document, layer or label that is not named, ValueError for an impossible span.
        """
        table = list(rows)
        names = tuple(sorted({row[2] for row in table}) if labels is None else labels)
        at_document, at_layer, at_label = (_places(keys) for keys in (tuple(lengths), layers, names))
        finished = np.full((len(lengths), len(layers)), assigned is None)
        for document, who in (assigned or {}).items():
            finished[at_document[document], [at_layer[layer] for layer in who]] = True
        return cls.from_columns(
            documents=tuple(lengths),
            lengths=np.fromiter(lengths.values(), np.int64, len(lengths)),
            layers=tuple(layers),
            labels=names,
            assigned=finished,
            document=np.array([at_document[row[0]] for row in table], np.int32),
            layer=np.array([at_layer[row[1]] for row in table], np.int16),
            label=np.array([at_label[row[2]] for row in table], np.int16),
            start=np.array([row[3] for row in table], np.int64),
            end=np.array([row[4] for row in table], np.int64),
            ids=tuple(row[5] for row in table),
        )

    @classmethod
    def from_columns(cls, **columns: Any) -> "Corpus":
        """The corpus of columns in any order, named like the fields. Raises ValueError for an impossible span."""
        raw = cls(**columns)
        if ((raw.start < 0) | (raw.start >= raw.end) | (raw.end > raw.lengths[raw.document])).any():
            raise ValueError("a span that is empty or reaches beyond its document")
        columns_in_order = (raw.label, raw.end, raw.start, raw.layer, raw.document)
        order = np.lexsort(columns_in_order)
        if raw.ids is not None:
            _settle_ties(order, columns_in_order, raw.ids)
        return raw._taken(order[raw.assigned[raw.document, raw.layer][order]])

    @property
    def spans(self) -> int:
        return len(self.start)

    @property
    def bounds(self) -> Int:
        """`[D + 1]`: the spans of document `d` stand at `bounds[d]:bounds[d + 1]` of the span columns."""
        return np.searchsorted(self.document, np.arange(len(self.documents) + 1)).astype(np.int64)

    def only(
        self,
        *,
        layers: Sequence[str] | None = None,
        labels: Sequence[str] | None = None,
        documents: Sequence[str] | None = None,
        ranges: Mapping[str, Sequence[Stretch]] | None = None,
    ) -> "Corpus":
        """This corpus restricted to some layers, labels and documents, in the order given.

        `ranges` keeps, of the documents that it names, sorted disjoint stretches (sections), laid end to end:
        lengths and offsets then count in them. A span belongs to the stretch that it begins in and is cut at its
        end. Raises KeyError for a name that the corpus does not have.
        """
        kept = self if ranges is None else self._within(ranges)
        rows = _indices(kept.documents, documents)
        columns = _indices(kept.layers, layers)
        names = _indices(kept.labels, labels)
        document = _renumbered(rows, len(kept.documents))[kept.document]
        layer = _renumbered(columns, len(kept.layers))[kept.layer]
        label = _renumbered(names, len(kept.labels))[kept.label]
        chosen = np.flatnonzero((document >= 0) & (layer >= 0) & (label >= 0))
        order = chosen[
            np.lexsort((label[chosen], kept.end[chosen], kept.start[chosen], layer[chosen], document[chosen]))
        ]
        return replace(
            kept._taken(order),
            documents=tuple(kept.documents[at] for at in rows),
            lengths=kept.lengths[rows],
            layers=tuple(kept.layers[at] for at in columns),
            labels=tuple(kept.labels[at] for at in names),
            assigned=kept.assigned[np.ix_(rows, columns)],
            document=document[order].astype(np.int32),
            layer=layer[order].astype(np.int16),
            label=label[order].astype(np.int16),
        )

    def one(self, document: int) -> "Corpus":
        """The corpus of the one document at index `document`; quick."""
        low, high = np.searchsorted(self.document, (document, document + 1))
        part = self._taken(slice(low, high))
        return replace(
            part,
            documents=(self.documents[document],),
            lengths=self.lengths[document : document + 1],
            assigned=self.assigned[document : document + 1],
            document=np.zeros(high - low, np.int32),
        )

    def with_document(
        self, document: str, rows: Iterable[DocumentRow], *, assigned: Iterable[str] | None = None
    ) -> "Corpus":
        """This corpus with all spans of one document replaced by `rows` (layer, label, start, end, id).

        `assigned`: the layers that have finished it, when that has changed. Raises KeyError for a name that the
        corpus does not have, ValueError for an impossible span.
        """
        at = self.documents.index(document) if document in self.documents else -1
        if at < 0:
            raise KeyError(document)
        finished = self.assigned
        if assigned is not None:
            finished = self.assigned.copy()
            finished[at] = np.isin(self.layers, list(assigned))
        new = Corpus.from_rows(
            ((document, *row) for row in rows),
            lengths={document: int(self.lengths[at])},
            layers=self.layers,
            labels=self.labels,
            assigned={document: list(compress(self.layers, finished[at]))},
        )
        low, high = (int(place) for place in np.searchsorted(self.document, (at, at + 1)))
        return replace(
            self,
            assigned=finished,
            document=_spliced(self.document, low, high, np.full(new.spans, at, np.int32)),
            layer=_spliced(self.layer, low, high, new.layer),
            label=_spliced(self.label, low, high, new.label),
            start=_spliced(self.start, low, high, new.start),
            end=_spliced(self.end, low, high, new.end),
            ids=None if self.ids is None else self.ids[:low] + (new.ids or ()) + self.ids[high:],
        )

    def _taken(self, which: Int | slice) -> "Corpus":
        """The same documents, layers and labels with the spans at `which`."""
        ids = self.ids
        if ids is not None:
            ids = ids[which] if isinstance(which, slice) else tuple(ids[at] for at in which.tolist())
        return replace(
            self,
            document=self.document[which].astype(np.int32, copy=False),
            layer=self.layer[which].astype(np.int16, copy=False),
            label=self.label[which].astype(np.int16, copy=False),
            start=self.start[which].astype(np.int64, copy=False),
            end=self.end[which].astype(np.int64, copy=False),
            ids=ids,
        )

    def _within(self, ranges: Mapping[str, Sequence[Stretch]]) -> "Corpus":
        """The documents of `ranges` reduced to their stretches, all others left out."""
        here = self.only(documents=tuple(ranges))
        start, end, lengths = here.start.copy(), here.end.copy(), here.lengths.copy()
        kept = np.zeros(here.spans, np.bool_)
        bounds = here.bounds
        for at, stretches in enumerate(ranges.values()):
            of = slice(bounds[at], bounds[at + 1])
            start[of], end[of], kept[of] = laid_end_to_end(stretches, start[of], end[of])
            lengths[at] = sum(high - low for low, high in stretches)
        return replace(here, lengths=lengths, start=start, end=end)._taken(np.flatnonzero(kept))


def laid_end_to_end(stretches: Sequence[Stretch], start: Int, end: Int) -> tuple[Int, Int, Bool]:
    """Offsets counted in sorted disjoint `stretches` laid end to end, and whether `[start, end)` begins in one.

    What begins in a stretch is cut at its end; the offsets of what does not mean nothing.
    """
    if not stretches:
        return start, end, np.zeros(len(start), np.bool_)
    low, high = np.array(stretches, np.int64).T
    before = np.concatenate(([0], np.cumsum(high - low)[:-1]))
    at = np.searchsorted(low, start, side="right") - 1
    kept = (at >= 0) & (start < high[at])
    shift = before[at] - low[at]
    return start + shift, np.minimum(end, high[at]) + shift, kept


def _settle_ties(order: Int, columns: Sequence[np.ndarray[Any, Any]], ids: Sequence[str]) -> None:
    """Put spans that are the same in all columns in the order of their ids: there are few, and names are slow to sort."""
    same = np.ones(max(0, len(order) - 1), bool)
    for column in columns:
        same &= np.diff(column[order]) == 0
    edges = np.flatnonzero(np.diff(np.concatenate(([False], same, [False])).astype(np.int8)))
    for low, high in edges.reshape(-1, 2):
        order[low : high + 1] = sorted(order[low : high + 1], key=ids.__getitem__)


def _places(names: Sequence[str]) -> dict[str, int]:
    return {name: at for at, name in enumerate(names)}


def _indices(have: tuple[str, ...], wanted: Sequence[str] | None) -> list[int]:
    """Where the wanted names stand among those at hand; all of them when none is named."""
    if wanted is None:
        return list(range(len(have)))
    places = _places(have)
    return [places[name] for name in wanted]


def _renumbered(kept: list[int], count: int) -> Int:
    """A table from old index to new, -1 for what is not kept."""
    table = np.full(count, -1, np.int64)
    table[kept] = np.arange(len(kept))
    return table


def _spliced(column: NDArray[Any], low: int, high: int, new: NDArray[Any]) -> NDArray[Any]:
    return np.concatenate((column[:low], new, column[high:]))
