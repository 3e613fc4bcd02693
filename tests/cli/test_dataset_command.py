"""The command export: its options reach the export, its report is short for people and whole for programs."""

from pathlib import Path

import orjson
import pytest
from click.testing import CliRunner, Result

from annotator.cli.commands import annotator
from annotator.services.sample import make_sample_project


@pytest.fixture
def project(tmp_path: Path) -> Path:
    make_sample_project(tmp_path / "p.annot")
    return tmp_path / "p.annot"


def run(*words: object) -> Result:
    return CliRunner().invoke(annotator, ["export", *map(str, words)])


def test_the_json_report_carries_splits_leakage_and_fidelity(project: Path, tmp_path: Path) -> None:
    out = tmp_path / "set"
    done = run(
        project, out, "--format", "conll", "--layer", "gold", "--layer", "majority", "--split", "2:1:1", "--seed", 5,
        "--group-by", "year", "--together", "--dedupe", "--redact", "--pseudonyms", "s", "--json",
    )  # fmt: skip
    assert done.exit_code == 0, done.output
    report = orjson.loads(done.stdout)
    assert set(report["splits"]) == {"train", "dev", "test"}
    assert sum(split["documents"] for split in report["splits"].values()) == report["documents"] == 4
    assert report["leakage"]["passages"].keys() == report["splits"].keys()
    assert report["fidelity"] == report["dropped"]
    assert report["fidelity"]["overlap"]["count"] == len(report["fidelity"]["overlap"]["ids"])
    manifest = orjson.loads((out / "dataset.json").read_bytes())
    assert manifest["command"] == (
        "annotator export PROJECT OUT --format conll --layer gold --layer majority --split 2:1:1 --seed 5 --group-by year "
        "--pseudonyms SEED --together --dedupe --redact"
    )


def test_the_command_of_the_manifest_gives_the_same_bytes(project: Path, tmp_path: Path) -> None:
    chosen = ("--label", "measure", "--segment", "window:300:20", "--negatives", "0.5", "--status", "done")
    assert run(project, tmp_path / "a", "--format", "jsonl", "--split", "1:1", *chosen).exit_code == 0
    command = orjson.loads((tmp_path / "a" / "dataset.json").read_bytes())["command"]
    words = command.replace("PROJECT", str(project)).replace("OUT", str(tmp_path / "b")).split()
    assert run(*words[2:]).exit_code == 0
    for file in (tmp_path / "a").iterdir():
        assert file.read_bytes() == (tmp_path / "b" / file.name).read_bytes()


def test_people_are_told_in_a_few_lines(project: Path, tmp_path: Path) -> None:
    done = run(project, tmp_path / "set", "--format", "jsonl", "--split", "8:2")
    assert done.exit_code == 0
    assert len(done.output.splitlines()) <= 6
    assert "train" in done.output
    assert "nearly the same" in done.output


def test_a_single_file_takes_the_other_options(project: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    done = run(
        project,
        out,
        "--format",
        "jsonl",
        "--layer",
        "gold",
        "--label",
        "metric",
        "--segment",
        "sentence",
        "--json",
    )
    assert done.exit_code == 0
    report = orjson.loads(done.stdout)
    assert report["splits"] is None
    assert report["leakage"] is None
    labels = {span["label"] for line in out.read_bytes().splitlines() for span in orjson.loads(line)["spans"]}
    assert labels == {"metric"}
    first = orjson.loads(out.read_bytes().splitlines()[0])
    one = run(project, out, "--format", "jsonl", "--doc", first["meta"]["source_document"][:6])
    assert one.exit_code == 0
    assert len(out.read_bytes().splitlines()) == 1


@pytest.mark.parametrize(
    "words",
    [
        ("--split", "8"),
        ("--group-by", "issuer"),
        ("--segment", "page"),
        ("--label", "x"),
        ("--doc", "x"),
        ("--status", "x"),
    ],
)
def test_what_does_not_fit_is_one_sentence(project: Path, tmp_path: Path, words: tuple[str, str]) -> None:
    done = run(project, tmp_path / "out", "--format", "jsonl", *words)
    assert done.exception is not None
    assert str(done.exception)
    assert "\n" not in str(done.exception)
    assert not (tmp_path / "out").exists()
