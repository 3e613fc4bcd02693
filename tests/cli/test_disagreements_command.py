"""`annotator disagreements`: what it prints, and what it refuses."""

from pathlib import Path

import orjson
import pytest

from annotator.cli import run
from annotator.domain.change import Change
from annotator.domain.document import Document, Section
from annotator.domain.span import Relation, Span, make_span
from annotator.services.project import Project, create_project
from annotator.services.review import Review

TEXT = "我局审核合同47份，开展检查12次。执法力量不足。"
M = "measure"


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    path = tmp_path / "p.annot"
    create_project(path, actor="t")
    with Project(path, "t") as project:
        documents = [Document(each, TEXT, outline=(Section(0, 30, 1, "一、做法"),)) for each in ("x", "y")]
        project.commit([Change(None, document) for document in documents], "import")
        for document in ("x", "y"):
            marks = [
                mark(document, "a", 0, 9, M, status="done"), mark(document, "b", 2, 9, M, status="ongoing"),
                mark(document, "a", 17, 23, "problem"), mark(document, "b", 17, 23, "problem"),
            ]  # fmt: skip
            project.commit([Change(None, span) for span in marks], "marks")
        project.commit([Change(None, mark("y", "a", 10, 16, M))], "marks")
    return str(path)


def mark(document: str, layer: str, start: int, end: int, label: str, **attrs: str) -> Span:
    return make_span(document, TEXT, start, end, label, layer, attrs=attrs)


def test_json_has_every_case_with_what_each_layer_says(path: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["disagreements", path, "--json"]) == 0
    out, err = capsys.readouterr()
    found = orjson.loads(out)
    assert err == ""
    assert (found["layers"], found["count"], found["kinds"]) == (["a", "b"], 3, {"boundary": 2, "missing": 1})
    case = found["cases"][0]
    assert (case["doc"], case["kind"], case["kinds"]) == ("x", "boundary", ["boundary", "attribute"])
    assert (case["label"], case["start"], case["end"], case["section"]) == (M, 0, 9, "一、做法")
    assert (case["like"], case["state"], case["verdict"]) == (2, "open", None)
    assert case["group"] == found["cases"][1]["group"] != found["cases"][2]["group"]
    (span,) = case["candidates"]["b"]
    assert span.pop("id")
    assert span == {"start": 2, "end": 9, "label": M, "text": TEXT[2:9], "attrs": {"status": "ongoing"}}
    assert found["cases"][2]["candidates"]["b"] == []


@pytest.mark.parametrize(
    ("options", "count"),
    [
        (["--kind", "attribute"], 2), (["--kind", "missing", "--kind", "split"], 1), (["--label", "problem"], 0),
        (["--doc", "y"], 2), (["--layers", "b,a", "--doc", "x"], 1), (["--unfinished"], 3),
    ],
)  # fmt: skip
def test_filters(path: str, options: list[str], count: int, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["disagreements", path, *options, "--json"]) == 0
    assert orjson.loads(capsys.readouterr().out)["count"] == count


def test_a_decision_is_told(path: str, capsys: pytest.CaptureFixture[str]) -> None:
    with Project(path, "rev") as project:
        review = Review(project)
        review.decide(review.cases()[0], "take", taken=["a"], reason="why")
    assert run(["disagreements", path, "--doc", "x", "--json"]) == 0
    (case,) = orjson.loads(capsys.readouterr().out)["cases"]
    assert case["state"] == "decided"
    assert (case["verdict"]["choice"], case["verdict"]["taken"], case["verdict"]["reason"]) == (
        "take",
        ["a"],
        "why",
    )


def test_people_read_them_by_kind(path: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["disagreements", path]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "missing in some  1",
        "  y  10–16  measure  一、做法",
        f"    a  {TEXT[10:16]}",
        "    b  –",
        "",
        "different boundaries  2",
        "  x  0–9  measure  different attributes  2 like this  一、做法",
        f"    a  {TEXT[0:9]} (status=done)",
        f"    b  {TEXT[2:9]} (status=ongoing)",
        "  y  0–9  measure  different attributes  2 like this  一、做法",
        f"    a  {TEXT[0:9]} (status=done)",
        f"    b  {TEXT[2:9]} (status=ongoing)",
        "",
        "3 disagreements between a, b",
    ]


def test_links_are_told(path: str, capsys: pytest.CaptureFixture[str]) -> None:
    with Project(path, "a") as project:
        head, tail = (next(project.spans("x", layer="a", label=label)) for label in (M, "problem"))
        project.commit([Change(None, Relation("r", "addresses", head.id, tail.id, "a"))], "link")
    assert run(["disagreements", path, "--kind", "relation"]) == 0
    assert f"    a  addresses: {TEXT[0:9]} → {TEXT[17:23]}" in capsys.readouterr().out.splitlines()
    assert run(["disagreements", path, "--kind", "relation", "--json"]) == 0
    (case,) = orjson.loads(capsys.readouterr().out)["cases"]
    assert case["links"] == {
        "a": [{"id": "r", "type": "addresses", "head": head.id, "tail": tail.id}],
        "b": [],
    }


def test_fewer_than_two_layers(path: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["disagreements", path, "--layers", "a"]) == 0
    assert "Fewer than two annotators" in capsys.readouterr().out


@pytest.mark.parametrize("options", [["--layers", "a,nobody"], ["--doc", "nobody"], ["--label", "nobody"]])
def test_what_is_not_there_is_refused(
    path: str, options: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["disagreements", path, *options, "--json"]) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("error: ")
    assert "“nobody”" in err
    assert err.count("\n") == 1


def test_an_unknown_kind_is_wrong_usage(path: str) -> None:
    assert run(["disagreements", path, "--kind", "nothing"]) == 2
