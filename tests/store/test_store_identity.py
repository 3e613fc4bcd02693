"""Another version of the project is put in the place of the open one: neither of the two is lost."""

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from projects import TEXT, made

from annotator.domain.change import Change
from annotator.domain.document import Document
from annotator.domain.errors import ProjectError
from annotator.services.project import Project
from annotator.store import file, identity, is_project

ROOT = Path(__file__).parent.parent.parent
Ways = dict[str, Callable[[Path, Path], object]]
REPLACED: Ways = {"renamed": Path.replace, "copied": shutil.copyfile}
NOTICED: dict[str, Callable[[Project], object]] = {
    "mark": lambda project: project.annotate(project.document("d"), 60, 63, "measure"),
    "poll": lambda project: project.poll(),
    "undo": lambda project: project.undo(),
    "close": lambda project: project.close(),
}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = made(tmp_path / "p.annot")
    with Project(path, "li") as project:
        project.commit([Change(None, Document(f"d{n}", f"{n}{TEXT * 5}")) for n in range(40)], "import")
    return path


@pytest.fixture
def theirs(path: Path, tmp_path: Path) -> Path:
    """A version that went its own way."""
    shutil.copyfile(path, tmp_path / "theirs.annot")
    with Project(tmp_path / "theirs.annot", "zhang") as project:
        for number in range(40):
            project.annotate(project.document(f"d{number}"), 10, 14, "measure", attrs={"status": "done"})
    return tmp_path / "theirs.annot"


def mark(project: Project, starts: range) -> None:
    for start in starts:
        project.annotate(project.document("d"), start, start + 1, "problem")


def marks(path: Path, layer: str) -> int:
    with Project(path, "x") as project:
        assert project.store.check() == []
        return len(list(project.spans(layer=layer)))


@pytest.mark.parametrize("way", REPLACED)
@pytest.mark.parametrize("noticed", NOTICED)
@pytest.mark.parametrize("checkpoint", ["", "PASSIVE", "RESTART"])
def test_both_versions_are_kept(path: Path, theirs: Path, way: str, noticed: str, checkpoint: str) -> None:
    project = Project(path, "li")
    mark(project, range(10, 25))
    if checkpoint:
        project.store._connection.execute(f"PRAGMA wal_checkpoint({checkpoint})")
        mark(project, range(25, 30))
    seen = len(list(project.spans(layer="li")))
    project.poll()
    assert (
        project.store.check() == []
    )  # all is read, and remembered: what is copied over is gone from the disk
    REPLACED[way](theirs, path)
    if noticed == "close":
        project.close()
    else:
        for _time in range(2):  # and from then on
            with pytest.raises(ProjectError, match=r"replaced by another version.*kept as .*Open .* again"):
                NOTICED[noticed](project)
        assert len(list(project.spans(layer="li"))) == seen  # reading goes on
        with Project(path, "wang") as other:  # while the window is still open
            other.annotate(other.document("d"), 90, 92, "measure")
        project.close()
    assert not path.with_name("p.annot-wal").exists()
    assert (marks(path, "zhang"), marks(path, "li")) == (40, 1)
    (kept,) = file.backup_folder(path).glob("before-replacement-*.annot")
    assert (marks(kept, "zhang"), marks(kept, "li")) == (0, seen)


@pytest.mark.parametrize("way", REPLACED)
def test_two_windows_keep_out_of_the_way(path: Path, theirs: Path, way: str) -> None:
    with Project(path, "li") as one, Project(path, "wang") as two:
        mark(one, range(10, 20))
        mark(two, range(10, 20))
        REPLACED[way](theirs, path)
        for project in (one, two):
            with pytest.raises(ProjectError, match="replaced"):
                project.poll()
            with Project(path, "zhang") as other:
                other.annotate(other.document("d"), 90, 92, "measure")
                other.undo()
    assert (marks(path, "zhang"), marks(path, "li"), marks(path, "wang")) == (40, 1, 0)


def test_an_older_version_is_copied_over(path: Path, tmp_path: Path) -> None:
    shutil.copyfile(path, tmp_path / "older.annot")
    with Project(path, "li") as project:
        mark(project, range(10, 20))
        project.store._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        project.poll()
        shutil.copyfile(tmp_path / "older.annot", path)
        with pytest.raises(ProjectError, match="replaced"):
            project.poll()
    assert marks(path, "li") == 1


def test_a_copy_that_is_being_written_is_judged_when_it_is_done(path: Path, theirs: Path) -> None:
    with Project(path, "li") as project:
        mark(project, range(10, 20))
        whole = theirs.read_bytes()
        with path.open("r+b") as target:
            target.truncate(0)
            target.write(whole[:5000])
            target.flush()
            project.poll()
            target.write(whole[5000:])
        with pytest.raises(ProjectError, match="replaced"):
            project.poll()
    assert (marks(path, "zhang"), marks(path, "li")) == (40, 1)


def test_what_cannot_be_kept_is_not_promised(path: Path, theirs: Path) -> None:
    file.backup_folder(path).write_text("in the way", encoding="utf-8")
    with Project(path, "li") as project:
        mark(project, range(10, 20))
        theirs.replace(path)
        with pytest.raises(ProjectError, match="may be in"):
            mark(project, range(30, 31))
    assert (marks(path, "zhang"), marks(path, "li")) == (40, 1)


def test_what_is_copied_over_is_kept_only_where_it_is_still_whole(path: Path, theirs: Path) -> None:
    with Project(path, "li") as project:
        mark(project, range(10, 20))
        project.store._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        project.store._connection.execute("PRAGMA shrink_memory")
        shutil.copyfile(theirs, path)
        with pytest.raises(ProjectError, match="may be in"):
            project.poll()
    assert list(file.backup_folder(path).iterdir()) == []
    assert (marks(path, "zhang"), marks(path, "li")) == (40, 1)


def test_a_file_that_is_gone_for_a_while(path: Path, tmp_path: Path) -> None:
    with Project(path, "li") as project:
        path.rename(tmp_path / "elsewhere")
        for attempt in NOTICED.keys() - {"close"}:
            with pytest.raises(ProjectError, match="not there any more"):
                NOTICED[attempt](project)
        (tmp_path / "elsewhere").rename(path)
        mark(project, range(10, 12))
        assert project.poll() == []
    assert marks(path, "li") == 3


@pytest.mark.parametrize(
    "meanwhile", [lambda path: Project(path, "li").close(), is_project], ids=["opened", "looked at"]
)
def test_another_program_does_not_take_our_write_ahead_log(
    path: Path, meanwhile: Callable[[Path], object]
) -> None:
    """As it would if we had lost our locks by closing the file once, in a thread of our own."""
    read_and_close = (
        "import sys; from annotator.store import Store; s = Store(__import__('pathlib').Path(sys.argv[1]))"
    )
    with Project(path, "li") as project:
        mark(project, range(10, 15))
        meanwhile(path)
        subprocess.run([sys.executable, "-c", f"{read_and_close}; s.close()", path], check=True, cwd=ROOT)
        mark(project, range(15, 20))
        (path.parent / "crash").mkdir()
        for part in path.parent.glob("p.annot*"):  # what a power cut would leave
            shutil.copy(part, path.parent / "crash")
    assert marks(path.parent / "crash" / path.name, "li") == 11


def test_what_sqlite_writes_itself_is_no_other_version(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    looked: list[Path] = []
    newest = identity._newest_step

    def counted(path: Path) -> tuple[int, str] | None:
        looked.append(path)
        return newest(path)

    monkeypatch.setattr(identity, "_newest_step", counted)
    with Project(path, "li") as one, Project(path, "wang") as two:
        looked.clear()
        for start in range(10, 40):
            mark(one, range(start, start + 1))
            kind = ("PASSIVE", "RESTART", "TRUNCATE")[start % 3]
            two.store._connection.execute(f"PRAGMA wal_checkpoint({kind})")
            one.poll()
            two.poll()
            mark(two, range(start, start + 1))
        assert looked
        looked.clear()
        one.poll()
        for _time in range(20):
            one.poll()
        assert len(looked) <= 1  # one stat where nobody has written
    assert (marks(path, "li"), marks(path, "wang")) == (31, 30)
