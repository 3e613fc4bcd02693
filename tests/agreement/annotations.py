"""Random annotations for the tests of agreement: a few documents, layers, labels and overlapping spans."""

from hypothesis import strategies as st

from annotator.agreement.corpus import Corpus, Row

LENGTH = 30
LABELS = ("x", "y")


@st.composite
def corpora(
    draw: st.DrawFn, layers: int = 2, documents: int = 2, most: int = 6, missing: bool = False
) -> Corpus:
    """Any corpus of small documents; with `missing`, some layers have not finished some of them."""
    names = [f"a{at}" for at in range(layers)]
    ids = [f"d{at}" for at in range(documents)]
    rows: list[Row] = []
    for document in ids:
        for layer in names:
            for at in range(draw(st.integers(0, most))):
                start = draw(st.integers(0, LENGTH - 1))
                end = draw(st.integers(start + 1, min(LENGTH, start + 12)))
                rows.append(
                    (document, layer, draw(st.sampled_from(LABELS)), start, end, f"{document}{layer}{at}")
                )
    assigned = None
    if missing:
        assigned = {document: [name for name in names if draw(st.integers(0, 3))] for document in ids}
    return Corpus.from_rows(
        rows, lengths=dict.fromkeys(ids, LENGTH), layers=names, labels=LABELS, assigned=assigned
    )
