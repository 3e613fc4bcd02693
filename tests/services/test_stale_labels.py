"""Two windows on one project: what one has renamed, the other cannot mark with before it has heard of it."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from annotator.domain.change import Change, Step
from annotator.domain.document import Document
from annotator.domain.errors import LabelsChanged
from annotator.domain.schema_migration import Migration
from annotator.domain.span import Span
from annotator.services.project import Project, create_project
from annotator.services.schema_change import apply

TEXT = "我局制定全年工作要点，审核合同47份。"


@pytest.fixture
def windows(tmp_path: Path) -> Iterator[tuple[Project, Project]]:
    path = tmp_path / "p.annot"
    create_project(path, actor="li")
    with Project(path, "li") as one, Project(path, "li") as other:
        one.commit([Change(None, Document("d", TEXT))], "import")
        one.annotate(one.document("d"), 15, 18, "metric")
        other.poll()
        yield one, other


def rename(project: Project) -> None:
    """Measure is called action."""
    old = project.schema
    labels = tuple(replace(one, name="action") if one.name == "measure" else one for one in old.labels)

    def ends(names: tuple[str, ...]) -> tuple[str, ...]:
        return tuple("action" if name == "measure" else name for name in names)

    kinds = tuple(replace(one, heads=ends(one.heads), tails=ends(one.tails)) for one in old.relations)
    kinds = tuple(replace(one, name="answers") if one.name == "addresses" else one for one in kinds)
    new = replace(old, labels=labels, relations=kinds)
    apply(project, Migration(old, new, {"measure": "action"}, relations={"addresses": "answers"}))


def annotate(project: Project, _mark: Span) -> None:
    project.annotate(project.document("d"), 2, 6, "measure")


def annotate_many(project: Project, _mark: Span) -> None:
    project.annotate_many([(project.document("d"), 2, 6)], "measure")


def relabel(project: Project, mark: Span) -> None:
    project.relabel(mark, "measure")


@pytest.mark.parametrize("deed", [annotate, annotate_many, relabel])
def test_a_label_that_another_window_has_renamed_is_refused(
    windows: tuple[Project, Project], deed: Callable[[Project, Span], None]
) -> None:
    one, other = windows
    (mark,) = other.spans("d")
    rename(one)
    heard: list[Step] = []
    other.subscribe(heard.append)
    with pytest.raises(LabelsChanged, match="the labels have been changed meanwhile, and “"):
        deed(other, mark)
    assert [span.label for span in one.spans("d")] == ["metric"]
    assert len(heard) == 1  # so that the window shows the labels as they are
    assert "action" in other.schema.by_name
    other.annotate(other.document("d"), 2, 6, "action")
    assert one.store.check() == []


def test_a_type_of_link_too(windows: tuple[Project, Project]) -> None:
    one, other = windows
    measure = one.annotate(one.document("d"), 2, 6, "measure")
    problem = one.annotate(one.document("d"), 6, 10, "problem")
    other.poll()
    rename(one)
    with pytest.raises(LabelsChanged):
        other.link(measure, problem, "addresses")
    assert one.relations() == []


def test_other_labels_are_marked_as_before(windows: tuple[Project, Project]) -> None:
    one, other = windows
    (mark,) = other.spans("d")
    rename(one)
    other.annotate(other.document("d"), 2, 6, "problem")
    other.set_note(mark, "再看")
    assert {span.label for span in one.spans("d")} == {"metric", "problem"}
