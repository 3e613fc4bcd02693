"""What cannot be done is said in words that people use: names of files, of people, of steps."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path, PureWindowsPath

import pytest
from projects import TEXT, made

from annotator.domain.change import Change
from annotator.domain.document import Document
from annotator.domain.errors import BadInput, Conflict, NothingToUndo, ProjectError, ReadOnly
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


def test_a_document_that_another_has_removed(path: Path) -> None:
    with Project(path, "li") as project, Project(path, "wang") as other:
        document = project.document("d")
        other.remove_documents(["d"])
        with pytest.raises(
            Conflict, match=r"^the document “d” is not in the project any more; nothing was changed$"
        ):
            project.annotate(document, 20, 24, "measure")


def test_what_is_there_already(path: Path) -> None:
    with Project(path, "li") as project:
        (span,) = project.spans()
        for twice in (span, project.document("d")):
            with pytest.raises(Conflict, match=r"^this is in the project already; nothing was changed$"):
                project.commit([Change(None, twice)], "again")


def test_a_value_that_the_tables_do_not_take(path: Path) -> None:
    with Project(path, "li") as project:
        (span,) = project.spans()
        with pytest.raises(Conflict, match=r"^the project does not take this; nothing was changed \(CHECK"):
            project.commit([Change(span, replace(span, start=-1))], "wrong")


def test_a_link_to_a_mark_that_is_gone(path: Path) -> None:
    with Project(path, "li") as project, Project(path, "li") as other:
        (span,) = project.spans()
        metric = project.annotate(project.document("d"), 4, 6, "metric")
        other.remove([span])
        with pytest.raises(Conflict, match="a mark that this link needs is not there any more"):
            project.link(metric, span, "quantifies")


def test_who_has_changed_it_is_named(path: Path) -> None:
    with Project(path, "li") as project, Project(path, "wang") as other:
        (span,) = project.spans()
        other.set_note(span, "n")
        with pytest.raises(
            Conflict, match="changed meanwhile by wang \\(“note on “审核合同47份””\\); nothing was"
        ):
            project.set_note(span, "m")
        other.set_document_note("d", "x")
        other.commit([Change(project.store.status("d", "li"), Status("d", "li", "skipped"))], "theirs")
        with pytest.raises(Conflict, match="changed meanwhile by wang \\(“theirs”\\)"):
            project.commit([Change(Status("d", "li", "doing"), None)], "mine")


def test_undo_passes_over_what_others_stand_in_the_way_of(path: Path) -> None:
    with Project(path, "li") as project, Project(path, "wang") as other:
        project.commit([Change(None, Document("e", TEXT))], "import e")
        other.annotate(other.document("e"), 0, 3, "measure")
        refused = (
            "^“import e” cannot be taken back: work of wang hangs on what would be taken away .* "
            "Undo again takes back what came before it.$"
        )
        with pytest.raises(Conflict, match=refused):
            project.undo()
        assert project.store.undo_title("li") == "mark Measure “审核合同47份”"
        project.undo()
        assert project.undo().title == "import"
        # Nothing else is left: it is tried again, and refused without a promise.
        with pytest.raises(Conflict, match=r"hangs on what .*nothing was changed.$"):
            project.undo()
        other.undo()
        assert project.undo().title == "import e"
        with pytest.raises(NothingToUndo):
            project.undo()
        assert [project.redo().title for _time in range(3)] == [
            "import",
            "mark Measure “审核合同47份”",
            "import e",
        ]
        assert project.store.check() == []


def test_redo_passes_over_what_others_stand_in_the_way_of(path: Path) -> None:
    with Project(path, "li") as project, Project(path, "wang") as other:
        project.commit([Change(None, Document("e", TEXT))], "import e")
        project.remove_documents(["e"])
        project.annotate(project.document("d"), 20, 24, "measure")
        project.undo()
        project.undo()
        other.annotate(other.document("e"), 0, 3, "measure")
        with pytest.raises(
            Conflict, match=r"^“remove 1 document” cannot be brought back: .* Redo again goes on"
        ):
            project.redo()
        assert project.redo().title.startswith("mark")
        with pytest.raises(Conflict, match="cannot be brought back"):
            project.redo()
        other.undo()
        assert project.redo().title == "remove 1 document"
        assert project.store.check() == []


def test_the_label_schema_that_a_project_began_with_stays(tmp_path: Path) -> None:
    create_project(tmp_path / "p.annot", actor="li")
    with Project(tmp_path / "p.annot", "li") as project:
        assert project.store.undo_title("li") is None
        with pytest.raises(NothingToUndo):
            project.undo()
        newer = replace(project.schema, version=2)
        project.commit([Change(None, newer)], "newer labels")
        assert project.schema.version == 2
        project.undo()
        assert project.schema.version == 1
