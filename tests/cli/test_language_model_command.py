"""`annotator suggest --engine llm`: what is asked for once, what is said before and behind, refusals, the evaluation."""

from collections.abc import Iterator
from pathlib import Path

import orjson
import pytest

from annotator.cli import run
from annotator.domain.change import Change
from annotator.paths import config_dir
from annotator.services.llm.config import FILE, load_config
from annotator.services.llm.key import VARIABLE
from annotator.services.llm.permission import forbid
from annotator.services.project import Project, create_project
from tests.llm_server import Answer, Server, said, serving, span, spans
from tests.suggest.reports import report


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    monkeypatch.delenv(VARIABLE, raising=False)
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    with serving() as server:
        server.answers = [spans(span("measure", "审核合同47份"), span("measure", "审核合同48份"))]
        yield server
    (config_dir() / FILE).unlink(missing_ok=True)


@pytest.fixture
def path(tmp_path: Path) -> str:
    path = tmp_path / "p.annot"
    create_project(path, actor="t")
    with Project(path, "t") as project:
        project.commit([Change(None, report(identity="one"))], "import")
    return str(path)


def refused(capsys: pytest.CaptureFixture[str], *arguments: str, code: int = 1) -> str:
    """What is said on stderr; what was to be sent may have been announced before."""
    assert run(list(arguments)) == code
    out, err = capsys.readouterr()
    assert "审核" not in out
    if code == 1:
        assert err.count("\n") == 1
    return err


def printed(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert run(list(arguments)) == 0
    out, err = capsys.readouterr()
    assert err == ""
    return out


def test_set_up_agree_ask_and_ask_again(
    path: str, server: Server, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = ("suggest", path, "--engine", "llm")
    assert "no language model is set up" in refused(capsys, *asked)
    chosen = ("--endpoint", server.endpoint, "--model", "small")
    sentence = refused(capsys, *asked, *chosen)
    assert "nothing was sent" in sentence
    assert "--consent" in sentence
    assert server.connections == 0
    out = printed(capsys, *asked, "--consent")
    assert out.startswith("Nothing leaves this computer")
    assert "to ask: 1 request," in out
    assert "sent: 1 request," in out
    assert "dropped: 1 quote that is not in the text" in out
    assert "“审核合同47份”" in out
    data = orjson.loads(printed(capsys, *asked, "--json"))
    (one,) = data["documents"][0]["suggestions"]
    assert (one["label"], one["score"], one["engine"]) == ("measure", 0.5, "llm")
    assert len(server.requests) == 1
    assert load_config().endpoint == server.endpoint


def test_consent_that_a_project_refuses_is_not_remembered(
    path: str, server: Server, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = ("suggest", path, "--engine", "llm", "--endpoint", server.endpoint, "--model", "small")
    with Project(path, "t") as project:
        forbid(project, True)
    assert "forbids language models" in refused(capsys, *asked, "--consent")
    with Project(path, "t") as project:
        forbid(project, False)
    assert "nothing was sent" in refused(capsys, *asked)
    assert server.connections == 0


def test_evaluate_asks_too(path: str, server: Server, capsys: pytest.CaptureFixture[str]) -> None:
    printed(capsys, "suggest", path, "--accept-into", "gold")
    judge = ("evaluate", path, "--engine", "llm", "--against", "gold", "--json")
    assert "no language model is set up" in refused(capsys, *judge)
    chosen = ("--endpoint", server.endpoint, "--model", "small", "--consent")
    judged = orjson.loads(printed(capsys, *judge, *chosen))
    assert judged["by_label"]["measure"]["exact"]["precision"] == 1
    assert judged["by_label"]["problem"]["suggestions"] == 0
    assert len(server.requests) == 1


def test_refusals_are_one_sentence(path: str, server: Server, capsys: pytest.CaptureFixture[str]) -> None:
    asked = ("suggest", path, "--engine", "llm", "--model", "small", "--consent")
    assert "not encrypted" in refused(capsys, *asked, "--endpoint", "http://models.example.org/v1")
    assert "no address of a language model" in refused(capsys, *asked, "--endpoint", "localhost")
    server.answers = [Answer(401, {"error": "no"})]
    assert "does not accept this one" in refused(capsys, *asked, "--endpoint", server.endpoint)
    server.answers = [said("no JSON")]
    assert "budget of this run (1 request)" in refused(capsys, *asked, "--max-requests", "1")
    assert "--engine llm" in refused(capsys, "suggest", path, "--consent", code=2)
    assert load_config().budget.requests > 1
