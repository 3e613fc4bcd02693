"""Spans written by the hundred: the same rows, and the same log, as written one by one."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.domain.change import Change
from annotator.domain.document import Document
from annotator.domain.span import Span
from annotator.services.project import Project, create_project
from annotator.store import forms
from tests.store.projects import sqlite

TEXT = "审核合同47份" * 40
COMMON = st.tuples(
    st.sampled_from(("li", "gold")),
    st.sampled_from(("import", "manual")),
    st.sampled_from(("", "then")),
    st.just(""),
    st.sampled_from(("", "note")),
    st.sampled_from((1, 2)),
)
ATTRS = st.sampled_from(({}, {}, {"status": "done", "a": 1}))


@st.composite
def span_rows(draw: st.DrawFn) -> list[forms.SpanRow]:
    same = draw(COMMON)
    mixed = draw(st.booleans())
    rows = []
    for n in range(draw(st.sampled_from((1, 3, 64, 65, 130)))):
        layer, source, created, modified, note, version = draw(COMMON) if mixed and n < 3 else same
        values = (f"s{n}", n, n + 2, "measure", TEXT[n : n + 2], layer, draw(ATTRS) if n < 5 else {}, source)
        rows.append(forms.SpanRow(*values, created, modified, note, version))
    return rows


@settings(max_examples=20, deadline=None)
@given(span_rows())
def test_many_at_once_are_written_as_each_alone(rows: list[forms.SpanRow]) -> None:
    assert forms.span_forms(rows) == [forms.span_form(row) for row in rows]
    spans = [Span(row.id, "d", *row[1:]) for row in rows]
    with TemporaryDirectory() as name:
        folder = Path(name)
        written = []
        for way in ("bulk", "alone"):
            path = folder / f"{way}.annot"
            create_project(path, actor="setup")
            with Project(path, "li") as project:
                project.commit([Change(None, Document("d", TEXT))], "import")
                with project.store.step(actor="li", title="spans") as writer:
                    if way == "bulk":
                        writer.add_spans("d", rows)
                    else:
                        writer.add(spans)
                assert sorted(project.store.spans("d"), key=lambda s: s.start) == spans
            written.append(_tables(path))
    assert written[0] == written[1]


def _tables(path: Path) -> list[Any]:
    with sqlite(path) as connection:
        return [
            connection.execute("SELECT * FROM span ORDER BY pk").fetchall(),
            connection.execute(
                "SELECT kind, document, changes FROM log ORDER BY seq DESC LIMIT 1"
            ).fetchall(),
            connection.execute("SELECT name FROM layer ORDER BY name").fetchall(),
        ]
