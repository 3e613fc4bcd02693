"""A project that is damaged, or goes away, while it is open: sentences, and no bugs."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from projects import TEXT, made, sqlite

from annotator.domain.document import Document
from annotator.domain.errors import NotAProject, ProjectBusy, UserError
from annotator.services.project import Project
from annotator.store import Filter, log

READS: dict[str, Callable[[Project], object]] = {
    "poll": lambda project: project.poll(),
    "document": lambda project: project.document("d"),
    "documents": lambda project: list(project.documents()),
    "spans": lambda project: list(project.spans("d")),
    "list": lambda project: project.store.document_keys("li", Filter(title="x")),
    "lines": lambda project: project.store.document_infos([1], "li"),
    "status": lambda project: project.store.status("d", "li"),
    "undo title": lambda project: project.store.undo_title("li"),
    "undo": lambda project: project.undo(),
    "redo": lambda project: project.redo(),
    "check": lambda project: project.store.check(),
    "mark": lambda project: project.annotate(Document("d", TEXT), 20, 24, "measure"),
}


@pytest.mark.parametrize("what", READS)
def test_a_project_that_is_damaged_while_it_is_open(tmp_path: Path, what: str) -> None:
    path = made(tmp_path / "p.annot")
    with Project(path, "li") as project:
        with Project(path, "wang") as other:  # so that there is news to read
            other.set_flag("d", True)
        execute = project.store._connection.execute
        execute("PRAGMA wal_checkpoint(TRUNCATE)")
        with path.open("r+b") as file:
            file.seek(8192)
            file.write(os.urandom(path.stat().st_size - 8192))
        execute("PRAGMA shrink_memory")
        with pytest.raises(UserError):
            READS[what](project)


def test_what_stands_there_but_is_no_json(tmp_path: Path) -> None:
    path = made(tmp_path / "p.annot")
    with Project(path, "li") as project, sqlite(path) as other:
        for attrs in ("'{'", "CAST(x'ff' AS TEXT)"):
            other.execute(f"UPDATE span SET attrs = {attrs}")
            with pytest.raises(NotAProject, match="damaged"):
                list(project.spans())


def test_news_that_cannot_be_read_is_told_next_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = made(tmp_path / "p.annot")
    with Project(path, "li") as project, Project(path, "wang") as other:
        other.set_flag("d", True)

        def fails(*_arguments: object) -> object:
            raise ProjectBusy("for a moment")

        with monkeypatch.context() as patch:
            patch.setattr(log, "changes_of", fails)
            with pytest.raises(ProjectBusy):
                project.poll()
        (step,) = project.poll()
        assert step.actor == "wang"
