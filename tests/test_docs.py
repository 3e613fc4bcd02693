"""What the documentation shows works: JSON fits its schema, Python and commands run, links lead somewhere."""

import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import jsonschema_rs
import orjson
import pytest

import annotator
from annotator.paths import resource
from annotator.paths import schema as schema_file
from annotator.services.exporting import export
from annotator.services.project import Project
from annotator.services.recipe import Recipe
from annotator.services.sample import make_sample_project
from annotator.services.selection import Selection

ROOT = Path(__file__).parent.parent
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
NOT_RUN = {
    "docs/suggestions.md": 1,
    "docs/en/team.md": 1,
    "docs/zh/team.md": 1,
}  # blocks of commands that need a server
_BLOCK = re.compile(r"^```(\w+)([^\n]*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def name_of(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


def blocks(language: str) -> Iterator[object]:
    for page in PAGES:
        for number, (name, more, text) in enumerate(_BLOCK.findall(page.read_text("utf-8")), 1):
            if name == language:
                yield pytest.param(more.strip(), text, id=f"{name_of(page)}-{number}")


def run(script: str, folder: Path) -> str:
    """What the script prints, run in a folder by an interpreter of its own."""
    (folder / "script.py").write_text(script, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-W", "error", "script.py"],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout.decode()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with the sample project under the name that the documentation uses."""
    make_sample_project(tmp_path / "reports.annot")
    return tmp_path


@pytest.mark.parametrize(("schema", "text"), list(blocks("json")))
def test_json_fits_the_schema_that_it_names(schema: str, text: str) -> None:
    known = orjson.loads(schema_file(f"{schema}.schema.json").read_bytes())
    jsonschema_rs.Draft202012Validator(known).validate(orjson.loads(text))


@pytest.mark.parametrize(
    ("more", "text"), [case for case in blocks("python") if "pycrfsuite" not in str(case)]
)
def test_python_runs_on_the_sample_project(more: str, text: str, folder: Path) -> None:
    assert run(text, folder) or "print(" not in text


def test_the_packages_own_example_runs(folder: Path) -> None:
    _title, _gap, example = (annotator.__doc__ or "").partition("\n\n")
    run(example, folder)
    assert (folder / "dataset" / "README.md").is_file()


def test_importing_the_package_loads_nothing_but_it(tmp_path: Path) -> None:
    script = "import sys, annotator; print([m for m in sys.modules if m.startswith(('annotator.', 'numpy', 'PySide6'))])"
    assert run(script, tmp_path).strip() == "[]"


def training_script() -> str:
    (script,) = (
        text
        for name, _more, text in _BLOCK.findall((ROOT / "docs" / "train.md").read_text("utf-8"))
        if name == "python"
    )
    return script


def test_the_training_script_learns_from_an_export(folder: Path) -> None:
    """Trained on one report of the samples, it finds more than half of the measures of the next."""
    pytest.importorskip("pycrfsuite")
    selection = Selection(("小吴",), ("measure",), status="done")
    with Project(folder / "reports.annot") as project:
        export(project, folder / "dataset", format="conll", recipe=Recipe(selection, split="1:1"))
    printed = run(training_script(), folder)
    found = re.search(r"F1 ([0-9.]+) \((\d+) in the test set\)", printed)
    assert found is not None
    assert float(found[1]) > 0.5


def test_the_training_script_runs_on_real_gold(shared_corpus: Path, tmp_path: Path) -> None:
    pytest.importorskip("pycrfsuite")
    from annotator.services.exchange import import_paths
    from annotator.services.project import create_project

    lines = []
    for layer in sorted((shared_corpus / "layers").glob("*/gold.jsonl")):
        spans = [{**orjson.loads(line), "layer": "gold"} for line in layer.read_bytes().splitlines()]
        text = (shared_corpus / "reports" / f"{layer.parent.name}.txt").read_text("utf-8")
        lines.append(orjson.dumps({"id": layer.parent.name, "text": text, "spans": spans}))
    (tmp_path / "gold.jsonl").write_bytes(b"\n".join(lines))
    create_project(tmp_path / "p.annot", actor="li")
    with Project(tmp_path / "p.annot") as project:
        assert not import_paths(project, [tmp_path / "gold.jsonl"]).failed
        selection = Selection(("gold",), ("measure",))
        export(project, tmp_path / "dataset", format="conll", recipe=Recipe(selection, split="1:1"))
    assert "in the test set" in run(training_script(), tmp_path)


PAGES_WITH_COMMANDS = [
    page for page in PAGES if any(name == "sh" for name, _m, _t in _BLOCK.findall(page.read_text("utf-8")))
]


@pytest.mark.parametrize("page", PAGES_WITH_COMMANDS, ids=name_of)
def test_commands_run_one_after_another(
    page: Path, folder: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """On the sample project, which is `reports.annot`, with its reports in the folder `inbox` beside it."""
    from annotator.cli import run as run_command

    shutil.copytree(resource("samples"), folder / "inbox", ignore=shutil.ignore_patterns("*.jsonl"))
    monkeypatch.chdir(folder)
    for name, more, text in _BLOCK.findall(page.read_text("utf-8")):
        if name == "sh" and more.strip() != "no-run":
            for line in text.splitlines():
                program, *arguments = shlex.split(line, comments=True)
                assert program == "annotator", f"mark the block “sh no-run”: {line}"
                assert run_command(arguments) == 0, f"{line}: {capfd.readouterr().err}"


def test_few_blocks_of_commands_are_not_run() -> None:
    found = {
        name_of(page): sum(
            name == "sh" and more.strip() == "no-run"
            for name, more, _text in _BLOCK.findall(page.read_text("utf-8"))
        )
        for page in PAGES
    }
    assert {page: count for page, count in found.items() if count} == NOT_RUN


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_links_lead_to_files(page: Path) -> None:
    links = re.findall(r"\]\((?!https?:)([^)#]+)\)", page.read_text("utf-8"))
    assert [link for link in links if not (page.parent / link).exists()] == []
