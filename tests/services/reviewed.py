"""Small projects with several layers for the tests of review."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from annotator.domain.change import Change
from annotator.domain.document import Document, Section
from annotator.domain.span import Span, make_span
from annotator.domain.status import Status
from annotator.services.project import Project, create_project

TEXT = "我局审核合同47份，开展检查12次，制定要点3项。执法力量不足，监管能力有待提升。下一步加强培训。"

Mark = tuple[int, int, str] | tuple[int, int, str, Mapping[str, Any]]


def project_with(
    folder: Path, marks: Mapping[str, Sequence[Mark]], *, texts: Mapping[str, str] | None = None
) -> Project:
    """A project whose reviewer is “rev”, with the same marks of each layer in every document, by default one `d`."""
    path = folder / "p.annot"
    create_project(path, actor="setup")
    project = Project(path, "rev")
    outline = (Section(0, 25, 1, "一、做法", "achievements"), Section(25, 100, 1, "二、问题", "problems"))
    for identity, text in (texts or {"d": TEXT}).items():
        project.commit([Change(None, Document(identity, text, outline=outline))], "import")
        spans = [made(identity, text, layer, *mark) for layer, given in marks.items() for mark in given]
        project.commit([Change(None, span) for span in spans], "marks")
        done = [Change(None, Status(identity, layer, "done")) for layer, given in marks.items() if not given]
        project.commit(done, "done")
    return project


def made(
    document: str,
    text: str,
    layer: str,
    start: int,
    end: int,
    label: str,
    attrs: Mapping[str, Any] | None = None,
) -> Span:
    return make_span(document, text, start, end, label, layer, attrs=dict(attrs or {}))


def gold(project: Project, document: str = "d") -> list[tuple[int, int, str]]:
    return [(span.start, span.end, span.label) for span in project.spans(document, layer="gold")]


def whole(project: Project) -> None:
    """Every gold span belongs to one verdict at the most, and no verdict names gold that is not there."""
    there = {span.id for span in project.spans(layer="gold")} | {link.id for link in project.relations()}
    named = [each for verdict in project.store.verdicts() for each in verdict.gold]
    assert len(named) == len(set(named))
    assert set(named) <= there
    assert project.store.check() == []
