"""What does conflict waits for a person, and everything else comes."""

from dataclasses import replace
from pathlib import Path

import psycopg
import pytest
from hubs import Team, sync
from team_projects import TEXT, picture

from annotator.domain.change import Change
from annotator.domain.document import Document
from annotator.domain.errors import HubError, NothingToUndo
from annotator.domain.schema import schema_from_dict, schema_to_dict
from annotator.domain.span import GOLD, Relation, Span
from annotator.services.hub.joining import join_hub
from annotator.services.hub.outgoing import Sender
from annotator.services.hub.state import known_hub
from annotator.services.hub.syncing import Sync
from annotator.services.project import Project, create_project
from annotator.store import to_form
from annotator.team.address import parse_address
from annotator.team.hub import Hub


def mark(path: Path, layer: str, document: str, start: int, end: int, label: str = "measure") -> Span:
    with Project(path, layer) as project:
        return project.annotate(project.document(document), start, end, label)


def spans(path: Path, layer: str) -> list[Span]:
    with Project(path, "reader") as project:
        return list(project.spans(layer=layer))


def two_reviewers(team: Team) -> tuple[Path, Path]:
    return team.join("chen", "reviewer"), team.join("gu", "reviewer")


def test_gold_of_two_reviewers_waits_and_the_rest_comes(team: Team) -> None:
    chen, gu = two_reviewers(team)
    mark(chen, GOLD, "d0", 4, 12)
    mark(chen, "chen", "d1", 4, 12)
    mark(gu, GOLD, "d0", 8, 16)
    team.sync(chen, "chen")
    report = team.sync(gu, "gu")
    assert [(conflict.kind, conflict.reason, conflict.document) for conflict in report.conflicts] == [
        ("span", "overlap", "d0")
    ]
    assert len(spans(gu, "chen")) == 1
    assert [span.start for span in spans(gu, GOLD)] == [8]
    again = team.sync(gu, "gu")
    assert len(again.conflicts) == 1  # it has not been forgotten
    decided = team.sync(gu, "gu", "ours")
    assert decided.conflicts == []
    team.sync(chen, "chen")
    assert [[span.start for span in spans(path, GOLD)] for path in (chen, gu)] == [[8], [8]]
    team.sync(gu, "gu")
    team.sync(team.boss, "boss")
    assert picture(chen) == picture(gu) == picture(team.boss)


def test_a_corrected_text_takes_everybodys_marks_along(team: Team) -> None:
    chen, li = team.join("chen", "reviewer"), team.join("li")
    mark(li, "li", "d0", 10, 16)
    team.sync(li, "li")
    team.sync(chen, "chen")
    mark(li, "li", "d0", 20, 24)  # not yet on the hub
    with Project(chen, "chen") as project:
        document = project.document("d0")
        project.commit(_corrected(project, document, "更正：" + document.text), "correct")
    team.sync(chen, "chen")
    waits = team.sync(li, "li")
    assert [conflict.kind for conflict in waits.conflicts] == ["text"]
    assert waits.waiting > 0  # what is marked in the old text does not go to the hub
    team.sync(li, "li", "theirs")
    team.sync(chen, "chen")
    for path in (li, chen):
        assert [(span.start, span.text) for span in spans(path, "li")] == [
            (13, spans(li, "li")[0].text),
            (23, spans(li, "li")[1].text),
        ]
    assert picture(chen) == picture(li)


def _corrected(project: Project, document: Document, text: str) -> list[Change]:
    """A new version of the text, with all marks moved by what was put before it."""
    shift = len(text) - len(document.text)
    changes = [Change(document, replace(document, text=text, version=2, digest=""))]
    return changes + [
        Change(span, replace(span, start=span.start + shift, end=span.end + shift))
        for span in project.spans(document.id)
    ]


def test_an_undecided_label_schema_keeps_everything_out(team: Team) -> None:
    chen, li = team.join("chen", "reviewer"), team.join("li")
    with Project(chen, "chen") as project:
        form = schema_to_dict(project.schema)
        form["labels"].append({**form["labels"][0], "name": "risk", "key": "9"})
        project.commit([Change(None, replace(schema_from_dict(form), version=2))], "schema")
    mark(chen, "chen", "d1", 4, 12, "risk")
    team.sync(chen, "chen")
    mark(li, "li", "d0", 4, 12)
    report = team.sync(li, "li")
    assert [conflict.kind for conflict in report.conflicts] == ["schema"]
    assert spans(li, "chen") == []
    assert report.pushed > 0  # one's own work goes out all the same
    assert team.sync(li, "li", "theirs").conflicts == []
    assert [span.label for span in spans(li, "chen")] == ["risk"]
    team.sync(chen, "chen")
    assert picture(chen) == picture(li)


def test_only_a_reviewer_shares_documents_and_settings(team: Team) -> None:
    li, chen = team.join("li"), team.join("chen", "reviewer")
    for path, name in ((li, "li"), (chen, "chen")):
        with Project(path, name) as project:
            project.commit([Change(None, Document(f"of {name}", f"{name}\n{TEXT}"))], "import")
            project.set_setting(f"words of {name}", ["新词"], "words")
        mark(path, name, f"of {name}", 6, 10)
    report = team.sync(li, "li")
    assert report.kept == 1
    assert report.waiting >= 1
    assert team.sync(chen, "chen").waiting == 0
    team.sync(team.boss, "boss")
    with Project(team.boss, "boss") as project:
        assert project.setting("words of chen") == ["新词"]
        assert project.setting("words of li") is None
        assert project.store.has_document("of chen")
        assert not project.store.has_document("of li")
    with Hub(*parse_address(team.url)) as hub:
        hub.add("li", "reviewer", team.login("li"), "")  # another role: what waited goes
    assert team.sync(li, "li").waiting == 0
    team.sync(team.boss, "boss")
    with Project(team.boss, "boss") as project:
        assert project.setting("words of li") == ["新词"]
        assert project.store.has_document("of li")


def test_the_same_text_under_two_names_is_one_document(team: Team, tmp_path: Path) -> None:
    """Somebody has imported the reports on their own before they joined."""
    team.invite("li")
    li = tmp_path / "li.annot"
    create_project(li, actor="li")
    with Project(team.boss, "boss") as project:
        text = project.document("d0").text
    with Project(li, "li") as project:
        project.commit([Change(None, Document("mine", text))], "import")
    span = mark(li, "li", "mine", 4, 12)
    join_hub(li, team.urls["li"], "li")
    report = team.sync(li, "li")
    assert (report.waiting, report.conflicts) == (0, [])
    team.sync(team.boss, "boss")
    assert [(one.doc_id, one.id) for one in spans(team.boss, "li")] == [("d0", span.id)]
    mark(team.boss, "boss", "d0", 4, 12)
    team.sync(team.boss, "boss")
    team.sync(li, "li")
    assert [one.doc_id for one in spans(li, "boss")] == ["mine"]


def test_links_come_with_their_marks_and_go_with_them(team: Team) -> None:
    li, wang = team.join("li"), team.join("wang")
    head, tail = mark(li, "li", "d0", 4, 8, "measure"), mark(li, "li", "d1", 4, 8, "problem")
    with Project(li, "li") as project:
        project.link(head, tail, "addresses")
    team.sync(li, "li")
    team.sync(wang, "wang")
    assert picture(li) == picture(wang)
    assert any(line.startswith("relation") for line in picture(wang))
    with Project(li, "li") as project:
        project.remove([tail])
    team.sync(li, "li")
    assert team.sync(wang, "wang").conflicts == []
    assert picture(li) == picture(wang)
    assert not any(line.startswith("relation") for line in picture(wang))


def test_a_link_waits_for_a_mark_that_is_not_there_yet(team: Team) -> None:
    li, wang = team.join("li"), team.join("wang")
    head = mark(li, "li", "d0", 4, 8, "measure")
    team.sync(li, "li")
    link = to_form(Relation("r1", "addresses", head.id, "of nobody", "li"))
    with Hub(*parse_address(team.urls["li"])) as hub, Project(li, "li") as project:
        step = project.store.logged_steps([2])[2]
        row = Sender(project.store, hub.self, {})._row("", step, "relation", "li", [[None, link]])
        hub.push([row], {}, hub.last_position(), 0)
    assert team.sync(wang, "wang").refused == []
    with Project(wang, "wang") as project:
        assert known_hub(project).waiting == [""]
        assert project.relations() == []


def test_what_others_did_is_not_undone_by_accident(team: Team) -> None:
    li, wang = team.join("li"), team.join("wang")
    mark(li, "li", "d0", 4, 8)
    team.sync(li, "li")
    mark(wang, "wang", "d0", 4, 8)
    team.sync(wang, "wang")
    with Project(wang, "wang") as project:
        project.undo()
        with pytest.raises(NothingToUndo):
            project.undo()
    assert spans(wang, "wang") == []
    assert len(spans(wang, "li")) == 1


def test_a_pull_that_was_decided_and_taken_back_comes_again(team: Team) -> None:
    chen, gu = two_reviewers(team)
    mark(chen, GOLD, "d0", 4, 12)
    mark(gu, GOLD, "d0", 8, 16)
    team.sync(chen, "chen")
    with Project(gu, "gu") as project, Hub(*parse_address(team.urls["gu"])) as hub:
        Sync(project, hub).pull(take="theirs")
        project.undo()
    assert [span.start for span in spans(gu, GOLD)] == [8]
    assert len(team.sync(gu, "gu").conflicts) == 1


def test_the_hub_is_set_back_to_a_backup(team: Team) -> None:
    """What the backup lacks goes there again."""
    li = team.join("li")
    mark(li, "li", "d0", 4, 8)
    team.sync(li, "li")
    with psycopg.connect(team.url, autocommit=True) as owner:
        owner.execute("ALTER TABLE annotator.log DISABLE TRIGGER USER")
        for number in range(8):
            owner.execute(f"ALTER TABLE annotator.log_{number} DISABLE TRIGGER USER")  # type: ignore[arg-type]
        owner.execute("DELETE FROM annotator.log WHERE layer = 'li'")
    report = team.sync(li, "li")
    assert report.pushed > 0
    team.sync(team.boss, "boss")
    assert len(spans(team.boss, "li")) == 1


def test_a_push_that_others_come_before_looks_again(team: Team, monkeypatch: pytest.MonkeyPatch) -> None:
    li = team.join("li")
    copy = li.with_name("second.annot")
    copy.write_bytes(li.read_bytes())
    mark(li, "li", "d0", 4, 8)
    mark(copy, "li", "d0", 12, 16)
    push = Hub.push

    def late(hub: Hub, *given: object) -> int:
        monkeypatch.setattr(Hub, "push", push)
        sync(copy, "li", team.urls["li"])  # li's other machine
        return push(hub, *given)  # type: ignore[arg-type]

    monkeypatch.setattr(Hub, "push", late)
    team.sync(li, "li")
    team.sync(li, "li")
    sync(copy, "li", team.urls["li"])
    assert picture(li) == picture(copy)
    assert len(spans(li, "li")) == 2


def test_a_stranger_is_named(team: Team) -> None:
    with pytest.raises(HubError, match="does not let"):
        Hub(*parse_address(team.url.replace("owner", "nobody", 1)))
