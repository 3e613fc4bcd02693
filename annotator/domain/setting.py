"""What a group has settled for its project: its own words, its reasons for decisions, how gold comes about."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Setting:
    """A named value, JSON through and through, that everybody who works on the project shares."""

    name: str
    value: Any

    @property
    def key(self) -> str:
        return self.name
