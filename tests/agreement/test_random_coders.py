"""Coders who throw dice score zero: a thousand simulations at several prevalences, for every corrected figure."""

from collections.abc import Callable

import numpy as np
import pytest

from annotator.agreement import coefficients as k
from annotator.agreement import figures
from annotator.agreement.alpha import krippendorff_alpha
from annotator.agreement.coding import Coding
from annotator.agreement.corpus import Corpus
from annotator.agreement.tallies import layout_of, tally
from annotator.agreement.unitizing import bar_u_alpha, continua, cu_alpha, u_alpha
from annotator.agreement.units import Units

SIMULATIONS = 1000
LENGTH = 2000
NEAR = 0.02

TWO = [k.cohen_kappa, k.scott_pi, krippendorff_alpha]
MANY = [k.fleiss_kappa, k.light_kappa, k.hubert_kappa, krippendorff_alpha]


@pytest.mark.parametrize("prevalence", [0.1, 0.3, 0.5])
@pytest.mark.parametrize(("raters", "measures"), [(2, TWO), (3, MANY)])
def test_coefficients(
    prevalence: float, raters: int, measures: list[Callable[[Coding], float | None]]
) -> None:
    random = np.random.default_rng(raters)
    codings = [
        Coding((0, 1), values, np.ones(100))
        for values in (random.random((SIMULATIONS, 100, raters)) < prevalence).astype(np.int64)
    ]
    chosen = [*measures, *([k.randolph_kappa, k.gwet_ac1] if prevalence == 0.5 else [])]
    for measure in chosen:
        values = np.array([measure(coding) for coding in codings], float)
        assert abs(np.nanmean(values)) < NEAR, measure.__name__


def scattered(prevalence: float, annotators: int = 3) -> Corpus:
    """Each document is a simulation: everybody marks stretches of 3 to 12 characters at random, with random gaps."""
    random = np.random.default_rng(int(prevalence * 100))
    document, layer, start, end = [], [], [], []
    count = int(LENGTH / 7.5 * prevalence * 1.5) + 1
    for at in range(annotators):
        sizes = random.integers(3, 13, (SIMULATIONS, count))
        gaps = random.exponential(7.5 * (1 - prevalence) / prevalence, (SIMULATIONS, count)).astype(int)
        ends = np.cumsum(sizes + gaps, axis=1)
        kept = ends < LENGTH
        document.append(np.nonzero(kept)[0])
        layer.append(np.full(kept.sum(), at))
        start.append((ends - sizes)[kept])
        end.append(ends[kept])
    columns = (np.concatenate(each) for each in (document, layer, start, end))
    return corpus_of(*columns, random=random, annotators=annotators)


def corpus_of(
    document: np.ndarray,
    layer: np.ndarray,
    start: np.ndarray,
    end: np.ndarray,
    random: np.random.Generator,
    annotators: int,
) -> Corpus:
    return Corpus.from_columns(
        documents=tuple(map(str, range(SIMULATIONS))),
        lengths=np.full(SIMULATIONS, LENGTH),
        layers=tuple("abc"[:annotators]),
        labels=("x", "y"),
        assigned=np.ones((SIMULATIONS, annotators), bool),
        document=document,
        layer=layer,
        label=random.integers(0, 2, len(document)),
        start=start,
        end=end,
    )


@pytest.mark.parametrize("prevalence", [0.05, 0.2, 0.5])
def test_spans(prevalence: float) -> None:
    corpus = scattered(prevalence)
    sentences = Units.from_documents([[(at, at + 5) for at in range(0, LENGTH, 5)]] * SIMULATIONS)
    levels = {"sentence": sentences}
    table, layout = tally(corpus, levels), layout_of(corpus, levels)
    kept = continua(corpus)
    values = {
        "alpha": figures.alpha(layout, table),
        "kappa": figures.kappa(layout, table),
        "pi": figures.pi(layout, table),
        "fleiss": figures.fleiss(layout, table),
        "u_alpha of a layer": figures.u_alpha(layout, table)[:, :-1],
        "u_alpha": u_alpha(kept.lengths, kept.squares),
        "|u_alpha": bar_u_alpha(kept.lengths, kept.squares),
    }
    for name, each in values.items():
        means = np.nanmean(each.reshape(SIMULATIONS, -1), axis=0)
        assert (np.abs(means) < NEAR).all(), (name, means)
    if prevalence < 0.2:
        return  # both have marked too little in common for cu to come to rest in so many simulations
    pooled = cu_alpha(kept.lengths.sum(axis=0), kept.both_squares.sum(axis=0))
    assert abs(pooled) < NEAR
