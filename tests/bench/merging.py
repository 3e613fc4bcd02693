"""Merging many packages: how long, against importing as many marks. By hand:

    python tests/bench/merging.py [PACKAGES] [DOCUMENTS] [SPANS]

Every package holds all documents and its annotator's marks in them. Prints seconds and marks a second for packing,
previewing, merging and merging again, the ratio of merging to an import of the same marks, and the peak of memory.
"""

import random
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import orjson

from annotator.domain.change import Change
from annotator.domain.document import Document
from annotator.domain.span import make_span
from annotator.services.exchange import import_paths
from annotator.services.merging import merge, preview_merge
from annotator.services.packaging import make_package
from annotator.services.project import Project, create_project

TEXT = "我局制定全年工作要点，审核合同47份；开展检查12次，办结案件3件😀。执法力量不足。\n" * 75


def main(packages: int, documents: int, spans: int) -> None:
    total = packages * documents * spans
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        project = make(folder / "p.annot", documents)
        with (
            timed(f"packing {packages} packages", packages * documents, "documents"),
            Project(project, "boss") as it,
        ):
            ids = [head.id for head in it.store.document_heads()]
            outs = [folder / f"a{number}.annot" for number in range(packages)]
            files = [make_package(it, out, out.stem, ids).path for out in outs]
        for file in files:
            mark(file, spans)
        with Project(project, "boss") as it:
            with timed("preview", total):
                preview_merge(it, files)
            with timed("merge", total) as merging:
                merge(it, files)
            with timed("merge again", total):
                assert merge(it, files).step is None
        source = as_jsonl(files, folder / "marks.jsonl")
        create_project(folder / "import.annot", actor="boss")
        with Project(folder / "import.annot", "boss") as it, timed("import the same", total) as importing:
            import_paths(it, [source], clean=False)
        print(f"merge ÷ import: {merging[0] / importing[0]:.2f}")
    print(f"peak memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


@contextmanager
def timed(what: str, count: int, unit: str = "marks") -> Iterator[list[float]]:
    began = time.perf_counter()
    taken: list[float] = []
    yield taken
    taken.append(time.perf_counter() - began)
    print(f"{what}: {taken[0]:.1f} s, {count / taken[0]:,.0f} {unit} a second", flush=True)


def make(path: Path, documents: int) -> Path:
    create_project(path, actor="boss")
    with Project(path, "boss") as project:
        project.commit(
            (Change(None, Document(f"d{n}", f"报告{n}\n{TEXT}")) for n in range(documents)), "import"
        )
    return path


def mark(path: Path, spans: int) -> None:
    chance = random.Random(path.stem)
    with Project(path, path.stem) as project:
        for document in project.documents():
            starts = sorted(chance.sample(range(0, len(document.text) - 20, 10), spans))
            project.commit(
                [
                    Change(None, make_span(document.id, document.text, at, at + 8, "measure", path.stem))
                    for at in starts
                ],
                "mark",
            )


def as_jsonl(files: list[Path], out: Path) -> Path:
    records: dict[str, dict[str, object]] = {}
    for file in files:
        with Project(file) as project:
            for document in project.documents():
                record = records.setdefault(
                    document.id, {"id": document.id, "text": document.text, "spans": []}
                )
                found = record["spans"]
                assert isinstance(found, list)
                found += [
                    {"id": s.id, "start": s.start, "end": s.end, "label": s.label, "layer": s.layer}
                    for s in project.spans(document.id)
                ]
    out.write_bytes(b"\n".join(map(orjson.dumps, records.values())))
    return out


if __name__ == "__main__":
    given = [*map(int, sys.argv[1:4])]
    main(*given, *(20, 500, 60)[len(given) :])
