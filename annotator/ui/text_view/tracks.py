"""Fixed lanes: who says what side by side under each line, and the stretch of the text that is in focus."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Tracks:
    """`names` has a name for each fixed lane, the one nearest to the text first; none: lanes by nesting.

    The lines over `[start, end)`, in code points, are open: their lanes are wide apart and told by name in the
    margin. Spans with one of `ids` are drawn full, all others dim; without any, all are.
    """

    names: tuple[str, ...] = ()
    start: int = 0
    end: int = 0
    ids: frozenset[str] = frozenset()

    def is_open(self, first: int, last: int) -> bool:
        """Whether a line with the characters `[first, last)` is one of those in focus."""
        return bool(self.names) and first < self.end and self.start < last

    def is_dim(self, span: str) -> bool:
        return bool(self.ids) and span not in self.ids
