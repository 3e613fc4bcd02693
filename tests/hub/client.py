"""One annotator's machine in a test that kills it: works and syncs at random until it has done its share.

    python client.py PROJECT NAME URL SEED ACTIONS

Each call goes on from where the last one was killed. What it cannot reach, it goes without.
"""

import random
import sys
from contextlib import closing
from pathlib import Path

from team_projects import act

from annotator.domain.errors import HubError, InvalidSpan, NothingToUndo, UserError
from annotator.domain.span import GOLD
from annotator.services.project import Project


def main(path: Path, name: str, url: str, seed: int, actions: int) -> None:
    chance = random.Random(seed)
    is_reviewer = name.startswith("reviewer")
    while (left := actions - done(path)) > 0:
        layer = GOLD if is_reviewer and chance.random() < 0.5 else name
        with Project(path, layer, busy_seconds=30) as project:
            ids = [head.id for head in project.store.document_heads()]
            for _action in range(min(left, chance.randrange(1, 8))):
                try:
                    act(project, project.document(chance.choice(ids)), chance)
                except (InvalidSpan, NothingToUndo):
                    continue
                except UserError:  # a step that others stand in the way of
                    continue
        if chance.random() < 0.6:
            meet(path, name, url)
    meet(path, name, url)


def meet(path: Path, name: str, url: str) -> None:
    from hubs import sync

    try:
        sync(path, name, url, "theirs")
    except HubError:
        print("offline", flush=True)


def done(path: Path) -> int:
    """How many steps have been taken here, but for those of the hub."""
    with closing(Project(path, "counter")) as project:
        return int(
            project.store._connection.execute("SELECT count(*) FROM step WHERE actor <> 'hub'").fetchone()[0]
        )


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], sys.argv[3], int(sys.argv[4]), int(sys.argv[5]))
