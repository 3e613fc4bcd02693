"""What the hub says and hears, as plain values."""

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

SHARED = ""  # the layer of what belongs to no annotator


class Row(NamedTuple):
    """Neighbouring changes of one step in one document and layer, as they travel; `part` tells equal rows."""

    document: str
    step: str  # uuid
    part: int
    parent: object  # uuid, None for a first one
    author: str
    at: object  # when it was made: a moment, or ISO 8601
    verb: str  # do, undo, redo
    title: str
    kind: str
    layer: str
    digest: str | None
    changes: str  # JSON: [[before, after], …]


class Doing(NamedTuple):
    """What somebody has pushed: rows of the log, and when the last one was made."""

    author: str
    changes: int
    last: datetime


class Member(NamedTuple):
    """Somebody who may come: the layer that is theirs, and what they may do."""

    annotator: str
    role: str
    login: str


@dataclass(frozen=True, slots=True)
class Self:
    """Which hub this is, and who asks."""

    hub: str  # uuid
    annotator: str
    role: str
    blind: bool

    def may_write(self, layer: str) -> bool:
        """The hub's own rule (policy `writing`), so that nothing is sent in vain."""
        return (
            self.role == "manager"
            or layer == self.annotator
            or (self.role == "reviewer" and layer in (SHARED, "gold"))
        )
