"""What the window remembers between runs: the annotator's name, the look, keys, recent projects."""

import json
from pathlib import Path
from typing import Any

from PySide6.QtCore import QByteArray, QSettings

from annotator.paths import config_dir
from annotator.store.file import BACKUPS_KEPT

RECENT = 10
RECENT_EXPORTS = 4
PLACES = 200  # documents whose places are kept for each project
COLUMNS, COLUMN_RANGE = 40, (24, 80)
INTERFACE_SIZE, INTERFACE_RANGE = 10, (8, 16)  # points


class Settings:
    """A thin, typed face of QSettings in an INI file of our own, alike on every platform."""

    def __init__(self, path: Path | None = None) -> None:
        file = path or config_dir() / "window.ini"
        self._store = QSettings(str(file), QSettings.Format.IniFormat)

    @property
    def annotator(self) -> str:
        """The name asked for at the first start; '' before that."""
        return self._text("annotator")

    @annotator.setter
    def annotator(self, name: str) -> None:
        self._store.setValue("annotator", name)

    @property
    def language(self) -> str:
        return self._text("language", "zh_CN")

    @language.setter
    def language(self, name: str) -> None:
        self._store.setValue("language", name)

    @property
    def theme(self) -> str:
        """`system`, `light`, `dark` or `contrast`."""
        return self._text("theme", "system")

    @theme.setter
    def theme(self, name: str) -> None:
        self._store.setValue("theme", name)

    @property
    def interface_size(self) -> int:
        """Points of the letters of everything but the text view."""
        return self._number("interface_size", INTERFACE_SIZE, *INTERFACE_RANGE)

    @interface_size.setter
    def interface_size(self, points: int) -> None:
        self._store.setValue("interface_size", str(points))

    @property
    def interface_family(self) -> str:
        """The font family of everything but the text view; '' for the default ones."""
        return self._text("interface_family")

    @interface_family.setter
    def interface_family(self, name: str) -> None:
        self._store.setValue("interface_family", name)

    @property
    def text_size(self) -> int:
        """Pixels of a character in the text view; 0 for the default."""
        text = self._text("text_size", "0")
        return int(text) if text.isdigit() else 0

    @text_size.setter
    def text_size(self, size: int) -> None:
        self._store.setValue("text_size", str(size))

    @property
    def text_family(self) -> str:
        """The font family of the text view; '' for the default ones."""
        return self._text("text_family")

    @text_family.setter
    def text_family(self, name: str) -> None:
        self._store.setValue("text_family", name)

    @property
    def columns(self) -> int:
        """The widest line of the text view, in Chinese characters."""
        return self._number("columns", COLUMNS, *COLUMN_RANGE)

    @columns.setter
    def columns(self, characters: int) -> None:
        self._store.setValue("columns", str(characters))

    @property
    def backups_kept(self) -> int:
        """How many daily backups of a project are kept."""
        return self._number("backups_kept", BACKUPS_KEPT, 1, 365)

    @backups_kept.setter
    def backups_kept(self, number: int) -> None:
        self._store.setValue("backups_kept", str(number))

    @property
    def starts_on_page(self) -> bool:
        """Whether annotator starts on the start page rather than on the last project."""
        return self.switch("start_page")

    @starts_on_page.setter
    def starts_on_page(self, on: bool) -> None:
        self.set_switch("start_page", on)

    @property
    def still_caret(self) -> bool:
        """Whether no caret blinks, whatever the desktop says."""
        return self.switch("still_caret")

    @still_caret.setter
    def still_caret(self, on: bool) -> None:
        self.set_switch("still_caret", on)

    @property
    def folder(self) -> Path:
        """Where this is kept."""
        return Path(self._store.fileName()).parent

    def choice(self, name: str, default: str) -> str:
        """What a part of the window remembers under a name of its own."""
        return self._text(f"choices/{name}", default)

    def set_choice(self, name: str, value: str) -> None:
        self._store.setValue(f"choices/{name}", value)

    def switch(self, name: str) -> bool:
        """Whether something that can be on or off is on; off to begin with."""
        return self._text(f"switches/{name}") == "on"

    def set_switch(self, name: str, on: bool) -> None:
        self._store.setValue(f"switches/{name}", "on" if on else "off")

    def shortcuts(self) -> dict[str, str]:
        """Action id → key sequences in Qt's portable text, several separated by '; '."""
        self._store.beginGroup("shortcuts")
        found = {key: str(self._store.value(key, "")) for key in self._store.childKeys()}
        self._store.endGroup()
        return found

    def set_shortcut(self, action: str, keys: str | None) -> None:
        """Bind an action; None gives it its own keys back."""
        if keys is None:
            self._store.remove(f"shortcuts/{action}")
        else:
            self._store.setValue(f"shortcuts/{action}", keys)

    def recent_projects(self) -> list[Path]:
        """Newest first; those that are gone are left out."""
        value = self._store.value("recent", [])
        names = value if isinstance(value, list) else [value]
        return [path for name in names if (path := Path(str(name))).is_file()]

    def add_recent(self, path: Path) -> None:
        path = path.absolute()
        recent = [path, *(other for other in self.recent_projects() if other != path)][:RECENT]
        self._store.setValue("recent", [str(item) for item in recent])

    def last_document(self, project: Path) -> tuple[str, int]:
        """Where somebody stood when they closed this project: document id and offset."""
        value = self._store.value(f"places/{_place_key(project)}", [])
        if isinstance(value, list) and len(value) == 2 and str(value[1]).isdigit():
            return str(value[0]), int(str(value[1]))
        return "", 0

    def set_last_document(self, project: Path, document: str, offset: int) -> None:
        if self.last_document(project) != (document, offset):
            self._store.setValue(f"places/{_place_key(project)}", [document, str(offset)])

    def place_in(self, project: Path, document: str) -> int:
        """Where somebody stood when they left this document for another one; 0 where it is not known."""
        return dict(self._places_in(project)).get(document, 0)

    def set_place_in(self, project: Path, document: str, offset: int) -> None:
        others = [place for place in self._places_in(project) if place[0] != document]
        if offset:
            others = [(document, offset), *others][:PLACES]
        self._store.setValue(f"documents/{_place_key(project)}", json.dumps(others))

    def _places_in(self, project: Path) -> list[tuple[str, int]]:
        """Documents and offsets, the one that was left last first."""
        try:
            found = json.loads(self._text(f"documents/{_place_key(project)}", "[]"))
            return [(str(document), int(offset)) for document, offset in found]
        except (TypeError, ValueError):  # somebody has edited the file
            return []

    def recent_exports(self, project: Path) -> list[dict[str, Any]]:
        """What was exported from this project, newest first, as it was put here."""
        try:
            found = json.loads(self._text(f"exports/{_place_key(project)}", "[]"))
        except ValueError:  # somebody has edited the file
            return []
        return [entry for entry in found if isinstance(entry, dict)] if isinstance(found, list) else []

    def add_recent_export(self, project: Path, entry: dict[str, Any]) -> None:
        others = [other for other in self.recent_exports(project) if other != entry]
        self._store.setValue(f"exports/{_place_key(project)}", json.dumps([entry, *others][:RECENT_EXPORTS]))

    def layout(self, name: str) -> QByteArray | None:
        """A saved geometry or splitter state."""
        value = self._store.value(f"layout/{name}")
        return value if isinstance(value, QByteArray) else None

    def set_layout(self, name: str, state: QByteArray) -> None:
        self._store.setValue(f"layout/{name}", state)

    def save(self) -> None:
        self._store.sync()

    def _number(self, key: str, default: int, least: int, most: int) -> int:
        text = self._text(key)
        return min(max(int(text), least), most) if text.isdigit() else default

    def _text(self, key: str, default: str = "") -> str:
        return str(self._store.value(key, default))


def _place_key(project: Path) -> str:
    return project.absolute().as_posix().replace("/", "|").replace("\\", "|")
