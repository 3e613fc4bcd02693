"""A hub in memory, with the methods of `team.hub.Hub` that a sync needs: quick enough for thousands of short meetings.

What the server's rights refuse is not looked at here (`test_hub_rights.py` does); positions, rows and `Moved` are.
"""

from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from annotator.team.address import parse_address
from annotator.team.hub import Moved
from annotator.team.hub_rows import Doing, Row, Self


@dataclass
class MemoryLog:
    """What all connections share: rows with their positions, and texts."""

    rows: list[tuple[int, Row]] = field(default_factory=list)
    texts: dict[str, str] = field(default_factory=dict)
    last: int = 0


class MemoryHub:
    """One person's connection. `breaks` is called before each call, and once more before a push is answered."""

    def __init__(self, log: MemoryLog, annotator: str, role: str, breaks: Callable[[], None]) -> None:
        self.address = parse_address(f"postgresql://{annotator}@localhost/memory")[0]
        self.self = Self("memory", annotator, role, False)
        self._log = log
        self._breaks = breaks

    def last_position(self) -> int:
        self._breaks()
        return max((position for position, _row in self._log.rows), default=0)

    def changed(self, after: int) -> list[tuple[str, int]]:
        self._breaks()
        last = {row.document: position for position, row in self._log.rows if position > after}
        return sorted(last.items(), key=lambda item: item[1])

    def doings(self, after: int) -> list[Doing]:
        self._breaks()
        counts = Counter(row.author for position, row in self._log.rows if position > after)
        return [Doing(author, count, datetime.now(UTC)) for author, count in counts.items()]

    def rows(self, documents: Collection[str], kind: str = "") -> list[Row]:
        self._breaks()
        return [
            row for _at, row in self._log.rows if row.document in documents and (not kind or row.kind == kind)
        ]

    def steps_after(self, position: int, documents: Collection[str]) -> list[tuple[str, str, str]]:
        self._breaks()
        return list(
            {
                (row.document, row.layer, row.step)
                for at, row in self._log.rows
                if at > position and row.document in documents
            }
        )

    def documents_with(self, digests: Collection[str]) -> dict[str, str]:
        self._breaks()
        return {
            row.digest: row.document
            for _at, row in reversed(self._log.rows)
            if row.digest in digests and row.digest
        }

    def texts(self, digests: Collection[str]) -> dict[str, str]:
        self._breaks()
        return {digest: self._log.texts[digest] for digest in digests if digest in self._log.texts}

    def push(self, rows: Sequence[Row], texts: dict[str, str], seen: int, pulled: int) -> int:
        self._breaks()
        documents = {row.document for row in rows}
        if any(position > seen and row.document in documents for position, row in self._log.rows):
            raise Moved
        news = any(position > pulled for position, _row in self._log.rows)
        self._log.texts.update(texts)
        there = {(row.document, row.step, row.part) for _at, row in self._log.rows}
        for row in rows:
            self._log.last += 1  # a sequence counts what is refused, too
            if (row.document, row.step, row.part) not in there:
                there.add((row.document, row.step, row.part))
                self._log.rows.append((self._log.last, row))
        answer = pulled if news else max((position for position, _row in self._log.rows), default=0)
        self._breaks()
        return answer

    def taken(self) -> list[tuple[str, str]]:
        return []
