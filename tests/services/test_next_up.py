"""What to do next: orders with reasons, what is kept in the project, and the passages."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from annotator.domain.assignment import Assignment
from annotator.domain.change import Change
from annotator.domain.document import Document
from annotator.domain.errors import NotFound
from annotator.domain.span import make_span
from annotator.services import findings, suggesting
from annotator.services.doubtful_passages import doubtful_passages
from annotator.services.findings import Look
from annotator.services.next_up import BY, Ranking, rank
from annotator.services.project import Project, create_project
from annotator.services.training import train_model
from annotator.suggest.rules import Rules
from tests.suggest.reports import report

SURE = "一、工作\n审核合同47份。\n"
DOUBTFUL = (
    "一、下一步打算\n加强殡葬队伍建设，完善殡葬制度建设，推进殡葬工作。\n二、其他\n今年没有什么变化。\n"
)


def cut(text: str) -> list[tuple[int, int]]:
    return [(at, min(at + 2, len(text))) for at in range(0, len(text), 2)]


def words(document: Document) -> list[str]:
    return [document.text[start:end] for start, end in cut(document.text)]


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    create_project(tmp_path / "p.annot", actor="setup")
    with Project(tmp_path / "p.annot", "li") as opened:
        texts = {"sure": SURE, "doubtful": DOUBTFUL, "long": report().text}
        opened.commit([Change(None, report(text, name)) for name, text in texts.items()], "import")
        yield opened


def by(project: Project, name: str, **settings: object) -> Ranking:
    return rank(project, name, cut, words, look=Look(**settings))  # type: ignore[arg-type]


def ids(ranking: Ranking) -> list[str]:
    return [one.id for one in ranking.documents]


def test_the_most_doubtful_comes_first_with_its_section(project: Project) -> None:
    ranking = by(project, "uncertainty")
    assert ids(ranking)[0] == "doubtful"
    found = [
        one for one in Rules().suggest(project.document("doubtful"), [], project.schema) if one.score <= 0.75
    ]
    reason = ranking.documents[0].reason.text
    assert reason == f"{len(found)} doubtful suggestions, most in 一、下一步打算"
    assert ranking.engine == "rules"
    assert (ranking.documents[-1].id, ranking.documents[-1].reason.text) == ("sure", "no doubtful suggestion")


def test_what_is_done_skipped_or_not_mine_is_left_out(project: Project) -> None:
    project.set_state("sure", "done")
    project.set_state("long", "skipped")
    assert ids(by(project, "uncertainty")) == ["doubtful"]
    project.commit([Change(None, Assignment("long", "li"))], "assign")
    assert ids(by(project, "uncertainty")) == []
    project.set_state("long", "doing")
    assert ids(by(project, "uncertainty")) == ["long"]


def test_answers_take_doubt_away_without_looking_again(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = by(project, "uncertainty")
    monkeypatch.setattr(Rules, "suggest", lambda *_given: pytest.fail("was looked at before"))
    document = project.document("doubtful")
    first, second = before.findings["doubtful"][:2]
    span = make_span("doubtful", document.text, first.start, first.end, first.label, "li")
    project.commit([Change(None, span)], "mark")
    again = by(project, "uncertainty")
    assert len(again.findings["doubtful"]) == len(before.findings["doubtful"]) - 1
    one = suggesting.Suggestion("doubtful", second.start, second.end, second.label)
    suggesting.reject(project, document, [one])
    assert len(by(project, "uncertainty").findings["doubtful"]) == len(before.findings["doubtful"]) - 2


def test_who_stops_early_goes_on_later(project: Project) -> None:
    first = by(project, "uncertainty", most=1)
    assert (first.unseen, first.documents[-1].reason.text) == (2, "not looked at yet")
    assert by(project, "uncertainty", most=1).unseen == 1
    asked: list[tuple[int, int]] = []
    assert by(project, "uncertainty", progress=lambda *told: asked.append(told)).unseen == 0
    assert asked == [(3, 3)]
    assert by(project, "uncertainty", seconds=-1).unseen == 0


def test_what_was_found_before_a_stop_is_kept(project: Project) -> None:
    looked = iter([None, None])

    def pause() -> None:
        if next(looked, "stop"):
            raise NotFound("stopped")

    with pytest.raises(NotFound):
        by(project, "uncertainty", pause=pause)
    assert by(project, "uncertainty", most=0).unseen == 1


def test_a_new_model_makes_what_was_found_void(project: Project) -> None:
    by(project, "uncertainty")
    document = project.document("long")
    suggesting.accept(project, document, suggesting.suggestions(project, document, Rules()))
    train_model(project, "li", cut)
    ranking = by(project, "uncertainty", most=1)
    assert (ranking.engine, ranking.unseen) == ("learned", 2)


def test_a_read_only_project_is_looked_through_too(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(project.store, "writable", False)
    assert by(project, "uncertainty").unseen == 0
    assert project.store.derived("doubts:li") is None


def test_passages_are_sentences_with_their_doubts(project: Project) -> None:
    ranking = by(project, "uncertainty")
    passages = doubtful_passages(project, ranking.findings)
    assert passages[0].document == "doubtful"
    assert passages[0].text == "加强殡葬队伍建设，完善殡葬制度建设，推进殡葬工作。"
    assert [one.value for one in passages] == sorted((one.value for one in passages), reverse=True)
    assert sum(len(one.findings) for one in passages) == sum(map(len, ranking.findings.values()))
    for one in passages:
        text = project.document(one.document).text
        assert text[one.start : one.end] == one.text
        assert all(one.start <= each.start < one.end for each in one.findings)
    assert len(doubtful_passages(project, ranking.findings, 1)) == 1


def test_similar_needs_something_done(project: Project) -> None:
    with pytest.raises(NotFound, match="no report is done yet"):
        by(project, "similar")
    near = report("一、下一步打算\n加强殡葬队伍建设，完善殡葬制度建设。\n", "near")
    project.commit([Change(None, near)], "import")
    project.set_state("doubtful", "done")
    ranking = by(project, "similar")
    assert ids(ranking)[0] == "near"
    assert ranking.documents[0].reason.text.endswith(": as in “一、下一步打算”")
    assert ranking.documents[0].value == max(one.value or 0 for one in ranking.documents)


def test_diversity_begins_with_the_typical_and_goes_far(project: Project) -> None:
    ranking = by(project, "diversity", seed=3)
    assert sorted(ids(ranking)) == ["doubtful", "long", "sure"]
    assert ranking.documents[0].reason.text.startswith("the most typical report")
    assert ids(by(project, "diversity", seed=3)) == ids(ranking)
    project.set_state(ids(ranking)[0], "done")
    assert by(project, "diversity").documents[0].reason.text.startswith("unlike all before it: ")


def test_disagreement_of_layers_and_of_rules_and_model(project: Project) -> None:
    with pytest.raises(NotFound, match="train one first"):
        by(project, "disagreement")
    document = project.document("doubtful")
    places = [(8, 16), (17, 25)]
    for layer, wanted in (("wang", places), ("zhao", places[:1])):
        spans = [make_span("doubtful", document.text, *place, "measure", layer) for place in wanted]
        project.commit([Change(None, span) for span in spans], "mark")
    (one,) = by(project, "disagreement").documents
    assert (one.id, one.value) == ("doubtful", 0.5)
    assert one.reason.text == "wang, zhao differ in 1 of 2 marks, most in 一、下一步打算"
    long = project.document("long")
    suggesting.accept(project, long, suggesting.suggestions(project, long, Rules()))
    train_model(project, "li", cut)
    ranking = by(project, "disagreement")
    assert ids(ranking)[0] == "doubtful"
    assert sorted(ids(ranking)) == ["doubtful", "long", "sure"]
    assert all("rules and model" in one.reason.text for one in ranking.documents[1:])


def test_another_order_is_a_bug(project: Project) -> None:
    with pytest.raises(ValueError, match="alphabet"):
        by(project, "alphabet")
    assert len(BY) == 4


def test_long_looks_are_written_meanwhile(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(findings, "KEEP_EVERY", -1.0)
    written: list[int] = []

    def count(done: int, _total: int) -> None:
        kept = project.store.derived("doubts:li")
        written.append(len(kept["documents"]) if kept else 0)

    by(project, "uncertainty", progress=count)
    assert written == [0, 1, 2]
