"""`annotator export`, `import` and `formats`: other tools' formats, what they lose, what is refused."""

from pathlib import Path
from typing import Any

import orjson
import pytest

from annotator.cli import run
from annotator.formats import FORMATS
from annotator.services.project import create_project

RECORD = {
    "id": "d", "text": "😀审核合同47份。",
    "spans": [{"id": "m", "start": 1, "end": 8, "label": "measure", "attrs": {"status": "done"}, "layer": "li"},
              {"id": "q", "start": 5, "end": 8, "label": "metric", "layer": "li"}],
}  # fmt: skip


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    create_project(tmp_path / "p.annot", actor="t")
    (tmp_path / "in.jsonl").write_bytes(orjson.dumps(RECORD))
    assert run(["import", str(tmp_path / "p.annot"), str(tmp_path / "in.jsonl")]) == 0
    return str(tmp_path / "p.annot")


def printed(capsys: pytest.CaptureFixture[str], *arguments: object) -> Any:
    capsys.readouterr()
    assert run([*map(str, arguments), "--json"]) == 0
    return orjson.loads(capsys.readouterr().out)


def test_json_says_what_was_dropped(path: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "o.conll"
    report = printed(capsys, "export", path, out, "--format", "conll")
    assert (report["documents"], report["spans"], report["compared"], report["format"]) == (
        1,
        1,
        True,
        "conll",
    )
    assert report["dropped"]["overlap"] == {"count": 1, "ids": ["q"]}
    assert report["dropped"]["attributes"] == {"count": 1, "ids": ["m"]}


def test_people_read_it_too(path: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert run(["export", path, str(tmp_path / "o.conll"), "--format", "conll"]) == 0
    said = capsys.readouterr().out
    assert "overlap dropped: 1 (spans that nest or cross)" in said
    assert "read back and compared" in said


def test_variants_and_units(path: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "o.jsonl"
    printed(capsys, "export", path, out, "--format", "doccano", "--variant", "spans", "--offsets", "utf-16")
    assert orjson.loads(out.read_bytes())["label"] == [[2, 9, "measure"], [6, 9, "metric"]]
    create_project(tmp_path / "n.annot", actor="t")
    report = printed(capsys, "import", tmp_path / "n.annot", out, "--layer", "li", "--offsets", "utf-16")
    assert [entry["id"] for entry in report["imported"]] == ["d"]
    shown = printed(capsys, "show", tmp_path / "n.annot", "d")
    assert [(span["start"], span["end"]) for span in shown["spans"]] == [(1, 8), (5, 8)]
    assert run(["export", path, str(out), "--format", "doccano", "--variant", "x"]) == 1
    assert "error: the format doccano has no “x”" in capsys.readouterr().err


def test_a_folder_goes_out_and_comes_in(
    path: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "brat"
    assert printed(capsys, "export", path, out, "--format", "brat")["compared"]
    create_project(tmp_path / "n.annot", actor="t")
    report = printed(capsys, "import", tmp_path / "n.annot", out)
    assert (len(report["imported"]), report["skipped"], report["failed"]) == (1, [], [])
    assert run(["export", path, str(out), "--format", "brat"]) == 1
    assert "there is something of that name already" in capsys.readouterr().err


def test_formats_lists_every_one(path: str, capsys: pytest.CaptureFixture[str]) -> None:
    listed = {entry["name"]: entry for entry in printed(capsys, "formats")["formats"]}
    assert list(listed) == list(FORMATS)
    assert "overlap" in listed["conll"]["lacks"]
    assert listed["doccano"]["variants"] == ["spans", "relations", "classes"]
    assert (listed["brat"]["folder"], listed["cas-json"]["offsets"]) == (True, "utf-16")
    capsys.readouterr()
    assert run(["formats"]) == 0
    assert "cannot carry: " in capsys.readouterr().out
