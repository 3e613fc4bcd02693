"""Real layers of two reports: span F1 by a few lines of Counter, alpha by krippendorff on every character."""

import json
from collections import Counter
from itertools import combinations
from pathlib import Path
from typing import Any

import krippendorff
import numpy as np
import pytest
from annotations import expanded
from sklearn.metrics import cohen_kappa_score

from annotator.agreement.attributes import attribute_agreement
from annotator.agreement.corpus import Corpus
from annotator.agreement.report import measure

REPORTS = ("anshan-2020", "qingcheng-2023")
LAYERS = ("annotator-a", "annotator-b", "annotator-c", "gold")


@pytest.fixture(scope="module")
def spans(shared_corpus: Path) -> dict[tuple[str, str], list[dict[str, Any]]]:
    """The lines of each report and layer."""
    return {
        (report, layer): [
            json.loads(line)
            for line in (shared_corpus / "layers" / report / f"{layer}.jsonl").read_text("utf-8").splitlines()
        ]
        for report in REPORTS
        for layer in LAYERS
    }


@pytest.fixture(scope="module")
def corpus(shared_corpus: Path, spans: dict[tuple[str, str], list[dict[str, Any]]]) -> Corpus:
    rows = [
        (report, layer, span["label"], span["start"], span["end"], f"{report}/{layer}/{at:04}")
        for (report, layer), lines in spans.items()
        for at, span in enumerate(lines)
    ]
    lengths = {
        report: len((shared_corpus / "reports" / f"{report}.txt").read_text("utf-8")) for report in REPORTS
    }
    return Corpus.from_rows(rows, lengths=lengths, layers=LAYERS)


def test_exact_f1(corpus: Corpus, spans: dict[tuple[str, str], list[dict[str, Any]]]) -> None:
    figures = measure(corpus, resamples=10)
    wanted = []
    for left, right in combinations(LAYERS, 2):
        found = total = 0
        for report in REPORTS:
            ours, theirs = (
                Counter((span["start"], span["end"], span["label"]) for span in spans[report, layer])
                for layer in (left, right)
            )
            found += (ours & theirs).total()
            total += ours.total() + theirs.total()
        wanted.append(2 * found / total)
    assert [pair["f1"]["exact"] for pair in figures.pairs] == pytest.approx(wanted)
    assert figures.f1["exact"] == pytest.approx(np.mean(wanted))


def test_alpha_and_kappa_over_characters(corpus: Corpus) -> None:
    figures = measure(corpus, resamples=10)
    alphas = []
    for at, label in enumerate(corpus.labels):
        matrix = expanded(corpus, at)
        alphas.append(krippendorff.alpha(matrix, level_of_measurement="nominal"))
        assert figures.by_label[label]["alpha"]["char"] == pytest.approx(alphas[-1], abs=1e-12)
        for pair, (left, right) in zip(figures.pairs, combinations(matrix, 2), strict=True):
            kappa = pair["by_label"][label]["kappa"]["char"]
            assert kappa == pytest.approx(cohen_kappa_score(left, right), abs=1e-12)
    assert figures.alpha["char"] == pytest.approx(np.mean(alphas), abs=1e-12)
    any_ = krippendorff.alpha(expanded(corpus, None), level_of_measurement="nominal")
    assert figures.alpha["any"] == pytest.approx(any_, abs=1e-12)


def test_status_of_matched_measures(
    corpus: Corpus, spans: dict[tuple[str, str], list[dict[str, Any]]]
) -> None:
    """On exact pairs of two layers, against krippendorff on the same pairs found by a dictionary."""
    two = corpus.only(layers=LAYERS[:2], labels=["measure"])
    status: dict[str, str | None] = {
        f"{report}/{layer}/{at:04}": span.get("attrs", {}).get("status")
        for (report, layer), lines in spans.items()
        for at, span in enumerate(lines)
    }
    found = attribute_agreement(two, [status[key] for key in two.ids or ()], least_iou=1)
    places = [
        {
            (report, span["start"], span["end"]): span["attrs"]["status"]
            for report in REPORTS
            for span in spans[report, layer]
            if span["label"] == "measure"
        }
        for layer in LAYERS[:2]
    ]
    both = sorted(places[0].keys() & places[1].keys())
    matrix = np.array([[place[key] for key in both] for place in places])
    assert found.matched == len(both)
    assert found.alpha == pytest.approx(krippendorff.alpha(matrix, level_of_measurement="nominal"), abs=1e-12)
