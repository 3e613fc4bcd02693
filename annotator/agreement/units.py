"""Words and sentences as the units of agreement: a unit carries a label if any of its characters is covered.

The boundaries are handed in, so that whoever reads texts does it once. A corpus counted in units is a corpus again:
whatever is measured on characters is measured on units by the same code.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from annotator.agreement.corpus import Bool, Corpus, Stretch, laid_end_to_end

Int = NDArray[np.int64]


@dataclass(frozen=True)
class Units:
    """The units of each document of a corpus, `[start, end)` in code points, sorted and disjoint.

    Document `d` has those at `first[d]:first[d + 1]`. What lies between units (spaces, newlines) belongs to none.
    """

    start: Int  # [U]
    end: Int  # [U]
    first: Int  # [D + 1]

    @classmethod
    def from_documents(cls, documents: Sequence[Sequence[Stretch] | Int]) -> "Units":
        """The units of each document in the order of the corpus, each `[n, 2]`. Raises ValueError if not sorted."""
        tables = [np.asarray(each, np.int64).reshape(-1, 2) for each in documents]
        for table in tables:
            if (table[1:, 0] < table[:-1, 1]).any() or (table[:, 0] >= table[:, 1]).any():
                raise ValueError("units that are empty, overlap, or are out of order")
        both = np.concatenate([*tables, np.zeros((0, 2), np.int64)])
        return cls(both[:, 0].copy(), both[:, 1].copy(), np.cumsum([0, *map(len, tables)]))

    def of(self, document: int) -> Int:
        """The units `[n, 2]` of the document at an index."""
        at = slice(self.first[document], self.first[document + 1])
        return np.stack((self.start[at], self.end[at]), axis=1)

    def only(self, documents: Sequence[int]) -> "Units":
        """The units of the documents at these indices, in their order."""
        return Units.from_documents([self.of(at) for at in documents])

    def within(self, ranges: Sequence[Sequence[Stretch]]) -> "Units":
        """What `Corpus.only(ranges=…)` is counted in: the units that begin in each document's stretches."""
        kept = []
        for at, stretches in enumerate(ranges):
            start, end = self.of(at).T
            low, high, inside = laid_end_to_end(stretches, start, end)
            kept.append(np.stack((low[inside], high[inside]), axis=1))
        return Units.from_documents(kept)


def in_units(corpus: Corpus, units: Units) -> Corpus:
    """The corpus with lengths and offsets counted in units; a span that touches no unit is left out."""
    touched, start, end = _places(corpus, units)
    at = np.flatnonzero(touched)
    return replace(
        corpus,
        lengths=np.diff(units.first),
        document=corpus.document[at],
        layer=corpus.layer[at],
        label=corpus.label[at],
        start=start[at],
        end=end[at],
        ids=None,
    )


def _places(corpus: Corpus, units: Units) -> tuple[Bool, Int, Int]:
    """For each span: does it touch a unit; the first that it touches; the first behind, counted in its document."""
    reach = max(int(corpus.lengths.max(initial=0)), int(units.end.max(initial=0))) + 1
    line = np.repeat(np.arange(len(units.first) - 1), np.diff(units.first)) * reach
    document = corpus.document.astype(np.int64)
    start = np.searchsorted(line + units.end, document * reach + corpus.start, side="right")
    end = np.searchsorted(line + units.start, document * reach + corpus.end, side="left")
    return start < end, start - units.first[document], end - units.first[document]
