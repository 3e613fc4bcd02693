"""Projects that released versions have written: each opens, is brought up to date and is sound."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from annotator.services.project import Project
from annotator.store import file

LEGACY = Path(__file__).parent.parent / "legacy"
VERSIONS = range(1, file.VERSION + 1)


@pytest.mark.parametrize("version", VERSIONS)
def test_a_project_of_an_earlier_version(tmp_path: Path, version: int) -> None:
    kept = LEGACY / f"v{version}.annot"
    with closing(sqlite3.connect(f"{kept.as_uri()}?immutable=1", uri=True)) as connection:
        assert connection.execute("PRAGMA user_version").fetchone()[0] == version
    path = Path(shutil.copy(kept, tmp_path / "p.annot"))
    with Project(path, "小周") as project:
        assert project.store.check() == []
        first, second = project.documents()
        assert second.text.startswith("𠮷林街道2024年工作打算😀\n")
        assert (dict(second.meta), second.source.name) == (
            {"year": 2024, "region": "吉林"},
            f"v{version}.jsonl",
        )
        assert [section.role for section in first.outline] == ["header", "achievements", "problems"]
        assert [(s.layer, s.start, s.end, s.label) for s in project.spans()] == [
            ("小吴", 23, 30, "measure"),
            ("小周", 23, 30, "measure"),
            ("小周", 27, 30, "metric"),
            ("gold", 48, 54, "problem"),
            ("小周", 48, 54, "problem"),
            ("小周", 0, 4, "measure"),
            ("小吴", 14, 20, "measure"),
            ("小周", 14, 20, "measure"),
        ]
        assert sorted(relation.type for relation in project.relations()) == ["addresses", "quantifies"]
        statuses = [
            (s.doc_id, s.layer, s.state, s.flag, s.note)
            for d in ("first", "second")
            for s in project.store.statuses(d)
        ]
        assert ("first", "小周", "done", False, "") in statuses
        assert ("second", "gold", "skipped", False, "") in statuses
        assert ("second", "小吴", "doing", True, "") in statuses
        assert [label.value for label in project.store.document_labels("first")] == [{"score": 1.5}]
        if version >= 3:
            assert [v.reason for v in project.store.verdicts("first")] == ["rule 1"]
            assert [a.layer for a in project.store.assignments()] == ["小吴"]
            assert project.setting("dictionary") == ["青禾区"]
        project.redo()  # what was undone before the program was closed
        project.undo()
        for _step in range(5):
            project.undo()
        assert project.store.check() == []


def test_every_version_has_its_file() -> None:
    assert sorted(path.name for path in LEGACY.glob("*.annot")) == sorted(
        f"v{version}.annot" for version in VERSIONS
    )
