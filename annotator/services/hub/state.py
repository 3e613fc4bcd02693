"""What a project remembers of its hub: no work, so no step; what is lost of it is found out anew."""

from dataclasses import asdict, dataclass, field, fields

from annotator.domain.errors import HubError
from annotator.i18n import _
from annotator.services.project import Project
from annotator.team.hub_rows import Self

NAME = "hub"  # among what is kept beside the log
ACTOR = "hub"  # whose steps bring in what others did: nobody's undo takes them back by accident


@dataclass(slots=True)
class State:
    """The hub's address, how far the project has read and written, and what was said last.

    `pulled` is a position of the hub's log, `pushed` a number of ours; up to there nothing is to be done but for the
    documents in `waiting` (to be pulled again: undecided, or left out) and `held` (to be pushed again); those in
    `undecided`, as the hub calls them, are not to be pushed before somebody has decided. `clean` are
    steps that brought in what the hub has anyway. `back` are documents of ours that somebody has removed from the hub and
    that are to be there again, since somebody here has decided so. `half` is how far a push came that was broken off.
    """

    url: str
    hub: str = ""
    annotator: str = ""
    role: str = ""
    blind: bool = False
    pulled: int = 0
    pushed: int = 0
    clean: list[int] = field(default_factory=list)
    half: list[int] = field(default_factory=list)  # [up to which group, documents done]
    waiting: list[str] = field(default_factory=list)
    held: list[str] = field(default_factory=list)
    back: list[str] = field(default_factory=list)
    mine: bool = False  # only documents that were given to us come, not the whole hub
    undecided: list[str] = field(default_factory=list)
    turned: int = 0  # how often merges were taken back or brought again
    conflicts: int = 0
    kept: int = 0  # changes that only somebody else may share
    synced: str = ""  # ISO 8601
    doings: list[list[str]] = field(default_factory=list)  # author, changes, when: what the last pull brought

    def meet(self, who: Self, last_position: int, turned: int) -> None:
        """Begin anew what does not fit any more: another hub, or one set back; other rights; a merge taken back."""
        same_hub = self.hub == who.hub and last_position >= self.pulled
        rights = (who.annotator, who.role, who.blind)
        if not same_hub or rights != (self.annotator, self.role, self.blind):
            self.pulled = self.pushed = 0
            self.clean, self.half = [], []
        if turned != self.turned:
            self.pulled = 0
        self.hub, (self.annotator, self.role, self.blind), self.turned = who.hub, rights, turned


def hub_of(project: Project) -> State | None:
    """What the project remembers, None where it has no hub."""
    kept = project.store.derived(NAME)
    if not isinstance(kept, dict) or "url" not in kept:
        return None
    known = {one.name for one in fields(State)}
    return State(**{name: value for name, value in kept.items() if name in known})


def known_hub(project: Project) -> State:
    """As `hub_of`. Raises HubError where there is none."""
    state = hub_of(project)
    if state is None:
        raise HubError(
            _(
                "{file} has no hub yet; give it one with “annotator hub join {file} postgresql://…”",
                file=project.path,
            )
        )
    return state


def remember(project: Project, state: State) -> None:
    project.store.keep_derived(NAME, asdict(state))


def waiting_changes(project: Project, state: State) -> int:
    """How many groups of changes the hub has not taken yet."""
    return project.store.groups_after(state.pushed, state.clean) + len(state.held)
