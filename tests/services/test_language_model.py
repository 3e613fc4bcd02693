"""The engine `llm` against a small server: what it asks, what it makes of answers, refusals, and what it never sends."""

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from annotator.domain.change import Change
from annotator.domain.errors import BudgetReached, NotFound, NotPermitted, Stopped, Unanswered, UserError
from annotator.paths import config_dir, data_dir
from annotator.services.evaluating import evaluate
from annotator.services.llm import engine as llm
from annotator.services.llm import permission
from annotator.services.llm.config import Budget, Config, load_config, save_config
from annotator.services.llm.key import VARIABLE
from annotator.services.packaging import make_package
from annotator.services.project import Project, create_project
from annotator.services.suggesting import accept, engine, names, reject, suggestions
from annotator.services.trust import trust
from annotator.suggest.suggestion import Suggestion
from tests.llm_server import Answer, Server, said, serving, span, spans, unused_port
from tests.suggest.reports import report

GOOD = spans(
    span("measure", "审核合同47份", "，", "。", attrs={"status": "done"}, score=0.8, reason="有动作有数量"),
    span("problem", "执法力量不足", "一是", "，"),
)


@pytest.fixture
def server() -> Iterator[Server]:
    with serving() as server:
        server.answers = [GOOD]
        yield server


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Project]:
    monkeypatch.delenv(VARIABLE, raising=False)
    create_project(tmp_path / "p.annot", actor="t")
    with Project(tmp_path / "p.annot", "li") as project:
        project.commit([Change(None, report(identity=name)) for name in ("one", "two")], "import")
        yield project


@pytest.fixture
def config(server: Server, project: Project) -> Iterator[Config]:
    """Set up, and agreed to."""
    config = Config(server.endpoint, "small", timeout=5).with_consent(project.store.origin(), True)
    save_config(config)
    yield config
    save_config(Config())


class Pauses:
    """Passes pauses at once, and remembers how long they were to be."""

    def __init__(self) -> None:
        self.seconds: list[float] = []

    async def __call__(self, seconds: float) -> None:
        self.seconds.append(seconds)


def ask(project: Project, config: Config, document: str = "one", **more: Any) -> list[Suggestion]:
    with llm.asking(project, config, **{"sleep": Pauses(), **more}) as by:
        return by.suggest(project.document(document), [], project.schema)


def quotes(project: Project, found: list[Suggestion]) -> list[str]:
    text = project.document("one").text
    return [text[one.start : one.end] for one in found]


# -- a good answer -----------------------------------------------------------------------------------


def test_a_good_answer_becomes_suggestions(server: Server, project: Project, config: Config) -> None:
    found = ask(project, config)
    assert quotes(project, found) == ["审核合同47份", "执法力量不足"]
    measure, problem = found
    assert (measure.label, measure.attrs["status"], measure.score, measure.engine) == (
        "measure",
        "done",
        0.8,
        "llm",
    )
    assert measure.reason.text == "the model says: 有动作有数量"
    assert (problem.label, problem.score) == ("problem", 0.5)
    (request,) = server.requests
    assert server.paths == ["/v1/chat/completions"]
    assert request["model"] == "small"
    assert request["response_format"]["type"] == "json_schema"
    assert project.document("one").text in request["messages"][1]["content"]


def test_it_works_as_any_engine_does(server: Server, project: Project, config: Config) -> None:
    document = project.document("one")
    with llm.asking(project, config) as by:
        first, second = suggestions(project, document, by)
        reject(project, document, [second])
        accept(project, document, [first])
        assert suggestions(project, document, by) == []
        judged = evaluate(project, "llm", "li", lambda _text: [], lambda _text, _at: (0, 0), by=by)
    assert judged.exact["measure"].right == 1
    assert judged.exact["problem"].right == 0
    assert "llm" in names()


def test_nothing_is_paid_twice(server: Server, project: Project, config: Config) -> None:
    first = ask(project, config)
    assert ask(project, config) == first
    assert (
        engine(project, "llm", lambda _text: []).suggest(project.document("one"), [], project.schema) == first
    )
    assert len(server.requests) == 1
    ask(project, replace(config, model="large"))
    assert len(server.requests) == 2
    assert len(ask(project, config, "two")) == 2  # the same text under another name
    assert len(server.requests) == 2


def test_by_its_name_alone_the_engine_sends_nothing(server: Server, project: Project, config: Config) -> None:
    """Windows leaf through reports and look how far engines can be trusted: that must not cost anything."""
    by = engine(project, "llm", lambda _text: [])
    assert by.suggest(project.document("one"), [], project.schema) == []
    accept(project, project.document("one"), [Suggestion("one", 0, 2, "measure")], layer="gold")
    assert trust(project, "llm", lambda _text: []).judged == ()
    assert server.connections == 0


def test_what_is_planned_is_what_is_sent(server: Server, project: Project, config: Config) -> None:
    document = project.document("one")
    plan = llm.plan(project, [document], config)
    with llm.asking(project, config) as by:
        by.suggest(document, [], project.schema)
        assert (by.account.requests, by.account.characters) == (plan.requests, plan.characters)
        assert (by.account.tokens_in, by.account.tokens_out) == (100, 20)
    assert llm.plan(project, [document], config) == llm.Plan(0, 0, plan.requests)


def test_once_decisions_tell_how_often_it_is_right_that_is_the_score_of_what_has_none(
    project: Project, config: Config
) -> None:
    document = project.document("one")
    made = [Suggestion("one", at, at + 1, "measure", {}, 0.5, "llm") for at in range(0, 60, 2)]
    accept(project, document, made[:15])
    assert llm.neutral_score(project) == 0.5
    reject(project, document, made[15:20])
    assert llm.neutral_score(project) == 0.75


# -- bad answers -------------------------------------------------------------------------------------


def test_malformed_json_is_asked_for_again_and_then_given_up(
    server: Server, project: Project, config: Config
) -> None:
    server.answers = [said('{"spans": [{"label": "measure", "quo')]
    with llm.asking(project, config) as by:
        assert by.suggest(project.document("one"), [], project.schema) == []
        assert by.account.unreadable == 1
        assert "1 answer that could not be read" in by.account.dropped()
    assert len(server.requests) == 2
    server.answers = [GOOD]
    assert len(ask(project, config)) == 2  # what could not be read was not kept


def test_malformed_json_and_then_a_good_answer(server: Server, project: Project, config: Config) -> None:
    server.answers = [said("I am sorry."), GOOD]
    assert len(ask(project, config)) == 2


def test_a_quote_that_is_not_in_the_text_is_dropped_and_counted(
    server: Server, project: Project, config: Config
) -> None:
    server.answers = [
        spans(span("measure", "审核合同48份"), span("measure", "审核合同47份"), {"label": "joke"})
    ]
    with llm.asking(project, config) as by:
        assert len(by.suggest(project.document("one"), [], project.schema)) == 1
        assert (by.account.not_in_text, by.account.unknown) == (1, 1)


def test_what_is_no_chat_completion_is_a_sentence(server: Server, project: Project, config: Config) -> None:
    for body in ([], {}, {"choices": []}, {"choices": [{"message": {"content": None}}]}, b"<html>"):
        server.answers = [Answer(body=body)]
        with pytest.raises(Unanswered, match=r"127\.0\.0\.1"):
            ask(project, config)


def test_an_endless_answer_is_cut_off(server: Server, project: Project, config: Config) -> None:
    server.answers = [Answer(body=b" " * 4_100_000)]
    with pytest.raises(Unanswered, match="more than an answer can be"):
        ask(project, config)


def test_a_server_that_takes_no_schema_is_asked_more_plainly(
    server: Server, project: Project, config: Config
) -> None:
    def answer(body: dict[str, Any]) -> Answer:
        plain = not {"response_format", "temperature", "max_tokens"} & body.keys()
        return GOOD if plain else Answer(400, {"error": {"message": "unsupported"}})

    server.answer_by = answer
    assert len(ask(project, config)) == 2
    assert ["response_format" in body for body in server.requests] == [True, False, False]


# -- patience ----------------------------------------------------------------------------------------


def test_a_busy_server_is_given_the_time_that_it_asks_for(
    server: Server, project: Project, config: Config
) -> None:
    soon = format_datetime(datetime.now(UTC) + timedelta(seconds=40), usegmt=True)
    server.answers = [
        Answer(429, {"error": "slow down"}, {"retry-after": "7"}),
        Answer(429, {}, {"retry-after": soon}),
        GOOD,
    ]
    pauses = Pauses()
    with llm.asking(project, config, sleep=pauses) as by:
        assert len(by.suggest(project.document("one"), [], project.schema)) == 2
        assert (by.account.requests, by.account.repeated) == (3, 2)
    assert pauses.seconds[0] == 7
    assert 30 < pauses.seconds[1] <= 40


def test_one_that_asks_for_an_hour_has_refused(server: Server, project: Project, config: Config) -> None:
    server.answers = [Answer(429, {"error": {"message": "quota"}}, {"retry-after": "3600"})]
    with pytest.raises(Unanswered, match=r"takes no more requests at present \(quota\)"):
        ask(project, config)
    assert len(server.requests) == 1


def test_a_fault_of_the_server_is_waited_out(server: Server, project: Project, config: Config) -> None:
    server.answers = [Answer(500, {"error": {"message": "out of memory"}}), Answer(503, b"busy"), GOOD]
    pauses = Pauses()
    assert len(ask(project, config, sleep=pauses)) == 2
    assert 0.75 <= pauses.seconds[0] <= 1.25
    assert 1.5 <= pauses.seconds[1] <= 2.5
    server.answers = [Answer(500, {"error": {"message": "out of memory"}})]
    with pytest.raises(Unanswered, match="fault of its own \\(HTTP 500: out of memory\\)"):
        ask(project, replace(config, model="large"))


def test_a_timeout_is_tried_again_and_then_a_sentence(
    server: Server, project: Project, config: Config
) -> None:
    server.answers = [Answer(hold=True), GOOD]
    assert len(ask(project, replace(config, timeout=1))) == 2
    server.answers = [Answer(hold=True)]
    with pytest.raises(Unanswered, match="did not answer within 1 second"):
        ask(project, replace(config, timeout=1, model="large", budget=Budget(requests=9)))


def test_nobody_there_is_a_sentence_at_once(project: Project, config: Config) -> None:
    gone = replace(config, endpoint=f"http://127.0.0.1:{unused_port()}/v1")
    pauses = Pauses()
    with pytest.raises(Unanswered, match="cannot be reached"):
        ask(project, gone.with_consent(project.store.origin(), True), sleep=pauses)
    assert pauses.seconds == []


def test_another_address_is_not_followed(server: Server, project: Project, config: Config) -> None:
    with serving() as elsewhere:
        server.answers = [Answer(307, {}, {"location": f"{elsewhere.endpoint}/chat/completions"})]
        with pytest.raises(Unanswered, match="points to another address"):
            ask(project, config)
        assert elsewhere.connections == 0


def test_an_address_of_this_computer_is_not_asked_through_a_proxy(
    server: Server, project: Project, config: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    with serving() as proxy:
        monkeypatch.setenv("HTTP_PROXY", proxy.endpoint.removesuffix("/v1"))
        monkeypatch.setenv("ALL_PROXY", proxy.endpoint.removesuffix("/v1"))
        assert len(ask(project, config)) == 2
        assert proxy.connections == 0


def test_stopping_in_the_middle_of_a_request_closes_the_connection(
    server: Server, project: Project, config: Config
) -> None:
    server.answers = [Answer(hold=True)]
    with pytest.raises(Stopped):
        ask(project, replace(config, timeout=60), cancelled=server.asked.is_set)
    assert server.left.wait(5)
    assert len(server.requests) == 1


def test_stopping_in_a_pause(server: Server, project: Project, config: Config) -> None:
    server.answers = [Answer(503, {}, {"retry-after": "60"})]
    with llm.asking(project, config, cancelled=server.asked.is_set) as by, pytest.raises(Stopped):
        by.suggest(project.document("one"), [], project.schema)


def test_in_another_thread_as_windows_ask(server: Server, project: Project, config: Config) -> None:
    found: list[int] = []

    def work() -> None:
        with Project(project.path, "li") as own, llm.asking(own, config) as by:
            found.append(len(by.suggest(own.document("one"), [], own.schema)))

    thread = Thread(target=work)
    thread.start()
    thread.join()
    assert found == [2]


# -- budget ------------------------------------------------------------------------------------------


def long_report(project: Project) -> None:
    text = "一、工作情况\n" + "审核合同47份。" * 1000
    project.commit([Change(None, report(text, "long"))], "import")


def test_the_budget_ends_a_run_and_what_was_answered_is_kept(
    server: Server, project: Project, config: Config
) -> None:
    long_report(project)
    plan = llm.plan(project, [project.document("long")], config)
    assert plan.requests > 2
    with pytest.raises(BudgetReached, match="2 requests"):
        ask(project, replace(config, budget=Budget(requests=2)), "long")
    assert len(server.requests) == 2
    ask(project, config, "long")
    assert len(server.requests) == plan.requests


@pytest.mark.parametrize("budget", [Budget(characters=10), Budget(tokens=120)])
def test_characters_and_tokens_are_budgeted_too(
    server: Server, project: Project, config: Config, budget: Budget
) -> None:
    long_report(project)
    with pytest.raises(BudgetReached):
        ask(project, replace(config, budget=budget), "long")
    assert len(server.requests) == (0 if budget.characters == 10 else 1)


def test_tries_are_counted_too(server: Server, project: Project, config: Config) -> None:
    server.answers = [Answer(500, {})]
    with pytest.raises(BudgetReached):
        ask(project, replace(config, budget=Budget(requests=3)))
    assert len(server.requests) == 3


# -- leave -------------------------------------------------------------------------------------------


def test_nothing_is_sent_before_consent(server: Server, project: Project, config: Config) -> None:
    """Not even a connection is opened: for another project, another address, or once a project forbids it."""
    other = replace(config, endpoint=server.endpoint + "/other")
    for refused in (Config(), replace(config, consents=frozenset()), other):
        with pytest.raises(NotPermitted):
            ask(project, refused)
    create_project(project.path.with_name("q.annot"), actor="t")
    with Project(project.path.with_name("q.annot"), "li") as q:
        q.commit([Change(None, report(identity="one"))], "import")
        with pytest.raises(NotPermitted, match="text of the reports"):
            ask(q, config)
    permission.forbid(project, True)
    with pytest.raises(NotPermitted, match="forbids language models"):
        ask(project, config)
    assert server.connections == 0
    permission.forbid(project, False)
    assert len(ask(project, config)) == 2


def test_a_project_that_forbids_it_in_the_middle_is_obeyed(
    server: Server, project: Project, config: Config
) -> None:
    long_report(project)

    def forbid_then_answer(_body: dict[str, Any]) -> Answer:
        with Project(project.path, "wu") as theirs:
            permission.forbid(theirs, True)
        return GOOD

    server.answer_by = forbid_then_answer
    with pytest.raises(NotPermitted, match="nothing more was sent"):
        ask(project, config, "long")
    assert len(server.requests) == 1


def test_a_copy_of_a_project_is_the_same_and_a_file_in_its_place_is_not(
    project: Project, config: Config, tmp_path: Path
) -> None:
    origin = project.store.origin()
    project.store.backup(tmp_path / "copy.annot")
    with Project(tmp_path / "copy.annot", "li") as copy:
        assert config.has_consent(copy.store.origin())
    create_project(tmp_path / "q.annot", actor="t")
    with Project(tmp_path / "q.annot", "li") as other:
        assert other.store.origin() != origin


def test_plain_http_to_another_machine_needs_a_word_more(project: Project) -> None:
    config = Config("http://models.example.org/v1", "small").with_consent(project.store.origin(), True)
    with pytest.raises(NotPermitted, match="not encrypted"):
        permission.permit(project, config)
    assert permission.permit(project, config.with_open(True))
    with pytest.raises(NotPermitted):
        permission.permit(project, config.with_open(True).with_open(False))


def test_without_a_model_there_is_none_to_choose(project: Project) -> None:
    assert "llm" not in names()
    with pytest.raises(NotFound, match="no language model is set up"):
        engine(project, "llm", lambda _text: [])


def test_a_read_only_project_is_not_paid_for(
    server: Server, project: Project, config: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(project.store, "writable", False)
    with pytest.raises(UserError, match="nothing was sent"):
        ask(project, config)
    assert server.connections == 0


# -- the key -----------------------------------------------------------------------------------------


def test_the_key_goes_to_the_server_and_nowhere_else(
    server: Server,
    project: Project,
    config: Config,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    secret = "sk-0123456789abcdef"
    monkeypatch.setenv(VARIABLE, secret)
    caplog.set_level("DEBUG")
    with llm.asking(project, config) as by:
        by.suggest(project.document("one"), [], project.schema)
        assert secret not in repr(vars(by)) + repr(vars(by._wire))
    assert server.headers[0]["authorization"] == f"Bearer {secret}"
    project.close()
    written = [*project.path.parent.rglob("*"), *config_dir().rglob("*"), *data_dir().rglob("*")]
    assert not any(secret.encode() in file.read_bytes() for file in written if file.is_file())
    assert secret not in caplog.text
    server.answers = [Answer(401, {"error": {"message": f"Incorrect API key provided: {secret[:8]}***"}})]
    with Project(project.path, "li") as again, pytest.raises(Unanswered) as refused:
        ask(again, replace(config, model="large"))
    assert secret[:8] not in str(refused.value)
    assert "does not accept this one" in str(refused.value)


def test_without_a_key_none_is_sent(server: Server, project: Project, config: Config) -> None:
    ask(project, config)
    assert "authorization" not in server.headers[0]


def test_what_is_set_up_outlives_the_program_and_damage(
    project: Project, config: Config, tmp_path: Path
) -> None:
    everything = replace(config, budget=Budget(1, 2, 3)).with_open(True)
    save_config(everything, tmp_path)
    assert load_config(tmp_path) == everything
    (tmp_path / "language-model.json").write_text('{"endpoint": "x", "budget": 3}', encoding="utf-8")
    assert load_config(tmp_path) == Config()
    assert load_config(tmp_path / "none") == Config()


def test_a_proxy_that_is_none_is_a_sentence(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALL_PROXY", "socks://127.0.0.1:1080/")
    config = Config("https://models.example.org/v1", "small").with_consent(project.store.origin(), True)
    with pytest.raises(Unanswered, match="the proxy"):
        ask(project, config)


def test_an_answer_that_was_cut_off_is_not_asked_for_again(
    server: Server, project: Project, config: Config
) -> None:
    server.answers = [said('{"spans": [', finish="length")]
    with llm.asking(project, config) as by:
        assert by.suggest(project.document("one"), [], project.schema) == []
        assert by.account.unreadable == 1
    assert len(server.requests) == 1


def test_nothing_of_it_is_loaded_before_it_is_needed() -> None:
    script = (
        "import sys, annotator.ui.app, annotator.cli.commands, annotator.services.trust;"
        "print([m for m in ('httpx', 'keyring', 'asyncio', 'annotator.services.llm') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_that_a_project_forbids_it_travels_with_packages_and_answers_do_not(
    server: Server, project: Project, config: Config, tmp_path: Path
) -> None:
    ask(project, config)
    permission.forbid(project, True)
    make_package(project, tmp_path / "wu.annot", "wu", ["one"])
    with Project(tmp_path / "wu.annot", "wu") as package:
        assert permission.is_forbidden(package)
        assert not llm.was_asked(package, package.document("one"))
