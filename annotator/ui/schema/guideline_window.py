"""What the labels mean, beside the text: definition, boundaries, examples, attributes; searched, and followed."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QPageSize, QPdfWriter, QShortcut, QTextDocument
from PySide6.QtWidgets import QFileDialog, QLineEdit, QTabBar, QTextBrowser, QWidget

from annotator.formats.atomic import atomic_path
from annotator.i18n import _, language
from annotator.ui import widgets
from annotator.ui.actions import literal
from annotator.ui.desk import Desk
from annotator.ui.dialogs.dialog import Dialog
from annotator.ui.schema.guideline_page import guideline_html
from annotator.ui.schema.swatch import ICON, swatch_icon
from annotator.ui.theme import GRID, LIGHT, Tokens

EDGE = (GRID * 2, GRID * 2, GRID * 2, GRID * 2)


class GuidelineWindow(Dialog):
    """Stays open beside the text and never takes the keys from it. Emits `edit_wanted` with a label's name."""

    edit_wanted = Signal(str)

    def __init__(self, desk: Desk, tokens: Callable[[], Tokens], parent: QWidget) -> None:
        super().__init__(_("Guideline"), parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
        self.setModal(False)
        self.resize(460, 620)
        self._desk, self._tokens = desk, tokens
        self.search = QLineEdit()
        self.search.setPlaceholderText(_("Search in all labels"))
        self.search.setAccessibleName(_("Search in all labels"))
        self.search.setClearButtonEnabled(True)
        self.tabs = QTabBar()
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        self.tabs.setIconSize(ICON)
        self.tabs.setAccessibleName(_("Labels"))
        self.page = QTextBrowser()
        self.page.setAccessibleName(_("Guideline"))
        self.page.document().setIndentWidth(GRID * 2)
        self.edit_button = widgets.push_button(
            _("Edit this label…"), lambda: self.edit_wanted.emit(self.label() or "")
        )
        self.print_button = widgets.push_button(_("Save as PDF…"), self.save_pdf)
        foot = widgets.row(self.edit_button, self.print_button, None)
        layout = widgets.column(self.search, self.tabs, self.page, foot, gap=GRID, margins=EDGE)
        layout.setStretchFactor(self.page, 1)
        self.setLayout(layout)
        self.search.textChanged.connect(lambda _text: self._show_page())
        self.tabs.currentChanged.connect(lambda _at: self._show_page())
        find = QShortcut(QKeySequence(QKeySequence.StandardKey.Find), self)
        find.activated.connect(self.search.setFocus)
        desk.project_changed.connect(lambda _step: self._follow())
        self.show_guideline()

    def show_label(self, label: str | None) -> None:
        """Show it, at a label or at the one shown last."""
        if label is not None:
            self.go_to(label)
        self.show()
        self.raise_()
        self.activateWindow()

    def go_to(self, label: str) -> None:
        """Turn to a label; while somebody searches the page stays as it is."""
        for at in range(self.tabs.count()):
            if self.tabs.tabData(at) == label:
                self.tabs.setCurrentIndex(at)

    def label(self) -> str | None:
        """The name of the label that is shown."""
        name = self.tabs.tabData(self.tabs.currentIndex())
        return str(name) if name is not None else None

    def show_guideline(self) -> None:
        """Make everything anew: labels or colours are others."""
        self._shown = self._desk.project.schema
        shown, dark = self.label(), self._tokens().dark
        self.tabs.blockSignals(True)
        while self.tabs.count():
            self.tabs.removeTab(0)
        for label in self._desk.project.schema.labels:
            color = label.color_dark if dark else label.color
            at = self.tabs.addTab(swatch_icon(color, label.pattern), literal(label.display(language())))
            self.tabs.setTabData(at, label.name)
        if shown is not None:
            self.go_to(shown)
        self.tabs.blockSignals(False)
        self.edit_button.setEnabled(self._desk.project.store.writable)
        self._show_page()

    def save_pdf(self) -> None:
        """All labels as a document of A4 pages."""
        suggested = str(self._desk.project.path.with_suffix(".pdf"))
        name, _kind = QFileDialog.getSaveFileName(self, _("Save the guideline"), suggested, "PDF (*.pdf)")
        if name:
            self._desk.did(self._write_pdf, name if name.endswith(".pdf") else f"{name}.pdf")

    def _write_pdf(self, name: str) -> None:
        document = QTextDocument()
        document.setDefaultFont(self.font())
        document.setHtml(guideline_html(self._desk.project.schema.labels, LIGHT))
        with atomic_path(Path(name)) as file:
            writer = QPdfWriter(str(file))
            writer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
            writer.setTitle(_("Guideline"))
            document.print_(writer)
            del writer  # writes the end of the file

    def _follow(self) -> None:
        if self._desk.project.schema != self._shown:
            self.show_guideline()

    def _show_page(self) -> None:
        schema = self._desk.project.schema
        words = self.search.text().strip()
        self.tabs.setVisible(not words)  # what is found stands in all of them
        chosen = [label for label in schema.labels if words or label.name == self.label()]
        self.page.setHtml(guideline_html(chosen, self._tokens(), words))
