"""The files that are merged: proved before anything is written, and never changed."""

import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from team_projects import coordinator, package, picture, work

from annotator.domain.errors import BadInput, NotAProject, ProjectTooNew, UserError
from annotator.services.merging import MergeCancelled, merge, preview_merge
from annotator.services.project import Project

LEGACY = Path(__file__).parent.parent / "legacy"
KILLS = 8


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return coordinator(tmp_path / "p.annot")


@pytest.fixture
def file(project: Path, tmp_path: Path) -> Path:
    (tmp_path / "from").mkdir()
    made = package(project, tmp_path / "from" / "li.annot", "li")
    work(made, "li", random.Random(4), 30)
    return made


def contents(folder: Path) -> dict[str, tuple[bytes, int]]:
    return {path.name: (path.read_bytes(), path.stat().st_mtime_ns) for path in folder.iterdir()}


def refused(project: Path, file: Path, kind: type[UserError], sentence: str) -> None:
    before = picture(project)
    for action in (preview_merge, merge):
        with Project(project, "boss") as opened, pytest.raises(kind, match=sentence):
            action(opened, [file])
    assert picture(project) == before


def test_merging_changes_nothing_in_the_folder_of_the_file(project: Path, file: Path) -> None:
    before = contents(file.parent)
    with Project(project, "boss") as opened:
        merge(opened, [file])
    assert contents(file.parent) == before


def test_a_file_that_is_open_in_a_window_comes_with_what_is_saved(project: Path, file: Path) -> None:
    with Project(file, "li") as window:
        note = window.set_document_note("d0", "just now")
        with Project(project, "boss") as opened:
            merge(opened, [file])
            assert opened.store.status("d0", "li") == note
        window.set_document_note("d0", "and later")  # it goes on as if nothing had been


@pytest.mark.parametrize("version", ["v1", "v2", "v3"])
def test_a_project_of_an_older_annotator_is_merged_and_stays_as_it_is(
    project: Path, tmp_path: Path, version: str
) -> None:
    (tmp_path / "old").mkdir()
    old = tmp_path / "old" / "old.annot"
    shutil.copy(LEGACY / f"{version}.annot", old)
    before = contents(old.parent)
    with Project(project, "boss") as opened:
        report = merge(opened, [old], take="ours")  # the built-in label schema may have been another
        assert {conflict.kind for conflict in report.conflicts} <= {"schema"}
        assert opened.store.check() == []
        assert opened.store.document_count() == 5
        assert sum(tally.added for tally in report.sides[0].layers.values()) == sum(
            1 for _s in opened.spans()
        )
        assert merge(opened, [old]).step is None  # decided for good
    assert contents(old.parent) == before


def test_a_file_of_a_newer_annotator_is_refused(project: Path, file: Path) -> None:
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA user_version = 99")
    refused(project, file, ProjectTooNew, "written by a newer annotator; update annotator to merge it")


def test_what_is_no_project_is_refused(project: Path, tmp_path: Path) -> None:
    other = tmp_path / "x.annot"
    refused(project, other, NotAProject, "there is no project")
    other.write_text("审核合同")
    refused(project, other, NotAProject, "no annotator project or package, or it is damaged")
    with closing(sqlite3.connect(tmp_path / "y.annot")) as connection:
        connection.execute("CREATE TABLE t (a)")
    refused(project, tmp_path / "y.annot", NotAProject, "no annotator project or package")
    refused(project, project, BadInput, "is this very project")


@pytest.mark.parametrize("seed", range(12))
def test_a_damaged_file_is_refused_or_harmless(project: Path, file: Path, seed: int) -> None:
    """Some bytes are overwritten, or the end is cut off; where that hits nothing that counts, all comes in."""
    chance = random.Random(seed)
    sound = picture_after(project, file)
    data = bytearray(file.read_bytes())
    at = chance.randrange(100, len(data) - 64)
    if seed % 3 == 0:
        del data[at:]
    else:
        data[at : at + 64] = chance.randbytes(64)
    file.write_bytes(data)
    before = picture(project)
    refusal = ""
    with Project(project, "boss") as opened:
        try:
            merge(opened, [file])
        except NotAProject as error:
            refusal = str(error)
    assert picture(project) == (before if refusal else sound)
    assert not refusal or ("damaged" in refusal and str(file) in refusal)


def picture_after(project: Path, file: Path) -> tuple[str, ...]:
    copy = Path(shutil.copy(project, project.with_name("copy.annot")))
    with Project(copy, "boss") as opened:
        merge(opened, [file])
    return picture(copy)


def test_a_quote_that_was_altered_is_found(project: Path, file: Path) -> None:
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("UPDATE span SET quote = '别的' WHERE pk = (SELECT min(pk) FROM span)")
        connection.commit()
    refused(project, file, NotAProject, "is damaged .*; nothing was merged")


def test_one_bad_file_keeps_all_out(project: Path, file: Path, tmp_path: Path) -> None:
    bad = tmp_path / "bad.annot"
    bad.write_bytes(file.read_bytes()[:9000])
    before = picture(project)
    with Project(project, "boss") as opened, pytest.raises(NotAProject):
        merge(opened, [file, bad])
    assert picture(project) == before


@pytest.mark.parametrize("percent", [0, 30, 60])
def test_a_merge_that_is_stopped_leaves_nothing(project: Path, file: Path, percent: int) -> None:
    before = picture(project)
    heard = [-1]
    with Project(project, "boss") as opened:
        with pytest.raises(MergeCancelled):
            merge(
                opened,
                [file],
                progress=lambda done, _total: heard.append(done),
                cancelled=lambda: heard[-1] >= percent,
            )
        assert heard == sorted(heard)
    assert picture(project) == before


MERGE = """
import sys
from pathlib import Path
from annotator.services.merging import merge
from annotator.services.project import Project
with Project(Path(sys.argv[1]), "boss") as project:
    print("begun", flush=True)
    merge(project, [Path(sys.argv[2])], progress=lambda done, total: print(done, flush=True))
    print("done", flush=True)
"""


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="this system has no SIGKILL")
def test_a_merge_that_is_killed_is_whole_or_not_there(project: Path, file: Path) -> None:
    before, after = picture(project), picture_after(project, file)
    assert before != after
    for number in range(KILLS):
        victim = Path(shutil.copy(project, project.with_name("victim.annot")))
        process = subprocess.Popen(
            [sys.executable, "-c", MERGE, str(victim), str(file)],
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        )
        assert process.stdout is not None
        lines = [process.stdout.readline() for _line in range(1 + number % 5)]
        process.send_signal(signal.SIGKILL)
        lines += process.stdout.read().splitlines()
        process.stdout.close()
        process.wait()
        assert picture(victim) in ([after] if b"done" in lines else [before, after])
        with Project(victim, "boss") as opened:
            merge(opened, [file])
        assert picture(victim) == after
        for suffix in ("", "-wal", "-shm"):
            victim.with_name(victim.name + suffix).unlink(missing_ok=True)
