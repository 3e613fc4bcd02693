"""Clusters: what belongs to one place, and that no order of layers or documents matters."""

import numpy as np
from annotations import LENGTH, corpora
from hypothesis import given
from hypothesis import strategies as st

from annotator.agreement.align import align
from annotator.agreement.clusters import clusters
from annotator.agreement.corpus import Corpus


def clustered(*rows: tuple[str, str, int, int]) -> list[set[str]]:
    """Clusters of (layer, label, start, end), each named after its layer and number."""
    layers = sorted({row[0] for row in rows})
    marks = [
        ("d", layer, label, start, end, f"{layer}{at}") for at, (layer, label, start, end) in enumerate(rows)
    ]
    corpus = Corpus.from_rows(marks, lengths={"d": LENGTH}, layers=layers)
    return groups(corpus)


def groups(corpus: Corpus) -> list[set[str]]:
    found: dict[int, set[str]] = {}
    for span, cluster in zip(corpus.ids or (), clusters(corpus).tolist(), strict=True):
        found.setdefault(cluster, set()).add(span)
    return sorted(found.values(), key=sorted)


def test_a_shifted_boundary_is_the_same_place() -> None:
    assert clustered(("a", "x", 0, 10), ("b", "x", 8, 20)) == [{"a0", "b1"}]


def test_both_parts_of_a_split_belong_to_the_whole() -> None:
    assert clustered(("a", "x", 0, 10), ("a", "x", 11, 16), ("b", "x", 0, 16)) == [{"a0", "a1", "b2"}]


def test_another_label_at_the_same_place_is_the_same_place() -> None:
    assert clustered(("a", "x", 0, 10), ("b", "y", 1, 10)) == [{"a0", "b1"}]


def test_a_short_span_of_another_label_inside_is_another_place() -> None:
    assert clustered(("a", "x", 0, 10), ("b", "y", 3, 5)) == [{"a0"}, {"b1"}]


def test_nested_labels_that_both_have_stay_apart() -> None:
    assert clustered(("a", "x", 0, 10), ("a", "y", 2, 8), ("b", "x", 0, 10), ("b", "y", 3, 8)) == [
        {"a0", "b2"},
        {"a1", "b3"},
    ]


@given(corpora(layers=3, missing=True))
def test_matched_spans_of_one_label_are_never_apart(corpus: Corpus) -> None:
    cluster = clusters(corpus)
    for left, right in ((0, 1), (0, 2), (1, 2)):
        pairs = align(corpus, left, right)
        assert np.array_equal(cluster[pairs.left], cluster[pairs.right])


@given(corpora(layers=3, missing=True), st.permutations(range(3)))
def test_the_order_of_layers_does_not_matter(corpus: Corpus, order: list[int]) -> None:
    other = corpus.only(layers=[corpus.layers[at] for at in order])
    assert groups(other) == groups(corpus)


@given(corpora(layers=3, documents=3, missing=True))
def test_one_document_alone_is_clustered_as_among_others(corpus: Corpus) -> None:
    alone = [group for at in range(len(corpus.documents)) for group in groups(corpus.one(at))]
    assert sorted(alone, key=sorted) == groups(corpus)
