"""Projects from before the search index: backed up, migrated, searched at once, indexed bit by bit."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlite_utils import Database, Migrations

from annotator.domain.change import Change
from annotator.domain.document import Document
from annotator.services.project import Project, create_project
from annotator.store import file, migrations

KEPT = Path(__file__).parent.parent / "legacy" / "v1.annot"


@pytest.fixture
def old(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project of version 1: the one kept, or one that only the first migration has made."""
    path = tmp_path / "old.annot"
    if KEPT.exists():
        return Path(shutil.copy(KEPT, path))
    first = Migrations("annotator")
    first(name="m001_first")(migrations.m001_first)
    with monkeypatch.context() as then:
        then.setattr(migrations, "migrations", first)
        then.setattr(file, "VERSION", 1)
        create_project(path, actor="t")
        with Project(path, "t") as project:
            for number in range(3):
                text = f"第{number}号报告\n审核合同{number}份。\n"
                project.commit([Change(None, Document(f"d{number}", text))], "import")
    return path


def test_a_project_of_version_1_is_backed_up_and_then_searched_and_indexed(old: Path) -> None:
    with Project(old, "t") as project:
        documents = [document.id for document in project.documents() if "合同" in document.text]
        assert documents
        backups = list(file.backup_folder(old).iterdir())
        assert [path.name.startswith("before-migration-1-") for path in backups] == [True]
        assert project.store.texts_waiting() >= len(documents)
        assert set(documents) <= {read.id for read in project.store.read_texts(project.store.texts_unread())}
        project.store.index_texts(1_000)
        assert not project.store.texts_unread()
        after = project.store.texts_with(["合同"], 1_000)
        assert {read.id for read in project.store.read_texts(after.numbers)} == set(documents)
        assert project.store.check() == []
    with closing(sqlite3.connect(backups[0])) as connection:
        assert connection.execute("PRAGMA user_version").fetchone()[0] == 1
        names = {row[0] for row in connection.execute("SELECT name FROM sqlite_master")}
        assert "search_state" not in names
        assert Database(connection)["_sqlite_migrations"].count == 1
