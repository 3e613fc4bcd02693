"""`annotator schema` as people and scripts run it."""

import json
from pathlib import Path

import pytest
from cli_process import CommandLine

from annotator.services.project import Project
from annotator.services.sample import make_sample_project


@pytest.fixture
def project(tmp_path: Path) -> Path:
    make_sample_project(tmp_path / "p.annot")
    return tmp_path / "p.annot"


def labels(project: Path) -> dict[str, int]:
    counts: dict[str, int] = {}
    with Project(project) as opened:
        for by_label in opened.store.span_counts().values():
            for label, count in by_label.items():
                counts[label] = counts.get(label, 0) + count
    return counts


def written(run: CommandLine, project: Path, out: Path, **changes: str) -> Path:
    """The schema as a file in which words have been changed."""
    assert run("schema", project, "--export", out).code == 0
    text = out.read_text("utf-8")
    for old, new in changes.items():
        text = text.replace(f'"{old}"', f'"{new}"')
    out.write_text(text, "utf-8")
    return out


def test_what_it_shows_is_the_schema_with_counts_and_versions(run: CommandLine, project: Path) -> None:
    told = run("schema", project, "--json").json
    assert [label["name"] for label in told["schema"]["labels"]] == ["measure", "problem", "metric"]
    assert sum(told["spans"]["measure"].values()) == labels(project)["measure"]
    assert [(one["version"], one["differences"]) for one in told["versions"]] == [(1, [])]
    assert "Measure" in run("schema", project).out


def test_a_new_name_needs_to_be_told_and_one_undo_takes_it_back(
    run: CommandLine, project: Path, tmp_path: Path
) -> None:
    before = labels(project)
    file = written(run, project, tmp_path / "new.json", measure="action")
    refused = run("schema", project, "--apply", file)
    assert refused.code == 1
    assert refused.errors == [line for line in refused.errors if line.startswith("error: ")][:1]
    assert "--map measure=NEW" in refused.err
    assert labels(project) == before
    seen = run("schema", project, "--apply", file, "--map", "measure=action", "--preview", "--json").json
    assert (seen["preview"], seen["step"], labels(project)) == (True, None, before)
    done = run("schema", project, "--apply", file, "--map", "measure=action", "--json").json
    assert (done["effects"], done["version"]) == (seen["effects"], 2)
    assert labels(project) == {"action" if name == "measure" else name: n for name, n in before.items()}
    assert run("check", project).code == 0
    told = run("schema", project, "--json").json["versions"]
    assert told[0]["differences"] == ["label Measure renamed: “measure” is “action” now"]
    run("schema", project, "--restore", 1)
    assert labels(project) == before
    assert run("schema", project, "--version", 2, "--json").json["schema"]["labels"][0]["name"] == "action"


def test_what_is_dropped_goes_and_choices_are_renamed(
    run: CommandLine, project: Path, tmp_path: Path
) -> None:
    out = tmp_path / "new.json"
    run("schema", project, "--export", out)
    data = json.loads(out.read_text("utf-8"))
    data["labels"][0]["attributes"][0] |= {"name": "state", "choices": ["finished", "ongoing", "planned"]}
    del data["labels"][1]
    for link in data["relations"]:
        link["heads"] = [name for name in link["heads"] if name != "problem"]
        link["tails"] = [name for name in link["tails"] if name != "problem"]
    out.write_text(json.dumps(data), "utf-8")
    maps = ("--map", "measure.status=state", "--map", "measure.status:done=finished")
    assert "--drop problem" in run("schema", project, "--apply", out, *maps).err
    assert run("schema", project, "--apply", out, *maps, "--drop", "problem").code == 0
    assert "problem" not in labels(project)
    with Project(project) as opened:
        states = {span.attrs.get("state") for span in opened.spans(label="measure")}
    assert "finished" in states
    assert "done" not in states
    assert run("check", project).code == 0


def test_merging_labels_says_what_becomes_of_overlaps(
    run: CommandLine, project: Path, tmp_path: Path
) -> None:
    out = tmp_path / "new.json"
    run("schema", project, "--export", out)
    data = json.loads(out.read_text("utf-8"))
    data["labels"] = data["labels"][:2]
    data["relations"] = []
    out.write_text(json.dumps(data), "utf-8")
    command = ("schema", project, "--apply", out, "--map", "metric=measure", "--drop", "all")
    before = labels(project)
    refused = run(*command)
    assert refused.code == 1
    assert labels(project) == before
    assert run(*command, "--overlaps", "longest").code == 0
    assert set(labels(project)) == {"measure", "problem"}
    assert run("check", project).code == 0


@pytest.mark.parametrize(
    ("options", "code", "said"),
    [
        (["--restore", "7"], 1, "no version 7"),
        (["--apply", "none.json"], 1, "cannot read"),
        (["--map", "a=b"], 2, "--apply or --restore"),
        (["--apply", "x.json", "--restore", "1"], 2, "only one"),
        (["--restore", "1", "--map", "x"], 2, "OLD=NEW"),
        (["--restore", "1", "--map", "nothing=measure"], 1, "no “nothing”"),
    ],
)
def test_what_cannot_be_done_is_said_on_one_line(
    run: CommandLine, project: Path, options: list[str], code: int, said: str
) -> None:
    ran = run("schema", project, *options)
    assert ran.code == code
    assert said in ran.err


def test_a_wrong_file_is_refused_with_the_place(run: CommandLine, project: Path, tmp_path: Path) -> None:
    (tmp_path / "wrong.json").write_text('{"labels": [{"name": "a", "color": "red"}]}', "utf-8")
    ran = run("schema", project, "--apply", "wrong.json")
    assert (ran.code, len(ran.errors)) == (1, 1)
    assert "labels/0/color" in ran.err
