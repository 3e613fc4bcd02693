"""How long it takes to find what a layer marks inconsistently, by hand: `python tests/bench/consistency.py [DOCUMENTS]`.

Made-up reports of 60 marked clauses each, a third of which stand in several reports, now and then otherwise marked.
Prints seconds and the most memory that the process has had.
"""

import random
import resource
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from annotator.domain.change import Change
from annotator.domain.document import Document
from annotator.domain.span import make_span
from annotator.services import consistency
from annotator.services.project import Project, create_project

CLAUSES = 60
VERBS = ("开展", "组织", "制定", "推进", "加强", "完善", "落实", "举办", "审核", "修订")


def main() -> None:
    documents = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "bench.annot"
        create_project(path, actor="bench")
        with Project(path, "bench") as project:
            started = time.perf_counter()
            fill(project, documents)
            print(f"{documents:,} documents made in {time.perf_counter() - started:.1f} s")
            before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
            started = time.perf_counter()
            found = consistency.find(project)
            seconds = time.perf_counter() - started
            after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
            print(
                f"{len(found):,} groups in {seconds:.1f} s, {(after - before) / 1024:.0f} MB more than before"
            )


def fill(project: Project, documents: int) -> None:
    chance = random.Random(1)
    characters = [chr(0x4E00 + number) for number in range(0, 6000, 7)]
    objects = ["".join(chance.choices(characters, k=chance.randint(4, 14))) for _object in range(40_000)]

    def changes():
        for number in range(documents):
            text, places = "一、主要工作\n", []
            for _clause in range(CLAUSES):
                shared = chance.random() < 0.33
                words = chance.choice(objects[:2_000] if shared else objects)
                clause = chance.choice(VERBS[:2] if shared else VERBS) + words
                places.append((len(text), len(text) + len(clause)))
                text += (
                    clause
                    + chance.choice("，。；")
                    + "为进一步做好有关工作提供保障。" * (chance.random() < 0.8)
                )
            document = Document(f"d{number}", text)
            yield Change(None, document)
            for start, end in places:
                if chance.random() < 0.99:
                    status = chance.choice(("done", "ongoing")) if chance.random() < 0.02 else "done"
                    attrs = {"status": status}
                    yield Change(
                        None, make_span(document.id, text, start, end, "measure", "bench", attrs=attrs)
                    )

    project.commit(changes(), "make")


if __name__ == "__main__":
    main()
