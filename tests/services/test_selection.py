"""What is selected: layers and the majority, labels, documents, statuses."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from datasets_project import make

from annotator.domain.errors import BadInput, NotFound
from annotator.domain.span import Span
from annotator.formats import Record
from annotator.services.project import Project
from annotator.services.selection import Selection, select


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with make(tmp_path) as opened:
        yield opened


def found(project: Project, **selection: object) -> list[Record]:
    return list(select(project, Selection(**selection)).records())  # type: ignore[arg-type]


def test_everything_is_selected_by_default(project: Project) -> None:
    assert [record.id for record in found(project)] == [f"d{n}" for n in range(10)]
    assert sum(len(record.spans) for record in found(project)) == len(list(project.spans()))


def test_labels_and_documents(project: Project) -> None:
    records = found(project, labels=("problem",), documents=("d3", "d0"))
    assert [(r.id, [s.label for s in r.spans]) for r in records] == [("d0", ["problem"]), ("d3", ["problem"])]


def test_the_majority_counts_those_who_have_finished(project: Project) -> None:
    """Of d9 only two have finished, who begin the measure at the same place; of d1 three, at three places but two."""
    records = {record.id: record for record in found(project, layers=("majority",))}
    assert {span.layer for record in records.values() for span in record.spans} == {"majority"}
    for identity, record in records.items():
        layers = ["li", "chen"] + (["王芳"] if int(identity[1:]) < 8 else []) if identity else []
        marks = [span for span in project.spans(identity) if span.layer in layers]
        places = {(span.start, span.end, span.label) for span in marks}
        expected = {
            place
            for place in places
            if 2 * sum((s.start, s.end, s.label) == place for s in marks) > len(layers)
        }
        assert {(s.start, s.end, s.label) for s in record.spans} == expected


def test_a_layer_of_that_name_is_no_virtual_one(project: Project) -> None:
    project.add_layer("majority", {"d0": [(0, 2, "problem")]})
    (record,) = found(project, layers=("majority",), documents=("d0",))
    assert [(span.start, span.label) for span in record.spans] == [(0, "problem")]


def test_a_status_is_that_of_the_layer(project: Project) -> None:
    records = found(project, layers=("王芳",), status="doing")
    assert [record.id for record in records] == ["d8", "d9"]
    both = found(project, layers=("王芳", "li"), status="done", documents=("d8",))
    assert {span.layer for record in both for span in record.spans} == {"li"}
    assert len(found(project, layers=("majority",), status="done")) == 10
    with pytest.raises(BadInput, match="skipped"):
        found(project, status="skipped")


def test_relations_whose_end_is_not_selected_are_counted(project: Project) -> None:
    spans: dict[str, Span] = {span.id: span for span in project.spans()}
    project.link(spans["li0"], spans["p0"], "addresses")
    project.link(spans["li0"], spans["p2"], "addresses")
    for selection, kept, left_out in (
        (Selection(), 2, 0),
        (Selection(labels=("measure",)), 0, 2),
        (Selection(documents=("d0",)), 1, 1),
        (Selection(layers=("chen",)), 0, 0),
    ):
        selected = select(project, selection)
        assert sum(len(record.relations) for record in selected.records()) == kept
        assert selected.left_out == left_out


def test_names_that_are_not_there(project: Project) -> None:
    for selection in (
        Selection(("x",)),
        Selection(labels=("x",)),
        Selection(documents=("d",)),
        Selection(documents=("x",)),
    ):
        with pytest.raises(NotFound):
            select(project, selection)
