"""Two reviewers and whoever else, in short meetings that are killed: all come to the same, and nobody waits for ever."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from meetings import DEEDS, Deed, Team, clock, outcome
from team_projects import coordinator, picture

from annotator.domain.span import GOLD
from annotator.services.hub.meeting import SyncReport
from annotator.services.project import Project


def deeds(who: str, golds: st.SearchStrategy[bool]) -> st.SearchStrategy[Deed]:
    return st.builds(
        Deed, st.just(who), golds, st.sampled_from(DEEDS), st.integers(0, 59),
        st.sampled_from(("theirs", "ours", "")), st.just(0) | st.integers(1, 30), st.integers(0, 1),
    )  # fmt: skip


ANYBODY = st.one_of(deeds("chen", st.booleans()), deeds("gu", st.booleans()), deeds("li", st.just(False)))
MEETINGS = st.lists(ANYBODY, max_size=30)


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    with clock():
        return coordinator(tmp_path_factory.mktemp("meetings") / "template.annot", 1)


@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow])
@given(meeting=MEETINGS, end=st.sampled_from(("theirs", "ours")))
def test_all_come_to_the_same(template: Path, meeting: list[Deed], end: str) -> None:
    assert outcome(meeting, template, end) == ""


@pytest.mark.parametrize(
    "meeting",
    [
        # What one has done and taken back twice, the other does once.
        [Deed("gu", True, "mark", 2), Deed("gu", True, "undo", 0), Deed("gu", False, "sync", 0, "theirs"),
         Deed("chen", True, "sync", 0, "theirs"), Deed("gu", True, "mark", 0), Deed("gu", True, "undo", 0),
         Deed("gu", True, "push", 0), Deed("chen", True, "state", 1)],
        # A merge is taken back after what it brought was changed, and changed back.
        [Deed("gu", True, "mark", 2), Deed("gu", True, "sync", 0, "theirs"), Deed("chen", True, "sync", 0, "theirs"),
         Deed("chen", True, "relabel", 2), Deed("chen", True, "undo", 0), Deed("chen", False, "undo", 0)],
        # A change that says the same is taken back after it went to the hub.
        [Deed("gu", True, "mark", 0), Deed("gu", True, "note", 0), Deed("gu", True, "sync", 0, "theirs"),
         Deed("gu", True, "undo", 0)],
        # A link comes to the hub while the mark that it hangs on is being removed elsewhere.
        [Deed("chen", True, "mark", 59), Deed("gu", True, "mark", 0), Deed("chen", True, "push", 0),
         Deed("gu", True, "sync", 0, "theirs"), Deed("chen", True, "remove", 0), Deed("gu", True, "link", 0),
         Deed("chen", True, "pull", 0, "theirs"), Deed("gu", True, "sync", 0, "theirs")],
    ],
    ids=["to and fro", "a merge taken back", "the same again", "a link without its mark"],
)  # fmt: skip
def test_meetings_that_once_ended_apart(template: Path, meeting: list[Deed]) -> None:
    assert outcome(meeting, template) == ""


@pytest.mark.parametrize("change", ["attribute", "relabel", "resize", "note"])
@pytest.mark.parametrize("first", ["chen", "gu"])
@pytest.mark.parametrize("take", ["ours", "theirs"])
def test_a_removal_against_a_change_is_decided_and_the_decision_travels(
    template: Path, tmp_path: Path, change: str, first: str, take: str
) -> None:
    """Chen removes a mark of gold while gu changes it; whoever comes second decides."""
    with clock() as at:
        team = Team(tmp_path, template)
        team.do(Deed("chen", True, "mark", 0))
        for who in ("chen", "gu"):
            team.sync(who)
        at[0] += 1
        team.do(Deed("chen", True, "remove", 0))
        team.do(Deed("gu", True, change, 5))
        second = "gu" if first == "chen" else "chen"
        team.sync(first)
        before = gold(team, second)
        waits = team.sync(second)
        assert [(one.kind, one.reason, one.layer) for one in waits.conflicts] == [("span", "changed", GOLD)]
        assert gold(team, second) == before  # nothing is decided by itself
        assert nothing(team.sync(first))  # and it does not reach the other one either
        assert team.sync(second, take=take).conflicts == []
        for who in (first, "li", "boss", second):
            assert team.sync(who).conflicts == []
        stays = (second if take == "ours" else first) == "gu"
        assert len(gold(team, "chen")) == stays
        assert {picture(path) for path in team.paths.values()} == {team.hub_picture()}
        assert all(nothing(team.sync(who)) for who in team.paths)


def test_a_link_waits_with_the_document_whose_mark_would_go(template: Path, tmp_path: Path) -> None:
    with clock() as at:
        team = Team(tmp_path, template)
        team.do(Deed("chen", True, "mark", 59))
        team.do(Deed("chen", True, "mark", 0))
        for who in ("chen", "gu"):
            team.sync(who)
        at[0] += 1
        team.do(Deed("gu", True, "link", 0))
        team.do(Deed("chen", True, "remove", 0))
        team.sync("chen")
        for _again in range(2):
            waits = team.sync("gu")
            assert [(one.kind, one.reason) for one in waits.conflicts] == [("relation", "removed there")]
            assert len(gold(team, "gu")) == 2
        assert team.sync("gu", take="ours").conflicts == []
        for who in ("chen", "li", "boss", "gu"):
            team.sync(who, take="theirs")
        assert len(gold(team, "chen")) == 2  # the mark is back, with its link
        assert {picture(path) for path in team.paths.values()} == {team.hub_picture()}


def test_a_link_waits_with_a_mark_whose_document_is_not_decided(template: Path, tmp_path: Path) -> None:
    """What conflicts is another mark; the link and the marks that it needs are news."""
    with clock() as at:
        team = Team(tmp_path, template)
        team.do(Deed("chen", True, "mark", 59))
        for who in ("chen", "gu"):
            team.sync(who)
        at[0] += 1
        team.do(Deed("chen", True, "attribute", 5))
        team.do(Deed("chen", True, "mark", 0))
        team.do(Deed("chen", True, "link", 0))
        team.sync("chen")
        team.do(Deed("gu", True, "attribute", 8))
        waits = team.sync("gu")
        assert [one.reason for one in waits.conflicts] == ["changed"]
        assert waits.refused == []
        assert team.sync("gu", take="theirs").others["relation"].added == 1
        for who in ("chen", "li", "boss", "gu"):
            team.sync(who, take="theirs")
        assert {picture(path) for path in team.paths.values()} == {team.hub_picture()}


@pytest.mark.parametrize("take", ["ours", "theirs"])
def test_whether_a_removed_document_stays_is_decided_for_all(
    template: Path, tmp_path: Path, take: str
) -> None:
    with clock():
        team = Team(tmp_path, template)
        team.do(Deed("gu", True, "mark", 0))
        team.sync("gu")
        team.sync("chen")
        with Project(team.paths["chen"], "chen") as project:
            project.remove_documents(["d0"])
        team.sync("chen")
        assert [one.reason for one in team.sync("gu").conflicts] == ["removed there"]
        team.sync("gu", take=take)
        for who in ("chen", "li", "boss", "gu"):
            team.sync(who, take="theirs")
        assert len(gold(team, "chen")) == (take == "ours")
        assert {picture(path) for path in team.paths.values()} == {team.hub_picture()}


def test_whoever_may_not_put_a_document_back_is_told_that_it_waits(template: Path, tmp_path: Path) -> None:
    with clock():
        team = Team(tmp_path, template)
        with Project(team.paths["chen"], "chen") as project:
            project.remove_documents(["d0"])
        team.sync("chen")
        assert team.sync("li", take="ours").waiting > 0
        assert team.sync("li").waiting > 0


def gold(team: Team, who: str) -> list[object]:
    with Project(team.paths[who], who) as project:
        return list(project.spans(layer=GOLD))


def nothing(report: SyncReport) -> bool:
    return not (report.pushed or report.layers or report.others or report.conflicts)
