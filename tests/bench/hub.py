"""A hub of PostgreSQL: first sync and incremental sync, against a bare COPY of the same rows in the same run. By hand:

    PYTHONPATH=.:tests:tests/hub python tests/bench/hub.py [DOCUMENTS] [SPANS] [CHANGES]

Starts a server of its own. Prints seconds, their ratio to the COPY of the same rows (an INSERT-only table without any
index, one transaction), and bytes: of the log, of its indices, of the texts.
"""

import resource
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg
from hubs import sync
from postgres import Server

from annotator.domain.change import Change
from annotator.domain.document import Document
from annotator.domain.span import make_span
from annotator.services.hub.joining import add_annotator, init_hub, join_hub
from annotator.services.project import Project, create_project
from annotator.team.address import parse_address
from annotator.team.hub import Hub

TEXT = "我局制定全年工作要点，审核合同47份；开展检查12次，办结案件3件😀。执法力量不足。\n" * 75
COLUMNS = "document, step, part, parent, author, at, verb, title, kind, layer, digest, changes"


def main(documents: int = 10_000, spans: int = 60, changes: int = 100) -> None:
    server = Server()
    try:
        with tempfile.TemporaryDirectory() as name:
            run(server, Path(name), documents, spans, changes)
    finally:
        server.remove()


def run(server: Server, folder: Path, documents: int, spans: int, changes: int) -> None:
    url = server.make_database("bench")
    init_hub(url, "boss")
    boss = make(folder / "boss.annot", documents, spans)
    join_hub(boss, url, "boss")
    pushed = timed(lambda: sync(boss, "boss", url))
    bare = copy(url, 0)
    print(f"{documents:,} reports × {spans} spans")
    print(f"bare COPY of the same rows and texts: {bare:.2f} s")
    print(f"first push: {pushed:.2f} s, ratio {pushed / bare:.1f}", flush=True)
    with Hub(*parse_address(url)) as hub:
        invitation = add_annotator(hub, "li", "annotator", "li")
    li_url = invitation.url.replace("li@", f"li:{invitation.password}@")
    li = folder / "li.annot"
    join_hub(li, li_url, "li")
    pulled = timed(lambda: sync(li, "li", li_url))
    print(f"first pull into an empty project: {pulled:.2f} s, ratio {pulled / bare:.1f}", flush=True)
    sizes(url, documents * spans)
    with Hub(*parse_address(url)) as hub:
        before = hub.last_position()
    with Project(li, "li") as project:
        for number in range(changes):
            document = project.document(f"d{number * 7919 % documents}")
            project.annotate(document, 10, 10 + number % 20 + 1, "measure")
    sent = timed(lambda: sync(li, "li", li_url))
    came = timed(lambda: sync(boss, "boss", url))
    nothing = timed(lambda: sync(boss, "boss", url))
    bare = copy(url, before)
    print(f"bare COPY of the rows of {changes} changes: {bare * 1000:.1f} ms")
    print(f"push of {changes} changes: {sent:.2f} s, ratio {sent / bare:.0f}")
    print(f"pull of {changes} changes: {came:.2f} s, ratio {came / bare:.0f}")
    print(f"nothing new: {nothing:.2f} s")
    print(f"peak memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


def timed(work: Callable[[], Any]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def make(path: Path, documents: int, spans: int) -> Path:
    create_project(path, actor="boss")
    with Project(path, "boss") as project:
        for start in range(0, documents, 500):
            texts = [Document(f"d{n}", f"报告{n}\n{TEXT}") for n in range(start, min(start + 500, documents))]
            project.commit([Change(None, text) for text in texts], "import")
            marks = [
                Change(None, make_span(text.id, text.text, at * 40 + 8, at * 40 + 18, "measure", "boss"))
                for text in texts
                for at in range(spans)
            ]
            project.commit(marks, "mark")
    return path


def copy(url: str, after: int) -> float:
    """Seconds that it takes to COPY the hub's rows after a position, and their texts, into tables without indices."""
    with psycopg.connect(url) as connection, connection.cursor() as cursor:
        cursor.execute("CREATE TABLE bare AS SELECT * FROM annotator.log WITH NO DATA")
        cursor.execute("CREATE TABLE bare_body AS SELECT * FROM annotator.body WITH NO DATA")
        rows = cursor.execute(
            f"SELECT {COLUMNS} FROM annotator.log WHERE position > %s ORDER BY position", (after,)
        ).fetchall()
        texts = cursor.execute(
            "SELECT * FROM annotator.body WHERE digest = ANY(%s)", ([row[10] for row in rows if row[10]],)
        ).fetchall()
        connection.commit()
        began = time.perf_counter()
        with cursor.copy(f"COPY bare ({COLUMNS}) FROM STDIN") as copying:
            for row in rows:
                copying.write_row(row)
        with cursor.copy("COPY bare_body FROM STDIN") as copying:
            for row in texts:
                copying.write_row(row)
        connection.commit()
        taken = time.perf_counter() - began
        cursor.execute("DROP TABLE bare, bare_body")
        return taken


def sizes(url: str, changes: int) -> None:
    sql = (
        "SELECT sum(pg_table_size(c.oid)) FILTER (WHERE relname ~ '^log_[0-9]+$'),"
        " sum(pg_indexes_size(c.oid)) FILTER (WHERE relname ~ '^log_[0-9]+$'),"
        " sum(pg_total_relation_size(c.oid)) FILTER (WHERE relname = 'body'),"
        " (SELECT count(*) FROM annotator.log)"
        " FROM pg_class c WHERE relnamespace = 'annotator'::regnamespace AND relkind = 'r'"
    )
    with psycopg.connect(url) as connection:
        log, indices, texts, rows = (int(value or 0) for value in connection.execute(sql).fetchone() or ())
    print(
        f"on the hub: {rows:,} rows, log {log / 1e6:.0f} MB ({log / changes:.0f} bytes a change), indices "
        f"{indices / 1e6:.1f} MB, texts {texts / 1e6:.0f} MB"
    )


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
