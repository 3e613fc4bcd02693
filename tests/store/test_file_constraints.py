"""Every rule that stands in the project file's SQL, broken once; and the forms in which the log keeps things."""

import re
import sqlite3
from collections.abc import Iterator
from dataclasses import fields, replace
from pathlib import Path

import pytest

from annotator.domain.assignment import Assignment
from annotator.domain.change import Change
from annotator.domain.document import Document, LedgerEntry, Section, Source
from annotator.domain.errors import Conflict
from annotator.domain.setting import Setting
from annotator.domain.span import Relation, Span
from annotator.domain.status import DocumentLabel, Status
from annotator.domain.verdict import Verdict
from annotator.services.project import Project, create_project
from annotator.store import forms
from annotator.store.migrations import TABLES, TEAM

SPAN = Span("s", "d", 0, 2, "measure", "正文", "li", {"status": "done"}, "manual", "then", "now", "note", 1)


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    """With one row in every table."""
    create_project(tmp_path / "p.annot", actor="setup")
    with Project(tmp_path / "p.annot", "li") as opened:
        opened.commit(
            [
                Change(None, Document("d", "正文正文")),
                Change(None, SPAN),
                Change(None, replace(SPAN, id="t", start=2, end=4)),
                Change(None, Relation("r", "addresses", "s", "t", "li")),
                Change(None, Status("d", "li", "done")),
                Change(None, DocumentLabel("d", "li", "name", 1)),
                Change(None, Assignment("d", "li")),
                Change(None, Verdict("v", "d", "c", "boundary", "take", 0, 2)),
                Change(None, Setting("words", ["一"])),
            ],
            "all",
        )
        with opened.store.step(actor="li", title="merge", merge=True) as writer:
            writer.write([Change(None, Setting("reasons", []))])
        opened.store.keep_derived("model", {})
        yield opened


def insert(table: str, **values: object) -> str:
    shown = ", ".join("NULL" if value is None else repr(value) for value in values.values())
    return f"INSERT INTO {table} ({', '.join(values)}) VALUES ({shown})"


def document(**values: object) -> str:
    digest = "(SELECT digest FROM body)"
    return insert(
        "document", **{"id": "e", "digest": digest, "title": "", "chars": 1, "version": 1, **values}
    ).replace(repr(digest), digest)


def span(**values: object) -> str:
    given = {
        "id": "x", "document": 1, "start_char": 0, "end_char": 1, "label": "l", "quote": "q", "layer": "li", "attrs": "{}",
        "source": "", "created": "", "modified": "", "note": "", "schema_version": 1, **values,
    }  # fmt: skip
    return insert("span", **given)


def relation(**values: object) -> str:
    return insert("relation", **{"id": "x", "type": "t", "head": "s", "tail": "t", "layer": "li", **values})


def status(**values: object) -> str:
    return insert("status", **{"document": 1, "layer": "x", "state": "done", "flag": 0, "note": "", **values})


def label(**values: object) -> str:
    return insert("document_label", **{"document": 1, "layer": "x", "name": "n", "value": "1", **values})


def step(**values: object) -> str:
    given = {
        "uuid": "u",
        "actor": "a",
        "title": "t",
        "at": "now",
        "kind": "do",
        "target": None,
        "parent": None,
    }
    return insert("step", **{**given, **values})


def verdict(**values: object) -> str:
    given = {"id": "x", "document": 1, "case_key": "c", "layer": "gold", "body": "{}"}
    return insert("verdict", **{**given, **values})


def log(**values: object) -> str:
    return insert("log", **{"step": 1, "kind": "span", "document": "d", "changes": "[]", **values})


CHECKS = [
    document(id=""), document(chars=-1), document(version=0), span(id=""), span(start_char=-1),
    span(start_char=1, end_char=1), span(label=""), span(layer=""), relation(id=""), relation(type=""),
    relation(layer=""), status(layer=""), status(state="begun"), status(flag=2), label(layer=""), label(name=""),
    insert("label_schema", version=0, body="{}"), step(actor=""), step(kind="make"), step(kind="undo"),
    log(kind="thing"), insert("assignment", document=1, layer=""), verdict(id=""), verdict(case_key=""),
    verdict(layer=""), insert("setting", name="", value="1"), insert("derived", name="", value="1"),
]  # fmt: skip
UNIQUE = [
    insert("body", digest="(SELECT digest FROM body)", text="x").replace("'(", "(").replace(")'", ")"),
    document(pk=1), document(id="d"), insert("detail", document=1, meta="", source="", outline=""), span(pk=1),
    span(id="s"), relation(id="r"), status(layer="li"), label(layer="li", name="name"),
    insert("label_schema", version=1, body="{}"), step(id=1),
    "INSERT INTO step (uuid, actor, title, at, kind) SELECT uuid, 'a', 't', 'now', 'do' FROM step LIMIT 1",
    log(seq=1), insert("layer", name="li"), insert("assignment", document=1, layer="li"), verdict(id="v"),
    insert("setting", name="words", value="1"), insert("merge_step", step="(SELECT step FROM merge_step)").replace("'", ""),
    insert("derived", name="model", value="1"),
]  # fmt: skip
REFERENCES = [
    document(digest="nothing"), insert("detail", document=9, meta="", source="", outline=""), span(document=9),
    relation(head="nothing"), relation(tail="nothing"), status(document=9), label(document=9),
    step(kind="undo", target=99), log(step=99),
    insert("assignment", document=9, layer="x"), verdict(document=9), insert("merge_step", step=99),
    "DELETE FROM document", "DELETE FROM span WHERE id = 's'",
    "DELETE FROM span WHERE id = 't'",
]  # fmt: skip
NOT_NULL = [document(title=None), span(quote=None), span(attrs=None), relation(head=None), status(note=None)]
APPEND_ONLY = [
    f"{verb} {table}{rest}"
    for table, column in (("step", "title"), ("log", "changes"), ("body", "text"), ("merge_step", "step"))
    for verb, rest in (("DELETE FROM", ""), ("UPDATE", f" SET {column} = 7"))
]


@pytest.mark.parametrize("statement", [*CHECKS, *UNIQUE, *REFERENCES, *NOT_NULL, *APPEND_ONLY])
def test_a_broken_rule_changes_nothing(project: Project, statement: str) -> None:
    connection = project.store._connection
    before = list(connection.iterdump())
    connection.execute("BEGIN")
    with pytest.raises(sqlite3.IntegrityError) as caught:
        broken(connection, statement)
    if connection.in_transaction:
        connection.execute("ROLLBACK")
    assert list(connection.iterdump()) == before
    reason = str(caught.value)
    kinds = {
        "CHECK": CHECKS, "UNIQUE": UNIQUE, "FOREIGN KEY": REFERENCES, "NOT NULL": NOT_NULL, "append-only": APPEND_ONLY
    }  # fmt: skip
    (kind,) = (kind for kind, statements in kinds.items() if statement in statements)
    assert kind in reason


def broken(connection: sqlite3.Connection, statement: str) -> None:
    """Some rules speak at once, the deferred ones at the end."""
    connection.execute(statement)
    connection.execute("COMMIT")


def test_every_rule_is_broken_above() -> None:
    _log_before, tables = TABLES.split("CREATE TABLE log (")  # which came anew with `TEAM`
    sql = _log_before + tables.partition(");")[2] + TEAM
    assert len(re.findall(r"\bCHECK \(", sql)) == len(CHECKS)
    assert len(re.findall(r"UNIQUE|PRIMARY KEY", sql)) == len(UNIQUE)
    assert len(re.findall(r"\bREFERENCES ", sql)) == len(REFERENCES) - 3  # and from the other side


def test_a_commit_that_breaks_a_rule_is_refused_with_a_sentence(project: Project) -> None:
    before = project.store.check()
    for changes in (
        [Change(None, replace(SPAN, start=0))],
        [Change(None, replace(SPAN, id="x", doc_id="nowhere"))],
        [Change(None, Relation("x", "addresses", "s", "nowhere", "li"))],
        [Change(SPAN, None)],  # a relation hangs on it
        [Change(replace(SPAN, note="something else"), None)],
    ):
        with pytest.raises(Conflict):
            project.commit(changes, "wrong")
    assert project.store.check() == before == []
    assert len(list(project.spans())) == 2


ENTITIES = [
    SPAN,
    Span("s", "d", 0, 1, "l", "q", "y"),
    Span("s", "d", 0, 1, "l", "q", "y", source="import"),
    Span("s", "d", 0, 1, "l", "q", "y", note="n"),
    Span("s", "d", 0, 1, "l", "q", "y", schema_version=2),
    Span("s", "d", 0, 1, "l", "q", "y", {"a": [1, {"b": None}]}),
    Relation("r", "t", "h", "t", "y"),
    Status("d", "y"),
    Status("d", "y", "done", True, "n"),
    DocumentLabel("d", "y", "n", {"v": [1]}),
    Assignment("d", "y"),
    Verdict("v", "d", "c", "missing", "neither", 0, 1),
    Verdict("v", "d", "c", "split", "take", 0, 1, "l", ("a", "b"), ("s", "t"), ("g",), "r", "now", "w", "n", "sure"),
    Setting("n", {"a": [1]}),
    Document("d", "text", {"t": 1}, Source("n", "d", "e", (LedgerEntry("r", 0, 1, "t"),)), (Section(0, 1, 1, "h"),)),
]  # fmt: skip


@pytest.mark.parametrize("entity", ENTITIES, ids=lambda entity: type(entity).__name__)
def test_the_log_gives_back_what_it_was_given(entity: Document | Span) -> None:
    form = forms.loads(forms.dumps(forms.to_form(entity)))
    kind = forms.kind_of(entity)
    assert forms.from_form(kind, form, forms.document_of(entity), lambda _digest: "text") == entity
    assert forms.key_of(kind, form) == entity.key


def test_a_span_form_has_the_fields_of_the_class_in_their_order() -> None:
    """It is written by place: a field that is added to the class goes to the end of the form."""
    names = [field.name for field in fields(Span) if field.name != "doc_id"]
    assert list(forms.SpanRow._fields) == names
    values = [getattr(SPAN, name) for name in names]
    assert list(forms.to_form(replace(SPAN, schema_version=2))) == [*values[:-1], 2]
    assert list(forms.to_form(SPAN)) == values[:-1]  # the last ones at their default are left out
