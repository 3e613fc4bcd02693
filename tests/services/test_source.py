"""A folder of reports where a project may stand."""

import json
from pathlib import Path

import pytest

from annotator.domain.errors import BadInput
from annotator.services.agreeing import Agreeing, Scope
from annotator.services.batch.source import project_of_folder
from annotator.services.exchange import import_paths
from annotator.services.exporting import export
from annotator.services.project import Project, create_project

TEXT = "云溪市民政局2023年工作总结\n一是制定全年普法工作要点，审核合同47份。\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "年度报告"
    (made / "deep").mkdir(parents=True)
    (made / "a.txt").write_text(TEXT, encoding="utf-8")
    record = {
        "id": "d1",
        "text": "报告\n" + TEXT,
        "spans": [
            {"start": 0, "end": 2, "label": "举措", "layer": layer} for layer in ("li", "wang")
        ],
    }  # fmt: skip
    (made / "deep" / "b.jsonl").write_text(json.dumps(record, ensure_ascii=False), encoding="utf-8")
    return made


def test_a_folder_is_a_project_for_once(folder: Path, tmp_path: Path) -> None:
    told: list[str] = []
    with project_of_folder(folder, "me", tell=told.append) as project:
        path = project.path
        assert path.stem == folder.name
        assert {document.text for document in project.documents()} == {TEXT.strip(), "报告\n" + TEXT}
        assert {span.label for span in project.spans()} == {"举措"}
        assert Agreeing(project, Scope(unfinished=True)).as_dict()["layers"] == ["li", "wang"]
        export(project, tmp_path / "once.jsonl", format="jsonl")
    assert told == []
    assert not path.parent.exists()
    assert sorted(file.name for file in folder.rglob("*")) == ["a.txt", "b.jsonl", "deep"]


def test_texts_are_what_an_import_makes_of_them(folder: Path, tmp_path: Path) -> None:
    (folder / "deep" / "b.jsonl").unlink()
    with project_of_folder(folder, "me", tell=pytest.fail) as project:
        export(project, tmp_path / "once.jsonl", format="jsonl")
    create_project(tmp_path / "p.annot", actor="me")
    with Project(tmp_path / "p.annot", "me") as project:
        import_paths(project, [folder])
        export(project, tmp_path / "kept.jsonl", format="jsonl")
    assert (tmp_path / "once.jsonl").read_bytes() == (tmp_path / "kept.jsonl").read_bytes()


def test_what_cannot_be_read_is_told_and_the_rest_comes(folder: Path) -> None:
    (folder / "c.jsonl").write_text("{\n", encoding="utf-8")
    told: list[str] = []
    with project_of_folder(folder, "me", tell=told.append) as project:
        assert project.store.document_count() == 2
    assert len(told) == 1
    assert "c.jsonl" in told[0]


def test_a_folder_without_reports(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    told: list[str] = []
    with (
        pytest.raises(BadInput, match="there is no report in"),
        project_of_folder(tmp_path / "empty", "me", tell=told.append),
    ):
        pass
    assert len(told) == 1
