"""Corrections while other people work on the same document."""

from pathlib import Path

import pytest

from annotator.domain.change import Change
from annotator.domain.document import Document
from annotator.domain.errors import Conflict
from annotator.services import revise
from annotator.services.project import Project, create_project

TEXT = "一、主要工作\n审核合同47份。\n"


@pytest.fixture
def project(tmp_path: Path) -> Project:
    path = tmp_path / "p.annot"
    create_project(path, actor="setup")
    project = Project(path, "li")
    project.commit([Change(None, Document("a", TEXT))], "import")
    return project


def correct(project: Project) -> None:
    revise.apply(project, revise.plan(project, project.document("a"), "标题\n" + TEXT), {})


def test_a_correction_cannot_be_undone_under_marks_that_others_made_since(project: Project) -> None:
    correct(project)
    with Project(project.path, "wang") as other:
        mark = other.annotate(other.document("a"), 10, 17, "measure")
        with pytest.raises(Conflict, match="审核合同47份"):
            project.undo()
        assert project.document("a").version == 2
        assert project.store.check() == []
        other.remove([mark])
    project.close()
    with Project(project.path, "li") as again:  # what stood in the way is forgotten with the next opening
        again.undo()
        assert again.document("a").text == TEXT
        again.redo()
        assert again.store.check() == []


def test_nobody_marks_a_text_that_is_no_longer_there(project: Project) -> None:
    stale = project.document("a")
    mine = project.annotate(stale, 7, 14, "measure")
    project.undo()
    project.redo()
    with Project(project.path, "wang") as other:
        correct(other)
    for attempt in (
        lambda: project.annotate(stale, 0, 3, "problem"),
        lambda: project.annotate_many([(stale, 0, 3)], "problem"),
        lambda: project.resize(project.store.span(mine.id), stale, 7, 13),
    ):
        with pytest.raises(Conflict, match="corrected"):
            attempt()
    assert project.store.check() == []
