"""Imports whose names the label schema lacks: one step, in the log, and back."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from annotator.services.adoption import Choices, plan_of
from annotator.services.exchange import import_paths
from annotator.services.project import Project, create_project
from annotator.services.survey import survey

TEXT = "张三走访合同47份。"


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    create_project(tmp_path / "p.annot", actor="setup")
    with Project(tmp_path / "p.annot", "li") as opened:
        yield opened


def doccano(path: Path, *rows: dict[str, Any]) -> Path:
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return path


def test_an_import_with_new_labels_is_one_step_and_one_undo(project: Project, tmp_path: Path) -> None:
    file = doccano(
        tmp_path / "admin.txt", {"text": TEXT, "label": [[0, 2, "PER"], [4, 9, "metric"], [2, 4, "ACT"]]}
    )
    found = survey([file])
    assert [(each.format, each.documents, each.marks) for each in found.files] == [("doccano", 1, 3)]
    before = project.schema
    plan = plan_of(before, found.vocabulary, Choices(labels={"ACT": None}), create=True)
    report = import_paths(project, [file], plan=plan, layer="li")
    assert [(d.spans, d.file) for d in report.imported] == [(2, str(file))]
    assert report.made == ["PER"]
    assert report.left_out == {("label", "ACT"): 1}
    assert project.schema == plan.schema
    assert project.schema.version == before.version + 1
    assert {span.label: span.schema_version for span in project.spans()} == {
        "PER": plan.schema.version,
        "metric": plan.schema.version,
    }
    assert project.store.check() == []
    project.undo()
    assert project.schema == before
    assert not list(project.documents())
    project.redo()
    assert project.schema == plan.schema
    assert len(list(project.spans())) == 2
    assert project.store.check() == []


def test_nothing_imported_makes_no_labels(project: Project, tmp_path: Path) -> None:
    file = doccano(tmp_path / "a.jsonl", {"text": TEXT, "label": [[0, 2, "PER"]]})
    plan = plan_of(project.schema, survey([file]).vocabulary, Choices(), create=True)
    doccano(file, {"text": TEXT, "label": [[0, 99, "PER"]]})
    report = import_paths(project, [file], plan=plan, layer="li")
    assert len(report.failed) == 1
    assert report.made == []
    assert project.schema.version == 1


def test_without_a_plan_the_sentence_names_the_ways(project: Project, tmp_path: Path) -> None:
    file = doccano(tmp_path / "a.jsonl", {"text": TEXT, "label": [[0, 2, "PER"]]})
    (failure,) = import_paths(project, [file], layer="li").failed
    assert "--map PER=OTHER" in failure.error
    assert "--new-labels" in failure.error


def test_marks_alone_take_their_names_from_the_plan(project: Project, tmp_path: Path) -> None:
    """The text may come in the same import, behind them."""
    marks = doccano(tmp_path / "a.jsonl", {"start": 0, "end": 2, "label": "PER", "text": "张三"})
    (tmp_path / "b.txt").write_text(TEXT, encoding="utf-8")
    files = [marks, tmp_path / "b.txt"]
    plan = plan_of(project.schema, survey(files).vocabulary, Choices(labels={"PER": "person"}), create=True)
    import_paths(project, files, plan=plan)
    assert [(span.label, span.text, span.layer) for span in project.spans()] == [("person", "张三", "a")]


def test_a_survey_that_is_stopped_says_so(tmp_path: Path) -> None:
    rows = [{"text": TEXT, "label": [[0, 2, "PER"]]}] * 20
    asked = iter([False] * 5 + [True] * 100)
    heard: list[tuple[int, int]] = []
    found = survey(
        [doccano(tmp_path / "a.jsonl", *rows), doccano(tmp_path / "b.jsonl", *rows)],
        progress=lambda done, total: heard.append((done, total)),
        cancelled=lambda: next(asked),
    )
    assert not found.whole
    assert 0 < found.documents < 20
    assert all(0 <= done <= total for done, total in heard)


def test_a_file_that_breaks_off_counts_for_nothing(tmp_path: Path) -> None:
    file = doccano(tmp_path / "a.jsonl", {"text": TEXT, "label": [[0, 2, "PER"]]})
    with file.open("a", encoding="utf-8") as more:
        more.write('{"text": ')
    (found,) = survey([file]).files
    assert found.error
    assert (found.documents, found.marks) == (0, 0)
    assert not found.vocabulary.labels


def test_the_format_of_one_file_can_be_named(project: Project, tmp_path: Path) -> None:
    """A category of doccano's, which plain records would take for metadata."""
    file = doccano(tmp_path / "a.jsonl", {"text": TEXT, "label": ["law"]})
    (found,) = survey([file]).files
    assert (found.format, found.others) == ("doccano", ("jsonl",))
    import_paths(project, [file], named={file: "jsonl"}, layer="li")
    (document,) = project.documents()
    assert document.meta == {"label": ["law"]}
