"""The only noun of mutation: what stood before, what stands after."""

from dataclasses import dataclass

from annotator.domain.assignment import Assignment
from annotator.domain.document import Document
from annotator.domain.schema import LabelSchema
from annotator.domain.setting import Setting
from annotator.domain.span import Relation, Span
from annotator.domain.status import DocumentLabel, Status
from annotator.domain.verdict import Verdict

Entity = Document | Span | Relation | Status | DocumentLabel | LabelSchema | Assignment | Verdict | Setting


@dataclass(frozen=True, slots=True)
class Change:
    """`before` is None for what is made, `after` for what is removed; both are of one kind and key."""

    before: Entity | None
    after: Entity | None

    def __post_init__(self) -> None:
        if self.before is None and self.after is None:
            raise ValueError("a change from nothing to nothing")

    @property
    def entity(self) -> Entity:
        """Whichever side there is, the later one first."""
        entity = self.after if self.after is not None else self.before
        assert entity is not None
        return entity

    def inverse(self) -> "Change":
        return Change(self.after, self.before)


@dataclass(frozen=True, slots=True)
class Step:
    """One committed action of one person: its place in the log, and its changes.

    `kind` is `do`, `undo` or `redo`; the last two name the step they take back or bring back in `target`.
    `changes` is None where there are too many to hand around: then read the project anew.
    """

    id: int
    actor: str
    title: str
    at: str
    kind: str
    target: int | None
    changes: tuple[Change, ...] | None = ()
