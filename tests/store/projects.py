"""Small projects for the store's tests."""

import sqlite3
from contextlib import closing
from pathlib import Path

from annotator.domain.change import Change
from annotator.domain.document import Document
from annotator.services.project import Project, create_project

TEXT = "审核合同47份，开展检查12次。执法力量不足。" * 10


def made(path: Path) -> Path:
    create_project(path, actor="setup")
    with Project(path, "li") as project:
        project.commit([Change(None, Document("d", TEXT))], "import")
        project.annotate(project.document("d"), 0, 7, "measure")
    return path


def whole(path: Path) -> bool:
    """Whether the project is as `made` left it."""
    with Project(path, "li") as project:
        assert project.store.check() == []
        return [(s.start, s.end) for s in project.spans()] == [(0, 7)]


def sqlite(path: Path) -> "closing[sqlite3.Connection]":
    return closing(sqlite3.connect(path, isolation_level=None))
