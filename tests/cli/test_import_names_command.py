"""`annotator import` with --map and --new-labels."""

from pathlib import Path
from typing import Any

import orjson
import pytest

from annotator.cli import run
from annotator.services.project import Project, create_project

ROW = {"text": "张三审核合同47份", "label": [[0, 2, "PER"], [2, 9, "举措"], [2, 4, "ACT"]]}


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    create_project(tmp_path / "p.annot", actor="t")
    (tmp_path / "a.jsonl").write_bytes(orjson.dumps(ROW))
    return str(tmp_path / "p.annot")


def taken(capsys: pytest.CaptureFixture[str], path: str, *more: str) -> Any:
    assert run(["import", path, str(Path(path).parent / "a.jsonl"), "--layer", "li", "--json", *more]) == 0
    return orjson.loads(capsys.readouterr().out)


def test_names_are_mapped_made_and_left_out(path: str, capsys: pytest.CaptureFixture[str]) -> None:
    report = taken(capsys, path, "--map", "举措=measure", "--map", "ACT=", "--new-labels")
    assert report["made"] == ["PER"]
    assert report["left_out"] == [{"kind": "label", "name": "ACT", "count": 1}]
    assert [each["spans"] for each in report["imported"]] == [2]
    with Project(path) as project:
        assert {span.label for span in project.spans()} == {"measure", "PER"}
        assert project.schema.version == 2


def test_new_labels_alone_make_all_that_is_missing(path: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert taken(capsys, path, "--new-labels")["made"] == ["PER", "举措", "ACT"]
    assert taken(capsys, path, "--new-labels") == {
        "imported": [], "skipped": [
            {"file": str(Path(path).parent / "a.jsonl"), "reason": _reason(path)}
        ], "failed": [], "left_out": [], "made": [],
    }  # fmt: skip


def test_people_are_told_what_is_new_and_what_is_missing(
    path: str, capsys: pytest.CaptureFixture[str]
) -> None:
    file = str(Path(path).parent / "a.jsonl")
    assert run(["import", path, file, "--layer", "li", "--map", "ACT=", "--new-labels"]) == 0
    out = capsys.readouterr().out
    assert "new in the label schema: PER, 举措" in out
    assert "left out: 1 mark “ACT”" in out


def test_what_cannot_be_mapped_is_refused_and_nothing_comes_in(
    path: str, capsys: pytest.CaptureFixture[str]
) -> None:
    file = str(Path(path).parent / "a.jsonl")
    for pair, said in (("PER=person", "--new-labels"), ("ORG=", "no file brings"), ("PER", "OLD=NEW")):
        assert run(["import", path, file, "--layer", "li", "--map", pair]) == 1
        assert said in capsys.readouterr().err
    assert run(["import", path, file, "--layer", "li", "--map", "ACT="]) == 1
    assert "--map PER=OTHER" in capsys.readouterr().err
    with Project(path) as project:
        assert not list(project.documents())
        assert project.schema.version == 1


def test_layers_become_others(path: str, capsys: pytest.CaptureFixture[str]) -> None:
    file = Path(path).parent / "b.jsonl"
    file.write_bytes(orjson.dumps(layered(zhang="problem", metric="metric")))
    pairs = ["--map", "zhang=张三", "--map", "layer:metric=李四", "--map", "metric=problem"]
    assert run(["import", path, str(file), *pairs]) == 0
    with Project(path) as project:
        assert {(span.layer, span.label) for span in project.spans()} == {
            ("张三", "problem"), ("李四", "problem"),
        }  # fmt: skip
        assert project.layers() == ["张三", "李四"]


def test_two_annotators_may_become_one(path: str, capsys: pytest.CaptureFixture[str]) -> None:
    file = Path(path).parent / "b.jsonl"
    file.write_bytes(orjson.dumps(layered(zhang="problem", zhou="problem", wu="metric")))
    pairs = [pair for name in ("zhang", "zhou", "wu") for pair in ("--map", f"{name}=all")]
    assert run(["import", path, str(file), *pairs]) == 0
    with Project(path) as project:
        assert sorted((span.layer, span.label) for span in project.spans()) == [
            ("all", "metric"), ("all", "problem"),
        ]  # fmt: skip
        assert run(["check", path]) == 0


def test_relations_lead_to_the_marks_that_stay(path: str) -> None:
    """Two layers with the same measure and its problem become one; another document links to a mark of either."""
    spans = [
        {"id": f"{kind}{layer}", "start": start, "end": start + 2, "label": kind, "layer": layer}
        for layer in ("zhou", "wu")
        for start, kind in ((0, "measure"), (4, "problem"))
    ]
    relations = [
        {"type": "addresses", "head": f"measure{layer}", "tail": f"problem{layer}", "layer": layer}
        for layer in ("zhou", "wu")
    ]
    away = {"type": "addresses", "head": "m", "tail": "problemwu", "tail_doc": "a", "layer": "zhou"}
    measure = {"id": "m", "start": 0, "end": 2, "label": "measure", "layer": "zhou"}
    rows = [
        {"id": "a", "text": "张三审核合同47份", "spans": spans, "relations": relations},
        {"id": "b", "text": "李四", "spans": [measure], "relations": [away]},
    ]
    file = Path(path).parent / "b.jsonl"
    file.write_bytes(b"\n".join(map(orjson.dumps, rows)))
    assert run(["import", path, str(file), "--map", "zhou=all", "--map", "wu=all"]) == 0
    with Project(path) as project:
        assert sorted(span.id for span in project.spans("a")) == ["measurezhou", "problemwu", "problemzhou"]
        assert {(r.head, r.tail) for document in ("a", "b") for r in project.relations(document)} == {
            ("measurezhou", "problemzhou"), ("measurezhou", "problemwu"), ("m", "problemwu"),
        }  # fmt: skip


@pytest.mark.parametrize(
    ("pair", "said"),
    [("zhang=", "not be left out"), ("layer:nobody=x", "layer:zhang"), ("nobody=x", "layer:zhang")],
)
def test_a_layer_is_not_left_out_and_must_be_there(
    path: str, pair: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    file = Path(path).parent / "b.jsonl"
    file.write_bytes(orjson.dumps(layered(zhang="problem")))
    assert run(["import", path, str(file), "--map", pair]) == 1
    assert said in capsys.readouterr().err


def layered(**labels: str) -> dict[str, Any]:
    """A record with the same place marked by each layer, with its label."""
    spans = [{"start": 0, "end": 2, "label": label, "layer": layer} for layer, label in labels.items()]
    return {"text": "张三审核合同47份", "spans": spans}


def _reason(path: str) -> str:
    with Project(path) as project:
        (document,) = project.documents()
    return f"the project has this text already, as “{document.title}” ({document.id})"
