"""The corpus of a project: whose word counts where, and what is read of it."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from reviewed import TEXT, made, project_with

from annotator.agreement.corpus import Corpus
from annotator.domain.change import Change
from annotator.domain.errors import NotFound
from annotator.domain.status import Status
from annotator.services.layers_read import corpus_of, finished_in, has_finished
from annotator.services.project import Project

M = "measure"


@pytest.mark.parametrize(
    ("state", "marked", "counts"),
    [
        ("done", True, True), ("done", False, True), ("todo", True, True), ("todo", False, False),
        ("doing", True, False), ("doing", False, False), ("skipped", True, False), ("skipped", False, False),
    ],
)  # fmt: skip
def test_whose_word_counts(state: str, marked: bool, counts: bool) -> None:
    assert has_finished(state, marked) is counts
    assert has_finished(state, marked, unfinished=True) is (counts or state == "doing")


def told(corpus: Corpus) -> Mapping[str, list[str]]:
    """Document → layers that count."""
    return {
        document: [layer for layer, counts in zip(corpus.layers, row, strict=True) if counts]
        for document, row in zip(corpus.documents, corpus.assigned.tolist(), strict=True)
    }


def test_the_corpus_has_the_spans_of_those_that_count(tmp_path: Path) -> None:
    with project_with(tmp_path, {"a": [(0, 9, M), (10, 16, "metric")], "b": [(2, 9, M)], "c": []}) as project:
        project.commit([Change(None, made("d", TEXT, "gold", 0, 9, M))], "gold")
        corpus = corpus_of(project)
        assert (corpus.layers, corpus.labels) == (("a", "b", "c"), (M, "metric"))
        assert corpus.lengths.tolist() == [len(TEXT)]
        assert told(corpus) == {"d": ["a", "b", "c"]}
        assert list(zip(corpus.start.tolist(), corpus.end.tolist(), strict=True)) == [
            (0, 9),
            (10, 16),
            (2, 9),
        ]
        assert set(corpus.ids or ()) == {span.id for span in project.spans() if span.layer != "gold"}
        project.commit([Change(None, Status("d", "a", "doing"))], "back to work")
        assert (corpus_of(project).layers, corpus_of(project).spans) == (("b", "c"), 1)
        assert corpus_of(project, unfinished=True).spans == 3
        assert finished_in(project, "d", list(project.spans("d")), ["c", "b", "a"]) == ["c", "b"]


def test_some_layers_documents_and_labels(tmp_path: Path) -> None:
    marks = {"a": [(0, 9, M), (10, 16, "metric")], "b": [(2, 9, M)]}
    with project_with(tmp_path, marks, texts={"d1": TEXT, "d2": TEXT}) as project:
        corpus = corpus_of(project, layers=["b", "a"], documents=["d2"], labels=["metric", "problem"])
        assert (corpus.layers, corpus.documents, corpus.labels) == (
            ("b", "a"),
            ("d2",),
            ("metric", "problem"),
        )
        assert corpus.spans == 1
        for wrong in ({"layers": ["z"]}, {"documents": ["z"]}, {"labels": ["z"]}):
            with pytest.raises(NotFound, match="“z”"):
                corpus_of(project, **wrong)  # type: ignore[arg-type]


def test_what_was_marked_under_one_version_of_the_schema(tmp_path: Path) -> None:
    with project_with(
        tmp_path, {"a": [(0, 9, M)], "b": [(0, 9, M)], "c": []}, texts={"d1": TEXT, "d2": TEXT}
    ) as project:
        project.commit(
            [Change(span, replace(span, schema_version=2)) for span in project.spans("d2", layer="a")],
            "later",
        )
        assert told(corpus_of(project, schema_version=1)) == {"d1": ["a", "b", "c"], "d2": ["b", "c"]}
        later = corpus_of(project, schema_version=2)
        assert told(later) == {"d1": [], "d2": ["a", "c"]}
        assert later.spans == 1


def test_an_empty_project_is_an_empty_corpus(tmp_path: Path) -> None:
    with project_with(tmp_path, {}) as project:
        corpus = corpus_of(project)
        assert (corpus.layers, corpus.spans, corpus.documents) == ((), 0, ("d",))


def test_the_corpus_is_of_one_moment(tmp_path: Path) -> None:
    with project_with(tmp_path, {"a": [(0, 9, M)]}) as project, Project(project.path, "b") as other:
        other.annotate(other.document("d"), 0, 9, M)
        other.set_state("d", "done")
        assert corpus_of(project).layers == ("a", "b")
