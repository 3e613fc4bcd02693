"""Pull and push: what the hub has comes in by the rules of merging, then what the project has goes there.

Both may be broken off at any moment and begun anew: what has arrived is known on either side.
"""

from annotator.services.hub.meeting import Meeting, SyncReport
from annotator.services.hub.pulling import Pull
from annotator.services.hub.pushing import Push
from annotator.services.merging import Cancelled, Decisions, MergeReport, Progress
from annotator.services.project import Project
from annotator.team.conflict import UNDECIDED
from annotator.team.hub import Hub

AT_ONCE = 50  # documents in one step of a pull: some 100 ms, so that a window beside it can write
ROUNDS = 3


class Sync:
    """A project and its hub, on the thread that both were opened on; `at_once` as in `Pull`.

    Raises HubOffline, HubError, MergeCancelled; what was brought in or sent until then stays.
    """

    def __init__(
        self,
        project: Project,
        hub: Hub,
        *,
        progress: Progress | None = None,
        cancelled: Cancelled | None = None,
        at_once: int = AT_ONCE,
    ) -> None:
        self._meeting = Meeting(project, hub, progress, cancelled)
        self._pull = Pull(self._meeting, at_once)
        self._push = Push(self._meeting)

    def sync(self, *, take: str = UNDECIDED, decisions: Decisions | None = None) -> SyncReport:
        """Pull, then push; again where somebody has pushed into the same layer and document in between."""
        for _round in range(ROUNDS):
            self._meeting.behind = False
            self._pull.run(take, decisions or {})
            self._push.run()
            if not self._meeting.behind:
                break
        return self._meeting.report

    def pull(self, *, take: str = UNDECIDED, decisions: Decisions | None = None) -> SyncReport:
        """Bring in what is new. What conflicts waits, with its document, and the rest comes; as `merge` does otherwise.

        Only a label schema that is not decided on keeps everything out: marks are to be read by it.
        """
        self._pull.run(take, decisions or {})
        return self._meeting.report

    def push(self) -> SyncReport:
        """Send what the hub lacks and may take from us; the rest is counted in `kept`, or is held for the next time."""
        self._push.run()
        return self._meeting.report

    def preview(self, decisions: Decisions) -> MergeReport:
        """What a pull would bring, with all its conflicts; of very much news only the first."""
        return self._pull.preview(decisions)
