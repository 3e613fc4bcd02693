"""Documents given out one by one: by so many, never twice the same to one person, abandoned ones to somebody else."""

import threading
from collections import Counter
from pathlib import Path

import psycopg
import pytest
from hubs import Team

from annotator.domain.errors import BadInput, HubError, NotFound
from annotator.services.hub.joining import give_out, join_hub
from annotator.services.project import Project
from annotator.team.address import parse_address
from annotator.team.hub import Hub

DOCUMENTS = 6


@pytest.fixture
def pool(database: str, tmp_path: Path) -> Team:
    """Six documents, each to be read by two."""
    team = Team(database, tmp_path, documents=DOCUMENTS)
    with Project(team.boss, "boss") as project, Hub(*parse_address(team.url)) as hub:
        assert give_out(project, hub, [f"d{n}" for n in range(DOCUMENTS)], 2) == DOCUMENTS
    return team


def take(team: Team, name: str) -> str | None:
    with Hub(*parse_address(team.urls[name])) as hub:
        return hub.next()


def age(team: Team, days: int) -> None:
    """Let time go by since everybody's last sync."""
    with psycopg.connect(team.url) as owner:
        owner.execute("UPDATE annotator.work SET touched = touched - make_interval(days => %s)", (days,))


def taken(team: Team, name: str) -> dict[str, str]:
    with Hub(*parse_address(team.urls[name])) as hub:
        return dict(hub.taken())


def test_every_document_goes_to_two_and_none_twice_to_one(pool: Team) -> None:
    names = [f"a{n}" for n in range(4)]
    for name in names:
        pool.invite(name)
    given: dict[str, list[str]] = {name: [] for name in names}

    def greedy(name: str) -> None:
        while (document := take(pool, name)) is not None:
            given[name].append(document)

    threads = [threading.Thread(target=greedy, args=(name,)) for name in names]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    counts = Counter(document for documents in given.values() for document in documents)
    assert counts == {f"d{n}": 2 for n in range(DOCUMENTS)}
    for documents in given.values():
        assert len(set(documents)) == len(documents)


def test_those_that_others_have_begun_come_first(pool: Team) -> None:
    pool.invite("li")
    pool.invite("wang")
    assert [take(pool, name) for name in ("li", "wang", "li")] == ["d0", "d0", "d1"]


def test_an_abandoned_one_goes_to_somebody_else_and_not_back(pool: Team) -> None:
    for name in ("li", "wang", "zhao"):
        pool.invite(name)
    assert [take(pool, name) for name in ("li", "wang")] == ["d0", "d0"]
    assert take(pool, "zhao") == "d1"
    age(pool, 8)
    assert take(pool, "zhao") == "d0"
    assert taken(pool, "li") == {"d0": "returned"}
    assert [take(pool, "li") for _turn in range(6)] == [*(f"d{n}" for n in range(1, DOCUMENTS)), None]


def test_work_that_is_synced_keeps_it_and_done_closes_it(pool: Team) -> None:
    li, zhao = pool.join("li"), pool.join("zhao")
    assert take(pool, "li") == "d0"
    age(pool, 8)
    with Project(li, "li") as project:
        project.annotate(project.document("d0"), 4, 8, "measure")
    pool.sync(li, "li")
    assert take(pool, "zhao") == "d0"
    assert taken(pool, "li") == {"d0": "taken"}
    with Project(li, "li") as project:
        project.set_state("d0", "done")
        project.set_document_note("d0", "\0")  # which jsonb cannot spell
    pool.sync(li, "li")
    age(pool, 100)
    pool.sync(zhao, "zhao")
    assert take(pool, "zhao") == "d1"
    assert taken(pool, "li") == {"d0": "done"}


def test_who_finishes_late_counts_all_the_same(pool: Team) -> None:
    li = pool.join("li")
    pool.invite("wang")
    pool.invite("zhao")
    assert take(pool, "li") == "d0"
    age(pool, 8)
    assert take(pool, "wang") == "d0"
    with Project(li, "li") as project:
        project.set_state("d0", "done")
    pool.sync(li, "li")
    assert taken(pool, "li") == {"d0": "done"}
    assert take(pool, "zhao") == "d1"  # d0 has its two


def test_projects_hear_who_reads_what(pool: Team) -> None:
    li, wang = pool.join("li"), pool.join("wang")
    assert take(pool, "li") == "d0"
    pool.sync(li, "li")
    pool.sync(wang, "wang")
    for path in (li, wang):
        with Project(path, "reader") as project:
            assert [(one.doc_id, one.layer) for one in project.store.assignments()] == [("d0", "li")]
    age(pool, 8)
    take(pool, "wang")
    pool.sync(li, "li")
    with Project(li, "li") as project:
        assert [(one.doc_id, one.layer) for one in project.store.assignments()] == [("d0", "wang")]
        assert project.store.check() == []


def test_more_readers_can_be_asked_for_later(pool: Team) -> None:
    for name in ("li", "wang", "zhao"):
        pool.invite(name)
    assert [take(pool, name) for name in ("li", "wang")] == ["d0", "d0"]
    with Project(pool.boss, "boss") as project, Hub(*parse_address(pool.url)) as hub:
        give_out(project, hub, ["d0"], 3, days=1.5)
    assert take(pool, "zhao") == "d0"
    age(pool, 2)
    pool.invite("chen")
    assert take(pool, "chen") == "d0"


def test_who_may_not_give_out_is_told(pool: Team) -> None:
    li = pool.join("li")
    with Project(li, "li") as project, Hub(*parse_address(pool.urls["li"])) as hub:
        with pytest.raises(HubError, match="only a reviewer"):
            give_out(project, hub, ["d0"], 1)
        with pytest.raises(NotFound, match="push it first"):
            give_out(project, hub, ["nowhere"], 1)
        with pytest.raises(BadInput):
            give_out(project, hub, ["d0"], 0)


def test_who_wants_only_their_own_documents_gets_no_others(pool: Team, tmp_path: Path) -> None:
    pool.invite("li")
    path = tmp_path / "li.annot"
    join_hub(path, pool.urls["li"], "li", mine=True)
    pool.sync(path, "li")
    with Project(pool.boss, "boss") as project:
        for number in (0, 5):
            project.annotate(project.document(f"d{number}"), 4, 8, "measure")
    pool.sync(pool.boss, "boss")
    for given in (["d0"], ["d0", "d1"]):
        take(pool, "li")
        pool.sync(path, "li")
        with Project(path, "li") as project:
            assert [document.id for document in project.documents()] == given
            assert [span.layer for span in project.spans("d0")] == ["boss"]
    with Project(path, "li") as project:
        project.annotate(project.document("d1"), 4, 8, "measure")
    assert pool.sync(path, "li").waiting == 0
    pool.sync(pool.boss, "boss")
    with Project(pool.boss, "boss") as project:
        assert [span.layer for span in project.spans("d1")] == ["li"]
    join_hub(path, pool.urls["li"], "li")  # now all
    pool.sync(path, "li")
    with Project(path, "li") as project:
        assert project.store.document_count() == DOCUMENTS
