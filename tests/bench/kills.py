"""Kills a program that is marking, at random moments, and sees what is left. By hand:

    python tests/bench/kills.py [KILLS] [SEED]

The program does what people do (mark, mark many, move, relabel, remove, undo, redo, import) and says each step
on its stdout once it is told that the step is saved. After `kill -9` every step said must be in the file, the
file must be as those steps left it (or those and the one in flight), and `annotator check` must find nothing.
"""

import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from contextlib import suppress
from pathlib import Path

import orjson

from annotator.domain.change import Change, Step
from annotator.domain.document import Document
from annotator.domain.errors import InvalidSpan, NothingToUndo
from annotator.domain.span import Span
from annotator.services.exchange import import_paths
from annotator.services.project import Project, create_project

TEXT = "我局制定全年工作要点，审核合同47份；开展检查12次，办结案件3件😀。执法力量不足。\n" * 40
LABELS = ("measure", "problem", "metric")
LONGEST_LIFE = 0.25  # seconds from the first step to the kill
KILLS_PER_PROJECT = 20


def main(kills: int, seed: int) -> int:
    """Returns how many kills did harm."""
    chance = random.Random(seed)
    seen: Counter[str] = Counter()
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as name:
        for number in range(kills):
            project = Path(name) / f"{number // KILLS_PER_PROJECT}.annot"
            if not project.exists():
                make(project)
            seen += kill_once(project, chance)
            if (number + 1) % 50 == 0 or number + 1 == kills:
                print(f"{number + 1} kills, {time.monotonic() - began:.0f} s: {dict(seen)}", flush=True)
    return seen["harm"]


def make(path: Path) -> None:
    """A project with a document to mark, and beside it a file to import."""
    create_project(path, actor="setup")
    with Project(path, "setup") as project:
        project.commit([Change(None, Document("d", TEXT))], "import")
    spans = [{"start": n, "end": n + 4, "label": "metric"} for n in range(0, 2_000, 4)]
    path.with_suffix(".jsonl").write_bytes(orjson.dumps({"id": "e", "text": "另" + TEXT, "spans": spans}))


def kill_once(path: Path, chance: random.Random) -> Counter[str]:
    """Start the program, kill it, look at the file. Counts steps said, steps in flight, and harm."""
    with Project(path) as project:
        before = {span.id for span in project.spans()}
        first = last_step(project)
    process = subprocess.Popen(
        [sys.executable, __file__, "worker", str(path), str(chance.random())], stdout=subprocess.PIPE
    )
    assert process.stdout is not None
    said = [process.stdout.readline()]  # it has begun
    time.sleep(chance.random() * LONGEST_LIFE)
    process.kill()
    said += process.stdout.read().splitlines(keepends=True)
    process.stdout.close()
    process.wait()
    steps = [orjson.loads(line) for line in said if line.endswith(b"\n")]
    return judge(path, before, first, steps)


def judge(
    path: Path, before: set[str], first: int, steps: list[tuple[int, list[str], list[str]]]
) -> Counter[str]:
    """Hold the file against the steps that were said."""
    expected = set(before)
    for _step, made, gone in steps:
        expected = expected - set(gone) | set(made)
    with Project(path) as project:
        problems = project.store.check()
        in_flight = last_step(project) - first - len(steps)
        there = {span.id for span in project.spans()}
    if in_flight not in (0, 1):
        problems.append(f"{len(steps)} steps were said, and {in_flight} more are in the file")
    if in_flight == 0 and there != expected:
        problems.append(f"lost: {expected - there}; come back: {there - expected}")
    for problem in problems:
        print("HARM", path, problem, file=sys.stderr)
    return Counter({"kills": 1, "steps": len(steps), "in flight": in_flight, "harm": bool(problems)})


def last_step(project: Project) -> int:
    step: int = project.store._connection.execute("SELECT max(id) FROM step").fetchone()[0]
    return step


def work(path: Path, seed: str) -> None:
    """Do one thing after the other until killed, and say each: step, marks made, marks gone."""
    chance = random.Random(seed)
    project = Project(path, "li")
    project.subscribe(say)
    document = project.document("d")
    while True:
        with suppress(InvalidSpan, NothingToUndo):
            act(project, document, chance)


def say(step: Step) -> None:
    made = [c.after.id for c in step.changes or () if isinstance(c.after, Span) and c.before is None]
    gone = [c.before.id for c in step.changes or () if isinstance(c.before, Span) and c.after is None]
    sys.stdout.buffer.write(orjson.dumps((step.id, made, gone)) + b"\n")
    sys.stdout.buffer.flush()


def act(project: Project, document: Document, chance: random.Random) -> None:
    """What people do, mostly marking."""
    start = chance.randrange(len(TEXT) - 30)
    end = start + chance.randrange(1, 30)
    label = chance.choice(LABELS)
    mine = list(project.spans("d", layer="li"))
    match chance.randrange(20):
        case 0:
            project.undo()
        case 1:
            project.redo()
        case 2:
            project.annotate_many([(document, n, n + 3) for n in range(start % 9, 1500, 9)], label)
        case 3:
            import_paths(project, [project.path.with_suffix(".jsonl")], layer="li")
        case 4:
            project.set_state("d", chance.choice(("todo", "doing", "done")))
        case 5 | 6 if mine:
            project.resize(chance.choice(mine), document, start, end)
        case 7 if mine:
            project.relabel(chance.choice(mine), label)
        case 8 if mine:
            project.remove(chance.sample(mine, min(len(mine), chance.choice((1, 50)))))
        case _:
            project.annotate(document, start, end, label)


if __name__ == "__main__":
    if sys.argv[1:2] == ["worker"]:
        work(Path(sys.argv[2]), sys.argv[3])
    else:
        arguments = [*map(int, sys.argv[1:3])]
        sys.exit(main(*arguments, *(1_000, 1)[len(arguments) :]) > 0)
