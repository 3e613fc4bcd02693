"""The start page: who works here, in which language, and with what to begin."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QFileDialog,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from annotator.domain.errors import UserError
from annotator.i18n import LANGUAGES, _, language
from annotator.services.project import create_project
from annotator.ui import widgets
from annotator.ui.dialogs.dialog import Dialog
from annotator.ui.icons import application_icon, icon
from annotator.ui.settings import Settings
from annotator.ui.theme import GRID, tokens_for

SUFFIX = ".annot"
ICON = QSize(20, 20)
SAMPLE, TOUR, PROJECT = "sample", "tour", "project"
AGAIN = 2  # the code with which it closes to be shown again in another language


class StartDialog(Dialog):
    """When it was accepted, `choice` is one of SAMPLE, TOUR, PROJECT, with the file of the last in `path`.

    `name` is offered where it is not known yet; without one the question is left out.
    """

    def __init__(self, settings: Settings, parent: QWidget | None, name: str | None = None) -> None:
        super().__init__("annotator", parent)
        self.choice = SAMPLE
        self.path: Path | None = None
        self._settings = settings
        self._tokens = tokens_for(settings.theme)
        self.name = QLineEdit(name or settings.annotator)
        self.name.setAccessibleName(_("Your name"))
        self.name.selectAll()
        self.language = QComboBox()
        self.language.setAccessibleName(_("Language"))
        for key, title in LANGUAGES.items():
            self.language.addItem(title, key)
        self.language.setCurrentIndex(self.language.findData(language()))
        self.recent = self._recent_list()
        self.message = widgets.label(style="muted", wrap=True)
        self.message.hide()
        choices = (
            (TOUR, "graduation-cap", _("Three-minute tour"), _("Mark, correct, undo, on invented reports")),
            (SAMPLE, "book-open", _("Sample project"), _("Four reports with the marks of two people")),
            ("new", "file-plus", _("New project…"), _("For reports of your own")),
            ("open", "folder-open", _("Open project…"), _("Also a package that you were sent")),
        )
        slots = {"new": self._new, "open": self._open}
        self.buttons = {
            key: self._button(picture, text, more, slots.get(key) or partial(self._end, key))
            for key, picture, text, more in choices
        }
        widest = max(button.sizeHint().width() for button in self.buttons.values())
        for button in self.buttons.values():
            button.setMinimumWidth(widest)
        self._arrange(asked=name is not None)
        self.language.currentIndexChanged.connect(lambda _index: self._speak())
        self.name.textChanged.connect(lambda _text: self._allow())
        self.name.returnPressed.connect(partial(self._end, SAMPLE))
        self._allow()
        if name is not None:
            self.name.setFocus()
        elif self.recent.count():
            self.recent.setCurrentRow(0)
            self.recent.setFocus()
        else:
            self.buttons[TOUR].setFocus()

    def _arrange(self, *, asked: bool) -> None:
        picture = QLabel()
        picture.setPixmap(application_icon().pixmap(QSize(40, 40)))
        words = widgets.column(
            widgets.label(_("Welcome to annotator"), "title"),
            widgets.label(_("Mark measures, problems and metrics in government reports."), "muted"),
        )
        head = widgets.row(picture, words, None, self.language, gap=GRID * 2)
        parts: list[QWidget | QVBoxLayout] = []
        if asked:
            question = _("What is your name? Marks go into a layer of this name; you can change it later.")
            parts.append(widgets.column(widgets.label(question, wrap=True), self.name, gap=GRID))
        choices = widgets.row(
            widgets.column(self.buttons[TOUR], self.buttons["new"], gap=GRID),
            widgets.column(self.buttons[SAMPLE], self.buttons["open"], gap=GRID),
            gap=GRID,
        )
        whole = widgets.column(head, *parts, choices, gap=GRID * 2, margins=(GRID * 3,) * 4)
        if self.recent.count():
            whole.addLayout(
                widgets.column(widgets.label(_("Recent projects"), "heading"), self.recent, gap=GRID)
            )
        whole.addWidget(self.message)
        self.setLayout(whole)
        self.setMinimumWidth(max(560, self.minimumSizeHint().width()))

    def _button(self, picture: str, text: str, explanation: str, slot: Callable[[], object]) -> QPushButton:
        button = _Choice(icon(picture, self._tokens.accent, ICON).pixmap(ICON), text, explanation)
        button.clicked.connect(lambda _checked=False: slot())
        return button

    def _recent_list(self) -> QListWidget:
        made = QListWidget()
        made.setAccessibleName(_("Recent projects"))
        made.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        made.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        for path in self._settings.recent_projects():
            item = QListWidgetItem(f"{path.stem}    {path.parent}")
            item.setToolTip(str(path))
            item.setData(Qt.ItemDataRole.UserRole, str(path))
            made.addItem(item)
        made.itemActivated.connect(lambda item: self._take(Path(item.data(Qt.ItemDataRole.UserRole))))
        row = max(made.sizeHintForRow(0), made.fontMetrics().height() + GRID)
        made.setMaximumHeight(min(6, made.count()) * row + 4)  # its edges
        return made

    def _allow(self) -> None:
        """Nobody begins without a name."""
        named = bool(self.name.text().strip())
        for button in self.buttons.values():
            button.setEnabled(named)
        self.recent.setEnabled(named)

    def _end(self, choice: str) -> None:
        if self.name.text().strip():
            self.choice = choice
            self._settings.annotator = self.name.text().strip()
            self.accept()

    def _take(self, path: Path) -> None:
        self.path = path
        self._end(PROJECT)

    def _new(self) -> None:
        name, _kind = QFileDialog.getSaveFileName(
            self, _("New project"), str(Path.home()), f"annotator (*{SUFFIX})"
        )
        if not name:
            return
        path = Path(name if name.endswith(SUFFIX) else name + SUFFIX)
        try:
            create_project(path, actor=self.name.text().strip())
        except UserError as error:
            self.message.setText(str(error))
            self.message.show()
            return
        self._take(path)

    def _open(self) -> None:
        name, _kind = QFileDialog.getOpenFileName(
            self, _("Open project"), str(Path.home()), f"annotator (*{SUFFIX});;* (*)"
        )
        if name:
            self._take(Path(name))

    def _speak(self) -> None:
        self._settings.language = str(self.language.currentData())
        self._settings.annotator = self.name.text().strip() or self._settings.annotator
        self.done(AGAIN)


class _Choice(QPushButton):
    """A picture, a name, and under it what that is: a button's own text has one weight and colour for all lines."""

    def __init__(self, picture: QPixmap, name: str, explanation: str) -> None:
        super().__init__()
        self.setObjectName("choice")
        self.setAutoDefault(False)
        self.setAccessibleName(name.rstrip("…"))
        self.setAccessibleDescription(explanation)
        shown = QLabel()
        shown.setPixmap(picture)
        words = widgets.column(widgets.label(name, "cardNames"), widgets.label(explanation, "muted"))
        self.setLayout(widgets.row(shown, words, None, gap=GRID + 4, margins=(GRID * 2, 12, GRID * 2, 12)))
        for label in self.findChildren(QLabel):
            label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def sizeHint(self) -> QSize:
        return self.minimumSizeHint()

    def minimumSizeHint(self) -> QSize:
        for label in self.findChildren(QLabel):
            label.ensurePolished()
        layout = self.layout()
        assert layout is not None
        return layout.minimumSize()
