"""The share expected to be right: as evaluate has it, as the scores say, as it was answered, or not known."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from annotator.domain.change import Change
from annotator.domain.errors import NotFound
from annotator.services import suggesting, trust
from annotator.services.evaluating import evaluate
from annotator.services.project import Project, create_project
from annotator.suggest.rules import Rules
from annotator.suggest.suggestion import Suggestion
from tests.suggest.reports import REPORT, report


def cut(text: str) -> list[tuple[int, int]]:
    return [(at, min(at + 2, len(text))) for at in range(0, len(text), 2)]


def word_at(text: str, pos: int) -> tuple[int, int]:
    return pos, min(pos + 1, len(text))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "p.annot"
    create_project(path, actor="setup")
    with Project(path, "setup") as project:
        project.commit([Change(None, report(identity=name)) for name in ("a", "b")], "import")
    return path


@pytest.fixture
def project(path: Path) -> Iterator[Project]:
    with Project(path, "li") as opened:
        yield opened


def make_marks(project: Project, layer: str) -> list[Suggestion]:
    """In both documents what the rules propose, but for one span of the first that lies otherwise."""
    for name in ("a", "b"):
        document = project.document(name)
        found = Rules().suggest(document, [], project.schema)
        suggesting.accept(project, document, found, layer=layer)
    spans = {span.text: span for span in project.spans("a", layer=layer, label="measure")}
    start = REPORT.index("举办培训3期")
    with Project(project.path, layer) as owner:
        owner.resize(spans["举办培训3期"], owner.document("a"), start + 2, start + 6)
    project.poll()
    return found


def test_held_against_gold_as_evaluate_does(project: Project) -> None:
    found = make_marks(project, "gold")
    known = trust.trust(project, "rules", cut)
    assert (known.basis, known.layer, known.documents) == ("layer", "gold", 2)
    scores = evaluate(project, "rules", "gold", cut, word_at).exact.values()
    right, offered = sum(score.right for score in scores), sum(score.suggestions for score in scores)
    assert known.precision(0, []) == right / offered == (2 * len(found) - 1) / (2 * len(found))
    least = min(score for score, good in known.judged if not good)
    above = [good for score, good in known.judged if score > least]
    assert known.precision(least + 1e-9, []) == (1 if len(above) >= trust.FEW else None)
    assert known.precision(1.01, []) is None


def test_without_gold_the_reports_that_one_calls_done(project: Project) -> None:
    make_marks(project, "li")
    assert trust.trust(project, "rules", cut).basis == "decisions"
    for name in ("a", "b"):
        project.set_state(name, "done")
    known = trust.trust(project, "rules", cut)
    assert (known.basis, known.layer, known.documents) == ("layer", "li", 2)


def test_failing_that_the_answers_so_far_and_else_nothing(project: Project) -> None:
    assert trust.trust(project, "rules", cut).precision(0, []) is None
    found = Rules().suggest(project.document("a"), [], project.schema)
    suggesting.accept(project, project.document("a"), found)
    assert trust.trust(project, "rules", cut) == trust.Trust()  # too few to tell
    suggesting.reject(
        project, project.document("b"), Rules().suggest(project.document("b"), [], project.schema)
    )
    known = trust.trust(project, "rules", cut)
    assert known.basis == "decisions"
    assert known.precision(0, []) == 0.5


def test_repeats_are_not_judged_by_what_they_were_told(project: Project) -> None:
    make_marks(project, "li")
    for name in ("a", "b"):
        project.set_state(name, "done")
    known = trust.trust(project, "repeats", cut)
    assert known.basis == "layer"
    share = known.precision(0, [])
    assert share is not None
    assert share < 1  # the span that lies otherwise is known only where it does not


def test_a_model_is_as_sure_as_its_scores(project: Project) -> None:
    known = trust.trust(project, "learned", cut)
    offered = [
        Suggestion("a", at, at + 1, "measure", score=score) for at, score in enumerate((0.5, 0.7, 0.9))
    ]
    assert known.precision(0.6, offered) == pytest.approx(0.8)
    assert known.precision(0.95, offered) is None


def test_an_unknown_engine_is_refused(project: Project) -> None:
    make_marks(project, "gold")
    with pytest.raises(NotFound, match="psychic"):
        trust.trust(project, "psychic", cut)
