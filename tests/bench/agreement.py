"""How fast agreement is, against krippendorff on every character of the same corpus in the same run (CPU seconds).

Three annotators, 1,000 documents of 10,000 characters, 100 gold spans each of 4 to 39 characters and three labels;
every annotator keeps 90 %, moves either boundary by up to 2 in 30 %, relabels 10 %.

    python tests/bench/agreement.py [--documents 1000]
"""

import argparse
import gc
import multiprocessing
import time
import tracemalloc
from collections.abc import Callable
from typing import Any

import krippendorff
import numpy as np

from annotator.agreement import figures
from annotator.agreement.corpus import Corpus
from annotator.agreement.live import LiveAgreement
from annotator.agreement.report import measure
from annotator.agreement.sweep import ANY
from annotator.agreement.tallies import layout_of, tally_lengths
from annotator.agreement.units import Units

LENGTH, SPANS, ANNOTATORS = 10_000, 100, 3


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=1000)
    documents = parser.parse_args().documents
    corpus = made(documents)
    print(f"{documents} documents of {LENGTH} characters x {ANNOTATORS}, {corpus.spans} spans")
    memory = tracemalloc_peak(lambda: sweep(corpus))
    sweep_seconds, ours = timed(lambda: sweep(corpus))
    binary_seconds, theirs, theirs_memory = apart(binary, corpus)
    print(f"alpha, all labels and any   {sweep_seconds:8.3f} s  {memory / 1e6:8.0f} MB")
    print(f"krippendorff, any           {binary_seconds:8.3f} s  {theirs_memory / 1e6:8.0f} MB")
    ratio("alpha is faster by", binary_seconds / sweep_seconds, ">= 20")
    ratio("and takes less memory by", theirs_memory / memory, ">= 10")
    print(f"  they differ by {abs(ours[ANY] - theirs):.1e} (bar 1e-12)")
    report_seconds, _ = timed(lambda: measure(corpus))
    flat_seconds, _, _ = apart(flattened, corpus)
    print(
        f"whole report                {report_seconds:8.3f} s\nkrippendorff, flattened     {flat_seconds:8.3f} s"
    )
    ratio("the report takes", report_seconds / flat_seconds, "<= 1")
    words = {"word": units(documents, 2), "sentence": units(documents, 40)}
    print(f"  with words and sentences  {timed(lambda: measure(corpus, units=words))[0]:8.3f} s")
    twice, longer = made(2 * documents), made(documents, stretch=2)
    ratio("twice the documents", timed(lambda: measure(twice))[0] / report_seconds, "<= 2.2")
    ratio("twice the text", timed(lambda: measure(longer))[0] / report_seconds, "<= 1.1")
    editing(corpus, words)


def editing(corpus: Corpus, words: dict[str, Units]) -> None:
    """One span of one document moved, figures and intervals fresh, again and again."""
    live = LiveAgreement(corpus, units=words)
    seconds = []
    for at in range(min(200, len(corpus.documents))):
        one = corpus.one(at)
        rows = [
            (corpus.layers[a], corpus.labels[c], int(s), int(e), str(key))
            for key, (a, c, s, e) in enumerate(zip(one.layer, one.label, one.start, one.end, strict=True))
        ]
        start = time.perf_counter()
        live.update(corpus.documents[at], rows[1:])
        seconds.append(time.perf_counter() - start)
    median, worst = np.median(seconds) * 1000, np.quantile(seconds, 0.95) * 1000
    print(f"one document edited: {median:.1f} ms, 95 % below {worst:.1f} ms (wall; bar 50 ms)")


def made(documents: int, stretch: int = 1) -> Corpus:
    """The corpus; `stretch` lengthens the texts and moves the spans apart with them."""
    random = np.random.default_rng(0)
    count = documents * SPANS
    document = np.repeat(np.arange(documents), SPANS)
    size, label = random.integers(4, 40, count), random.integers(0, 3, count)
    begin = random.integers(3, LENGTH - 45, count)
    columns = []
    for layer in range(ANNOTATORS):
        kept = random.random(count) < 0.9
        moves = [np.where(random.random(count) < 0.3, random.integers(-2, 3, count), 0) for _ in range(2)]
        start = begin * stretch + moves[0]
        end = np.maximum(begin * stretch + size + moves[1], start + 1)
        name = np.where(random.random(count) < 0.1, random.integers(0, 3, count), label)
        columns.append([each[kept] for each in (document, np.full(count, layer), name, start, end)])
    document, layer_, name, start, end = (np.concatenate(each) for each in zip(*columns, strict=True))
    return Corpus.from_columns(
        documents=tuple(f"d{at}" for at in range(documents)),
        lengths=np.full(documents, LENGTH * stretch),
        layers=("a", "b", "c"),
        labels=("x", "y", "z"),
        assigned=np.ones((documents, ANNOTATORS), bool),
        document=document,
        layer=layer_,
        label=name,
        start=start,
        end=end,
    )


def units(documents: int, size: int) -> Units:
    edges = np.arange(0, LENGTH, size)
    return Units.from_documents([np.stack((edges, edges + size), axis=1)] * documents)


def sweep(corpus: Corpus) -> Any:
    """Alpha of all binary layers, by itself."""
    return figures.alpha(layout_of(corpus, {}), tally_lengths(corpus, {}).sum(axis=0))[0]


def characters(corpus: Corpus, values: Any) -> Any:
    """`[annotators, characters]` with a value wherever a span lies."""
    before = np.cumsum(corpus.lengths) - corpus.lengths
    matrix = np.zeros((ANNOTATORS, int(corpus.lengths.sum())), np.int8)
    for layer, at, size, value in zip(
        corpus.layer.tolist(),
        (before[corpus.document] + corpus.start).tolist(),
        (corpus.end - corpus.start).tolist(),
        values.tolist(),
        strict=True,
    ):
        matrix[layer, at : at + size] = value
    return matrix


def binary(corpus: Corpus) -> Any:
    return characters(corpus, np.ones(corpus.spans, int)), [0, 1]


def flattened(corpus: Corpus) -> Any:
    return characters(corpus, corpus.label + 1), [0, 1, 2, 3]


def apart(matrix: Callable[[Corpus], Any], corpus: Corpus) -> tuple[float, float, float]:
    """krippendorff in a process of its own: CPU seconds and peak memory without the expansion, and alpha."""
    with multiprocessing.get_context("fork").Pool(1) as pool:
        return pool.apply(_oracle, (matrix, corpus))


def _oracle(matrix: Callable[[Corpus], Any], corpus: Corpus) -> tuple[float, float, float]:
    values, domain = matrix(corpus)

    def alpha() -> float:
        return float(krippendorff.alpha(values, level_of_measurement="nominal", value_domain=domain))

    seconds, value = timed(alpha, runs=2)
    return seconds, value, tracemalloc_peak(alpha)


def tracemalloc_peak(job: Callable[[], Any]) -> float:
    tracemalloc.start()
    job()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return float(peak)


def timed(job: Callable[[], Any], runs: int = 3) -> tuple[float, Any]:
    best, result = float("inf"), None
    for _ in range(runs):
        gc.collect()
        start = time.process_time()
        result = job()
        best = min(best, time.process_time() - start)
    return best, result


def ratio(what: str, value: float, bar: str) -> None:
    print(f"  {what} {value:.2f} (bar {bar})")


if __name__ == "__main__":
    main()
