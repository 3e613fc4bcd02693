"""Kills a program that is merging, at random moments, and sees what is left. By hand:

    python tests/bench/merge_kills.py [KILLS] [SEED]

After `kill -9` the project must be as it was before the merge, or as it is after it, `annotator check` must find
nothing, and merging once more must give what the merge gives that nobody kills.
"""

import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from contextlib import suppress
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))
from team_projects import coordinator, package, picture, work

from annotator.services.merging import merge
from annotator.services.project import Project

PACKAGES, ACTIONS = 5, 150


def main(kills: int, seed: int) -> int:
    """Returns how many kills did harm."""
    chance = random.Random(seed)
    seen: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as name:
        project = coordinator(Path(name) / "p.annot", 20)
        files = [
            package(project, project.with_name(f"a{number}.annot"), f"a{number}")
            for number in range(PACKAGES)
        ]
        for file in files:
            work(file, file.stem, chance, ACTIONS)
        before = picture(project)
        whole = Path(shutil.copy(project, project.with_name("whole.annot")))
        process = run(whole, files)
        began = time.monotonic()
        process.wait()
        longest = time.monotonic() - began
        after = picture(whole)
        for number in range(kills):
            seen += kill_once(project, files, chance.random() * 1.2 * longest, (before, after))
            if (number + 1) % 20 == 0 or number + 1 == kills:
                print(f"{number + 1} kills: {dict(seen)}", flush=True)
    return seen["harm"]


def kill_once(
    project: Path, files: list[Path], seconds: float, pictures: tuple[tuple[str, ...], tuple[str, ...]]
) -> Counter[str]:
    """Merge into a copy, kill after some time, look; merge again, look again."""
    victim = Path(shutil.copy(project, project.with_name("victim.annot")))
    process = run(victim, files)
    with suppress(subprocess.TimeoutExpired):
        process.wait(seconds)
    process.kill()
    process.wait()
    left = picture(victim)
    with Project(victim, "boss") as opened:
        merge(opened, files)
    whole = left in pictures and picture(victim) == pictures[1]
    for suffix in ("", "-wal", "-shm"):
        victim.with_name(victim.name + suffix).unlink(missing_ok=True)
    if not whole:
        print("HARM after", seconds, file=sys.stderr)
    return Counter({"kills": 1, "merged": left == pictures[1], "harm": not whole})


def run(project: Path, files: list[Path]) -> "subprocess.Popen[bytes]":
    """The program, once it has begun to merge."""
    process = subprocess.Popen(
        [sys.executable, __file__, "worker", str(project), *map(str, files)], stdout=subprocess.PIPE
    )
    assert process.stdout is not None
    process.stdout.readline()
    process.stdout.close()
    return process


if __name__ == "__main__":
    if sys.argv[1:2] == ["worker"]:
        with Project(Path(sys.argv[2]), "boss") as worker:
            print("begun", flush=True)
            merge(worker, [Path(name) for name in sys.argv[3:]])
    else:
        arguments = [*map(int, sys.argv[1:3])]
        sys.exit(main(*arguments, *(200, 1)[len(arguments) :]) > 0)
