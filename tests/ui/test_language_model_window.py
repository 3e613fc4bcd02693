"""The language model in the window: nothing is sent before the tick, then test, ask, progress, stop, sentences."""

from collections.abc import Iterator

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.backends.fail import Keyring as NoKeyring
from pytestqt.qtbot import QtBot

from annotator.services.llm.config import Config, load_config, save_config
from annotator.services.llm.key import VARIABLE
from annotator.services.llm.permission import is_forbidden
from annotator.ui.language_model.dialog import LanguageModelDialog
from annotator.ui.main_window import MainWindow
from tests.llm_server import Answer, Server, said, serving, span, spans


class Ring(KeyringBackend):
    """A keyring in memory."""

    priority = 1  # type: ignore[assignment]

    def __init__(self) -> None:
        super().__init__()
        self.kept: dict[str, str] = {}

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[username] = password

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get(username)

    def delete_password(self, service: str, username: str) -> None:
        self.kept.pop(username)


@pytest.fixture
def server() -> Iterator[Server]:
    with serving() as server:
        server.answers = [
            spans(
                span("measure", "审核合同47份", "要点，", "；", score=0.9, reason="有数量的动作"),
                span("problem", "没有的话"),
            )
        ]
        yield server


@pytest.fixture(autouse=True)
def ring(monkeypatch: pytest.MonkeyPatch) -> Iterator[Ring]:
    monkeypatch.delenv(VARIABLE, raising=False)
    before, ring = keyring.get_keyring(), Ring()
    keyring.set_keyring(ring)
    save_config(Config())
    yield ring
    keyring.set_keyring(before)
    save_config(Config())


def opened(qtbot: QtBot, window: MainWindow) -> LanguageModelDialog:
    window.actions_["suggest.llm"].trigger()
    dialog = window.language_model._dialog
    assert dialog is not None
    return dialog


def fill(dialog: LanguageModelDialog, server: Server) -> None:
    dialog.server.address.setText(server.endpoint)
    dialog.server.model.setEditText("small")


def agree(window: MainWindow, server: Server) -> None:
    config = Config(server.endpoint, "small", timeout=20)
    save_config(config.with_consent(window.desk.project.store.origin(), True))


def test_nothing_is_sent_before_the_tick(qtbot: QtBot, window: MainWindow, server: Server) -> None:
    dialog = opened(qtbot, window)
    assert not dialog.consent.isEnabled()
    fill(dialog, server)
    assert "Nothing leaves this computer" in dialog.sent.text()
    for button in (dialog.test, dialog.ask_button, dialog.server.list_models):
        assert not button.isEnabled()
    dialog._test()
    assert "nothing was sent" in dialog.message.text()
    dialog.save(dialog.accept)
    window.actions_["suggest.ask_llm"].trigger()  # which asks for consent instead
    assert window.language_model.working is None
    assert window.language_model._dialog is not None
    window.suggesting.choices.on = True
    window.suggesting.choose("llm")
    qtbot.waitUntil(lambda: not window.suggesting.seeking.busy, timeout=10_000)
    assert "was not asked about this report" in window.suggesting.pane.state.text()
    assert server.connections == 0


def test_a_tick_is_for_one_address(qtbot: QtBot, window: MainWindow, server: Server) -> None:
    dialog = opened(qtbot, window)
    fill(dialog, server)
    dialog.consent.setChecked(True)
    dialog.server.address.setText("https://api.example.com/v1")
    assert not dialog.consent.isChecked()
    assert "leave this computer and go to api.example.com" in dialog.sent.text()
    assert not dialog.allow_open.isVisible()
    dialog.server.address.setText("http://models.example.com/v1")
    dialog.consent.setChecked(True)
    assert dialog.allow_open.isVisible()
    assert not dialog.ask_button.isEnabled()
    dialog.allow_open.setChecked(True)
    assert dialog.ask_button.isEnabled()


def test_models_are_listed_and_the_server_is_tried(qtbot: QtBot, window: MainWindow, server: Server) -> None:
    dialog = opened(qtbot, window)
    dialog.server.address.setText(server.endpoint)
    dialog.consent.setChecked(True)
    dialog.server.list_models.click()
    qtbot.waitUntil(lambda: not dialog.busy, timeout=10_000)
    assert dialog.server.model.currentText() == "large"
    assert dialog.message.text() == "2 models can be chosen."
    dialog.test.click()
    assert dialog.test.text() == "Stop"
    qtbot.waitUntil(lambda: not dialog.busy, timeout=10_000)
    assert "the model marked 1 place" in dialog.message.text()
    document = window.desk.document
    assert document is not None
    assert document.text[:12] not in str(server.requests)  # it is tried with a sentence of ours
    server.answers = [said("hello")]
    dialog.test.click()
    qtbot.waitUntil(lambda: not dialog.busy, timeout=10_000)
    assert "not in the agreed form" in dialog.message.text()


def test_a_test_can_be_stopped(qtbot: QtBot, window: MainWindow, server: Server) -> None:
    server.answers = [Answer(hold=True)]
    dialog = opened(qtbot, window)
    fill(dialog, server)
    dialog.consent.setChecked(True)
    dialog.test.click()
    assert server.asked.wait(10)
    dialog.test.click()
    qtbot.waitUntil(lambda: not dialog.busy, timeout=10_000)
    assert "stopped" in dialog.message.text()


def test_asking_shows_suggestions_like_any_others(
    qtbot: QtBot, window: MainWindow, server: Server, ring: Ring
) -> None:
    window.suggesting.choices.explained = True
    dialog = opened(qtbot, window)
    fill(dialog, server)
    dialog.server.key.setText("sk-123")
    dialog.consent.setChecked(True)
    qtbot.waitUntil(lambda: "This report: 1 request" in dialog.planned.text(), timeout=10_000)
    dialog.ask_button.click()
    offers = window.suggesting.offers
    qtbot.waitUntil(lambda: offers.shown_count() == 1, timeout=10_000)
    (one,) = offers.shown()
    assert window.view.text()[one.start : one.end] == "审核合同47份"
    assert (one.engine, one.score, one.reason.text) == ("llm", 0.9, "the model says: 有数量的动作")
    assert any(span.dashed for span in window.view.page.lanes.index.all())
    assert "1 suggestion  ·  sent: 1 request, 120 tokens  ·  1 dropped" in window.message_bar.message()
    assert window.suggesting.pane.engine.currentText() == "Language model"
    assert ring.kept == {server.endpoint: "sk-123"}
    assert server.headers[0]["authorization"] == "Bearer sk-123"
    assert load_config().has_consent(window.desk.project.store.origin())
    window.actions_["suggest.ask_llm"].trigger()  # now without the dialog, and without paying again
    qtbot.waitUntil(lambda: window.language_model.working is None, timeout=10_000)
    assert "1 answer from before" in window.message_bar.message()
    assert len(server.requests) == 1


def test_one_can_go_on_and_stop_while_a_model_thinks(
    qtbot: QtBot, window: MainWindow, server: Server
) -> None:
    agree(window, server)
    server.answers = [Answer(hold=True)]
    window.actions_["suggest.ask_llm"].trigger()
    working = window.language_model.working
    assert working is not None
    assert not working.isModal()
    assert server.asked.wait(10)
    window.actions_["suggest.ask_llm"].trigger()  # one question at a time
    assert window.language_model.working is working
    window.documents.open_document("b")
    working.reject()
    qtbot.waitUntil(lambda: window.language_model.working is None, timeout=10_000)
    assert "stopped; what was answered is kept" in window.message_bar.message()
    assert server.left.wait(10)
    assert (
        window.suggesting.choices.engine == "rules"
    )  # the report that was asked about is no longer on the desk


def test_what_goes_wrong_is_said_in_the_message_bar(qtbot: QtBot, window: MainWindow, server: Server) -> None:
    agree(window, server)
    server.answers = [Answer(401, {})]
    window.actions_["suggest.ask_llm"].trigger()
    qtbot.waitUntil(lambda: window.language_model.working is None, timeout=10_000)
    assert "does not accept this one" in window.message_bar.message()


def test_a_window_that_closes_stops_asking(qtbot: QtBot, window: MainWindow, server: Server) -> None:
    agree(window, server)
    server.answers = [Answer(hold=True)]
    window.actions_["suggest.ask_llm"].trigger()
    assert server.asked.wait(10)
    window.close()
    assert server.left.wait(10)


def test_a_project_can_forbid_it_and_undo_takes_that_back(
    qtbot: QtBot, window: MainWindow, server: Server
) -> None:
    agree(window, server)
    dialog = opened(qtbot, window)
    assert dialog.consent.isChecked()
    dialog.forbidden.setChecked(True)
    for thing in (dialog.ask_button, dialog.test, dialog.server.list_models, dialog.consent):
        assert not thing.isEnabled()
    dialog.save(dialog.accept)
    assert is_forbidden(window.desk.project)
    window.actions_["suggest.ask_llm"].trigger()
    assert window.language_model.working is None
    assert server.connections == 0
    window.undo()
    assert not is_forbidden(window.desk.project)


def test_without_a_keyring_the_dialog_says_what_to_do(
    qtbot: QtBot, window: MainWindow, server: Server
) -> None:
    keyring.set_keyring(NoKeyring())
    dialog = opened(qtbot, window)
    fill(dialog, server)
    dialog.server.key.setText("sk-123")
    dialog.save(dialog.accept)
    qtbot.waitUntil(lambda: not dialog.busy, timeout=10_000)
    assert VARIABLE in dialog.message.text()
    assert load_config().endpoint == ""  # nothing was kept


def test_a_key_can_be_taken_out_of_the_keyring(
    qtbot: QtBot, window: MainWindow, server: Server, ring: Ring
) -> None:
    ring.kept[server.endpoint] = "sk-123"
    dialog = opened(qtbot, window)
    fill(dialog, server)
    dialog.server.forget_key.click()
    qtbot.waitUntil(lambda: not dialog.busy, timeout=10_000)
    assert ring.kept == {}
    assert "no key for this server any more" in dialog.message.text()
