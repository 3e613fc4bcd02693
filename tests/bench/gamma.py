"""Gamma of one document: CPU time of the best alignment and of the whole figure, beside another exact program.

    python tests/bench/gamma.py [--sizes 3x100,2x1000] [--against 3x100] [--samples 30]

The document is synthetic: a hundred characters a unit, units of 4 to 39 characters with three labels, some overlapping; each
annotator keeps nine in ten, moves each boundary by up to two characters in three of ten and changes one label in ten.
The other program is pygamma-agreement (exact mode) where it is installed, else the definition itself: all unitary
alignments of at most m · delta_empty (Mathet et al. 2015, §5.1.1) in one integer program. Bars: 3 x 100 at least ten
times faster than pygamma-agreement, disorders equal to 1e-6; 3 x 1000 within 30 s.
"""

import argparse
import importlib.util
import logging
import os
import sys
import time
from collections.abc import Callable
from contextlib import contextmanager
from itertools import combinations
from typing import TypeVar

import numpy as np

from annotator.agreement.gamma import gamma
from annotator.agreement.gamma_alignment import best_alignment
from annotator.agreement.gamma_continuum import Columns, Continuum, Dissimilarity, Unit, columns_of
from annotator.agreement.gamma_sampling import sampler_of

T = TypeVar("T")


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--sizes", default="2x100,3x100,5x100,2x1000,3x1000")
    options.add_argument("--against", default="3x100", help="sizes to give to the other program, too")
    options.add_argument("--samples", type=int, default=30)
    given = options.parse_args()
    best_alignment(document(2, 5), Dissimilarity())  # what is imported late, is imported
    other = _pygamma if importlib.util.find_spec("pygamma_agreement") else _definition
    against = given.against.split(",") if given.against else []
    for size in dict.fromkeys(given.sizes.split(",") + against):
        annotators, units = map(int, size.split("x"))
        _bench(size, document(annotators, units), given.samples, other if size in against else None)


def document(annotators: int, units: int, seed: int = 1) -> Continuum:
    random = np.random.default_rng(seed)
    length = 100 * units
    gold = list(zip(random.integers(0, length - 40, units), random.integers(4, 40, units), strict=True))
    labels = random.integers(0, 3, units)
    marked: dict[str, list[Unit]] = {f"a{number}": [] for number in range(annotators)}
    for found in marked.values():
        for (start, extent), label in zip(gold, labels, strict=True):
            if random.random() < 0.9:
                first = max(0, start + _moved(random))
                end = max(first + 1, start + extent + _moved(random))
                kept = label if random.random() < 0.9 else random.integers(0, 3)
                found.append(Unit(int(first), int(end), str(kept)))
    return Continuum(marked, length)


def _moved(random: np.random.Generator) -> int:
    return int(random.integers(-2, 3)) if random.random() < 0.3 else 0


def _bench(size: str, continuum: Continuum, samples: int, other: "Other | None") -> None:
    one, best = _timed(lambda: best_alignment(continuum, Dissimilarity()).disorder)
    whole, value = _timed(lambda: gamma(continuum, samples=samples, sampler="statistical").value)
    print(
        f"{size:>8}: one alignment {one:.3f} s, {samples} samples {whole:.2f} s CPU; disorder {best:.6f}, gamma {value:.3f}"
    )
    if other is not None:
        name, its_one, its_whole, its_best = other(continuum, samples)
        print(
            f"{'':>8}  {name}: {its_one:.3f} s, {its_whole:.2f} s CPU; disorder differs by {abs(its_best - best):.1e}"
        )
        print(f"{'':>8}  ratio: one alignment {its_one / one:.0f}x, gamma {its_whole / whole:.0f}x")


Other = Callable[[Continuum, int], tuple[str, float, float, float]]


def _pygamma(continuum: Continuum, samples: int) -> tuple[str, float, float, float]:
    import pygamma_agreement as other
    from pyannote.core import Segment

    logging.disable()
    theirs = other.Continuum()
    for name, units in continuum.annotators.items():
        for unit in units:
            theirs.add(name, Segment(unit.start, unit.end), unit.label)
    dissimilarity = other.CombinedCategoricalDissimilarity()
    with _silent():
        theirs.get_first_window(dissimilarity, 2)[0].compute_gamma(dissimilarity, n_samples=2)  # compiles
        one, best = _timed(lambda: float(theirs.get_best_alignment(dissimilarity).disorder))
        whole, _ = _timed(lambda: theirs.compute_gamma(dissimilarity, n_samples=samples).gamma)
    return "pygamma-agreement", one, whole, best


@contextmanager
def _silent():  # type: ignore[no-untyped-def]
    """GLPK writes to the file descriptor."""
    sys.stdout.flush()
    kept, nowhere = os.dup(1), os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    try:
        yield
    finally:
        os.dup2(kept, 1)
        os.close(kept)
        os.close(nowhere)


def _definition(continuum: Continuum, samples: int) -> tuple[str, float, float, float]:
    labels = continuum.labels
    units = columns_of(list(continuum.annotators.values()), labels)
    draw = sampler_of("statistical", units, continuum.length)
    random = np.random.default_rng(0)
    one, best = _timed(lambda: _by_definition(units, labels))
    rest, _ = _timed(lambda: [_by_definition(draw(random), labels) for _number in range(samples)])
    return "by definition", one, one + rest, best


def _by_definition(units: Columns, labels: tuple[str, ...]) -> float:
    from scipy.optimize import LinearConstraint, milp
    from scipy.sparse import csc_array

    table = Dissimilarity().table(labels)
    number, annotators = len(units.start), units.annotators
    places = [np.append(np.flatnonzero(units.owner == owner), -1) for owner in range(annotators)]
    tuples = np.stack(np.meshgrid(*places, indexing="ij"), axis=-1).reshape(-1, annotators)[:-1]
    pairs = list(combinations(range(annotators), 2))
    cost = np.zeros(len(tuples))
    for one, other in pairs:
        both = (tuples[:, one] >= 0) & (tuples[:, other] >= 0)
        distance = table.combined(units, tuples[both, one], tuples[both, other])
        cost += 1 / len(pairs)
        cost[both] += (distance - 1) / len(pairs)
    tuples, cost = tuples[cost <= annotators], cost[cost <= annotators]
    held = tuples >= 0
    offsets = np.append(0, np.cumsum(held.sum(axis=1)))
    holds = csc_array((np.ones(int(held.sum())), tuples[held], offsets), shape=(number, len(tuples)))
    found = milp(
        cost,
        integrality=np.ones(len(cost)),
        constraints=LinearConstraint(holds, 1, 1),
        options={"mip_rel_gap": 0},
    )
    return float(found.fun) * annotators / number


def _timed(work: Callable[[], T]) -> tuple[float, T]:
    start = time.process_time()
    result = work()
    return time.process_time() - start, result


if __name__ == "__main__":
    main()
