"""A second process reads large files: what comes in is the same as without one, and so is what is said."""

import json
import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import orjson
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from annotator.domain.errors import UserError
from annotator.formats import Cancelled
from annotator.services import file_reading
from annotator.services.beside import Beside
from annotator.services.exchange import import_paths
from annotator.services.file_reading import Reading
from annotator.services.import_report import ImportReport
from annotator.services.project import Project, create_project

TEXT = "一、工作情况\n我局制定全年工作要点，审核合同47份；开展检查12次😀。\n二、存在问题\n执法力量不足。"
SPAN = {"start": 0, "end": 6, "label": "measure"}


@pytest.fixture
def long_files(monkeypatch: pytest.MonkeyPatch) -> None:
    """All files are long enough for a second process."""
    monkeypatch.setattr(file_reading, "BESIDE", 0)


@pytest.fixture
def lines(tmp_path: Path) -> Callable[..., Path]:
    def made(*records: dict[str, Any], name: str = "in.jsonl") -> Path:
        path = tmp_path / name
        path.write_bytes(b"".join(orjson.dumps(record) + b"\n" for record in records))
        return path

    return made


def records(count: int) -> list[dict[str, Any]]:
    """Reports with everything that a line can hold."""
    return [
        {
            "id": f"r{number}",
            "text": f"第{number}号\n{TEXT}",
            "meta": {"year": 2000 + number, "other": [1.5, None]},
            "spans": [
                {
                    "id": f"s{number}",
                    **SPAN,
                    "attrs": {"status": "done", "more": {"b": 1, "a": "é"}},
                    "layer": "li",
                },
                {"id": f"t{number}", "start": 3, "end": 9, "label": "problem", "note": "注" * (number % 3)},
            ],
            "relations": [{"type": "addresses", "head": f"s{number}", "tail": f"t{number}", "layer": "li"}],
            "labels": [{"name": "kind", "value": number, "layer": "li"}],
            "statuses": {"li": "done"},
            "notes": {"li": "a note"},
            "flags": ["li"],
        }
        for number in range(count)
    ]


def imported(
    folder: Path, name: str, files: list[Path], *, beside: bool
) -> tuple[dict[str, Any], ImportReport]:
    """All rows of a project that the files were imported into, and the report."""
    path = folder / name
    create_project(path, actor="me")
    with Project(path, "me") as project:
        report = import_paths(project, files, layer="wang", beside=beside)
        assert project.store.check() == []
        connection = project.store._connection
        tables = ("document", "body", "detail", "span", "status", "document_label", "relation", "layer")
        found: dict[str, Any] = {
            table: sorted(connection.execute(f"SELECT * FROM {table}").fetchall()) for table in tables
        }
        found["log"] = sorted(connection.execute("SELECT step, kind, document, changes FROM log").fetchall())
        found["journal"] = connection.execute("PRAGMA journal_mode").fetchone()
    return found, report


@pytest.mark.usefixtures("long_files")
def test_the_same_comes_in(tmp_path: Path, lines: Callable[..., Path]) -> None:
    text = tmp_path / "b.txt"
    text.write_text("某局2023年工作总结\n\n- 1 -\n" + TEXT, encoding="utf-8")
    plain = [{"text": f"{number} {TEXT}", "spans": [SPAN, {**SPAN, "start": 1}]} for number in range(250)]
    files = [lines(*records(5), *plain), text, lines({"text": TEXT, "spans": []}, name="c.jsonl")]
    one, report = imported(tmp_path, "one.annot", files, beside=False)
    other, same = imported(tmp_path, "other.annot", files, beside=True)
    assert other == one
    assert same == report
    assert len(report.imported) == 257


@pytest.mark.usefixtures("long_files")
@pytest.mark.parametrize(
    "bad",
    [
        b"{",
        b'{"text": "abc", "spans": [{"start": 0, "end": 9, "label": "measure"}]}',
        b'{"text": "abc", "spans": [{"start": 0, "end": 2, "label": "measure", "text": "bc"}]}',
        b'{"text": "abc", "spans": [{"start": 0, "end": 2, "label": "nothing"}]}',
        b'{"text": "abc", "spans": [{"start": 0, "end": 2, "label": "measure", "attrs": {"status": "never"}}]}',
        b'{"text": "abc", "spans": [{"id": "s1", "start": 0, "end": 2, "label": "measure"}]}',
        b'{"id": "r1", "text": "abc"}',
    ],
)
def test_what_is_wrong_is_said_in_the_same_words(
    tmp_path: Path, lines: Callable[..., Path], bad: bytes
) -> None:
    path = lines(*records(3))
    with path.open("ab") as file:
        file.write(bad + b"\n")
    files = [path, lines({"text": TEXT}, name="good.jsonl")]
    one, report = imported(tmp_path, "one.annot", files, beside=False)
    other, same = imported(tmp_path, "other.annot", files, beside=True)
    assert (other, same) == (one, report)
    (failed,) = report.failed
    assert failed.file == str(path)
    assert len(one["document"]) == 1


@pytest.mark.usefixtures("long_files")
def test_what_is_there_is_not_written_again(tmp_path: Path, lines: Callable[..., Path]) -> None:
    path = lines(*records(4), {"text": TEXT}, {"text": TEXT}, {"text": TEXT, "spans": [SPAN]})
    one, report = imported(tmp_path, "one.annot", [path, path], beside=False)
    other, same = imported(tmp_path, "other.annot", [path, path], beside=True)
    assert (other, same) == (one, report)
    assert len(one["document"]) == 5


@pytest.mark.usefixtures("long_files")
def test_an_import_can_be_stopped(tmp_path: Path, lines: Callable[..., Path]) -> None:
    path = lines(*records(300))
    create_project(tmp_path / "p.annot", actor="me")
    told: list[tuple[int, int]] = []
    with Project(tmp_path / "p.annot", "me") as project:
        with pytest.raises(Cancelled):
            import_paths(
                project, [path], layer="wang", beside=True,
                progress=lambda *parts: told.append(parts), cancelled=lambda: len(told) > 100,
            )  # fmt: skip
        assert told[0][1] == path.stat().st_size // 1024
        assert not list(project.documents())
        assert not import_paths(project, [path], layer="wang", beside=True).failed
        assert project.store.check() == []


@pytest.mark.usefixtures("long_files")
def test_a_large_import_is_taken_back_in_one_step(tmp_path: Path, lines: Callable[..., Path]) -> None:
    create_project(tmp_path / "p.annot", actor="me")
    with Project(tmp_path / "p.annot", "me") as project:
        heard: list[Any] = []
        project.subscribe(heard.append)
        import_paths(project, [lines(*records(20))], layer="wang", beside=True)
        assert [len(step.changes) for step in heard] == [20 * 6]
        project.undo()
        assert not list(project.documents())
        project.redo()
        assert project.store.check() == []


@pytest.mark.usefixtures("long_files")
def test_others_who_have_the_project_open_do_not_hinder(tmp_path: Path, lines: Callable[..., Path]) -> None:
    create_project(tmp_path / "p.annot", actor="me")
    with Project(tmp_path / "p.annot", "you") as window, Project(tmp_path / "p.annot", "me") as project:
        import_paths(project, [lines(*records(3))], layer="wang", beside=True)
        assert len(list(window.documents())) == 3
        assert [step.title for step in window.store.news()] == ["import in.jsonl"]


def test_a_process_that_is_ended_from_outside(tmp_path: Path) -> None:
    beside = Beside(_forever)
    blocks = iter(beside)
    assert next(blocks) == b"x"
    assert beside._process.pid is not None
    os.kill(beside._process.pid, signal.SIGTERM)
    with pytest.raises(UserError, match="ended from outside"):
        list(blocks)
    beside.close()


def test_an_error_of_ours_comes_over() -> None:
    beside = Beside(_broken)
    with pytest.raises(ZeroDivisionError):
        list(beside)
    beside.close()


ATTRS = st.dictionaries(
    st.sampled_from(("status", "b", "a")),
    st.sampled_from(("done", "x", 1, 1.0, -0.0, 2**70, None, [1], {"b": 1, "a": 2}, "é\u2028")),
    max_size=2,
)
SPANS = st.fixed_dictionaries(
    {
        "start": st.integers(-1, 8),
        "end": st.integers(0, 9),
        "label": st.sampled_from(("measure", "metric", "?")),
    },
    optional={
        "id": st.sampled_from(("a", "b", "c", 7, "", None)),
        "attrs": ATTRS,
        "layer": st.sampled_from(("li", "", None)),
        "note": st.sampled_from(("n", "", None)),
        "text": st.sampled_from((None, "", "x")),
        "more": st.just(1),
    },
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(SPANS, max_size=3), st.booleans(), st.booleans())
def test_ready_or_one_by_one_it_is_the_same(
    tmp_path: Path, spans: list[dict[str, Any]], named: bool, mostly_sound: bool
) -> None:
    if mostly_sound:
        spans = [{**span, "start": n, "end": n + 2} for n, span in enumerate(spans)]
        spans = [{key: value for key, value in span.items() if key not in ("text", "more")} for span in spans]
    path = tmp_path / "in.jsonl"
    path.write_text(json.dumps({"text": "一二三四五六七八九", "spans": spans}), encoding="utf-8")
    seen = []
    for name in ("one.annot", "other.annot"):
        (tmp_path / name).unlink(missing_ok=True)
        create_project(tmp_path / name, actor="me")
        with Project(tmp_path / name, "me") as project:
            reading = Reading(project.schema, None, "li" if named else None, None, None, True, None)
            reading.ready = name == "other.annot"
            report = import_paths_of(project, reading, path)
            seen.append((report, [*project.spans()], project.store._connection.execute(
                "SELECT kind, document, changes FROM log").fetchall()))  # fmt: skip
            assert project.store.check() == []
    assert seen[0] == seen[1]


def import_paths_of(project: Project, reading: Reading, path: Path) -> ImportReport:
    """What import_paths does with these items."""
    from annotator.services.exchange import _Writing

    report = ImportReport()
    with project.store.step(actor="me", title="import") as writer:
        _Writing(project, writer, report, reading.layer, reading.schema).write(reading.items([path]))
    return report


def _forever(_orders: Iterator[int]) -> Any:
    while True:
        yield b"x"


def _broken(_orders: Iterator[int]) -> Any:
    yield b"%d" % (1 // 0)
