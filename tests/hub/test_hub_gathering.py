"""Many at once, offline and killed at random: a small gathering; `gathering.py` runs larger ones by hand."""

from pathlib import Path

from gathering import gather
from postgres import Server


def test_whoever_is_killed_when_all_come_to_the_same(server: Server, tmp_path: Path) -> None:
    found = gather(server, "gathering", tmp_path, seed=1, people=4, documents=6, actions=25)
    assert found.pictures == {found.hub}
    assert found.changed == []
    assert found.things["span"] > 10
