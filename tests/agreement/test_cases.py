"""Published and triply checked worked cases of the shared folder, those of all our measures but gamma.

A case passes within its own tolerance, and, where the study gives full precision, to 1e-9. The summary of the test
run counts what was checked by measure.
"""

import json
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from annotator.agreement import coefficients as k
from annotator.agreement.alpha import alpha_of, coincidences, krippendorff_alpha
from annotator.agreement.coding import Coding
from annotator.agreement.corpus import Corpus
from annotator.agreement.f1 import Counts, characters, matched, partial, without_labels
from annotator.agreement.intervals import percentiles, resampled
from annotator.agreement.legacy import Disagreement, disagreement, joint_alpha
from annotator.agreement.sweep import coverage
from annotator.agreement.unitizing import family

FILE = Path(__file__).parents[3] / "shared" / "agreement" / "cases.json"
GAMMA = "gamma"
NOT_OURS = {"greedy"}  # what a case shows to be wrong


def known(case: dict[str, Any]) -> bool:
    return not case["measure"].startswith(GAMMA) and case.get("params", {}).get("variant") not in NOT_OURS


@cache
def study() -> dict[str, Any]:
    return json.loads(FILE.read_text(encoding="utf-8")) if FILE.is_file() else {"cases": [], "datasets": {}}


CASES = [case for case in study()["cases"] if known(case)]


@pytest.mark.skipif(not CASES, reason="the worked cases are not beside the project (../shared/agreement)")
@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_worked_case(case: dict[str, Any], record_property: Callable[[str, object], None]) -> None:
    record_property("agreement measure", case["measure"])
    value = MEASURES[case["measure"]](study()["datasets"][case["input"]], case.get("params") or {})
    if case["expected"] is None:
        assert value is None
    else:
        assert value == pytest.approx(case["expected"], abs=case["tolerance"])
    if "exact" in case and case["expected"] is not None:
        assert value == pytest.approx(case["exact"], rel=1e-9, abs=1e-11)


def coding(data: dict[str, Any], params: dict[str, Any]) -> Coding:
    categories = params.get("distance", {}).get("categories")
    return Coding.of(data["items"], counts=data.get("counts"), categories=categories)


def metric(params: dict[str, Any]) -> Any:
    return np.array(params["distance"]["distance"]) if "distance" in params else params["metric"]


def of_coding(measure: Callable[..., float | None]) -> Callable[..., float | None]:
    return lambda data, params: measure(coding(data, params))


def with_metric(measure: Callable[..., float | None], **names: str) -> Callable[..., float | None]:
    def value(data: dict[str, Any], params: dict[str, Any]) -> float | None:
        chosen = metric(params)
        return measure(coding(data, params), names.get(chosen, chosen) if isinstance(chosen, str) else chosen)

    return value


def of_category(data: dict[str, Any], params: dict[str, Any]) -> float | None:
    return k.fleiss_kappa(coding(data, params).against_rest(params["category"]))


def corpus(data: dict[str, Any]) -> Corpus:
    documents = data.get("documents", {"d": data.get("annotators")})
    layers = sorted({layer for spans in documents.values() for layer in spans})
    begin = data.get("begin", 0)
    rows = [
        (document, layer, label, int(start) - begin, int(end) - begin, f"{at:04}")
        for document, annotators in documents.items()
        for layer, spans in annotators.items()
        for at, (start, end, label) in enumerate(spans)
    ]
    longest = data.get("length", max((row[4] for row in rows), default=1))
    assigned = {document: list(annotators) for document, annotators in documents.items()}
    return Corpus.from_rows(rows, lengths=dict.fromkeys(documents, longest), layers=layers, assigned=assigned)


def of_pairs(counts: Callable[[Corpus], Counts]) -> Callable[..., float | None]:
    def value(data: dict[str, Any], params: dict[str, Any]) -> float | None:
        of = corpus(data)
        figures = counts(without_labels(of) if params.get("variant") == "unlabelled" else of).f1
        return None if np.isnan(figures).all() else float(np.nanmean(figures))

    return value


def semeval(data: dict[str, Any], params: dict[str, Any]) -> float | None:
    counts = {
        "strict": lambda of: matched(of).pooled("exact"),
        "exact": lambda of: matched(without_labels(of)).pooled("exact"),
        "partial": partial,
        "type": lambda of: matched(of).pooled("overlap"),
    }
    return of_pairs(counts[params["variant"]])(data, {})


def of_family(name: str) -> Callable[..., float | None]:
    def value(data: dict[str, Any], params: dict[str, Any]) -> float | None:
        figure = getattr(family(corpus(data)), name)
        return figure[params["category"]] if name == "k_u" else figure

    return value


def alpha_u(data: dict[str, Any], params: dict[str, Any]) -> float | None:
    """Straight from the lists: one of the published data sets has units without length, which no corpus takes."""
    labels = sorted({span[2] for spans in data["annotators"].values() for span in spans})
    found: dict[str, Disagreement] = {}
    for label in labels:
        units = [
            np.array([span[:2] for span in spans if span[2] == label], np.int64).reshape(-1, 2)
            for spans in data["annotators"].values()
        ]
        found[label] = disagreement(units, data["begin"], data["length"])
    figure, _, label = params["variant"].partition(":")
    if not label:
        return joint_alpha(found)
    return {"Do": found[label].observed, "De": found[label].expected, "alpha": found[label].alpha}[figure]


def bootstrap(data: dict[str, Any], params: dict[str, Any]) -> list[float | None]:
    of = coding(data, params)
    size = len(of.categories)
    sums = resampled(coincidences(of).reshape(-1, size * size), resamples=10_000, seed=0)
    values = alpha_of(sums.reshape(-1, size, size), of.scale, params["metric"])
    interval = percentiles(values[:, None])[0]
    return [interval.low, interval.high]


MEASURES: dict[str, Callable[..., Any]] = {
    "observed_agreement": of_coding(k.observed_agreement),
    "bennett_S": of_coding(k.bennett_s),
    "randolph_kappa": of_coding(k.randolph_kappa),
    "scott_pi": of_coding(k.scott_pi),
    "scott_expected_agreement": of_coding(k.fleiss_expected),
    "scott_pi_category": of_category,
    "fleiss_kappa": of_coding(k.fleiss_kappa),
    "fleiss_expected_agreement": of_coding(k.fleiss_expected),
    "fleiss_kappa_category": of_category,
    "cohen_kappa": of_coding(k.cohen_kappa),
    "cohen_expected_agreement": of_coding(k.cohen_expected),
    "cohen_kappa_max": of_coding(k.cohen_kappa_max),
    "cohen_kappa_se": of_coding(k.cohen_kappa_se),
    "light_kappa": of_coding(k.light_kappa),
    "hubert_kappa": of_coding(k.hubert_kappa),
    "weighted_kappa": with_metric(k.weighted_kappa, quadratic="interval"),
    "krippendorff_alpha": with_metric(krippendorff_alpha),
    "alpha_category": lambda data, params: krippendorff_alpha(
        coding(data, params).against_rest(params["category"])
    ),
    "krippendorff_alpha_bootstrap_ci95": bootstrap,
    "gwet_ac1": of_coding(k.gwet_ac1),
    "gwet_ac2": with_metric(k.gwet_ac2, quadratic="interval"),
    "positive_specific_agreement": lambda data, params: k.specific_agreement(
        coding(data, params), params["category"]
    ),
    "span_f1_exact_micro": of_pairs(lambda of: matched(of).pooled("exact")),
    "span_f1_overlap": of_pairs(lambda of: matched(of).pooled("overlap")),
    "span_f1_partial_iou": of_pairs(lambda of: matched(of).pooled("iou")),
    "semeval_f1": semeval,
    "char_f1": of_pairs(lambda of: characters(coverage(of), of)),
    "u_alpha": of_family("u"),
    "bar_u_alpha": of_family("bar_u"),
    "cu_alpha": of_family("cu"),
    "k_u_alpha": of_family("k_u"),
    "alpha_U_1995": alpha_u,
}
