"""`annotator next` and `annotator consistency`: their JSON, what they say and refuse."""

from pathlib import Path

import orjson
import pytest

from annotator.cli import run
from annotator.domain.change import Change
from annotator.domain.span import make_span
from annotator.services.project import Project, create_project
from tests.suggest.reports import REPORT, report

PLAIN = "一、工作\n审核合同47份。\n"


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    path = tmp_path / "p.annot"
    create_project(path, actor="t")
    with Project(path, "t") as project:
        texts = {"plain": PLAIN, "one": REPORT, "two": REPORT}
        project.commit([Change(None, report(text, name)) for name, text in texts.items()], "import")
    return str(path)


def said(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert run(list(arguments)) == 0
    out, err = capsys.readouterr()
    assert err == ""
    return out


def test_next_by_uncertainty(path: str, capsys: pytest.CaptureFixture[str]) -> None:
    data = orjson.loads(said(capsys, "next", path, "--json"))
    assert (data["by"], data["engine"], data["open"], data["unseen"]) == ("uncertainty", "rules", 3, 0)
    assert [one["id"] for one in data["documents"]] == ["one", "two", "plain"]
    assert set(data["documents"][0]) == {"id", "title", "value", "reason"}
    assert "doubtful suggestion, most in " in data["documents"][0]["reason"]
    passage = data["passages"][0]
    assert REPORT[passage["start"] : passage["end"]] == passage["text"]
    assert set(passage["suggestions"][0]) == {"start", "end", "label", "score"}
    out = said(capsys, "next", path, "--limit", "1")
    assert out.startswith("  1  one  青禾区民政局2023年法治政府建设工作报告\n     ")
    assert out.endswith("3 documents to do\n")


def test_next_looks_at_so_many_only(path: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert orjson.loads(said(capsys, "next", path, "--look", "0", "--json"))["unseen"] == 3
    assert orjson.loads(said(capsys, "next", path, "--look", "2", "--json"))["unseen"] in (0, 1)


def test_next_by_likeness_and_layer(path: str, capsys: pytest.CaptureFixture[str]) -> None:
    with Project(Path(path), "wang") as project:
        project.set_state("one", "done")
    data = orjson.loads(said(capsys, "next", path, "--by", "similar", "--layer", "wang", "--json"))
    assert [one["id"] for one in data["documents"]] == ["two", "plain"]
    assert data["documents"][0]["value"] == pytest.approx(1)
    assert data["passages"] == []
    out = said(capsys, "next", path, "--by", "diversity", "--layer", "wang")
    assert "unlike all before it: " in out


@pytest.mark.parametrize(
    ("arguments", "code", "sentence"),
    [
        (["next", "{}", "--by", "similar"], 1, "no report is done yet"),
        (["next", "{}", "--by", "disagreement"], 1, "train one first"),
        (["next", "{}", "--by", "alphabet"], 2, "alphabet"),
        (["next", "{}", "--limit", "0"], 2, "--limit"),
        (["consistency", "{}.not"], 1, "there is no project"),
    ],
)
def test_refusals(
    path: str, capsys: pytest.CaptureFixture[str], arguments: list[str], code: int, sentence: str
) -> None:
    assert run([each.format(path) for each in arguments]) == code
    out, err = capsys.readouterr()
    assert out == ""
    assert sentence in err


def test_consistency(path: str, capsys: pytest.CaptureFixture[str]) -> None:
    words = "制定《合同管理办法》"
    at = REPORT.index(words)
    with Project(Path(path), "t") as project:
        for name, status in (("one", "done"), ("two", "planned")):
            span = make_span(name, REPORT, at, at + len(words), "measure", "li", attrs={"status": status})
            project.commit([Change(None, span)], "mark")
    assert orjson.loads(said(capsys, "consistency", path, "--json"))["groups"] == []
    data = orjson.loads(said(capsys, "consistency", path, "--layer", "li", "--json"))
    (group,) = data["groups"]
    assert data["layer"] == "li"
    assert (group["words"], group["near"]) == (words, False)
    assert group["usual"] == {"marks": [{"label": "measure", "attrs": {"status": "done"}}], "exact": True}
    assert [(place["doc"], place["start"], place["usual"], place["left"]) for place in group["places"]] == [
        ("one", at, True, False),
        ("two", at, False, False),
    ]
    out = said(capsys, "consistency", path, "--layer", "li")
    assert out.startswith(f"“{words}”\n  1  Measure · Done\n  1  Measure · Planned\n")
    assert out.endswith("1 group that is not marked alike\n")
