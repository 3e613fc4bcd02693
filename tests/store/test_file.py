"""Making and opening the project file: what is refused, with which sentence."""

import os
from pathlib import Path

import pytest
from projects import TEXT, made, sqlite

from annotator.domain.change import Change
from annotator.domain.document import Document
from annotator.domain.errors import NotAProject, ProjectError, ProjectTooNew
from annotator.services.project import Project, create_project
from annotator.store import Store, create, file, is_project


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A project with a document and a mark."""
    return made(tmp_path / "p.annot")


def test_a_new_project_has_the_marks_of_its_kind(tmp_path: Path) -> None:
    create(tmp_path / "p.annot")
    with sqlite(tmp_path / "p.annot") as connection:
        pragmas = [
            connection.execute(f"PRAGMA {name}").fetchone()[0]
            for name in ("application_id", "user_version", "page_size", "integrity_check")
        ]
    assert pragmas == [file.APPLICATION_ID, file.VERSION, file.PAGE_SIZE, "ok"]
    assert is_project(tmp_path / "p.annot")
    assert [entry.name for entry in tmp_path.iterdir()] == ["p.annot"]


def test_an_open_project_is_safe_against_power_cuts(path: Path) -> None:
    with Project(path) as project:
        execute = project.store._connection.execute
        assert execute("PRAGMA journal_mode").fetchone()[0] == "wal"
        assert execute("PRAGMA synchronous").fetchone()[0] == 2  # FULL
        assert execute("PRAGMA foreign_keys").fetchone()[0] == 1


def test_nothing_is_made_over_a_file_that_is_there(path: Path) -> None:
    before = path.read_bytes()
    with pytest.raises(ProjectError, match=r"p\.annot"):
        create_project(path, actor="x")
    assert path.read_bytes() == before


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(ProjectError, match="nowhere"):
        create_project(tmp_path / "nowhere" / "p.annot", actor="x")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    "content", [None, b"", b"plain text", b"SQLite format 3\0", b"SQLite format 3\0" * 100]
)
def test_a_file_of_another_kind(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "x.annot"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(NotAProject, match=r"x\.annot"):
        Store(path)
    assert not is_project(path)
    assert content is None or path.read_bytes() == content


def test_a_folder_is_no_project(tmp_path: Path) -> None:
    with pytest.raises(NotAProject):
        Store(tmp_path)


def test_a_database_of_somebody_else(tmp_path: Path) -> None:
    with sqlite(tmp_path / "x.db") as connection:
        connection.execute("CREATE TABLE t (x)")
    before = (tmp_path / "x.db").read_bytes()
    with pytest.raises(NotAProject, match="not an annotator project"):
        Store(tmp_path / "x.db")
    assert not is_project(tmp_path / "x.db")
    assert (tmp_path / "x.db").read_bytes() == before


def test_a_project_of_a_newer_annotator(path: Path) -> None:
    with sqlite(path) as connection:
        connection.execute(f"PRAGMA user_version = {file.VERSION + 1}")
    before = path.read_bytes()
    with pytest.raises(ProjectTooNew, match="newer annotator"):
        Store(path)
    assert path.read_bytes() == before
    assert is_project(path)


@pytest.mark.parametrize("place", [0.02, 0.3, 0.6, 0.9])
def test_a_damaged_project_is_told_from_a_sound_one(path: Path, place: float) -> None:
    """By a sentence when it is opened or read, or by `check`; never by silence or an error of SQLite's."""
    with Project(path, "li") as project:
        project.commit((Change(None, Document(f"d{n}", f"{n}" + TEXT)) for n in range(300)), "import")
    data = bytearray(path.read_bytes())
    start = int(len(data) * place) // file.PAGE_SIZE * file.PAGE_SIZE
    data[start : start + 2 * file.PAGE_SIZE] = os.urandom(2 * file.PAGE_SIZE)
    path.write_bytes(data)
    try:
        with Project(path, "li") as project:
            problems = project.store.check()
    except NotAProject as error:
        problems = [str(error)]
    assert problems


def test_a_truncated_project(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: 5 * file.PAGE_SIZE])
    with pytest.raises(NotAProject, match=r"damaged.*p\.annot\.backups"), Project(path, "li") as project:
        project.store.check()
