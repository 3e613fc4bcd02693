"""Import and export against the least that Python and SQLite need for the same work. By hand, where there are os.wait4
and `resource`:

    python tests/bench/exchange.py [REPORTS] [RUNS]
    python tests/bench/exchange.py table [REPORTS] [RUNS]       the table of README.md: also other formats, and memory
    python tests/bench/exchange.py formats [REPORTS] [RUNS]     other formats, out and in again
    python tests/bench/exchange.py dataset [REPORTS] [RUNS]     export as a split dataset with all its papers

The floor parses the same JSON lines with orjson and inserts documents and spans with executemany (WAL,
synchronous=FULL, foreign keys, an index, a CHECK, one transaction), and writes them out again with orjson. It
keeps no log, no quotes, no ids of spans, no outline and checks nothing. Every run is a process of its own (annotator's are
`annotator import` and `annotator export`), timed from outside, floor and annotator by turns; printed are the least seconds
(by the clock, and of all processors, which says more where others are at work), their ratios, and the most memory of one
process. The table has memory also for a quarter of the reports and for four times as many.
"""

import gc
import os
import random
import sqlite3
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

import orjson

from annotator.domain.span import new_id

WORKS = ("import", "export", "export doccano", "export label-studio")
LARGE_WORKS = ("export labelbuddy", "export prodigy")  # what they write is large: of a quarter of the reports
FORMATS = ("doccano", "label-studio", "prodigy", "labelbuddy")
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
        for kind in ("bare", "full"):
            corpus = Path(name) / f"{kind}.jsonl"
            size = write_corpus(corpus, reports, full=kind == "full")
            print(f"{kind}: {reports} reports, 60 marks each, {size / 2**20:.0f} MB", flush=True)
            for work in ("import", "export"):
                compare(work, corpus, runs)


def main_formats(reports: int, runs: int, works: tuple[str, ...]) -> None:
    """Exports in other formats, and imports of what was exported, as ratios to the floor's; memory also of a quarter."""
    with tempfile.TemporaryDirectory() as name:
        for count in (reports // 4, reports):
            corpus = Path(name) / f"full-{count}.jsonl"
            size = write_corpus(corpus, count, full=True)
            print(f"{count} reports, 60 marks each, {size / 2**20:.0f} MB", flush=True)
            for work in ("import", "export", *works):
                compare(work, corpus, runs if count == reports else 1)


def main_table(reports: int, runs: int) -> None:
    """A row of Markdown for each work; the last columns are the most memory of one process, by number of reports."""
    counts = (reports // 4, reports, 4 * reports)
    memory: dict[str, list[float]] = {}
    rows: list[tuple[str, Compared, int]] = []
    with tempfile.TemporaryDirectory() as name:
        for count in counts:
            corpus = Path(name) / f"full-{count}.jsonl"
            size = write_corpus(corpus, count, full=True)
            for work in (*WORKS, *(LARGE_WORKS if count == counts[0] else ())):
                compared = measured(work, corpus, runs if count == reports or work in LARGE_WORKS else 1)
                memory.setdefault(work, []).append(compared.ours["megabytes"])
                written = size if work == "import" else _output(work, corpus).stat().st_size
                if count == reports or work in LARGE_WORKS:
                    rows.append((work, compared, written))
            for file in corpus.parent.glob(f"{corpus.stem}.*"):
                file.unlink()
    heads = ("", "MB", "s (floor)", "MB/s", "times the floor", "of processors", *(f"{n:,}" for n in counts))
    print(f"| {' | '.join(heads)} |\n|{'---|' * len(heads)}")
    order = (*WORKS, *LARGE_WORKS)
    for work, compared, size in sorted(rows, key=lambda row: order.index(row[0])):
        floor, ours = compared
        cells = (
            work, f"{size / 2**20:.0f}", f"{ours['seconds']:.2f} ({floor['seconds']:.2f})",
            f"{size / 2**20 / ours['seconds']:.0f}", f"{ours['seconds'] / floor['seconds']:.2f}",
            f"{ours['cpu'] / floor['cpu']:.2f}", *(f"{megabytes:.0f}" for megabytes in memory[work]),
            *[""] * (len(counts) - len(memory[work])),
        )  # fmt: skip
        print(f"| {' | '.join(cells)} |", flush=True)


def compare(work: str, corpus: Path, runs: int) -> None:
    """Print the best of the floor's and of annotator's runs."""
    floor, ours = measured(work, corpus, runs)
    shown = ", ".join(
        f"{name} {floor[key]:.2f} and {ours[key]:.2f} ({ours[key] / floor[key]:.2f} times)"
        for name, key in (("clock", "seconds"), ("processor", "cpu"))
    )
    memory = f"{floor['megabytes']:.0f} and {ours['megabytes']:.0f} MB"
    print(f"  {work}, floor and annotator: {shown}, {memory}", flush=True)


def measured(work: str, corpus: Path, runs: int) -> "Compared":
    """The best of the floor's and of annotator's runs, which take turns; of memory, the most."""
    kind = "import" if work.startswith("import") else "export"
    floors, ours = [], []
    for _run in range(runs):
        floors.append(timed([sys.executable, __file__, "floor", kind, str(corpus)]))
        ours.append(annotator(work, corpus))
    return Compared(*(
        {name: (max if name == "megabytes" else min)(run[name] for run in of_one) for name in of_one[0]}
        for of_one in (floors, ours)
    ))  # fmt: skip


def annotator(work: str, corpus: Path) -> dict[str, float]:
    """One run of the command. The first import leaves its project for the exports, these their files for more imports."""
    command = [sys.executable, "-m", "annotator"]
    made, fresh = corpus.with_suffix(".annot"), corpus.with_suffix(".new.annot")
    kind, _, format_ = work.partition(" ")
    if kind == "import":
        project = fresh if format_ else made
        for suffix in ("", "-wal", "-shm"):
            project.with_name(project.name + suffix).unlink(missing_ok=True)
        subprocess.run([*command, "init", str(project)], stdout=subprocess.DEVNULL, check=True)
        source = corpus.with_suffix(f".{format_}") if format_ else corpus
        options = ["--format", format_] if format_ else []
        return timed([*command, "import", str(project), str(source), "--layer", "gold", *options])
    if format_ == "dataset":
        with tempfile.TemporaryDirectory(dir=corpus.parent) as folder:
            out = str(Path(folder) / "out")
            return timed([*command, "export", str(made), out, "--format", "jsonl", "--split", "8:1:1"])
    out = str(_output(work, corpus))
    return timed([*command, "export", str(made), out, "--format", format_ or "jsonl"])


def _output(work: str, corpus: Path) -> Path:
    return corpus.with_suffix(f".{work.partition(' ')[2] or 'out'}")


def timed(command: list[str]) -> dict[str, float]:
    """Seconds by the clock and of the processors, and the megabytes that one of the command's processes had at most."""
    began = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _pid, status, used = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - began
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    unit = 2**20 if sys.platform == "darwin" else 2**10
    return {"seconds": seconds, "cpu": used.ru_utime + used.ru_stime, "megabytes": used.ru_maxrss / unit}


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


def floor(work: str, corpus: Path) -> None:
    """An import leaves its database for the export after it."""
    database = corpus.with_suffix(".floor")
    if work == "export":
        floor_export(database, corpus.with_suffix(".floor.out"))
        return
    for suffix in ("", "-wal", "-shm"):
        database.with_name(database.name + suffix).unlink(missing_ok=True)
    floor_import(corpus, database)


class Compared(NamedTuple):
    """Seconds by the clock, of processors, and megabytes, by name."""

    floor: dict[str, float]
    ours: dict[str, float]


if __name__ == "__main__":
    if sys.argv[1:2] == ["floor"]:
        floor(sys.argv[2], Path(sys.argv[3]))
    else:
        named = sys.argv[1:2] in (["table"], ["formats"], ["dataset"])
        given = [*map(int, sys.argv[1 + named : 3 + named])]
        numbers = (*given, *(10_000, 3)[len(given) :])
        if sys.argv[1:2] == ["table"]:
            main_table(*numbers)
        elif named:
            both = tuple(f"{way} {name}" for name in FORMATS for way in ("export", "import"))
            main_formats(*numbers, works=both if sys.argv[1] == "formats" else ("export dataset",))
        else:
            main(*numbers)
