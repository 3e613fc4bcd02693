"""What a group has settled among itself: who reads what, what was decided, its settings."""

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass

from annotator.domain.assignment import Assignment
from annotator.domain.schema import LabelSchema, schema_from_dict
from annotator.domain.setting import Setting
from annotator.domain.verdict import Verdict
from annotator.store import forms, rows


@dataclass(frozen=True, slots=True)
class SchemaVersion:
    """A version of the label schema: whose step brought it in, when (UTC), under which title, and how many spans were
    made under it."""

    schema: LabelSchema
    actor: str
    at: str
    title: str
    spans: int


def assignments(connection: sqlite3.Connection, document: str | None = None) -> list[Assignment]:
    """Who is to read a document, or all of them, by document in the order they came in."""
    where = "" if document is None else "WHERE d.id = ?"
    sql = f"SELECT d.id, a.layer FROM assignment a JOIN document d ON d.pk = a.document {where} ORDER BY d.pk, a.layer"
    return [Assignment(*row) for row in connection.execute(sql, () if document is None else (document,))]


def assigned_layers(connection: sqlite3.Connection) -> list[str]:
    """Whom anything is assigned to, sorted."""
    return [row[0] for row in connection.execute("SELECT DISTINCT layer FROM assignment ORDER BY layer")]


def has_assignments(connection: sqlite3.Connection, layer: str) -> bool:
    """Whether any document is assigned to a layer."""
    sql = "SELECT EXISTS (SELECT 1 FROM assignment WHERE layer = ?)"
    return bool(connection.execute(sql, (layer,)).fetchone()[0])


def verdicts(connection: sqlite3.Connection, document: str | None = None) -> Iterator[Verdict]:
    """What was decided in a document, or in all, by document and in the order of their ids."""
    where = "" if document is None else "WHERE d.id = ?"
    sql = f"SELECT v.body FROM verdict v JOIN document d ON d.pk = v.document {where} ORDER BY d.pk, v.id"
    found = connection.execute(sql, () if document is None else (document,))
    return (forms.verdict_from_form(forms.loads(row[0])) for row in found)


def setting(connection: sqlite3.Connection, name: str) -> Setting | None:
    row = connection.execute(rows.TABLES["setting"].select, (name,)).fetchone()
    return rows.TABLES["setting"].entity(row) if row else None


def schema_versions(connection: sqlite3.Connection) -> list[SchemaVersion]:
    """The versions of the label schema that stand, the newest first, with who brought each in and when."""
    told: dict[int, tuple[str, str, str]] = {}
    sql = (
        "SELECT l.changes, s.actor, s.at, s.title FROM log l JOIN step s ON s.id = l.step"
        " WHERE l.kind = 'label_schema' AND s.kind <> 'undo' ORDER BY l.seq"
    )
    for changes, *step in connection.execute(sql):
        for _before, after in forms.loads(changes):
            if after is not None:
                told[after["version"]] = (step[0], step[1], step[2])
    made = dict(connection.execute("SELECT schema_version, count(*) FROM span GROUP BY schema_version"))
    found = connection.execute("SELECT version, body FROM label_schema ORDER BY version DESC")
    return [
        SchemaVersion(
            schema_from_dict(forms.loads(body)), *told.get(version, ("", "", "")), made.get(version, 0)
        )
        for version, body in found
    ]
