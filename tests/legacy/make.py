"""Makes the project file of the present version, to be kept when that version is released. By hand:

    python tests/legacy/make.py tests/legacy/vN.annot

A file of a released version is never made again: later annotators must open what that one has written.
"""

import sys
from pathlib import Path

import orjson

from annotator.domain.assignment import Assignment
from annotator.domain.change import Change
from annotator.domain.document import Document
from annotator.domain.setting import Setting
from annotator.domain.verdict import Verdict
from annotator.services.exchange import import_paths
from annotator.services.project import Project, create_project

FIRST = (
    "青禾区民政局2023年工作总结\n一、工作情况\n审核合同47份，开展检查12次。\n二、存在的问题\n执法力量不足。\n"
)
SECOND = "𠮷林街道2024年工作打算😀\n充实执法力量，新增执法人员5名。\n"


def make(path: Path) -> None:
    """Two documents, the layers of two people and a gold one, with everything that can be made, done and undone."""
    create_project(path, actor="setup")
    source = path.with_suffix(".jsonl")
    source.write_bytes(b"\n".join(map(orjson.dumps, records())))
    with Project(path, "小周") as project:
        assert not import_paths(project, [source]).failed
        mark(project, project.document("first"), project.document("second"))
    with Project(path, "小吴") as project:
        project.annotate_many(
            [(project.document("first"), 23, 30), (project.document("second"), 14, 20)], "measure"
        )
        project.set_flag("second", True)
    with Project(path, "小郑") as project:
        decide(project)
    source.unlink()


def records() -> list[dict[str, object]]:
    gold = {"start": 48, "end": 54, "label": "problem", "layer": "gold", "id": "g", "note": "一致"}
    label = {"name": "quality", "value": {"score": 1.5}, "layer": "gold"}
    return [
        {"id": "first", "text": FIRST, "meta": {"year": 2023}, "spans": [gold], "labels": [label]},
        {
            "id": "second",
            "text": SECOND,
            "meta": {"year": 2024, "region": "吉林"},
            "statuses": {"gold": "skipped"},
        },
    ]


def mark(project: Project, first: Document, second: Document) -> None:
    measure = project.annotate(first, 23, 30, "measure", attrs={"status": "done"})
    metric = project.annotate(first, 27, 30, "metric", attrs={"value": "47", "unit": "份", "approx": False})
    problem = project.annotate(first, 48, 53, "problem")
    planned = project.annotate(second, 14, 20, "measure", attrs={"status": "planned"})
    project.resize(problem, first, 48, 54)
    project.set_note(planned, "跨年对应")
    project.link(metric, measure, "quantifies")
    project.link(planned, next(project.spans("first", layer="小周", label="problem")), "addresses")
    project.set_state("first", "done")
    project.set_document_note("second", "再看")
    wrong = project.annotate(second, 0, 4, "metric")
    project.relabel(wrong, "measure")
    project.remove([wrong_again for wrong_again in project.spans("second") if wrong_again.start == 0])
    project.annotate(second, 21, 27, "measure")
    project.undo()
    project.undo()
    project.redo()
    project.undo()


def decide(project: Project) -> None:
    """What belongs to the group: who reads what, what it has settled, a decision."""
    verdict = Verdict(
        "v",
        "first",
        "case",
        "boundary",
        "take",
        48,
        54,
        "problem",
        ("小周",),
        ("x",),
        ("g",),
        "小郑",
        "then",
        "rule 1",
    )
    project.commit([Change(None, Assignment("second", "小吴")), Change(None, verdict)], "decide")
    project.commit([Change(None, Setting("dictionary", ["青禾区"]))], "words")


if __name__ == "__main__":
    make(Path(sys.argv[1]))
