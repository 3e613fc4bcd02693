"""What a hub costs as it grows: bytes, indices, and how long the questions of one client take. By hand:

    PYTHONPATH=.:tests:tests/hub python tests/bench/hub_growth.py [SCALE]…

A scale is a part of 1,000 annotators, 1,000,000 reports and 1,000,000,000 changes; by default 1/1000 and 1/100, given as
1000 and 100. Every change is a row of its own, as when people mark by hand. Rows are made on the server; what is
timed is what clients do then: the median of 20, in milliseconds.
"""

import statistics
import sys
import time
from collections.abc import Callable
from typing import Any

import psycopg
from postgres import Server

from annotator.domain.span import new_id, now
from annotator.services.hub.joining import add_annotator, init_hub
from annotator.team.address import parse_address
from annotator.team.hub import Hub
from annotator.team.hub_rows import Row

ANNOTATORS, REPORTS, CHANGES = 1_000, 1_000_000, 1_000_000_000
TEXT = "我局制定全年工作要点，审核合同47份；开展检查12次，办结案件3件。执法力量不足。\n" * 75
QUOTE = "制定全年工作要点审核合同"
ROWS = f"""
INSERT INTO annotator.log (document, step, part, parent, author, at, verb, title, kind, layer, changes)
SELECT 'd' || n %% %(reports)s, gen_random_uuid(), n, gen_random_uuid(), 'a' || n %% %(people)s, now(), 'do',
  'mark Measure “{QUOTE}”', 'span', 'a' || n %% %(people)s,
  '[[null,["' || gen_random_uuid() || '",' || n %% 3000 || ',' || n %% 3000 + 12 || ',"measure","{QUOTE}",'
    || '"a' || n %% %(people)s || '",{{"status":"done"}},"manual","2026-11-25T20:00:00.000Z","2026-11-25T20:00:00.000Z"]]]'
FROM generate_series(%(first)s::bigint, %(last)s::bigint) AS n
"""
AT_ONCE = 250_000


def main(parts: list[int]) -> None:
    for part in parts:
        server = Server(fsync="off", synchronous_commit="off", max_wal_size="4GB", shared_buffers="512MB")
        try:
            grow(server, part)
        finally:
            server.remove()


def grow(server: Server, part: int) -> None:
    url = server.make_database("growth")
    init_hub(url, "boss")
    people, reports, changes = ANNOTATORS // part, REPORTS // part, CHANGES // part
    print(f"1/{part}: {people:,} annotators, {reports:,} reports, {changes:,} changes", flush=True)
    with psycopg.connect(url, autocommit=True) as owner:
        fill(owner, people, reports, changes)
        sizes(owner, reports, changes)
    with Hub(*parse_address(url)) as hub:
        invitation = add_annotator(hub, "a0", "annotator", "a0")
    address, _password = parse_address(invitation.url)
    with Hub(address, invitation.password) as hub:
        ask(hub, reports)


def fill(owner: "psycopg.Connection[Any]", people: int, reports: int, changes: int) -> None:
    """Texts, then changes as they would have been pushed; the checks of each row are timed apart."""
    began = time.perf_counter()
    owner.execute(
        "INSERT INTO annotator.body SELECT encode(sha256(convert_to(%(text)s || n, 'UTF8')), 'hex'),"
        " convert_to(%(text)s || n, 'UTF8') FROM generate_series(1, %(reports)s) n",
        {"text": TEXT, "reports": reports},
    )
    for first in range(0, changes, AT_ONCE):
        last = min(first + AT_ONCE, changes) - 1
        owner.execute(ROWS, {"first": first, "last": last, "reports": reports, "people": people})
    seconds = time.perf_counter() - began
    owner.execute("ANALYZE annotator.log")
    print(
        f"  filled with all triggers in {seconds:.0f} s, {changes / seconds:,.0f} changes a second",
        flush=True,
    )


def sizes(owner: "psycopg.Connection[Any]", reports: int, changes: int) -> None:
    sql = (
        "SELECT sum(pg_table_size(c.oid)) FILTER (WHERE relname ~ '^log_[0-9]+$'),"
        " (SELECT sum(pg_relation_size(i.indexrelid)) FROM pg_index i JOIN pg_class t ON t.oid = i.indrelid"
        "  WHERE t.relname ~ '^log_[0-9]+$' AND {}),"
        " sum(pg_total_relation_size(c.oid)) FILTER (WHERE relname = 'body')"
        " FROM pg_class c WHERE relnamespace = 'annotator'::regnamespace AND relkind = 'r'"
    )
    log, key, texts = map(float, owner.execute(sql.format("i.indisprimary")).fetchone() or (0, 0, 0))  # type: ignore[arg-type]
    other = float((owner.execute(sql.format("NOT i.indisprimary")).fetchone() or (0, 0))[1])  # type: ignore[arg-type]
    print(
        f"  a change: {log / changes:.0f} bytes of log, {key / changes:.0f} of primary key, {other / changes:.0f} of the "
        f"other indices; a report's text: {texts / reports:,.0f} bytes; together {(log + key + other + texts) / 1e9:.2f} GB",
        flush=True,
    )


def ask(hub: Hub, reports: int) -> None:
    last = hub.last_position()
    some = [f"d{number * 7919 % reports}" for number in range(100)]
    rows = hub.rows(some[:20])
    tell("the last position", hub.last_position)
    tell("what is new: 100 changes", lambda: hub.changed(last - 100))
    tell(f"all of one report ({len(rows) // 20:,} changes)", lambda: hub.rows(some[:1]))
    tell("all of 100 reports", lambda: hub.rows(some), 3)
    tell("push of 100 changes", lambda: push(hub, some))
    tell("the next document", hub.next)


def push(hub: Hub, documents: list[str]) -> None:
    rows = [
        Row(
            document, new_id(), 1, None, "a0", now(), "do", "mark", "span", "a0", None,
            f'[[null,["{new_id()}",1,5,"measure","{QUOTE[:4]}","a0"]]]',
        )
        for document in documents
    ]  # fmt: skip
    hub.push(rows, {}, hub.last_position(), 0)


def tell(what: str, work: Callable[[], Any], times: int = 20) -> None:
    taken = []
    for _time in range(times):
        began = time.perf_counter()
        work()
        taken.append(time.perf_counter() - began)
    print(f"  {what}: {statistics.median(taken) * 1000:,.1f} ms", flush=True)


if __name__ == "__main__":
    main([int(part) for part in sys.argv[1:]] or [1000, 100])
