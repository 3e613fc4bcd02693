"""What each action of the main window does, on one page."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from annotator.ui.window_menu import palette, show_about, show_keys

if TYPE_CHECKING:
    from annotator.ui.main_window import MainWindow


def handlers(window: MainWindow) -> dict[str, Callable[[], object]]:
    """What each action of the table does: action id → handler."""
    documents, tasks, looks = window.documents, window.tasks, window.looks
    states = {
        f"document.{state}": lambda state=state: documents.set_state(state)
        for state in ("todo", "doing", "done", "skipped")
    }
    return {
        **tasks.handlers(),
        **window.team_tasks.handlers(),
        **window.printing.handlers(),
        **window.start.handlers(),
        "file.annotator": looks.ask_annotator,
        "file.quit": window.close,
        "edit.undo": window.undo,
        "edit.redo": window.redo,
        "edit.find": lambda: window.find_bar.open(window.selected_text()),
        "edit.find_next": lambda: window.find_bar.step(1),
        "edit.find_previous": lambda: window.find_bar.step(-1),
        "edit.search": window.searching.open,
        "edit.palette": lambda: palette(window),
        "edit.words": tasks.edit_words,
        "edit.preferences": looks.preferences,
        **_marking(window),
        **window.suggesting.handlers(),
        **window.language_model.handlers(),
        **window.linking.handlers(),
        **window.reviewing.handlers(),
        **window.next_up.handlers(),
        "suggest.consistency": window.consistency.open,
        **window.labels.handlers(),
        "document.next": lambda: documents.step(1),
        "document.previous": lambda: documents.step(-1),
        **states,
        "document.flag": documents.flag,
        "document.note": documents.note,
        "document.correct": tasks.correct,
        "document.remove": documents.remove,
        **_looking(window),
        **window.manual.handlers(),
        "help.keys": lambda: show_keys(window),
        "help.about": lambda: show_about(window),
    }


def _marking(window: MainWindow) -> dict[str, Callable[[], object]]:
    marking = window.marking
    return {
        "mark.grow": marking.grow,
        "mark.shrink": marking.shrink,
        "mark.next_clause": lambda: marking.clause(1),
        "mark.previous_clause": lambda: marking.clause(-1),
        "mark.add_word": marking.add_word,
    }


def _looking(window: MainWindow) -> dict[str, Callable[[], object]]:
    looks, view = window.looks, window.view
    return {
        "view.zoom_in": lambda: view.set_zoom(view.zoom() + 1),
        "view.zoom_out": lambda: view.set_zoom(view.zoom() - 1),
        "view.zoom_reset": looks.reset_zoom,
        "view.light": lambda: looks.apply("light"),
        "view.dark": lambda: looks.apply("dark"),
        "view.contrast": lambda: looks.apply("contrast"),
        "view.system": lambda: looks.apply("system"),
        "view.left": lambda: looks.toggle(window.left, "view.left"),
        "view.right": lambda: looks.toggle(window.right, "view.right"),
        "view.overview": window.overview.open,
        "view.agreement": window.agreement.open,
        "view.next_pane": lambda: looks.step_pane(1),
        "view.previous_pane": lambda: looks.step_pane(-1),
        "view.text": view.setFocus,
    }
