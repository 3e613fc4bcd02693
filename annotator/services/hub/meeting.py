"""A meeting of a project and its hub: who takes part, how far it has come, and what it comes to."""

from collections.abc import Callable
from dataclasses import dataclass, field

from annotator.domain.history import Key
from annotator.domain.span import now
from annotator.i18n import _
from annotator.services.hub.state import known_hub, remember, waiting_changes
from annotator.services.merging import Cancelled, MergeCancelled, MergeReport, Progress
from annotator.services.project import Project
from annotator.team.conflict import LeftOut, MergeConflict, Tally
from annotator.team.hub import Hub


@dataclass(slots=True)
class SyncReport:
    """What has come and gone. `conflicts` wait for a decision, `left_out` has no place here; both come again.

    `waiting` are changes that the hub has not taken yet, `kept` those that only others may share.
    """

    hub: str
    annotator: str
    role: str
    layers: dict[str, Tally] = field(default_factory=dict)  # marks that came, by layer
    others: dict[str, Tally] = field(default_factory=dict)
    documents: int = 0  # that were looked at
    pushed: int = 0  # changes
    conflicts: list[MergeConflict] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)  # documents that could not be merged, and why
    waiting: int = 0
    kept: int = 0

    def count(self, report: MergeReport) -> None:
        for side in report.sides:
            self.left_out += side.left_out
            for mine, theirs in ((self.layers, side.layers), (self.others, side.others)):
                for name, tally in theirs.items():
                    sum_ = mine.setdefault(name, Tally())
                    sum_.added += tally.added
                    sum_.changed += tally.changed
                    sum_.removed += tally.removed


class Meeting:
    """What pull and push share. Belongs to the thread that the project and the hub were opened on."""

    def __init__(
        self, project: Project, hub: Hub, progress: Progress | None, cancelled: Cancelled | None
    ) -> None:
        self.project, self.store, self.hub = project, project.store, hub
        self._progress = progress or (lambda _done, _total: None)
        self._cancelled = cancelled or (lambda: False)
        self.state = known_hub(project)
        self.state.meet(hub.self, hub.last_position(), self.store.merges_taken_back())
        self.behind = False  # whether something was not pushed, since the hub has news about it
        self.report = SyncReport(hub.address.place, hub.self.annotator, hub.self.role)

    def pending(self, document: str) -> Callable[[Key], bool]:
        """Whether something of a document ('': of none) has been touched here since the hub was told or told us of it.

        Where this cannot be known any more (the document is held back, the cursors were lost), all of it has.
        """
        if document in self.state.held or not self.state.pushed:
            return lambda _key: True
        keys = self.store.keys_after(document, self.state.pushed, self.state.clean)
        return keys.__contains__

    def done(self) -> None:
        """Remember how far it has come, and count what waits."""
        self.state.synced = now()
        self.remember()
        self.report.waiting = waiting_changes(self.project, self.state)

    def remember(self) -> None:
        remember(self.project, self.state)

    def tell(self, done: int, total: int) -> None:
        self.check()
        self._progress(done, max(total, 1))

    def check(self) -> None:
        """Raises MergeCancelled once the person has stopped it."""
        if self._cancelled():
            raise MergeCancelled(_("stopped; what has been synced stays"))
