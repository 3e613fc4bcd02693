"""What a group has settled for its project: its own words, its reasons for decisions, how gold comes about."""

import json
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


def about(setting_name: str) -> list[str]:
    """What a setting of one layer is about: the layer first, then ids; [] for what a whole group has settled.

    Such a name ends in a list as JSON: `rejected:["li","d1","5f3…"]`.
    """
    _kind, colon, rest = setting_name.partition(":")
    if not colon or not rest.startswith("["):
        return []
    try:
        found = json.loads(rest)
    except ValueError:
        return []
    return [str(one) for one in found]
