"""A project's own words in the window: added from the text, listed, taken out; the text follows at once."""

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from annotator.services.dictionary import add_words, own_words
from annotator.services.project import Project
from annotator.ui.dialogs.words_dialog import WordsDialog
from annotator.ui.main_window import MainWindow

TEXT = "某区总结\n依托邻里议事会开展协商。"
WORD = "邻里议事会"


@pytest.fixture
def loaded(window: MainWindow) -> MainWindow:
    window.marking._words.load()
    return window


def opened(window: MainWindow) -> WordsDialog:
    window.actions_["edit.words"].trigger()
    dialog = window.findChild(WordsDialog)
    assert dialog is not None
    return dialog


def shown(dialog: WordsDialog) -> list[str]:
    return [dialog.list.item(row).text() for row in range(dialog.list.count())]


def test_a_selected_word_stays_whole_from_then_on(loaded: MainWindow) -> None:
    text = loaded.view.text()
    at = text.index("普法工作要点")
    word = "普法工作要点"
    loaded.view.set_caret(at)
    loaded.marking.grow()
    assert loaded.selected_text() != word
    loaded.view.select(at, at + len(word))
    loaded.actions_["mark.add_word"].trigger()
    assert own_words(loaded.desk.project) == [word]
    loaded.view.set_caret(at)
    loaded.marking.grow()
    assert loaded.selected_text() == word
    loaded.undo()
    assert own_words(loaded.desk.project) == []
    loaded.view.set_caret(at)
    loaded.marking.grow()
    assert loaded.selected_text() != word


def test_nothing_selected_or_no_word_is_said(loaded: MainWindow) -> None:
    loaded.view.set_caret(0)
    loaded.actions_["mark.add_word"].trigger()
    assert "Select the word first" in loaded.message_bar.message()
    text = loaded.view.text()
    loaded.view.select(text.index("\n") - 1, text.index("\n") + 2)
    loaded.actions_["mark.add_word"].trigger()
    assert "cannot be a word" in loaded.message_bar.message()
    assert own_words(loaded.desk.project) == []


def test_words_are_added_and_taken_out_in_the_dialog(qtbot: QtBot, loaded: MainWindow) -> None:
    dialog = opened(loaded)
    assert not dialog.remove_button.isEnabled()
    dialog.activateWindow()
    dialog.field.setFocus()
    qtbot.waitUntil(dialog.field.hasFocus)
    dialog.field.setText(f"一站式 {WORD}")
    qtbot.keyClick(dialog.field, Qt.Key.Key_Return)
    assert shown(dialog) == own_words(loaded.desk.project) == sorted(["一站式", WORD])
    assert dialog.field.text() == ""
    dialog.field.setText("会")
    qtbot.mouseClick(dialog.add_button, Qt.MouseButton.LeftButton)
    assert "“会”" in dialog.message.text()
    assert dialog.field.text() == "会"
    dialog.list.item(0).setSelected(True)
    qtbot.mouseClick(dialog.remove_button, Qt.MouseButton.LeftButton)
    assert shown(dialog) == own_words(loaded.desk.project) == [WORD]
    dialog.list.item(0).setSelected(True)
    dialog.list.setFocus()
    qtbot.waitUntil(dialog.list.hasFocus)
    qtbot.keyClick(dialog.list, Qt.Key.Key_Delete)
    assert shown(dialog) == []


def test_an_empty_list_says_what_belongs_into_it(loaded: MainWindow) -> None:
    dialog = opened(loaded)
    assert dialog.empty.isVisible()
    assert not dialog.list.isVisible()
    dialog.field.setText(WORD)
    dialog.add()
    assert dialog.list.isVisible()
    assert not dialog.empty.isVisible()


def test_words_of_others_come_in_at_once(loaded: MainWindow) -> None:
    dialog = opened(loaded)
    with Project(loaded.desk.project.path, "wang") as other:
        add_words(other, [WORD])
    loaded.desk.poll()
    assert shown(dialog) == [WORD]
    assert loaded.marking._words.word_at(TEXT, TEXT.index(WORD)) == (7, 7 + len(WORD))
