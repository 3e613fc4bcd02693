"""Which of many short wordings are the same but for one character: inserted, left out or another.

Two wordings that differ so have a text in common that comes of leaving out at most one character of each (Mor & Fraenkel
1982; the index of SymSpell). All of these are hashed at once with polynomials modulo 2**64, in which a character can
be taken out without going over the others; what meets by its hash is then looked at.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

SHORTEST = 7
"""Characters of the longer of two wordings of which one may differ: in shorter ones it is another word."""

HELD = 24
"""Of wordings that meet in one place each is compared with so many others; only templates have more."""

_BASE = 0x9E3779B97F4A7C15
_BATCH = 20_000


def leaders(
    forms: Sequence[str], counts: Sequence[int], tick: Callable[[], None] = lambda: None
) -> list[int]:
    """By wording, the most frequent one that it is nearly the same as and that follows no other; itself where there is none.

    So nobody is led by who is no neighbour, as would be in a chain of small differences. `tick` is called now and then,
    and may raise. Earlier wordings come first among those of one count.
    """
    near: dict[int, list[int]] = {}
    for one, other in pairs(forms, tick):
        near.setdefault(one, []).append(other)
        near.setdefault(other, []).append(one)
    led = list(range(len(forms)))
    free = [True] * len(forms)  # who neither leads nor follows yet
    for one in sorted(near, key=lambda form: (-counts[form], form)):
        if free[one]:
            free[one] = False
            for other in near[one]:
                if free[other]:
                    led[other], free[other] = one, False
    return led


def pairs(forms: Sequence[str], tick: Callable[[], None] = lambda: None) -> Iterator[tuple[int, int]]:
    """Pairs of different wordings that differ in one character, each once."""
    import numpy as np

    long = [number for number, form in enumerate(forms) if len(form) >= SHORTEST - 1]
    if not long:
        return
    hashes: list[NDArray[np.uint64]] = []
    owners: list[NDArray[np.int32]] = []
    for first in range(0, len(long), _BATCH):
        tick()
        for made, owner in _shortened(forms, long[first : first + _BATCH]):
            hashes.append(made)
            owners.append(owner)
    found, owner = np.concatenate(hashes), np.concatenate(owners)
    order = np.lexsort((owner, found))
    found, owner = found[order], owner[order]
    edges = np.flatnonzero(np.r_[True, found[1:] != found[:-1], True])
    sizes = np.diff(edges)
    seen: set[tuple[int, int]] = set()
    for at in np.flatnonzero(sizes > 1).tolist():
        members = list(dict.fromkeys(owner[edges[at] : edges[at + 1]].tolist()))
        for number, one in enumerate(members):
            for other in members[number + 1 : number + 1 + HELD]:
                pair = (one, other)
                if pair not in seen and differ_by_one(forms[one], forms[other]):
                    seen.add(pair)
                    yield pair


def differ_by_one(one: str, other: str) -> bool:
    """Whether one character inserted, left out or replaced makes the one text the other, and it is long enough."""
    if len(one) > len(other):
        one, other = other, one
    if len(other) < SHORTEST or len(other) - len(one) > 1 or one == other:
        return False
    at = next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), len(one))
    return one[at + (len(one) == len(other)) :] == other[at + 1 :]


def _shortened(
    forms: Sequence[str], chosen: Sequence[int]
) -> "Iterator[tuple[NDArray[np.uint64], NDArray[np.int32]]]":
    """Hashes of the wordings and of all that leaving out one character makes of them, with their numbers."""
    import numpy as np

    lengths = np.array([len(forms[number]) for number in chosen])
    numbers = np.asarray(chosen, np.int32)
    for length in np.unique(lengths).tolist():
        group = numbers[lengths == length]
        joined = "".join(forms[number] for number in group.tolist())
        codes = np.frombuffer(joined.encode("utf-32-le", errors="surrogatepass"), np.uint32)
        powers = np.array([pow(_BASE, step, 1 << 64) for step in range(length)], np.uint64)
        terms = codes.reshape(-1, length).astype(np.uint64) + np.uint64(1)
        before = np.zeros((len(group), length + 1), np.uint64)
        np.cumsum(terms * powers, axis=1, dtype=np.uint64, out=before[:, 1:])
        whole = before[:, -1:]
        less = np.uint64(pow(_BASE, -1, 1 << 64))
        without = before[:, :-1] + (whole - before[:, 1:]) * less
        made = np.concatenate((whole, without), axis=1)
        yield made.ravel(), np.repeat(group, length + 1)
