"""What is read from the log for another copy of the project: steps, their changes, and what has changed since."""

from collections.abc import Collection, Iterator

from annotator.domain.history import Histories, Key
from annotator.store import histories
from annotator.store.histories import LoggedGroup, LoggedStep
from annotator.store.reading import Reading, each, read


class LogReading(Reading):
    """A part of `Store`."""

    @read
    def traced(self, document: str) -> tuple[Histories, dict[Key, list[int]]]:
        """The histories, and for each state the step that brought it."""
        return histories.traced(self._connection, document)

    @each
    def logged_groups(self, document: str) -> Iterator[LoggedGroup]:
        return histories.groups(self._connection, document)

    @read
    def last_group(self) -> int:
        return histories.last_group(self._connection)

    @read
    def groups_after(self, group: int, without: Collection[int] = ()) -> int:
        return histories.groups_after(self._connection, group, without)

    @read
    def changed_documents(self, after: int, upto: int, without: Collection[int] = ()) -> dict[str, int]:
        return histories.changed_documents(self._connection, after, upto, without)

    @read
    def keys_after(self, document: str, group: int, without: Collection[int] = ()) -> set[Key]:
        return histories.keys_after(self._connection, document, group, without)

    @read
    def text(self, digest: str) -> str | None:
        """A text that the project has, or once had."""
        return histories.text(self._connection, digest)

    @read
    def logged_steps(self, steps: Collection[int]) -> dict[int, LoggedStep]:
        return histories.steps(self._connection, steps)

    @read
    def knows_step(self, uuid: str) -> bool:
        return histories.knows_step(self._connection, uuid)

    @read
    def merges_taken_back(self) -> int:
        return histories.merges_taken_back(self._connection)
