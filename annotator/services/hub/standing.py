"""How a project and its hub stand: asked of the hub where it can be reached, else what was known last."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from annotator.domain.errors import HubError
from annotator.i18n import N_, _, ngettext
from annotator.services.hub.state import State, known_hub, waiting_changes
from annotator.services.project import Project
from annotator.team.address import parse_address

if TYPE_CHECKING:
    from annotator.team.hub import Hub

TAKEN = {"taken": N_("In progress"), "done": N_("Done"), "returned": N_("given to somebody else")}


@dataclass(slots=True)
class Standing:
    """`offline` says why the hub was not asked, None where it was; `news` are documents to pull."""

    place: str
    annotator: str
    role: str
    synced: str
    waiting: int
    conflicts: int
    kept: int
    doings: list[list[str]]
    offline: str | None = None
    news: int | None = None
    members: list[tuple[str, str]] = field(default_factory=list)
    taken: list[tuple[str, str]] = field(default_factory=list)

    def to_dict(self) -> dict[str, Any]:
        """What `annotator hub status --json` prints."""
        return {
            "hub": self.place, "annotator": self.annotator, "role": self.role, "online": self.offline is None,
            "last_sync": self.synced or None, "waiting": self.waiting, "conflicts": self.conflicts, "kept": self.kept,
            "news": self.news, "doings": [{"author": a, "changes": int(n), "last": at} for a, n, at in self.doings],
            "members": [{"annotator": name, "role": role} for name, role in self.members],
            "taken": [{"document": document, "state": state} for document, state in self.taken],
        }  # fmt: skip

    def doing_lines(self, when: Callable[[str], str] | None = None) -> list[tuple[str, str, str]]:
        """Who, how much, when; in ISO 8601, unless `when` says it otherwise."""
        return [
            (who, ngettext("{count:,} change", "{count:,} changes", int(count)), (when or local_time)(at))
            for who, count, at in self.doings
        ]

    def taken_lines(self) -> list[tuple[str, str]]:
        return [(document, _(TAKEN[state])) for document, state in self.taken]


def standing(project: Project) -> Standing:
    """Raises HubError where the project has no hub."""
    from annotator.services.hub.joining import open_hub  # much that a window need not have at its start

    state = known_hub(project)
    found = remembered(project, state)
    try:
        with open_hub(project) as hub:
            _ask(hub, state, found)
    except HubError as error:
        found.offline = str(error)
    return found


def remembered(project: Project, state: State) -> Standing:
    """Without asking the hub."""
    return Standing(
        parse_address(state.url)[0].place,
        state.annotator,
        state.role,
        state.synced,
        waiting_changes(project, state),
        state.conflicts,
        state.kept,
        state.doings,
    )


def local_time(stamp: str) -> str:
    return datetime.fromisoformat(stamp).astimezone().strftime("%Y-%m-%d %H:%M")


def _ask(hub: "Hub", state: State, found: Standing) -> None:
    found.annotator, found.role = hub.self.annotator, hub.self.role
    found.news = len(hub.changed(state.pulled))
    found.members = [(member.annotator, member.role) for member in hub.members()]
    found.taken = hub.taken()
