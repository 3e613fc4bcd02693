"""The menu bar, the palette and the dialogs of the help menu, all made from the table of actions."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QMenu

from annotator.i18n import LANGUAGES, _, language
from annotator.ui.actions import LABEL, MENUS, literal
from annotator.ui.dialogs.keys_dialog import KeysDialog
from annotator.ui.palette import Palette

if TYPE_CHECKING:
    from annotator.ui.main_window import MainWindow


def fill_menu_bar(window: "MainWindow") -> None:
    """A menu for each part of the table, with its groups; recent projects and languages beside them."""
    bar = window.menuBar()
    for name, title in MENUS.items():
        menu = bar.addMenu(_(title))
        inner: dict[str, QMenu] = {}
        for spec in window.actions_.of_menu(name):
            place = inner.get(spec.within) or menu
            if spec.starts_group and not place.isEmpty():
                place.addSeparator()
            if spec.within and spec.within not in inner:
                place = inner[spec.within] = menu.addMenu(_(spec.within))
            place.addAction(window.actions_[spec.id])
            if spec.id == "file.open":
                _add_recent(window, menu)
        if name == "view":
            _add_languages(window, menu)


def palette(window: "MainWindow") -> Palette:
    """Every action, searchable by its name in this language, in English, and by its id; shown."""
    entries = [(f"{spec.id} {spec.text}", window.actions_[spec.id]) for spec in window.actions_.specs]
    made = Palette(entries, window)
    made.open_over(window)
    return made


def show_text_menu(window: "MainWindow", point: QPoint) -> None:
    """What can be done with the mark or the selection at a point of the text."""
    menu = QMenu(window)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    for label in window.desk.project.schema.labels:
        menu.addAction(window.actions_[LABEL + label.name])
    menu.addSeparator()
    for name in (
        "mark.relabel",
        "mark.note",
        "mark.link",
        "mark.apply_all",
        "mark.add_word",
        "mark.remove",
    ):
        menu.addAction(window.actions_[name])
    menu.popup(point)


def show_keys(window: "MainWindow") -> None:
    dialog = KeysDialog(window.actions_.specs, window.settings, window)

    def bind() -> None:
        window.actions_.bind(window.settings.shortcuts())
        window.desk.keys.bind(window.actions_.specs, window.settings.shortcuts())
        window.looks.show_keys()

    dialog.finished.connect(lambda _result: bind())
    dialog.open()


def show_about(window: "MainWindow") -> None:
    from annotator.ui.dialogs.about_dialog import AboutDialog

    AboutDialog(window).open()


def _add_recent(window: "MainWindow", menu: QMenu) -> None:
    recent = menu.addMenu(_("Recent projects"))

    def fill() -> None:
        recent.clear()
        for path in window.settings.recent_projects():
            action = recent.addAction(literal(f"{path.stem}    {path.parent}"))
            action.triggered.connect(lambda _checked=False, path=path: window.open_wanted.emit(path))
        recent.setEnabled(True)

    recent.aboutToShow.connect(fill)


def _add_languages(window: "MainWindow", menu: QMenu) -> None:
    menu.addSeparator()
    languages = menu.addMenu(_("Language"))
    for name, title in LANGUAGES.items():
        action = languages.addAction(title)
        action.setCheckable(True)
        action.setChecked(name == language())
        action.triggered.connect(lambda _checked=False, name=name: _speak(window, name))


def _speak(window: "MainWindow", name: str) -> None:
    """Another language: the window is made anew on the same project."""
    window.settings.language = name
    window.open_wanted.emit(window.desk.project.path)
