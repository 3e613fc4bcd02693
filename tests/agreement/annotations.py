"""Random annotations for the tests of agreement, and what they say character by character."""

import numpy as np
from hypothesis import strategies as st
from numpy.typing import NDArray

from annotator.agreement.corpus import Corpus, Row

LENGTH = 30
LABELS = ("x", "y")


@st.composite
def corpora(
    draw: st.DrawFn,
    layers: int = 2,
    documents: int = 2,
    most: int = 6,
    missing: bool = False,
    apart: bool = False,
) -> Corpus:
    """Any corpus of small documents.

    With `missing`, some layers have not finished some documents; with `apart`, spans of one layer never overlap.
    """
    names = [f"a{at}" for at in range(layers)]
    ids = [f"d{at}" for at in range(documents)]
    rows: list[Row] = []
    for document in ids:
        for layer in names:
            taken: set[int] = set()
            for at in range(draw(st.integers(0, most))):
                start = draw(st.integers(0, LENGTH - 1))
                end = draw(st.integers(start + 1, min(LENGTH, start + 12)))
                if not (apart and taken & set(range(start, end))):
                    rows.append(
                        (document, layer, draw(st.sampled_from(LABELS)), start, end, f"{document}{layer}{at}")
                    )
                    taken |= set(range(start, end))
    assigned = None
    if missing:
        assigned = {document: [name for name in names if draw(st.integers(0, 3))] for document in ids}
    return Corpus.from_rows(
        rows, lengths=dict.fromkeys(ids, LENGTH), layers=names, labels=LABELS, assigned=assigned
    )


def rows_of(corpus: Corpus) -> list[Row]:
    """The rows that make the corpus."""
    ids = corpus.ids or [str(at) for at in range(corpus.spans)]
    columns = (corpus.document, corpus.layer, corpus.label, corpus.start, corpus.end, ids)
    return [
        (corpus.documents[d], corpus.layers[a], corpus.labels[c], int(start), int(end), key)
        for d, a, c, start, end, key in zip(*columns, strict=True)
    ]


def assigned_of(corpus: Corpus) -> dict[str, list[str]]:
    """Who has finished what."""
    return {
        document: [layer for layer, done in zip(corpus.layers, finished, strict=True) if done]
        for document, finished in zip(corpus.documents, corpus.assigned, strict=True)
    }


def expanded(corpus: Corpus, label: int | None) -> NDArray[np.float64]:
    """`[L, characters]`: 1 where a layer marks the character (with the label, or anything), NaN where missing."""
    columns = []
    for document, length in enumerate(corpus.lengths):
        block = np.zeros((len(corpus.layers), length))
        block[~corpus.assigned[document]] = np.nan
        for at in np.flatnonzero(corpus.document == document):
            if label is None or corpus.label[at] == label:
                block[corpus.layer[at], corpus.start[at] : corpus.end[at]] = 1
        columns.append(block)
    return np.concatenate(columns, axis=1)
