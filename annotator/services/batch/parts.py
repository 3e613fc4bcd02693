"""Documents in parts of about the same size."""

from collections.abc import Iterable, Sequence
from typing import TypeVar

from annotator.i18n import _
from annotator.services.batch.crew import Part
from annotator.services.project import Project

Thing = TypeVar("Thing")

LARGEST = 500_000  # characters of a part, but for a document that has more
EACH = 8  # parts a worker, so that none waits long for the last


def parts_of(project: Project, documents: Sequence[str], workers: int) -> list[Part]:
    """The documents in their order, in parts that are alike in characters: contents are lists of ids, sizes documents."""
    lengths = project.store.document_lengths()
    sizes = [(document, lengths.get(document, 0)) for document in documents]
    return [Part(ids, name_of(ids), len(ids)) for ids in balanced(sizes, workers)]


def balanced(sizes: Iterable[tuple[Thing, int]], workers: int, largest: int = LARGEST) -> list[list[Thing]]:
    """Things in their order, in some parts a worker, or more where a part would be larger than `largest`."""
    known = list(sizes)
    most = min(largest, sum(size for _thing, size in known) // max(1, EACH * workers) + 1)
    parts: list[list[Thing]] = []
    room = 0
    for thing, size in known:
        if not parts or size > room:
            parts.append([])
            room = most
        parts[-1].append(thing)
        room -= size
    return parts


def shares(sizes: Iterable[tuple[Thing, int]], count: int) -> list[list[Thing]]:
    """Things in their order, in so many parts that are about alike, none empty; in fewer where there are fewer things."""
    known = list(sizes)
    count, total, given = min(count, len(known)), sum(size for _thing, size in known), 0
    parts: list[list[Thing]] = []
    for number, (thing, size) in enumerate(known):
        is_full = given * count >= total * len(parts)
        is_needed = len(known) - number <= count - len(parts)
        if not parts or (len(parts) < count and (is_full or is_needed)):
            parts.append([])
        parts[-1].append(thing)
        given += size
    return parts


def named(first: int, last: int) -> str:
    """A part of what has numbers."""
    return _("documents {first} to {last}", first=first, last=last)


def name_of(ids: Sequence[str]) -> str:
    """What people know a part by."""
    if not ids:
        return _("no documents")
    if len(ids) == 1:
        return _("document “{id}”", id=ids[0])
    return _("documents “{first}” to “{last}” ({count})", first=ids[0], last=ids[-1], count=len(ids))
