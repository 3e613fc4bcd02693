"""`annotator search`: what it prints, and what it refuses."""

from pathlib import Path

import orjson
import pytest

from annotator.cli import run
from annotator.domain.change import Change
from annotator.domain.document import Document
from annotator.services.project import Project, create_project
from annotator.store import Store

TEXT = "云溪市民政局\n推进养老服务。養老機構３家。"


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    path = tmp_path / "p.annot"
    create_project(path, actor="t")
    with Project(path, "t") as project:
        documents = [Document("a", TEXT, {"title": "报告", "year": 2023}), Document("b", "殡葬改革")]
        project.commit([Change(None, document) for document in documents], "import")
        project.annotate(documents[0], 7, 13, "measure")
    return str(path)


def test_json_has_every_hit_with_its_place_and_context(path: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["search", path, "養老 year:2023", "--json"]) == 0
    out, err = capsys.readouterr()
    found = orjson.loads(out)
    assert err == ""
    assert (found["query"], found["count"]) == ("養老 year:2023", 2)
    (document,) = found["documents"]
    assert (document["id"], document["title"]) == ("a", "报告")
    assert [hit["text"] for hit in document["hits"]] == ["养老", "養老"]
    for hit in document["hits"]:
        assert TEXT[hit["start"] : hit["end"]] == hit["text"]
    assert document["hits"][0]["before"].endswith("\n推进")
    assert document["hits"][0]["after"].startswith("服务。")


def test_people_read_hits_in_context(path: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["search", path, "养老"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "a  报告",
        "  9–11  云溪市民政局 推进【养老】服务。養老機構３家。",
        "  14–16  云溪市民政局 推进养老服务。【養老】機構３家。",
        "2 hits in 1 document",
    ]


def test_expressions_marks_and_limits(path: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["search", path, r"\d家", "--regex", "--json"]) == 0
    assert orjson.loads(capsys.readouterr().out)["documents"][0]["hits"][0]["text"] == "３家"
    assert run(["search", path, "label:measure", "--json"]) == 0
    assert orjson.loads(capsys.readouterr().out)["documents"][0]["hits"][0]["text"] == "推进养老服务"
    assert run(["search", path, "。", "--limit", "1", "--json"]) == 0
    assert len(orjson.loads(capsys.readouterr().out)["documents"]) == 1
    assert run(["search", path, "没有这个", "--json"]) == 0
    assert orjson.loads(capsys.readouterr().out) == {"query": "没有这个", "count": 0, "documents": []}


def test_a_search_brings_the_index_up_to_date(path: str) -> None:
    assert run(["search", path, "养老"]) == 0
    store = Store(Path(path))
    assert store.texts_waiting() == 0
    store.close()


@pytest.mark.parametrize(
    ("arguments", "code", "sentence"),
    [
        (["  "], 1, "there is nothing to look for"),
        (["label:nothing"], 1, "there is no label"),
        (["(", "--regex"], 1, "is no regular expression"),
        (["x", "--limit", "0"], 2, "--limit"),
    ],
)
def test_what_is_refused(
    path: str, capsys: pytest.CaptureFixture[str], arguments: list[str], code: int, sentence: str
) -> None:
    assert run(["search", path, *arguments]) == code
    out, err = capsys.readouterr()
    assert out == ""
    assert sentence in err
    assert err.count("\n") == 1 or code == 2
