"""Search all documents: as one types, beside the window; hits lead to their place and can be marked together."""

from collections.abc import Callable

from PySide6.QtCore import QModelIndex, Qt, QThreadPool, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QLineEdit, QListView, QToolButton, QWidget

from annotator.domain import how_many
from annotator.domain.errors import UserError
from annotator.i18n import _, language, ngettext
from annotator.services.project import Project
from annotator.services.search import BadQuery, Found, Search, parse
from annotator.ui import widgets
from annotator.ui.desk import Desk
from annotator.ui.fitting_box import FittingBox
from annotator.ui.jobs import Progress, with_project
from annotator.ui.latest import Latest
from annotator.ui.search_rows import LINE, HitsDelegate, HitsModel, Line
from annotator.ui.theme import GRID, Tokens

PAGE = 50  # documents
TYPING_MS = 150


class SearchWindow(QDialog):
    """Emits `chosen` with a document's id and a place in it. Stays open beside the main window."""

    chosen = Signal(str, int, int)

    def __init__(self, desk: Desk, pool: QThreadPool, tokens: Callable[[], Tokens], parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("Search all documents"))
        self.resize(880, 620)
        self._desk = desk
        self._search: Search | None = None
        self._searching = Latest(pool, self)
        self._searching.progressed.connect(self._progress)
        self.field = QLineEdit()
        self.field.setPlaceholderText(_("Words, in simplified or traditional script"))
        self.field.setAccessibleName(_("Search all documents"))
        self.field.setClearButtonEnabled(True)
        self.expression = QToolButton()
        self.expression.setObjectName("segment")
        self.expression.setText(_("Regular expression"))
        self.expression.setCheckable(True)
        self.hits = HitsModel()
        self.list = QListView()
        self.list.setObjectName("hits")
        self.list.setUniformItemSizes(True)
        self.list.setModel(self.hits)
        self._delegate = HitsDelegate(tokens, self.list)
        self.list.setItemDelegate(self._delegate)
        self.list.setAccessibleName(_("Hits"))
        self.empty = widgets.hint()
        self.count = widgets.label(style="muted")
        self.labels = FittingBox()
        self.labels.setAccessibleName(_("Label for the ticked hits"))
        self.mark_button = widgets.push_button(_("Mark ticked hits"), self.mark)
        self._typing = QTimer(self)
        self._typing.setSingleShot(True)
        self._typing.setInterval(TYPING_MS)
        self._arrange()
        self._connect()
        self._show_state()

    def ask(self, text: str) -> None:
        """Show the window, with `text` as what is sought if there is any."""
        self.fill_labels()
        if text and "\n" not in text and text != self.field.text():
            self.field.setText(text)
        self.show()
        self.raise_()
        self.activateWindow()
        self.field.setFocus()
        self.field.selectAll()

    def start(self) -> None:
        """Search for what the field says now; what was being sought is dropped."""
        self._typing.stop()
        self.stop()
        self.hits.empty()
        self._search = None
        text = self.field.text()
        if not text.strip():
            self._show_state()
            return
        try:
            query = parse(text, self._desk.project.schema, expression=self.expression.isChecked())
        except BadQuery as error:
            self._show_state(str(error))
            return
        self._search = Search(query)
        self._more()

    def stop(self) -> None:
        """Drop the search that is running."""
        self._searching.drop()

    def mark(self) -> None:
        """Mark all ticked hits with the label chosen: one step, one undo."""
        label, ticked = self.labels.currentData(), self.hits.ticked()
        if not ticked or label is None:
            return

        def mark_all() -> int:
            documents = {found.id: self._desk.project.document(found.id) for found, _hit in ticked}
            places = [
                (documents[found.id], hit.start, hit.end)
                for found, hit in ticked
                if documents[found.id].text[hit.start : hit.end] == hit.text
            ]
            return len(self._desk.project.annotate_many(places, label))

        made = self._desk.attempt(mark_all)
        if made is None:
            self.count.setText(_("Nothing was marked; the main window says why."))
            return
        self.hits.tick_all(False)
        sentence = ngettext("{count} place marked", "{count} places marked", made)
        self._desk.said.emit(sentence, bool(made))
        self.count.setText(sentence)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.field.hasFocus():
            if self._typing.isActive():
                self.start()
            else:
                self._enter_list()
        elif event.key() == Qt.Key.Key_Down and self.field.hasFocus():
            self._enter_list()
        else:
            super().keyPressEvent(event)

    # -- where everything stands -------------------------------------------------------------------

    def _arrange(self) -> None:
        top = widgets.row(self.field, self.expression, gap=GRID * 2)
        top.setStretch(0, 1)
        self.tools = QWidget()
        self.tools.setLayout(
            widgets.row(
                widgets.push_button(_("Tick all"), lambda: self._tick_all(True)),
                widgets.push_button(_("Tick none"), lambda: self._tick_all(False)),
                self.labels,
                self.mark_button,
            )
        )
        bottom = widgets.row(self.count, None, self.tools)
        edge = GRID * 2
        layout = widgets.column(
            top, self.empty, self.list, None, bottom, gap=GRID, margins=(edge, edge, edge, edge)
        )
        layout.setStretchFactor(self.list, 100)
        self.setLayout(layout)

    def _connect(self) -> None:
        self._typing.timeout.connect(self.start)
        self.field.textChanged.connect(self._changed)
        self.expression.toggled.connect(self._changed)
        self.list.clicked.connect(self._click)
        self.list.activated.connect(self._choose)
        self.list.verticalScrollBar().valueChanged.connect(self._scrolled)
        self.hits.dataChanged.connect(self._show_ticked)
        self.hits.modelReset.connect(self._show_ticked)

    def fill_labels(self) -> None:
        """Offer the labels of the project; the chosen one stays chosen."""
        chosen = self.labels.currentData()
        self.labels.clear()
        for label in self._desk.project.schema.labels:
            self.labels.addItem(label.display(language()), label.name)
        self.labels.setCurrentIndex(max(0, self.labels.findData(chosen)))

    # -- searching ---------------------------------------------------------------------------------

    def _changed(self) -> None:
        self.stop()
        self._typing.start()

    def _more(self) -> None:
        """The next page, on another thread."""
        search = self._search
        if search is None or self._searching.busy or search.finished:
            return

        def work(project: Project, progress: Progress, cancelled: Callable[[], bool]) -> list[Found]:
            return search.more(project, PAGE, progress=progress, cancelled=cancelled)

        self._searching.do(with_project(self._desk.project, work), self._take, self._refuse)
        if not self.hits.rowCount():
            self.count.setText(_("Searching…"))

    def _progress(self, done: int, total: int) -> None:
        if total and done:
            self.count.setText(_("Searching… {percent} %", percent=100 * done // total))

    def _take(self, page: list[Found]) -> None:
        self.hits.add(page)
        self._show_state()

    def _refuse(self, error: UserError) -> None:
        self._search = None
        self._show_state(str(error))

    def _scrolled(self, value: int) -> None:
        bar = self.list.verticalScrollBar()
        if value >= bar.maximum() - bar.pageStep():
            self._more()

    # -- showing -----------------------------------------------------------------------------------

    def _show_state(self, trouble: str = "") -> None:
        """The list, or what to do where there is none; how much was found."""
        something = self.hits.rowCount() > 0
        self.list.setVisible(something)
        self.tools.setVisible(something)
        self.empty.setVisible(not something)
        self.empty.setText(trouble or (self._how_to() if self._search is None else _("Nothing was found.")))
        self.count.setText(self._how_many() if self._search else "")
        self._show_ticked()

    def _how_many(self) -> str:
        assert self._search is not None
        count, hits, about = self._search.count, self.hits.hit_count(), self._search.about
        if self._search.finished:
            return _("{hits} in {documents}", hits=how_many.hits(hits), documents=how_many.documents(count))
        if about is not None:
            return ngettext(
                "{documents} of about {count:,} document",
                "{documents} of about {count:,} documents",
                about,
                documents=f"{count:,}",
            )
        return ngettext("{count:,} document so far", "{count:,} documents so far", count)

    def _how_to(self) -> str:
        return _(
            'All words must be in the text or in the title; words with a space between them stand in "…".\n\n'
            "Filters narrow the search:\nyear:2021-2023   title:…   issuer:…   region:…\n"
            "label:…   layer:…   only inside such marks; without words, the marks themselves"
        )

    def _show_ticked(self) -> None:
        ticked = len(self.hits.ticked())
        self.mark_button.setEnabled(ticked > 0 and self._desk.project.store.writable)
        self.mark_button.setText(
            ngettext("Mark {count} hit", "Mark {count} hits", ticked) if ticked else _("Mark ticked hits")
        )

    def _tick_all(self, ticked: bool) -> None:
        self.hits.tick_all(ticked)

    def _enter_list(self) -> None:
        if self.hits.rowCount():
            row = 1 if self.hits.rowCount() > 1 and self.hits.index(1).data(LINE).hit else 0
            self.list.setCurrentIndex(self.hits.index(row))
            self.list.setFocus()

    def _click(self, index: QModelIndex) -> None:
        if not self._delegate.took_click():
            self._choose(index)

    def _choose(self, index: QModelIndex) -> None:
        line: Line = index.data(LINE)
        hit = line.hit or (line.found.hits[0] if line.found.hits else None)
        self.chosen.emit(line.found.id, hit.start if hit else 0, hit.end if hit else 0)
