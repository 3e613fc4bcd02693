"""What every thing in a project has gone through, read from the log, document by document."""

import sqlite3
from collections.abc import Callable, Collection, Iterator
from typing import NamedTuple

from annotator.domain.change import Entity
from annotator.domain.history import Histories, Key, last
from annotator.store import forms

_CLASSES = {kind: cls for cls, kind in forms.KINDS.items()}


class LoggedStep(NamedTuple):
    """A step as another copy of the project may hear of it."""

    id: int
    uuid: str
    parent: str | None
    actor: str
    at: str
    kind: str
    title: str


class LoggedGroup(NamedTuple):
    """Neighbouring changes of one step, kind and document, in their JSON form."""

    step: int
    kind: str
    changes: str


def histories(connection: sqlite3.Connection, document: str) -> Histories:
    """All states of what belongs to a document ('': to the whole project), by class and key, in their order.

    Work of others that was merged and then taken back does not count: it may come again.
    """
    return traced(connection, document)[0]


def traced(connection: sqlite3.Connection, document: str) -> tuple[Histories, dict[Key, list[int]]]:
    """The histories, and for each state the step that brought it.

    To take a merge back, a thing must stand as the merge left it, so that what it has gone through in between leads
    nowhere: it does not count either.
    """
    found: Histories = {}
    steps: dict[Key, list[int]] = {}
    text_of = _texts(connection)
    turns = _turned_merges(connection)
    before_merge: dict[
        tuple[Key, int], tuple[int, int]
    ] = {}  # which turn it was, and how many states there were
    ends: dict[
        Key, tuple[Entity | None, int]
    ] = {}  # of what was taken back: how it stood then, by which step
    for step, kind, changes in groups(connection, document):
        kind_class = _CLASSES[kind]
        merge, undone = turns.get(step, (0, False))
        for before, after in forms.loads(changes):
            key = kind_class, forms.key_of(kind, before if after is None else after)
            state = None if after is None else forms.from_form(kind, after, document, text_of)
            states, brought = found.setdefault(key, []), steps.setdefault(key, [])
            if undone:
                count = before_merge[key, merge][1]
                del states[count:], brought[count:]
                ends[key] = state, step
                continue
            if merge and before_merge.get((key, merge), (0, 0))[0] != step:
                before_merge[key, merge] = step, len(states)
            states.append(state)
            brought.append(step)
            ends.pop(key, None)
    for key, (state, step) in ends.items():
        if last(found[key]) != state:  # of merges that were not taken back in the order in which they came
            found[key].append(state)
            steps[key].append(step)
    return {key: states for key, states in found.items() if states}, steps


def groups(connection: sqlite3.Connection, document: str) -> Iterator[LoggedGroup]:
    """What the log says of a document, in its order."""
    sql = "SELECT step, kind, changes FROM log WHERE document = ? ORDER BY seq"
    return (LoggedGroup(*row) for row in connection.execute(sql, (document,)))


def last_group(connection: sqlite3.Connection) -> int:
    """The number of the newest group in the log; those to come are greater."""
    found: int = connection.execute("SELECT coalesce(max(seq), 0) FROM log").fetchone()[0]
    return found


def groups_after(connection: sqlite3.Connection, group: int, without: Collection[int]) -> int:
    """How many groups the log has after one, but for those of some steps."""
    listed = ", ".join(map(str, without))
    found: int = connection.execute(
        f"SELECT count(*) FROM log WHERE seq > ? AND step NOT IN ({listed})", (group,)
    ).fetchone()[0]
    return found


def changed_documents(
    connection: sqlite3.Connection, after: int, upto: int, without: Collection[int]
) -> dict[str, int]:
    """Documents ('': none) that the log speaks of in a stretch of groups `(after, upto]`, but for some steps, in order.

    With the number of groups.
    """
    listed = ", ".join(map(str, without))
    sql = (
        f"SELECT document, count(*) FROM log WHERE seq > ? AND seq <= ? AND step NOT IN ({listed})"
        " GROUP BY document ORDER BY min(seq)"
    )
    return dict(connection.execute(sql, (after, upto)))


def keys_after(
    connection: sqlite3.Connection, document: str, group: int, without: Collection[int]
) -> set[Key]:
    """What the log speaks of in a document ('': none) after a group, but for some steps."""
    listed = ", ".join(map(str, without))
    sql = f"SELECT kind, changes FROM log WHERE document = ? AND seq > ? AND step NOT IN ({listed})"
    return {
        (_CLASSES[kind], forms.key_of(kind, before if after is None else after))
        for kind, changes in connection.execute(sql, (document, group))
        for before, after in forms.loads(changes)
    }


def text(connection: sqlite3.Connection, digest: str) -> str | None:
    """A text that the project has, or once had."""
    row = connection.execute("SELECT text FROM body WHERE digest = ?", (digest,)).fetchone()
    return row[0] if row else None


def steps(connection: sqlite3.Connection, wanted: Collection[int]) -> dict[int, LoggedStep]:
    listed = ", ".join(map(str, wanted))
    sql = f"SELECT id, uuid, parent, actor, at, kind, title FROM step WHERE id IN ({listed})"
    return {row[0]: LoggedStep(*row) for row in connection.execute(sql)}


def knows_step(connection: sqlite3.Connection, uuid: str) -> bool:
    """Whether the step was made here."""
    return connection.execute("SELECT 1 FROM step WHERE uuid = ?", (uuid,)).fetchone() is not None


def merges_taken_back(connection: sqlite3.Connection) -> int:
    """How often a merge was undone or redone."""
    sql = "SELECT count(*) FROM step WHERE target IN (SELECT step FROM merge_step)"
    found: int = connection.execute(sql).fetchone()[0]
    return found


def logged_documents(connection: sqlite3.Connection) -> list[str]:
    """The ids of all documents that ever were there, in the order they came in."""
    sql = "SELECT document FROM log WHERE document <> '' GROUP BY document ORDER BY min(seq)"
    return [row[0] for row in connection.execute(sql)]


def text_digests(connection: sqlite3.Connection) -> Iterator[tuple[str, list[str]]]:
    """Of each document that is there: its id and the digests of all its texts, the present one first."""
    past: dict[str, list[str]] = {}
    for (changes,) in connection.execute("SELECT changes FROM log WHERE kind = 'document' ORDER BY seq"):
        for _before, after in forms.loads(changes):
            if after is not None:
                past.setdefault(after["id"], []).append(after["digest"])
    for identity, digest in connection.execute("SELECT id, digest FROM document ORDER BY pk"):
        yield identity, list(dict.fromkeys([digest, *reversed(past.get(identity, ()))]))


def last_moment(connection: sqlite3.Connection) -> tuple[str, str]:
    """When the newest step was made, and its uuid: copies of a project can be put in an order by it."""
    row = connection.execute("SELECT at, uuid FROM step ORDER BY id DESC LIMIT 1").fetchone()
    return (row[0], row[1]) if row else ("", "")


def _turned_merges(connection: sqlite3.Connection) -> dict[int, tuple[int, bool]]:
    """Of merges that were ever taken back: each step of them, with the merge, and whether it takes back."""
    sql = (
        "SELECT target, id, kind FROM step WHERE target IN (SELECT step FROM merge_step)"
        " UNION SELECT step, step, 'do' FROM merge_step WHERE step IN (SELECT target FROM step)"
    )
    return {step: (merge, kind == "undo") for merge, step, kind in connection.execute(sql)}


def _texts(connection: sqlite3.Connection) -> Callable[[str], str]:
    def text_of(digest: str) -> str:
        row = connection.execute("SELECT text FROM body WHERE digest = ?", (digest,)).fetchone()
        if row is None:
            raise sqlite3.DatabaseError(f"the text {digest[:16]} is missing")
        return str(row[0])

    return text_of
