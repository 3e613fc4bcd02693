"""Documents as vectors of their words: term frequency times inverse document frequency, of length 1.

`(1 + log tf) * (log((1 + N) / (1 + df)) + 1)` (Manning, Raghavan and Schuetze 2008, 6.4.1, smoothed as scikit-learn
does with `sublinear_tf`). Words of one document alone liken it to none, and are left out.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Vectors:
    """A sparse matrix with a row for each document, and the words of its columns."""

    matrix: Any
    words: Sequence[str]

    def typical(self, row: int, count: int) -> list[str]:
        """The words that weigh most in a document."""
        return self._top(self.matrix[row], count)

    def shared(self, row: int, other: int, count: int) -> list[str]:
        """The words that weigh most in what two documents have in common."""
        return self._top(self.matrix[row].multiply(self.matrix[other]).tocsr(), count)

    def apart(self, row: int, other: int, count: int) -> list[str]:
        """The words that weigh most in a document beyond what they weigh in another."""
        left = (self.matrix[row] - self.matrix[other]).tocsr()
        left.data = left.data.clip(min=0)
        return self._top(left, count)

    def _top(self, vector: Any, count: int) -> list[str]:
        weighed = sorted(
            zip(vector.data.tolist(), vector.indices.tolist(), strict=True),
            key=lambda pair: (-pair[0], self.words[pair[1]]),
        )
        return [self.words[column] for weight, column in weighed[:count] if weight > 0]


def vectors(documents: Iterable[Iterable[str]]) -> Vectors:
    """The vectors of documents that are given as their words."""
    import numpy as np
    from scipy.sparse import csr_matrix

    columns: dict[str, int] = {}
    indices: list[Any] = []
    values: list[Any] = []
    edges = [0]
    for words in documents:
        counts = Counter(words)
        indices.append(
            np.fromiter((columns.setdefault(word, len(columns)) for word in counts), np.int32, len(counts))
        )
        values.append(1 + np.log(np.fromiter(counts.values(), np.float32, len(counts))))
        edges.append(edges[-1] + len(counts))
    joined = np.concatenate(indices) if indices else np.zeros(0, np.int32)
    data = np.concatenate(values) if values else np.zeros(0, np.float32)
    frequency = np.bincount(joined, minlength=len(columns))
    total = len(edges) - 1
    weight = np.where(frequency > 1, np.log((1 + total) / (1 + frequency)) + 1, 0).astype(np.float32)
    matrix = csr_matrix((data * weight[joined], joined, edges), shape=(total, len(columns)))
    matrix.eliminate_zeros()
    matrix.sort_indices()
    lengths = np.sqrt(np.asarray(matrix.multiply(matrix).sum(axis=1)).ravel())
    matrix.data /= np.repeat(np.where(lengths > 0, lengths, 1), np.diff(matrix.indptr))
    return Vectors(matrix, list(columns))
