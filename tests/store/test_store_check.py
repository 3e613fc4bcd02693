"""`check` finds every value that somebody has altered behind the log's back."""

from pathlib import Path

import pytest
from projects import made, sqlite

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
