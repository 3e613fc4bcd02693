"""`annotator agree` as people and scripts run it."""

from pathlib import Path

import orjson
import pytest
from agreement_project import SAID, agreement_project
from cli_process import CommandLine

KEYS = [
    "layers",
    "documents",
    "f1",
    "alpha",
    "by_label",
    "pairs",
    "by_document",
    "gamma",
    "intervals",
    "notes",
]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return agreement_project(tmp_path / "p.annot", {"a": SAID, "b": SAID})


def test_json_has_the_keys_of_the_contract_and_nothing_else_is_printed(
    run: CommandLine, project: Path
) -> None:
    ran = run("agree", project, "--json")
    assert ran.code == 0
    assert ran.err == ""
    told = orjson.loads(ran.out)
    assert list(told) == KEYS
    assert list(told["f1"]) == ["exact", "overlap", "iou"]
    assert set(told["alpha"]) == {"char", "word", "sentence", "any"}
    assert told["layers"] == ["li", "wang", "zhao"]
    assert told["by_label"]["measure"]["spans"] == {"li": 4, "wang": 4, "zhao": 4}
    assert set(told["pairs"][0]["kappa"]) >= {"char"}
    assert told["gamma"] is None
    assert told["intervals"]["alpha.char"] is not None
    assert "NaN" not in ran.out


def test_gamma_and_its_parameters(run: CommandLine, project: Path) -> None:
    ran = run("agree", project, "--json", "--gamma", "--seed", 4)
    gamma = ran.json["gamma"]
    assert 0 < gamma["value"] <= 1
    assert {"value", "cat", "parameters"} <= set(gamma)
    assert gamma["parameters"]["seed"] == 4
    assert {"alpha", "beta", "delta_empty", "samples", "sampler"} <= set(gamma["parameters"])
    assert run("agree", project, "--json", "--gamma", "--seed", 4).out == ran.out


def test_filters(run: CommandLine, project: Path) -> None:
    told = run(
        "agree", project, "--layers", "wang,zhao", "--label", "metric", "--doc", "b", "--section", "achievements", "--json"
    ).json  # fmt: skip
    assert told["layers"] == ["wang", "zhao"]
    assert list(told["by_label"]) == ["metric"]
    assert [each["id"] for each in told["by_document"]] == ["b"]
    assert told["f1"] == {"exact": 0, "overlap": 1, "iou": pytest.approx(0.6)}


def test_undefined_figures_are_null_with_a_note(run: CommandLine, project: Path) -> None:
    ran = run("agree", project, "--layers", "li", "--json")
    assert ran.code == 0
    assert set(ran.json["f1"].values()) == {None}
    assert ran.json["notes"]


def test_people_read_figures_with_intervals_and_notes_last(run: CommandLine, project: Path) -> None:
    out = run("agree", project).out
    assert out.startswith("li, wang, zhao: 2 documents, 22 spans")
    assert "Exact F1" in out
    assert "[" in out
    assert out.index("Notes") > out.index("wang – zhao")
    assert run("agree", project, LC_ALL="zh_CN.UTF-8").out.startswith("li、wang、zhao：")


def test_reports_are_written_beside(run: CommandLine, project: Path, tmp_path: Path) -> None:
    ran = run("agree", project, "--json", "--html", tmp_path / "r.html", "--csv", tmp_path / "r.csv")
    assert list(ran.json) == KEYS
    assert "</html>" in (tmp_path / "r.html").read_text(encoding="utf-8")
    assert "denominator" in (tmp_path / "r.csv").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("--layers", "nobody"), 1),
        (("--label", "nothing"), 1),
        (("--doc", "none"), 1),
        (("--html", "/no/such/folder/r.html"), 1),
        (("--section", "nowhere"), 2),
        (("--seed", "-1"), 2),
    ],
)
def test_what_cannot_be_done_is_refused(
    run: CommandLine, project: Path, arguments: tuple[str, str], code: int
) -> None:
    ran = run("agree", project, *arguments, "--json")
    assert ran.code == code
    assert ran.out == ""
    if code == 1:
        assert len(ran.errors) == 1
        assert ran.err.startswith("error: ")
