"""`annotator hub …` as people type it."""

from pathlib import Path

import pytest
from cli_process import CommandLine, Ran
from postgres import SECRET

from annotator.domain.span import GOLD
from annotator.services.project import Project
from annotator.team.address import parse_address

QUIET = {"PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring"}
TEXT = "我局制定全年工作要点，审核合同47份；开展检查12次，办结案件3件。执法力量不足。\n"


class Desk:
    """A folder with a project `p.annot` that has joined as its hub's manager."""

    def __init__(self, folder: Path, database: str) -> None:
        self.run_ = CommandLine(folder)
        address, _password = parse_address(database)
        self.url = address.url
        (folder / "r.txt").write_text(TEXT * 3, encoding="utf-8")
        self.run("hub", "init", self.url, "--annotator", "boss")
        self.run("init", "p.annot")
        self.run("import", "p.annot", "r.txt")
        self.run("hub", "join", "p.annot", self.url)
        self.folder = folder

    def run(self, *arguments: object, code: int = 0, password: str = SECRET) -> Ran:
        ran = self.run_(*arguments, PGPASSWORD=password, **QUIET)
        assert ran.code == code, (arguments, ran)
        return ran


def mark(path: Path, layer: str, start: int) -> None:
    with Project(path, layer) as project:
        (document,) = project.documents()
        project.annotate(document, start, start + 6, "measure")


@pytest.fixture
def desk(database: str, tmp_path: Path) -> Desk:
    return Desk(tmp_path, database)


def test_the_whole_way_of_two_people(desk: Desk) -> None:
    pushed = desk.run("hub", "push", "p.annot", "--json").json
    assert (pushed["pushed"] > 0, pushed["waiting"], pushed["role"]) == (True, 0, "manager")
    invited = desk.run("hub", "add", "p.annot", "李四", "--json").json
    assert invited["role"] == "annotator"
    assert invited["password"]
    again = desk.run("hub", "add", desk.url, "李四", "--role", "reviewer", "--json").json
    assert (again["password"], again["url"]) == (None, invited["url"])
    given = desk.run("hub", "assign", "p.annot", "--per-document", 1, "--json").json
    assert given == {"documents": 1, "per_document": 1}
    joined = desk.run("hub", "join", "li.annot", invited["url"], "--json", password=invited["password"]).json
    assert (joined["annotator"], joined["role"], joined["password_kept"]) == ("李四", "reviewer", None)
    li = invited["password"]
    taken = desk.run("hub", "next", "li.annot", "--json", password=li).json
    assert desk.run("show", "li.annot", taken["document"], "--json").json["text"].startswith("我局制定")
    assert desk.run("hub", "next", "li.annot", "--json", password=li).json["document"] is None
    mark(desk.folder / "li.annot", "李四", 2)
    status = desk.run("hub", "status", "li.annot", "--json", password=li).json
    assert (status["online"], status["waiting"] > 0, status["news"]) == (True, True, 0)
    assert status["taken"] == [{"document": taken["document"], "state": "taken"}]
    assert desk.run("hub", "sync", "li.annot", "--json", password=li).json["pushed"] > 0
    pulled = desk.run("hub", "pull", "p.annot", "--json").json
    assert pulled["pulled"]["layers"] == {"李四": {"added": 1, "changed": 0, "removed": 0}}
    status = desk.run("hub", "status", "p.annot").out
    assert "李四" in status
    assert desk.run("check", "p.annot").code == desk.run("check", "li.annot").code == 0


def test_words_for_people(desk: Desk) -> None:
    out = desk.run("hub", "sync", "p.annot").out
    assert out.startswith("came: nothing new\nwent: ")
    invitation = desk.run("hub", "add", "p.annot", "wang").out.splitlines()
    assert invitation[0] == "wang may come as annotator"
    assert invitation[1].startswith("address: postgresql://wang@127.0.0.1:")


def test_refusals_are_one_line(desk: Desk) -> None:
    desk.run("init", "q.annot")
    for arguments, sentence in [
        (("hub", "sync", "none.annot"), "there is no project"),
        (("hub", "sync", "q.annot"), "hub join"),
        (("hub", "init", "https://x"), "no address of a hub"),
        (("hub", "add", "p.annot", "gold"), "cannot be an annotator"),
        (("hub", "add", "nowhere", "li"), "neither a project nor"),
        (("hub", "join", "p.annot", "postgresql://127.0.0.1:1/x"), "cannot be reached"),
        (("hub", "assign", "p.annot"), "push it first"),
    ]:
        (line,) = desk.run(*arguments, code=1).errors
        assert line.startswith("error: ")
        assert sentence in line


def test_conflicts_are_listed_and_wait(desk: Desk) -> None:
    desk.run("hub", "push", "p.annot")
    invited = desk.run(
        "hub", "add", "p.annot", "li", "--login", "li_of_commands", "--role", "reviewer", "--json"
    ).json
    desk.run("hub", "join", "li.annot", invited["url"], password=invited["password"])
    desk.run("hub", "pull", "li.annot", password=invited["password"])
    mark(desk.folder / "p.annot", GOLD, 2)
    mark(desk.folder / "li.annot", GOLD, 4)
    desk.run("hub", "push", "p.annot")
    ran = desk.run("hub", "sync", "li.annot", code=1, password=invited["password"])
    assert "1 conflict" in ran.out
    assert ran.errors[0].startswith("error: 1 conflict waits for a decision")
    decided = desk.run(
        "hub", "sync", "li.annot", "--take", "theirs", "--json", password=invited["password"]
    ).json
    assert decided["conflicts"] == []
