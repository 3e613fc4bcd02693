"""What a person sets once: who and in which language, how the text looks, keys, backups, suggestions.

Everything takes effect, and is kept, at once.
"""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, QUrl
from PySide6.QtGui import QDesktopServices, QFont, QFontDatabase
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QComboBox,
    QDialogButtonBox,
    QFontComboBox,
    QFormLayout,
    QLineEdit,
    QSpinBox,
    QTabWidget,
    QWidget,
)

from annotator.i18n import LANGUAGES, N_, _, language
from annotator.paths import portable_home
from annotator.store.file import backup_folder
from annotator.ui import widgets
from annotator.ui.actions import conflicts
from annotator.ui.dialogs.dialog import Dialog
from annotator.ui.settings import COLUMN_RANGE, INTERFACE_RANGE
from annotator.ui.suggesting.choices import Choices
from annotator.ui.text_view.theme import LARGEST, SMALLEST
from annotator.ui.theme import GRID, THEMES, still_caret

if TYPE_CHECKING:
    from annotator.ui.main_window import MainWindow

THEME_NAMES = {
    "system": N_("As the system"),
    "light": N_("Light"),
    "dark": N_("Dark"),
    "contrast": N_("High contrast"),
}


class PreferencesDialog(Dialog):
    """The preferences of `window`'s person."""

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(_("Preferences"), window)
        self._window = window
        self._settings = window.settings
        self._choices = Choices(window.settings)
        self.tabs = QTabWidget()
        for title, page in (
            (_("General"), self._general()),
            (_("Appearance"), self._appearance()),
            (_("Text"), self._text()),
            (_("Keys"), self._keys()),
            (_("Backups"), self._backups()),
            (_("Suggestions"), self._suggestions()),
        ):
            self.tabs.addTab(page, title)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.button(QDialogButtonBox.StandardButton.Close).setText(_("Close"))
        buttons.rejected.connect(self.reject)
        self.setLayout(widgets.column(self.tabs, buttons, gap=GRID * 2, margins=(GRID * 2,) * 4))
        self._letters = self._settings.interface_size, self._settings.interface_family
        self.resize(620, max(420, 22 * self.fontMetrics().height()))
        self._widen()

    def done(self, result: int) -> None:
        """With other letters the window is made anew: some of its parts measured them when they were made."""
        super().done(result)
        if self._letters != (self._settings.interface_size, self._settings.interface_family):
            self._letters = self._settings.interface_size, self._settings.interface_family
            self._window.open_wanted.emit(self._window.desk.project.path)

    def _widen(self) -> None:
        """Let all tabs be seen, however large the letters are."""
        wanted = self.tabs.tabBar().sizeHint().width() + GRID * 4
        self.resize(self.size().expandedTo(self.minimumSizeHint()).expandedTo(QSize(wanted, 0)))

    # -- pages -------------------------------------------------------------------------------------

    def _general(self) -> QWidget:
        self.name = QLineEdit(self._window.desk.project.annotator)
        self.name.editingFinished.connect(self._rename)
        self.language = QComboBox()
        for key, title in LANGUAGES.items():
            self.language.addItem(title, key)
        self.language.setCurrentIndex(self.language.findData(language()))
        self.language.currentIndexChanged.connect(lambda _index: self._speak())
        self.at_start = QComboBox()
        self.at_start.addItem(_("the last project"), False)
        self.at_start.addItem(_("the start page"), True)
        self.at_start.setCurrentIndex(int(self._settings.starts_on_page))
        self.at_start.currentIndexChanged.connect(
            lambda index: setattr(self._settings, "starts_on_page", bool(index))
        )
        kept = (
            _("Portable: everything is kept beside the program.")
            if portable_home()
            else _("Your settings are kept in this folder:")
        )
        form = _form(
            (_("Your name"), self.name),
            (_("Language"), self.language),
            (_("Start with"), self.at_start),
        )
        return _page(form, _folder(kept, self._settings.folder))

    def _appearance(self) -> QWidget:
        self.theme = QComboBox()
        for key in THEMES:
            self.theme.addItem(_(THEME_NAMES[key]), key)
        self.theme.setCurrentIndex(self.theme.findData(self._settings.theme))
        self.theme.currentIndexChanged.connect(
            lambda _index: self._window.looks.apply(str(self.theme.currentData()))
        )
        self.window_usual, self.window_family = _family(self._settings.interface_family)
        self.window_usual.toggled.connect(
            lambda on: self._set_interface_family("" if on else self.window_family.currentFont().family())
        )
        self.window_family.currentFontChanged.connect(lambda font: self._set_interface_family(font.family()))
        self.window_size = _spin(*INTERFACE_RANGE, self._settings.interface_size, _("points"))
        self.window_size.valueChanged.connect(self._set_interface_size)
        form = _form(
            (_("Colours"), self.theme),
            (_("Interface font"), self.window_usual),
            ("", self.window_family),
            (_("Interface font size"), self.window_size),
        )
        return _page(
            form, widgets.label(_("The text of reports has its own font and size."), "muted", wrap=True)
        )

    def _text(self) -> QWidget:
        self.usual, self.family = _family(self._settings.text_family)
        self.text_size = _spin(SMALLEST, LARGEST, self._window.view.zoom(), _("pixels"))
        self.columns = _spin(*COLUMN_RANGE, self._settings.columns, _("Chinese characters"))
        self.usual.toggled.connect(
            lambda on: self._set_family("" if on else self.family.currentFont().family())
        )
        self.family.currentFontChanged.connect(lambda font: self._set_family(font.family()))
        self.text_size.valueChanged.connect(self._window.view.set_zoom)
        self.columns.valueChanged.connect(self._set_columns)
        self.still = QCheckBox(_("does not blink"))
        self.still.setChecked(self._settings.still_caret)
        self.still.toggled.connect(self._keep_still)
        form = _form(
            (_("Font"), self.usual),
            ("", self.family),
            (_("Size"), self.text_size),
            (_("Widest line"), self.columns),
            (_("Caret"), self.still),
        )
        return _page(form)

    def _keys(self) -> QWidget:
        self.clashes = widgets.label(wrap=True)
        self._tell_clashes()
        button = widgets.push_button(_("Change keys…"), self._change_keys)
        return _page(self.clashes, widgets.row(button, None))

    def _backups(self) -> QWidget:
        self.kept = _spin(1, 365, self._settings.backups_kept, _("days"))
        self.kept.valueChanged.connect(lambda number: setattr(self._settings, "backups_kept", number))
        sentence = _("A backup is made each day on which a project is opened, and before its format changes.")
        folder = backup_folder(self._window.desk.project.path)
        now = widgets.push_button(_("Back up now…"), self._window.actions_["file.backup"].trigger)
        return _page(
            widgets.label(sentence, wrap=True),
            _form((_("Daily backups are kept for"), self.kept)),
            widgets.row(now, None),
            _folder(_("Backups of this project are kept in this folder:"), folder),
        )

    def _suggestions(self) -> QWidget:
        return _page(
            self._switch(_("Show suggestions"), "on", "suggest.show"),
            self._switch(
                _("Hide them until my first pass through a report is done"), "blind", "suggest.blind"
            ),
            self._switch(_("Train the model anew in the background as marks come in"), "retrain", None),
        )

    # -- what changes ------------------------------------------------------------------------------

    def _switch(self, words: str, name: str, action: str | None) -> QCheckBox:
        """A box for a choice about suggestions; where the menu has an action for it, that does it."""
        box = QCheckBox(words)
        box.setChecked(bool(getattr(self._choices, name)))

        def change(on: bool) -> None:
            if action is None:
                setattr(self._choices, name, on)
            elif bool(getattr(self._choices, name)) != on:
                self._window.actions_[action].trigger()

        box.toggled.connect(change)
        return box

    def _rename(self) -> None:
        name = self.name.text().strip()
        if name and name != self._window.desk.project.annotator:
            self._window.looks.become(name)

    def _speak(self) -> None:
        self._settings.language = str(self.language.currentData())
        self.accept()
        self._window.open_wanted.emit(self._window.desk.project.path)

    def _set_interface_family(self, family: str) -> None:
        self.window_family.setEnabled(bool(family))
        self._settings.interface_family = family
        self._window.looks.apply(self._settings.theme)

    def _set_interface_size(self, points: int) -> None:
        self._settings.interface_size = points
        self._window.looks.apply(self._settings.theme)
        self._widen()

    def _set_family(self, family: str) -> None:
        self.family.setEnabled(bool(family))
        self._settings.text_family = family
        self._window.view.set_column(self._settings.columns, family)

    def _set_columns(self, characters: int) -> None:
        self._settings.columns = characters
        self._window.view.set_column(characters, self._settings.text_family)

    def _keep_still(self, still: bool) -> None:
        self._settings.still_caret = still
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        still_caret(application, still)

    def _change_keys(self) -> None:
        self._window.actions_["help.keys"].trigger()
        self.accept()

    def _tell_clashes(self) -> None:
        specs = self._window.actions_.specs
        found = conflicts(specs, self._settings.shortcuts())
        names = {spec.id: spec.name for spec in specs}
        lines = [
            _("{key}: {first} has it, {others} would too", key=key, first=names[ids[0]],
              others=", ".join(names[each] for each in ids[1:]))
            for key, ids in sorted(found.items())
        ]  # fmt: skip
        self.clashes.setText("\n".join(lines) or _("No key has two meanings."))


def _form(*rows: tuple[str, QWidget]) -> QWidget:
    form = QFormLayout()
    form.setContentsMargins(0, 0, 0, 0)
    form.setHorizontalSpacing(GRID * 2)
    form.setVerticalSpacing(GRID)
    for words, field in rows:
        form.addRow(words, field)
        if words:
            field.setAccessibleName(words)
    made = QWidget()
    made.setLayout(form)
    return made


def _family(chosen: str) -> tuple[QCheckBox, QFontComboBox]:
    """A box for the usual font, and under it those there are to choose from."""
    usual, family = QCheckBox(_("The usual font")), QFontComboBox()
    family.setWritingSystem(QFontDatabase.WritingSystem.SimplifiedChinese)
    family.setAccessibleName(_("Font"))
    usual.setChecked(not chosen)
    family.setEnabled(bool(chosen))
    if chosen:
        family.setCurrentFont(QFont(chosen))
    return usual, family


def _page(*parts: object) -> QWidget:
    page = QWidget()
    page.setLayout(widgets.column(*parts, None, gap=GRID * 2, margins=(GRID * 2,) * 4))  # type: ignore[arg-type]
    return page


def _spin(least: int, most: int, value: int, unit: str) -> QSpinBox:
    spin = widgets.spin_box()
    spin.setRange(least, most)
    spin.setValue(value)
    spin.setSuffix(f" {unit}")
    return spin


def _folder(words: str, folder: Path) -> QWidget:
    """What is in a folder; under it the folder's path, and a button that shows it."""
    path = QLineEdit(str(folder))
    path.setReadOnly(True)
    path.setAccessibleName(_("Folder"))
    shown: Callable[[], object] = lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))  # noqa: E731
    made = QWidget()
    place = widgets.row(path, widgets.push_button(_("Show"), shown))
    made.setLayout(widgets.column(widgets.label(words, "muted"), place, gap=GRID))
    return made
