"""Formats without layers, a file for each: the folder brings them all back."""

from pathlib import Path

import orjson
import pytest

from annotator.formats import WriteOptions
from annotator.services.exchange import import_paths
from annotator.services.exporting import export
from annotator.services.project import Project, create_project

RECORDS = [
    {"id": "a", "text": "甲乙丙丁", "spans": [
        {"start": 0, "end": 3, "label": "measure", "layer": "li"},
        {"start": 1, "end": 4, "label": "metric", "layer": "wang/1"},
    ]},
    {"id": "b", "text": "戊己庚辛", "spans": [{"start": 0, "end": 1, "label": "problem", "layer": "zhao"}]},
    {"id": "c", "text": "壬癸", "spans": []},
]  # fmt: skip
FILES = ["01-li", "02-wang_1", "03-zhao"]


def filled(path: Path, *files: Path) -> Project:
    create_project(path, actor="x")
    project = Project(path, "me")
    assert not import_paths(project, list(files), layer="me", clean=False).failed
    return project


def marks(project: Project) -> set[tuple[str, str, str]]:
    return {(span.text, span.label, span.layer) for span in project.spans()}


@pytest.mark.parametrize(("name", "ending"), [("doccano-layers", ".jsonl"), ("conll-layers", ".conll")])
def test_a_folder_of_layers_comes_back_whole(tmp_path: Path, name: str, ending: str) -> None:
    """Crossing spans of two layers, a layer that comes late, a document without marks."""
    (tmp_path / "in.jsonl").write_bytes(b"\n".join(map(orjson.dumps, RECORDS)))
    with filled(tmp_path / "p.annot", tmp_path / "in.jsonl") as project:
        report = export(project, tmp_path / "out", format=name, options=WriteOptions())
        assert report.compared
        assert report.spans == 3
        assert not {"layers", "overlap"} & report.losses.counts().keys()
        there = marks(project)
    written = sorted(file.name for file in (tmp_path / "out").iterdir())
    assert written == sorted(
        [f"{file}{ending}" for file in FILES] + [f"{file}.annotator.json" for file in FILES]
    )
    with filled(tmp_path / "q.annot", tmp_path / "out") as again:
        assert marks(again) == there
        assert sorted(document.text for document in again.documents()) == sorted(
            str(r["text"]) for r in RECORDS
        )


@pytest.mark.parametrize("name", ["doccano-layers", "conll-layers"])
def test_without_marks_there_is_one_file(tmp_path: Path, name: str) -> None:
    (tmp_path / "in.jsonl").write_bytes(orjson.dumps(RECORDS[2]))
    with filled(tmp_path / "p.annot", tmp_path / "in.jsonl") as project:
        export(project, tmp_path / "out", format=name)
    assert [file.stem for file in (tmp_path / "out").iterdir()] == ["00"]
