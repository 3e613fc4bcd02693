"""How far everybody is: documents by state, documents done and marks made over time."""

from collections.abc import Iterable, Set
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import lru_cache

from annotator.domain.status import STATES
from annotator.services.overview.corpus import Head
from annotator.services.overview.scope import Scoped, ordered_layers
from annotator.store.overview_queries import StateChange

MARKED = "marked"

Course = tuple[tuple[date, int], ...]
"""Days with what there is at their end, in order; only days on which it changed."""


@dataclass(frozen=True)
class OfLayer:
    """One annotator, or gold. The states are those of a document and MARKED. `undated` are marks that do not say when
    they were made; `made` leaves them out."""

    layer: str
    states: dict[str, int]
    marks: int
    undated: int
    done: Course
    made: Course


@dataclass(frozen=True)
class Progress:
    """All layers side by side; nothing is added up over them."""

    documents: int
    layers: tuple[OfLayer, ...]


def progress(scoped: Scoped, changes: Iterable[StateChange]) -> Progress:
    """Count states and marks as they stand, and when they came to be: states by the log, marks by their own date.

    Documents that are not there any more, and states and marks that were taken back, leave no trace. Days are those
    of this computer's time zone.
    """
    import numpy as np

    corpus = scoped.corpus
    heads = scoped.heads
    done = _done(scoped, changes)
    marked = scoped.marked()
    rows = scoped.of_all_layers
    layer, minute = corpus.columns["layer"][rows], corpus.columns["minute"][rows]
    minutes = list(corpus.minutes)
    found = []
    for name in ordered_layers(corpus):
        states = dict.fromkeys((*STATES, MARKED), 0)
        for head in heads:
            states[state_of(scoped, head, name, marked)] += 1
        code = corpus.layers.known.get(name, -1)
        counts = np.bincount(minute[layer == code], minlength=len(minutes)).tolist()
        by_day: dict[date, int] = {}
        undated = 0
        for stamp, count in zip(minutes, counts, strict=True):
            day = day_of(stamp) if count else None
            if day is None:
                undated += count
            else:
                by_day[day] = by_day.get(day, 0) + count
        found.append(
            OfLayer(name, states, sum(counts), undated, _course(done.get(name, {})), _course(by_day))
        )
    return Progress(len(heads), tuple(found))


def state_of(scoped: Scoped, head: Head, layer: str, marked: Set[tuple[int, str]]) -> str:
    """The state of a document; MARKED where the layer has marks in it and says nothing, as imported ones do."""
    state = scoped.corpus.states.get(head.id, {}).get(layer, "todo")
    return MARKED if state == "todo" and (head.pk, layer) in marked else state


def _done(scoped: Scoped, changes: Iterable[StateChange]) -> dict[str, dict[date, int]]:
    """Layer → day → how many more documents are done than the day before, by the log."""
    inside = {head.id for head in scoped.heads}
    found: dict[str, dict[date, int]] = {}
    for at, document, layer, before, after in changes:
        step = (after == "done") - (before == "done")
        if step and document in inside and (day := day_of(at[:16])) is not None:
            days = found.setdefault(layer, {})
            days[day] = days.get(day, 0) + step
    return found


def _course(by_day: dict[date, int]) -> Course:
    total, course = 0, []
    for day in sorted(by_day):
        if by_day[day]:
            total += by_day[day]
            course.append((day, total))
    return tuple(course)


@lru_cache(maxsize=100_000)
def day_of(minute: str) -> date | None:
    """The day here of a moment in UTC; None where it is none."""
    try:
        return datetime.fromisoformat(minute).replace(tzinfo=UTC).astimezone().date()
    except ValueError:
        return None
