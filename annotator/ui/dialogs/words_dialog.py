"""The project's own words: to see, add and take out."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QAbstractItemView, QDialogButtonBox, QLineEdit, QListWidget, QWidget

from annotator.domain.errors import UserError
from annotator.i18n import _, listed
from annotator.services import dictionary
from annotator.services.project import short
from annotator.ui import widgets
from annotator.ui.desk import Desk
from annotator.ui.dialogs.dialog import Dialog
from annotator.ui.theme import GRID


class WordsDialog(Dialog):
    """Every change is a step of the project, written at once; undo takes it back."""

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(_("Words of the project"), parent)
        self.resize(480, 480)
        self._desk = desk
        self.field = QLineEdit()
        self.field.setPlaceholderText(_("Words, with blanks between them"))
        self.field.setAccessibleName(_("New words"))
        self.add_button = widgets.push_button(_("Add"), self.add)
        self.list = QListWidget()
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.list.setAccessibleName(_("Words of the project"))
        self.empty = widgets.hint(_("No words yet: add names and terms that are to be selected as one."))
        self.remove_button = widgets.push_button(_("Remove"), self.remove)
        self.message = widgets.label(style="muted", wrap=True)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        close = buttons.button(QDialogButtonBox.StandardButton.Close)
        close.setText(_("Close"))
        for button in (close, self.remove_button):  # Enter adds what was typed
            button.setAutoDefault(False)
        self.add_button.setDefault(True)
        buttons.rejected.connect(self.reject)
        hint = widgets.label(
            _("These words stay whole when text is selected, for everybody who works on this project."),
            "muted",
            wrap=True,
        )
        new = widgets.row(self.field, self.add_button, gap=GRID)
        last = widgets.row(self.remove_button, self.message, buttons, gap=GRID)
        last.setStretch(1, 1)
        layout = widgets.column(hint, new, self.list, self.empty, last, gap=GRID, margins=(GRID * 2,) * 4)
        layout.setStretchFactor(self.empty, 1)
        self.setLayout(layout)
        delete = QShortcut(QKeySequence(QKeySequence.StandardKey.Delete), self.list)
        delete.setContext(Qt.ShortcutContext.WidgetShortcut)
        delete.activated.connect(self.remove)
        self.list.itemSelectionChanged.connect(self._enable)
        desk.project_changed.connect(self.refresh)
        self.refresh()
        self.field.setFocus()

    def refresh(self) -> None:
        """Show the words as they stand; the chosen ones stay chosen."""
        words = dictionary.own_words(self._desk.project)
        if words != self._shown():
            chosen = self._chosen()
            self.list.clear()
            self.list.addItems(words)
            for row, word in enumerate(words):
                self.list.item(row).setSelected(word in chosen)
        self._enable()

    def add(self) -> None:
        """Add what was typed; what cannot be a word stays in the field."""
        typed = dictionary.words_in(self.field.text())
        if not typed:
            return
        try:
            new = dictionary.add_words(self._desk.project, typed)
        except UserError as error:
            self.message.setText(str(error))
            return
        self.field.clear()
        self.message.setText(
            _("Added: {words}", words=short(listed(new), 60)) if new else _("These words are there already.")
        )

    def remove(self) -> None:
        """Take the chosen words out."""
        if words := self._chosen():
            try:
                dictionary.remove_words(self._desk.project, words)
            except UserError as error:
                self.message.setText(str(error))
                return
            self.message.setText(_("Removed: {words}", words=short(listed(words), 60)))

    def _shown(self) -> list[str]:
        return [self.list.item(row).text() for row in range(self.list.count())]

    def _chosen(self) -> list[str]:
        return [item.text() for item in self.list.selectedItems()]

    def _enable(self) -> None:
        self.list.setVisible(self.list.count() > 0)
        self.empty.setVisible(not self.list.count())
        writable = self._desk.project.store.writable
        self.field.setEnabled(writable)
        self.add_button.setEnabled(writable)
        self.remove_button.setEnabled(writable and bool(self.list.selectedItems()))
