"""Spans as columns make the corpus that plain rows make."""

from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from annotator.agreement.corpus import Corpus
from annotator.services.mark_columns import MarkColumns

LENGTHS = {"d1": 30, "d2": 20, "d3": 25}
LAYERS, LABELS = ["wang", "li"], ["metric", "problem"]
ROWS = st.lists(
    st.tuples(
        st.sampled_from(["d1", "d2", "d3", "elsewhere"]),
        st.sampled_from([*LAYERS, "gold"]),
        st.sampled_from([*LABELS, "measure"]),
        st.integers(0, 9),
        st.integers(10, 20),
        st.integers(1, 3),
    ),
    max_size=30,
)


@given(ROWS, st.dictionaries(st.sampled_from(list(LENGTHS)), st.sets(st.sampled_from(LAYERS))))
def test_columns_say_what_rows_say(drawn: list[Any], heard: dict[str, set[str]]) -> None:
    rows = [(*row[:5], f"s{number:02}", row[5]) for number, row in enumerate(drawn)]
    finished = {document: sorted(heard.get(document, ())) for document in LENGTHS}
    inside = [row for row in rows if row[0] in LENGTHS]
    marks = MarkColumns.of(rows, LENGTHS)
    assert marks.pairs() == {row[:2] for row in inside}
    assert marks.occurring() == {row[2] for row in inside}
    assert marks.versions() == {pair: {row[6] for row in inside if row[:2] == pair} for pair in marks.pairs()}
    assert marks.of_layers(["li"]).pairs() == {row[:2] for row in inside if row[1] == "li"}
    plain = Corpus.from_rows(
        (row[:6] for row in inside if row[1] in LAYERS and row[2] in LABELS),
        lengths=LENGTHS, layers=LAYERS, labels=LABELS, assigned=finished,
    )  # fmt: skip
    made = marks.of_layers(LAYERS).corpus(LENGTHS, LAYERS, LABELS, finished)
    assert (made.documents, made.layers, made.labels, made.ids) == (
        plain.documents,
        plain.layers,
        plain.labels,
        plain.ids,
    )
    for name in ("lengths", "assigned", "document", "layer", "label", "start", "end"):
        assert np.array_equal(getattr(made, name), getattr(plain, name))
        assert getattr(made, name).dtype == getattr(plain, name).dtype
