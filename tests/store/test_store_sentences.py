"""What cannot be done is said in words that people use: names of files, of people, of steps."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path, PureWindowsPath

import pytest
from projects import TEXT, made

from annotator.domain.change import Change
from annotator.domain.document import Document
from annotator.domain.errors import BadInput, ProjectError, ReadOnly
from annotator.domain.span import Span
from annotator.domain.status import Status
from annotator.services.project import Project, create_project
from annotator.store import file
from annotator.store.forms import SpanRow, span_row

HALF = "x\ud83d"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return made(tmp_path / "p.annot")


@pytest.mark.parametrize(
    "name", ["p.annot/x.annot", "p.annot/x/y.annot", "x" * 300, "n" * 240 + ".annot", "folder"]
)
def test_a_backup_to_a_place_that_cannot_be(path: Path, name: str) -> None:
    (path.parent / "folder").mkdir()
    with Project(path, "li") as project, pytest.raises(ProjectError):
        project.store.backup(path.parent / name)
    with pytest.raises(ProjectError):
        create_project(path.parent / name, actor="x")
    assert sorted(entry.name for entry in path.parent.iterdir()) == ["folder", "p.annot"]


def test_a_backup_under_a_file_is_told_with_its_reason(path: Path) -> None:
    with Project(path, "li") as project, pytest.raises(ReadOnly, match=r"cannot write .*: "):
        project.store.backup(path / "x.annot")


def test_a_share_of_windows_is_a_path_that_sqlite_takes() -> None:
    """https://sqlite.org/uri.html: an authority other than localhost is an error."""
    assert file._uri(PureWindowsPath(r"\\server\share\a b.annot")) == "file:////server/share/a%20b.annot"
    assert file._uri(PureWindowsPath(r"C:\a.annot")) == "file:///C:/a.annot"


HALVES: dict[str, Callable[[Project, Span], object]] = {
    "note": lambda project, span: project.set_note(span, HALF),
    "attribute": lambda project, span: project.commit([Change(span, replace(span, attrs={"a": HALF}))], "x"),
    "document note": lambda project, _span: project.set_document_note("d", HALF),
    "metadata": lambda project, _span: project.commit([Change(None, Document("e", TEXT, {"a": HALF}))], "x"),
    "layer": lambda project, _span: project.commit([Change(None, Status("d", HALF, "done"))], "x"),
}


@pytest.mark.parametrize("what", HALVES)
def test_half_a_character_is_refused_with_a_sentence(path: Path, what: str) -> None:
    with Project(path, "li") as project:
        (span,) = project.spans()
        with pytest.raises(BadInput, match="half a character"):
            HALVES[what](project, span)
        half = SpanRow(*span_row(replace(span, id="n", note=HALF)))
        with (
            pytest.raises(BadInput, match="half a character"),
            project.store.step(actor="li", title="x") as writer,
        ):
            writer.add_spans("d", [half])
        assert list(project.spans()) == [span]
        assert project.store.check() == []


def test_what_is_no_value_at_all_is_a_bug_and_no_sentence(path: Path) -> None:
    with Project(path, "li") as project:
        (span,) = project.spans()
        with pytest.raises(TypeError):
            project.commit([Change(span, replace(span, attrs={"a": object()}))], "x")
