"""`annotator stats`: the overview as a web page and as numbers."""

import csv
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from overview_project import make, small

from annotator.cli.commands import annotator
from annotator.domain.errors import NotFound


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return make(tmp_path / "p.annot", small())


def run(*words: object) -> Result:
    return CliRunner().invoke(annotator, ["stats", *map(str, words)])


def test_the_overview_is_written_beside_the_figures(project: Path, tmp_path: Path) -> None:
    done = run(project, "--html", tmp_path / "o.html", "--csv", tmp_path / "o.csv", "--json")
    assert done.exit_code == 0
    assert json.loads(done.stdout)["spans"]["gold"] == {"measure": 3, "metric": 3, "problem": 2}
    page = (tmp_path / "o.html").read_text(encoding="utf-8")
    assert page.count("<svg ") >= 8
    assert "Overview: p" in page
    with (tmp_path / "o.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {row["layer"] for row in rows if row["view"] == "year"} == {"gold"}


def test_another_layer(project: Path, tmp_path: Path) -> None:
    assert run(project, "--layer", "li", "--csv", tmp_path / "o.csv").exit_code == 0
    with (tmp_path / "o.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["view"] == "section" and row["figure"] == "marks"]
    assert sum(int(row["value"]) for row in rows) == 2


def test_a_layer_that_is_not_there(project: Path, tmp_path: Path) -> None:
    done = run(project, "--layer", "nobody", "--html", tmp_path / "o.html")
    assert isinstance(done.exception, NotFound)
    assert not (tmp_path / "o.html").exists()
