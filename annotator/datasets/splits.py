"""Which document goes into train, dev and test: seeded, balanced by labels, in groups, and stable as documents come.

Documents are looked at in the order in which they came into the project, and each is placed by what came before it
alone. So documents that come later never move those that are there. A document (or the group it founds) proposes a split
by a hash of its id and the seed. The proposal stands while the splits are balanced: in documents and in the spans of each
label together, no worse than if every split were off by one group. Else the split is taken that balances best (as in
iterative stratification, Sechidis, Tsoumakas & Vlahavas 2011, but in one pass). A split without any
document comes first, and for a document with spans one without any.

The price: the first few documents are spread for the sake of no empty split, and the balance is a little worse than
one that looks at all documents at once, which would have to move old documents when new ones come. A document that is
taken out, or much that is marked anew in old documents, can move those that came after it.
"""

from collections import Counter
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b

from annotator.datasets.groups import grouped
from annotator.domain.errors import BadInput
from annotator.i18n import _

NAMES = {2: ("train", "test"), 3: ("train", "dev", "test")}


@dataclass(frozen=True, slots=True)
class Ratios:
    """How large the splits are against each other; `shares` add up to 1, those of 0 are left out."""

    names: tuple[str, ...]
    shares: tuple[float, ...]
    text: str


@dataclass(frozen=True, slots=True)
class Item:
    """A document to be placed: `spans` counts by label, `keys` are what it shares with those it must stay with."""

    id: str
    characters: int = 0
    spans: Mapping[str, int] = field(default_factory=dict)
    keys: tuple[Hashable, ...] = ()


@dataclass(slots=True)
class SplitFigures:
    """What a split holds. `share` is that of all documents."""

    documents: int = 0
    groups: int = 0
    characters: int = 0
    spans: Counter[str] = field(default_factory=Counter)
    share: float = 0.0
    wanted: float = 0.0


def ratios(text: str) -> Ratios:
    """The ratios of `8:1:1` (train, dev, test) or `8:2` (train, test). Raises BadInput for anything else."""
    parts = text.replace("：", ":").split(":")
    names = NAMES.get(len(parts), ())
    try:
        numbers = [float(part) for part in parts]
    except ValueError:
        numbers = []
    total = sum(numbers)
    if (
        not names
        or not numbers
        or min(numbers) < 0
        or not 0 < total < float("inf")
        or sum(n > 0 for n in numbers) < 2
    ):
        raise BadInput(
            _(
                "“{text}” is no split; write 8:1:1 for train, dev and test, or 8:2 for train and test",
                text=text,
            )
        )
    kept = [(name, number / total) for name, number in zip(names, numbers, strict=True) if number > 0]
    return Ratios(
        tuple(name for name, _share in kept), tuple(share for _name, share in kept), ":".join(parts)
    )


def assign(items: Sequence[Item], wanted: Ratios, seed: int = 0) -> list[str]:
    """The split of each item, in their order; see the module."""
    firsts = grouped(item.keys for item in items)
    placing = _Placing(wanted, seed)
    of_group: dict[int, int] = {}
    for item, first in zip(items, firsts, strict=True):
        if first not in of_group:
            of_group[first] = placing.place(item, items[first])
        placing.take(item, of_group[first])
    return [wanted.names[of_group[first]] for first in firsts]


def figures(items: Sequence[Item], splits: Sequence[str], wanted: Ratios) -> dict[str, SplitFigures]:
    """What each split holds, by name."""
    found = {
        name: SplitFigures(wanted=share) for name, share in zip(wanted.names, wanted.shares, strict=True)
    }
    firsts = grouped(item.keys for item in items)
    for number, (item, split, first) in enumerate(zip(items, splits, firsts, strict=True)):
        of = found[split]
        of.documents += 1
        of.groups += first == number
        of.characters += item.characters
        of.spans.update(item.spans)
    for of in found.values():
        of.share = of.documents / len(items) if items else 0.0
    return found


class _Placing:
    """What lies in each split so far: documents, groups, and the spans of each label."""

    def __init__(self, wanted: Ratios, seed: int) -> None:
        self._shares = wanted.shares
        self._seed = seed
        self._groups = [0] * len(wanted.shares)
        self._spans = [0] * len(wanted.shares)
        self._held: dict[str | None, list[int]] = {}  # None: documents; else a label

    def take(self, item: Item, split: int) -> None:
        for name, number in _amounts(item).items():
            self._held.setdefault(name, [0] * len(self._shares))[split] += number
        self._spans[split] += sum(item.spans.values())

    def place(self, item: Item, founder: Item) -> int:
        """The split for a new group, of which `item` is the first document."""
        drawn = _draw(f"{self._seed}\x1f{founder.id}")
        held = self._spans if any(item.spans.values()) else self._groups
        empty = [split for split, number in enumerate(held) if not number]
        split = self._proposed(drawn, empty or range(len(self._shares)))
        if not empty:
            groups = sum(self._groups) + 1
            bound = sum(1 / share for share in self._shares) / groups**2
            if self._imbalance(item, split) > bound:
                split = min(range(len(self._shares)), key=lambda other: (self._imbalance(item, other), other))
        self._groups[split] += 1
        return split

    def _proposed(self, drawn: float, among: Sequence[int]) -> int:
        """The split at a number from 0 to 1, when they are laid end to end."""
        left = drawn * sum(self._shares[split] for split in among)
        for split in among:
            left -= self._shares[split]
            if left < 0:
                return split
        return among[-1]

    def _imbalance(self, item: Item, split: int) -> float:
        """How far the splits are from what is wanted if `item` goes there: chi-squared of shares, documents and labels
        weighing the same."""
        amounts = _amounts(item)
        off = {}
        for name in self._held.keys() | amounts.keys():
            held = list(self._held.get(name) or [0] * len(self._shares))
            held[split] += amounts.get(name, 0)
            total = sum(held)
            off[name] = sum(
                (number / total - share) ** 2 / share
                for number, share in zip(held, self._shares, strict=True)
            )
        documents = off.pop(None)
        return (
            documents
            if not off
            else (documents + sum(off[name] for name in sorted(off, key=str)) / len(off)) / 2
        )


def _amounts(item: Item) -> dict[str | None, int]:
    return {None: 1, **{label: number for label, number in item.spans.items() if number}}


def _draw(key: str) -> float:
    """A number from 0 to 1 that depends on the key alone."""
    return int.from_bytes(blake2b(key.encode(errors="surrogatepass"), digest_size=7).digest(), "big") / 2**56
