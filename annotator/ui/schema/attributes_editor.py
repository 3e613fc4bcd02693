"""Attributes of a label, or document labels: name, type, choices, whether they are required."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QGridLayout,
    QHeaderView,
    QSizePolicy,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from annotator.domain.schema import ATTRIBUTE_TYPES, Attribute
from annotator.domain.schema_difference import TYPE_NAMES
from annotator.domain.schema_draft import AttributeDraft
from annotator.domain.schema_problems import Problem
from annotator.i18n import _, language
from annotator.ui import widgets
from annotator.ui.schema.fields import Field, Line, NamedList, list_and_form
from annotator.ui.theme import GRID

Put = Callable[[Sequence[AttributeDraft], object], None]
Below = Callable[..., list[Problem]]
EDGE = (GRID * 2, GRID * 2, GRID * 2, GRID * 2)
WAS = Qt.ItemDataRole.UserRole


class AttributesEditor(QWidget):
    """`read` gives the attributes as they are, `put` takes others and what the change is about, `below` the problems at
    a place that begins with the attribute's number, `required` is what the box for required ones says."""

    def __init__(
        self, read: Callable[[], Sequence[AttributeDraft]], put: Put, below: Below, required: str
    ) -> None:
        super().__init__()
        self._read, self._put, self._below = read, put, below
        self._row = 0
        self.names = NamedList(
            _("Attributes"),
            [
                ("add", _("Add"), self.add),
                ("up", _("Up"), lambda: self.move_one(-1)),
                ("down", _("Down"), lambda: self.move_one(1)),
                ("delete", _("Delete"), self.delete),
            ],
        )
        self.chinese, self.english, self.name, self.help = Line(), Line(), Line(), Line()
        self.type = QComboBox()
        for kind in ATTRIBUTE_TYPES:
            self.type.addItem(_(TYPE_NAMES[kind]), kind)
        self.required = QCheckBox(required)
        self.choices = _Choices(self._take_choices)
        self.fields = {
            "zh": Field(_("Name in Chinese"), self.chinese),
            "en": Field(_("Name in English"), self.english),
            "name": Field(_("Name in files"), self.name),
            "type": Field(_("Type"), self.type),
            "help": Field(_("A sentence beside the field"), self.help),
            "choices": Field(_("Values"), self.choices),
        }
        self.hint = widgets.hint(_("Nothing here yet. “Add” makes one."))
        self.form = self._form()
        self._area = widgets.scrolled(self.form)
        self._area.setMinimumWidth(GRID * 36)  # in a narrow window the list gives way first
        self.setLayout(widgets.column(list_and_form(self.names, widgets.column(self.hint, self._area))))
        self._connect()

    def add(self) -> None:
        """One more at the end."""
        drafts = list(self._read())
        taken = {each.attribute.name for each in drafts}
        name = next(f"field{n}" for n in range(1, len(taken) + 2) if f"field{n}" not in taken)
        self._row = len(drafts)
        self._put([*drafts, AttributeDraft(Attribute(name, "text"))], None)
        self.chinese.setFocus()

    def move_one(self, direction: int) -> None:
        drafts = list(self._read())
        to = self._row + direction
        if 0 <= to < len(drafts):
            drafts[self._row], drafts[to] = drafts[to], drafts[self._row]
            self._row = to
            self._put(drafts, None)

    def delete(self) -> None:
        """Without a question: what marks lose is shown before anything is saved, and the editor can go back."""
        drafts = list(self._read())
        del drafts[self._row]
        self._row = max(0, self._row - 1)
        self._put(drafts, None)

    def show_draft(self) -> None:
        drafts = self._read()
        self._row = min(self._row, max(0, len(drafts) - 1))
        marks = ["✕ " if any(p.grave for p in self._below(at)) else "" for at in range(len(drafts))]
        names = [m + d.attribute.display(language()) for m, d in zip(marks, drafts, strict=True)]
        self.names.show_names(names, self._row if drafts else -1)
        self.names.buttons["up"].setEnabled(self._row > 0)
        self.names.buttons["down"].setEnabled(self._row + 1 < len(drafts))
        self.names.buttons["delete"].setEnabled(bool(drafts))
        self._area.setVisible(bool(drafts))
        self.hint.setVisible(not drafts)
        if drafts:
            self._show(drafts[self._row])

    def _show(self, draft: AttributeDraft) -> None:
        attribute = draft.attribute
        self.chinese.show_text(attribute.names.get("zh", ""))
        self.english.show_text(attribute.names.get("en", ""))
        self.name.show_text(attribute.name)
        self.help.show_text(attribute.help)
        self.type.setCurrentIndex(self.type.findData(attribute.type))
        self.required.setChecked(attribute.required)
        self.fields["choices"].setVisible(attribute.type == "choice")
        self.choices.show_choices(draft)
        for name in ("name", "choices"):
            found = self._below(self._row, name)
            self.fields[name].tell(found[0] if found else None)

    def _form(self) -> QWidget:
        grid = QGridLayout()
        grid.setHorizontalSpacing(GRID * 2)
        grid.setVerticalSpacing(GRID * 2)
        for column in (0, 1):
            grid.setColumnStretch(column, 1)
        for place, name in enumerate(("zh", "en", "name", "type")):
            grid.addWidget(self.fields[name], place // 2, place % 2, Qt.AlignmentFlag.AlignTop)
        form = widgets.column(
            grid, self.required, self.fields["help"], self.fields["choices"], None, gap=GRID * 2, margins=EDGE
        )
        form.setStretchFactor(self.fields["choices"], 1_000)  # all that is to spare, where it is shown
        return widgets.pane(form)

    def _connect(self) -> None:
        self.names.chosen.connect(self._choose)
        self.chinese.typed.connect(lambda text: self._rename("zh", text))
        self.english.typed.connect(lambda text: self._rename("en", text))
        self.name.typed.connect(lambda text: self._change("name", name=text))
        self.help.typed.connect(lambda text: self._change("help", help=text))
        self.type.activated.connect(lambda _at: self._change(None, type=self.type.currentData()))
        self.required.clicked.connect(lambda on: self._change(None, required=on))

    def _choose(self, row: int) -> None:
        if row >= 0:
            self._row = row
            self.show_draft()

    def _rename(self, tongue: str, text: str) -> None:
        names = {**self._read()[self._row].attribute.names, tongue: text}
        self._change(tongue, names={key: name for key, name in names.items() if name})

    def _change(self, about: str | None, **fields: object) -> None:
        draft = self._read()[self._row]
        changed = replace(draft.attribute, **fields)  # type: ignore[arg-type]
        self._replace(replace(draft, attribute=changed), about)

    def _take_choices(self, rows: Sequence[tuple[str, str, str, str]]) -> None:
        """`rows` are value, name in Chinese, name in English, and the old value."""
        draft = self._read()[self._row].with_choices([row[0] for row in rows], [row[3] for row in rows])
        names = {
            value: {tongue: name for tongue, name in (("zh", zh), ("en", en)) if name}
            for value, zh, en, _was in rows
        }
        shown = {value: name for value, name in names.items() if name}
        self._replace(replace(draft, attribute=replace(draft.attribute, choice_names=shown)), None)

    def _replace(self, changed: AttributeDraft, about: str | None) -> None:
        drafts = list(self._read())
        drafts[self._row] = changed
        self._put(drafts, None if about is None else (self._row, about))


class _Choices(QWidget):
    """The values of a choice, a row each: in files, in Chinese, in English. `take` hears of every edit."""

    def __init__(self, take: Callable[[Sequence[tuple[str, str, str, str]]], None]) -> None:
        super().__init__()
        self._take = take
        self.table = QTableWidget(0, 3)
        self.table.setHorizontalHeaderLabels([_("In files"), _("In Chinese"), _("In English")])
        self.table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        self.table.horizontalHeader().setDefaultAlignment(left)
        widgets.plain_rows(self.table)
        self.table.setMinimumHeight(132)
        self.table.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)  # presses nothing
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)
        self.table.setAccessibleName(_("Values"))
        self.buttons = {
            "add": widgets.text_button(_("Add"), self.add),
            "up": widgets.text_button(_("Up"), lambda: self.move_one(-1)),
            "down": widgets.text_button(_("Down"), lambda: self.move_one(1)),
            "delete": widgets.text_button(_("Delete"), self.delete),
        }
        for button in self.buttons.values():
            button.setObjectName("segment")
        self.setLayout(widgets.column(self.table, widgets.row(*self.buttons.values(), None, gap=4), gap=4))
        self.table.currentCellChanged.connect(lambda *_at: self._allow())
        self.table.itemChanged.connect(lambda _item: self._take(self.rows()))

    def rows(self) -> list[tuple[str, str, str, str]]:
        found = []
        for row in range(self.table.rowCount()):
            cells = [self.table.item(row, column) for column in range(3)]
            texts = [cell.text().strip() if cell else "" for cell in cells]
            was = cells[0].data(WAS) if cells[0] else ""
            found.append((texts[0], texts[1], texts[2], was or ""))
        return found

    def show_choices(self, draft: AttributeDraft) -> None:
        named = draft.attribute.choice_names
        wanted = [
            (choice, named.get(choice, {}).get("zh", ""), named.get(choice, {}).get("en", ""), was)
            for choice, was in zip(draft.attribute.choices, draft.was, strict=True)
        ]
        if wanted != self.rows():
            self._show(wanted, self.table.currentRow())

    def add(self) -> None:
        rows = self.rows()
        taken = {row[0] for row in rows}
        name = next(f"value{n}" for n in range(1, len(taken) + 2) if f"value{n}" not in taken)
        self._show([*rows, (name, "", "", "")], len(rows))
        self._take(self.rows())
        if (item := self.table.item(len(rows), 0)) is not None:
            self.table.editItem(item)

    def move_one(self, direction: int) -> None:
        rows, at = self.rows(), self.table.currentRow()
        if at >= 0 and 0 <= at + direction < len(rows):
            rows[at], rows[at + direction] = rows[at + direction], rows[at]
            self._show(rows, at + direction)
            self._take(self.rows())

    def delete(self) -> None:
        rows, at = self.rows(), self.table.currentRow()
        if at >= 0:
            del rows[at]
            self._show(rows, min(at, len(rows) - 1))
            self._take(self.rows())

    def _show(self, rows: Sequence[tuple[str, str, str, str]], current: int) -> None:
        self.table.blockSignals(True)
        self.table.setRowCount(len(rows))
        for at, (*texts, was) in enumerate(rows):
            for column, text in enumerate(texts):
                item = QTableWidgetItem(text)
                if column == 0:
                    item.setData(WAS, was)
                self.table.setItem(at, column, item)
        self.table.setCurrentCell(current, 0)
        self.table.blockSignals(False)
        self._allow()

    def _allow(self) -> None:
        """What moves or deletes a value needs one that is chosen, and room."""
        at, last = self.table.currentRow(), self.table.rowCount() - 1
        for name, on in (("up", at > 0), ("down", 0 <= at < last), ("delete", at >= 0)):
            self.buttons[name].setEnabled(on)
