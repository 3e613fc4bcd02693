"""BM25: how well texts answer a query, by the words that they share.

Robertson and Zaragoza, The Probabilistic Relevance Framework: BM25 and Beyond (2009), with the inverse document
frequency of Lucene, which is never negative. Forty lines of our own: rank_bm25 (last release 2022) and bm25s know no
weights of terms and no best possible score, and both are made for one index that never changes.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from math import log
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

K1 = 1.2
"""How soon a term that comes again adds nothing."""

B = 0.5
"""How far long texts are held against themselves: from 0 to 1."""

OTHERS = 30
"""Texts without any of the terms that are thought beside those of the index: in a small collection what two texts share
would else count as common, and so for nothing."""

Weights = Mapping[str, float]


class Index:
    """An index over texts given by their terms with weights: 1 for each time that a term stands there."""

    def __init__(self, texts: Sequence[Weights]) -> None:
        import numpy as np

        self._size = len(texts)
        places: defaultdict[str, list[int]] = defaultdict(list)
        weights: defaultdict[str, list[float]] = defaultdict(list)
        for at, text in enumerate(texts):
            for term, weight in text.items():
                places[term].append(at)
                weights[term].append(weight)
        lengths = np.array([sum(text.values()) for text in texts], np.float64)
        self._mean = float(lengths.mean()) if lengths.any() else 1.0
        norms = K1 * (1 - B + B * lengths / self._mean)
        # What a term of weight 1 in a query adds to which texts, but for the term's own rarity.
        self._added: dict[str, tuple[NDArray[np.intp], Floats]] = {}
        for term, found in places.items():
            at_places, often = np.array(found, np.intp), np.array(weights[term], np.float64)
            self._added[term] = at_places, often * (K1 + 1) / (often + norms[at_places])

    def rarity(self, term: str) -> float:
        """The inverse document frequency: ln(1 + (N - n + 0.5) / (n + 0.5)), with OTHERS among the N."""
        known = self._added.get(term)
        having = len(known[0]) if known else 0
        return log(1 + (self._size + OTHERS - having + 0.5) / (having + 0.5))

    def scores(self, query: Weights) -> "Floats":
        """The score of every text for a query: terms with weights, in the order in which texts were given."""
        import numpy as np

        found = np.zeros(self._size)
        for term, weight in query.items():
            if (known := self._added.get(term)) is not None:
                found[known[0]] += weight * self.rarity(term) * known[1]
        return found

    def best(self, query: Weights) -> float:
        """The score of a text that were nothing but the query's terms, each once."""
        norm = K1 * (1 - B + B * len(query) / self._mean)
        return sum(weight * self.rarity(term) * (K1 + 1) / (1 + norm) for term, weight in query.items())


def weights(terms: Iterable[str], more: Iterable[str] = (), less: float = 0.0) -> dict[str, float]:
    """Each term as often as it stands among `terms`; those of `more` for `less`, if they do not stand there."""
    found: dict[str, float] = {}
    for term in terms:
        found[term] = found.get(term, 0.0) + 1.0
    for term in more:
        found.setdefault(term, less)
    return found
