"""assign, package and merge as people run them."""

import random
from pathlib import Path

import pytest
from cli_process import CommandLine
from team_projects import coordinator, package, picture, work

from annotator.services.project import Project


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return coordinator(tmp_path / "p.annot", 6)


def test_from_assignment_to_merge(run: CommandLine, project: Path, tmp_path: Path) -> None:
    seen = run("assign", project, "--layers", "li,wang,zhao", "--per-document", 2, "--preview", "--json").json
    assert seen["preview"] is True
    assert seen["step"] is None
    assert seen["loads"] == {"li": 4, "wang": 4, "zhao": 4}
    done = run("assign", project, "--layers", "li,wang,zhao", "--per-document", 2, "--json").json
    assert done["assigned"] == seen["assigned"]
    assert isinstance(done["step"], int)
    (tmp_path / "out").mkdir()
    made = run("package", project, tmp_path / "out", "--all", "--json").json["packages"]
    assert [(one["layer"], one["documents"], one["spans"]) for one in made] == [
        ("li", 4, 0), ("wang", 4, 0), ("zhao", 4, 0),
    ]  # fmt: skip
    files = [Path(one["file"]) for one in made]
    for one in made:
        work(Path(one["file"]), one["layer"], random.Random(one["layer"]), 20)
    before = project.read_bytes()
    seen = run("merge", project, *files, "--preview", "--json").json
    assert project.read_bytes() == before
    done = run("merge", project, *files, "--json").json
    assert [one["layers"] for one in done["merged"]] == [one["layers"] for one in seen["merged"]]
    assert [one["file"] for one in done["merged"]] == list(map(str, files))
    with Project(project) as opened:
        counts = {layer: sum(by.values()) for layer, by in opened.store.span_counts().items()}
    assert {
        layer: tally["added"] for one in done["merged"] for layer, tally in one["layers"].items()
    } == counts
    assert done["conflicts"] == []
    assert isinstance(done["step"], int)
    again = run("merge", project, *files)
    assert again.code == 0
    assert "nothing new; nothing was written" in again.out


def test_conflicts_stop_a_merge_until_they_are_decided(
    run: CommandLine, project: Path, tmp_path: Path
) -> None:
    with Project(project, "li") as opened:
        span = opened.annotate(opened.document("d0"), 4, 10, "measure")
    other = package(project, tmp_path / "li.annot", "li")
    for path, note in ((project, "here"), (other, "there")):
        with Project(path, "li") as opened:
            opened.set_note(opened.store.span(span.id), note)
    before = picture(project)
    refused = run("merge", project, other, "--json")
    assert refused.code == 1
    (sentence,) = refused.errors
    assert sentence.startswith("error: 1 conflict is to be decided first; nothing was merged.")
    assert "--take ours or --take theirs" in sentence
    (conflict,) = refused.json["conflicts"]
    assert refused.json["step"] is None
    assert (conflict["kind"], conflict["document"], conflict["layer"], conflict["id"]) == (
        "span",
        "d0",
        "li",
        span.id,
    )
    assert (conflict["ours"]["note"], conflict["theirs"]["note"]) == ("here", "there")
    assert picture(project) == before
    said = run("merge", project, other)
    assert said.code == 1
    assert "changed on both sides" in said.out
    assert run("merge", project, other, "--take", "theirs").code == 0
    assert run("show", project, "d0", "--json").json["spans"][0]["note"] == "there"


@pytest.mark.parametrize(
    ("arguments", "code", "sentence"),
    [
        (("merge", "{p}", "nowhere.annot"), 1, "there is no project"),
        (("merge", "{p}", "{p}"), 1, "is this very project"),
        (("merge", "{p}"), 2, "Missing argument"),
        (("merge", "{p}", "x", "--take", "both"), 2, "Invalid value"),
        (("package", "{p}", "out.annot"), 2, "give either --layer NAME"),
        (("package", "{p}", "out.annot", "--layer", "li", "--docs", "zzz"), 1, "there is no document “zzz”"),
        (("package", "{p}", "nowhere", "--all"), 1, "assign them first"),
        (("package", "{p}", "no/folder/out.annot", "--layer", "li"), 1, "does not exist"),
        (("assign", "{p}", "--layers", "li", "--per-document", "3"), 1, "not to 3"),
        (("assign", "{p}", "--layers", "li", "--share", "much"), 1, "“much” is no share"),
    ],
)
def test_what_cannot_be_done_is_one_sentence(
    run: CommandLine, project: Path, arguments: tuple[str, ...], code: int, sentence: str
) -> None:
    before = picture(project)
    ran = run(*(argument.format(p=project) for argument in arguments))
    assert ran.code == code
    assert sentence in ran.err
    assert ran.errors[-1].startswith("error: ")
    assert picture(project) == before
    assert sorted(path.name for path in project.parent.iterdir() if path.suffix == ".annot") == ["p.annot"]


def test_a_share_may_be_given_in_percent(run: CommandLine, project: Path) -> None:
    loads = run("assign", project, "--layers", "a,b", "--share", "50%", "--preview", "--json").json["loads"]
    assert sorted(loads.values()) == [4, 5]
