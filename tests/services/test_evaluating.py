"""An engine held against a layer: counts, accuracies, actions, notes."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from annotator.domain.change import Change
from annotator.domain.errors import NotFound
from annotator.services import suggesting
from annotator.services.evaluating import evaluate
from annotator.services.project import Project, create_project
from annotator.services.training import train_model
from annotator.suggest.rules import Rules
from tests.suggest.reports import REPORT, report


def cut(text: str) -> list[tuple[int, int]]:
    return [(at, min(at + 2, len(text))) for at in range(0, len(text), 2)]


def word_at(text: str, pos: int) -> tuple[int, int]:
    return pos, min(pos + 1, len(text))


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    """Two reports; in the layer gold what the rules propose, but for one span that lies otherwise and one status."""
    path = tmp_path / "p.annot"
    create_project(path, actor="setup")
    with Project(path, "gold") as opened:
        for name in ("a", "b"):
            opened.commit([Change(None, report(identity=name))], "import")
            document = opened.document(name)
            found = suggesting.suggestions(opened, document, Rules())
            suggesting.accept(opened, document, found)
        spans = {span.text: span for span in opened.spans("a", label="measure")}
        start = REPORT.index("举办培训3期")
        opened.resize(spans["举办培训3期"], opened.document("a"), start + 2, start + 6)
        opened.set_attributes(spans["审核合同47份"], {"status": "ongoing"})
        yield opened


def test_rules(project: Project) -> None:
    found = evaluate(project, "rules", "gold", cut, word_at)
    exact, overlap = found.exact["measure"], found.overlap["measure"]
    assert (exact.right, exact.suggestions, exact.spans) == (11, 12, 12)
    assert exact.f1 == exact.precision == exact.recall == 11 / 12
    assert overlap.f1 == 1
    assert found.exact["problem"].f1 == found.exact["metric"].f1 == 1
    assert found.accuracy["measure.status"] == 10 / 11
    assert found.accuracy["metric.value"] == 1
    assert found.accuracy["metric.period"] is None
    assert found.with_suggestions.spans == 28
    assert found.with_suggestions.actions == 28 + 2  # two moves of an edge
    assert found.without.actions == 27 * 2 + 3  # one selection
    data = found.to_dict()
    assert data["by_label"]["measure"]["exact"]["f1"] == 11 / 12
    assert data["actions"]["with"]["per_span"] == 30 / 28


def test_repeats_never_know_the_document_that_they_are_asked_about(project: Project) -> None:
    found = evaluate(project, "repeats", "gold", cut, word_at)
    assert found.exact["problem"].f1 == 1
    project.remove(list(project.spans("b")))
    assert evaluate(project, "repeats", "gold", cut, word_at).exact["problem"].right == 0


def test_the_figure_kept_with_a_model_is_the_cross_validated_one(project: Project) -> None:
    model = train_model(project, "gold", cut)
    found = evaluate(project, "learned", "gold", cut, word_at, cross_validate=True)
    assert found.cross_validated
    assert {name: score.f1 for name, score in found.exact.items()} == model.facts.f1
    assert [point["documents"] for point in found.learning_curve] == [1]
    assert found.notes == []


def test_a_model_judged_on_its_own_documents_says_so(project: Project) -> None:
    with pytest.raises(NotFound):
        evaluate(project, "learned", "gold", cut, word_at)
    train_model(project, "gold", cut)
    found = evaluate(project, "learned", "gold", cut, word_at)
    assert "--cross-validate" in found.notes[0]
    assert found.learning_curve == []


def test_one_document_is_told(project: Project) -> None:
    project.remove_documents(["b"])
    found = evaluate(project, "learned", "gold", cut, word_at, cross_validate=True)
    assert "one document only" in found.notes[0]


def test_a_layer_without_marks(project: Project) -> None:
    with pytest.raises(NotFound, match="layer “nobody” has no marks"):
        evaluate(project, "rules", "nobody", cut, word_at)
