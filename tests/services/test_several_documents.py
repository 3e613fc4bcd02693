"""Several documents in any format: an export comes in again, whatever the format does to ids."""

from importlib.util import find_spec
from pathlib import Path

import orjson
import pytest

from annotator.formats import FORMATS
from annotator.services.exchange import import_paths
from annotator.services.exporting import export
from annotator.services.project import Project, create_project

NAMES = [
    name
    for name, known in FORMATS.items()
    if known.can_write and known.can_read and not known.reads_texts and "spans" in known.carries
]
Marks = set[tuple[str, str, str, str | None]]


def record(number: int) -> dict[str, object]:
    spans = [
        {"id": f"a{number}", "start": 0, "end": 2, "label": "measure", "layer": "li"},
        {"id": f"b{number}", "start": 2, "end": 3, "label": "metric", "layer": "li"},
    ]
    relation = {"type": "quantifies", "head": f"b{number}", "tail": f"a{number}", "layer": "li"}
    return {"id": f"d{number}", "text": f"甲乙丙丁，戊己{number}", "spans": spans, "relations": [relation]}


def content(project: Project) -> tuple[Marks, set[tuple[str, str, str]]]:
    """What is marked and linked, by words."""
    texts = {document.id: document.text for document in project.documents()}
    spans = {span.id: (texts[span.doc_id], span.text, span.label) for span in project.spans()}
    links = {(spans[r.head][0], spans[r.head][1], spans[r.tail][1]) for r in project.relations()}
    return {(*spans[span.id], span.layer) for span in project.spans()}, links


@pytest.mark.parametrize("name", NAMES)
def test_an_export_of_several_documents_comes_in_again(tmp_path: Path, name: str) -> None:
    known = FORMATS[name]
    if known.module and not find_spec(known.module):
        pytest.skip(f"{known.module} is not installed ({known.extra})")
    (tmp_path / "in.jsonl").write_bytes(b"\n".join(orjson.dumps(record(number)) for number in range(3)))
    out = tmp_path / f"out{known.ending}"
    create_project(tmp_path / "p.annot", actor="x")
    with Project(tmp_path / "p.annot", "li") as project:
        import_paths(project, [tmp_path / "in.jsonl"])
        export(project, out, format=name)
        marks, links = content(project)
    create_project(tmp_path / "q.annot", actor="x")
    with Project(tmp_path / "q.annot", "li") as project:
        report = import_paths(project, [out], layer="li")
        assert not report.failed
        assert content(project) == (marks, links if "relations" in known.carries else set())
        assert project.store.check() == []
        again = import_paths(project, [out], layer="li")  # the same marks are no new ones
        assert not again.failed
        assert not again.imported
