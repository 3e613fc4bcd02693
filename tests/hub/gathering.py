"""Many annotators at once, offline at random, killed at random, and the server too: does it come out the same?

    PYTHONPATH=.:tests python tests/hub/gathering.py [SEEDS] [PEOPLE] [DOCUMENTS] [ACTIONS]

Prints a line a seed. `test_hub_gathering.py` runs a small one.
"""

import os
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from hubs import Team, sync
from postgres import Server
from team_projects import Picture, picture

from annotator.domain.history import last
from annotator.services.hub.belief import histories_of
from annotator.services.hub.incoming import rows_by_document, texts_for
from annotator.services.project import Project
from annotator.store.forms import KINDS, dumps, to_form
from annotator.team.address import parse_address
from annotator.team.hub import Hub
from annotator.team.lineage import content

CLIENT = Path(__file__).with_name("client.py")
REVIEWERS = 2  # who write into gold, too, and into each other's decisions there


@dataclass
class Gathering:
    """What has happened, and how it came out."""

    pictures: set[Picture] = field(default_factory=set)
    hub: Picture = ()
    things: Counter[str] = field(default_factory=Counter)
    changed: list[str] = field(default_factory=list)  # whose own layer was not left alone by syncing
    kills: int = 0
    crashes: int = 0


def gather(
    server: Server, database: str, folder: Path, seed: int, people: int, documents: int, actions: int,
    reviewers: int = REVIEWERS,
) -> Gathering:  # fmt: skip
    chance = random.Random(seed)
    team = Team(server.make_database(database), folder, documents=documents)
    names = [f"reviewer{n}" if n < reviewers else f"a{n}" for n in range(people)]
    paths = {n: team.join(n, "reviewer" if n.startswith("reviewer") else "annotator") for n in names}
    found = Gathering()
    running: dict[str, subprocess.Popen[bytes]] = {}
    left = set(names)
    while left:
        for name in left - running.keys():
            running[name] = start(paths[name], name, team.urls[name], chance.randrange(10**6), actions)
        time.sleep(chance.uniform(0.05, 0.6))
        happening = chance.random()
        if happening < 0.45:
            process = running[chance.choice(sorted(running))]
            if process.poll() is None:
                process.kill()
                found.kills += 1
        elif happening < 0.55:
            server.stop(crash=True)
            found.crashes += 1
            time.sleep(chance.uniform(0, 0.5))  # meanwhile everybody is offline
            server.start()
        for name, process in list(running.items()):
            if process.poll() is not None:
                del running[name]
                if process.returncode == 0:
                    left.discard(name)
                elif process.returncode > 0:
                    raise AssertionError(paths[name].with_suffix(".errors").read_text())
    own = {name: layer(paths[name], name) for name in names}
    settle(team, paths, chance)
    found.changed = [name for name in names if layer(paths[name], name) != own[name]]
    found.pictures = {picture(path) for path in (team.boss, *paths.values())}
    found.hub = hub_picture(team)
    found.things.update(line.partition(" ")[0] for line in found.hub)
    return found


def layer(path: Path, name: str) -> list[str]:
    """What somebody has marked; not when."""
    with Project(path, name) as project:
        return sorted(repr(content(span)) for span in project.spans(layer=name))


def start(path: Path, name: str, url: str, seed: int, actions: int) -> "subprocess.Popen[bytes]":
    with path.with_suffix(".errors").open("ab") as errors:
        return subprocess.Popen(
            [sys.executable, str(CLIENT), str(path), name, url, str(seed), str(actions)],
            env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
            stdout=subprocess.DEVNULL,
            stderr=errors,
        )


def settle(team: Team, paths: dict[str, Path], chance: random.Random) -> None:
    """Everybody syncs, in random order, until nobody has anything to say."""
    everybody = [*paths.items(), ("boss", team.boss)]
    for _turn in range(6):
        chance.shuffle(everybody)
        reports = [sync(path, name, team.urls[name], "theirs") for name, path in everybody]
        for report in reports:
            assert (report.left_out, report.refused, report.conflicts) == ([], [], []), report
        if not any(report.pushed or report.layers or report.others for report in reports):
            return
    raise AssertionError("they never come to an end")


def hub_picture(team: Team) -> Picture:
    """How everything stands by the hub's log, in the form of `picture`."""
    address, password = parse_address(team.url)
    with Hub(address, password) as hub:
        names = [document for document, _position in hub.changed(0)]
        rows = rows_by_document(hub, names)
        texts = texts_for(hub, (row for some in rows.values() for row in some), lambda _digest: None)
        states = [last(s) for some in rows.values() for s in histories_of(some, texts).values()]
    return tuple(sorted(f"{KINDS[type(s)]} {dumps(to_form(s))}" for s in states if s is not None))


def differences(found: Gathering) -> list[str]:
    """What stands in a project and not on the hub, and the other way round; whose layer was changed."""
    lines = [f"layer changed: {name}" for name in found.changed]
    for number, seen in enumerate(found.pictures):
        lines += [f"project {number} only: {line}" for line in sorted(set(seen) - set(found.hub))[:5]]
        lines += [
            f"hub only, not project {number}: {line}" for line in sorted(set(found.hub) - set(seen))[:5]
        ]
    return lines


def main(seeds: int = 10, people: int = 10, documents: int = 100, actions: int = 150) -> None:
    server = Server()
    try:
        for seed in range(seeds):
            began = time.perf_counter()
            with tempfile.TemporaryDirectory() as folder:
                found = gather(server, f"seed{seed}", Path(folder), seed, people, documents, actions)
            same = found.pictures == {found.hub} and found.changed == []
            print(
                f"seed {seed}: {'the same' if same else 'NOT THE SAME'}, {dict(found.things)}, {found.kills} kills, "
                f"{found.crashes} crashes of the server, {time.perf_counter() - began:.0f} s",
                flush=True,
            )
            if not same:
                print("\n".join(differences(found)))
                raise SystemExit(1)
    finally:
        server.remove()


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
