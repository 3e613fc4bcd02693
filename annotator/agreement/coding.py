"""Items that raters put into categories: the input of the coefficients for fixed items."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

Int = NDArray[np.int64]
Float = NDArray[np.float64]
Category = Hashable


@dataclass(frozen=True)
class Coding:
    """`I` items by `R` raters; `values` holds indices into `categories`, -1 where a rater has not coded the item.

    `counts` is how often each row occurs. Categories stand in the order of an ordered scale.
    """

    categories: tuple[Category, ...]
    values: Int  # [I, R]
    counts: Float  # [I]

    @classmethod
    def of(
        cls,
        items: Sequence[Sequence[Category | None]],
        *,
        counts: Sequence[float] | None = None,
        categories: Sequence[Category] | None = None,
    ) -> "Coding":
        """The coding of rows of categories, None where missing.

        `categories` is the code book: all that could have been used, in order. Not given, it is what was used:
        numbers by size, anything else by its text. Raises KeyError for a value outside of the code book.
        """
        if categories is None:
            used = {value for row in items for value in row if value is not None}
            numeric = all(isinstance(value, int | float) for value in used)
            categories = sorted(used, key=None if numeric else str)  # type: ignore[type-var, arg-type]
        at: dict[Category | None, int] = {category: index for index, category in enumerate(categories)}
        at[None] = -1
        raters = len(items[0]) if items else 0
        # One number after the other: a list of rows would be read in one go, while no other thread can run.
        numbers = (at[value] for row in items for value in row)
        values = np.fromiter(numbers, np.int64, len(items) * raters).reshape(len(items), raters)
        return cls(
            tuple(categories), values, np.asarray([1.0] * len(items) if counts is None else counts, float)
        )

    @property
    def raters(self) -> int:
        return int(self.values.shape[1])

    @property
    def scale(self) -> Float:
        """The categories as numbers: their own values where all are numbers, else their places in the order."""
        if all(isinstance(category, int | float) for category in self.categories):
            return np.array(self.categories, float)
        return np.arange(len(self.categories), dtype=float)

    @property
    def votes(self) -> Float:
        """`[I, K]`: how many raters put each item into each category."""
        chosen = self.values[:, :, None] == np.arange(len(self.categories))
        return np.asarray(chosen.sum(axis=1), float)

    def complete(self) -> "Coding":
        """Only the items that every rater has coded."""
        kept = np.flatnonzero((self.values >= 0).all(axis=1))
        return replace(self, values=self.values[kept], counts=self.counts[kept])

    def pair(self, left: int, right: int) -> "Coding":
        """The coding of two raters."""
        return replace(self, values=self.values[:, [left, right]])

    def against_rest(self, category: Category) -> "Coding":
        """One category against all others: "rest" and "category" as 0 and 1."""
        chosen = self.categories.index(category)
        return replace(
            self,
            categories=(0, 1),
            values=np.where(self.values < 0, -1, (self.values == chosen).astype(np.int64)),
        )

    def table(self) -> Float:
        """`[K, K]`: the contingency table of two raters. Raises ValueError for more, or for missing values."""
        check_complete(self)
        if self.raters != 2:
            raise ValueError(f"a table of two raters, not of {self.raters}")
        size = len(self.categories)
        cells = np.bincount(self.values @ (size, 1), weights=self.counts, minlength=size * size)
        return np.asarray(cells, float).reshape(size, size)


def check_complete(coding: Coding) -> None:
    """Raises ValueError where a value is missing: the measure is not defined for it; see `Coding.complete`."""
    if (coding.values < 0).any():
        raise ValueError("this coefficient needs every rater's value for every item; alpha does not")
