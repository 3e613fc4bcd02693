"""What travels between projects and the hub, and that it is the same on all sides."""

import random

from hubs import Team
from team_projects import picture, work


def test_what_three_people_do_is_the_same_everywhere(team: Team) -> None:
    chance = random.Random(1)
    people = {name: team.join(name) for name in ("li", "wang", "zhao")}
    for _turn in range(3):
        for name, path in people.items():
            work(path, name, chance, 10)
            report = team.sync(path, name)
            assert (report.conflicts, report.left_out, report.refused) == ([], [], [])
    for name, path in [*people.items(), ("boss", team.boss)]:
        team.sync(path, name)
    pictures = {picture(path) for path in (team.boss, *people.values())}
    assert len(pictures) == 1
    assert len(pictures.pop()) > 30
