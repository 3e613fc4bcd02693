"""Short meetings of a team around a hub in memory, all in one process and the same each time: what is done, and how it ends.

A meeting is a list of deeds, so that one that ends badly can be shortened to what matters.
By hand, this looks for such a one and shortens it:
`PYTHONPATH=.:tests:tests/hub python tests/hub/meetings.py [FIRST] [COUNT] [LENGTH] [KILLS] [TAKES] [END]`
"""

import random
import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple
from unittest.mock import patch

from memory_hub import MemoryHub, MemoryLog
from team_projects import Picture, coordinator, picture

from annotator.domain import span as span_module
from annotator.domain.errors import UserError
from annotator.domain.history import last
from annotator.domain.span import GOLD
from annotator.services.hub.belief import histories_of
from annotator.services.hub.meeting import SyncReport
from annotator.services.hub.state import State, remember
from annotator.services.hub.syncing import Sync
from annotator.services.project import Project
from annotator.store.forms import KINDS, dumps, to_form

PEOPLE = {"chen": "reviewer", "gu": "reviewer", "li": "annotator", "boss": "manager"}
DEEDS = (
    "mark", "mark", "mark", "resize", "relabel", "attribute", "remove", "remove", "note", "link", "undo", "undo", "redo",
    "state", "sync", "sync", "sync", "sync", "push", "pull",
)  # fmt: skip
PLACES = ((4, 12), (8, 16), (20, 24))
LABELS = ("measure", "metric")
TURNS = 8  # until everybody has heard of everything


class Deed(NamedTuple):
    """What somebody does in a layer; `number` says to which mark, where, or how. `breaks`: after how many calls of the
    hub a sync is killed, 0: not at all. `later`: milliseconds since the last deed."""

    who: str
    gold: bool
    what: str
    number: int
    take: str = ""
    breaks: int = 0
    later: int = 1


class Killed(BaseException):
    """The process is gone."""


class Team:
    """Projects in a folder, and the hub that they share."""

    def __init__(self, folder: Path, template: Path) -> None:
        self.log = MemoryLog()
        self.paths = {}
        for name, role in PEOPLE.items():
            self.paths[name] = folder / f"{name}.annot"
            shutil.copy(template, self.paths[name])
            with Project(self.paths[name], name) as project:
                remember(project, State("postgresql://localhost/memory", annotator=name, role=role))
        self.sync("boss")
        for name in PEOPLE:
            self.sync(name)

    def do(self, deed: Deed) -> None:
        if deed.what in ("sync", "push", "pull"):
            try:
                self.sync(deed.who, deed.what, deed.take, deed.breaks)
            except Killed:
                return
            return
        with Project(self.paths[deed.who], GOLD if deed.gold else deed.who) as project:
            try:
                act(project, deed)
            except UserError:
                return

    def sync(self, who: str, what: str = "sync", take: str = "", breaks: int = 0) -> SyncReport:
        left = [breaks]

        def count() -> None:
            left[0] -= 1
            if left[0] == 0:
                raise Killed

        with Project(self.paths[who], who) as project:
            sync = Sync(project, MemoryHub(self.log, who, PEOPLE[who], count))  # type: ignore[arg-type]
            if what == "push":
                return sync.push()
            return sync.pull(take=take) if what == "pull" else sync.sync(take=take)

    def settle(self, chance: random.Random, take: str = "theirs") -> str:
        """Everybody syncs until nobody has anything to say; why that is not so, else ''."""
        everybody = list(PEOPLE)
        for _turn in range(TURNS):
            chance.shuffle(everybody)
            reports = [self.sync(who, take=take) for who in everybody]
            if not any(one.pushed or one.layers or one.others for one in reports):
                waiting = [(one.conflicts, one.left_out, one.refused) for one in reports]
                return f"waits: {waiting}" if any(map(any, waiting)) else ""
        return "they never come to an end"

    def hub_picture(self) -> Picture:
        documents: dict[str, list[Any]] = {}
        for _at, row in self.log.rows:
            documents.setdefault(row.document, []).append(row)
        states = [
            last(found)
            for rows in documents.values()
            for found in histories_of(rows, self.log.texts).values()
        ]
        return tuple(sorted(f"{KINDS[type(one)]} {dumps(to_form(one))}" for one in states if one is not None))


def act(project: Project, deed: Deed) -> None:
    document = project.document("d0")
    marks = sorted(project.spans("d0", layer=project.annotator), key=lambda one: one.id)
    mark = marks[deed.number % len(marks)] if marks else None
    place = PLACES[deed.number % len(PLACES)]
    match deed.what:
        case "mark":
            project.annotate(document, *place, LABELS[deed.number % 5 // 4])
        case "undo":
            project.undo()
        case "redo":
            project.redo()
        case "state":
            project.set_state("d0", ("todo", "doing", "done")[deed.number % 3])
        case "link":
            heads = [one for one in marks if one.label == "metric"]
            tails = [one for one in marks if one.label == "measure"]
            if heads and tails:
                project.link(heads[deed.number % len(heads)], tails[0], "quantifies")
        case _ if mark is None:
            pass
        case "resize":
            project.resize(mark, document, *PLACES[deed.number // 3 % len(PLACES)])
        case "relabel":
            project.relabel(mark, LABELS[deed.number // 3 % 2])
        case "attribute":
            project.set_attributes(mark, {"x": deed.number // 3 % 3})
        case "remove":
            project.remove([mark])
        case "note":
            project.set_note(mark, ("", "再看")[deed.number // 3 % 2])


def drawn(
    seed: int,
    length: int,
    gold: float = 0.9,
    kills: float = 0.2,
    takes: Sequence[str] = ("", "ours", "theirs"),
) -> list[Deed]:
    chance = random.Random(seed)
    who = ["chen", "gu"] * 4 + ["li"]
    return [
        Deed(
            name := chance.choice(who),
            name != "li" and chance.random() < gold,
            chance.choice(DEEDS),
            chance.randrange(60),
            chance.choice(takes),
            chance.randrange(1, 30) if chance.random() < kills else 0,
            chance.choice((0, 1, 1)),
        )
        for _ in range(length)
    ]


@contextmanager
def clock() -> Iterator[list[int]]:
    """Time and lots that are the same each time; the list holds the milliseconds."""
    at, chance = [0], random.Random(0)

    class Clock(datetime):
        @classmethod
        def now(cls, tz: Any = None) -> datetime:
            return datetime(2026, 1, 1, tzinfo=UTC) + timedelta(milliseconds=at[0])

    class Time:
        @staticmethod
        def time_ns() -> int:
            return int(Clock.now().timestamp() * 1e9)

    class Lots:
        @staticmethod
        def randbits(count: int) -> int:
            return chance.getrandbits(count)

    with (
        patch.object(span_module, "datetime", Clock),
        patch.object(span_module, "time", Time),
        patch.object(span_module, "secrets", Lots),
    ):
        yield at


def outcome(deeds: Sequence[Deed], template: Path, take: str = "theirs") -> str:
    """What is wrong in the end, '' where nothing is."""
    with tempfile.TemporaryDirectory() as folder, clock() as at:
        team = Team(Path(folder), template)
        for deed in deeds:
            at[0] += deed.later
            try:
                team.do(deed)
            except Exception as error:
                return f"{type(error).__name__}: {error}"
        if wrong := team.settle(random.Random(0), take):
            return wrong
        pictures = {name: picture(path) for name, path in team.paths.items()}
        hub = team.hub_picture()
        return "\n".join(
            f"{name}: {sorted(set(seen) ^ set(hub))}" for name, seen in pictures.items() if seen != hub
        )


def shortened(deeds: list[Deed], template: Path, take: str = "theirs") -> list[Deed]:
    """Without what it ends badly without, too."""
    changed = True
    while changed:
        changed = False
        for size in (8, 4, 2, 1):
            at = 0
            while at < len(deeds):
                fewer = deeds[:at] + deeds[at + size :]
                if outcome(fewer, template, take):
                    deeds, changed = fewer, True
                else:
                    at += size
        for at, deed in enumerate(deeds):
            for simpler in (
                deed._replace(breaks=0),
                deed._replace(take="theirs"),
                deed._replace(number=deed.number % 3),
                deed._replace(later=1),
            ):
                if simpler != deed and outcome([*deeds[:at], simpler, *deeds[at + 1 :]], template, take):
                    deeds, changed = [*deeds[:at], simpler, *deeds[at + 1 :]], True
                    break
    return deeds


def main(
    first: int = 0,
    count: int = 100,
    length: int = 30,
    kills: float = 0.2,
    takes: str = "all",
    end: str = "theirs",
) -> None:
    choice = {
        "all": ("", "ours", "theirs"),
        "theirs": ("theirs",),
        "decided": ("ours", "theirs"),
        "none": ("",),
    }[takes]
    with tempfile.TemporaryDirectory() as folder:
        with clock():
            template = coordinator(Path(folder) / "template.annot", 1)
        bad = 0
        for seed in range(first, first + count):
            deeds = drawn(seed, length, kills=kills, takes=choice)
            if wrong := outcome(deeds, template, end):
                bad += 1
                print(f"seed {seed}: {wrong[:300]}", flush=True)
                if bad <= 3:
                    deeds = shortened(deeds, template, end)
                    print(*deeds, outcome(deeds, template, end), sep="\n", flush=True)
            if seed % 50 == 49:
                print(f"{bad} bad up to {seed}", flush=True)
        print(f"{bad} of {count}")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:4]), *(float(x) for x in sys.argv[4:5]), *sys.argv[5:])
