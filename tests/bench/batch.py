"""suggest, agree and export by one process and by several. By hand:

    python tests/bench/batch.py REPORTS.jsonl [WORKERS] [WORK…]      WORK: export, agree, suggest, import; without, all

REPORTS.jsonl has a made-up report a line (`{"id", "text", "annotations": [{"start", "end", "label"}]}`). Three annotators
mark what it says, each leaving out a tenth; for the import, half of them are files of text, too. Each piece of work is
done by one process, by WORKERS (2) processes of the standard library, and by a Dask cluster of as many on this machine, where
Dask is installed. Every run is a process of its own; printed are seconds by the clock, their ratio to those of one process,
seconds of all processors (which say more where others are at work), the most memory of the first process and of
all together, and whether the outputs are the same bytes; for `agree`, also with the words of the texts known from before.
"""

import hashlib
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

import psutil

LAYERS = ("li", "wang", "zhao")
DASK = ("-m", "annotator")
NO_DASK = ("-c", "import sys; sys.modules['distributed'] = None; from annotator.__main__ import main; main()")
WORK = {
    "export": (
        ("export, jsonl", ("export", "{project}", "{out}.jsonl", "--format", "jsonl")),
        ("export, 16 parts, jsonl", ("export", "{project}", "{out}", "--format", "jsonl", "--parts", "16")),
        ("export, 16 parts, parquet", ("export", "{project}", "{out}", "--format", "parquet", "--parts", "16")),
    ),
    "agree": (
        ("agree, words unknown", ("agree", "{project}", "--json")),
        ("agree, words known", ("agree", "{project}", "--json")),
    ),
    "suggest": (("suggest", ("suggest", "{project}", "--json")),),
    "import": (("import, text files", ("import", "{out}.annot", "{texts}")),),
}  # fmt: skip
LOOK = 0.1  # seconds between looks at the memory


class Run(NamedTuple):
    """Seconds by the clock and of all processors, most bytes of the first process and of all, digest of the output."""

    seconds: float
    processors: float
    memory: int
    together: int
    digest: str


def main(reports: Path, workers: int, wanted: list[str]) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        records, texts, project = folder / "records.jsonl", folder / "texts", folder / "p.annot"
        count = prepare(reports, records, texts if "import" in wanted else None)
        once(folder, DASK, "init", project)
        once(folder, DASK, "import", project, records, "--new-labels")
        print(
            f"{count} reports, {workers} workers: seconds, ratio, seconds of processors, MB of the first, of all"
        )
        for work in wanted:
            for title, command in WORK[work]:
                compare(folder, title, command, workers)


def prepare(reports: Path, records: Path, texts: Path | None) -> int:
    """The reports as records with three layers, and half of them as files of text."""
    draw = random.Random(1)
    if texts is not None:
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
            if texts is not None and count % 2:
                (texts / f"{count}.txt").write_text(report["text"], encoding="utf-8")
    return count


def compare(folder: Path, title: str, command: tuple[str, ...], workers: int) -> None:
    ways: list[tuple[str, tuple[str, ...], tuple[object, ...]]] = [("one process", DASK, ())]
    ways.append((f"{workers} processes", NO_DASK, ("--workers", workers)))
    if find_spec("distributed") is not None:
        ways.append((f"{workers} of Dask", DASK, ("--workers", workers)))
    first: Run | None = None
    for number, (way, how, more) in enumerate(ways):
        ran = measured(folder, title, number, how, [*command, *more])
        first = first or ran
        print(
            f"{title:26} {way:12} {ran.seconds:8.1f} {ran.seconds / first.seconds:6.2f} {ran.processors:8.1f}"
            f" {ran.memory / 2**20:8.0f} {ran.together / 2**20:8.0f}"
            f"  {'same bytes' if ran.digest == first.digest else 'DIFFERENT'}",
            flush=True,
        )


def measured(folder: Path, title: str, number: int, how: tuple[str, ...], command: list[object]) -> Run:
    out = folder / f"out{number}"
    places = {"{project}": str(folder / "p.annot"), "{texts}": str(folder / "texts")}
    given = [places.get(str(part), str(part).replace("{out}", str(out))) for part in command]
    cache = folder / (f"cache-{number}" if command[0] == "agree" else "cache")
    if title == "agree, words unknown":
        shutil.rmtree(cache / "annotator" / "boundaries", ignore_errors=True)
    if command[0] == "import":
        once(folder, how, "init", given[1])
    ran = once(folder, how, *given, cache=cache)
    if command[0] == "import":
        once(folder, how, "export", given[1], f"{out}.imported", "--format", "jsonl")
        Path(given[1]).unlink()
    if command[0] in ("agree", "suggest"):
        return ran
    made = Path(f"{out}.imported" if command[0] == "import" else given[2])
    digest = digest_of(made)
    shutil.rmtree(made) if made.is_dir() else made.unlink()
    return ran._replace(digest=digest)


def once(folder: Path, how: tuple[str, ...], *arguments: object, cache: Path | None = None) -> Run:
    """One command, watched from outside. The digest is that of what it printed."""
    with tempfile.TemporaryFile(dir=folder) as out, tempfile.TemporaryFile(dir=folder) as err:
        began = time.perf_counter()
        process = psutil.Popen(
            [sys.executable, *how, *map(str, arguments)], stdout=out, stderr=err,
            env={**os.environ, "XDG_CACHE_HOME": str(cache or folder / "cache")},
        )  # fmt: skip
        memory, together, busy = watched(process)
        seconds = time.perf_counter() - began
        if process.returncode:
            err.seek(0)
            raise SystemExit(f"{arguments}: {err.read().decode()}")
        out.seek(0)
        digest = hashlib.file_digest(out, "sha256").hexdigest()
    return Run(seconds, busy, memory, together, digest)


def watched(process: psutil.Popen) -> tuple[int, int, float]:
    """Most memory of a process and of it with its children, and the seconds of processors of all, until it has ended."""
    memory = together = 0
    busy: dict[int, float] = {}
    while True:
        try:
            sizes = {}
            for one in (process, *process.children(recursive=True)):
                sizes[one.pid] = one.memory_info().rss
                busy[one.pid] = sum(one.cpu_times()[:2])
            memory, together = max(memory, sizes[process.pid]), max(together, sum(sizes.values()))
        except psutil.NoSuchProcess:
            pass
        try:
            process.wait(LOOK)
        except (subprocess.TimeoutExpired, psutil.TimeoutExpired):
            continue
        return memory, together, sum(busy.values())


def digest_of(made: Path) -> str:
    files = sorted(file for file in made.rglob("*") if file.is_file()) if made.is_dir() else [made]
    digest = hashlib.sha256()
    for file in files:
        with file.open("rb") as opened:
            digest.update(
                file.name.removeprefix(made.name).encode() + hashlib.file_digest(opened, "sha256").digest()
            )
    return digest.hexdigest()


if __name__ == "__main__":
    numbers = [int(one) for one in sys.argv[2:] if one.isdigit()]
    main(Path(sys.argv[1]), (numbers or [2])[0], [one for one in sys.argv[2:] if one in WORK] or [*WORK])
