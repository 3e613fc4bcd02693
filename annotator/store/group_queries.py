"""What a group has settled among itself: who reads what, what was decided, its settings."""

import sqlite3
from collections.abc import Iterator

from annotator.domain.assignment import Assignment
from annotator.domain.setting import Setting
from annotator.domain.verdict import Verdict
from annotator.store import forms, rows


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
