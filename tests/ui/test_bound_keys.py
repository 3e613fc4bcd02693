"""Sentences name keys as they are bound at present."""

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from annotator.ui import bound_keys
from annotator.ui.bound_keys import BoundKeys, shown_key
from annotator.ui.main_window import MainWindow
from annotator.ui.window_menu import show_keys


def rebind(window: MainWindow, action: str, keys: str) -> None:
    window.settings.set_shortcut(action, keys)
    window.actions_.bind(window.settings.shortcuts())
    window.desk.keys.bind(window.actions_.specs, window.settings.shortcuts())


@pytest.mark.parametrize(
    ("key", "shown"), [("Return", "Enter"), ("Ctrl+Return", "Ctrl+Enter"), ("Ctrl++", "Ctrl++"), ("[", "[")]
)
def test_keys_as_people_read_them(qapp: object, key: str, shown: str) -> None:
    assert shown_key(key) == shown


def test_enter_is_called_what_keyboards_say_where_qt_has_another_word(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    said = {"Return": "回车", "Ctrl+Return": "Ctrl+回车", "Del": "Del"}
    monkeypatch.setattr(bound_keys, "_native", lambda key: said[key])
    assert [shown_key(key) for key in said] == ["Enter", "Ctrl+Enter", "Del"]


def test_an_action_without_a_key_is_named(window: MainWindow) -> None:
    keys = BoundKeys()
    assert keys("mark.next_span") == "Tab"
    keys.bind(window.actions_.specs, {"mark.next_span": ""})
    assert keys("mark.next_span") == "“Next mark or suggestion”"


def test_every_standing_sentence_follows(window: MainWindow) -> None:
    assert window.details_pane.hint.text() == "Click a mark, or press Tab, to see its details."
    for action, key in (
        ("mark.next_span", "G"),
        ("suggest.accept", "Q"),
        ("mark.remove", "Z"),
        ("suggest.show", "F4"),
    ):
        rebind(window, action, key)
    assert window.details_pane.hint.text() == "Click a mark, or press G, to see its details."
    told = window.suggesting.details.keys.text()
    assert told.startswith("Q accepts, ")
    assert told.endswith("; Z rejects.")
    assert window.suggesting.pane.state.text() == "Suggestions are hidden; F4 shows them."


def test_sentences_that_are_said_follow(qtbot: QtBot, window: MainWindow) -> None:
    rebind(window, "mark.next_span", "G")
    rebind(window, "suggest.accept", "Q")
    qtbot.keyClick(window.view, Qt.Key.Key_N)
    assert window.message_bar.message() == "No mark is chosen: click one or press G."
    window.actions_["suggest.show"].trigger()
    qtbot.waitUntil(lambda: window.suggesting.offers.shown_count() > 0, timeout=10_000)
    assert "G goes to them, Q accepts, Del rejects, and F7 hides them all" in window.message_bar.message()
    qtbot.keyClick(window.view, Qt.Key.Key_G)
    qtbot.keyClick(window.view, Qt.Key.Key_N)
    assert window.message_bar.message() == "This is a suggestion; Q makes it a mark first."


def test_the_dialog_of_keys_tells_the_sentences(qtbot: QtBot, window: MainWindow) -> None:
    show_keys(window)
    dialog = next(child for child in window.children() if type(child).__name__ == "KeysDialog")
    window.settings.set_shortcut("mark.next_span", "G")
    dialog.reject()
    assert window.details_pane.hint.text() == "Click a mark, or press G, to see its details."
