"""The reviewer's own spans while they are edited: label, words, attributes, and which keys do what."""

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFormLayout, QFrame, QPushButton, QWidget

from annotator.domain.schema import LabelSchema
from annotator.i18n import _, language
from annotator.services.gold_rule import Draft
from annotator.ui import widgets
from annotator.ui.flow import Flow
from annotator.ui.panes.attribute_field import AttributeField
from annotator.ui.review.editing import Editing
from annotator.ui.text_view import Part, Passage
from annotator.ui.theme import GRID, Tokens

_HELD = "+\u2060"  # what joins the keys of a chord: no line ends within it


class EditPane(QWidget):
    """Shows an Editing; what is pressed here is told, not done. `foot`, which confirms or leaves, stands elsewhere."""

    relabelled = Signal(str)
    attribute_set = Signal(str, object)
    chosen = Signal(int)
    confirmed = Signal()
    left = Signal()

    def __init__(self, schema: Callable[[], LabelSchema], tokens: Callable[[], Tokens]) -> None:
        super().__init__()
        self.setObjectName("pane")
        self._schema, self._tokens = schema, tokens
        self._column = widgets.column(gap=GRID)
        self._parts: list[QWidget] = []
        self._fields: list[AttributeField] = []
        self.hint = widgets.label(style="muted", wrap=True)
        self.confirm = widgets.push_button(_("Confirm"), self._confirm)
        self.confirm.setDefault(True)
        self.leave = widgets.push_button(_("Leave"), self.left.emit)
        self.foot = Flow([self.confirm, self.leave], GRID // 2, fill=True)
        self.setLayout(widgets.column(self._column, self.hint, None, gap=GRID))

    def show_editing(self, editing: Editing, keys: Callable[[str], str]) -> None:
        for part in self._parts:
            part.hide()
            part.deleteLater()
        self._parts, self._fields = [], []
        for number, draft in enumerate(editing.drafts):
            part = self._draft(number, draft, editing, keys)
            self._column.addWidget(part)
            self._parts.append(part)
        self.hint.setText(self._how_to(editing, keys))
        for button, name, action in (
            (self.confirm, _("Confirm"), "edit.confirm"),
            (self.leave, _("Leave"), "edit.leave"),
        ):
            key = keys(action)
            button.setText(f"{name}  {key}" if key else name)

    def commit(self) -> None:
        """What is typed into a field counts."""
        for field in self._fields:
            field.commit()

    def focus_attributes(self) -> None:
        """Put the focus into the first field of the current mark, or on what confirms."""
        parts = [part for field in self._fields for part in field.findChildren(QWidget)]
        able = (part for part in parts if part.focusPolicy() & Qt.FocusPolicy.TabFocus)
        next(able, self.confirm).setFocus(Qt.FocusReason.TabFocusReason)

    def _confirm(self) -> None:
        self.commit()
        self.confirmed.emit()

    def _how_to(self, editing: Editing, keys: Callable[[str], str]) -> str:
        def of(*names: str) -> str:
            return " ".join(keys(f"mark.{name}") for name in names).replace("+", _HELD)

        start, end = of("start_left", "start_right"), of("end_left", "end_right")
        characters = of(
            *(f"{edge}_{side}_character" for edge in ("start", "end") for side in ("left", "right"))
        )
        lines = [
            _("{start} move the start, {end} the end, by word; {keys} do so by character.",
              start=start, end=end, keys=characters),
            _("Select words in the text and press the key of a label to add a mark; {key} removes one.",
              key=keys("mark.remove")),
        ]  # fmt: skip
        if not editing.drafts:
            lines.insert(0, _("No mark is left: confirmed like this, nothing goes into gold."))
        return "\n".join(lines)

    def _draft(self, number: int, draft: Draft, editing: Editing, keys: Callable[[str], str]) -> QWidget:
        tokens, here = self._tokens(), number == editing.at
        card = QFrame()
        card.setObjectName("card")
        card.setProperty("current", here)
        passage = Passage()
        passage.set_parts([Part(editing.quote(draft), tokens.text, tokens.accent_soft if here else "")])
        column = widgets.column(self._labels(draft, keys, here), passage, gap=GRID // 2,
                                margins=(GRID + 2, GRID, GRID + 2, GRID))  # fmt: skip
        if here:
            column.addLayout(self._attributes(draft))
        elif len(editing.drafts) > 1:
            column.addWidget(widgets.text_button(_("Edit this one"), lambda: self.chosen.emit(number)))
        card.setLayout(column)
        return card

    def _labels(self, draft: Draft, keys: Callable[[str], str], here: bool) -> QWidget:
        row = widgets.row(gap=4)
        for label in self._schema().labels:
            if not here and label.name != draft.label:
                continue
            key = keys(f"label:{label.name}")
            name = label.display(language())
            button = QPushButton(f"{name}  {key}" if key and here else name)
            button.setObjectName("segment")
            button.setCheckable(True)
            button.setChecked(label.name == draft.label)
            button.setEnabled(here)
            button.clicked.connect(lambda _checked=False, name=label.name: self.relabelled.emit(name))
            row.addWidget(button)
        row.addStretch(1)
        return widgets.pane(row, "bare")

    def _attributes(self, draft: Draft) -> QFormLayout:
        form = QFormLayout()
        form.setVerticalSpacing(GRID // 2)
        form.setHorizontalSpacing(GRID)
        known = self._schema().by_name.get(draft.label)
        for attribute in known.attributes if known else ():
            field = AttributeField(attribute, partial(self._set, attribute.name))
            field.show_value(draft.attrs.get(attribute.name))
            title = attribute.names.get(language()[:2]) or attribute.name
            field.set_name(title)
            form.addRow(widgets.label(title, "muted"), field)
            self._fields.append(field)
        return form

    def _set(self, name: str, value: Any) -> bool:
        self.attribute_set.emit(name, value)
        return True
