"""One attribute of a label as a field: choices as a row of buttons, text, number, flag."""

from typing import Any

from PySide6.QtCore import QRegularExpression, Signal
from PySide6.QtGui import QRegularExpressionValidator
from PySide6.QtWidgets import QButtonGroup, QComboBox, QLineEdit, QPushButton, QWidget

from annotator.domain.schema import Attribute
from annotator.i18n import _, language
from annotator.ui import widgets

BUTTONS = 4  # more choices than this go into a list


class AttributeField(QWidget):
    """Emits `edited` with the new value; None means that the attribute is not given."""

    edited = Signal(object)

    def __init__(self, attribute: Attribute) -> None:
        super().__init__()
        self.attribute = attribute
        self._value: Any = None
        self.setToolTip(attribute.help)
        if attribute.type == "choice" and len(attribute.choices) <= BUTTONS:
            self._make_buttons()
        elif attribute.type == "choice":
            self._make_list()
        elif attribute.type == "flag":
            self._make_flag()
        else:
            self._make_line()

    def set_name(self, name: str) -> None:
        """What a screen reader calls it."""
        self.setAccessibleName(name)
        for child in self.findChildren(QWidget):
            if not child.accessibleName():
                child.setAccessibleName(name)

    def show_value(self, value: Any) -> None:
        """Show a value without saying that it was edited; what is being typed is left alone."""
        typing = any(line.hasFocus() for line in self.findChildren(QLineEdit))
        if typing and value == self._value:
            return
        self._value = value
        self._show(value)

    def step(self) -> None:
        """The next choice, round and round."""
        choices = self.attribute.choices
        place = choices.index(self._value) if self._value in choices else -1
        self._edit(choices[(place + 1) % len(choices)])

    def _edit(self, value: Any) -> None:
        if value != self._value:
            self._value = value
            self._show(value)
            self.edited.emit(value)

    def _make_buttons(self) -> None:
        group = QButtonGroup(self)
        group.setExclusive(False)
        self._buttons: dict[str, QPushButton] = {}
        for choice in self.attribute.choices:
            button = QPushButton(_choice_name(self.attribute, choice))
            button.setObjectName("segment")
            button.setCheckable(True)
            button.setAccessibleName(button.text())
            button.clicked.connect(lambda checked, choice=choice: self._edit(choice if checked else None))
            group.addButton(button)
            self._buttons[choice] = button
        self.setLayout(widgets.row(*self._buttons.values(), None, gap=4))
        self._show = self._show_button

    def _show_button(self, value: Any) -> None:
        for choice, button in self._buttons.items():
            button.setChecked(choice == value)

    def _make_list(self) -> None:
        box = QComboBox()
        box.addItem("", None)
        for choice in self.attribute.choices:
            box.addItem(_choice_name(self.attribute, choice), choice)
        box.activated.connect(lambda _index: self._edit(box.currentData()))
        self.setLayout(widgets.row(box))

        def show(value: Any) -> None:
            box.setCurrentIndex(max(0, box.findData(value)))

        self._show = show

    def _make_flag(self) -> None:
        button = QPushButton(_("yes"))
        button.setObjectName("segment")
        button.setCheckable(True)
        button.clicked.connect(lambda checked: self._edit(True if checked else None))
        self.setLayout(widgets.row(button, None))

        def show(value: Any) -> None:
            button.setChecked(value is True)

        self._show = show

    def _make_line(self) -> None:
        line = QLineEdit()
        if self.attribute.type == "number":
            line.setValidator(QRegularExpressionValidator(QRegularExpression(r"-?\d*(\.\d+)?")))
        line.editingFinished.connect(lambda: self._edit(line.text().strip() or None))
        self.setLayout(widgets.row(line))

        def show(value: Any) -> None:
            text = "" if value is None else str(value)
            if line.text() != text:
                line.setText(text)
                line.setCursorPosition(0)

        self._show = show


def _choice_name(attribute: Attribute, choice: str) -> str:
    return attribute.choice_names.get(choice, {}).get(language()[:2]) or choice
