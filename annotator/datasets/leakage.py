"""What test and dev would give away: passages with a near duplicate in another split."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from annotator.datasets.passages import Passages, Place

LISTED = 200  # pairs that are named one by one
SAME = 0.8  # of a text's passages, by characters: the text is a repetition of others


@dataclass(frozen=True, slots=True)
class Leak:
    """A passage of one split and what is most like it in another; ids of documents, code points."""

    split: str
    document: str
    start: int
    end: int
    other_split: str
    other_document: str
    other_start: int
    other_end: int
    similarity: float

    def as_dict(self) -> dict[str, Any]:
        return {
            "split": self.split, "document": self.document, "start": self.start, "end": self.end,
            "similarity": round(self.similarity, 4),
            "like": {"split": self.other_split, "document": self.other_document, "start": self.other_start,
                     "end": self.other_end},
        }  # fmt: skip


@dataclass(slots=True)
class Leakage:
    """`leaking` counts by split the passages with a near duplicate in a larger (or an earlier equal) split, of
    `passages` in all; `documents` are those that hold one. `leaks` lists the first `LISTED`."""

    passages: Counter[str] = field(default_factory=Counter)
    leaking: Counter[str] = field(default_factory=Counter)
    documents: int = 0
    clusters: int = 0
    leaks: list[Leak] = field(default_factory=list)

    @property
    def count(self) -> int:
        return sum(self.leaking.values())

    def as_dict(self) -> dict[str, Any]:
        return {
            "passages": dict(self.passages),
            "leaking": {split: self.leaking[split] for split in self.passages},
            "documents": self.documents,
            "clusters": self.clusters,
            "listed": [leak.as_dict() for leak in self.leaks],
        }


def leakage(
    found: Passages, ids: Sequence[str], splits: Sequence[str], order: Sequence[str], places: Sequence[Place]
) -> Leakage:
    """Look at `places` across splits. `ids` and `splits` go by the index of the document, `order` names the splits, the
    one that is trained on first: a passage leaks where an earlier split has its like. A split of '' is left out."""
    result = Leakage(Counter(dict.fromkeys(order, 0)))
    result.passages.update(splits[place.document] for place in places if splits[place.document])
    rank = {name: number for number, name in enumerate(order)}
    leaking_documents = set()
    for alike in found.repeated(places).values():
        inside = [place for place in alike if splits[place.document]]
        least = min((rank[splits[place.document]] for place in inside), default=0)
        later = [place for place in inside if rank[splits[place.document]] > least]
        result.clusters += bool(later)
        for place in later:
            result.leaking[splits[place.document]] += 1
            leaking_documents.add(place.document)
            if len(result.leaks) < LISTED:
                result.leaks.append(_leak(found, place, inside, ids, splits, rank))
    result.documents = len(leaking_documents)
    return result


def _leak(
    found: Passages,
    place: Place,
    inside: Sequence[Place],
    ids: Sequence[str],
    splits: Sequence[str],
    rank: dict[str, int],
) -> Leak:
    before = [other for other in inside if rank[splits[other.document]] < rank[splits[place.document]]][:50]
    other = max(before, key=lambda other: (found.similarity(place, other), -other.document, -other.start))
    return Leak(
        splits[place.document], ids[place.document], place.start, place.end,
        splits[other.document], ids[other.document], other.start, other.end, found.similarity(place, other),
    )  # fmt: skip


class Repeats:
    """Texts that say again what stood before, one after the other."""

    def __init__(self, found: Passages) -> None:
        self._found = found
        self._of: dict[int, list[Place]] = {}
        for place in found.places:
            self._of.setdefault(place.document, []).append(place)
        self._seen: set[int] = set()  # clusters
        self._short: set[str] = set()  # reduced texts without a passage

    def has_passages(self, document: int) -> bool:
        return document in self._of

    def is_repeat(self, document: int, start: int, end: int, form: str) -> bool:
        """Whether the stretch repeats stretches that were asked for before and did not. `form` is its reduced form,
        which counts where no passage lies in it."""
        inside = [place for place in self._of.get(document, ()) if start <= place.start and place.end <= end]
        if not inside:
            known = form in self._short
            self._short.add(form)
            return known and bool(form)
        again = sum(
            place.end - place.start for place in inside if self._found.cluster_of(place) in self._seen
        )
        if again >= SAME * sum(place.end - place.start for place in inside):
            return True
        self._seen.update(self._found.cluster_of(place) for place in inside)
        return False
