"""How long the review of a big project takes: python tests/bench/review.py [documents]

Three layers, 100 spans a document in each, one in five of them different.
"""

import random
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from annotator.domain.change import Change
from annotator.domain.document import Document
from annotator.domain.span import make_span
from annotator.services.gold_rule import GoldRule
from annotator.services.project import Project, create_project
from annotator.services.review import Review

SPANS = 100
LAYERS = ("a", "b", "c")


@contextmanager
def timed(what: str) -> Iterator[None]:
    start = time.perf_counter()
    yield
    print(f"{what:50} {1000 * (time.perf_counter() - start):10.1f} ms")


def changes(documents: int) -> Iterator[Change]:
    seeded = random.Random(1)
    alphabet = "审核合同份开展检查次执法力量不足制定要点"
    for number in range(documents):
        text = "".join(seeded.choice(alphabet) for _at in range(SPANS * 40))
        document = Document(f"d{number}", text)
        yield Change(None, document)
        for layer in LAYERS:
            for at in range(SPANS):
                start, end = 40 * at, 40 * at + 25
                attrs = {"status": "done"}
                if seeded.random() < 0.07:
                    start += 3
                elif seeded.random() < 0.03:
                    continue
                elif seeded.random() < 0.05:
                    attrs = {"status": "ongoing"}
                yield Change(None, make_span(document.id, text, start, end, "measure", layer, attrs=attrs))


def main(documents: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "p.annot"
        create_project(path, actor="bench")
        with Project(path, "reviewer") as project:
            project.commit(changes(documents), "made")
            with timed("all cases read"):
                review = Review(project)
            with timed("listed"):
                cases = review.cases()
            print(f"{len(cases):,} disagreements")
            with timed("listed again"):
                review.cases()
            with timed("counted"):
                review.counts()
            with timed("next case"):
                review.neighbour(cases[len(cases) // 2], 1)
            with timed("decided one"):
                review.decide(cases[0], "take", taken=["a"])
            with timed("listed after that"):
                review.cases()
            review.set_rule(GoldRule(2))
            with timed("settled all by 2 of n"):
                print(review.settle())
            with timed("settled again"):
                print(review.settle())


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1000)
