"""How long the agreement of a big project takes: all of it, and after one edit. `python tests/bench/agreeing.py [DOCUMENTS]`.

Made-up text, three layers of 100 spans a document; the second reading finds the words in the cache.
"""

import random
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from annotator.domain.change import Change
from annotator.domain.document import Document
from annotator.domain.span import Span, new_id
from annotator.services.agreeing import Agreeing, Scope
from annotator.services.boundaries import Boundaries
from annotator.services.project import Project, create_project

Result = TypeVar("Result")
CLAUSE = "持续推进民政领域执法监督检查工作，全年办结各类案件47件。"


def main(documents: int) -> None:
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "p.annot"
        make(path, documents)
        with Project(path, "a") as project:
            boundaries = Boundaries(Path(name))

            def everything() -> Agreeing:
                return Agreeing(project, Scope(), boundaries=boundaries)

            first, _agreed = timed(everything)
            whole, agreed = timed(everything)
            details, _details = timed(lambda: agreed.details(project))
            edit, _report = timed(lambda: agreed.refresh(project, ["d1"]))
    print(f"{documents} documents: first {first:.2f} s, again {whole:.2f} s, details {details:.2f} s")
    print(f"after one edit {1000 * edit:.0f} ms (bar: 50), {whole / edit:.0f} times faster than all again")


def make(path: Path, documents: int) -> None:
    create_project(path, actor="bench")
    rng = random.Random(1)
    with Project(path, "bench") as project:
        for first in range(0, documents, 100):
            changes = []
            for number in range(first, min(first + 100, documents)):
                document = Document(f"d{number}", f"第{number}号\n" + CLAUSE * 350)
                changes.append(Change(None, document))
                changes += [Change(None, span) for layer in "abc" for span in spans(document, layer, rng)]
            project.commit(changes, "import")


def spans(document: Document, layer: str, rng: random.Random) -> list[Span]:
    made = []
    for place in range(100):
        start = 10 + place * 90 + rng.choice((0, 0, 0, 2))
        end = start + rng.choice((10, 20, 30))
        label = rng.choice(("measure", "measure", "problem", "metric"))
        made.append(Span(new_id(), document.id, start, end, label, document.text[start:end], layer))
    return made


def timed(work: Callable[[], Result]) -> tuple[float, Result]:
    start = time.perf_counter()
    result = work()
    return time.perf_counter() - start, result


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1000)
