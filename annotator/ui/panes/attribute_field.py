"""One attribute of a label as a field: choices as a row of buttons or a list, text, number, flag."""

import unicodedata
from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QComboBox, QLineEdit, QPushButton, QWidget

from annotator.domain.schema import Attribute
from annotator.i18n import _, language
from annotator.ui import widgets

BUTTONS = 4  # more choices than this go into a list


class AttributeField(QWidget):
    """`save` writes a value (None: not given) and tells whether it was written; until then the field keeps it."""

    def __init__(self, attribute: Attribute, save: Callable[[Any], bool]) -> None:
        super().__init__()
        self.attribute = attribute
        self._save = save
        self._value: Any = None  # what is written
        self._line: QLineEdit | None = None
        self.setToolTip(attribute.help)
        if attribute.type == "choice" and len(attribute.choices) <= BUTTONS:
            self._show = self._make_buttons()
        elif attribute.type == "choice":
            self._show = self._make_list()
        elif attribute.type == "flag":
            self._show = self._make_flag()
        else:
            self._show = self._make_line()

    def set_name(self, name: str) -> None:
        """What a screen reader calls it."""
        self.setAccessibleName(name)
        for child in self.findChildren(QWidget):
            if not child.accessibleName():
                child.setAccessibleName(name)

    def show_value(self, value: Any) -> None:
        """Show a value that is written. What is being typed stays."""
        if self._line is None or not self._typed():
            self._show(value)
        self._value = value

    def step(self) -> None:
        """The next choice, round and round."""
        choices = self.attribute.choices
        place = choices.index(self._value) if self._value in choices else -1
        self._edit(choices[(place + 1) % len(choices)])

    def commit(self) -> bool:
        """Write what was typed. False when it could not be written; it stays in the field, to be tried again."""
        if self._line is None or not self._typed():
            return True
        value = _read(self._line.text(), self.attribute.type)
        if value != self._value:
            if not self._save(value):
                return False
            self._value = value
        self._show(value)
        return True

    def _typed(self) -> bool:
        assert self._line is not None
        return self._line.text() != ("" if self._value is None else str(self._value))

    def _edit(self, value: Any) -> None:
        if value != self._value and self._save(value):
            self._value = value
        self._show(self._value)

    def _make_buttons(self) -> Callable[[Any], None]:
        buttons: dict[str, QPushButton] = {}
        for choice in self.attribute.choices:
            button = _segment(self.attribute.display_value(choice, language()))
            button.clicked.connect(lambda checked, choice=choice: self._edit(choice if checked else None))
            buttons[choice] = button
        self.setLayout(widgets.row(*buttons.values(), None, gap=4))

        def show(value: Any) -> None:
            for choice, button in buttons.items():
                button.setChecked(choice == value)

        return show

    def _make_list(self) -> Callable[[Any], None]:
        box = QComboBox()
        box.addItem("", None)
        for choice in self.attribute.choices:
            box.addItem(self.attribute.display_value(choice, language()), choice)
        box.activated.connect(lambda _index: self._edit(box.currentData()))
        self.setLayout(widgets.row(box))
        return lambda value: box.setCurrentIndex(max(0, box.findData(value)))

    def _make_flag(self) -> Callable[[Any], None]:
        button = _segment(_("yes"))
        button.clicked.connect(lambda checked: self._edit(True if checked else None))
        self.setLayout(widgets.row(button, None))
        return lambda value: button.setChecked(value is True)

    def _make_line(self) -> Callable[[Any], None]:
        line = self._line = QLineEdit()
        line.editingFinished.connect(self.commit)
        self.setLayout(widgets.row(line))

        def show(value: Any) -> None:
            text = "" if value is None else str(value)
            if line.text() != text:
                line.setText(text)
                line.setCursorPosition(0)

        return show


def _read(typed: str, kind: str) -> str | None:
    """What was meant: a number may be full-width, with separators, or begin or end with its point."""
    text = typed.strip()
    if kind == "number":
        text = unicodedata.normalize("NFKC", text).replace(",", "").removesuffix(".")
        text = f"0{text}" if text.startswith(".") else text.replace("-.", "-0.")
    return text or None


def _segment(text: str) -> QPushButton:
    button = QPushButton(text)
    button.setObjectName("segment")
    button.setCheckable(True)
    button.setAccessibleName(text)
    return button
