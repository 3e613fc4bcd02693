"""The start page, the preferences, and small dialogs that ask or tell one thing."""

import sys
from collections.abc import Iterator

from annotator.ui.crash import CrashDialog, report_of
from annotator.ui.dialogs.about_dialog import AboutDialog
from annotator.ui.dialogs.keys_dialog import KeysDialog
from annotator.ui.dialogs.preferences_dialog import PreferencesDialog
from annotator.ui.dialogs.text_dialog import TextDialog
from annotator.ui.scenes.stage import Scene, Stage, tabs_of
from annotator.ui.settings import Settings
from annotator.ui.start.start_dialog import StartDialog
from annotator.ui.window_menu import show_about


def start(stage: Stage) -> Iterator[Scene]:
    """At the very first start, and later with projects to go on with."""
    window = stage.window
    new = Settings(stage.folder / "first.ini")
    new.theme, new.language = window.settings.theme, window.settings.language
    yield Scene("start-first", StartDialog(new, window, window.settings.annotator))
    window.settings.add_recent(stage.project.path)
    yield Scene("start", StartDialog(window.settings, window))


def preferences(stage: Stage) -> Iterator[Scene]:
    dialog = PreferencesDialog(stage.window)
    yield from tabs_of("preferences", dialog, dialog.tabs)


def dialogs(stage: Stage) -> Iterator[Scene]:
    window = stage.window
    yield Scene("keys", KeysDialog(window.actions_.specs, window.settings, window))
    for name, ask in (("ask-annotator", window.looks.ask_annotator), ("ask-note", window.documents.note)):
        ask()
        yield Scene(name, window.findChildren(TextDialog)[-1])
    yield Scene("manual", window.manual.dialog())
    show_about(window)
    yield Scene("about", window.findChildren(AboutDialog)[-1])
    try:
        raise ValueError
    except ValueError:
        kind, error, trace = sys.exc_info()
        assert kind is not None
        assert error is not None
        log = stage.folder / "annotator.log"
        yield Scene("crash", CrashDialog(report_of(kind, error, trace), log, window))
