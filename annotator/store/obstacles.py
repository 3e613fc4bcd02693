"""Who and what stands in the way of a step that was refused, in words."""

import sqlite3

from annotator.domain.change import Entity
from annotator.i18n import _, listed
from annotator.store import forms

# What would be left pointing to nothing: the layers, which bear their annotators' names.
_LEFT = """
SELECT layer FROM span WHERE document NOT IN (SELECT pk FROM document)
UNION SELECT layer FROM status WHERE document NOT IN (SELECT pk FROM document)
UNION SELECT layer FROM document_label WHERE document NOT IN (SELECT pk FROM document)
UNION SELECT layer FROM assignment WHERE document NOT IN (SELECT pk FROM document)
UNION SELECT layer FROM verdict WHERE document NOT IN (SELECT pk FROM document)
UNION SELECT layer FROM relation WHERE head NOT IN (SELECT id FROM span) OR tail NOT IN (SELECT id FROM span)
ORDER BY layer
"""
_LOOSE = (
    "SELECT id FROM relation WHERE head NOT IN (SELECT id FROM span) OR tail NOT IN (SELECT id FROM span)"
)


def changed_meanwhile(connection: sqlite3.Connection, step: int, entity: Entity) -> str:
    """The sentence for a thing that does not stand any more as `step` expects it."""
    key = entity.key.split("\x1f")[-1]  # of a status its layer; the row of the log has the document
    row = connection.execute(
        "SELECT s.actor, s.title FROM log l JOIN step s ON s.id = l.step WHERE l.document = ? AND l.kind = ?"
        " AND l.step <> ? AND instr(l.changes, ?) ORDER BY l.seq DESC LIMIT 1",
        (forms.document_of(entity), forms.kind_of(entity), step, forms.dumps(key)),
    ).fetchone()
    if row is None:
        return _("this has been changed meanwhile by another window or person; nothing was changed")
    return _(
        "this has been changed meanwhile by {person} (“{title}”); nothing was changed", person=row[0], title=row[1]
    )  # fmt: skip


def cannot_be_added(connection: sqlite3.Connection, entity: Entity, reason: Exception) -> str:
    """The sentence for a new thing that the tables do not take."""
    document = forms.document_of(entity)
    here = connection.execute("SELECT 1 FROM document WHERE id = ?", (document,)).fetchone()
    if document and forms.kind_of(entity) != "document" and here is None:
        return _("the document “{id}” is not in the project any more; nothing was changed", id=document)
    if getattr(reason, "sqlite_errorcode", 0) in (
        sqlite3.SQLITE_CONSTRAINT_UNIQUE,
        sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY,
    ):
        return _("this is in the project already; nothing was changed")
    return _("this cannot be added to the project: {reason}", reason=reason)


def cannot_stand(connection: sqlite3.Connection, step: int, reason: Exception) -> str:
    """The sentence for a step that was written but cannot stand; to be asked before it is rolled back."""
    for (relation,) in connection.execute(_LOOSE):
        made = connection.execute(
            "SELECT 1 FROM log WHERE step = ? AND kind = 'relation' AND instr(changes, ?)",
            (step, forms.dumps(relation)),
        ).fetchone()
        if made:
            return _("a mark that this link needs is not there any more; nothing was changed")
    people = listed(row[0] for row in connection.execute(_LEFT))
    if not people:
        return _("the project does not take this; nothing was changed ({reason})", reason=reason)
    return _("work of {people} hangs on what would be taken away (marks, links or document states); nothing was changed",
             people=people)  # fmt: skip
