"""A project into a file: what goes, what stays, and that it is whole or not there."""

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson
import pytest

from annotator.domain.errors import BadInput, NotFound, ProjectError
from annotator.formats import Cancelled
from annotator.services.exchange import import_paths
from annotator.services.exporting import export, export_jsonl
from annotator.services.project import Project, create_project

TEXTS = {"d": "审核合同47份，开展检查12次。", "e": "执法力量不足。"}
RECORDS: list[dict[str, Any]] = [
    {
        "id": "d", "text": TEXTS["d"],
        "spans": [
            {"id": "m", "start": 0, "end": 7, "label": "measure", "layer": "li"},
            {"id": "q", "start": 4, "end": 7, "label": "metric", "layer": "li"},
            {"id": "g", "start": 8, "end": 15, "label": "measure", "layer": "gold"},
        ],
        "relations": [
            {"id": "r1", "type": "quantifies", "head": "q", "tail": "m", "layer": "li"},
            {"id": "r2", "type": "addresses", "head": "m", "tail": "p", "tail_doc": "e", "layer": "li"},
            {"id": "r3", "type": "addresses", "head": "g", "tail": "p", "tail_doc": "e", "layer": "gold"},
        ],
        "labels": [{"name": "x", "value": 1, "layer": "gold"}],
        "statuses": {"li": "done", "gold": "doing"}, "notes": {"li": "n"}, "flags": ["gold"],
    },
    {"id": "e", "text": TEXTS["e"],
     "spans": [{"id": "p", "start": 0, "end": 6, "label": "problem", "layer": "gold"}]},
]  # fmt: skip


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    create_project(tmp_path / "p.annot", actor="setup")
    (tmp_path / "in.jsonl").write_bytes(b"\n".join(map(orjson.dumps, RECORDS)))
    with Project(tmp_path / "p.annot", "li") as opened:
        assert not import_paths(opened, [tmp_path / "in.jsonl"]).failed
        yield opened


def lines(path: Path) -> list[dict[str, Any]]:
    return [orjson.loads(line) for line in path.read_bytes().splitlines()]


def test_everything_goes_and_the_report_counts_it(project: Project, tmp_path: Path) -> None:
    heard: list[tuple[int, int]] = []
    report = export_jsonl(
        project, tmp_path / "out.jsonl", progress=lambda done, total: heard.append((done, total))
    )
    first, second = lines(tmp_path / "out.jsonl")
    assert [span["id"] for span in first["spans"]] == ["m", "q", "g"]
    assert {relation["id"] for relation in first["relations"]} == {"r1", "r2", "r3"}
    assert [relation.get("tail_doc") for relation in first["relations"]] == ["e", "e", None]
    assert first["statuses"] == {"gold": "doing", "li": "done"}
    assert (first["notes"], first["flags"]) == ({"li": "n"}, ["gold"])
    assert second["relations"] == []
    assert (report.documents, report.spans, report.relations, report.relations_left_out) == (2, 4, 3, 0)
    assert report.digest == hashlib.sha256((tmp_path / "out.jsonl").read_bytes()).hexdigest()
    assert heard == [(1, 2), (2, 2)]


@pytest.mark.parametrize(
    ("layers", "spans", "relations", "left_out"),
    [(["li"], ["m", "q"], ["r1"], 1), (["gold"], ["g", "p"], ["r3"], 0)],
)
def test_only_some_layers(
    project: Project, tmp_path: Path, layers: list[str], spans: list[str], relations: list[str], left_out: int
) -> None:
    """A relation of theirs whose end lies in another layer is left out and counted."""
    report = export_jsonl(project, tmp_path / "out.jsonl", layers=layers)
    records = lines(tmp_path / "out.jsonl")
    assert [span["id"] for record in records for span in record["spans"]] == spans
    assert [relation["id"] for record in records for relation in record["relations"]] == relations
    assert [set(record["statuses"]) <= set(layers) for record in records] == [True, True]
    assert report.relations_left_out == left_out


def test_a_layer_that_is_not_there(project: Project, tmp_path: Path) -> None:
    with pytest.raises(NotFound, match=r"nobody.*gold, li"):
        export_jsonl(project, tmp_path / "out.jsonl", layers=["nobody"])
    assert not (tmp_path / "out.jsonl").exists()


def test_a_format_that_cannot_be_written_names_those_that_can(project: Project, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="jsonl"):
        export(project, tmp_path / "out.txt", format="txt")


def test_a_project_is_not_written_over(project: Project, tmp_path: Path) -> None:
    with pytest.raises(ProjectError):
        export_jsonl(project, project.path)
    assert project.store.check() == []
    assert project.store.document_count() == 2


def test_stopping_leaves_what_was_there(project: Project, tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    out.write_text("before")
    asked = iter((False, True))
    with pytest.raises(Cancelled):
        export_jsonl(project, out, cancelled=lambda: next(asked))
    assert out.read_text() == "before"
    assert {file.name for file in tmp_path.iterdir() if file.name.startswith(".")} == set()


def test_what_is_written_meanwhile_does_not_go_half_way(project: Project, tmp_path: Path) -> None:
    """An export shows one moment, whatever another window does while it is being written."""
    export_jsonl(project, tmp_path / "before.jsonl")
    with Project(project.path, "wang") as other:

        def meddle(done: int, _total: int) -> None:
            if done == 1:
                other.annotate(other.document("e"), 2, 4, "metric")

        export_jsonl(project, tmp_path / "during.jsonl", progress=meddle)
    assert (tmp_path / "during.jsonl").read_bytes() == (tmp_path / "before.jsonl").read_bytes()
    export_jsonl(project, tmp_path / "after.jsonl")
    assert (tmp_path / "after.jsonl").read_bytes() != (tmp_path / "before.jsonl").read_bytes()
