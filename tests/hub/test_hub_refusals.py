"""A hub that is too new, too old, not there, or not for us says so in one sentence; nothing is lost by it."""

import sys
from collections.abc import Iterator
from pathlib import Path

import keyring
import psycopg
import pytest
from hubs import Team
from keyring.backend import KeyringBackend
from keyring.errors import NoKeyringError
from postgres import Server

from annotator.domain.errors import HubError, HubOffline, ProjectError
from annotator.services.hub.joining import hub_at, init_hub, join_hub, open_hub
from annotator.services.hub.standing import standing
from annotator.services.hub.state import hub_of
from annotator.services.hub.syncing import Sync
from annotator.services.merging import MergeCancelled
from annotator.services.project import Project
from annotator.team.address import parse_address
from annotator.team.hub import CLIENT, VERSION, Hub


class Drawer(KeyringBackend):
    """A keyring of the test's own."""

    priority = 1.0  # type: ignore[assignment]

    def __init__(self) -> None:
        super().__init__()
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password


class NoDrawer(Drawer):
    def get_password(self, service: str, username: str) -> str | None:
        raise NoKeyringError

    def set_password(self, service: str, username: str, password: str) -> None:
        raise NoKeyringError


@pytest.fixture
def drawer() -> Iterator[Drawer]:
    before, made = keyring.get_keyring(), Drawer()
    keyring.set_keyring(made)
    yield made
    keyring.set_keyring(before)


def version(url: str, number: int, needs: int) -> None:
    with psycopg.connect(url, autocommit=True) as owner:
        owner.execute("DELETE FROM annotator.version")
        owner.execute("INSERT INTO annotator.version (number, needs) VALUES (%s, %s)", (number, needs))


def test_a_client_that_is_too_old_is_refused(team: Team) -> None:
    version(team.url, VERSION, CLIENT + 1)
    with pytest.raises(HubError, match="this annotator is too old"):
        team.sync(team.boss, "boss")
    with pytest.raises(HubError, match="this annotator is too old"):
        init_hub(team.url, "boss")


def test_a_newer_hub_is_refused(team: Team) -> None:
    version(team.url, VERSION + 1, CLIENT)
    with pytest.raises(HubError, match="is of a newer annotator"):
        team.sync(team.boss, "boss")
    with pytest.raises(HubError, match="is of a newer annotator"):
        init_hub(team.url, "boss")


def test_an_older_hub_is_to_be_updated(team: Team) -> None:
    version(team.url, VERSION - 1, 0)
    with pytest.raises(HubError, match="annotator hub init"):
        team.sync(team.boss, "boss")


def test_making_it_twice_changes_nothing(team: Team) -> None:
    li = team.join("li")
    assert init_hub(team.url, "boss") == (parse_address(team.url)[0].place, False)
    assert team.sync(li, "li").waiting == 0
    init_hub(team.url, "boss", blind=True)
    with Hub(*parse_address(team.urls["li"])) as hub:
        assert hub.self.blind


def test_an_empty_database_is_no_hub(database: str, tmp_path: Path) -> None:
    with pytest.raises(HubError, match="there is no hub at"):
        join_hub(tmp_path / "p.annot", database, "li")
    assert not (tmp_path / "p.annot").exists()


def test_a_login_without_membership_is_refused(team: Team) -> None:
    team.invite("li")
    with psycopg.connect(team.url, autocommit=True) as owner:
        owner.execute("DELETE FROM annotator.member WHERE annotator = 'li'")
    with pytest.raises(HubError, match="is no member"):
        Hub(*parse_address(team.urls["li"]))


def test_a_stranger_is_refused(team: Team) -> None:
    team.invite("li")
    address, _password = parse_address(team.urls["li"])
    with pytest.raises(HubError, match="does not let") as refused:
        Hub(address, "wrong")
    assert not isinstance(refused.value, HubOffline)


def test_a_database_that_is_not_there_is_not_offline(team: Team) -> None:
    address, password = parse_address(team.url)
    with pytest.raises(HubError, match="does not exist") as refused:
        Hub(parse_address(address.url + "x")[0], password)
    assert not isinstance(refused.value, HubOffline)


def test_a_server_without_tls_is_not_offline(team: Team) -> None:
    address, password = parse_address(team.url)
    with pytest.raises(HubError, match="SSL") as refused:
        Hub(parse_address(address.url + "?sslmode=require")[0], password)
    assert not isinstance(refused.value, HubOffline)


def test_offline_is_said_quietly_and_work_waits(server: Server, team: Team, drawer: Drawer) -> None:
    join_hub(team.boss, team.url, "boss")
    with Project(team.boss, "boss") as project:
        project.annotate(project.document("d0"), 4, 8, "measure")
        server.stop()
        try:
            with pytest.raises(HubOffline, match="your work is kept here"):
                open_hub(project)
            found = standing(project)
        finally:
            server.start()
        assert found.offline is not None
        assert found.waiting == 2  # the mark, and that the document is in progress
        assert found.news is None
        online = standing(project)
        assert (online.offline, online.news) == (None, 0)


def test_a_connection_that_breaks_is_offline(server: Server, team: Team) -> None:
    with Hub(*parse_address(team.url)) as hub:
        server.stop(crash=True)
        server.start()
        with pytest.raises(HubOffline):
            hub.last_position()


def test_the_password_is_in_the_keyring_and_nowhere_else(team: Team, drawer: Drawer, tmp_path: Path) -> None:
    team.invite("li")
    path = tmp_path / "li.annot"
    joined = join_hub(path, team.urls["li"], "li")
    assert joined.password_kept
    assert list(drawer.kept.values()) == [team_password(team)]
    with Project(path, "li") as project, open_hub(project) as hub:
        assert hub.self.annotator == "li"
        state = hub_of(project)
        assert state is not None
        assert team_password(team) not in state.url
    assert team_password(team).encode() not in path.read_bytes()
    with hub_at(str(path), "li") as hub:
        assert hub.self.role == "annotator"


def team_password(team: Team) -> str:
    return parse_address(team.urls["li"])[1]


def test_where_no_password_can_be_kept_the_environment_has_it(
    team: Team, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, drawer: Drawer
) -> None:
    keyring.set_keyring(NoDrawer())
    team.invite("li")
    path = tmp_path / "li.annot"
    assert join_hub(path, team.urls["li"], "li").password_kept is False
    with Project(path, "li") as project:
        with pytest.raises(HubError):
            open_hub(project)
        monkeypatch.setenv("PGPASSWORD", team_password(team))
        open_hub(project).close()


def test_a_project_without_a_hub_is_told_how_to_join(team: Team, tmp_path: Path) -> None:
    from annotator.services.project import create_project

    create_project(tmp_path / "p.annot", actor="li")
    with Project(tmp_path / "p.annot", "li") as project, pytest.raises(HubError, match="hub join"):
        open_hub(project)
    with pytest.raises(ProjectError, match="neither a project nor"):
        hub_at(str(tmp_path / "nowhere"), "li")


def test_without_psycopg_the_extra_is_named(team: Team, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(HubError, match=r"annotator\[hub\]"):
        Hub(*parse_address(team.url))


def test_what_is_stopped_goes_on_the_next_time(team: Team) -> None:
    li = team.join("li")
    with Project(team.boss, "boss") as project:
        for number in range(3):
            project.annotate(project.document(f"d{number}"), 4, 8, "measure")
    team.sync(team.boss, "boss")
    asked = iter([False, False, True])
    with Project(li, "li") as project, Hub(*parse_address(team.urls["li"])) as hub:
        with pytest.raises(MergeCancelled):
            Sync(project, hub, cancelled=lambda: next(asked, True), at_once=1).sync()
        assert len(list(project.spans())) < 3
    team.sync(li, "li")
    with Project(li, "li") as project:
        assert len(list(project.spans())) == 3
