"""What the program does with what it is called with: a window, a window on a project, or a command."""

import sys
from pathlib import Path

import pytest

from annotator import __main__ as start
from annotator.domain.errors import UserError
from annotator.services.project import create_project
from annotator.ui import app


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[Path | None]:
    """The paths that windows were opened on."""
    paths: list[Path | None] = []

    def run(path: Path | None = None) -> int:
        paths.append(path)
        return 0

    monkeypatch.setattr(app, "run", run)
    return paths


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "报告 1.annot"
    create_project(path, actor="x")
    return path


def called(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> object:
    """The exit code of the program."""
    monkeypatch.setattr(sys, "argv", ["annotator", *arguments])
    with pytest.raises(SystemExit) as ended:
        start.main()
    return ended.value.code


def test_nothing_asked_for_is_the_window(monkeypatch: pytest.MonkeyPatch, opened: list[Path | None]) -> None:
    assert called(monkeypatch) == 0
    assert opened == [None]


def test_a_project_alone_is_the_window_on_it(
    monkeypatch: pytest.MonkeyPatch, opened: list[Path | None], project: Path
) -> None:
    other = project.with_name("package.db")  # known by its mark, whatever its name
    project.replace(other)
    create_project(project, actor="x")
    assert [called(monkeypatch, name) for name in (str(project), project.name, str(other))] == [0, 0, 0]
    assert opened == [project, Path(project.name), other]


def test_the_program_without_a_console_takes_a_project_too(
    monkeypatch: pytest.MonkeyPatch, opened: list[Path | None], project: Path
) -> None:
    monkeypatch.setattr(sys, "argv", ["annotator-window", str(project)])
    monkeypatch.setattr(sys, "stdout", None)
    monkeypatch.setattr(sys, "stderr", None)
    with pytest.raises(SystemExit):
        start.window()
    assert opened == [project]
    assert sys.stderr.write("a mistake") == 9  # there is something to write to
    for stream in (sys.stdout, sys.stderr):
        stream.close()


def test_a_project_that_is_not_there_is_an_error_and_is_not_made(
    monkeypatch: pytest.MonkeyPatch,
    opened: list[Path | None],
    project: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert called(monkeypatch, "gone.annot") == 1
    assert "there is no project gone.annot" in capsys.readouterr().err
    assert opened == []
    assert not Path("gone.annot").exists()


def test_a_project_where_there_is_no_display_is_one_line(
    monkeypatch: pytest.MonkeyPatch, project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def run(path: Path | None = None) -> int:
        raise UserError("there is no display")

    monkeypatch.setattr(app, "run", run)
    assert called(monkeypatch, str(project)) == 1
    assert capsys.readouterr().err == "error: there is no display\n"


@pytest.mark.parametrize("arguments", [["--version"], ["formats"], ["check", "x.annot"], ["chek"]])
def test_everything_else_is_for_the_command_line(
    monkeypatch: pytest.MonkeyPatch, opened: list[Path | None], project: Path, arguments: list[str]
) -> None:
    Path("chek").write_text("a file that is called like a mistyped command")
    Path("x.annot").write_text("no project")
    assert (
        called(monkeypatch, *arguments) == {"--version": 0, "formats": 0, "check": 1, "chek": 2}[arguments[0]]
    )
    assert opened == []


def test_a_packaged_program_finds_plug_ins_in_the_folder_of_the_user(monkeypatch: pytest.MonkeyPatch) -> None:
    from annotator.paths import plugins_dir
    from annotator.suggest.engine import plugged_in

    found = plugins_dir() / "some_engine-1.dist-info"
    found.mkdir(parents=True)
    (found / "METADATA").write_text("Metadata-Version: 2.1\nName: some-engine\nVersion: 1\n")
    (found / "entry_points.txt").write_text("[annotator.engines]\nmine = some_engine:Engine\n")
    monkeypatch.setattr(sys, "path", list(sys.path))
    assert "mine" not in plugged_in()
    monkeypatch.setattr(start, "FROZEN", True)
    assert called(monkeypatch, "--version") == 0
    assert "mine" in plugged_in()
