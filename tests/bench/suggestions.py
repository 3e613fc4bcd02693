"""Times and quality of suggestions, by hand: `python tests/bench/suggestions.py [FOLDER of the shared corpus]`.

Prints seconds for a report of 26,000 characters (ours, repeated, or the longest of the corpus), for training, and F1 of
rules and of a model trained on one report and tested on the other of the same marker: on the invented reports that
rules and genre were made from, on those kept aside, and, where the corpus is there, on its layers.
"""

import csv
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from annotator.domain.document import Document  # noqa: E402
from annotator.domain.span import make_span  # noqa: E402
from annotator.suggest.course import Example  # noqa: E402
from annotator.suggest.learned import Facts, Learned, train  # noqa: E402
from annotator.suggest.repeats import Memory, Repeats  # noqa: E402
from annotator.suggest.rules import Rules  # noqa: E402
from annotator.text.words import Words  # noqa: E402
from tests.suggest.marked_reports import FOLDER, marked_reports  # noqa: E402
from tests.suggest.reports import REPORT, SCHEMA, report  # noqa: E402
from tests.suggest.shared import f1, reports  # noqa: E402

SIZE = 26_000


def main() -> None:
    corpus = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT.parent / "shared" / "corpus"
    with tempfile.TemporaryDirectory() as folder:
        words = Words(Path(folder))
        words.load()
        document = longest(corpus) or report((REPORT * (SIZE // len(REPORT) + 1))[:SIZE])
        examples = [Example(*one) for one in reports(corpus)] or [proposed(report())]
        speed(document, examples, words)
        for folder in (FOLDER, FOLDER / "aside"):
            by_marker(folder, words)
        if len(examples) > 1:
            for layer in ("gold", "annotator-a", "annotator-b", "annotator-c"):
                quality([Example(*one) for one in reports(corpus, layer)], layer, words)


def speed(document: Document, examples: list[Example], words: Words) -> None:
    print(f"{len(document.text):,} characters")
    timed("rules, first call in a process", lambda: Rules().suggest(document, [], SCHEMA))
    timed("rules", lambda: Rules().suggest(document, [], SCHEMA))
    model = timed("train on two reports", lambda: train(examples, SCHEMA, Facts(), words.words))
    timed("learned", lambda: Learned(model, words.words).suggest(document, [], SCHEMA))
    many = [proposed(document), *[proposed(example.document) for example in examples * 5]]
    timed(f"train on {len(many)} reports, {sum(len(one.spans) for one in many):,} marks",
          lambda: train(many, SCHEMA, Facts(), words.words))  # fmt: skip
    memory = Memory()
    for example in many:
        for span in example.spans:
            memory.mark(span)
    timed("repeats", lambda: Repeats(memory).suggest(document, [], SCHEMA))


def quality(examples: list[Example], layer: str, words: Words) -> None:
    for seen, unseen in (examples, examples[::-1]):
        model = train([seen], SCHEMA, Facts(), words.words)
        figures = []
        for engine in (Rules(), Learned(model, words.words)):
            found = engine.suggest(unseen.document, [], SCHEMA)
            by_label = " ".join(f"{label} {f1(found, unseen, label):.3f}" for label in SCHEMA.by_name)
            figures.append(f"{engine.name}: {by_label}")
        print(f"{layer}, tested on {unseen.document.id}: {'; '.join(figures)}")


def by_marker(folder: Path, words: Words) -> None:
    """Means over all pairs of reports of one marker; how often what was learned is better, equal, worse."""
    examples = marked_reports(folder)
    figures: dict[tuple[str, str], list[float]] = {}
    for one, other in zip(examples[::2], examples[1::2], strict=True):
        for seen, unseen in ((one, other), (other, one)):
            model = train([seen], SCHEMA, Facts(), words.words)
            for engine in (Rules(), Learned(model, words.words)):
                found = engine.suggest(unseen.document, [], SCHEMA)
                for label in SCHEMA.by_name:
                    figures.setdefault((label, engine.name), []).append(f1(found, unseen, label))
    for label in SCHEMA.by_name:
        rules, learned = figures[label, "rules"], figures[label, "learned"]
        signs = [(ours > theirs) - (ours < theirs) for ours, theirs in zip(learned, rules, strict=True)]
        print(
            f"{folder.name}, {label}: rules {sum(rules) / len(rules):.3f}, learned {sum(learned) / len(learned):.3f}; "
            f"better {signs.count(1)}, equal {signs.count(0)}, worse {signs.count(-1)} of {len(signs)}"
        )


def proposed(document: Document) -> Example:
    """What the rules propose, as if somebody had marked it."""
    found = Rules().suggest(document, [], SCHEMA)
    spans = [make_span(document.id, document.text, one.start, one.end, one.label, "x") for one in found]
    return Example(document, spans)


def longest(corpus: Path) -> Document | None:
    csv.field_size_limit(10**9)
    texts = []
    for path in corpus.glob("provincial/*.csv"):
        with path.open(encoding="utf-8-sig", newline="") as file:
            texts += [row["full_text"] for row in csv.DictReader(file)]
    return report(max(texts, key=len)) if texts else None


def timed(what: str, call: Callable[[], Any]) -> Any:
    wall, cpu = time.perf_counter(), time.process_time()
    result = call()
    print(f"{what}: {time.perf_counter() - wall:.2f} s ({time.process_time() - cpu:.2f} s of processor)")
    return result


if __name__ == "__main__":
    main()
