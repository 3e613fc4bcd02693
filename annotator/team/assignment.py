"""Who reads which document: every document by k of n people, balanced, and the same again for the same seed."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from hashlib import blake2b
from itertools import combinations


def assign(
    documents: Collection[str],
    layers: Sequence[str],
    per_document: int,
    *,
    seed: int = 1,
    share: float = 0.0,
    standing: Mapping[str, Collection[str]] | None = None,
) -> dict[str, tuple[str, ...]]:
    """Give each document that nobody has to `per_document` of the layers, and a `share` of all (0 to 1) to everybody.

    `standing` are assignments that there are; those documents are left as they are, so that nobody's pile changes
    when documents or people are added. The new ones even the loads out: where nothing stands, the loads of two layers
    differ by at most one, and so do, as far as that allows, the numbers of documents that two layers share. The order
    of documents and layers does not matter. Returns document → layers, sorted, for the newly assigned ones.
    """
    if not 1 <= per_document <= len(layers):
        raise ValueError("per_document must be between 1 and the number of layers")
    standing = standing or {}
    loads = Counter(dict.fromkeys(layers, 0))
    pairs: Counter[tuple[str, str]] = Counter()
    for given in standing.values():
        _count(given, loads, pairs)
    new = sorted((d for d in set(documents) if not standing.get(d)), key=lambda d: _draw(seed, d))
    everybody = sum(set(layers) <= set(standing.get(document, ())) for document in documents)
    wanted = max(0, round(share * len(set(documents))) - everybody)
    assigned = {}
    for number, document in enumerate(new):
        count = len(layers) if number < wanted else per_document
        chosen: list[str] = []
        while len(chosen) < count:
            chosen.append(
                min(
                    (layer for layer in layers if layer not in chosen),
                    key=lambda layer: (
                        loads[layer],
                        sum(pairs[_pair(layer, other)] for other in chosen),
                        _draw(seed, document, layer),
                    ),
                )
            )
        _count(chosen, loads, pairs)
        assigned[document] = tuple(sorted(chosen))
    return assigned


def loads_of(assignments: Mapping[str, Collection[str]]) -> dict[str, int]:
    """How many documents each layer has, sorted by layer."""
    loads = Counter(layer for layers in assignments.values() for layer in layers)
    return dict(sorted(loads.items()))


def _count(layers: Collection[str], loads: Counter[str], pairs: Counter[tuple[str, str]]) -> None:
    loads.update(layers)
    pairs.update(_pair(*two) for two in combinations(layers, 2))


def _pair(one: str, other: str) -> tuple[str, str]:
    return (one, other) if one < other else (other, one)


def _draw(seed: int, *names: str) -> bytes:
    """A number drawn by lot, the same on every machine."""
    return blake2b("\x1f".join((str(seed), *names)).encode(), digest_size=8).digest()
