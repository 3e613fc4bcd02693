"""Pieces of the label window's pages: a field with its sentence, lines to type, a list with its buttons."""

from collections.abc import Callable, Iterable, Iterator, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPlainTextEdit,
    QSplitter,
    QToolButton,
    QWidget,
)

from annotator.domain.schema_problems import Problem
from annotator.ui import widgets
from annotator.ui.flow import Flow, wrap_rows
from annotator.ui.theme import GRID

EDGE = (GRID * 2, GRID * 2, GRID * 2, GRID * 2)
Button = tuple[str, str, Callable[[], object]]  # how it is called here, what it says, what it does
LIST_WIDTH = 256  # so that four short buttons stand in one row below it


class Field(QWidget):
    """A name above what is to be filled in, and below it what is wrong with that."""

    def __init__(self, name: str, editor: QWidget) -> None:
        super().__init__()
        self.editor = editor
        editor.setAccessibleName(name)
        self.note = widgets.label(style="fieldNote", wrap=True)
        self.note.hide()
        head = widgets.label(name, "heading")
        head.setBuddy(editor)
        self.setLayout(widgets.column(head, editor, self.note, gap=4))

    def tell(self, problem: Problem | None) -> None:
        """Show a problem, or none."""
        self.note.setText(told(problem))
        self.note.setVisible(problem is not None)
        self.editor.setAccessibleDescription(problem.sentence if problem else "")


def sentences(name: str, lines: Sequence[str] = ()) -> QListWidget:
    """A list of sentences that are only read; long ones wrap."""
    made = QListWidget()
    wrap_rows(made)
    made.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
    made.setAccessibleName(name)
    made.addItems(list(lines))
    return made


def told(problem: Problem | None) -> str:
    """A problem as a line: ✕ for what stands in the way of saving, ⚠ for what is only unwise."""
    if problem is None:
        return ""
    return f"{'✕' if problem.grave else '⚠'} {problem.sentence}"


def list_and_form(names: QWidget, form: QWidget | QLayout) -> QSplitter:
    """A list and, behind a line that can be dragged, what is chosen in it."""
    split = QSplitter(Qt.Orientation.Horizontal)
    split.setHandleWidth(1)
    split.addWidget(widgets.pane(widgets.column(names, margins=EDGE)))
    split.addWidget(form if isinstance(form, QWidget) else widgets.pane(form))
    split.setSizes([LIST_WIDTH + 4 * GRID, 700])
    split.setStretchFactor(1, 1)
    split.setChildrenCollapsible(False)
    return split


class Line(QLineEdit):
    """One line; emits `typed` only for what a person does."""

    typed = Signal(str)

    def __init__(self, placeholder: str = "") -> None:
        super().__init__()
        self.setPlaceholderText(placeholder)
        self.textEdited.connect(lambda text: self.typed.emit(text.strip()))

    def show_text(self, text: str) -> None:
        """Show what the draft says; what is being typed keeps its caret."""
        if self.text().strip() != text:
            self.setText(text)
            self.setCursorPosition(0)


class Lines(QPlainTextEdit):
    """Several lines; emits `typed` only for what a person does."""

    typed = Signal(str)

    def __init__(self, height: int) -> None:
        super().__init__()
        self.setTabChangesFocus(True)
        self.setMinimumHeight(height)
        self.textChanged.connect(lambda: self.typed.emit(self.text()))

    def text(self) -> str:
        return self.document().toRawText().replace("\u2029", "\n")

    def show_text(self, text: str) -> None:
        """Show what the draft says; what is being typed keeps its caret."""
        if self.text() != text:
            self.blockSignals(True)
            self.setPlainText(text)
            self.blockSignals(False)

    def show_lines(self, lines: Sequence[str]) -> None:
        """As `show_text`, an entry a line; empty lines that are being typed stay."""
        if lines_of(self.text()) != list(lines):
            self.show_text("\n".join(lines))


def lines_of(text: str) -> list[str]:
    """The entries of a text that has one a line: trimmed, no empty ones, none twice."""
    return list(dict.fromkeys(line.strip() for line in text.split("\n") if line.strip()))


class NamedList(QWidget):
    """A list of names with buttons below it, those of `more` in rows of their own.

    Emits `chosen` with a row, also -1, when a person goes to another one."""

    chosen = Signal(int)

    def __init__(self, name: str, buttons: Iterable[Button], more: Iterable[Button] = ()) -> None:
        super().__init__()
        self.list = QListWidget()
        self.list.setAccessibleName(name)
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.buttons: dict[str, QToolButton] = {}
        rows = [Flow(made, 4) for group in (buttons, more) if (made := list(self._made(group)))]
        self.setLayout(widgets.column(self.list, widgets.column(*rows, gap=4), gap=GRID))
        self.list.currentRowChanged.connect(self.chosen)

    def _made(self, group: Iterable[Button]) -> Iterator[QToolButton]:
        for identity, text, slot in group:
            self.buttons[identity] = button = widgets.text_button(text, slot)
            button.setObjectName("segment")
            yield button

    def show_names(self, names: Sequence[str], row: int) -> None:
        """Show these names, one of them chosen."""
        self.list.blockSignals(True)
        while self.list.count() > len(names):
            self.list.takeItem(self.list.count() - 1)
        for at, name in enumerate(names):
            item = self.list.item(at)
            if item is None:
                self.list.addItem(QListWidgetItem(name))
            elif item.text() != name:
                item.setText(name)
        self.list.setCurrentRow(row)
        self.list.blockSignals(False)


class Ticks(QWidget):
    """Names to tick. Emits `ticked` with the keys of those that are, in their order."""

    ticked = Signal(list)

    def __init__(self, name: str) -> None:
        super().__init__()
        self.list = QListWidget()
        self.list.setAccessibleName(name)
        wrap_rows(self.list)
        self.setLayout(widgets.column(self.list))
        self.list.itemChanged.connect(lambda _item: self.ticked.emit(self.keys()))

    def keys(self) -> list[object]:
        items = (self.list.item(row) for row in range(self.list.count()))
        return [i.data(Qt.ItemDataRole.UserRole) for i in items if i.checkState() == Qt.CheckState.Checked]

    def show_entries(self, entries: Sequence[tuple[object, str]], ticked: Iterable[object]) -> None:
        """Show keys by their names, some of them ticked."""
        self.list.blockSignals(True)
        keys = [self.list.item(row).data(Qt.ItemDataRole.UserRole) for row in range(self.list.count())]
        if keys != [key for key, _name in entries]:
            self.list.clear()
            for key, _name in entries:
                item = QListWidgetItem()
                item.setData(Qt.ItemDataRole.UserRole, key)
                self.list.addItem(item)
        wanted = set(ticked)
        for row, (key, text) in enumerate(entries):
            item = self.list.item(row)
            item.setText(text)
            item.setCheckState(Qt.CheckState.Checked if key in wanted else Qt.CheckState.Unchecked)
        self.list.blockSignals(False)
