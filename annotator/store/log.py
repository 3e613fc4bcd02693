"""The append-only log: steps, their changes, and what undo and redo aim at."""

import sqlite3
from collections.abc import Callable, Collection, Iterable, Iterator
from itertools import groupby

from annotator.domain.change import Change, Step
from annotator.domain.span import new_id, now
from annotator.store import forms

Pair = tuple[forms.Form | None, forms.Form | None]
STEP_COLUMNS = "id, actor, title, at, kind, target"

# Some 500 spans, or 250 documents: about 25 ms.
_LONG = 75_000  # characters of JSON
_MANY_GROUPS = 250


def append_step(connection: sqlite3.Connection, actor: str, title: str, kind: str, target: int | None) -> int:
    """Open a step; its parent is the newest step that this file knows, so that logs of many files can be ordered."""
    parent = connection.execute("SELECT uuid FROM step ORDER BY id DESC LIMIT 1").fetchone()
    cursor = connection.execute(
        "INSERT INTO step (uuid, actor, title, at, kind, target, parent) VALUES (?, ?, ?, ?, ?, ?, ?)",
        (new_id(), actor, title, now(), kind, target, parent[0] if parent else None),
    )
    assert cursor.lastrowid is not None
    return cursor.lastrowid


def grouped(changes: Iterable[Change]) -> Iterator[tuple[str, str, list[Change]]]:
    """Neighbouring changes of one kind and one document together: (kind, document id or '', changes)."""
    for (kind, document), group in groupby(changes, _place):
        yield kind, document, list(group)


def append_changes(
    connection: sqlite3.Connection, step: int, kind: str, document: str, pairs: list[Pair]
) -> None:
    """Log the forms before and after of changes of one kind and one document."""
    connection.execute(
        "INSERT INTO log (step, kind, document, changes) VALUES (?, ?, ?, ?)",
        (step, kind, document, forms.dumps(pairs)),
    )


def pair(change: Change) -> Pair:
    """The two forms of a change, None for what is not there."""
    return (
        forms.to_form(change.before) if change.before is not None else None,
        forms.to_form(change.after) if change.after is not None else None,
    )


def changes_of(
    connection: sqlite3.Connection,
    step: int,
    text_of: Callable[[str], str],
    *,
    backwards: bool = False,
    progress: Callable[[int, int], None] | None = None,
) -> Iterator[Change]:
    """The changes of a step in the order they were made, or the inverse ones in the opposite order.

    `progress` hears how many groups of them are done, and their total.
    """
    order = "DESC" if backwards else "ASC"
    places = connection.execute(
        f"SELECT seq FROM log WHERE step = ? ORDER BY seq {order}", (step,)
    ).fetchall()
    for number, place in enumerate(
        places
    ):  # one at a time: the step may be an import of thousands of reports
        if progress is not None:
            progress(number, len(places))
        kind, document, text = connection.execute(
            "SELECT kind, document, changes FROM log WHERE seq = ?", place
        ).fetchone()
        pairs = forms.loads(text)
        for before, after in reversed(pairs) if backwards else pairs:
            sides = [
                forms.from_form(kind, form, document, text_of) if form is not None else None
                for form in (before, after)
            ]
            change = Change(*sides)
            yield change.inverse() if backwards else change


def document_changes(connection: sqlite3.Connection, step: int, limit: int) -> int:
    """How many documents a step made, changed or removed; counted up to a limit."""
    sql = "SELECT count(*) FROM (SELECT 1 FROM log WHERE step = ? AND kind = 'document' LIMIT ?)"
    count: int = connection.execute(sql, (step, limit)).fetchone()[0]
    return count


def is_long(connection: sqlite3.Connection, step: int) -> bool:
    """Whether a step has so many changes that to write them again takes longer than a key press may."""
    sql = "SELECT count(*), sum(length(changes)) FROM (SELECT changes FROM log WHERE step = ? LIMIT ?)"
    groups, length = connection.execute(sql, (step, _MANY_GROUPS)).fetchone()
    return groups == _MANY_GROUPS or (length or 0) >= _LONG


def remember_merge(connection: sqlite3.Connection, step: int) -> None:
    """Say of a step that it brings in the work of another copy of the project."""
    connection.execute("INSERT INTO merge_step (step) VALUES (?)", (step,))


def step_row(connection: sqlite3.Connection, step: int) -> Step:
    """A step without its changes."""
    row = connection.execute(f"SELECT {STEP_COLUMNS} FROM step WHERE id = ?", (step,)).fetchone()
    return Step(*row)


def steps_after(connection: sqlite3.Connection, step: int) -> list[Step]:
    """Later steps without their changes, oldest first."""
    found = connection.execute(f"SELECT {STEP_COLUMNS} FROM step WHERE id > ? ORDER BY id", (step,))
    return [Step(*row) for row in found]


def last_step(connection: sqlite3.Connection) -> int:
    found: int = connection.execute("SELECT coalesce(max(id), 0) FROM step").fetchone()[0]
    return found


def undo_target(connection: sqlite3.Connection, actor: str, passed: Collection[int] = ()) -> int | None:
    """The actor's newest step that stands: made by them and not taken back since; none of those to be passed over.

    The first label schema stays: without one there is no project.
    """
    rows = connection.execute(
        f"SELECT id FROM step d WHERE actor = ? AND kind = 'do' AND id NOT IN ({_listed(passed)}) AND 'undo' IS NOT"
        " (SELECT kind FROM step WHERE target = d.id ORDER BY id DESC LIMIT 1)"
        " AND id IS NOT (SELECT step FROM log WHERE kind = 'label_schema' ORDER BY seq LIMIT 1)"
        " ORDER BY id DESC LIMIT 1",
        (actor,),
    )
    row = rows.fetchone()
    return row[0] if row else None


def redo_target(connection: sqlite3.Connection, actor: str, passed: Collection[int] = ()) -> int | None:
    """The step that the actor took back last, unless they have done something new since.

    Undo goes from new to old, so the last one taken back is the oldest of those that are undone.
    """
    row = connection.execute(
        "SELECT u.target FROM step u WHERE u.actor = :actor AND u.kind = 'undo'"
        f" AND u.target NOT IN ({_listed(passed)})"
        " AND u.id > (SELECT coalesce(max(id), 0) FROM step WHERE actor = :actor AND kind = 'do')"
        " AND u.id = (SELECT max(id) FROM step WHERE target = u.target) ORDER BY u.target LIMIT 1",
        {"actor": actor},
    ).fetchone()
    return row[0] if row else None


def _listed(numbers: Collection[int]) -> str:
    return ", ".join(map(str, numbers))


def _place(change: Change) -> tuple[str, str]:
    entity = change.after or change.before  # as change.entity, without a call for each of many
    assert entity is not None
    return forms.kind_of(entity), forms.document_of(entity)
