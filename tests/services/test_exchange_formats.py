"""A project into the formats of other tools and back into a new project."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import orjson
import pytest

from annotator.formats import FORMATS, WriteOptions
from annotator.services.exchange import import_paths
from annotator.services.exporting import export, losses_of_export
from annotator.services.project import Project, create_project

TEXT = "𠮷林省工作总结😀\n一、审核合同47份，开展检查12次。执法力量不足。\n"
RECORD: dict[str, Any] = {
    "id": "d", "text": TEXT, "meta": {"title": "总结", "year": 2023},
    "spans": [
        {"id": "m", "start": 11, "end": 18, "label": "measure", "attrs": {"status": "done"}, "layer": "li", "note": "看"},
        {"id": "q", "start": 15, "end": 18, "label": "metric", "attrs": {"value": "47", "approx": True}, "layer": "li"},
        {"id": "p", "start": 27, "end": 33, "label": "problem", "layer": "li"},
    ],
    "relations": [{"id": "r", "type": "quantifies", "head": "q", "tail": "m", "layer": "li"}],
}  # fmt: skip
BACK = [
    name
    for name, known in FORMATS.items()
    if known.can_write and known.reads_marks and {"overlap", "metadata"} <= known.carries
]


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    create_project(tmp_path / "p.annot", actor="setup")
    (tmp_path / "in.jsonl").write_bytes(orjson.dumps(RECORD))
    with Project(tmp_path / "p.annot", "li") as opened:
        assert not import_paths(opened, [tmp_path / "in.jsonl"]).failed
        yield opened


@pytest.mark.parametrize("zipped", [False, True], ids=["as it is", "zipped"])
@pytest.mark.parametrize("name", BACK)
def test_a_new_project_gets_the_same_spans(
    project: Project, tmp_path: Path, name: str, *, zipped: bool
) -> None:
    known = FORMATS[name]
    if known.module:
        pytest.importorskip(known.module, reason=f"{known.module} is not installed")
    out = tmp_path / f"out{known.ending}"
    report = export(project, out, format=name)
    assert report.compared
    assert report.digest
    if zipped:
        out = zip_of(out, tmp_path / "out.zip")
    create_project(tmp_path / "new.annot", actor="setup")
    with Project(tmp_path / "new.annot", "li") as new:
        imported = import_paths(new, [out], layer="li")
        assert not imported.failed, imported.failed
        assert not imported.skipped, imported.skipped
        (document,) = new.documents()
        assert document.text == TEXT
        spans = list(new.spans(document.id))
        assert [(s.start, s.end, s.label, s.layer) for s in spans] == [
            (s["start"], s["end"], s["label"], "li") for s in RECORD["spans"]
        ]
        if "attributes" in known.carries:
            assert [dict(span.attrs) for span in spans] == [s.get("attrs", {}) for s in RECORD["spans"]]
        if "relations" in known.carries:
            assert [relation.type for relation in new.relations()] == ["quantifies"]
        assert new.store.check() == []


def test_the_report_says_what_was_lost_and_so_does_the_look_before(project: Project, tmp_path: Path) -> None:
    before = losses_of_export(project, format="conll")
    report = export(project, tmp_path / "out.conll", format="conll")
    assert report.losses == before
    assert before.kinds["overlap"].ids == ["q"]
    assert before.kinds["attributes"].ids == ["m"]
    assert (report.documents, report.spans, report.relations) == (1, 2, 0)


def test_variants_are_known_to_the_format(project: Project, tmp_path: Path) -> None:
    report = export(project, tmp_path / "o.jsonl", format="doccano", options=WriteOptions("spans"))
    assert orjson.loads((tmp_path / "o.jsonl").read_bytes())["label"][0] == [11, 18, "measure"]
    assert report.losses.counts()["relations"] == 1


def test_texts_with_marks_come_in_as_they_are(project: Project, tmp_path: Path) -> None:
    """Their offsets count in it, so that nothing is cleaned, not even where a document has no marks."""
    text = "标题\n\n\n\n第 1 页 共 2 页\n正文。\n\n\n"
    (tmp_path / "in.json").write_bytes(orjson.dumps([{"data": {"text": text}, "annotations": []}]))
    report = import_paths(project, [tmp_path / "in.json"])
    assert project.document(report.imported[0].id).text == text


def test_members_whose_format_cannot_be_seen_are_named(project: Project, tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "报告.txt").write_text("执法力量不足。", encoding="utf-8")
    (tmp_path / "a" / "别的.json").write_text('{"x": 1}', encoding="utf-8")
    (tmp_path / "a" / "dataset.json").write_text("{}", encoding="utf-8")
    report = import_paths(project, [zip_of(tmp_path / "a", tmp_path / "a.zip")], layer="li")
    assert len(report.imported) == 1
    ((file, reason),) = report.skipped
    assert file == f"{tmp_path}/a.zip/a/别的.json"
    assert "which format this is cannot be seen" in reason


def zip_of(path: Path, out: Path) -> Path:
    """An archive with a file, or a folder and all that is in it."""
    with ZipFile(out, "w") as archive:
        for file in sorted(path.rglob("*")) if path.is_dir() else [path]:
            if file.is_file():
                archive.write(file, file.relative_to(path.parent))
    return out
