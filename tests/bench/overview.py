"""How long the pictures of a big project take to count: python tests/bench/overview.py [documents]

60 marks a document, a third of them metrics with values; bar: 10,000 documents below 2 s.
"""

import random
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from annotator.domain.change import Change
from annotator.domain.document import Document, Section
from annotator.domain.span import make_span
from annotator.services.no_collection import no_collection
from annotator.services.overview.corpus import Corpus
from annotator.services.overview.indicators import indicators
from annotator.services.overview.labels import by_role, by_year, lengths
from annotator.services.overview.progress import progress
from annotator.services.overview.scope import Scope, Scoped
from annotator.services.overview.together import linked, together
from annotator.services.project import Project, create_project

MARKS = 60


@contextmanager
def timed(what: str) -> Iterator[None]:
    start, worked = time.perf_counter(), time.process_time()
    yield
    passed, worked = time.perf_counter() - start, time.process_time() - worked
    print(f"{what:50} {1000 * passed:10.1f} ms {1000 * worked:10.1f} ms of work")


def changes(documents: int) -> Iterator[Change]:
    seeded = random.Random(1)
    alphabet = "审核合同份开展检查次执法力量不足制定要点"
    roles = ("achievements", "problems", "plans", "other")
    for number in range(documents):
        text = "\n".join("".join(seeded.choices(alphabet, k=99)) for _at in range(30))
        outline = tuple(Section(at * 250, (at + 1) * 250, 1, "一、", roles[at % 4]) for at in range(12))
        meta = {"year": 2015 + number % 10, "issuer": f"{number % 200}局"}
        document = Document(f"d{number}", text, meta, outline=outline)
        yield Change(None, document)
        for at in range(MARKS):
            start, label = 50 * at, ("measure", "problem", "metric")[at % 3]
            attrs = (
                {"value": str(at * number), "unit": "件", "indicator": f"审核合同{at}"}
                if label == "metric"
                else {"status": "done"}
            )
            yield Change(None, make_span(document.id, text, start, start + 20, label, "gold", attrs=attrs))


def main(documents: int, kept: Path | None) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = kept or Path(folder) / "p.annot"
        if not path.exists():
            create_project(path, actor="bench")
            with Project(path, "bench") as project:
                project.commit(changes(documents), "made")
        with Project(path, "bench") as project, no_collection():
            with timed("everything"):
                with timed("read"):
                    corpus = Corpus(project)
                scoped = Scoped(corpus, Scope())
                with timed("progress"):
                    progress(scoped, project.store.state_changes())
                with timed("by role, by year, lengths"):
                    by_role(scoped), by_year(scoped), lengths(scoped)
                with timed("together, linked"):
                    together(scoped, "paragraph"), together(scoped, "section"), linked(scoped)
                with timed("indicators"):
                    indicators(scoped)
            with timed("an edit: read again"):
                corpus.refreshed(project, {"d5"})


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000, Path(sys.argv[2]) if len(sys.argv) > 2 else None)
