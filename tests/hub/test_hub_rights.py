"""What an annotator's credentials can do with plain SQL: each attack that one can think of, tried."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

import orjson
import psycopg
import pytest
from attacks import REFUSED, Attack, span
from hubs import Team
from postgres import Server
from team_projects import picture

from annotator.domain.span import GOLD
from annotator.services.project import Project

COLUMNS = "document, step, part, author, at, verb, title, kind, layer, changes"


@pytest.fixture
def fresh(database: str, tmp_path: Path) -> Iterator[Attack]:
    """For attacks that go through, and must do no harm then."""
    made = Attack(Team(database, tmp_path, blind=True))
    yield made
    made.li.close()


@pytest.fixture(scope="module")
def whole(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Attack]:
    made = Attack(Team(server.make_database("rights"), tmp_path_factory.mktemp("rights"), blind=True))
    made.team.invite("chen", "reviewer")
    yield made
    made.li.close()


@pytest.fixture
def attack(whole: Attack) -> Attack:
    """For attacks that are refused: one hub for all of them."""
    whole.li.execute("RESET ROLE")
    return whole


def test_what_li_may_do_goes_through(fresh: Attack) -> None:
    """Else the refusals below would prove nothing."""
    before = fresh.rows()
    fresh.insert()
    assert fresh.rows()[:-1] == before


@pytest.mark.parametrize(
    "changed",
    [
        {"layer": "wang", "changes": span("wang")},  # another's layer
        {"layer": "wang"},
        {"changes": span("wang")},  # another's mark under one's own name
        {"author": "wang"},  # in another's name
        {"author": "wang", "layer": "wang", "changes": span("wang")},
        {"layer": GOLD, "changes": span(GOLD)},
        {"layer": "", "changes": span("li")},
        {"kind": "verdict", "changes": '[[null,{"id":"v","doc_id":"d0"}]]'},  # gold, by its default
        {"kind": "status", "changes": '[[null,{"doc_id":"d0","layer":"wang","state":"done"}]]'},
        {
            "kind": "status",
            "changes": '[[null,{"doc_id":"d1","layer":"li","state":"done"}]]',
        },  # another document
        {
            "kind": "status",
            "changes": '[[{"doc_id":"d0","layer":"wang"},null]]',
        },  # what was before counts, too
        {"kind": "document", "layer": "", "changes": '[[{"id":"d0"},null]]'},
        {"kind": "assignment", "layer": "", "changes": '[[null,{"doc_id":"d0","layer":"li"}]]'},
        {"kind": "setting", "document": "", "layer": "", "changes": '[[null,{"name":"rule","value":1}]]'},
        {"kind": "label_schema", "document": "", "layer": "", "changes": '[[null,{"version":9}]]'},
        {"kind": "relation", "document": "", "changes": '[[null,{"id":"r","layer":"wang"}]]'},
        {"kind": "nonsense"},
        {"position": 1},  # in the past
        {"received": "2020-01-01"},
    ],
)
def test_rows_that_are_not_ones_own_to_write_are_refused(attack: Attack, changed: dict[str, object]) -> None:
    before = attack.rows()
    with pytest.raises(REFUSED):
        attack.insert(**changed)
    assert attack.rows() == before


@pytest.mark.parametrize(
    "changes", ["nonsense", "{}", "[1]", '[[null,"x"]]', '[[null,["s1",1]]]', "[[null,{}]]"]
)
def test_malformed_rows_are_refused(attack: Attack, changes: str) -> None:
    before = attack.rows()
    with pytest.raises(psycopg.Error):
        attack.insert(changes=changes)
    assert attack.rows() == before


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE annotator.log SET title = 'x'",
        "UPDATE annotator.log SET title = 'x' WHERE author = 'li'",
        "DELETE FROM annotator.log",
        "DELETE FROM annotator.log WHERE author = 'li'",
        "TRUNCATE annotator.log",
        "TRUNCATE annotator.log_0",
        "UPDATE annotator.log_0 SET title = 'x'",
        "SELECT * FROM annotator.log_0",
        "INSERT INTO annotator.log_0 (title) VALUES ('x')",
        "DROP TABLE annotator.log",
        "DROP TRIGGER log_stays ON annotator.log",
        "DROP TRIGGER log_check ON annotator.log",
        "ALTER TABLE annotator.log DISABLE TRIGGER ALL",
        "ALTER TABLE annotator.log DISABLE ROW LEVEL SECURITY",
        "DROP POLICY writing ON annotator.log",
        "CREATE POLICY mine ON annotator.log USING (true)",
        "CREATE OR REPLACE FUNCTION annotator.me() RETURNS text LANGUAGE sql AS $$ SELECT 'wang' $$",
        "CREATE TABLE annotator.mine (x integer)",
        "UPDATE annotator.member SET role = 'manager'",
        "INSERT INTO annotator.member (login, annotator, role) VALUES (session_user, 'x', 'manager')",
        "DELETE FROM annotator.member",
        "UPDATE annotator.hub SET blind = false",
        "UPDATE annotator.version SET needs = 99",
        "SELECT setval('annotator.log_position', 1)",
        "UPDATE annotator.pool SET free = 9",
        "UPDATE annotator.work SET state = 'done'",
        "INSERT INTO annotator.work (document, annotator) VALUES ('d0', 'li')",
        "SELECT annotator.assign(ARRAY['d0'], 1)",
        "SELECT annotator.log_assignment('d0', 'wang', true)",
        "SET ROLE owner",
        "SET SESSION AUTHORIZATION owner",
        "SET session_replication_role = replica",  # which would switch triggers off
        "DELETE FROM annotator.body",
        "UPDATE annotator.body SET text = ''",
        "TRUNCATE annotator.body",
        "INSERT INTO annotator.body (digest, text) VALUES (encode(sha256('x'), 'hex'), 'x')",
        "COPY annotator.log TO PROGRAM 'cat'",
    ],
)  # fmt: skip
def test_statements_that_would_change_the_rules_are_refused(attack: Attack, sql: str) -> None:
    before = attack.rows()
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        attack.li.execute(sql)  # type: ignore[arg-type]
    assert attack.rows() == before


def test_another_role_gains_nothing(attack: Attack) -> None:
    other = attack.team.urls["wang"].partition("//")[2].partition(":")[0]
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        attack.li.execute(f'SET ROLE "{other}"')  # type: ignore[arg-type]
    attack.li.execute("SET ROLE annotator_hub")  # li is in it, like everybody
    assert attack.li.execute("SELECT DISTINCT layer FROM annotator.log ORDER BY 1").fetchall() == [
        ("",),
        ("li",),
    ]
    with pytest.raises(REFUSED):
        attack.insert(author="wang", layer="wang", changes=span("wang"))


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT changes || title FROM annotator.log",
        "SELECT changes || title FROM annotator.log WHERE layer = 'wang'",
        "SELECT changes FROM (SELECT changes, layer FROM annotator.log OFFSET 0) x WHERE layer = 'wang'",
        "TABLE annotator.log",
        "COPY (SELECT * FROM annotator.log) TO STDOUT",
    ],
)
def test_in_a_blind_project_nothing_of_others_can_be_read(attack: Attack, sql: str) -> None:
    with attack.li.cursor() as cursor:
        if sql.startswith("COPY"):
            with cursor.copy(sql) as copy:  # type: ignore[arg-type]
                read = b"".join(bytes(part) for part in copy).decode()
        else:
            read = str(cursor.execute(sql).fetchall())  # type: ignore[arg-type]
    assert "geheim: wang" not in read
    assert "wang" not in read
    assert ("geheim: li" in read) == ("'wang'" not in sql)


def test_a_reviewer_reads_all_and_writes_gold(fresh: Attack) -> None:
    fresh.team.invite("chen", "reviewer")
    with psycopg.connect(fresh.team.urls["chen"], autocommit=True) as chen:
        found = chen.execute("SELECT DISTINCT layer FROM annotator.log ORDER BY 1").fetchall()
        assert found == [("",), ("li",), ("wang",)]
        values = ("d0", "01a21471-a8ab-73a8-86d2-7a93151182a2", 1, "chen", "2026-01-01", "do", "x", "span")
        insert = f"INSERT INTO annotator.log ({COLUMNS}) VALUES ({', '.join(['%s'] * 10)})"
        chen.execute(insert, (*values, GOLD, span(GOLD)))  # type: ignore[arg-type]
        for layer in ("li", "wang"):
            with pytest.raises(REFUSED):
                chen.execute(insert, (*values, layer, span(layer)))  # type: ignore[arg-type]
        for sql in ("UPDATE annotator.log SET title = 'x'", "DELETE FROM annotator.log"):
            with pytest.raises(REFUSED):
                chen.execute(sql)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "sql", ["UPDATE annotator.{} SET title = 'x'", "DELETE FROM annotator.{}", "TRUNCATE annotator.{}"]
)
def test_not_even_the_owner_alters_the_log(attack: Attack, sql: str) -> None:
    before = attack.rows()
    with psycopg.connect(attack.team.url, autocommit=True) as owner:
        full = "SELECT tableoid::regclass::text FROM annotator.log LIMIT 1"
        ((partition,),) = owner.execute(full).fetchall()
        for table in ("log", partition.removeprefix("annotator.")):
            with pytest.raises(REFUSED):
                owner.execute(sql.format(table))  # type: ignore[arg-type]
    assert attack.rows() == before


@pytest.mark.parametrize("sql", ["UPDATE {} SET text = text", "DELETE FROM {}", "TRUNCATE {} CASCADE"])
def test_nor_the_texts(attack: Attack, sql: str) -> None:
    with psycopg.connect(attack.team.url, autocommit=True) as owner, pytest.raises(REFUSED):
        owner.execute(sql.format("annotator.body"))  # type: ignore[arg-type]


def test_a_text_is_the_one_that_its_digest_says(attack: Attack) -> None:
    digest = hashlib.sha256(b"one").hexdigest()
    with psycopg.connect(attack.team.urls["chen"], autocommit=True) as chen, pytest.raises(REFUSED):
        chen.execute("INSERT INTO annotator.body (digest, text) VALUES (%s, %s)", (digest, b"another"))


def test_a_mark_cannot_be_taken_over_by_its_id(fresh: Attack) -> None:
    """li writes into li's own layer, but names wang's mark: nobody believes it."""
    boss = fresh.team.boss
    fresh.team.sync(boss, "boss")
    before = picture(boss)
    with Project(boss, "boss") as project:
        (theirs,) = [mark for mark in project.spans("d0") if mark.layer == "wang"]
    fresh.insert(changes=span("li", theirs.id))
    fresh.insert(
        changes=orjson.dumps([[[theirs.id, 4, 8, "measure", "我局制定", "li"], None]]).decode(), part=2
    )
    fresh.team.sync(boss, "boss")
    assert picture(boss) == before


def test_a_mark_with_false_words_reaches_nobody(fresh: Attack) -> None:
    fresh.insert(changes=span("li").replace("我局制定", "别的话了"))
    fresh.insert(part=2, changes=span("li", "s2").replace("4,8", "8,4"))
    fresh.insert(part=3, kind="status", changes='[[null,{"doc_id":"d0","layer":"li","state":"nonsense"}]]')
    report = fresh.team.sync(fresh.team.boss, "boss")
    assert report.refused == []
    with Project(fresh.team.boss, "boss") as project:
        assert project.store.check() == []
        assert not {"s1", "s2"} & {mark.id for mark in project.spans("d0")}
        assert project.store.status("d0", "li").note == "geheim: li\0"
