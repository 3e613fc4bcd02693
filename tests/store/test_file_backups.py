"""Backups and migrations of the project file."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from projects import made, sqlite, whole
from sqlite_utils import Database, Migrations

from annotator.domain.errors import ProjectError, ReadOnly, UserError
from annotator.services.project import Project
from annotator.store import Store, backup, file, migrations


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A project with a document and a mark."""
    return made(tmp_path / "p.annot")


def test_a_backup_holds_what_another_window_has_just_written(path: Path, tmp_path: Path) -> None:
    with Project(path, "li") as project, Project(path, "wang") as other:
        other.annotate(other.document("d"), 8, 15, "measure")
        heard: list[tuple[int, int]] = []
        backup(project.store._connection, tmp_path / "b" / "c.annot", progress=lambda *far: heard.append(far))
    assert heard[-1][0] == heard[-1][1]
    with Project(tmp_path / "b" / "c.annot", "li") as copy:
        assert len(list(copy.spans())) == 2
        assert copy.store.check() == []
    assert [entry.name for entry in (tmp_path / "b").iterdir()] == ["c.annot"]


def test_a_backup_does_not_destroy_what_is_no_backup(path: Path, tmp_path: Path) -> None:
    (tmp_path / "thesis.docx").write_bytes(b"years of work")
    with Project(path) as project:
        for target in (tmp_path / "thesis.docx", path):
            with pytest.raises(ProjectError):
                project.store.backup(target)
    assert (tmp_path / "thesis.docx").read_bytes() == b"years of work"
    assert whole(path)


def test_a_backup_a_day_and_seven_are_kept(path: Path) -> None:
    folder = file.backup_folder(path)
    folder.mkdir()
    old = [f"day-2001-01-{day:02}.annot" for day in range(1, 10)]
    for name in (*old, "before-migration-1-20010101-000000.annot", "mine.annot"):
        (folder / name).write_bytes(b"old")
    assert file.daily_backup_due(path)
    target = file.daily_backup(path)
    assert target is not None
    assert whole(target)
    assert not file.daily_backup_due(path)
    assert file.daily_backup(path) is None
    kept = sorted(entry.name for entry in folder.iterdir() if entry.suffix == ".annot")
    assert kept == sorted([*old[-6:], target.name, "before-migration-1-20010101-000000.annot", "mine.annot"])


@pytest.fixture
def next_version(monkeypatch: pytest.MonkeyPatch) -> Migrations:
    """An annotator of the next version, with one more migration."""
    following = Migrations("annotator")
    for number, name in enumerate(migrations.NAMES, 1):
        following(name=name)(getattr(migrations, name))
        assert number <= file.VERSION

    @following()
    def m999_next(db: Database) -> None:
        db.execute("ALTER TABLE span ADD COLUMN later TEXT NOT NULL DEFAULT ''")

    monkeypatch.setattr(migrations, "migrations", following)
    monkeypatch.setattr(file, "VERSION", file.VERSION + 1)
    return following


def test_an_older_project_is_backed_up_and_migrated(path: Path, next_version: Migrations) -> None:
    before = path.read_bytes()
    with closing(Store(path)) as store:
        columns = [row[1] for row in store._connection.execute("PRAGMA table_info(span)")]
        assert "later" in columns
        assert store._connection.execute("PRAGMA user_version").fetchone()[0] == file.VERSION
    (kept,) = file.backup_folder(path).iterdir()
    assert kept.name.startswith(f"before-migration-{file.VERSION - 1}-")
    with sqlite(kept) as connection, sqlite(path) as now:
        assert connection.execute("PRAGMA user_version").fetchone()[0] == file.VERSION - 1
        for table in ("span", "log", "document", "body"):
            count = f"SELECT count(*) FROM {table}"
            assert connection.execute(count).fetchone() == now.execute(count).fetchone()
    assert before != path.read_bytes()
    Store(path).close()
    assert len(list(file.backup_folder(path).iterdir())) == 1  # once is enough


def test_a_migration_that_fails_leaves_the_project_as_it_was(
    path: Path, next_version: Migrations, monkeypatch: pytest.MonkeyPatch
) -> None:
    @next_version()
    def m999_wrong(db: Database) -> None:
        db.execute("ALTER TABLE document ADD COLUMN half TEXT")
        db.execute("ALTER TABLE nowhere ADD COLUMN half TEXT")

    with pytest.raises((sqlite3.OperationalError, UserError)):
        Store(path)
    monkeypatch.undo()
    assert whole(path)


def test_an_older_project_that_cannot_be_written(
    path: Path, next_version: Migrations, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "access", lambda _path, mode: mode != os.W_OK)
    before = path.read_bytes()
    with pytest.raises(ReadOnly, match="older annotator"):
        Store(path)
    assert path.read_bytes() == before


def test_the_version_is_the_number_of_migrations() -> None:
    assert len(migrations.NAMES) == file.VERSION
