"""Backups and migrations of the project file."""

import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from projects import made, sqlite, whole
from sqlite_utils import Database, Migrations

from annotator.domain.change import Change
from annotator.domain.document import Document
from annotator.domain.errors import ProjectBusy, ProjectError, ReadOnly, UserError
from annotator.services.exporting import export
from annotator.services.packaging import make_package
from annotator.services.project import Project, create_project
from annotator.store import Guest, Store, backup, file, migrations


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


LEAVE = """
import sys
from pathlib import Path
from annotator.domain.change import Change
from annotator.domain.document import Document
from annotator.store import Store

store = Store(Path(sys.argv[1]))
store._connection.execute("PRAGMA cache_size = 10")  # so that most of it is in the file before the end
if sys.argv[2] == "-wal":
    store.commit([Change(None, Document("left", "text"))], actor="li", title="import")
else:
    once = store.written_once()
    once.__enter__()
    step = store.step(actor="li", title="import")
    step.__enter__().write([Change(None, Document(f"left{n}", f"{n}" * 9_000)) for n in range(100)])
print("written", flush=True)
input()
"""


def left_by_a_crash(path: Path, side: str) -> Path:
    """A project with what a killed process has left beside it; that file."""
    create_project(path, actor="me")
    arguments = [sys.executable, "-c", LEAVE, str(path), side]
    with subprocess.Popen(arguments, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"written\n"
        process.kill()
    left = path.with_name(path.name + side)
    assert left.stat().st_size
    return left


@pytest.mark.parametrize("side", ["-wal", "-journal"])
def test_a_backup_over_one_that_a_crash_has_left(path: Path, tmp_path: Path, side: str) -> None:
    target = tmp_path / "backup.annot"
    left_by_a_crash(target, side)
    with Project(path) as project:
        project.store.backup(target)
    assert whole(target)


@pytest.mark.parametrize("side", ["-wal", "-journal"])
def test_a_new_project_where_a_crash_has_left_part_of_another(path: Path, tmp_path: Path, side: str) -> None:
    new = tmp_path / "new.annot"
    left = left_by_a_crash(new, side)
    before = left.read_bytes()
    new.unlink()
    with Project(path) as project:
        makes: list[Callable[[], object]] = [
            lambda: create_project(new, actor="me"),
            lambda: project.store.backup(new),
            lambda: make_package(project, new, "li", ["d"]),
        ]
        for make in makes:
            with pytest.raises(ProjectError, match=f"new.annot{side} was left by another project"):
                make()
    assert left.read_bytes() == before
    assert not new.exists()


def test_what_a_crash_has_left_is_a_project_also_where_its_first_page_is_ahead(
    path: Path, tmp_path: Path
) -> None:
    left = tmp_path / "left.annot"
    left_by_a_crash(left, "-journal")
    data = bytearray(left.read_bytes())
    data[28:32] = (10**6).to_bytes(4, "big")  # the number of pages, written before the pages themselves
    data[92:96] = data[24:28]  # and it counts
    left.write_bytes(data)
    with Guest(left) as guest:
        guest.prove()
        assert list(guest.documents()) == []
    with Project(path) as project, pytest.raises(ProjectError, match="is an annotator project"):
        export(project, left, format="jsonl")
    with Project(left) as project:
        assert list(project.documents()) == []
        assert project.store.check() == []


def test_a_backup_does_not_take_the_place_of_an_open_project(path: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.annot"
    create_project(other, actor="me")
    with Project(path) as project, Project(other, "wang") as open_one:
        open_one.commit([Change(None, Document("theirs", "text"))], "import")
        with pytest.raises(ProjectBusy):
            project.store.backup(other)
        assert [document.id for document in open_one.documents()] == ["theirs"]


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
