"""A team around a hub: its manager's project, annotators with credentials and projects of their own."""

from pathlib import Path

from team_projects import coordinator

from annotator.services.hub.joining import Invitation, add_annotator, init_hub, join_hub
from annotator.services.hub.meeting import SyncReport
from annotator.services.hub.syncing import Sync
from annotator.services.project import Project
from annotator.team.address import parse_address
from annotator.team.hub import Hub


class Team:
    """The hub is made by `boss`, whose project has been pushed; people are let in by `join`."""

    def __init__(self, url: str, folder: Path, *, documents: int = 3, blind: bool = False) -> None:
        self.url, self.folder = url, folder
        init_hub(url, "boss", blind=blind)
        self.passwords = {"boss": parse_address(url)[1]}
        self.urls = {"boss": url}
        self.boss = coordinator(folder / "boss.annot", documents)
        join_hub(self.boss, url, "boss")
        sync(self.boss, "boss", url)

    def invite(self, name: str, role: str = "annotator") -> Invitation:
        with Hub(*parse_address(self.url)) as hub:
            invitation = add_annotator(hub, name, role, self.login(name))
        head, at, tail = invitation.url.partition("@")
        self.urls[name] = f"{head}:{invitation.password}{at}{tail}"
        return invitation

    def login(self, name: str) -> str:
        """Logins are of the whole server: one for each database."""
        return f"{name}_{parse_address(self.url)[0].place.rpartition('/')[2]}"

    def join(self, name: str, role: str = "annotator") -> Path:
        """Let somebody in, make their project, and bring it up to date."""
        self.invite(name, role)
        path = self.folder / f"{name}.annot"
        join_hub(path, self.urls[name], name)
        self.sync(path, name)
        return path

    def sync(self, path: Path, name: str, take: str = "") -> SyncReport:
        return sync(path, name, self.urls[name], take)


def sync(path: Path, name: str, url: str, take: str = "") -> SyncReport:
    address, password = parse_address(url)
    with Project(path, name) as project, Hub(address, password) as hub:
        return Sync(project, hub).sync(take=take)
