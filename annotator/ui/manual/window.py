"""The window of the manual: contents or what was found at the left, a page at the right, back and forward."""

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QColor, QDesktopServices, QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QLineEdit, QListWidget, QListWidgetItem, QSplitter, QWidget

from annotator.i18n import _
from annotator.services.manual import Manual, Page
from annotator.ui import widgets
from annotator.ui.icons import icon
from annotator.ui.manual.page_view import PageView
from annotator.ui.theme import GRID, Tokens

_PAGE = Qt.ItemDataRole.UserRole


@dataclass(frozen=True, slots=True)
class Place:
    """Where one has been: a page and how far down."""

    page: Page
    scrolled: int = 0


class ManualWindow(QDialog):
    """Stays open beside the main window."""

    def __init__(self, manual: Manual, tokens: Tokens, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("Manual"))
        self.setWindowFlag(Qt.WindowType.WindowMaximizeButtonHint)
        room = self.screen().availableSize()
        self.resize(min(1080, room.width()), min(720, room.height() - 40))
        self._manual, self._tokens = manual, tokens
        self._page = manual.pages[0]
        self._behind: list[Place] = []
        self._ahead: list[Place] = []
        self._address = QUrl()
        self.field = QLineEdit()
        self.field.setPlaceholderText(_("Search the manual"))
        self.field.setAccessibleName(_("Search the manual"))
        self.field.setClearButtonEnabled(True)
        self.list = QListWidget()
        self.list.setAccessibleName(_("Contents"))
        self.list.setWordWrap(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setResizeMode(QListWidget.ResizeMode.Adjust)
        self.view = PageView(manual.folder)
        self.back_button = widgets.text_button("", self.back)
        self.forward_button = widgets.text_button("", self.forward)
        self.address = widgets.label(style="muted", wrap=True)
        self.open_button = widgets.push_button(_("Open in the browser"), self.open_address)
        self.copy_button = widgets.push_button(_("Copy address"), self.copy_address)
        self._arrange()
        self._connect()
        self._fill()
        self.set_tokens(tokens)

    def ask(self) -> None:
        """Show the window, the search at hand."""
        self.show()
        self.raise_()
        self.activateWindow()
        self.field.setFocus()

    @property
    def page(self) -> Page:
        """The page that is shown."""
        return self._page

    def go(self, page: Page, heading: str = "") -> None:
        """Show a page, or the place of it that a heading names; back leads to where one was."""
        if page != self._page:
            self._behind.append(self._here())
            self._ahead.clear()
            self._show(Place(page))
        if heading:
            self.view.go_to_heading(heading)

    def back(self) -> None:
        if self._behind:
            self._ahead.append(self._here())
            self._show(self._behind.pop())

    def forward(self) -> None:
        if self._ahead:
            self._behind.append(self._here())
            self._show(self._ahead.pop())

    def follow(self, link: QUrl) -> None:
        """Go where a link leads: within the manual at once; another address is shown, and opened when one asks for it."""
        if link.scheme() not in ("", "file"):
            self._offer(link)
            return
        heading = link.fragment()
        if not link.path():
            self.view.go_to_heading(heading)
            return
        target = Path(link.toLocalFile() if link.isLocalFile() else link.path())
        page = self._manual.page(self._page.file.parent / target)
        if page is not None:
            self.go(page, heading)
        else:
            self._offer(link)

    def open_address(self) -> None:
        """Let the system open the address that is shown."""
        QDesktopServices.openUrl(self._address)
        self._offer(QUrl())

    def copy_address(self) -> None:
        QGuiApplication.clipboard().setText(self._address.toString())
        self._offer(QUrl())

    def set_tokens(self, tokens: Tokens) -> None:
        self._tokens = tokens
        self.back_button.setIcon(icon("arrow-left", tokens.text))
        self.forward_button.setIcon(icon("arrow-right", tokens.text))
        for item in (self.list.item(row) for row in range(self.list.count())):
            if item.data(_PAGE) is None:
                item.setForeground(QColor(tokens.muted))
        self._show(self._here())

    # -- where everything stands -------------------------------------------------------------------

    def _arrange(self) -> None:
        for button, name in ((self.back_button, _("Go back")), (self.forward_button, _("Go forward"))):
            button.setToolTip(name)
            button.setAccessibleName(name)
        edge = GRID * 2
        side = QWidget()
        side.setLayout(widgets.column(self.field, self.list, gap=GRID, margins=(edge, edge, GRID, edge)))
        self.foot = QWidget()
        self.foot.setLayout(widgets.row(self.address, None, self.copy_button, self.open_button))
        top = widgets.row(self.back_button, self.forward_button, None, gap=2)
        main = QWidget()
        main.setLayout(widgets.column(top, self.view, self.foot, gap=GRID, margins=(GRID, edge, edge, edge)))
        columns = QSplitter(Qt.Orientation.Horizontal)
        columns.addWidget(side)
        columns.addWidget(main)
        columns.setStretchFactor(1, 1)
        columns.setSizes([290, 790])
        columns.setChildrenCollapsible(False)
        self.setLayout(widgets.column(columns))
        self.foot.hide()

    def _connect(self) -> None:
        self.field.textChanged.connect(self._fill)
        self.field.returnPressed.connect(self._enter_list)
        self.list.currentItemChanged.connect(self._choose)
        self.view.anchorClicked.connect(self.follow)
        for keys, slot in (
            (QKeySequence(QKeySequence.StandardKey.Back), self.back),
            (QKeySequence(QKeySequence.StandardKey.Forward), self.forward),
            (QKeySequence(QKeySequence.StandardKey.Find), self.field.setFocus),
            (QKeySequence("Ctrl++"), lambda: self.view.set_size(self.view.size_of_text() + 1)),
            (QKeySequence("Ctrl+="), lambda: self.view.set_size(self.view.size_of_text() + 1)),
            (QKeySequence("Ctrl+-"), lambda: self.view.set_size(self.view.size_of_text() - 1)),
            (QKeySequence("Ctrl+0"), lambda: self.view.set_size(self.view.usual_size)),
        ):
            QShortcut(keys, self).activated.connect(slot)

    # -- contents and search -----------------------------------------------------------------------

    def _fill(self) -> None:
        """The contents, or the pages in which the words of the field stand."""
        query = self.field.text().strip()
        self.list.blockSignals(True)
        self.list.clear()
        if query:
            found = self._manual.search(query)
            for one in found:
                self._add(one.page, f"{one.page.title}  ({one.count})\n{one.excerpt}")
            if not found:
                self._say(_("Nothing was found."))
        else:
            home = self._manual.pages[0].file.parent
            pages = (*self._manual.pages, *self._manual.more)
            for page in (page for page in pages if page.file.parent == home):
                self._add(page, page.title)
            self._say(_("Further pages"))  # which other languages have only in English
            for page in (page for page in pages if page.file.parent != home):
                self._add(page, page.title)
            self._choose_shown()
        self.list.blockSignals(False)

    def _add(self, page: Page, text: str) -> None:
        item = QListWidgetItem(text)
        item.setData(_PAGE, page)
        self.list.addItem(item)

    def _say(self, text: str) -> None:
        """A line that cannot be chosen."""
        item = QListWidgetItem(text)
        item.setFlags(Qt.ItemFlag.NoItemFlags)
        item.setForeground(QColor(self._tokens.muted))  # to be read, though it is not enabled
        self.list.addItem(item)

    def _choose(self, item: QListWidgetItem | None) -> None:
        if item is not None and (page := item.data(_PAGE)) is not None:
            self.go(page)
            if query := self.field.text().split():
                self.view.go_to_words(query[0])

    def _enter_list(self) -> None:
        """To the first page that was found, or to the one that is shown."""
        if self.list.currentRow() < 0 and self.list.count():
            self.list.setCurrentRow(0)
        self.list.setFocus()

    def _choose_shown(self) -> None:
        for row in range(self.list.count()):
            if self.list.item(row).data(_PAGE) == self._page:
                self.list.setCurrentRow(row)

    # -- showing -----------------------------------------------------------------------------------

    def _here(self) -> Place:
        return Place(self._page, self.view.verticalScrollBar().value())

    def _show(self, place: Place) -> None:
        self._page = place.page
        self.view.show_page(place.page, self._tokens)
        self.view.verticalScrollBar().setValue(place.scrolled)
        self.back_button.setEnabled(bool(self._behind))
        self.forward_button.setEnabled(bool(self._ahead))
        self._offer(QUrl())
        if not self.field.text().strip():
            self.list.blockSignals(True)
            self._choose_shown()
            self.list.blockSignals(False)

    def _offer(self, address: QUrl) -> None:
        """Show an address, or none."""
        self._address = address
        self.address.setText(address.toString())
        self.foot.setVisible(not address.isEmpty())
