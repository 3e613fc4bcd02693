"""What imports and exports hold in memory does not grow with the number of documents."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from annotator.services.exchange import import_paths
from annotator.services.exporting import export
from annotator.services.project import Project, create_project

FEW, MANY = 150, 450  # more than a step is announced with, and than are written at once
CLAUSE = "开展检查审核合同47份，"  # 11 characters
SPANS = 40
WORKS = ("jsonl", "doccano", "label-studio")
PROGRAM = Path(__file__).with_name("holding.py")


@pytest.fixture(scope="module")
def projects(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Paths without suffix of few and of many documents, as a project and as canonical lines."""
    folder = tmp_path_factory.mktemp("memory")
    return made(folder / "few", FEW), made(folder / "many", MANY)


def made(path: Path, count: int) -> Path:
    bare = path.with_name(f"{path.name}-bare.jsonl")
    with bare.open("w", encoding="utf-8") as file:
        for number in range(count):
            spans = [{"start": at, "end": at + 10, "label": "measure"} for at in range(0, 11 * SPANS, 11)]
            text = CLAUSE * SPANS + f"第{number}号" + "说明" * 2_000
            file.write(json.dumps({"id": f"d{number}", "text": text, "spans": spans}) + "\n")
    create_project(path.with_suffix(".annot"), actor="me")
    with Project(path.with_suffix(".annot"), "me") as project:
        assert not import_paths(project, [bare], layer="gold").failed
        export(project, path.with_suffix(".jsonl"), format="jsonl")
    return path


def growth(kind: str, work: str, projects: tuple[Path, Path]) -> int:
    command = [sys.executable, str(PROGRAM), kind, work, *map(str, projects)]
    return int(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


@pytest.mark.parametrize("work", ["import", *WORKS])
def test_objects_are_let_go(work: str, projects: tuple[Path, Path]) -> None:
    """One more document may leave a hundred bytes; as a record it has more than ten thousand."""
    assert growth("traced", work, projects) < 128 * (MANY - FEW)


@pytest.mark.skipif(not Path("/proc/self/status").is_file(), reason="the peak is told by Linux alone")
def test_pages_of_the_project_are_let_go(projects: tuple[Path, Path]) -> None:
    """Of what is read once, SQLite keeps little; with what it keeps for a window it would be nearly all of the file."""
    few, many = (path.with_suffix(".annot").stat().st_size for path in projects)
    assert growth("resident", "doccano", projects) < (many - few) / 3
