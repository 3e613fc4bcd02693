"""The columns: sorting, missing layers, restrictions, one document replaced."""

from dataclasses import fields

import numpy as np
import pytest
from annotations import LENGTH, assigned_of, corpora, rows_of
from hypothesis import given

from annotator.agreement.corpus import Corpus, Row

ROWS: list[Row] = [
    ("d2", "b", "y", 3, 9, "s4"),
    ("d1", "a", "x", 5, 8, "s2"),
    ("d1", "a", "x", 0, 4, "s1"),
    ("d1", "b", "y", 2, 12, "s3"),
]


def corpus(**options: object) -> Corpus:
    return Corpus.from_rows(ROWS, lengths={"d1": 20, "d2": 10}, layers=("a", "b"), **options)  # type: ignore[arg-type]


def same(one: Corpus, other: Corpus) -> bool:
    return all(np.array_equal(getattr(one, f.name), getattr(other, f.name)) for f in fields(Corpus))


def test_spans_stand_by_document_layer_start() -> None:
    assert corpus().ids == ("s1", "s2", "s3", "s4")
    assert corpus().labels == ("x", "y")
    assert corpus().bounds.tolist() == [0, 3, 4]


def test_spans_that_are_the_same_stand_by_id() -> None:
    ids = ["s9", "s1", "s5", "s0", "s7"]
    rows: list[Row] = [("d", "a", "x", 0, 4, each) for each in ids[:3]]
    rows += [("d", "a", "x", 5, 8, each) for each in ids[3:]]
    for order in (rows, rows[::-1]):
        assert Corpus.from_rows(order, lengths={"d": 9}, layers="a").ids == ("s1", "s5", "s9", "s0", "s7")
    assert Corpus.from_rows([], lengths={"d": 9}, layers="a").ids == ()


def test_what_a_layer_has_not_finished_is_left_out() -> None:
    partly = corpus(assigned={"d1": ["a"], "d2": ["a", "b"]})
    assert partly.ids == ("s1", "s2", "s4")
    assert partly.assigned.tolist() == [[True, False], [True, True]]


def test_restricted_to_names_in_the_order_given() -> None:
    part = corpus().only(layers=["b", "a"], labels=["y"], documents=["d2", "d1"])
    assert rows_of(part) == [ROWS[0], ROWS[3]]
    assert (part.layers, part.documents, part.lengths.tolist()) == (("b", "a"), ("d2", "d1"), [10, 20])


def test_a_section_counts_what_begins_in_it_and_cuts_it_at_its_end() -> None:
    part = corpus().only(ranges={"d1": [(0, 3), (5, 7)]})
    assert rows_of(part) == [
        ("d1", "a", "x", 0, 3, "s1"),
        ("d1", "a", "x", 3, 5, "s2"),
        ("d1", "b", "y", 2, 3, "s3"),
    ]
    assert part.lengths.tolist() == [5]
    assert corpus().only(ranges={"d1": []}).spans == 0


@pytest.mark.parametrize(("start", "end"), [(-1, 2), (3, 3), (4, 3), (8, 21)])
def test_impossible_spans_are_refused(start: int, end: int) -> None:
    with pytest.raises(ValueError, match="beyond"):
        Corpus.from_rows([("d", "a", "x", start, end, "s")], lengths={"d": 20}, layers="a")


def test_names_that_are_not_there_are_refused() -> None:
    with pytest.raises(KeyError):
        corpus().only(layers=["c"])
    with pytest.raises(KeyError):
        corpus().with_document("d3", [])


@given(corpora(missing=True), corpora(missing=True))
def test_one_document_replaced_is_the_corpus_made_anew(before: Corpus, after: Corpus) -> None:
    new = [row for row in rows_of(after) if row[0] == "d1"]
    assigned = {"d0": assigned_of(before)["d0"], "d1": assigned_of(after)["d1"]}
    anew = Corpus.from_rows(
        [row for row in rows_of(before) if row[0] != "d1"] + new,
        lengths={"d0": LENGTH, "d1": LENGTH},
        layers=before.layers,
        labels=before.labels,
        assigned=assigned,
    )
    assert same(before.with_document("d1", [row[1:] for row in new], assigned=assigned["d1"]), anew)
    assert same(anew.one(1), anew.only(documents=["d1"]))
