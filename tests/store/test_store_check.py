"""`check` finds every value that somebody has altered behind the log's back."""

from pathlib import Path

import pytest
from projects import made, sqlite

from annotator.domain.change import Change
from annotator.domain.document import Document, Source
from annotator.services.project import Project


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("UPDATE document SET title = 'other'", "another title or length of d"),
        ("UPDATE document SET chars = 3", "another title or length of d"),
        ("UPDATE document SET version = 2", "document d"),
        ("UPDATE detail SET meta = '{\"year\":1999}'", "document d"),
        ("UPDATE span SET modified = 'x'", "span"),
        ("UPDATE span SET quote = 'x'", "says"),
        ("UPDATE status SET flag = 1", "status"),
        ("DELETE FROM status", "status"),
        ("DELETE FROM layer", "the layer li is missing"),
        ("UPDATE label_schema SET body = replace(body, 'measure', 'measured')", "label_schema 1"),
    ],
)
def test_an_altered_value_is_found(tmp_path: Path, statement: str, said: str) -> None:
    path = made(tmp_path / "p.annot")
    with sqlite(path) as connection:
        connection.execute(statement)
    with Project(path, "li") as project:
        assert [line for line in project.store.check() if said in line]


def test_a_list_that_has_the_beginning_of_a_long_first_line_for_a_title_is_no_error(tmp_path: Path) -> None:
    path, text = made(tmp_path / "p.annot"), "字" * 80 + "。\n"
    with Project(path, "li") as project:
        project.commit([Change(None, Document("long", text, source=Source("报告.txt")))], "import")
        assert project.document("long").title == "报告"
        assert project.store.check() == []
    for title, errors in (("字" * 60, 0), ("字" * 59, 1)):
        with sqlite(path) as connection:
            connection.execute("UPDATE document SET title = ? WHERE id = 'long'", (title,))
        with Project(path, "li") as project:
            assert len(project.store.check()) == errors
