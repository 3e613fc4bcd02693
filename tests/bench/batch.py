"""suggest, agree, export and import, by one process and by several. By hand:

    python tests/bench/batch.py REPORTS.jsonl [WORKERS]

REPORTS.jsonl has a made-up report a line (`{"id", "text", "annotations": [{"start", "end", "label"}]}`). Three annotators
mark what it says, each leaving out a tenth; half of them are files of text, too, for the import. Every run is
a process of its own; printed are seconds by the clock and their ratio, seconds of all processors (which say more where
others are at work), and whether the outputs are the same bytes.
Without Dask installed, or with ANNOTATOR_BENCH=processes, workers are those of the standard library.
"""

import hashlib
import json
import os
import random
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

Run = tuple[float, float, bytes]  # seconds by the clock, of all processors, what was printed
LAYERS = ("li", "wang", "zhao")
WITHOUT_DASK = "import sys; sys.modules['distributed'] = None; from annotator.__main__ import main; main()"


def main(reports: Path, workers: int) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        records, texts = folder / "records.jsonl", folder / "texts"
        count = prepare(reports, records, texts)
        project = folder / "p.annot"
        run(folder, "init", project)
        run(folder, "import", project, records, "--new-labels")
        print(f"{count} reports; by one process and by {workers}: seconds, ratio, seconds of processors")
        for title, command, made in (
            ("suggest", ("suggest", project, "--json"), None),
            ("agree, first", ("agree", project, "--json"), None),
            ("agree, again", ("agree", project, "--json"), None),
            ("export, jsonl", ("export", project, "{out}.jsonl", "--format", "jsonl"), ".jsonl"),
            ("export, doccano", ("export", project, "{out}.jsonl", "--format", "doccano"), ".jsonl"),
            ("export, conll", ("export", project, "{out}.conll", "--format", "conll"), ".conll"),
        ):
            compare(folder, title, command, made, workers)
        compare_imports(folder, texts, workers)


def prepare(reports: Path, records: Path, texts: Path) -> int:
    """The reports as records with three layers, and half of them as files of text."""
    draw = random.Random(1)
    texts.mkdir()
    count = 0
    with reports.open(encoding="utf-8") as lines, records.open("w", encoding="utf-8") as out:
        for count, line in enumerate(lines, 1):
            report = json.loads(line)
            spans = [
                {"start": one["start"], "end": one["end"], "label": one["label"], "layer": layer}
                for layer in LAYERS
                for one in report["annotations"]
                if draw.random() < 0.9
            ]
            record = {"id": report["id"], "text": report["text"], "spans": spans}
            out.write(json.dumps(record, ensure_ascii=False) + "\n")
            if count % 2:
                (texts / f"{count}.txt").write_text(report["text"], encoding="utf-8")
    return count


def compare(folder: Path, title: str, command: tuple[object, ...], suffix: str | None, workers: int) -> None:
    found = []
    for number, more in enumerate(((), ("--workers", workers))):
        out = folder / f"out{number}"
        given = [str(part).replace("{out}", str(out)) for part in command]
        cache = folder / f"cache-{number}" if title.startswith("agree") else folder / "cache"
        if title == "agree, first":
            shutil.rmtree(cache, ignore_errors=True)
        seconds, processors, said = run(folder, *given, *more, XDG_CACHE_HOME=str(cache))
        data = out.with_suffix(suffix).read_bytes() if suffix else said
        found.append((seconds, processors, hashlib.sha256(data).hexdigest()))
    tell(title, found)


def compare_imports(folder: Path, texts: Path, workers: int) -> None:
    found = []
    for number, more in enumerate(((), ("--workers", workers))):
        project = folder / f"i{number}.annot"
        run(folder, "init", project)
        seconds, processors, _said = run(folder, "import", project, texts, *more)
        out = folder / f"i{number}.jsonl"
        run(folder, "export", project, out, "--format", "jsonl")
        found.append((seconds, processors, hashlib.sha256(out.read_bytes()).hexdigest()))
    tell("import, text files", found)


def run(folder: Path, *arguments: object, **environment: str) -> Run:
    how = ["-c", WITHOUT_DASK] if os.environ.get("ANNOTATOR_BENCH") == "processes" else ["-m", "annotator"]
    started, before = time.perf_counter(), _processors()
    done = subprocess.run(
        [sys.executable, *how, *map(str, arguments)],
        env={**os.environ, "XDG_CACHE_HOME": str(folder / "cache"), **environment},
        capture_output=True, check=False,
    )  # fmt: skip
    if done.returncode:
        raise SystemExit(f"{arguments}: {done.stderr.decode()}")
    return time.perf_counter() - started, _processors() - before, done.stdout


def tell(title: str, found: list[tuple[float, float, str]]) -> None:
    (one, busy, same), (several, busier, other) = found
    said = "same bytes" if same == other else "DIFFERENT"
    print(
        f"{title:20} {one:8.1f} {several:8.1f} {several / one:6.2f} {busy:8.1f} {busier:8.1f}  {said}",
        flush=True,
    )


def _processors() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 2)
