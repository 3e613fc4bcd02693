"""What is behind a number: its marks or its documents, found by the very columns that it was counted from.

A picture's cells say what they are about: `marks` (primary keys), or what to choose by: `role`, `year`, `label`,
`together` (a unit, and labels that stand in it; with `only` no others), `link` (type, label, label), `made` (first and
last day); and for documents `state` (layer, state) and `chars` (from, to).
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from annotator.services.overview.places import ROLES
from annotator.services.overview.progress import day_of, state_of
from annotator.services.overview.scope import Scoped
from annotator.services.overview.together import links_of, presence_of

if TYPE_CHECKING:
    import numpy as np


def marks_behind(scoped: Scoped, about: Mapping[str, Any]) -> list[int]:
    """Primary keys of the marks behind a number of the layer looked at, by document and place."""
    if "marks" in about:
        return list(about["marks"])
    if "link" in about:
        return _linked(scoped, *about["link"])
    import numpy as np

    wanted = np.ones(len(scoped.rows), bool)
    if "label" in about:
        wanted &= scoped.label_at() == scoped.labels.index(about["label"])
    if "role" in about:
        wanted &= scoped.column("role") == ROLES.index(about["role"])
    if "year" in about:
        years = np.array([head.year == about["year"] for head in scoped.corpus.heads], bool)
        wanted &= years[scoped.column("document")]
    if "together" in about:
        wanted &= _together(scoped, *about["together"], only=about.get("only", False))
    if "made" in about:
        days = [day_of(minute) for minute in scoped.corpus.minutes]
        first, last = map(date.fromisoformat, about["made"])
        made = np.array([day is not None and first <= day <= last for day in days], bool)
        wanted &= made[scoped.column("minute")]
    return [int(key) for key in scoped.column("key")[wanted]]


def _together(scoped: Scoped, unit: str, labels: Sequence[str], *, only: bool) -> "np.ndarray[Any, Any]":
    """Which marks of these labels lie in a unit that has all of them, and with `only` no others."""
    import numpy as np

    presence, numbers, _outside = presence_of(scoped, unit)
    columns = [scoped.labels.index(name) for name in labels]
    units: np.ndarray[Any, Any] = presence[:, columns].sum(axis=1) == len(columns)
    if only:
        units &= presence.sum(axis=1) == len(columns)
    inside = numbers >= 0
    found = np.zeros(len(numbers), bool)
    found[inside] = units[numbers[inside]]
    answer: np.ndarray[Any, Any] = found & np.isin(scoped.label_at(), columns)
    return answer


def _linked(scoped: Scoped, kind: str, head: str, tail: str) -> list[int]:
    """Both ends of each link, head first; an end that several links share comes once."""
    ends = [
        end
        for row in links_of(scoped)
        if row[1] == kind and row[4] == head and row[7] == tail
        for end in (row[3], row[6])
    ]
    return list(dict.fromkeys(ends))


def documents_behind(scoped: Scoped, about: Mapping[str, Any]) -> list[str]:
    """Ids of the documents behind a number of documents: of a `state`, as (layer, state), or of a length, `chars`."""
    heads = scoped.heads
    if "state" in about:
        layer, state = about["state"]
        marked = scoped.marked()
        return [head.id for head in heads if state_of(scoped, head, layer, marked) == state]
    low, high = about["chars"]
    return [head.id for head in heads if low <= head.chars < high]


def is_of_documents(about: Mapping[str, Any]) -> bool:
    """Whether a number counts documents, and not marks."""
    return "state" in about or "chars" in about
