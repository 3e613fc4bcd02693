"""A hub where a project may stand: what its login may read, and nothing is written there."""

from pathlib import Path

import orjson
import psycopg
import pytest
from cli_process import CommandLine
from hubs import Team
from team_projects import picture

from annotator.services.batch.source import project_of_hub
from annotator.services.project import Project
from annotator.team.address import parse_address

QUIET = {"PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring"}


@pytest.fixture
def blind(database: str, tmp_path: Path) -> Team:
    """A blind hub: li and wang have marked and finished the same document."""
    team = Team(database, tmp_path, blind=True)
    for name, start in (("li", 4), ("wang", 5)):
        path = team.join(name)
        with Project(path, name) as project:
            project.annotate(project.document("d0"), start, 10, "measure")
            project.set_state("d0", "done")
        team.sync(path, name)
    team.sync(team.boss, "boss")
    return team


def test_a_hub_is_a_project_for_once(blind: Team) -> None:
    before = rows(blind)
    with project_of_hub(blind.url, "somebody", tell=pytest.fail) as project:
        path = project.path
        assert project.annotator == "boss"
        assert picture(path) == picture(blind.boss)
    assert not path.parent.exists()
    assert rows(blind) == before


def test_nobody_reads_more_than_their_role_may(blind: Team) -> None:
    with project_of_hub(blind.urls["li"], "somebody", tell=pytest.fail) as project:
        assert {span.layer for span in project.spans()} == {"li"}
    with project_of_hub(blind.url, "somebody", tell=pytest.fail) as project:
        assert {span.layer for span in project.spans()} == {"li", "wang"}


def test_commands_take_a_hub(blind: Team, tmp_path: Path) -> None:
    run = CommandLine(tmp_path)
    address, password = parse_address(blind.url)
    quiet = {**QUIET, "PGPASSWORD": password}
    agreed = run("agree", address.url, "--json", **quiet)
    assert agreed.code == 0
    assert agreed.json == run("agree", blind.boss, "--json").json
    suggested = run("suggest", address.url, "--json", **quiet).json
    by_id = {document["id"]: document for document in suggested["documents"]}
    assert by_id == {one["id"]: one for one in run("suggest", blind.boss, "--json").json["documents"]}
    assert run("export", address.url, "out", "--format", "jsonl", "--parts", 2, **quiet).code == 0
    assert run("export", blind.boss, "own.jsonl", "--format", "jsonl").code == 0
    parts = [*(tmp_path / "out").glob("part-*")]
    assert len(parts) == 2
    assert records(*parts) == records(tmp_path / "own.jsonl")


def test_commands_that_write_say_what_to_do(blind: Team, tmp_path: Path) -> None:
    run = CommandLine(tmp_path)
    with_password = blind.url
    for arguments, sentence in (
        (("suggest", with_password, "--accept-into", "li"), "--accept-into writes into a project, and postgresql://"),
        (("stats", with_password), "this command needs a project file; bring the hub into one with “annotator hub join FILE"),
        (("import", with_password, "x.txt"), "needs a project file"),
        (("agree", "postgresql://127.0.0.1:1/x"), "cannot be reached"),
        (("agree", "https://x"), "no address of a hub"),
    ):  # fmt: skip
        ran = run(*arguments, **QUIET)
        assert ran.code == 1
        assert len(ran.errors) == 1
        assert sentence in ran.err
        assert parse_address(blind.url)[1] not in ran.err


def rows(team: Team) -> object:
    with psycopg.connect(team.url) as owner:
        return owner.execute("SELECT count(*), max(position) FROM annotator.log").fetchone()


def records(*files: Path) -> set[bytes]:
    return {
        orjson.dumps({**orjson.loads(line), "source": None}, option=orjson.OPT_SORT_KEYS)
        for file in files
        for line in file.read_bytes().splitlines()
    }
