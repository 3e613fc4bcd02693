"""Links that layers have made or not between places that both have marked."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from reviewed import TEXT, project_with, whole

from annotator.domain.change import Change
from annotator.domain.errors import InvalidSpan
from annotator.domain.span import Relation, Span, new_id
from annotator.services.project import Project
from annotator.services.review import Review
from annotator.services.settling import Settled

MARKS = [(0, 9, "measure"), (25, 31, "problem")]


def linked(folder: Path, who: Sequence[str], texts: Sequence[str] = ("d",)) -> Project:
    """Layers a, b, c with a measure and a problem; those in `who` link them, over documents if there are two."""
    project = project_with(folder, dict.fromkeys("abc", MARKS), texts=dict.fromkeys(texts, TEXT))
    for layer in who:
        project.commit(
            [Change(None, Relation(new_id(), "addresses", span(project, texts[0], layer, "measure").id,
                                   span(project, texts[-1], layer, "problem").id, layer))], "link",
        )  # fmt: skip
    return project


def span(project: Project, document: str, layer: str, label: str) -> Span:
    return next(project.spans(document, layer=layer, label=label))


def gold_links(project: Project) -> list[tuple[str, str]]:
    ends = {each.id: each for each in project.spans(layer="gold")}
    return [
        (ends[link.head].label, ends[link.tail].label) for link in project.relations() if link.layer == "gold"
    ]


def test_a_link_that_some_have_is_a_case_of_its_own(tmp_path: Path) -> None:
    with linked(tmp_path, "ab") as project:
        (case,) = Review(project).cases()
        assert (case.kinds, case.labels) == (("relation",), ("measure", "problem"))
        assert {layer: len(links) for layer, links in case.links.items()} == {"a": 1, "b": 1, "c": 0}


def test_a_link_needs_its_ends_in_gold(tmp_path: Path) -> None:
    with linked(tmp_path, "ab") as project:
        review = Review(project)
        with pytest.raises(InvalidSpan, match="not in gold yet"):
            review.decide(review.cases()[0], "take", taken=["a"])
        review.settle()
        (case,) = review.cases()
        review.decide(case, "take", taken=["a"])
        assert gold_links(project) == [("measure", "problem")]
        review.decide(case, "take", taken=["c"])
        assert gold_links(project) == []
        project.undo()
        assert gold_links(project) == [("measure", "problem")]
        whole(project)


@pytest.mark.parametrize("texts", [["d"], ["d1", "d2"], ["z", "d"]], ids=["one", "two", "backwards"])
def test_links_that_all_have_go_into_gold(tmp_path: Path, texts: list[str]) -> None:
    with linked(tmp_path, "abc", texts) as project:
        review = Review(project)
        spans = 2 * len(texts)
        assert review.settle() == Settled(spans + 1, 0)
        assert review.settle() == Settled(0, 0)
        assert gold_links(project) == [("measure", "problem")]
        project.unlink(next(link for link in project.relations() if link.layer == "c"))
        assert review.counts()["state"] == {"reopened": 1}
        assert review.settle() == Settled(0, 1)
        assert gold_links(project) == []
        whole(project)


def test_a_gold_span_that_goes_takes_its_links_and_their_decisions_along(tmp_path: Path) -> None:
    with linked(tmp_path, "abc") as project:
        review = Review(project)
        review.settle()
        case = next(
            case for case in review.cases(state="agreed") if case.label == "measure" and not case.links
        )
        review.decide(case, "neither")
        assert gold_links(project) == []
        assert [verdict.kind for verdict in project.store.verdicts() if verdict.kind == "relation"] == []
        whole(project)


def test_an_edit_in_the_other_document_is_heard_of(tmp_path: Path) -> None:
    with linked(tmp_path, "ab", ["d1", "d2"]) as project:
        review = Review(project)
        assert [case.kind for case in review.cases()] == ["relation"]
        problem = span(project, "d2", "c", "problem")
        project.remove([problem])
        kinds = sorted(
            (case.kind, case.document)
            for case in review.cases(state=("open", "agreed"))
            if case.kind != "agreed"
        )
        assert kinds == [("missing", "d2")]  # the third has no end to link any more, and the two agree
