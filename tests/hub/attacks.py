"""A blind hub, and what somebody with the credentials of one annotator can say to its server."""

from typing import Any

import orjson
import psycopg
from hubs import Team

from annotator.services.project import Project

REFUSED = (psycopg.errors.InsufficientPrivilege, psycopg.errors.CheckViolation)


class Attack:
    """A blind hub with two annotators who have marked a place each, and a connection with the credentials of one."""

    def __init__(self, team: Team) -> None:
        self.team = team
        self.paths = {name: team.join(name) for name in ("li", "wang")}
        for name, path in self.paths.items():
            with Project(path, name) as project:
                document = project.document("d0")
                project.annotate(document, 4, 10, "measure")
                project.set_document_note("d0", f"geheim: {name}\0")
            team.sync(path, name)
        self.li = psycopg.connect(team.urls["li"], autocommit=True)

    def insert(self, **changed: object) -> None:
        """A row that li may write, but for what is changed."""
        row = {
            "document": "d0", "step": "01a21471-a8ab-73a8-86d2-7a93151182a1", "part": 1, "author": "li",
            "at": "2026-01-01", "verb": "do", "title": "x", "kind": "span", "layer": "li",
            "changes": span("li"),
        } | changed  # fmt: skip
        places = ", ".join(f"%({name})s" for name in row)
        self.li.execute(f"INSERT INTO annotator.log ({', '.join(row)}) VALUES ({places})", row)  # type: ignore[arg-type]

    def rows(self) -> list[tuple[Any, ...]]:
        """The whole log, as its owner sees it."""
        with psycopg.connect(self.team.url) as owner:
            return owner.execute("SELECT * FROM annotator.log ORDER BY position").fetchall()


def span(layer: str, identity: str = "s1") -> str:
    return orjson.dumps([[None, [identity, 4, 8, "measure", "我局制定", layer]]]).decode()
