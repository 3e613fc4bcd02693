"""Import and export against the least that Python and SQLite need for the same work. By hand:

    python tests/bench/exchange.py [REPORTS] [RUNS]
    python tests/bench/exchange.py formats [REPORTS] [RUNS]     export as doccano and Label Studio
    python tests/bench/exchange.py dataset [REPORTS] [RUNS]     export as a split dataset with all its papers

The floor parses the same JSON lines with orjson and inserts documents and spans with executemany (WAL,
synchronous=FULL, foreign keys, an index, a CHECK, one transaction), and writes them out again with orjson. It
keeps no log, no quotes, no ids of spans, no outline and checks nothing. Every run is a process of its own,
floor and annotator by turns; printed are the least seconds (by the clock, and of the processor, which says more
where others are at work), their ratios, and the most memory.
"""

import gc
import json
import random
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import orjson

from annotator.domain.span import new_id

FORMATS = ("doccano", "label-studio")
PLACES = (
    "全区",
    "各街道",
    "养老机构",
    "社会组织",
    "救助站",
    "婚姻登记处",
    "儿童福利院",
    "社区",
    "乡镇",
    "慈善协会",
)
ACTIONS = (
    "开展检查",
    "审核合同",
    "办结案件",
    "举办培训",
    "走访慰问",
    "发放补贴",
    "修订制度",
    "公示事项",
    "整改隐患",
    "受理申请",
)
UNITS = ("次", "份", "件", "期", "户", "万元", "项", "条", "处", "人次")
PROBLEMS = ("执法力量不足", "宣传形式单一", "制度不够健全", "经费保障有限", "人员流动较大")


def main(reports: int, runs: int) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for kind in ("bare", "full"):
            size = write_corpus(folder / f"{kind}.jsonl", reports, full=kind == "full")
            print(f"{kind}: {reports} reports, 60 marks each, {size / 2**20:.0f} MB")
            for work in ("import", "export"):
                floor, ours = compare(work, folder / f"{kind}.jsonl", runs)
                shown = [
                    f"{name} {floor[name]:.2f} and {ours[name]:.2f} ({ours[name] / floor[name]:.2f} times)"
                    for name in ("seconds", "cpu")
                ]
                memory = f"{floor['megabytes']:.0f} and {ours['megabytes']:.0f} MB"
                print(f"  {work}, floor and annotator: {', '.join(shown)}, {memory}", flush=True)


def main_formats(reports: int, runs: int, works: tuple[str, ...] = FORMATS) -> None:
    """Exports in other formats as ratios to the floor's export; memory also at a quarter of the reports."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        peaks: dict[str, list[float]] = {}
        for count in (reports // 4, reports):
            corpus = folder / f"full-{count}.jsonl"
            size = write_corpus(corpus, count, full=True)
            compare("import", corpus, 1)
            print(f"{count} reports, 60 marks each, {size / 2**20:.0f} MB", flush=True)
            for work in ("export", *works):
                floor, ours = compare(work, corpus, runs if count == reports else 1)
                peaks.setdefault(work, []).append(ours["megabytes"])
                print(
                    f"  {work}: {ours['seconds']:.2f} s, {size / 2**20 / ours['seconds']:.1f} MB/s, "
                    f"{ours['seconds'] / floor['seconds']:.2f} times the floor, processor {ours['cpu'] / floor['cpu']:.2f} "
                    f"times, memory {ours['megabytes']:.0f} MB, {ours['megabytes'] / floor['megabytes']:.2f} times",
                    flush=True,
                )
        for work, (few, many) in peaks.items():
            print(f"memory at four times the reports, {work}: {many / few:.2f} times")


def compare(work: str, corpus: Path, runs: int) -> tuple[dict[str, float], dict[str, float]]:
    """The best of the floor's and of annotator's runs, which take turns."""
    results: dict[str, list[dict[str, float]]] = {"floor": [], "annotator": []}
    for _run in range(runs):
        for who, found in results.items():
            done = subprocess.run(
                [sys.executable, __file__, who, work, str(corpus)], stdout=subprocess.PIPE, check=True
            )
            found.append(json.loads(done.stdout))
    best = {
        who: {name: (max if name == "megabytes" else min)(run[name] for run in found) for name in found[0]}
        for who, found in results.items()
    }
    return best["floor"], best["annotator"]


def write_corpus(path: Path, reports: int, *, full: bool) -> int:
    """Made-up reports; `full` ones give ids, quotes and layers. Returns the bytes written."""
    with path.open("wb") as file:
        for number in range(reports):
            file.write(
                orjson.dumps(report(random.Random(number), number, full), option=orjson.OPT_APPEND_NEWLINE)
            )
    return path.stat().st_size


def report(chance: random.Random, number: int, full: bool) -> dict[str, object]:
    parts = [f"某区民政局第{number}号工作报告\n一、工作情况\n"]
    length = len(parts[0])
    places: list[tuple[int, int, str]] = []
    while length < 3_000:
        if chance.random() < 0.03:
            clause = "\n二、" + chance.choice(PLACES) + "\n"
        elif chance.random() < 0.1:
            clause = chance.choice(PLACES) + chance.choice(PROBLEMS) + "。"
            places.append((length, length + len(clause) - 1, "problem"))
        else:
            figure = f"{chance.randrange(2, 999)}{chance.choice(UNITS)}"
            action = chance.choice(ACTIONS)
            clause = f"在{chance.choice(PLACES)}{action}{figure}，"
            end = length + len(clause) - 1
            places += [(end - len(action + figure), end, "measure"), (end - len(figure), end, "metric")]
        parts.append(clause)
        length += len(clause)
    text = "".join(parts) + "😀" * (number % 50 == 7)
    chosen = sorted(chance.sample(places, 60))
    spans: list[dict[str, object]] = [{"start": s, "end": e, "label": label} for s, e, label in chosen]
    if full:
        for span, (start, end, label) in zip(spans, chosen, strict=True):
            attrs = {"status": "done"} if label == "measure" else {}
            span.update(id=new_id(), text=text[start:end], attrs=attrs, layer="gold")
    return {"id": f"r{number:06}", "text": text, "meta": {"year": 2000 + number % 25}, "spans": spans}


def floor_import(source: Path, out: Path) -> None:
    gc.disable()
    connection = sqlite3.connect(out, isolation_level=None)
    for pragma in (
        "page_size = 8192",
        "journal_mode = WAL",
        "synchronous = FULL",
        "foreign_keys = ON",
        "cache_size = -65536",
    ):
        connection.execute(f"PRAGMA {pragma}")
    connection.executescript(
        "CREATE TABLE document (id INTEGER PRIMARY KEY, name TEXT, text TEXT NOT NULL, meta TEXT);"
        "CREATE TABLE span (id INTEGER PRIMARY KEY, document INTEGER NOT NULL REFERENCES document (id),"
        " start INTEGER NOT NULL, stop INTEGER NOT NULL, label TEXT NOT NULL, CHECK (start >= 0 AND start < stop));"
        "CREATE INDEX place ON span (document, start);"
    )
    connection.execute("BEGIN")
    documents: list[tuple[object, ...]] = []
    spans: list[tuple[object, ...]] = []
    with source.open("rb", buffering=1 << 20) as file:
        for number, line in enumerate(file, 1):
            data = orjson.loads(line)
            documents.append((number, data["id"], data["text"], orjson.dumps(data["meta"]).decode()))
            spans += [(number, span["start"], span["end"], span["label"]) for span in data["spans"]]
            if number % 500 == 0:
                _flush(connection, documents, spans)
    _flush(connection, documents, spans)
    connection.execute("COMMIT")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()


def _flush(
    connection: sqlite3.Connection, documents: list[tuple[object, ...]], spans: list[tuple[object, ...]]
) -> None:
    connection.executemany("INSERT INTO document VALUES (?, ?, ?, ?)", documents)
    connection.executemany("INSERT INTO span (document, start, stop, label) VALUES (?, ?, ?, ?)", spans)
    documents.clear()
    spans.clear()


def floor_export(project: Path, out: Path) -> None:
    connection = sqlite3.connect(project)
    found = iter(connection.execute("SELECT document, start, stop, label FROM span ORDER BY document, start"))
    row = next(found, None)
    with out.open("wb", buffering=1 << 20) as file:
        for number, name, text, meta in connection.execute(
            "SELECT id, name, text, meta FROM document ORDER BY id"
        ):
            spans = []
            while row is not None and row[0] == number:
                spans.append({"start": row[1], "end": row[2], "label": row[3]})
                row = next(found, None)
            data = {"id": name, "text": text, "meta": orjson.Fragment(meta), "spans": spans}
            file.write(orjson.dumps(data, option=orjson.OPT_APPEND_NEWLINE))
    connection.close()


def our_import(source: Path, out: Path) -> None:
    from annotator.services.exchange import import_paths
    from annotator.services.project import Project, create_project

    create_project(out, actor="bench")
    with Project(out, "bench") as project:
        assert not import_paths(project, [source], layer="gold").failed


def our_export(project: Path, out: Path) -> None:
    from annotator.services.exporting import export_jsonl
    from annotator.services.project import Project

    with Project(project, "bench") as opened:
        export_jsonl(opened, out)


def our_export_as(work: str) -> Callable[[Path, Path], None]:
    """The export in a format; `dataset` is a split folder of canonical lines with all its papers."""

    def do(project: Path, out: Path) -> None:
        from annotator.services.exporting import export
        from annotator.services.project import Project
        from annotator.services.recipe import Recipe

        recipe = Recipe(split="8:1:1" if work == "dataset" else None)
        name = "jsonl" if work == "dataset" else work
        with tempfile.TemporaryDirectory(dir=out.parent) as folder, Project(project, "bench") as opened:
            export(opened, Path(folder) / "out", format=name, recipe=recipe)

    return do


def measure(who: str, work: str, corpus: Path) -> dict[str, float]:
    """Seconds and megabytes of one run. An import leaves its database for the export after it."""
    do: Callable[[Path, Path], None] = {
        ("floor", "import"): floor_import, ("annotator", "import"): our_import, ("annotator", "export"): our_export,
        **{("annotator", name): our_export_as(name) for name in (*FORMATS, "dataset")},
    }.get((who, work), floor_export)  # fmt: skip
    database = corpus.with_name(f"{corpus.stem}-{who}.annot")
    if work == "import":
        for suffix in ("", "-wal", "-shm"):
            database.with_name(database.name + suffix).unlink(missing_ok=True)
    source, out = (corpus, database) if work == "import" else (database, corpus.with_suffix(".out"))
    began = time.perf_counter(), time.process_time()
    do(source, out)
    seconds, cpu = time.perf_counter() - began[0], time.process_time() - began[1]
    return {"seconds": seconds, "cpu": cpu, "megabytes": most_memory()}


def most_memory() -> float:
    """Megabytes that this process had at most."""
    if sys.platform == "win32":
        import psutil

        return float(psutil.Process().memory_info().peak_wset) / 2**20
    import resource

    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / (2**20 if sys.platform == "darwin" else 2**10)


if __name__ == "__main__":
    if sys.argv[1:2] in (["floor"], ["annotator"]):
        print(json.dumps(measure(sys.argv[1], sys.argv[2], Path(sys.argv[3]))))
    else:
        named = sys.argv[1:2] in (["formats"], ["dataset"])
        given = [*map(int, sys.argv[1 + named : 3 + named])]
        numbers = (*given, *(10_000, 3)[len(given) :])
        if named:
            main_formats(*numbers, works=FORMATS if sys.argv[1] == "formats" else ("dataset",))
        else:
            main(*numbers)
