"""The fields in which a language model is set up: server, model, key, budget."""

import os
from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QGridLayout, QLineEdit, QSpinBox, QWidget

from annotator.domain.errors import BadInput
from annotator.i18n import _
from annotator.services.llm.config import Budget, Config
from annotator.services.llm.endpoint import endpoint_from
from annotator.services.llm.key import VARIABLE
from annotator.ui import widgets
from annotator.ui.theme import GRID

_EXAMPLE = "http://localhost:11434/v1"
_MOST = 10_000_000


class ServerFields(QWidget):
    """Address, model, key. The signals come with every key press."""

    address_changed = Signal()
    model_changed = Signal()

    def __init__(self, config: Config) -> None:
        super().__init__()
        self.address = QLineEdit(config.endpoint)
        self.address.setPlaceholderText(_EXAMPLE)
        self.address.setAccessibleName(_("Address"))
        self.model = QComboBox()
        self.model.setEditable(True)
        self.model.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.model.setEditText(config.model)
        self.model.setAccessibleName(_("Model"))
        self.list_models = widgets.push_button(_("List models"), lambda: None)
        self.key = QLineEdit()
        self.key.setEchoMode(QLineEdit.EchoMode.Password)
        self.key.setPlaceholderText(
            _("The one in the environment variable {variable}", variable=VARIABLE)
            if os.environ.get(VARIABLE)
            else _("Unchanged; local servers need none")
        )
        self.key.setAccessibleName(_("Key"))
        self.forget_key = widgets.push_button(_("Forget the key"), lambda: None)
        rows = (
            (_("Address"), self.address, None),
            (_("Model"), self.model, self.list_models),
            (_("Key"), self.key, self.forget_key),
        )
        layout = QGridLayout()
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setHorizontalSpacing(GRID)
        layout.setVerticalSpacing(GRID)
        layout.setColumnStretch(1, 1)
        for row, (name, field, button) in enumerate(rows):
            layout.addWidget(widgets.label(name), row, 0)
            layout.setRowMinimumHeight(row, GRID * 4)
            layout.addWidget(field, row, 1, 1, 1 if button else 2)
            if button is not None:
                layout.addWidget(button, row, 2)
        self.setLayout(layout)
        self.address.textChanged.connect(lambda _text: self.address_changed.emit())
        self.model.editTextChanged.connect(lambda _text: self.model_changed.emit())

    @property
    def endpoint(self) -> str:
        """The address as it will be used; '' while there is none."""
        try:
            return endpoint_from(self.address.text())
        except BadInput:
            return ""

    def offer_models(self, names: list[str]) -> None:
        """Let these be picked; the one that stands there stays."""
        standing = self.model.currentText().strip()
        self.model.clear()
        self.model.addItems(names)
        self.model.setEditText(standing or (names[0] if names else ""))


class BudgetFields(QWidget):
    """What a run may send and cost, and how long an answer may take."""

    changed = Signal()

    def __init__(self, config: Config) -> None:
        super().__init__()
        budget = config.budget
        self.requests = self._number(_("Requests"), budget.requests, 10)
        self.characters = self._number(_("Characters sent"), budget.characters, 10_000)
        self.tokens = self._number(_("Tokens"), budget.tokens, 10_000)
        self.seconds = self._number(_("Seconds to wait"), config.timeout, 10, most=3_600)
        layout = QGridLayout()
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setHorizontalSpacing(GRID * 2)
        layout.setVerticalSpacing(GRID // 2)
        bottom = Qt.AlignmentFlag.AlignBottom  # just above its field, be it one line or two
        for column, field in enumerate((self.requests, self.characters, self.tokens, self.seconds)):
            layout.addWidget(widgets.label(field.accessibleName(), "muted", wrap=True), 0, column, bottom)
            layout.addWidget(field, 1, column)
            layout.setColumnStretch(column, 1)
        self.setLayout(layout)

    def applied_to(self, config: Config) -> Config:
        """The configuration with this budget."""
        budget = Budget(self.requests.value(), self.characters.value(), self.tokens.value())
        return replace(config, budget=budget, timeout=self.seconds.value())

    def _number(self, name: str, value: int, step: int, most: int = _MOST) -> QSpinBox:
        field = widgets.spin_box()
        field.setRange(1, most)
        field.setSingleStep(step)
        field.setGroupSeparatorShown(True)
        field.setValue(value)
        field.setAccessibleName(name)
        field.valueChanged.connect(lambda _value: self.changed.emit())
        return field
