"""`annotator suggest` and `annotator evaluate`: the contract of their JSON, what they write and refuse."""

from pathlib import Path

import orjson
import pytest

from annotator.cli import run
from annotator.domain.change import Change
from annotator.services.project import Project, create_project
from tests.suggest.reports import REPORT, report


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    path = tmp_path / "p.annot"
    create_project(path, actor="t")
    with Project(path, "t") as project:
        project.commit([Change(None, report(identity=name)) for name in ("one", "two")], "import")
    return str(path)


def said(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert run(list(arguments)) == 0
    out, err = capsys.readouterr()
    assert err == ""
    return out


def test_json(path: str, capsys: pytest.CaptureFixture[str]) -> None:
    data = orjson.loads(said(capsys, "suggest", path, "--json"))
    assert [document["id"] for document in data["documents"]] == ["one", "two"]
    first = data["documents"][0]["suggestions"][0]
    assert set(first) == {"start", "end", "label", "attrs", "score", "engine", "reason"}
    assert REPORT[first["start"] : first["end"]] == "制定《合同管理办法》"
    assert (first["label"], first["engine"], first["attrs"]) == ("measure", "rules", {"status": "done"})
    with Project(Path(path), "t") as project:
        assert list(project.spans()) == []


def test_the_list_says_why(path: str, capsys: pytest.CaptureFixture[str]) -> None:
    out = said(capsys, "suggest", path, "--doc", "o")
    assert "“审核合同47份”" in out
    assert "an action (“审核…”) with an object that can be checked" in out
    assert out.endswith("14 suggestions in 1 document\n")


def test_accept_train_and_evaluate(path: str, capsys: pytest.CaptureFixture[str]) -> None:
    out = said(capsys, "suggest", path, "--accept-into", "gold")
    assert out.endswith("28 marks made in layer “gold”\n")
    assert said(capsys, "suggest", path, "--accept-into", "gold").endswith("0 marks made in layer “gold”\n")
    learned = orjson.loads(said(capsys, "suggest", path, "--train-layer", "gold", "--doc", "two", "--json"))
    assert {one["engine"] for one in learned["documents"][0]["suggestions"]} == {"learned"}
    assert said(capsys, "suggest", path, "--train-layer", "gold").startswith(
        "trained on 2 documents with 28 marks; exact F1"
    )
    again = orjson.loads(said(capsys, "suggest", path, "--engine", "learned", "--doc", "two", "--json"))
    assert again == learned
    judged = orjson.loads(said(capsys, "evaluate", path, "--engine", "rules", "--against", "gold", "--json"))
    assert judged["by_label"]["measure"]["exact"] == {"precision": 1, "recall": 1, "f1": 1}
    assert judged["actions"]["with"]["per_span"] == 1
    assert judged["actions"]["without"]["per_span"] > 1.9
    out = said(capsys, "evaluate", path, "--engine", "learned", "--against", "gold", "--cross-validate")
    assert "learned against gold, 2 documents" in out
    assert "trained on 1 document: " in out
    assert said(capsys, "check", path) == "ok\n"


@pytest.mark.parametrize(
    ("arguments", "code", "sentence"),
    [
        (["suggest", "{}", "--engine", "psychic"], 1, "there is no engine “psychic”"),
        (["suggest", "{}", "--engine", "learned"], 1, "no model has been trained yet"),
        (["suggest", "{}", "--train-layer", "nobody"], 1, "layer “nobody” has no marks to learn from"),
        (["suggest", "{}", "--doc", "three"], 1, "there is no document “three”"),
        (["evaluate", "{}", "--engine", "rules", "--against", "nobody"], 1, "layer “nobody” has no marks"),
        (["evaluate", "{}", "--engine", "rules"], 2, "Missing option"),
    ],
)
def test_refusals(
    path: str, capsys: pytest.CaptureFixture[str], arguments: list[str], code: int, sentence: str
) -> None:
    assert run([one.format(path) for one in arguments]) == code
    out, err = capsys.readouterr()
    assert out == ""
    assert sentence in err
