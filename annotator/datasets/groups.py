"""Documents that must not be parted: those that share a key, directly or through others."""

from collections.abc import Hashable, Iterable


def grouped(keys: Iterable[Iterable[Hashable]]) -> list[int]:
    """For each item the index of the first item of its group; items that share a key are in one group."""
    groups = Groups()
    holders: dict[Hashable, int] = {}
    for of_item in keys:
        item = groups.add()
        for key in of_item:
            groups.join(holders.setdefault(key, item), item)
    return [groups.first(item) for item in range(len(groups))]


class Groups:
    """Disjoint sets of the whole numbers from 0 (Tarjan 1975, halving paths); the least stands for its set."""

    def __init__(self) -> None:
        self._above: list[int] = []

    def __len__(self) -> int:
        return len(self._above)

    def add(self) -> int:
        """The next number, in a set of its own."""
        self._above.append(len(self._above))
        return len(self._above) - 1

    def first(self, item: int) -> int:
        above = self._above
        while above[item] != item:
            above[item] = above[above[item]]
            item = above[item]
        return item

    def join(self, one: int, other: int) -> None:
        one, other = self.first(one), self.first(other)
        if one != other:
            self._above[max(one, other)] = min(one, other)
