"""What one annotator calls what another calls something else, span by span."""

import numpy as np
from numpy.typing import NDArray

from annotator.agreement.align import align
from annotator.agreement.corpus import Corpus


def confusion(corpus: Corpus, left: int, right: int) -> NDArray[np.int64]:
    """`[C + 1, C + 1]`: spans by the label of layer `left` (rows) and of layer `right` (columns).

    Spans are matched by `align`, in its second stage across labels; the last row and column hold those that only the
    other has marked. Counts the documents that both have finished.
    """
    size = len(corpus.labels) + 1
    found = align(corpus, left, right, across_labels=True)
    table = np.zeros((size, size), np.int64)
    np.add.at(table, (corpus.label[found.left], corpus.label[found.right]), 1)
    both = (corpus.assigned[:, left] & corpus.assigned[:, right])[corpus.document]
    for layer, margin in ((left, table[:-1]), (right, table.T[:-1])):
        made = np.bincount(corpus.label[both & (corpus.layer == layer)], minlength=size - 1)
        margin[:, -1] = made - margin[:, :-1].sum(axis=1)
    return table
