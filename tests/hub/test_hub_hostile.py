"""A member who means harm, and knows PostgreSQL well: what the rules do not say outright must not be found out either."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson
import psycopg
import pytest
from attacks import REFUSED, Attack, span
from hubs import Team
from postgres import Server
from team_projects import picture

from annotator.domain.errors import HubError
from annotator.services.project import Project
from annotator.team import hub as hub_module
from annotator.team.address import parse_address
from annotator.team.hub import Hub

SECRET = "geheim: wang"
LEAK = (
    "CREATE OR REPLACE FUNCTION pg_temp.leak(text) RETURNS boolean LANGUAGE plpgsql COST 0.0000001 AS"
    " $$ BEGIN RAISE NOTICE '%', $1; RETURN true; END $$"
)
UPSERT = """
    INSERT INTO annotator.log (document, step, part, author, at, verb, title, kind, layer, changes)
    SELECT document, step, part, author, at, verb, title, kind, layer, changes FROM annotator.log
    ON CONFLICT (document, step, part) DO UPDATE SET title = annotator.log.title RETURNING *"""


@pytest.fixture(scope="module")
def whole(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Attack]:
    made = Attack(Team(server.make_database("hostile"), tmp_path_factory.mktemp("hostile"), blind=True))
    yield made
    made.li.close()


@pytest.fixture
def heard(whole: Attack) -> Iterator[list[str]]:
    """The notices that li hears."""
    told: list[str] = []

    def hear(notice: psycopg.errors.Diagnostic) -> None:
        told.append(notice.message_primary or "")

    whole.li.add_notice_handler(hear)
    yield told
    whole.li.remove_notice_handler(hear)


@pytest.fixture
def fresh(database: str, tmp_path: Path) -> Iterator[Attack]:
    made = Attack(Team(database, tmp_path, blind=True))
    yield made
    made.li.close()


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT count(*) FROM annotator.log WHERE pg_temp.leak(changes)",
        "SELECT count(*) FROM annotator.log WHERE pg_temp.leak(changes) AND layer = 'wang'",
        "SELECT count(*) FROM annotator.log ORDER BY count(*) FILTER (WHERE pg_temp.leak(title))",
        "SELECT count(*) FROM annotator.log a JOIN annotator.log b ON pg_temp.leak(a.changes || b.changes)",
        "SELECT count(*) FROM (SELECT * FROM annotator.log OFFSET 0) x WHERE layer <> 'li' AND pg_temp.leak(changes)",
    ],
)
def test_a_cheap_function_of_ones_own_sees_no_row_first(whole: Attack, heard: list[str], sql: str) -> None:
    whole.li.execute(LEAK)
    whole.li.execute(sql)  # type: ignore[arg-type]
    assert SECRET not in "".join(heard)
    whole.li.execute("SELECT pg_temp.leak('it does tell')")
    assert "it does tell" in heard


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT changes::integer FROM annotator.log WHERE layer = 'wang'",  # an error that quotes what it cannot read
        "SELECT 1 / (length(changes) - length(changes)) FROM annotator.log WHERE layer = 'wang'",
        "SELECT changes::integer FROM annotator.log WHERE layer = 'wang' OR layer = 'wang '",
    ],
)
def test_an_error_tells_nothing_of_others(whole: Attack, sql: str) -> None:
    assert whole.li.execute(sql).fetchall() == []  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "sql",
    [
        "CREATE FUNCTION annotator.leak(text) RETURNS text LANGUAGE sql AS 'SELECT $1'",
        "CREATE FUNCTION pg_temp.sure(text) RETURNS boolean LANGUAGE sql LEAKPROOF AS 'SELECT true'",
        "CREATE VIEW annotator.mine AS SELECT * FROM annotator.log",
        "CREATE RULE r AS ON INSERT TO annotator.log DO ALSO NOTIFY heard",
        "CREATE TRIGGER t AFTER INSERT ON annotator.log EXECUTE FUNCTION annotator.gate()",
        "CREATE TEMP TABLE t (x text); CREATE TRIGGER t AFTER INSERT ON t EXECUTE FUNCTION annotator.follow()",
        "CREATE INDEX ON annotator.log ((changes::integer))",
        "BEGIN; LOCK TABLE annotator.log IN ACCESS EXCLUSIVE MODE",
        "BEGIN; LOCK TABLE annotator.hub IN SHARE ROW EXCLUSIVE MODE",
        "SELECT FROM annotator.hub FOR UPDATE",
        "SELECT FROM annotator.member FOR SHARE",
        "SELECT last_value FROM annotator.log_position",
        "ALTER SEQUENCE annotator.log_position RESTART",
        "ALTER FUNCTION annotator.me() SECURITY INVOKER",
        "COPY (SELECT 1) TO PROGRAM 'cat'",
        "CREATE TEMP TABLE t (x text); COPY t FROM PROGRAM 'id'",
        "CREATE TEMP TABLE t (x text); COPY t FROM '/etc/passwd'",
        "SELECT pg_read_file('/etc/passwd')",
        "SELECT lo_import('/etc/passwd')",
        "SELECT lo_export(lo_from_bytea(0, 'x'), '/tmp/x')",
        "CREATE EXTENSION dblink",
        "CREATE SERVER s FOREIGN DATA WRAPPER postgres_fdw",
        "SET ROLE pg_read_all_data",
        "GRANT annotator_hub TO public",
        "ALTER ROLE annotator_hub LOGIN",
        "ALTER ROLE owner PASSWORD 'x'",
        "CREATE ROLE another",
        "SELECT * FROM pg_authid",
        "SELECT * FROM pg_statistic",
        "ALTER DATABASE hostile SET row_security = off",
        "ALTER SYSTEM SET row_security = off",
        "SET row_security = off; SELECT * FROM annotator.log",
        UPSERT,
    ],
)  # fmt: skip
def test_more_ways_around_the_rules_are_refused(whole: Attack, sql: str) -> None:
    before = whole.rows()
    *prepared, last = sql.split("; ")
    for statement in prepared:
        whole.li.execute(statement)  # type: ignore[arg-type]
    with pytest.raises((psycopg.errors.InsufficientPrivilege, psycopg.errors.UndefinedObject)):
        whole.li.execute(last)  # type: ignore[arg-type]
    whole.li.rollback()
    whole.li.execute("RESET ALL; RESET ROLE; DROP TABLE IF EXISTS pg_temp.t")
    assert whole.rows() == before


def test_tables_of_ones_own_do_not_stand_before_the_hubs(whole: Attack) -> None:
    """What the hub's functions call is theirs, whatever li has put into the search path."""
    for table in ("member", "hub", "log", "pushed", "news", "work"):
        whole.li.execute(f"CREATE TEMP TABLE {table} (login text, annotator text, role text, blind boolean)")  # type: ignore[arg-type]
        whole.li.execute(f"INSERT INTO pg_temp.{table} VALUES (session_user, 'wang', 'manager', false)")  # type: ignore[arg-type]
    whole.li.execute("SET search_path = pg_temp, annotator")
    whole.li.execute("CREATE FUNCTION pg_temp.me() RETURNS text LANGUAGE sql AS $$ SELECT 'wang' $$")
    try:
        row = whole.li.execute("SELECT annotator.me(), annotator.my_role(), annotator.reads_all()").fetchone()
        assert row == ("li", "annotator", False)
        with pytest.raises(REFUSED):
            whole.insert(author="wang", layer="wang", changes=span("wang"))
        whole.insert(step="01a21471-a8ab-73a8-86d2-7a93151182f1")  # through all triggers
    finally:
        whole.li.execute("RESET search_path; DISCARD TEMP")


def test_a_row_of_others_is_not_told_by_a_conflict(whole: Attack) -> None:
    """The same step and part as wang's: whether it is there is not told, nor what it says."""
    (theirs,) = [row for row in whole.rows() if row[10] == "wang" and row[9] == "span"]
    names = (
        "position",
        "document",
        "step",
        "part",
        "parent",
        "author",
        "at",
        "verb",
        "title",
        "kind",
        "layer",
    )
    wang = dict(zip(names, theirs, strict=False))
    with pytest.raises(psycopg.errors.UniqueViolation) as told:
        whole.insert(document=wang["document"], step=wang["step"], part=wang["part"])
    assert SECRET not in str(told.value)  # only who knows 74 random bits gets this far
    assert wang["title"] not in str(told.value)


def test_the_planner_estimates_nothing_of_others(whole: Attack) -> None:
    with psycopg.connect(whole.team.url, autocommit=True) as owner:
        owner.execute("ANALYZE")
    estimates = {
        str(
            whole.li.execute(f"EXPLAIN (FORMAT json) SELECT * FROM annotator.log WHERE {what}").fetchall()
        ).replace(name, "…")  # type: ignore[arg-type]
        for what, name in (("layer = 'wang'", "wang"), ("layer = 'nobody'", "nobody"))
    }
    assert len({tuple(re.findall(r"'Plan Rows': (\d+)", one)) for one in estimates}) == 1
    told = json.dumps(whole.li.execute("SELECT * FROM pg_stats").fetchall(), default=str)
    assert SECRET not in told
    assert "wang" not in told


def test_what_others_ask_is_not_shown(whole: Attack) -> None:
    with psycopg.connect(whole.team.urls["wang"]) as wang:
        wang.execute("SELECT 'geheim: wang'")
        shown = whole.li.execute("SELECT query FROM pg_stat_activity").fetchall()
    assert "geheim: wang" not in str(shown)


@pytest.mark.parametrize("at", ["infinity", "-infinity", "9999-12-31", "0044-03-15 BC", "1969-12-31"])
def test_a_moment_that_others_cannot_read_is_refused(whole: Attack, at: str) -> None:
    before = whole.rows()
    with pytest.raises(REFUSED):
        whole.insert(at=at)
    assert whole.rows() == before


def poison() -> list[tuple[str, Any]]:
    good = ["s9", 4, 8, "measure", "我局制定", "li", {}, "manual", "", "", "", 1]

    def wrong(place: int, value: Any) -> list[Any]:
        return [*good[:place], value, *good[place + 1 :]]

    spans = [
        wrong(0, 9), wrong(0, ""), wrong(0, None), wrong(1, 4.0), wrong(1, True), wrong(1, "4"), wrong(2, 2**40),
        wrong(3, 5), wrong(3, []), wrong(4, None), wrong(6, "abc"), wrong(6, [1]), wrong(7, {}), wrong(8, 7),
        wrong(9, None), wrong(10, 3), wrong(11, -1), wrong(11, "1"), wrong(11, 2**63), [*good, 1],
    ]  # fmt: skip
    other = [
        ("status", {"state": 3}), ("status", {"flag": "yes"}), ("status", {"note": []}),
        ("document_label", {"name": 3, "value": 1}), ("document_label", {"value": 1}),
        ("relation", {"id": "r", "type": 1, "head": "a", "tail": "b"}),
        ("relation", {"id": "r", "type": "addresses", "head": ["a"], "tail": {}}),
        ("verdict", {"id": "v", "case": "c", "kind": "k", "choice": "take", "start": 0, "end": 1, "gold": [1]}),
        ("verdict", {"id": "v", "case": "c", "kind": "k", "choice": "no", "start": 0, "end": 1}),
        ("verdict", {"id": "v", "case": 1, "kind": "k", "choice": "take", "start": "0", "end": 1}),
    ]  # fmt: skip
    return [("span", one) for one in spans] + other


def test_rows_of_wrong_types_harm_nobody(fresh: Attack) -> None:
    """The server takes what is valid JSON of the right layer; clients pass over what makes no sense."""
    boss = fresh.team.boss
    fresh.team.sync(boss, "boss")
    before = picture(boss)
    for part, (kind, form) in enumerate(poison()):
        document = "" if kind == "relation" else "d0"
        made = form
        if isinstance(form, dict):
            made = {"layer": "li", **form} | ({} if kind == "relation" else {"doc_id": "d0"})
        changes = orjson.dumps([[None, made]]).decode()
        fresh.insert(part=part, kind=kind, document=document, changes=changes)
    fresh.insert(part=99, document="of nobody")  # a document that nobody has put there
    report = fresh.team.sync(boss, "boss")
    assert report.refused == []
    assert picture(boss) == before
    fresh.team.sync(fresh.paths["li"], "li")
    with Project(fresh.paths["li"], "li") as project:
        assert project.store.check() == []


def test_documents_that_are_none_harm_nobody(fresh: Attack) -> None:
    """A reviewer writes documents, and may write nonsense."""
    boss = fresh.team.boss
    fresh.team.sync(boss, "boss")
    before = picture(boss)
    fresh.team.invite("chen", "reviewer")
    with psycopg.connect(fresh.team.urls["chen"], autocommit=True) as chen:
        fresh.li.close()
        fresh.li = chen
        good = {
            "id": "d0",
            "digest": "0" * 64,
            "meta": {},
            "source": ["", "", "", []],
            "outline": [],
            "version": 1,
        }
        for part, changes in enumerate(
            (
                [],
                [[None]],
                [[None, {"id": "d0"}]],
                [[None, good]],
                [[None, {**good, "meta": []}]],
                [[None, None]],
            )
        ):
            fresh.insert(
                part=part, kind="document", layer="", author="chen", changes=orjson.dumps(changes).decode()
            )
    report = fresh.team.sync(boss, "boss")
    assert report.refused == []
    assert picture(boss) == before


def test_whoever_holds_the_gate_keeps_others_waiting_for_so_long_only(
    fresh: Attack, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hub_module, "_GATE_SECONDS", 1)
    with fresh.li.transaction():
        fresh.li.execute("SELECT annotator.enter()")
        with (
            Hub(*parse_address(fresh.team.urls["wang"])) as hub,
            pytest.raises(HubError, match="lock timeout"),
        ):
            hub.next()
    with Hub(*parse_address(fresh.team.urls["wang"])) as hub:
        assert hub.next() is None
