"""A project that may not be written, that has no room, that somebody else holds: one sentence, nothing lost."""

import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from projects import TEXT, made, sqlite, whole

from annotator.domain.change import Change
from annotator.domain.document import Document
from annotator.domain.errors import DiskFull, NotAProject, ProjectBusy, ProjectError, ReadOnly, UserError
from annotator.domain.span import Span
from annotator.services.exchange import import_paths
from annotator.services.exporting import export_jsonl
from annotator.services.project import Project, create_project
from annotator.store import Store


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A project with a document and a mark."""
    return made(tmp_path / "p.annot")


@pytest.fixture
def unprivileged() -> Iterator[Path]:
    """A folder with a project in it, as somebody whom permission bits bind: root is somebody else for a while."""
    if sys.platform == "win32":
        pytest.skip("Windows has no permission bits")
    root = os.getuid() == 0
    if root and not all(
        folder.stat().st_mode & 0o005 == 0o005 for folder in Path(__file__).resolve().parents
    ):
        pytest.skip("the checkout lies where only root may read, so nobody else can run it")
    "".encode("utf-8-sig")  # loaded while it can be: Python itself may lie where only root may read
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "p").mkdir()
        with Project(made(folder / "p" / "p.annot")) as project:  # while all that annotator ships can be read
            export_jsonl(project, folder / "out.jsonl")
        (folder / "a.txt").write_text(TEXT, encoding="utf-8")
        if root:
            for owned in (folder, folder / "p", *(folder / "p").iterdir()):
                os.chown(owned, 65534, 65534)
            os.setresuid(65534, 65534, 0)
        try:
            yield folder / "p"
        finally:
            if root:
                os.setresuid(0, 0, 0)
            for entry in (folder / "p", *(folder / "p").iterdir()):
                entry.chmod(0o755)


@pytest.mark.parametrize("folder_mode", [0o755, 0o555])
def test_a_read_only_project_can_be_read(unprivileged: Path, folder_mode: int) -> None:
    path = unprivileged / "p.annot"
    path.chmod(0o444)
    unprivileged.chmod(folder_mode)
    with Project(path, "li") as project:
        assert not project.store.writable
        (span,) = project.spans()
        assert project.store.check() == []
        for write in (
            lambda: project.annotate(project.document("d"), 8, 15, "measure"),
            lambda: project.remove([span]),
            lambda: project.undo(),
            lambda: import_paths(project, [unprivileged.parent / "a.txt"]),
        ):
            with pytest.raises(ReadOnly, match="read-only"):
                write()
        assert list(project.spans()) == [span]
        with pytest.raises(ReadOnly) if folder_mode == 0o555 else tempfile.TemporaryDirectory():
            export_jsonl(project, unprivileged / "out.jsonl")


def test_a_project_in_a_folder_that_cannot_be_written(unprivileged: Path) -> None:
    path = unprivileged / "p.annot"
    unprivileged.chmod(0o555)
    with Project(path, "li") as project:
        assert not project.store.writable
        assert len(list(project.spans())) == 1
        with pytest.raises(ReadOnly):
            project.annotate(project.document("d"), 8, 15, "measure")
        for write in (project.store.backup, lambda out: export_jsonl(project, out)):
            with pytest.raises(ReadOnly):
                write(unprivileged / "out")
    for name in ("new.annot", "p.annot.backups/x.annot"):
        with pytest.raises(ProjectError):
            create_project(unprivileged / name, actor="x")
    assert [entry.name for entry in unprivileged.iterdir()] == ["p.annot"]


def test_half_a_step_is_not_read_where_it_cannot_be_taken_back(unprivileged: Path) -> None:
    path = unprivileged / "p.annot"
    path.with_name("p.annot-journal").write_bytes(b"\xd9" * 600)  # a journal, as far as SQLite looks
    unprivileged.chmod(0o555)
    with pytest.raises(UserError):
        Store(path)


def test_a_file_that_may_not_be_read(unprivileged: Path) -> None:
    path = unprivileged / "p.annot"
    path.chmod(0o000)
    with pytest.raises(NotAProject, match="cannot read"):
        Store(path)


def test_a_project_that_becomes_read_only_while_it_is_open(path: Path) -> None:
    with Project(path, "li") as project:
        project.store._connection.execute("PRAGMA query_only = ON")
        with pytest.raises(ReadOnly, match="nothing was changed"):
            project.annotate(project.document("d"), 8, 15, "measure")
    assert whole(path)


def test_a_full_disk_loses_nothing(path: Path, tmp_path: Path) -> None:
    """SQLite's own limit stands for the disk's."""
    (tmp_path / "big.txt").write_text("长" * 2_000_000, encoding="utf-8")
    with Project(path, "li") as project:
        execute = project.store._connection.execute
        pages = execute("PRAGMA page_count").fetchone()[0]
        execute(f"PRAGMA max_page_count = {pages + 2}")
        for write in (
            lambda: import_paths(project, [tmp_path / "big.txt"]),
            lambda: project.commit([Change(None, Document("e", "长" * 2_000_000))], "import"),
        ):
            with pytest.raises(DiskFull, match="disk is full; nothing was changed"):
                write()
        assert [document.id for document in project.documents()] == ["d"]
        assert project.store.check() == []
        execute("PRAGMA max_page_count = 1000000000")
        assert len(import_paths(project, [tmp_path / "big.txt"]).imported) == 1
        project.undo()
    assert whole(path)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of two megabytes."""
    disk = tmp_path / "disk"
    disk.mkdir()
    if (
        sys.platform != "linux"
        or os.getuid() != 0
        or os.system(f"mount -t tmpfs -o size=2m none {disk} 2>/dev/null")
    ):
        pytest.skip("only root may mount a small disk, and only on Linux")
    yield disk
    assert not os.system(f"umount {disk}")


def test_a_disk_that_is_really_full(small_disk: Path, tmp_path: Path) -> None:
    path = made(small_disk / "p.annot")
    marked: list[Span] = []
    with Project(path, "li") as project:
        (small_disk / "filler").write_bytes(b"\0" * (os.statvfs(small_disk).f_bavail * 4096 - 200_000))
        with pytest.raises(DiskFull):
            marked.extend(fill(project))
        assert marked
        with pytest.raises(DiskFull, match="disk is full"):
            project.store.backup(small_disk / "backup.annot")
        assert not [entry.name for entry in small_disk.iterdir() if ".new" in entry.name]
        with pytest.raises(DiskFull, match="disk is full"):
            import_paths(project, [big(tmp_path)])
        with pytest.raises(DiskFull, match="disk is full"):
            create_project(small_disk / "other.annot", actor="x")
        assert list(project.spans())[1:] == marked  # what was shown as saved
        assert sorted(entry.name for entry in small_disk.glob("*.annot")) == ["p.annot"]
    (small_disk / "filler").unlink()
    with Project(path, "li") as project:
        assert list(project.spans())[1:] == marked
        assert project.store.check() == []
        project.undo()


def fill(project: Project) -> Iterator[Span]:
    """Mark every character, as long as there is room."""
    document = project.document("d")
    for start in range(7, len(TEXT)):
        yield project.annotate(document, start, start + 1, "measure")


def big(folder: Path) -> Path:
    (folder / "big.txt").write_text("长" * 2_000_000, encoding="utf-8")
    return folder / "big.txt"


def test_a_project_that_another_program_is_writing(path: Path) -> None:
    with Project(path, "li", busy_seconds=0.05) as project, sqlite(path) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(ProjectBusy, match="nothing was changed, try again"):
            project.annotate(project.document("d"), 8, 15, "measure")
        assert len(list(project.spans())) == 1  # reading goes on
        other.execute("ROLLBACK")
        project.annotate(project.document("d"), 8, 15, "measure")
        project.undo()
    assert whole(path)


def test_a_project_that_another_program_has_locked(path: Path) -> None:
    with sqlite(path) as other:
        other.execute("PRAGMA locking_mode = EXCLUSIVE")
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(ProjectBusy):
            Project(path, "li", busy_seconds=0.05)
        other.execute("ROLLBACK")


def test_a_report_that_may_not_be_read_is_a_sentence(unprivileged: Path) -> None:
    path = unprivileged / "p.annot"
    secret = unprivileged / "locked"
    secret.mkdir()
    (secret / "a.txt").write_text(TEXT, encoding="utf-8")
    secret.chmod(0o000)
    with Project(path, "li") as project:
        report = import_paths(project, [secret / "a.txt", secret])
    secret.chmod(0o755)
    (secret / "a.txt").unlink()
    assert len(report.failed) == 2
    assert all(failed.error for failed in report.failed)
