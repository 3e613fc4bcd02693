"""Several programs on one project: none loses anything, each hears of the others' steps, and kills do no harm."""

import importlib.util
import random
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest
from projects import made

from annotator.domain.change import Change, Step
from annotator.domain.document import Document
from annotator.domain.errors import Conflict
from annotator.domain.span import Span
from annotator.services.project import Project
from annotator.store import log

ROOT = Path(__file__).parent.parent.parent
WRITER = """
import sys
from annotator.services.project import Project
path, name, count = sys.argv[1], sys.argv[2], int(sys.argv[3])
with Project(path, name, busy_seconds=60) as project:
    document = project.document("d")
    print("ready", flush=True)
    sys.stdin.read(1)
    for start in range(count):
        span = project.annotate(document, start, start + 1, "measure")
        print(span.id, flush=True)
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return made(tmp_path / "p.annot")


def writer(path: Path, name: str, count: int) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-c", WRITER, str(path), name, str(count)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT,
    )  # fmt: skip


def test_programs_that_write_at_once_lose_nothing(path: Path) -> None:
    names = ("wang", "zhao", "qian")
    with Project(path, "li") as project:
        processes = [writer(path, name, 60) for name in names]
        for process in processes:
            assert process.stdout is not None
            assert process.stdout.readline() == "ready\n"
        heard: list[Step] = []
        project.subscribe(heard.append)
        for process in processes:
            assert process.stdin is not None
            process.stdin.write("x")
            process.stdin.flush()
        mine = []
        while any(process.poll() is None for process in processes):
            if len(mine) < 60:
                start = 100 + len(mine)
                mine.append(project.annotate(project.document("d"), start, start + 1, "metric").id)
            project.poll()
        said = {
            name: process.communicate()[0].split() for name, process in zip(names, processes, strict=True)
        }
        assert all(process.returncode == 0 for process in processes)
        project.poll()
        for name in names:
            assert sorted(span.id for span in project.spans(layer=name)) == sorted(said[name])
            assert len(said[name]) == 60
        assert project.store.check() == []
        steps = [step.id for step in heard]
        assert len(set(steps)) == len(steps) == 60 * len(names) + len(mine)  # each once, our own too
        others = [step.id for step in heard if step.actor != "li"]
        assert others == sorted(others)
        told = {c.after.id for step in heard for c in step.changes or () if isinstance(c.after, Span)}
        assert told == {*mine, *(span for spans in said.values() for span in spans)}


def test_each_window_hears_the_others_steps_once(path: Path) -> None:
    with Project(path, "li") as one, Project(path, "wang") as two:
        assert one.poll() == two.poll() == []
        span = one.annotate(one.document("d"), 8, 15, "measure")
        two.annotate(two.document("d"), 8, 15, "problem")
        one.set_note(span, "n")
        (theirs,) = one.poll()
        assert theirs.actor == "wang"
        assert [step.actor for step in two.poll()] == ["li", "li"]
        assert one.poll() == two.poll() == []
        one.undo()
        (undone,) = two.poll()
        assert (undone.kind, undone.actor) == ("undo", "li")
        assert next(two.spans(layer="li", label="measure")).note == ""


def test_a_step_that_comes_while_news_is_read_is_told_next_time(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Project(path, "li") as one, Project(path, "wang") as two:
        two.set_flag("d", True)
        reading = log.steps_after

        def slowly(*arguments: object) -> list[Step]:
            found = reading(*arguments)  # type: ignore[arg-type]
            monkeypatch.setattr(log, "steps_after", reading)
            two.set_flag("d", False)
            return found

        monkeypatch.setattr(log, "steps_after", slowly)
        assert len(one.poll()) == 1
        assert len(one.poll()) == 1
        assert one.poll() == []


def test_a_step_too_big_to_tell_says_so(path: Path) -> None:
    with Project(path, "li") as one, Project(path, "wang") as two:
        one.commit((Change(None, Document(f"x{n}", f"{n}")) for n in range(6_000)), "many")
        (step,) = two.poll()
        assert step.changes is None


def test_what_another_window_has_changed_is_not_overwritten(path: Path) -> None:
    with Project(path, "li") as one, Project(path, "li") as two:
        (span,) = one.spans()
        two.relabel(span, "problem")
        for change in (
            lambda: one.resize(span, one.document("d"), 0, 3),
            lambda: one.remove([span]),
            lambda: one.set_note(span, "n"),
        ):
            with pytest.raises(Conflict, match="changed meanwhile"):
                change()
        (now,) = one.spans()
        assert (now.label, now.start, now.end, now.note) == ("problem", 0, 7, "")
        two.undo()
        assert list(one.spans()) == [span]


def test_two_windows_of_one_person_share_what_they_can_undo(path: Path) -> None:
    with Project(path, "li") as one, Project(path, "li") as two:
        for start in (8, 16, 24):
            (one if start == 16 else two).annotate(one.document("d"), start, start + 2, "measure")
        one.undo()
        two.undo()
        assert [span.start for span in one.spans()] == [0, 8]
        one.redo()
        assert [span.start for span in two.spans()] == [0, 8, 16]


def test_a_check_sees_one_moment(path: Path) -> None:
    with Project(path, "li") as one, Project(path, "wang") as two:

        def meddle(done: int, _total: int) -> None:
            two.annotate(two.document("d"), 20 + done, 21 + done, "measure")

        assert one.store.check(meddle) == []
        assert len(list(one.spans())) > 1


def kills() -> ModuleType:
    """The program of `tests/bench/kills.py`, a thousand kills by hand, ten here."""
    spec = importlib.util.spec_from_file_location("kills", ROOT / "tests" / "bench" / "kills.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_ten_kills_at_random_moments_lose_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    bench = kills()
    bench.make(tmp_path / "p.annot")
    seed = random.randrange(2**32)
    chance = random.Random(seed)
    total = sum((bench.kill_once(tmp_path / "p.annot", chance) for _kill in range(10)), start=bench.Counter())
    assert total["harm"] == 0, seed
    assert total["steps"] >= 10


def test_the_kills_would_notice_a_loss(tmp_path: Path) -> None:
    bench = kills()
    bench.make(tmp_path / "p.annot")
    with Project(tmp_path / "p.annot", "li") as project:
        first = bench.last_step(project)
        span = project.annotate(project.document("d"), 0, 3, "measure")
    step = first + 1
    judge = bench.judge
    assert judge(tmp_path / "p.annot", set(), first, [(step, [span.id], [])])["harm"] == 0
    assert judge(tmp_path / "p.annot", set(), first, [(step, [span.id, "lost"], [])])["harm"] == 1
    assert judge(tmp_path / "p.annot", {"was"}, first, [(step, [span.id], [])])["harm"] == 1
    assert judge(tmp_path / "p.annot", set(), first, [(step, [span.id], []), (step + 1, [], [])])["harm"] == 1
    assert judge(tmp_path / "p.annot", set(), first, [])["in flight"] == 1
