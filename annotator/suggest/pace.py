"""Whether suggestions are accepted faster than they can be read: what is waved through is not agreed to.

Anchoring: people take over what is put before them (Tversky and Kahneman 1974). It cannot be seen in one answer, since
somebody may have read ahead; over a series of them the characters accepted and the time it took tell.
"""

from collections import deque

FASTEST = 20.0
"""Characters a second: three times as fast as people read Chinese (Brysbaert 2019: 260 words a minute)."""

SERIES = 20
"""How many answers are looked at together."""


class Pace:
    """The last answers of one person."""

    def __init__(self) -> None:
        self._last: deque[tuple[int, float]] = deque(maxlen=SERIES)

    def accept(self, characters: int, seconds: float, count: int = 1) -> None:
        """So many characters in `count` suggestions were accepted, that long after the answer before."""
        self._last.extend([(characters // count, seconds / count)] * min(count, SERIES))

    def forget(self) -> None:
        """Begin a new series: there was a pause, or somebody has been told."""
        self._last.clear()

    @property
    def hasty(self) -> bool:
        """Whether a whole series was accepted in less time than reading it takes."""
        if len(self._last) < SERIES:
            return False
        return sum(one for one, _s in self._last) > FASTEST * sum(seconds for _c, seconds in self._last)
