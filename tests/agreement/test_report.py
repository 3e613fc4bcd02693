"""The report: its keys, its invariants, what it says where a figure is undefined."""

import json
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from annotations import LENGTH, assigned_of, corpora, rows_of
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.agreement.corpus import Corpus, Row
from annotator.agreement.live import LiveAgreement
from annotator.agreement.report import Report, measure
from annotator.agreement.units import Units
from annotator.i18n import set_language

WORDS = {"word": Units.from_documents([[(at, at + 2) for at in range(0, LENGTH, 2)]] * 2)}
BOTH = [(layer, start, end) for layer in "ab" for start, end in ((0, 4), (10, 15))]


def corpus_of(marks: list[tuple[str, int, int]], documents: int = 1, **options: Any) -> Corpus:
    """Marks `(layer, start, end)` with the label x, the same in every document."""
    rows = [
        (f"d{at:02}", layer, "x", s, e, f"{at}{layer}{s}") for at in range(documents) for layer, s, e in marks
    ]
    lengths = {f"d{at:02}": 20 for at in range(documents)}
    return Corpus.from_rows(rows, lengths=lengths, **{"layers": "ab", "labels": ["x"], **options})


def quick(corpus: Corpus, **options: Any) -> Report:
    return measure(corpus, resamples=50, **options)


def about(report: Report, figure: str) -> list[str]:
    return [str(note) for note in report.notes if note.figure.startswith(figure)]


def numbers(value: Any, path: str = "") -> dict[str, Any]:
    """Every number and None of nested figures by its path."""
    if isinstance(value, dict):
        return {k: v for key, each in value.items() for k, v in numbers(each, f"{path}/{key}").items()}
    if isinstance(value, list | tuple):
        return {k: v for at, each in enumerate(value) for k, v in numbers(each, f"{path}/{at}").items()}
    return {path: value}


@given(corpora(layers=3, missing=True))
def test_the_report_is_json_with_the_keys_of_the_contract(corpus: Corpus) -> None:
    report = quick(corpus, units=WORDS).as_dict()
    json.dumps(report, allow_nan=False)
    assert {
        "layers",
        "documents",
        "f1",
        "alpha",
        "by_label",
        "pairs",
        "by_document",
        "intervals",
        "notes",
    } <= set(report)
    assert set(report["f1"]) == {"exact", "overlap", "iou"}
    assert set(report["alpha"]) == {"char", "word", "sentence", "any"}
    for label in report["by_label"].values():
        assert {"f1", "alpha", "u_alpha", "spans"} <= set(label)
        assert set(label["alpha"]) == {"char", "word", "sentence"}
        assert set(label["spans"]) == {"a0", "a1", "a2"}
    for pair in report["pairs"]:
        assert {"layers", "f1", "precision", "recall", "kappa", "by_label"} <= set(pair)
        assert set(pair["by_label"]) == {"x", "y"}


@given(corpora(layers=3, missing=True))
def test_a_figure_that_is_undefined_has_a_note(corpus: Corpus) -> None:
    report = quick(corpus, units=WORDS)
    figures = numbers(
        {"f1": report.f1, "alpha": report.alpha, "by_label": report.by_label, "pairs": report.pairs}
    )
    if any(value is None for key, value in figures.items() if not key.endswith("sentence")):
        assert report.notes


@given(corpora(layers=3, missing=True), st.permutations(["a0", "a1", "a2"]))
def test_the_order_of_annotators_does_not_matter(corpus: Corpus, order: list[str]) -> None:
    here, there = quick(corpus, units=WORDS), quick(corpus.only(layers=order), units=WORDS)
    for part in ("f1", "alpha", "by_label"):
        assert numbers(getattr(there, part)) == pytest.approx(numbers(getattr(here, part)), nan_ok=True)


@given(corpora(layers=3, documents=2, missing=True))
def test_a_row_by_document_is_the_report_on_that_document(corpus: Corpus) -> None:
    for row in quick(corpus).by_document:
        alone = quick(corpus.only(documents=[row["id"]]))
        assert numbers(row["f1"]) == pytest.approx(numbers(alone.f1))
        assert numbers(row["alpha"]) == pytest.approx(numbers(alone.alpha))
        assert row["layers"] == assigned_of(corpus)[row["id"]]


@given(corpora(layers=2, most=4))
def test_one_who_was_not_given_a_document_changes_nothing_and_one_who_marked_nothing_does(
    corpus: Corpus,
) -> None:
    rows, lengths = rows_of(corpus), dict(zip(corpus.documents, corpus.lengths.tolist(), strict=True))
    three = {"lengths": lengths, "layers": ("a0", "a1", "idle"), "labels": corpus.labels}
    before = quick(corpus)
    missing = quick(Corpus.from_rows(rows, assigned=dict.fromkeys(lengths, ("a0", "a1")), **three))
    assert numbers(missing.f1) == pytest.approx(numbers(before.f1))
    assert numbers(missing.alpha) == pytest.approx(numbers(before.alpha))
    empty = quick(Corpus.from_rows(rows, **three))
    if before.alpha["any"] is not None and before.alpha["any"] > 0.2:
        assert empty.alpha["any"] < before.alpha["any"]


@given(corpora(layers=1, documents=2, most=5))
def test_identical_annotators_score_one_wherever_anything_is_defined(corpus: Corpus) -> None:
    rows: list[Row] = [(d, who, *rest) for d, _, *rest in rows_of(corpus) for who in ("a0", "a1", "a2")]
    same = Corpus.from_rows(
        rows, lengths=dict.fromkeys(corpus.documents, LENGTH), layers=("a0", "a1", "a2"), labels=corpus.labels
    )
    report = quick(same, units=WORDS)
    counted = {"counts", "spans"}
    for part in (report.f1, report.alpha, report.by_label, report.pairs, report.intervals):
        for path, value in numbers(part).items():
            if not counted & set(path.split("/")) and "/layers/" not in path:
                assert value is None or value == pytest.approx(1)


def test_nothing_marked_says_so() -> None:
    report = quick(corpus_of([], documents=12))
    assert report.f1 == {"exact": None, "overlap": None, "iou": None}
    assert report.alpha["char"] is report.alpha["any"] is report.by_label["x"]["u_alpha"] is None
    assert about(report, "by_label.x") == [
        "Nobody marked x in 12 documents: its figures are undefined and left out of the means. Observed agreement is 1."
    ]
    assert "In 12 of 12 documents nothing is marked" in about(report, "by_document")[0]


def test_one_empty_annotator_is_f1_of_0_and_alpha_below() -> None:
    report = quick(corpus_of([("a", 0, 4)], documents=12))
    assert report.f1 == {"exact": 0, "overlap": 0, "iou": 0}
    assert report.alpha["char"] is not None
    assert report.alpha["char"] < 0
    assert report.pairs[0]["precision"]["exact"] is None
    assert about(report, "pairs.0") == [
        "b marked nothing where a did: F1 is 0, and precision or recall is undefined."
    ]


def test_everything_marked_is_no_variation() -> None:
    report = quick(corpus_of([("a", 0, 20), ("b", 0, 20)], documents=12))
    assert report.alpha["char"] is report.alpha["any"] is None
    assert report.f1["exact"] == 1
    assert "undefined without variation" in about(report, "by_label.x.alpha.char")[0]
    assert about(report, "alpha.any")


def test_documents_of_one_annotator_are_left_out_and_counted() -> None:
    report = quick(
        corpus_of(BOTH, documents=12, assigned={f"d{at:02}": "ab" if at else "a" for at in range(12)})
    )
    assert report.documents == len(report.by_document) == 11
    assert about(report, "documents") == [
        "Left out, since fewer than two of the layers have finished them: 1 of the documents."
    ]
    alone = quick(corpus_of(BOTH, layers="abc", assigned={"d00": "a"}))
    assert alone.documents == 0
    assert "No document was finished by two" in str(alone.notes[-1])
    assert numbers(alone.f1) == {"/exact": None, "/overlap": None, "/iou": None}


def test_a_pair_that_never_met_is_undefined_and_the_mean_is_over_the_others() -> None:
    layers = {"d00": "ab", "d01": "bc"}
    report = quick(corpus_of([*BOTH, ("c", 0, 4)], documents=2, layers="abc", assigned=layers))
    assert [pair["f1"]["exact"] for pair in report.pairs] == [1, None, pytest.approx(2 / 3)]
    assert report.f1["exact"] == pytest.approx(5 / 6)
    assert about(report, "pairs.1") == [
        "a and c have finished no document in common, so that nothing can be said of them."
    ]
    assert about(report, "by_label.fleiss") == [
        "Fleiss' kappa needs every layer: it counts 0 of 2 documents."
    ]


def test_few_documents_warn_and_have_standard_errors() -> None:
    report = quick(corpus_of([*BOTH, ("a", 17, 19)], documents=4))
    assert "too few for intervals" in about(report, "intervals")[0]
    assert report.standard_errors["f1.exact"] == pytest.approx(0, abs=1e-12)
    assert quick(corpus_of(BOTH, documents=10)).standard_errors == {}
    one = quick(corpus_of(BOTH))
    assert set(one.intervals.values()) == {None}
    assert about(one, "intervals") == ["An interval needs two documents or more."]


def test_resamples_that_are_undefined_are_counted() -> None:
    marked = corpus_of(BOTH, documents=10)
    one = replace(marked, document=marked.document[:4], layer=marked.layer[:4], label=marked.label[:4],
                  start=marked.start[:4], end=marked.end[:4], ids=None)  # fmt: skip
    report = measure(one, resamples=400)
    assert report.intervals["f1.exact"] == (1, 1)
    drawn = (1 - 1 / 10) ** 10
    counts = [note.values["undefined"] for note in report.notes if note.figure == "intervals.f1.exact"]
    assert counts == [pytest.approx(400 * drawn, abs=40)]


def test_the_interval_lies_around_the_figure_and_is_that_of_the_seed() -> None:
    random = np.random.default_rng(3)
    rows = [
        (f"d{d}", layer, "x", start := int(random.integers(0, 180)), start + 10, f"{d}{layer}{at}")
        for d in range(40)
        for layer in "ab"
        for at in range(6)
    ]
    corpus = Corpus.from_rows(rows, lengths={f"d{d}": 200 for d in range(40)}, layers="ab")
    report = measure(corpus, seed=1)
    for name in ("overlap", "iou"):
        low, high = report.intervals[f"f1.{name}"]  # type: ignore[misc]
        assert low < report.f1[name] < high  # type: ignore[operator]
    assert measure(corpus, seed=1).intervals == report.intervals != measure(corpus, seed=2).intervals
    assert report.parameters == {"seed": 1, "resamples": 2000, "level": 0.95}


def test_no_intervals_when_none_are_asked_for() -> None:
    report = measure(corpus_of(BOTH, documents=12), resamples=0)
    assert set(report.intervals.values()) == {None}
    assert report.f1["exact"] == 1


def test_notes_are_in_the_readers_language() -> None:
    report = quick(corpus_of([], documents=12))
    set_language("zh_CN")
    assert "没有人标注" in about(report, "by_label.x")[0]


@settings(max_examples=max(20, settings().max_examples // 3))
@given(corpora(layers=3, documents=3, missing=True), st.data())
def test_live_figures_are_those_of_a_fresh_report(corpus: Corpus, data: st.DataObject) -> None:
    words = {"word": Units.from_documents([WORDS["word"].of(0)] * 3)}
    live = LiveAgreement(corpus, units=words, resamples=40, seed=4)
    for _ in range(3):
        other = data.draw(corpora(layers=3, documents=3, missing=True))
        document = data.draw(st.sampled_from(corpus.documents))
        rows = [row[1:] for row in rows_of(other) if row[0] == document]
        report = live.update(document, rows, assigned=assigned_of(other)[document])
        fresh = measure(live.corpus, units=words, resamples=40, seed=4)
        for part in ("f1", "alpha", "by_label", "pairs", "by_document", "intervals", "standard_errors"):
            theirs, ours = numbers(getattr(fresh, part)), numbers(getattr(report, part))
            assert {k: v for k, v in ours.items() if not isinstance(v, float)} == {
                k: v for k, v in theirs.items() if not isinstance(v, float)
            }
            floats = {k: v for k, v in theirs.items() if isinstance(v, float)}
            assert {k: ours[k] for k in floats} == pytest.approx(floats, abs=1e-9)
        assert report.notes == fresh.notes
